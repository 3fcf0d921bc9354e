"""Trouble on the line: nobody who asked is left without an answer."""

import pytest

from tests.bot.discord.conftest import Newsroom, Open
from tests.discord_server import Person, Told

QUESTION = "How many litres of water do the camps receive?"
ANSWER = "The three northern camps receive nine litres of water a person a day."


async def ask(person: Person) -> Told:
    return await person.slash("ask", question=QUESTION)


@pytest.mark.parametrize("route", ["/interactions/*/callback", "/webhooks/*/@original"])
async def test_rate_limits_are_waited_for(newsroom: Open, route: str) -> None:
    async with newsroom() as room:
        room.server.faults.rate_limit("*", route, times=2)
        assert ANSWER in (await ask(room.ana)).shown
        assert room.server.faults.pending == 0


@pytest.mark.parametrize(
    ("route", "status"),
    [("/interactions/*/callback", 502), ("/webhooks/*/@original", 500), ("/webhooks/*/@original", 503)],
)
async def test_server_errors_are_tried_again(newsroom: Open, route: str, status: int) -> None:
    async with newsroom() as room:
        room.server.faults.fail("*", route, status=status)
        assert ANSWER in (await ask(room.ana)).shown
        assert room.server.faults.pending == 0


async def test_messages_are_answered_through_rate_limits_and_errors(newsroom: Open) -> None:
    async with newsroom() as room:
        room.server.faults.rate_limit("POST", "/channels/*/messages")
        room.server.faults.rate_limit("POST", "/channels/*/typing")
        room.server.faults.fail("POST", "/channels/*/messages")
        assert ANSWER in (await room.ana.mention(QUESTION)).shown
        assert room.server.faults.pending == 0


async def test_a_message_is_answered_though_typing_fails(newsroom: Open) -> None:
    async with newsroom() as room:
        room.server.faults.refuse("POST", "/channels/*/typing", 403, 50013, "Missing Permissions")
        assert ANSWER in (await room.ana.mention(QUESTION)).shown


async def test_an_acknowledgement_whose_answer_is_lost_still_ends_in_an_answer(newsroom: Open) -> None:
    async with newsroom() as room:
        room.server.faults.hang_up("POST", "/interactions/*/callback", after=True)
        told = await room.ana.hasty.slash("ask", question=QUESTION)
        await room.server.idle()
        assert told.acknowledged is not None
        assert told.messages
        assert not any(each.loading for each in told.messages), "the person sees for ever that the bot is thinking"


async def test_a_lost_answer_ends_in_a_private_error_with_an_id(newsroom: Open) -> None:
    async with newsroom() as room:
        room.server.faults.hang_up("PATCH", "/webhooks/*/@original")
        told = await room.ana.slash("ask", question=QUESTION)
        await told.until_followed_up()
        (message,) = told.messages
        assert message.ephemeral
        number = message.text.split("`")[1]
        assert number in room.log.read_text(encoding="utf-8")


async def test_what_was_asked_while_the_line_was_down_is_answered_after_a_resume(newsroom: Open) -> None:
    async with newsroom() as room:
        first = await room.ana.hasty.slash("ask", question=QUESTION)
        await room.server.gateway.drop()
        second = await room.edith.hasty.slash("ask", question=QUESTION)
        heard = await room.ana.mention(QUESTION)
        for told in (first, second):
            assert ANSWER in (await told.until_answered()).shown
        assert ANSWER in heard.shown
        assert len(room.server.gateway.identifies) == 1
        assert len(room.server.gateway.resumes) == 1


async def test_an_invalid_session_is_begun_anew(newsroom: Open) -> None:
    async with newsroom() as room:
        await room.server.gateway.invalidate()
        await room.server.gateway.connected()
        assert ANSWER in (await ask(room.ana)).shown
        assert ANSWER in (await room.ana.mention(QUESTION)).shown
        assert len(room.server.gateway.identifies) == 2


async def test_a_resume_that_is_refused_begins_anew(newsroom: Open) -> None:
    async with newsroom() as room:
        room.server.gateway.refuse_resumes = 1
        await room.server.gateway.drop()
        await room.server.gateway.connected()
        assert ANSWER in (await ask(room.ana)).shown


async def test_a_reconnect_that_is_asked_for_is_made(newsroom: Open) -> None:
    async with newsroom() as room:
        await room.server.gateway.reconnect()
        assert ANSWER in (await ask(room.ana)).shown
        assert len(room.server.gateway.resumes) == 1


async def test_an_interaction_that_came_too_late_hurts_nobody(newsroom: Open, caplog: pytest.LogCaptureFixture) -> None:
    async with newsroom() as room:
        late = [await room.ana.delayed.slash("ask", question=QUESTION), await room.ana.delayed.slash("sources")]
        await room.server.idle()
        assert all(not told.messages for told in late)
        assert _unforeseen(room) == ""
        assert "too late" in caplog.text
        assert ANSWER in (await ask(room.ana)).shown


async def test_an_interaction_that_expires_before_its_answer_hurts_nobody(
    newsroom: Open, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom() as room:
        expired = [await room.ana.hasty.slash("ask", question=QUESTION), await room.ana.hasty.slash("sources")]
        for told in expired:
            told.expire()
        await room.server.idle()
        assert all(told.acknowledged is not None and told.message.loading for told in expired)
        assert _unforeseen(room) == ""
        assert "too late" in caplog.text
        assert ANSWER in (await ask(room.ana)).shown


async def test_a_click_that_came_too_late_hurts_nobody(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await ask(room.ana)
        for label in told.labels:
            await room.ana.delayed.click(told, label)
        await room.server.idle()
        assert _unforeseen(room) == ""
        assert (await room.ana.click(told, "In context")).ephemeral


async def test_a_question_whose_message_is_deleted_meanwhile_hurts_nobody(newsroom: Open) -> None:
    async with newsroom() as room:
        heard = await room.ana.hasty.mention(QUESTION)
        await room.ana.deletes(heard.written)
        await room.server.idle()
        assert ANSWER in (await room.ana.mention(QUESTION)).shown


def _unforeseen(room: Newsroom) -> str:
    return room.log.read_text(encoding="utf-8") if room.log.exists() else ""
