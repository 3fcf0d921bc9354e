"""What is longer than a message: every page of it, and nothing lost between them."""

from tests.bot.discord.conftest import Newsroom, Open
from tests.bot.discord.seen import quotes_in, read
from tests.discord_server import Message, Person, Told

LONG_TITLE = ("The distribution of drinking water, of *fuel* and of_flour " * 6)[:299] + "!"
PARAGRAPH = (
    "On day {0} the convoy number {0} carried *{0}* tons of flour past checkpoint_{0}. Its drivers waited there.\n\n"
)
SOURCES = 200


async def pages(person: Person, told: Told) -> list[str]:
    """Turn all pages of what is shown to a person alone, and return what is read on each."""
    found = [read(told.message)]
    while "More" in told.labels:
        assert len(found) < 100
        told = await person.click(told, "More")
        assert told.message.ephemeral
        found.append(read(told.message))
    return found


async def quoted(person: Person, told: Told) -> str:
    """Turn all pages and return what is quoted on them, but for white space."""
    found = quotes_in(told.message)
    while "More" in told.labels:
        told = await person.click(told, "More")
        found += quotes_in(told.message)
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return "".join(text.split())


async def test_two_hundred_documents_are_listed_page_by_page(newsroom: Open) -> None:
    names = [f"report_{number:03}.md" for number in range(SOURCES)]
    documents = {name: f"# Report {at}\n\nDistrict {at} has {at} wells.\n" for at, name in enumerate(names)}
    async with newsroom(documents) as room:
        told = await room.ana.slash("sources")
        found = await pages(room.ana, told)
        assert len(found) > 3
        assert all("200 documents" in each for each in found)
        assert f"Page {len(found)} of {len(found)}" in found[-1]
        assert [line for page in found for line in page.splitlines() if line in names] == names


async def test_the_longest_section_is_shown_whole(newsroom: Open) -> None:
    section = "".join(PARAGRAPH.format(day) for day in range(120)) + "x" * 9000 + "\n\nThe end.\n"
    async with newsroom(
        {"days.md": f"# Days\n\nAn introduction.\n\n## Convoys\n\n{section}\n## After\n\nMore.\n"}
    ) as room:
        told = await room.ana.slash("show", document="days", section="convoys")
        given = room.assistant.show("days", "convoys").text
        assert squeezed(section) in squeezed(given)
        assert await quoted(room.ana, told) == squeezed(given)
        told = await room.ana.slash("show", document="days")
        assert await quoted(room.ana, told) == squeezed(room.assistant.show("days").text)


async def test_a_title_of_three_hundred_characters_is_shown_whole(newsroom: Open) -> None:
    text = f'---\ntitle: "{LONG_TITLE}"\n---\n# Heads\n\nThe ferry to the islands sails on Mondays.\n'
    async with newsroom({"ferry.md": text}) as room:
        for told in (
            await room.ana.slash("ask", question="When does the ferry to the islands sail?"),
            await room.ana.slash("sources"),
            await room.ana.slash("show", document="ferry"),
        ):
            assert LONG_TITLE in read(told.message)
        offered = await room.ana.autocomplete("show", "document", "")
        assert [each.value for each in offered] == ["ferry.md"]
        assert len(offered[0].name) <= 100
        assert_unharmed(room, told.message)


def assert_unharmed(room: Newsroom, message: Message) -> None:
    assert not message.pings
    assert not room.log.exists()


async def test_what_introduces_a_quote_far_down_a_list_is_shown_on_its_page(newsroom: Open) -> None:
    posts = "".join(f"- Post {at} said that clinic {at} was sold to traders for {at} coins.\n" for at in range(60))
    async with newsroom({"rumours.md": f"# Posts\n\nThese claims are *false*:\n\n{posts}"}) as room:
        told = await room.ana.slash("ask", question="Who bought clinic 57?")
        before, quote, *_ = quotes_in(told.message)
        assert before == "These claims are *false*:\n[…]"
        assert "clinic 57" in quote


async def test_what_takes_a_claim_back_in_the_next_section_is_shown_below_it(newsroom: Open) -> None:
    claim = "# Check\n\n## The claim\n\nA post says that the clinic in Oban was sold.\n"
    text = f"{claim}\n## Finding\n\nThe claim is *false*.\n"
    async with newsroom({"check.md": text}) as room:
        told = await room.ana.slash("ask", question="Did a post say that the clinic in Oban was sold?")
        shown = quotes_in(told.message)
        assert shown[0] == "The claim\n[…]"
        assert "clinic in Oban" in shown[1]
        assert shown[2] == "[…]\nThe claim is *false*."
