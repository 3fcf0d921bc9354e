"""Whether the index is in order: every way in which it may not be is said, with what mends it."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep.status import Status
from tests.conftest import BRIEFING, AssistantMaker

GARBAGE = b"\x00\x01\x02binary\xff" * 50


@pytest.fixture
def folder(make_assistant: AssistantMaker, tmp_path: Path) -> Path:
    """A folder of one good and one broken file, indexed."""
    assistant = make_assistant({"water.md": BRIEFING, "broken.md": GARBAGE})
    assert [each.name for each in assistant.reindex().failed] == ["broken.md"]
    return tmp_path / "documents"


def status(make_assistant: AssistantMaker, **settings: object) -> Status:
    return make_assistant(**settings).status()


def unreadable(found: Status) -> list[str]:
    return [name for name, finding in found.findings if finding.check == "unreadable"]


def test_a_file_known_to_be_broken_is_a_finding_and_no_difference(make_assistant: AssistantMaker, folder: Path) -> None:
    found = status(make_assistant)
    assert found.ok
    assert not found.mend
    assert unreadable(found) == ["broken.md"]


def test_a_broken_file_that_was_mended_is_new(make_assistant: AssistantMaker, folder: Path) -> None:
    (folder / "broken.md").write_text("It is text now, and says something of wells.", encoding="utf-8")
    found = status(make_assistant)
    assert (found.added, found.mend) == (("broken.md",), "run `index`")
    assert unreadable(found) == []
    make_assistant().reindex()
    assert status(make_assistant).ok


def test_a_document_that_turned_unreadable_is_not_in_order_even_after_indexing(
    make_assistant: AssistantMaker, folder: Path
) -> None:
    (folder / "water.md").write_bytes(GARBAGE)
    assert status(make_assistant).changed == ("water.md",)
    make_assistant().reindex()
    found = status(make_assistant)
    assert not found.ok
    assert found.stale == ("water.md",)
    assert "water.md" in found.mend
    assert "water.md" in unreadable(found)


def test_a_document_that_cannot_be_opened_any_more_is_not_in_order(
    make_assistant: AssistantMaker, folder: Path, tmp_path: Path
) -> None:
    (folder / "water.md").rename(tmp_path / "water.md")
    (folder / "water.md").symlink_to(tmp_path / "water.md")
    found = status(make_assistant)
    assert not found.ok
    assert found.stale == ("water.md",)
    assert "water.md" in unreadable(found)


def test_a_stored_text_that_was_altered_is_found(make_assistant: AssistantMaker, folder: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "var/store.db")
    connection.execute("UPDATE documents SET text = replace(text, 'nine litres', 'six litres')")
    connection.commit()
    connection.close()
    found = status(make_assistant)
    assert (found.altered, found.mend) == (("water.md",), "run `index --rebuild`")


def test_another_model_needs_a_rebuild(make_assistant: AssistantMaker, folder: Path) -> None:
    assistant = make_assistant()
    assistant._load.precision = "int8"  # type: ignore[misc]
    found = assistant.status()
    assert found.mend == "run `index --rebuild`"
    assert len(found.settings) == 1
    assert "fp32" in found.settings[0]
    assert "int8" in found.settings[0]


@pytest.mark.parametrize(
    "settings",
    [
        {"index": {"folder": "var", "passage_tokens": 100}},
        {"cautions": {"words": ["peril"]}},
        {"aliases": [["pump", "well"]]},
    ],
)
def test_other_settings_for_passages_need_a_build(
    make_assistant: AssistantMaker, folder: Path, settings: dict[str, object]
) -> None:
    found = status(make_assistant, **settings)
    assert (found.mend, len(found.settings)) == ("run `index`", 1)
    make_assistant(**settings).reindex()
    assert status(make_assistant, **settings).ok


def test_settings_that_change_no_passage_need_nothing(make_assistant: AssistantMaker, folder: Path) -> None:
    assert status(make_assistant, answers={"threshold": 0.9}).ok


def test_the_command_says_what_mends_and_exits_1(
    make_assistant: AssistantMaker, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(make_assistant())
    assert run(["status"], session) == 0
    assert "The index equals the folder." in capsys.readouterr().out
    (folder / "new.md").write_text(BRIEFING, encoding="utf-8")
    assert run(["status"], session) == 1
    out = capsys.readouterr().out
    assert "run `index`" in out
    assert "new: new.md" in out
    assert run(["status", "--json"], session) == 1
    payload = json.loads(capsys.readouterr().out)
    assert (payload["ok"], payload["added"], payload["mend"]) == (False, ["new.md"], "run `index`")
    assert payload["stale"] == payload["altered"] == payload["settings"] == []


def test_a_passage_missing_from_the_word_index_is_found(
    make_assistant: AssistantMaker, folder: Path, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "var/store.db")
    connection.execute("DELETE FROM lexical WHERE rowid = (SELECT max(id) FROM passages)")
    connection.commit()
    connection.close()
    found = status(make_assistant)
    assert (len(found.drift), found.mend) == (1, "run `index --rebuild`")


def test_vectors_in_memory_that_are_too_few_are_found(make_assistant: AssistantMaker, folder: Path) -> None:
    assistant = make_assistant()
    assistant.ask("How much water do the camps receive?")
    assert assistant.status().ok
    resident = assistant.searcher.resident
    assert resident
    resident.vectors.remove(resident.ids[:1])
    assert assistant.status().mend == "restart the bot"


def test_an_archive_that_is_behind_or_damaged_is_found(
    make_assistant: AssistantMaker, folder: Path, tmp_path: Path
) -> None:
    records = tmp_path / "index/records"
    for each in records.iterdir():
        each.unlink()
    assert status(make_assistant).mend == "run `index`"
    make_assistant().reindex()
    assert status(make_assistant).ok
    (records / "archive.db").write_bytes(b"garbage" * 1000)
    found = status(make_assistant)
    assert not found.ok
    assert "archive.db" in found.drift[0]


@pytest.mark.parametrize("name", ["archive.db", "watchlist.db"])
def test_records_that_are_damaged_where_nobody_reads_are_found(
    make_assistant: AssistantMaker, folder: Path, tmp_path: Path, name: str
) -> None:
    make_assistant().watchlist.add("How many pumps stopped?", "terminal", None)
    assert status(make_assistant).ok
    file = tmp_path / "index/records" / name
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(file.read_bytes())
    data[-4096:] = b"\xff" * 4096
    file.write_bytes(data)
    found = status(make_assistant)
    assert (len(found.drift), found.mend) == (1, f"mend {file}, then run `index`")
    assert "put back a copy, or move it away" in found.drift[0]


def test_a_damaged_time_is_told_in_one_line(
    make_assistant: AssistantMaker, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = sqlite3.connect(tmp_path / "var/store.db")
    connection.execute("UPDATE meta SET value = '\x1b[31m' WHERE key = 'indexed_at'")
    connection.commit()
    connection.close()
    assert run(["status"], Session(make_assistant())) == 1
    err = capsys.readouterr().err
    assert "index --rebuild" in err
    assert len(err.splitlines()) == 1


def test_a_channel_s_status_counts_what_it_sees(make_assistant: AssistantMaker) -> None:
    texts = {"open/a.md": BRIEFING, "open/b.md": "The road is open.", "secret/a.md": BRIEFING, "secret/bad.md": GARBAGE}
    assistant = make_assistant(texts)
    assistant.reindex()
    make_assistant({"secret/new.md": "Tents."})
    found = assistant.status(["open"])
    assert found.ok
    assert found.counts["documents"] == 2
    assert "secret" not in repr(found)
    assert assistant.status(["secret"]).added == ("secret/new.md",)
