import base64

import pytest

from bot.discord.checking import check
from tests.bot.discord.conftest import SECRET, Open
from tests.bot.discord.seen import read
from tests.conftest import BRIEFING, AssistantMaker

DAMAGE = "An estimated 70% of buildings in Gaza are damaged.\n"
OTHER = "Two thirds of buildings in Gaza are damaged, engineers say.\n"
TOKEN = base64.b64encode(b"123456789012345678").decode() + ".GabcdE.0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("brief", {"topic": "water"}, "nine litres"),
        ("cautions", {}, "Cholera"),
        ("cautions", {"document": "water"}, "Cholera"),
        ("conflicts", {}, "Two thirds of buildings"),
        ("sources", {}, "Water in the camps"),
        ("show", {"document": "water"}, "The standard is fifteen litres."),
        ("show", {"document": "water", "section": "pumps"}, "Two of the five pumps"),
        ("status", {}, "The index equals the folder."),
        ("help", {}, "verbatim quotes"),
    ],
)
async def test_everything_that_is_read_is_shown_to_the_reader_alone(
    newsroom: Open, command: str, options: dict[str, str], said: str
) -> None:
    topics = {"water": {"title": "Water", "queries": ["How many litres of water do the camps receive?"]}}
    async with newsroom(
        {"water.md": BRIEFING, "damage.md": DAMAGE, "other.md": OTHER, "drafts/secret.md": SECRET}, topics=topics
    ) as room:
        told = await room.ana.slash(command, **options)
        assert told.ephemeral
        assert said in read(told.message)
        assert "Unpublished" not in read(told.message)
        assert "four litres" not in read(told.message)


async def test_a_quote_is_verified_by_its_id(newsroom: Open) -> None:
    async with newsroom() as room:
        quote = room.assistant.ask("How many litres of water do the camps receive?").quotes[0]
        told = await room.ana.slash("verify", quote=quote.id)
        assert "Intact" in read(told.message)
        told = await room.ana.slash("verify", quote="nonsense")
        assert "is no id of a quote" in read(told.message)


async def test_only_what_may_be_seen_is_offered(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}) as room:
        offered = await room.ana.autocomplete("show", "document", "")
        assert [each.value for each in offered] == ["water.md"]
        sections = await room.ana.autocomplete("show", "section", "pump", document="water.md")
        assert [each.name for each in sections] == ["Water in the camps › Pumps"]
        told = await room.ana.slash("show", document="water.md", section=sections[0].value)
        assert "Two of the five pumps" in read(told.message)
        assert [each.value for each in await room.ana.autocomplete("ask", "collection", "", question="x")] == ["main"]


def test_readiness_is_told_without_going_online(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    assistant = make_assistant({"water.md": BRIEFING})
    assert not check(assistant).ok
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    found = check(assistant)
    assert found.ok, found
    assert "client_id=123456789012345678" in found.invite
    monkeypatch.setenv("DISCORD_TOKEN", "secret-with-a-slip")
    found = check(assistant)
    assert not found.ok
    assert "secret-with-a-slip" not in str(found)
