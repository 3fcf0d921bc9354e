"""A quote's id says for good what became of it, on every machine, and to nobody who may not see it."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.errors import RequestError
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep.verification import Outcome, Verification
from bot.upkeep.word_diff import Op
from index.errors import RecordsError
from tests.conftest import BRIEFING, AssistantMaker

PUMPS = "Two of the five pumps stopped on 1 March."
OTHER = "# Roads\n\nThe coastal road is open to trucks by day. Convoys need a permit.\n"


def id_of(text: str, words: str) -> str:
    start = text.index(words)
    return f"{hashlib.sha256(text.encode()).hexdigest()[:12]}-{start}-{start + len(words)}"


PUMPS_ID = id_of(BRIEFING, PUMPS)


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant({"water.md": BRIEFING, "roads.md": OTHER})
    assistant.reindex()
    return assistant


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def now(found: Verification) -> tuple[str, str]:
    assert found.now
    return found.now.document.name, found.now.text


def test_a_quote_that_was_just_given_is_intact(assistant: Assistant) -> None:
    quote = assistant.ask("How many pumps stopped?").quotes[0]
    found = assistant.verify(quote.id)
    assert found.outcome is Outcome.INTACT
    assert found.now
    assert (found.now.text, found.now.document, found.now.headings) == (quote.text, quote.document, quote.headings)
    assert (found.then.text, found.since, found.diff) == (quote.text, "", ())


VIDEO = """# What a video claims

A video claims that the bridge has collapsed. It stands.

- Trucks bring water by road
Drivers ask for:
  - fuel
  - spare parts

| District | Wells |
|---|---|
| North | 12 |
"""


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("the bridge has collapsed.", "A video claims that the bridge has collapsed."),
        ("A video claims", "A video claims that the bridge has collapsed."),
        ("has collapsed. It", "A video claims that the bridge has collapsed. It stands."),
        ("12", "| North | 12 |"),
        ("a video claims", "# What a video claims"),
    ],
)
def test_offsets_that_cut_a_sentence_show_it_whole(make_assistant: AssistantMaker, cut: str, whole: str) -> None:
    assistant = make_assistant({"video.md": VIDEO})
    assistant.reindex()
    found = assistant.verify(id_of(VIDEO, cut))
    assert (found.id, found.outcome, found.part, now(found)) == (
        id_of(VIDEO, cut), Outcome.PART, cut, ("video.md", whole),
    )  # fmt: skip
    assert found.now
    assert found.now.key_texts == (cut,)


@pytest.mark.parametrize(
    "words",
    ["A video claims that the bridge has collapsed. It stands.", "What a video claims", "Trucks bring water by road",
     "Drivers ask for:\n  - fuel", "fuel\n  - spare parts", "| North | 12 |", VIDEO.strip()],
)  # fmt: skip
def test_whole_sentences_items_rows_and_headings_are_intact(make_assistant: AssistantMaker, words: str) -> None:
    assistant = make_assistant({"video.md": VIDEO})
    assistant.reindex()
    found = assistant.verify(id_of(VIDEO, words))
    assert (found.outcome, found.part, found.then.text) == (Outcome.INTACT, "", words)


def test_a_part_of_a_sentence_is_followed_with_the_whole(make_assistant: AssistantMaker, folder: Path) -> None:
    assistant = make_assistant({"video.md": VIDEO})
    assistant.reindex()
    write(folder, "video.md", VIDEO.replace("A video claims that the", "The"))
    assistant.reindex()
    found = assistant.verify(id_of(VIDEO, "the bridge has collapsed."))
    assert (found.outcome, found.part) == (Outcome.CHANGED, "the bridge has collapsed.")
    assert found.then.text == "A video claims that the bridge has collapsed."


def test_a_renamed_document_keeps_its_quotes(assistant: Assistant, folder: Path) -> None:
    (folder / "water.md").rename(folder / "camps.md")
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert (found.outcome, now(found)) == (Outcome.INTACT, ("camps.md", PUMPS))


def test_words_that_still_stand_in_a_changed_text_have_moved(assistant: Assistant, folder: Path) -> None:
    longer = BRIEFING.replace("# Water in the camps\n", "# Water in the camps\n\nThis briefing was updated.\n")
    write(folder, "water.md", longer.replace("stopped on 1 March", "stopped on\n1 March"))
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert found.outcome is Outcome.MOVED
    assert now(found) == ("water.md", PUMPS.replace("on 1", "on\n1"))
    assert found.now
    assert assistant.verify(found.now.id).outcome is Outcome.INTACT
    assert found.since


def test_words_that_moved_to_another_document_are_found_there(assistant: Assistant, folder: Path) -> None:
    write(folder, "water.md", BRIEFING.replace(PUMPS, "Nothing else is known."))
    write(folder, "pumps.md", f"# Pumps\n\nAn overview for engineers. {PUMPS} Nobody knows why.\n")
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert (found.outcome, now(found)) == (Outcome.MOVED, ("pumps.md", PUMPS))


def test_of_several_places_the_one_with_the_same_surroundings_is_named_first(
    assistant: Assistant, folder: Path
) -> None:
    (folder / "water.md").unlink()
    write(folder, "archive.md", f"# History\n\nLong ago this was written. {PUMPS} It was forgotten soon.\n")
    moved = BRIEFING.replace("fifteen litres", "twenty litres")
    write(folder, "zeta.md", moved)
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert (found.outcome, now(found)) == (Outcome.MOVED, ("zeta.md", PUMPS))
    assert found.now
    assert [each.document.name for each in found.now.also] == ["archive.md"]


@pytest.mark.parametrize(
    "instead",
    ["It is not true that two of the five pumps stopped on 1 March.", "Two of the five pumps stopped on 1 March 1999."],
)
def test_words_inside_a_longer_sentence_do_not_count_as_the_same(
    assistant: Assistant, folder: Path, instead: str
) -> None:
    write(folder, "water.md", BRIEFING.replace(PUMPS, instead))
    assistant.reindex()
    assert assistant.verify(PUMPS_ID).outcome is Outcome.CHANGED


def test_a_number_inside_another_number_is_not_the_same(make_assistant: AssistantMaker, folder: Path) -> None:
    before = "# Aid\n\n- 5 trucks came\n- the road is closed\n"
    assistant = make_assistant({"aid.md": before})
    assistant.reindex()
    write(folder, "aid.md", before.replace("5 trucks", "1,5 trucks"))
    assistant.reindex()
    assert assistant.verify(id_of(before, "5 trucks came")).outcome is Outcome.CHANGED


def test_changed_words_are_shown_with_their_difference(assistant: Assistant, folder: Path) -> None:
    write(
        folder,
        "water.md",
        BRIEFING.replace("Two of the five pumps stopped on 1 March", "Three pumps failed on 2 March"),
    )
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert found.outcome is Outcome.CHANGED
    assert now(found) == ("water.md", "Three pumps failed on 2 March.")
    assert "".join(each.text for each in found.diff if each.op is not Op.INSERTED) == PUMPS
    assert "".join(each.text for each in found.diff if each.op is not Op.DELETED) == "Three pumps failed on 2 March."
    assert found.then.text == PUMPS
    assert found.then.headings == ("Water in the camps", "Pumps")


def test_a_removed_document_s_quote_is_gone_since_then(assistant: Assistant, folder: Path) -> None:
    (folder / "water.md").unlink()
    assistant.reindex()
    found = assistant.verify(PUMPS_ID)
    assert (found.outcome, found.now, found.then.text) == (Outcome.GONE, None, PUMPS)
    assert found.since == assistant.status().indexed_at


def test_a_text_that_comes_back_is_intact_again(assistant: Assistant, folder: Path) -> None:
    for text in (BRIEFING.replace("Two", "Three"), BRIEFING):
        write(folder, "water.md", text)
        assistant.reindex()
    assert assistant.verify(PUMPS_ID).outcome is Outcome.INTACT


def test_ids_outlive_restarts_rebuilds_and_a_lost_index(
    assistant: Assistant, make_assistant: AssistantMaker, folder: Path, tmp_path: Path
) -> None:
    (folder / "water.md").unlink()
    assistant.reindex()
    assistant.reindex(rebuild=True)
    assert make_assistant().verify(PUMPS_ID).outcome is Outcome.GONE
    assistant.store.close()
    shutil.rmtree(tmp_path / "var")
    again = make_assistant()
    again.reindex()
    assert again.verify(PUMPS_ID).outcome is Outcome.GONE


def test_another_machine_gives_the_same_ids(
    assistant: Assistant, make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    here = assistant.ask("How many pumps stopped?").quotes[0].id
    elsewhere = make_assistant(index={"folder": "other"}, records={"folder": "other-records"})
    elsewhere.reindex()
    assert elsewhere.ask("How many pumps stopped?").quotes[0].id == here == id_of(BRIEFING, PUMPS)
    assert elsewhere.verify(here).outcome is Outcome.INTACT


@pytest.mark.parametrize(
    "wrong",
    ["", "water", "0df45f3d750f", "0df45f3d750f-10", "0df45f3d750f-10-10", "0df45f3d750f-20-10", "0df45f-1-2", "-1-2",
     "ffffffffffff-1-2", f"{PUMPS_ID}0000", "0df45f3d750f-1-99999999999999999999999999"],
)  # fmt: skip
def test_what_is_no_id_is_told_with_what_one_looks_like(assistant: Assistant, wrong: str) -> None:
    with pytest.raises(RequestError, match="an id looks like 0df45f3d750f-1287-1489"):
        assistant.verify(wrong)


def test_an_id_may_be_typed_with_brackets_capitals_or_more_digits(assistant: Assistant) -> None:
    whole = hashlib.sha256(BRIEFING.encode()).hexdigest()
    for written in (f"[{PUMPS_ID}]", f" {PUMPS_ID.upper()} ", PUMPS_ID.replace(whole[:12], whole)):
        assert assistant.verify(written).id == PUMPS_ID


def test_an_id_that_fits_several_texts_asks_for_more(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.quote_id._FORM", __import__("re").compile(r"([0-9a-f]{0,64})-(\d+)-(\d+)"))
    with pytest.raises(RequestError, match="fits 2 texts; write more digits"):
        assistant.verify("-1-5")


def test_a_channel_learns_nothing_of_collections_that_it_does_not_see(
    make_assistant: AssistantMaker, folder: Path
) -> None:
    assistant = make_assistant({"secret/water.md": BRIEFING, "open/roads.md": OTHER})
    assistant.reindex()
    for _ in range(2):
        with pytest.raises(RequestError, match="there is no quote"):
            assistant.verify(PUMPS_ID, ["open"])
        (folder / "secret/water.md").write_text(BRIEFING.replace("Two", "Three"), encoding="utf-8")
        assistant.reindex()
    assert assistant.verify(PUMPS_ID, ["secret"]).outcome is Outcome.CHANGED
    (folder / "open/water.md").write_text(BRIEFING, encoding="utf-8")
    (folder / "secret/water.md").unlink()
    (folder / "secret/other.md").write_text(OTHER, encoding="utf-8")
    assistant.reindex()
    assert assistant.verify(PUMPS_ID, ["secret"]).outcome is Outcome.GONE
    assert assistant.verify(PUMPS_ID, ["open"]).outcome is Outcome.INTACT


def test_without_an_archive_what_serves_can_be_checked_all_the_same(
    assistant: Assistant, folder: Path, tmp_path: Path
) -> None:
    (folder / "roads.md").unlink()
    assistant.reindex()
    archive = tmp_path / "index/records/archive.db"
    for each in archive.parent.iterdir():
        each.unlink()
    assert assistant.verify(PUMPS_ID).outcome is Outcome.INTACT
    with pytest.raises(RequestError, match="there is no quote"):
        assistant.verify(id_of(OTHER, "Convoys need a permit."))
    archive.write_bytes(b"garbage" * 1000)
    assert assistant.verify(PUMPS_ID).outcome is Outcome.INTACT
    with pytest.raises(RecordsError, match=r"archive\.db.*move it away"):
        assistant.verify(id_of(OTHER, "Convoys need a permit."))


def test_the_command_shows_then_and_now_without_colour(
    assistant: Assistant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(assistant)
    assert run(["verify", PUMPS_ID], session) == 0
    assert "Intact" in capsys.readouterr().out
    assert run(["verify", id_of(BRIEFING, "stopped on 1 March."), "--json"], session) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["outcome"], payload["part"], payload["quote"]) == ("part", "stopped on 1 March.", None)
    assert payload["now"]["text"] == PUMPS
    assert run(["verify", id_of(BRIEFING, "stopped on 1 March.")], session) == 0
    out = capsys.readouterr().out
    assert "only part of a sentence" in out
    assert "Intact" not in out
    write(folder, "water.md", BRIEFING.replace("Two of", "Three of"))
    assistant.reindex()
    assert run(["verify", PUMPS_ID], session) == 0
    out = capsys.readouterr().out
    assert "[-Two-]{+Three+} of the five pumps" in out
    assert "Changed since" in out
    assert run(["verify", PUMPS_ID, "--json"], session) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["id"], payload["outcome"], payload["quote"]) == (PUMPS_ID, "changed", None)
    assert payload["then"]["text"] == PUMPS
    assert payload["then"]["document"] == payload["now"]["document"] == "water.md"
    assert payload["diff"][:2] == [["-", "Two"], ["+", "Three"]]
    assert payload["since"] == payload["then"]["until"]
    write(folder, "water.md", f"{BRIEFING}\nMore is to come.\n")
    assistant.reindex()
    assert run(["verify", PUMPS_ID], session) == 0
    assert "Moved" in capsys.readouterr().out
    (folder / "water.md").unlink()
    assistant.reindex()
    assert run(["verify", PUMPS_ID], session) == 0
    out = capsys.readouterr().out
    assert "Gone since" in out
    assert PUMPS in out
    assert run(["verify", "nonsense"], session) == 2
