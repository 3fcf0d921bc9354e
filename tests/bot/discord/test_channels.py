"""Channels in which it speaks unasked: with automatic answers, and those that are told what changed."""

import asyncio
from collections.abc import Mapping

from bot.upkeep.live import News
from tests.bot.discord.conftest import SECRET, Newsroom, Open
from tests.bot.discord.seen import quotes_in, read
from tests.conftest import BRIEFING, eventually
from tests.discord_server import Channel, Guild, Message

QUESTION = "How many litres of water do the camps receive?"
UNANSWERED = "Who won the chess championship?"


def automatic(guild: Guild, channel: Channel) -> Mapping[str, object]:
    return {"message_content": True, "auto_answer": [channel.id]}


def talkative(guild: Guild, channel: Channel) -> Mapping[str, object]:
    return {**automatic(guild, channel), "auto_abstain": True}


def said_by_the_bot(room: Newsroom, channel: Channel | None = None) -> list[Message]:
    messages = (channel or room.channel).messages.values()
    return [each for each in messages if each.author is room.server.world.bot]


async def test_where_answers_are_automatic_every_question_is_answered(newsroom: Open) -> None:
    async with newsroom(settings=automatic) as room:
        heard = await room.ana.ask_aloud(QUESTION)
        assert quotes_in(heard.message) == [each.text for each in room.assistant.ask(QUESTION).quotes]
        assert heard.message.reference is heard.written
        assert not heard.message.pings


async def test_there_it_stays_quiet_where_it_has_nothing_to_quote(newsroom: Open) -> None:
    async with newsroom(settings=automatic) as room:
        said = [await room.ana.says(each) for each in (UNANSWERED, "🙂", "...", "@everyone", "hello there", "x" * 2000)]
        await room.edith.says(QUESTION, reply_to=said[0])
        await room.edith.says(f"{room.ana.mention_text} {QUESTION}")
        await room.server.idle()
        assert said_by_the_bot(room) == []
        assert not room.log.exists()


async def test_there_it_says_that_it_abstains_where_that_is_set_or_it_is_addressed(newsroom: Open) -> None:
    async with newsroom(settings=talkative) as room:
        assert "The documents do not answer this." in (await room.ana.ask_aloud(UNANSWERED)).shown
    async with newsroom(settings=automatic) as room:
        assert "The documents do not answer this." in (await room.ana.mention(UNANSWERED)).shown


async def test_other_channels_are_not_overheard_and_threads_are(newsroom: Open) -> None:
    async with newsroom(settings=automatic) as room:
        elsewhere = room.guild.channel("elsewhere")
        thread = room.guild.thread(room.channel, "water", room.ana.user)
        await room.ana.at(elsewhere).says(QUESTION)
        assert "nine litres" in (await room.ana.at(thread).ask_aloud(QUESTION)).shown
        await room.server.idle()
        assert said_by_the_bot(room, elsewhere) == []


async def test_there_nothing_is_quoted_that_the_channel_does_not_see(newsroom: Open) -> None:
    async with newsroom({"drafts/secret.md": SECRET, "pumps.md": "# Pumps\n\nPumps are blue.\n"}, automatic) as room:
        await room.ana.says(QUESTION)
        await room.server.idle()
        assert all("litres" not in each.text for each in said_by_the_bot(room))


async def test_channels_for_reports_are_told_what_they_may_see(newsroom: Open) -> None:
    wide: list[Channel] = []

    def settings(guild: Guild, channel: Channel) -> Mapping[str, object]:
        wide.append(guild.channel("editors"))
        return {"report_channels": [channel.id, wide[0].id, 123], "channels": {wide[0].id: ["main", "drafts"]}}

    async with newsroom({"water.md": BRIEFING, "drafts/a.md": "# A\n\nThe first draft is short.\n"}, settings) as room:
        loop = asyncio.get_running_loop()

        def hear(news: News) -> None:
            loop.call_soon_threadsafe(room.desk.hear_news, news)

        live = room.assistant.live(hear)
        live.start()
        try:
            folder = room.assistant.library.folder
            (folder / "drafts" / "secret.md").write_text(SECRET, encoding="utf-8")
            (changed,) = await until_said(room, wide[0], 1)
            assert "drafts/secret.md" in read(changed)
            (folder / "*roads* @everyone.md").write_text("# Roads\n\nThe road is open.\n", encoding="utf-8")
            (told,) = await until_said(room, room.channel, 1)
            assert "*roads* @everyone.md" in read(told)
            assert not told.pings
            await until_said(room, wide[0], 2)
            assert "secret" not in "".join(each.text for each in said_by_the_bot(room))
        finally:
            await asyncio.to_thread(live.stop)


async def test_a_long_report_is_told_whole(newsroom: Open) -> None:
    def settings(guild: Guild, channel: Channel) -> Mapping[str, object]:
        return {"report_channels": [channel.id]}

    names = {kind: [f"{kind}_{number}_{'_' * 40}.md" for number in range(10)] for kind in ("new", "old", "gone")}
    before = {name: f"# Report\n\nThis is {name}.\n" for kind in ("old", "gone") for name in names[kind]}
    async with newsroom({"water.md": BRIEFING, **before}, settings) as room:
        folder = room.assistant.library.folder
        for name in (*names["new"], *names["old"]):
            (folder / name).write_text(f"# Report\n\nThis is {name} now.\n", encoding="utf-8")
        for name in names["gone"]:
            (folder / name).unlink()
        report = await asyncio.to_thread(room.assistant.reindex)
        room.desk.hear_news(News(report))
        await asyncio.to_thread(eventually, lambda: not missing(room, names))


def missing(room: Newsroom, names: Mapping[str, list[str]]) -> list[str]:
    shown = "\n".join(map(read, said_by_the_bot(room)))
    return [name for each in names.values() for name in each if name not in shown]


async def until_said(room: Newsroom, channel: Channel, count: int) -> list[Message]:
    await asyncio.to_thread(eventually, lambda: len(said_by_the_bot(room, channel)) >= count)
    return said_by_the_bot(room, channel)
