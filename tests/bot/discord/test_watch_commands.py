"""Saved questions: answered anew, where they were saved, when what is quoted to them changes."""

import asyncio
from dataclasses import replace

import pytest

from bot.upkeep.live import News
from bot.upkeep.watchlist import Checked
from tests.bot.discord.conftest import SECRET, Newsroom, Open
from tests.bot.discord.seen import read
from tests.bot.discord.stage import on_stage
from tests.conftest import BRIEFING, AssistantMaker, write_documents
from tests.discord_server import Channel, DiscordServer, Guild, Impossible, Message, Role

PUMPS = "How many pumps stopped?"
THEN = "Two of the five pumps stopped on 1 March."
NOW = "Four of the five pumps stopped on 1 March."
CHANGED = BRIEFING.replace(THEN, NOW)
HOSTILE = "Two of the **five** pumps of <@1> and @everyone stopped at <t:0> with [all](https://evil.example) `rods`."


async def reindex(room: Newsroom, text: str, name: str = "water.md") -> News:
    write_documents(room.assistant.library.folder, {name: text})
    return News(await asyncio.to_thread(room.assistant.reindex))


async def change(room: Newsroom, text: str = CHANGED, name: str = "water.md") -> list[Message]:
    """Change a document and return what the bot has posted in the channel once that is told."""
    news = await reindex(room, text, name)
    assert room.desk.on_news
    await room.desk.on_news(news)
    return posted(room)


def posted(room: Newsroom) -> list[Message]:
    bot = room.server.world.bot
    return [each for each in room.ana.reads() if each.author is bot and not each.ephemeral]


async def test_a_question_is_saved_listed_and_forgotten(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.edith.slash("watch add", question=PUMPS)
        assert told.ephemeral
        assert "Saved here as number 1." in read(told.message)
        assert THEN in read(told.message)
        assert PUMPS in read((await room.ana.slash("watch list")).message)
        again = await room.edith.slash("watch add", question=PUMPS)
        assert "already, as number 1" in read(again.message)
        other = room.edith.at(room.guild.channel("other"))
        assert "No question is saved here." in read((await other.slash("watch list")).message)
        assert (
            "no question is saved as number 1 here"
            in read((await other.slash("watch remove", number=1)).message).lower()
        )
        assert f"Forgotten: {PUMPS}" in read((await room.edith.slash("watch remove", number=1)).message)
        assert "No question is saved here." in read((await room.ana.slash("watch list")).message)
        assert await change(room) == []


async def test_in_a_channel_editors_decide_and_in_direct_messages_everybody(newsroom: Open) -> None:
    roles: list[Role] = []

    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        roles.append(guild.role("editors"))
        return {"editor_roles": [roles[0].id]}

    async with newsroom(settings=settings) as room:
        assert "Only those who manage the server" in (await room.ana.slash("watch add", question=PUMPS)).text
        assert "Only those who manage the server" in (await room.ana.slash("watch remove", number=1)).text
        assert room.assistant.watchlist.saved() == []
        room.guild.join(room.ana.user, roles[0])
        assert "number 1" in (await room.ana.slash("watch add", question=PUMPS)).text
        assert "number 1" in (await room.server.stranger("sam").slash("watch add", question=PUMPS)).text


async def test_old_and_new_are_posted_once_when_the_quote_changes(newsroom: Open) -> None:
    async with newsroom() as room:
        await room.edith.slash("watch add", question=PUMPS)
        assert await change(room, BRIEFING + "\n## Roads\n\nThe road is open.\n") == []
        room.desk.hear_news(await reindex(room, CHANGED))
        await room.server.changes.until(lambda: bool(posted(room)), "the changed answer")
        (message,) = posted(room)
        seen = read(message)
        labels = [seen.index(each) for each in (PUMPS, "Then, as it was quoted", THEN, "Now, as the documents", NOW)]
        assert labels == sorted(labels)
        assert not message.pings
        assert not message.ephemeral
        now = room.assistant.ask(PUMPS).quotes[0]
        assert now.id in seen
        assert NOW in (await room.ana.click(message, "In context")).shown
        assert len(await change(room)) == 1


async def test_an_answer_that_went_is_told(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "food.md": "# Food\n\nFlour lasts for nine days.\n"}) as room:
        await room.edith.slash("watch add", question=PUMPS)
        (message,) = await change(room, "# Water\n\nNothing is known.\n")
        assert THEN in read(message)
        assert "The documents do not answer this any more." in read(message)


async def test_what_is_shown_of_then_and_now_is_what_the_documents_say(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING.replace(THEN, HOSTILE)}) as room:
        await room.edith.slash("watch add", question=PUMPS)
        (message,) = await change(room, BRIEFING.replace(THEN, HOSTILE.replace("Two", "Four")))
        assert HOSTILE in message.shown.text
        assert HOSTILE.replace("Two", "Four") in message.shown.text
        assert not message.pings


async def test_what_is_too_long_for_a_message_is_posted_in_labelled_ones(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom() as room:
        await room.edith.slash("watch add", question=PUMPS)
        news = await reindex(room, CHANGED)
        (found,) = room.assistant.watchlist.check().changes
        saved = replace(found.watched, quotes=found.watched.quotes[:1] * 30)
        long = replace(found, watched=saved, now=replace(found.now, quotes=found.now.quotes[:1] * 30))
        monkeypatch.setattr(room.assistant.watchlist, "check", lambda places, within: Checked((long,), 0, ()))
        assert room.desk.on_news
        await room.desk.on_news(news)
        seen = [read(each) for each in posted(room)]
        assert len(seen) > 3
        assert all(("Then, as it was" in each) != ("Now, as the" in each) for each in seen)
        assert sum(each.count(THEN) for each in seen if "Then, as it was" in each) == 30
        assert sum(each.count(NOW) for each in seen if "Now, as the" in each) == 30


async def test_what_cannot_be_sent_stays_to_be_told(newsroom: Open, caplog: pytest.LogCaptureFixture) -> None:
    async with newsroom() as room:
        await room.edith.slash("watch add", question=PUMPS)
        room.server.faults.refuse("POST", "/channels/*/messages", 403, 50013, "Missing Permissions")
        assert await change(room) == []
        (line,) = [each.getMessage() for each in caplog.records if str(room.channel.id) in each.getMessage()]
        assert "cannot be posted" in line
        assert "\n" not in line
        (message,) = await change(room)
        assert THEN in read(message)
        assert NOW in read(message)
        assert not room.log.exists()


async def test_a_question_is_asked_of_the_collections_that_are_left(newsroom: Open) -> None:
    documents = {"a/water.md": BRIEFING, "b/other.md": SECRET, "b/note.md": "# Note\n\nRoads are open.\n"}
    async with newsroom(documents, lambda guild, channel: {"collections": ["a", "b"]}) as room:
        await room.edith.slash("watch add", question=PUMPS)
        for each in ("b/other.md", "b/note.md"):
            (room.assistant.library.folder / each).unlink()
        await asyncio.to_thread(room.assistant.reindex, allow_removals=True)
        assert room.assistant.collections() == ["a"]
        messages = await change(room, name="a/water.md")
        assert NOW in read(messages[-1])


async def test_questions_of_a_channel_that_is_gone_are_forgotten(
    newsroom: Open, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom() as room:
        gone = room.guild.channel("gone")
        await room.edith.at(gone).slash("watch add", question=PUMPS)
        room.assistant.watchlist.add(PUMPS, "123456789", ["main"])
        del room.guild.channels[gone.id]
        await room.edith.slash("watch add", question=PUMPS)
        assert len(await change(room)) == 1
        assert {each.place for each in room.assistant.watchlist.saved()} == {str(room.channel.id)}
        assert caplog.text.count("is gone; 1 questions") == 2
        assert not room.log.exists()


async def test_nothing_is_posted_that_not_everyone_in_the_channel_may_see(newsroom: Open) -> None:
    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        closed = guild.channel("closed", only=guild.role("few"))
        return {"channels": {closed.id: ["main", "drafts"]}}

    async with newsroom({"water.md": BRIEFING, "drafts/plan.md": SECRET}, settings) as room:
        closed = next(each for each in room.guild.channels.values() if each.name == "closed")
        # As if the channel had been allowed to see the drafts when this was saved.
        room.assistant.watchlist.add("Who counted the litres?", str(room.channel.id), ["main", "drafts"])
        room.assistant.watchlist.add(PUMPS, str(closed.id), ["main", "drafts"])
        await room.edith.slash("watch add", question=PUMPS)
        assert "counted" not in read((await room.edith.slash("watch list")).message)
        refused = await room.edith.slash("watch remove", number=1)
        assert "counted" not in read(refused.message)
        assert await change(room, SECRET.replace(THEN, NOW).replace("four", "three"), "drafts/plan.md") == []
        assert any(NOW in each.shown.text for each in closed.messages.values())
        with pytest.raises(Impossible):
            await room.ana.at(closed).slash("watch list")


async def test_direct_messages_are_told_after_a_restart_too(make_assistant: AssistantMaker) -> None:
    make_assistant({"water.md": BRIEFING}).reindex()
    async with DiscordServer() as server:
        server.guild()
        sam = server.stranger("sam")
        async with on_stage(server, make_assistant()):
            await sam.slash("watch add", question=PUMPS)
        make_assistant({"water.md": CHANGED}).reindex()
        async with on_stage(server, make_assistant()):
            await server.changes.until(
                lambda: any(NOW in each.shown.text for each in sam.reads() if not each.ephemeral), "the changed answer"
            )
        (message,) = [each for each in sam.reads() if not each.ephemeral]
        assert THEN in message.shown.text


async def test_what_is_saved_here_is_offered_to_be_forgotten(newsroom: Open) -> None:
    async with newsroom() as room:
        await room.edith.slash("watch add", question=PUMPS)
        await room.edith.slash("watch add", question="How many litres of water do the camps receive?")
        await room.edith.at(room.guild.channel("other")).slash("watch add", question="What broke?")
        offered = await room.edith.autocomplete("watch remove", "number", "")
        assert [(each.value, PUMPS in each.name) for each in offered] == [(1, True), (2, False)]
        (litres,) = await room.edith.autocomplete("watch remove", "number", "LITRES")
        assert litres.value == 2
