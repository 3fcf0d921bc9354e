"""Whatever shows something of files says which of them are no longer as they were indexed."""

import json
import os
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep import freshness
from bot.upkeep.watchlist import TERMINAL
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
    assert said.endswith("what is quoted is from when it was indexed")


def test_a_file_that_cannot_be_opened_is_said_to_be_so(assistant: Assistant, folder: Path) -> None:
    (folder / "water.md").unlink()
    (folder / "water.md").mkdir()
    assert notes(assistant) == ("water.md cannot be looked at (Is a directory); run `python -m bot status`",)


@pytest.mark.parametrize("most_read", [0, 1 << 20])
def test_a_damaged_file_that_was_read_before_is_not_told_to_be_indexed_again(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch, most_read: int
) -> None:
    monkeypatch.setattr(freshness, "_MOST_READ", most_read)
    (folder / "water.md").write_bytes(b"\x00\x01\x02\xff" * 50)
    assistant.reindex()
    os.utime(folder / "water.md", (0, 0))
    (said,) = notes(assistant)
    assert said.startswith("water.md can no longer be read (")
    assert said.endswith("); what is quoted is its text as it was before: mend or remove it")
    (folder / "water.md").write_text("Another.", encoding="utf-8")
    assert notes(assistant) == (CHANGED,)


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


@pytest.mark.parametrize(
    "command", [["brief", "pumps"], ["cautions"], ["conflicts"], ["show", "water.md"], ["verify"], ["watch", "run"]]
)
def test_every_command_that_quotes_tells_it(
    make_assistant: AssistantMaker, folder: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    other = "# Wells\n\nThe three northern camps receive seven litres of water a person a day.\n"
    assistant = make_assistant(
        {"water.md": BRIEFING, "other.md": other}, topics={"pumps": {"title": "Pumps", "queries": [PUMPS]}}
    )
    assistant.reindex()
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    arguments = [*command, assistant.ask(PUMPS).quotes[0].id] if command == ["verify"] else command
    assert run(arguments, Session(assistant)) == 0
    before = "".join(capsys.readouterr())
    assert "since it was indexed" not in before
    assert "Intact:" in before or command != ["verify"]
    write_documents(folder, {"water.md": "# Another\n"})
    assert run(arguments, Session(assistant)) == 0
    after = " ".join("".join(capsys.readouterr()).split())
    assert CHANGED in after
    assert "Intact:" not in after
    assert run([*arguments, "--json"], Session(assistant)) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == [CHANGED]


def test_what_is_verified_as_gone_may_stand_in_a_file_that_changed_since(
    assistant: Assistant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quote = assistant.ask(PUMPS).quotes[0].id
    write_documents(folder, {"water.md": "# Another\n\nThe weather is fine.\n"})
    assistant.reindex()
    write_documents(folder, {"water.md": BRIEFING})
    assert run(["verify", quote], Session(assistant)) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("Gone")
    assert CHANGED in out
