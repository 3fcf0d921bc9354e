"""After a removal nothing of the document is returned: to no question, button, autocomplete or list."""

from tests.bot.discord.conftest import Open
from tests.bot.discord.seen import read
from tests.conftest import BRIEFING

QUESTION = "How many litres of water do the camps receive?"
ROADS = "# Roads\n\nThe coastal road opened to convoys on 3 May. Two bridges are still closed to lorries.\n"
GONE = ("nine litres", "Two of the five pumps", "Cholera", "Water in the camps", "Field Desk", "water.md")


async def test_nothing_of_a_removed_document_comes_back(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "roads.md": ROADS}) as room:
        public = await room.ana.slash("ask", question=QUESTION)
        private = await room.ana.slash("ask", question=QUESTION, private=True)
        shown = await room.ana.slash("show", document="water.md")
        assert all("nine litres" in read(each.message) for each in (public, private, shown))

        (room.assistant.library.folder / "water.md").unlink()
        room.assistant.reindex()

        shared = await (await room.ana.click(private, "Share")).until_followed_up()
        (refused,) = shared.followups
        told = [
            await room.ana.click(public, "In context"),
            await room.ana.slash("ask", question=QUESTION.replace("litres", "liters")),
            await room.ana.slash("cautions"),
            await room.ana.slash("sources"),
            await room.ana.slash("status"),
            await room.ana.slash("show", document="wat"),
            await room.ana.slash("cautions", document="wat"),
            await room.ana.menu("Find sources", await room.edith.says("Pumps stopped in the camps.")),
        ]
        for message in (refused, *(each.message for each in told)):
            found = read(message)
            assert found
            assert [each for each in GONE if each in found] == []
        for command in ("show", "cautions"):
            assert "water.md" not in [each.value for each in await room.ana.autocomplete(command, "document", "")]
        assert await room.ana.autocomplete("show", "section", "", document="water.md") == []
