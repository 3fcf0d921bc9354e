from unittest import mock

import pytest

from bot.discord.buttons import Context, InContext
from bot.terminal import payloads
from index.errors import RecordsError
from tests.bot.discord.conftest import SECRET, Newsroom, Open
from tests.bot.discord.seen import bold_in, quoted, quotes_in, read
from tests.conftest import BRIEFING
from tests.discord_server.components import texts

QUESTION = "How many litres of water do the camps receive?"


def asked(room: Newsroom, question: str) -> dict[str, object]:
    return payloads.answer(room.assistant.ask(question))


async def test_a_question_is_acknowledged_and_answered_with_quotes(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question=QUESTION)
        assert told.acknowledged is not None
        assert told.acknowledged < 1
        assert not told.ephemeral
        assert room.edith.sees(told)
        given = room.assistant.ask(QUESTION)
        assert quotes_in(told.message) == [each.text for each in given.quotes]
        assert "receive nine litres of water" in given.quotes[0].text
        cited = read(told.message)
        for fact in ("Water in the camps", "Field Desk", "2025-03-04", "https://example.org/water", "water.md"):
            assert fact in cited
        assert room.assistant.ask(QUESTION).quotes[0].id in cited
        assert QUESTION in cited


async def test_it_abstains_and_says_what_is_nearest(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question="Who won the chess championship?")
        assert "The documents do not answer this." in told.text
        assert not quotes_in(told.message)
        assert "Nearest sections, which are no answer" in told.text


async def test_who_asks_which_documents_there_are_is_told_the_command(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question="What documents do you have?")
        assert "`/sources` lists the documents" in told.text


async def test_a_private_answer_is_seen_by_the_asker_alone(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question=QUESTION, private=True)
        assert told.ephemeral
        assert not room.edith.sees(told)


async def test_a_mention_and_a_direct_message_are_answered(newsroom: Open) -> None:
    async with newsroom() as room:
        heard = await room.ana.mention(QUESTION)
        assert "nine litres" in heard.text
        assert not heard.message.pings
        heard = await room.ana.dm(QUESTION)
        assert "nine litres" in heard.text


async def test_a_reply_to_an_answer_follows_it_up(newsroom: Open) -> None:
    async with newsroom() as room:
        first = await room.ana.mention("Who reported cases of cholera in two districts?")
        second = await room.edith.reply(first, f"{room.server.world.bot.mention} and fuel?")
        assert "Read as" in second.text


async def test_programs_are_not_answered(newsroom: Open) -> None:
    async with newsroom() as room:
        other = room.server.world.user("other", bot=True)
        room.guild.join(other)
        mention = room.server.world.bot.mention
        await room.server.write(other, room.channel, f"{mention} {QUESTION}")
        await room.server.write(room.ana.user, room.channel, f"{mention} {QUESTION}", webhook=True)
        await room.server.idle()
        assert all(each.author is not room.server.world.bot for each in room.channel.messages.values())


async def test_a_collection_that_is_not_granted_does_not_exist(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}) as room:
        told = await room.ana.slash("ask", question=QUESTION)
        assert "four litres" not in told.text
        told = await room.ana.slash("ask", question=QUESTION, collection="drafts")
        (said,) = (await told.until_followed_up()).messages
        assert said.ephemeral
        assert said.text == "There is no collection 'drafts' here; collections: main."


async def test_a_quote_is_shown_in_its_section(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question=QUESTION)
        context = await room.edith.click(told, "In context")
        assert context.ephemeral
        (text,) = (quoted(each) for each in texts(context.message.components) if each.startswith(">>> "))
        assert "The standard is fifteen litres." in text.text
        marked = " ".join(" ".join(bold_in(text)).split())
        assert marked == " ".join(room.assistant.ask(QUESTION).quotes[0].text.split())


async def test_a_quote_that_is_shown_again_names_the_copy_that_was_shown(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.ana.slash("ask", question=QUESTION, private=True)
        public = await room.ana.slash("ask", question=QUESTION)
        room.assistant.add_document("main", "copy.md", BRIEFING.encode())
        assert "copy.md" in (await room.ana.slash("ask", question=QUESTION)).text
        context = await room.edith.click(public, "In context")
        (shared,) = (await (await room.ana.click(told, "Share")).until_followed_up()).followups
        for shown in (context.text, shared.text):
            assert "water.md" in shown
            assert "copy.md" not in shown


@pytest.mark.parametrize("button", [InContext("0123456789ab-1-9", 0, ""), Context("0123456789ab-1-9", 0, "")])
def test_a_button_that_was_made_without_a_document_still_works(button: InContext | Context) -> None:
    earlier = button.custom_id.removesuffix(":")
    match = button.template.fullmatch(earlier)
    assert match
    assert (match["quote"], match["document"]) == ("0123456789ab-1-9", None)


async def test_a_spelling_is_not_put_right_from_documents_that_are_not_seen(newsroom: Open) -> None:
    draft = "# Plan\n\nThe quokkathon begins in June. The quokkathon is secret.\n"
    async with newsroom({"water.md": BRIEFING, "drafts/plan.md": draft}) as room:
        assert "quokkathon" in room.assistant.ask("When does the quokathon begin?").read_as
        told = await room.ana.slash("ask", question="When does the quokathon begin?")
        assert "quokkathon" not in told.text


async def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom() as room:
        await room.ana.slash("ask", question="How many pumps stopped?")
        full = mock.Mock(side_effect=RecordsError("cannot use asked.db: disk full"))
        monkeypatch.setattr(room.desk.asked, "add", full)
        for private in (True, False):
            told = await room.ana.slash("ask", question="How many pumps stopped?", private=private)
            assert "Two of the five pumps" in read(told.message)
            assert told.labels == ["In context"]
        heard = await room.ana.mention("How many pumps stopped?")
        assert "Two of the five pumps" in read(heard.message)
        assert "water.md" in read((await room.ana.slash("sources")).message)
        assert "Two of the five pumps" in read(
            (await room.edith.slash("watch add", question="How many pumps?")).message
        )
        assert full.call_count == 5
        assert "disk full" in caplog.text


async def test_an_answer_is_shown_though_its_message_cannot_be_kept(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with newsroom() as room:
        monkeypatch.setattr(room.desk.asked, "shown_in", mock.Mock(side_effect=RecordsError("disk full")))
        told = await room.ana.slash("ask", question="How many pumps stopped?")
        await room.server.idle()
        assert "Helpful" in told.labels
        assert told.followups == []
