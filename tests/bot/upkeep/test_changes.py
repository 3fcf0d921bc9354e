"""Each reindex leaves a report of what it changed, which shows no more than may be seen."""

import datetime
import json
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.errors import RequestError
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep.changes import MOST_CHARACTERS, MOST_SENTENCES, ChangedDocument, Kind
from tests.conftest import BRIEFING, AssistantMaker, write_documents


def latest(assistant: Assistant, collections: list[str] | None = None) -> list[ChangedDocument]:
    reports = assistant.changes(collections=collections).reports
    return list(reports[0].documents) if reports else []


def test_a_change_names_the_sentences_that_are_new_and_gone(make_assistant: AssistantMaker) -> None:
    make_assistant({"water.md": BRIEFING}).reindex()
    edited = BRIEFING.replace("Two of the five", "Three of the five").replace("date: 2025-03-04", "date: 2025-03-05")
    assistant = make_assistant({"water.md": edited})
    report = assistant.report(assistant.reindex())
    assert report
    assert report.documents == tuple(latest(assistant))
    assert report.documents == (
        ChangedDocument(
            Kind.CHANGED, "water.md", "", "main", ("Three of the five pumps stopped on 1 March.",),
            ("Two of the five pumps stopped on 1 March.",), 1, 1,
        ),
    )  # fmt: skip


def test_what_came_went_and_was_renamed_is_told(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    make_assistant({"a.md": BRIEFING, "b.md": "The road is open.", "c.md": "Tents came."}).reindex()
    (tmp_path / "documents/a.md").rename(tmp_path / "documents/z.md")
    (tmp_path / "documents/b.md").unlink()
    assistant = make_assistant({"d.md": "Food came."})
    assistant.reindex()
    found = {(each.kind, each.document, each.was, each.new, each.gone) for each in latest(assistant)}
    assert found == {
        (Kind.RENAMED, "z.md", "a.md", (), ()),
        (Kind.REMOVED, "b.md", "", (), ("The road is open.",)),
        (Kind.ADDED, "d.md", "", ("Food came.",), ()),
    }
    assert [len(each.documents) for each in assistant.changes().reports] == [3, 3]
    assistant.reindex()
    assert len(assistant.changes().reports) == 2


def test_long_lists_are_cut_and_counted(make_assistant: AssistantMaker) -> None:
    text = "\n\n".join(f"Well {n} gives {n} litres." for n in range(40))
    assistant = make_assistant({"wells.md": text})
    assistant.reindex()
    (found,) = latest(assistant)
    assert (len(found.new), found.new_count) == (MOST_SENTENCES, 40)


def test_a_channel_sees_what_enters_and_leaves_its_collections_and_nothing_else(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"secret/a.md": BRIEFING, "open/b.md": "The road is open.", "secret/c.md": "Tents."})
    assistant.reindex()
    assert [each.document for each in latest(assistant, ["open"])] == ["open/b.md"]
    (tmp_path / "documents/secret/a.md").rename(tmp_path / "documents/open/a.md")
    report = assistant.reindex()
    kinds = {
        name: [(each.kind, each.document, each.was) for each in latest(assistant, [name])]
        for name in ("open", "secret")
    }
    assert kinds == {
        "open": [(Kind.ADDED, "open/a.md", "")], "secret": [(Kind.REMOVED, "secret/a.md", "")],
    }  # fmt: skip
    write_documents(tmp_path / "documents", {"secret/c.md": "More tents."})
    report = assistant.reindex()
    assert assistant.report(report, ["open"]) is None
    assert len(assistant.changes(collections=["open"]).reports) == 2


def test_a_date_chooses_from_when_on(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)  # noqa: DTZ011
    assert len(assistant.changes("yesterday").reports) == 1
    assert len(assistant.changes("1 hour ago").reports) == 1
    assert not assistant.changes(tomorrow.isoformat()).reports
    for unclear in ("soon", "2025-13-45", "03/04/2025"):
        with pytest.raises(RequestError, match="write it as"):
            assistant.changes(unclear)


def test_the_commands_print_it(make_assistant: AssistantMaker, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(make_assistant({"water.md": BRIEFING}))
    assert run(["index"], session) == 0
    make_assistant({"water.md": BRIEFING.replace("Two of", "Three of")})
    assert run(["index"], session) == 0
    out = capsys.readouterr().out
    assert "- Two of the five pumps stopped" in out
    assert "+ Three of the five pumps stopped" in out
    assert run(["changes", "--since", "today"], session) == 0
    out = capsys.readouterr().out
    assert out.index("changed  water.md") < out.index("added  water.md")
    assert run(["changes", "--json"], session) == 0
    payload = json.loads(capsys.readouterr().out)
    assert [each["documents"][0]["change"] for each in payload["reports"]] == ["changed", "added"]
    assert payload["reports"][0]["documents"][0]["gone"] == ["Two of the five pumps stopped on 1 March."]
    assert run(["changes", "--since", "whenever"], session) == 2


@pytest.mark.parametrize("text", ["x" * 8000, "x" * 900 + " " + "y" * 7000])
def test_of_a_word_without_end_only_the_beginning_is_told(
    make_assistant: AssistantMaker, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"a.txt": f"The road is open.\n\n{text}\n"})
    assistant.reindex()
    (document,) = latest(assistant)
    assert (document.new[0], document.new_count) == ("The road is open.", 2)
    shown, mark, note = document.new[1].rpartition(" … [")
    assert mark
    assert text.startswith(shown)
    assert len(shown) in (900, MOST_CHARACTERS)
    assert note == f"{len(text) - len(shown):,} more characters]"
    capsys.readouterr()
    assert run(["changes"], Session(assistant)) == 0
    out = capsys.readouterr().out
    assert "more characters]" in out
    assert len(out) < 5 * MOST_CHARACTERS


def test_a_sentence_of_a_thousand_characters_is_told_whole(make_assistant: AssistantMaker) -> None:
    words = ("many trucks and " * 100)[: MOST_CHARACTERS - 1] + "."
    assistant = make_assistant({"a.txt": f"{words}\n"})
    assistant.reindex()
    assert latest(assistant)[0].new == (words,)
