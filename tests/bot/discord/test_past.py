"""What changed in the documents, asked for and posted."""

import asyncio
import datetime

import pytest

from bot.discord.asked import Asked
from bot.errors import RequestError
from bot.upkeep.live import News
from tests.bot.discord.conftest import SECRET, Newsroom, Open
from tests.bot.discord.seen import read
from tests.bot.discord.stage import prepared
from tests.conftest import BRIEFING, AssistantMaker, write_documents
from tests.discord_server import Channel, DiscordServer, Guild, Upload

HOSTILE = "The *convoy* of <@1> and @everyone carried `12` tons to [Rafah](https://evil.example) at <t:0>."
REPORTS = {f"report{number:02}.md": f"# Report {number}\n\n{HOSTILE}\n" for number in range(100)}


async def change(room: Newsroom, **documents: str) -> None:
    write_documents(room.assistant.library.folder, {f"{name}.md": text for name, text in documents.items()})
    report = await asyncio.to_thread(room.assistant.reindex)
    assert room.desk.on_news
    await room.desk.on_news(News(report))


def reporting(guild: Guild, channel: Channel) -> dict[str, object]:
    return {"report_channels": [channel.id]}


async def test_changes_are_told_with_the_sentences_that_are_new_or_gone(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}) as room:
        await change(room, water=BRIEFING.replace("nine litres", "eight litres"))
        write_documents(room.assistant.library.folder, {"drafts/secret.md": SECRET.replace("four", "three")})
        await change(room)
        told = await room.ana.slash("changes")
        assert told.ephemeral
        seen = read(told.message)
        assert seen.index("changed water.md") < seen.index("gone") < seen.index("nine litres")
        assert seen.index("nine litres") < seen.index("eight litres") < seen.index("added water.md")
        assert "secret" not in seen
        assert "three litres" not in seen
        assert "generation" not in seen


async def test_changes_are_chosen_by_date(newsroom: Open) -> None:
    async with newsroom() as room:
        assert "added water.md" in read((await room.ana.slash("changes", since="yesterday")).message)
        assert "Nothing has changed since" in read((await room.ana.slash("changes", since="2999-01-01")).message)
        assert "is no date" in read((await room.ana.slash("changes", since="soonish")).message)


async def test_many_changes_come_in_pages_and_say_what_the_documents_say(newsroom: Open) -> None:
    async with newsroom(REPORTS) as room:
        told = await room.ana.slash("changes")
        pages = [read(told.message)]
        while "More" in told.labels:
            await room.ana.click(told, "More")
            pages.append(read(told.message))
        assert len(pages) > 2
        assert "\n".join(pages).count(HOSTILE) == len(REPORTS)
        assert not told.message.pings


async def test_a_channel_for_reports_is_told_what_may_be_seen_there(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}, reporting) as room:
        write_documents(room.assistant.library.folder, {"drafts/secret.md": SECRET.replace("four", "three")})
        await change(room)
        assert room.ana.reads() == []
        (room.assistant.library.folder / "drafts/secret.md").unlink()
        await change(room, water=BRIEFING.replace("nine litres", "eight litres"), note=HOSTILE)
        (posted,) = room.ana.reads()
        seen = read(posted)
        for said in ("changed water.md", "nine litres", "eight litres", "added note.md", HOSTILE):
            assert said in seen
        assert "secret" not in seen
        assert not posted.pings


async def test_a_report_of_very_much_is_cut_between_pages(newsroom: Open) -> None:
    async with newsroom(settings=reporting) as room:
        await change(room, **{name.removesuffix(".md"): text for name, text in REPORTS.items()})
        posted = room.ana.reads()
        assert len(posted) == 4
        assert "Page 3 of" in posted[2].text
        assert posted[-1].text == "`/changes` shows the rest."


async def test_a_report_that_cannot_be_sent_hurts_nobody(newsroom: Open) -> None:
    async with newsroom(settings=reporting) as room:
        room.server.faults.refuse("POST", "/channels/*/messages", 403, 50013, "Missing Permissions")
        await change(room, note=HOSTILE)
        assert room.ana.reads() == []
        assert not room.log.exists()


async def test_what_was_asked_long_ago_is_forgotten_at_the_start(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING}, discord={"keep_asked_days": 7})
    assistant.reindex()
    now = datetime.datetime.now(datetime.UTC)
    ages = [Asked("1", "ana", True, "ask", at=(now - datetime.timedelta(days=days)).isoformat()) for days in (8, 6)]
    async with DiscordServer() as server, prepared(assistant) as bot:
        server.guild()
        for each in ages:
            bot.desk.asked.add(each)
        async with server.running(bot):
            for _ in range(600):
                if bot.desk.asked.find(ages[0].id) is None:
                    break
                await asyncio.sleep(0.05)
            assert bot.desk.asked.find(ages[0].id) is None
            assert bot.desk.asked.find(ages[1].id)


async def test_what_editors_change_is_reported_once(newsroom: Open) -> None:
    async with newsroom(settings=reporting) as room:
        loop = asyncio.get_running_loop()

        def hear(news: News) -> None:
            loop.call_soon_threadsafe(room.desk.hear_news, news)

        live = room.assistant.live(hear)
        live.start()
        try:
            await room.edith.slash("library add", file=Upload("roads.md", b"# Roads\n\nThe coastal road opened."))
            await room.server.changes.until(lambda: bool(reported(room)), "the report of what was added")
            # A later change of the folder is reported after whatever the watcher made of the first.
            write_documents(room.assistant.library.folder, {"later.md": "# Later\n\nThe bridge is closed."})
            await room.server.changes.until(lambda: len(reported(room)) > 1, "the report of the later change")
            added, later = reported(room)
            assert "added roads.md" in added
            assert "added later.md" in later
        finally:
            await asyncio.to_thread(live.stop)


def reported(room: Newsroom) -> list[str]:
    return [read(each) for each in room.ana.reads() if "The documents have changed" in read(each)]


async def test_what_became_of_a_collection_that_is_gone_is_still_told(newsroom: Open) -> None:
    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        return {"collections": ["main", "drafts"], "channels": {guild.channel("narrow").id: ["main"]}}

    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}, settings) as room:
        (document,) = (each for each in room.assistant.sources() if each.collection == "drafts")
        start = room.assistant.show("secret").text.index("four litres")
        quote = f"{document.sha256[:12]}-{start}-{start + 11}"
        (room.assistant.library.folder / "drafts/secret.md").unlink()
        room.assistant.reindex()
        assert room.assistant.collections() == ["main"]
        assert room.assistant.collections_ever() == ["drafts", "main"]
        assert "four litres" in read((await room.ana.slash("verify", quote=quote)).message)
        assert "removed drafts/secret.md" in read((await room.ana.slash("changes")).message)
        narrow = next(each for each in room.guild.channels.values() if each.name == "narrow")
        ana = room.ana.at(narrow)
        assert "there is no quote" in read((await ana.slash("verify", quote=quote)).message).lower()
        assert "secret" not in read((await ana.slash("changes")).message)
        with pytest.raises(RequestError, match="there is no collection 'nowhere'"):
            room.assistant.changes("", ["nowhere"])
