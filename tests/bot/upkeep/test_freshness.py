"""An answer says which of the files that it quotes from are no longer as they were indexed."""

import json
import os
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep import freshness
from tests.conftest import BRIEFING, AssistantMaker, write_documents

PUMPS = "How many pumps stopped?"
CHANGED = "water.md has changed since it was indexed; run `python -m bot index`"
GONE = "water.md is gone from the documents folder; run `python -m bot index`"


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant({"water.md": BRIEFING, "roads.md": "# Roads\n\nThe coastal road is open by day.\n"})
    assistant.reindex()
    return assistant


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def notes(assistant: Assistant, question: str = PUMPS) -> tuple[str, ...]:
    given = assistant.ask(question)
    assert given.answered
    return assistant.notes_on([given, given])


def test_nothing_is_noted_of_what_is_as_it_was_indexed(assistant: Assistant, folder: Path) -> None:
    (folder / "roads.md").unlink()
    os.utime(folder / "water.md")
    assert notes(assistant) == ()


@pytest.mark.parametrize("most_read", [0, 1 << 20])
def test_a_file_that_changed_or_went_is_noted(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch, most_read: int
) -> None:
    monkeypatch.setattr(freshness, "_MOST_READ", most_read)
    assert notes(assistant) == ()
    write_documents(folder, {"water.md": BRIEFING.replace("Two of the five", "One of the five")})
    os.utime(folder / "water.md", (0, 0))
    assert notes(assistant) == (CHANGED,)
    (folder / "water.md").unlink()
    assert notes(assistant) == (GONE,)


@pytest.mark.parametrize("how", ["empty", "gone", "no folder"])
def test_a_folder_that_cannot_be_looked_at_is_said_to_be_so(assistant: Assistant, folder: Path, how: str) -> None:
    for file in folder.iterdir():
        file.unlink()
    if how != "empty":
        folder.rmdir()
    if how == "no folder":
        folder.write_text("a file", encoding="utf-8")
    (said,) = notes(assistant)
    assert str(folder) in said
    assert ("perhaps not mounted" in said) is (how == "empty")
    assert said.endswith("the answer is from when it was indexed")


def test_a_file_that_cannot_be_opened_is_said_to_be_so(assistant: Assistant, folder: Path) -> None:
    (folder / "water.md").unlink()
    (folder / "water.md").mkdir()
    assert notes(assistant) == ("water.md cannot be looked at (Is a directory); run `python -m bot status`",)


def test_the_terminal_tells_it_below_the_answer_and_in_json(
    assistant: Assistant, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": PUMPS, "evidence": [{"contains": "Two of"}]}), encoding="utf-8")
    (folder / "water.md").unlink()
    commands = [["ask", PUMPS], ["evaluate", str(questions)]]
    for arguments in (
        *commands,
        ["ask", "--file", str(questions), "--json"],
        *([*each, "--json"] for each in commands),
    ):
        assert run(arguments, Session(assistant)) == 0
        out = capsys.readouterr().out
        assert GONE in " ".join(out.split())
        if "--json" in arguments:
            assert json.loads(out)["notes"] == [GONE]
