import base64
import contextlib
import datetime
import sqlite3
from collections.abc import Mapping
from unittest import mock

import pytest

from bot.discord.checking import check
from bot.errors import QuoteError, RequestError
from tests.bot.discord.conftest import SECRET, Open
from tests.bot.discord.seen import read
from tests.conftest import BRIEFING, AssistantMaker
from tests.discord_server import Channel, Guild, Impossible

ONE = "# A first count\n\nAn estimated 70% of buildings in Gaza are damaged.\n"
OTHER = "# Another count\n\nTwo thirds of buildings in Gaza are damaged, engineers say.\n"
TOKEN = base64.b64encode(b"123456789012345678").decode() + ".GabcdE.0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("brief", {"topic": "water"}, "nine litres"),
        ("cautions", {}, "Cholera"),
        ("cautions", {"document": "water"}, "Cholera"),
        ("conflicts", {}, "Two thirds of buildings"),
        ("changes", {}, "added water.md"),
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
    documents = {"water.md": BRIEFING, "one.md": ONE, "other.md": OTHER, "drafts/secret.md": SECRET}
    topics = {"water": {"title": "Water", "queries": ["How many litres of water do the camps receive?"]}}
    async with newsroom(documents, topics=topics) as room:
        told = await room.ana.slash(command, **options)
        assert told.ephemeral
        assert said in read(told.message)
        assert "Unpublished" not in read(told.message)
        assert "four litres" not in read(told.message)
        assert "****" not in told.text


async def test_parts_of_the_index_that_disagree_are_told_to_those_who_see_everything(newsroom: Open) -> None:
    def settings(guild: Guild, channel: Channel) -> Mapping[str, object]:
        return {"channels": {guild.channel("all").id: ["*"]}}

    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}, settings) as room:
        every = next(each for each in room.guild.channels.values() if each.name == "all")
        store = room.assistant.config.path(room.assistant.config.index.folder) / "store.db"
        with contextlib.closing(sqlite3.connect(store)) as connection, connection:
            connection.execute("DELETE FROM embeddings")
        for person, whole in ((room.ana.at(every), True), (room.ana, False)):
            shown = read((await person.slash("status")).message)
            assert "The index is not in order; where the bot runs: run `index --rebuild`." in shown
            assert ("0 of them with a vector" in shown) == whole
            assert ("generation" in shown) == whole


async def test_everybody_reads_on_their_own_clock_when_it_was_indexed(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING}) as room:
        indexed = datetime.datetime.fromisoformat(room.assistant.status().indexed_at)
        assert f"indexed <t:{int(indexed.timestamp())}:f>" in (await room.ana.slash("status")).text


async def test_different_figures_are_told_again_with_a_shared_answer(newsroom: Open) -> None:
    async with newsroom({"one.md": ONE, "other.md": OTHER}, answers={"threshold": 0.0}) as room:
        question = "How many buildings in Gaza are damaged?"
        assert room.assistant.ask(question).conflicts
        told = await room.ana.slash("ask", question=question, private=True)
        assert "The documents give different figures" in told.text
        assert all(each.splitlines()[-1] in read(told.message) for each in (ONE, OTHER))
        (public,) = (await (await room.ana.click(told, "Share")).until_followed_up()).followups
        assert "The documents give different figures" in public.text


@pytest.mark.parametrize("quotes", [1, 2])
async def test_both_figures_that_differ_are_read_once(newsroom: Open, quotes: int) -> None:
    documents = {"one.md": ONE, "other.md": OTHER}
    async with newsroom(documents, answers={"threshold": 0.0, "quotes": quotes}) as room:
        shown = read((await room.ana.slash("ask", question="How many buildings in Gaza are damaged?")).message)
        assert shown.count("An estimated 70% of buildings") == 1
        assert shown.count("Two thirds of buildings") == 1
        assert f"different figures: {'[1] and [2]' if quotes == 2 else '[1] and'}\n" in f"{shown}\n"


async def test_a_quote_is_verified_by_its_id(newsroom: Open) -> None:
    async with newsroom() as room:
        quote = room.assistant.ask("How many litres of water do the camps receive?").quotes[0]
        told = await room.ana.slash("verify", quote=quote.id)
        assert "Intact" in read(told.message)
        cut = f"{quote.document.sha256[:12]}-{quote.span.start + 4}-{quote.span.end}"
        told = await room.ana.slash("verify", quote=cut)
        assert "Intact" not in read(told.message)
        assert "only part of a sentence" in read(told.message)
        assert quote.text.split()[0] in read(told.message)
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
    needed = ("configuration", "no index yet", "records.folder", "token", "permissions")
    told = [each.message for each in found.checks]
    assert [next(at for at, each in enumerate(told) if word in each) for word in needed] == [0, 1, 2, 3, 4]
    assistant.reindex()
    make_assistant({"water.md": b"\x00\x01\x02\xff" * 50}).reindex()
    for documents in ({}, {"more.md": BRIEFING}):
        make_assistant(documents)
        told = [each.message for each in check(assistant).checks if not each.ok]
        assert [("water.md" in each, "the start does it" in each) for each in told] == [(True, False)]
    monkeypatch.setenv("DISCORD_TOKEN", "secret-with-a-slip")
    found = check(assistant)
    assert not found.ok
    assert "secret-with-a-slip" not in str(found)


async def test_an_error_is_told_however_long_it_is(newsroom: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with newsroom() as room:
        for error in (RequestError("*_" * 2000), RequestError("𝔸*" * 2000), QuoteError("several words " * 400)):
            monkeypatch.setattr(room.assistant, "status", mock.Mock(side_effect=error))
            told = await room.ana.slash("status")
            assert len(read(told.message)) > 500
            assert read(told.message).endswith(("…", "."))


async def test_names_are_no_longer_than_names_are(newsroom: Open) -> None:
    async with newsroom() as room:
        for command, option in (("ask", "collection"), ("show", "document"), ("show", "section"), ("brief", "topic")):
            given = {"ask": {"question": "Who?"}, "show": {"document": "water"}, "brief": {}}[command]
            with pytest.raises(Impossible):
                await room.ana.slash(command, **given | {option: "*" * 201})
            assert (await room.ana.slash(command, **given | {option: "*" * 200})).ephemeral or command == "ask"
