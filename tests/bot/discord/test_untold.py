"""Reports wait until they are told, whatever comes between."""

import asyncio
from typing import Any
from unittest import mock

import pytest

from bot.discord import past
from bot.discord.client import BriefingBot
from bot.discord.untold import Untold
from bot.upkeep.live import News
from index.build import BuildReport
from index.errors import RecordsError
from tests.bot.discord.conftest import Newsroom, Open
from tests.bot.discord.seen import read
from tests.bot.discord.stage import prepared
from tests.conftest import BRIEFING, AssistantMaker, write_documents
from tests.discord_server import Channel, DiscordServer, Guild, Person

NOTE = "# {0}\n\nThe {0} road opened in May.\n"


def report(number: int) -> BuildReport:
    return BuildReport((), (), (), 0, 0, (), number)


def reporting(guild: Guild, channel: Channel) -> dict[str, object]:
    return {"report_channels": [channel.id]}


async def news(room: Newsroom, name: str) -> News:
    write_documents(room.assistant.library.folder, {f"{name}.md": NOTE.format(name)})
    return News(await asyncio.to_thread(room.assistant.reindex))


def told(person: Person) -> list[str]:
    return [read(each) for each in person.reads() if "The documents have changed" in read(each)]


def bot_of(room: Newsroom) -> BriefingBot:
    bot = getattr(room.desk.on_news, "__self__", None)
    assert isinstance(bot, BriefingBot)
    return bot


def test_each_channel_is_told_in_order_and_once() -> None:
    untold, (one, other) = Untold([1, 2]), (report(1), report(2))
    untold.add(one)
    untold.add(other)
    assert untold.channels == [1, 2]
    untold.told(1, one)
    untold.told(1, one)
    assert untold.next(1) is other
    assert untold.next(2) is one
    untold.forget(2)
    assert untold.channels == [1]


def test_of_very_many_the_oldest_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    untold = Untold([1])
    for number in range(25):
        untold.add(report(number))
    first = untold.next(1)
    assert first
    assert first.generation == 5
    assert "`/changes` shows it" in caplog.text


async def test_what_changed_before_the_bot_was_connected_is_reported_then(make_assistant: AssistantMaker) -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana = server.person("ana", channel)
        assistant = make_assistant({"water.md": BRIEFING}, discord={"report_channels": [channel.id]})
        assistant.reindex()
        async with prepared(assistant) as bot:
            for name in ("coastal", "inland"):
                write_documents(assistant.library.folder, {f"{name}.md": NOTE.format(name)})
                bot.desk.hear_news(News(await asyncio.to_thread(assistant.reindex)))
                bot.desk.on_news = bot.tell_news  # the second is heard by a bot that is not connected yet
            async with server.running(bot):
                await server.changes.until(lambda: len(told(ana)) == 2, "both reports")
                await server.idle()
        assert ["added coastal.md" in each for each in told(ana)] == [True, False]


async def test_what_changes_while_the_connection_is_lost_is_reported_when_it_is_back(newsroom: Open) -> None:
    async with newsroom(settings=reporting) as room:
        await room.server.go_dark()
        await bot_of(room).tell_news(await news(room, "coastal"))
        assert told(room.ana) == []
        await room.server.come_back()
        await room.server.changes.until(lambda: bool(told(room.ana)), "the report")
        (seen,) = told(room.ana)
        assert "added coastal.md" in seen


async def test_a_channel_that_cannot_be_told_keeps_no_other_from_being_told(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels: list[Channel] = []

    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        channels.extend([guild.channel("first"), channel])
        return {"report_channels": [999, channels[0].id, channel.id]}

    async with newsroom(settings=settings) as room:
        first = room.ana.at(channels[0])
        real = past.news
        failed: list[object] = []

        def fails_once(*given: Any) -> Any:
            if not failed:
                failed.append(given)
                raise RecordsError("the archive cannot be read")
            return real(*given)

        monkeypatch.setattr(past, "news", mock.Mock(side_effect=fails_once))
        await bot_of(room).tell_news(await news(room, "coastal"))
        assert (len(told(first)), len(told(room.ana))) == (0, 1)
        room.server.faults.refuse("POST", f"/channels/{channels[0].id}/messages", 403, 50013, "Missing Permissions")
        await bot_of(room).tell_news(await news(room, "inland"))
        assert (len(told(first)), len(told(room.ana))) == (0, 2)
        await bot_of(room).on_ready()
        assert (len(told(first)), len(told(room.ana))) == (2, 2)
        assert room.desk.untold.channels == []


async def test_a_report_that_can_never_be_told_keeps_no_other_from_being_told(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom(settings=reporting) as room:
        with monkeypatch.context() as broken:
            broken.setattr(past, "news", mock.Mock(side_effect=ZeroDivisionError))
            await bot_of(room).tell_news(await news(room, "coastal"))
        assert "ZeroDivisionError" in room.log.read_text(encoding="utf-8")
        await bot_of(room).tell_news(await news(room, "inland"))
        (seen,) = told(room.ana)
        assert "added inland.md" in seen


async def test_a_thread_that_the_client_does_not_know_is_reported_in(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[Channel] = []

    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        threads.append(guild.thread(channel, "changes", guild.owner))
        return {"report_channels": [threads[0].id]}

    async with newsroom(settings=settings) as room:
        monkeypatch.setattr(bot_of(room), "get_channel", lambda number: None)
        await bot_of(room).tell_news(await news(room, "coastal"))
        (seen,) = told(room.ana.at(threads[0]))
        assert "added coastal.md" in seen
