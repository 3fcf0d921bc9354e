"""A reindex in the middle of many questions."""

import asyncio

from bot.terminal import payloads
from tests.bot.discord.conftest import Open
from tests.conftest import BRIEFING
from tests.discord_server import together

REPORTS = {
    f"report{number:02}.md": f"# Report {number}\n\nDistrict number {number} has {number + 100} wells that work.\n"
    for number in range(24)
}


def question(number: int) -> str:
    return f"How many wells work in district number {number}?"


async def test_questions_are_answered_while_the_index_changes(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, **REPORTS}) as room:
        folder = room.assistant.library.folder
        (folder / "new.md").write_text("# Ferry\n\nThe ferry to the islands sails on Mondays.\n", encoding="utf-8")
        (folder / "report03.md").write_text(REPORTS["report03.md"].replace("103", "777"), encoding="utf-8")
        (folder / "report04.md").unlink()
        people = [room.server.person(f"person{number}", room.channel) for number in range(24)]
        asking = asyncio.gather(*(each.slash("ask", question=question(at)) for at, each in enumerate(people)))
        report = await asyncio.to_thread(room.assistant.reindex)
        asking_more = await together(*(each.mention(question(at)) for at, each in enumerate(people)))
        told = await asking
        assert (len(report.added), len(report.changed), len(report.removed)) == (1, 1, 1)
        for at, each in enumerate(told):
            fits = {f"has {at + 100} wells"} | ({"has 777 wells"} if at == 3 else set())
            assert any(text in each.shown for text in fits) or at == 4, each.shown
        for at, heard in enumerate(asking_more):
            if at != 4:
                assert f"has {777 if at == 3 else at + 100} wells" in heard.shown
        assert "has 104 wells" not in asking_more[4].shown
        told_new = await room.ana.slash("ask", question="When does the ferry to the islands sail?")
        assert "The ferry to the islands sails on Mondays." in told_new.shown
        assert not room.log.exists(), room.log.read_text(encoding="utf-8")


async def test_a_quote_that_changed_between_answer_and_button_is_not_shown_as_it_was(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, **REPORTS}) as room:
        told = await room.ana.slash("ask", question=question(7))
        assert "has 107 wells" in told.shown
        private = await room.edith.slash("ask", question=question(7), private=True)
        (room.assistant.library.folder / "report07.md").write_text("# Report 7\n\nAll was wrong.\n", encoding="utf-8")
        await asyncio.to_thread(room.assistant.reindex)
        context = await room.ana.click(told, "In context")
        assert context.ephemeral
        assert "107" not in context.shown
        await room.edith.click(private, "Share")
        await room.server.idle()
        assert [each for each in room.ana.reads() if "107" in each.text and each is not told.message] == []


async def test_discord_and_the_command_line_show_the_same_quotes(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, **REPORTS}) as room:
        for number in (1, 11, 23):
            told = await room.ana.slash("ask", question=question(number))
            quotes = payloads.answer(room.assistant.ask(question(number)))["quotes"]
            assert isinstance(quotes, list)
            assert quotes
            for quote in quotes:
                assert quote["text"] in told.shown
                assert quote["id"] in told.shown
