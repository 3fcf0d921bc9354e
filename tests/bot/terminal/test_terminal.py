"""What people see: no text steers the screen, narrow windows work, and what programs read stays exact."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answers import Answer, Nearest, Part
from bot.answering.cautions import Cautions, QuotedCaution
from bot.answering.quotes import Extract, Quote
from bot.assistant import Assistant, Brief, Shown
from bot.terminal import payloads
from bot.terminal.terminal import Terminal
from bot.upkeep.changes import ChangedDocument, Changes, Kind, Report
from bot.upkeep.status import Status
from bot.upkeep.verification import Outcome, Then, Verification
from bot.upkeep.word_diff import word_diff
from bot.visible import visible
from index.build import BuildReport
from index.storage.stored import StoredDocument
from index.storage.versions import Layout, Version
from knowledge.checks import Finding
from knowledge.library import Unreadable
from knowledge.model import Metadata, Span
from tests.conftest import AssistantMaker

EVIL = "a\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eback\u202c \u2066x\u2069 \x7f\r\x08 \u2028z"
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
NOW = "2025-03-04T05:06:07+00:00"
URL = "https://example.org/" + "a-long-path/" * 9


def document(title: str = "Water", url: str = URL, name: str = "water.md") -> StoredDocument:
    finding = Finding("no-date", f"{title} has no date")
    return StoredDocument(1, name, "main", Metadata(title, "2025-03-04", title, url), "ab", "cd", 1, 1, (finding,))


def quote(text: str = "Two pumps stopped. They run again.", title: str = "Water", url: str = URL) -> Quote:
    return Quote(text, document(title, url), (title, "Pumps"), Span(0, len(text)), (Span(0, len(text) // 2),))


def answer(*quotes: Quote) -> Answer:
    nearest = () if quotes else (Nearest("a\x1b.md", EVIL, (EVIL,)),)
    return Answer(
        question="?",
        read_as="?",
        score=0.5,
        quotes=quotes,
        nearest=nearest,
        closest=(),
        parts=(),
        withheld=() if quotes else (EVIL,),
        generation=1,
    )


def test_what_is_read_with_a_quote_is_printed_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    before = Extract(Span(0, 6), "Claim:"), Extract(Span(7, 20), "Said\nat night:")
    behind = Extract(Span(50, 64), "That is false.")
    given = replace(quote("He fled."), span=Span(30, 38), key=(Span(30, 38),), context=(*before, behind))
    Terminal().answer(answer(given))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:7] == [
        "│ Claim:", "│ […]", "│ Said at night:", "│ […]", "┃ He fled.", "│ […]", "│ That is false."
    ]  # fmt: skip


LISTED = """Partners plan
to:

- truck water
  to 120 sites
  - by road
- repair wells

| North | 12 |
| South | 3 |"""


@pytest.mark.parametrize("columns", ["60", "100"])
def test_each_item_and_row_of_a_quote_begins_a_line(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    start = LISTED.index("repair")
    given = replace(quote(LISTED), key=(Span(start, start + len("repair wells")),))
    Terminal().answer(answer(given))
    assert capsys.readouterr().out.splitlines()[:6] == [
        "│ Partners plan to:",
        "│ - truck water to 120 sites",
        "│   - by road",
        "┃ - repair wells",
        "│ North | 12",
        "│ South | 3",
    ]


def test_of_a_table_the_rows_that_name_the_columns_and_that_answer_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = "Rounded.\n\n| Town | Dead |\n|---|---|\n| Oslo | 4 |\n| Yeri | 7 |\n| Enga | 9 |"
    start = table.index("| Yeri")
    given = quote(table)
    Terminal().answer(answer(replace(given, key=(Span(start, start + len("| Yeri | 7 |")),))))
    shown = ["│ Rounded.", "│ Town | Dead", "│ […]", "┃ Yeri | 7", "│ Enga | 9"]
    assert capsys.readouterr().out.splitlines()[:5] == shown
    Terminal().quote(given, emphasise=False)
    assert "│ Oslo | 4\n" in capsys.readouterr().out


def print_everything(text: str) -> None:
    terminal, hostile = Terminal(), document(text, text, text)
    terminal.answer(answer(quote(text, text, text)))
    terminal.answer(answer())
    terminal.answer(replace(answer(), withheld=()))
    held = replace(quote(text, text, text), context=(Extract(Span(0, 1), text),))
    terminal.answer(replace(answer(), read_as=text, withheld=(), closest=(replace(held, also=(held,)),)))
    parts = (Part(text, 0.5, (held,), ()), Part(text, 0.1, (), ()))
    terminal.answer(replace(answer(held), parts=parts))
    terminal.brief(Brief("a", text, (), ()))
    terminal.cautions(Cautions((QuotedCaution(text, quote(text, text, text)),), (text,)))
    terminal.sources([hostile])
    terminal.show(Shown(hostile, text, ()), exact=False)
    terminal.report(BuildReport((text,), (text,), (text,), 0, 0, (Unreadable(text, text),), 1))
    terminal.findings([hostile], [text])
    names = (text,)
    terminal.status(Status(1, NOW, None, {"documents": 1}, (), names, names, names, names, names, names, names, text))
    print_the_past(terminal, text)
    terminal.say(text)
    terminal.note(text)
    terminal.error(text)


def print_the_past(terminal: Terminal, text: str) -> None:
    version = Version(text, text, Metadata(text, text, text, text), "ab", Layout((), (), ()))
    then = Then(text, version, (text, text), Span(0, len(text)))
    now = replace(quote(text, text, text), also=(quote(text, text, text),))
    diff = word_diff(f"before {text} and {text}", f"after {text} or {text[::-1]}")
    for outcome in Outcome:
        terminal.verification(Verification(text, outcome, then, now, diff, NOW))
    terminal.verification(Verification(text, Outcome.GONE, then, None, (), ""))
    changed = [ChangedDocument(kind, text, text, text, (text,), (text,), 2, 2) for kind in Kind]
    report = Report(NOW, 1, tuple(changed))
    terminal.changes(Changes(NOW, (report,), more=True))
    terminal.changes(Changes(NOW, (), more=False))
    terminal.sentences(report)


def test_no_text_acts_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    print_everything(EVIL)
    printed = capsys.readouterr()
    assert "␛[31mred" in printed.out
    assert "␛[31mred" in printed.err
    assert not ACTING.search(printed.out + printed.err)


def test_no_text_is_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_everything("[bold]x[/bold] :smile: [/]")
    printed = capsys.readouterr()
    assert "[bold]x[/bold] :smile:" in printed.out
    assert "😄" not in printed.out + printed.err


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_made_visible_never_acts_and_harmless_text_stays(text: str) -> None:
    shown = visible(text)
    assert not ACTING.search(shown)
    assert "\n" not in shown
    assert visible(shown) == shown
    if not ACTING.search(text) and "\n" not in text:
        assert shown == text


def test_a_byte_of_a_path_that_is_no_text_is_shown_as_such() -> None:
    assert visible("/nope\udcff") == "/nope\\xff"


def test_scripts_that_run_right_to_left_stay_as_they_are() -> None:
    text = "مرحبا\u200f بكم می\u200cخواهم שלום"
    assert visible(text) == text


@given(st.text(st.characters(exclude_categories=[]), max_size=1) | st.text(), st.sampled_from(["utf-8", "ascii"]))
def test_json_reads_back_exactly_and_acts_on_nothing(text: str, encoding: str) -> None:
    line = payloads.dumps({text: [text]}, encoding)
    assert json.loads(line) == {text: [text]}
    assert not ACTING.search(line)
    assert len(line.splitlines()) == 1
    line.encode(encoding)


@pytest.mark.parametrize("columns", ["40", "60"])
def test_quotes_fit_a_narrow_window_and_links_stay_whole(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    Terminal().answer(answer(quote("Two of the five pumps stopped on 1 March. " * 4), quote(title="A " * 60)))
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines].count(URL) == 2
    assert all(len(line) <= int(columns) for line in lines if URL not in line)
    assert all(line == line.rstrip() for line in lines)


def test_further_lines_stand_below_the_first_behind_its_mark(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    Terminal().item("  + ", "Two of the five pumps stopped.")
    assert capsys.readouterr().out == "  + Two of the five\n    pumps stopped.\n"


def test_a_reason_in_several_lines_stands_beside_its_label(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    failed = (Unreadable("a.txt", "empty; write something into it"),)
    Terminal().report(BuildReport((), (), (), 0, 0, failed, 1))
    assert capsys.readouterr().out.startswith("failed  a.txt: empty; write\n        something into it\n")


@pytest.mark.parametrize("columns", ["0", "1", "2", "3", "19"])
def test_a_window_too_narrow_for_anything_still_works(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_everything("Two of the five pumps stopped")
    assert "pumps stopped" in capsys.readouterr().out


def test_the_heavy_bar_marks_what_answers_without_any_colour(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().answer(answer(quote("One. Two.", url="")))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["┃ One.", "│ Two."]


def test_no_color_drops_bold_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    Terminal().answer(answer(quote()))
    assert "\x1b[1mTwo pumps stopped\x1b[0m" in capsys.readouterr().out  # or this test could not fail
    monkeypatch.setenv("NO_COLOR", "1")
    print_everything("x")
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err


@pytest.mark.parametrize(("zone", "read"), [("UTC", "4 March 2025, 05:06"), ("Asia/Kolkata", "4 March 2025, 10:36")])
def test_status_tells_people_their_own_time_and_programs_utc(
    zone: str, read: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = Status(1, NOW, None, {}, (), (), (), (), (), (), (), (), "")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        Terminal().status(given)
    time.tzset()
    assert f"generation 1, indexed {read}\n" in capsys.readouterr().out
    assert payloads.status(given)["indexed_at"] == NOW


def test_one_is_counted_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"documents": 1, "passages": 2}
    Terminal().status(Status(1, NOW, None, counts, (), (), (), (), (), (), (), (), ""))
    assert "1 document, 2 passages\n" in capsys.readouterr().out


AWKWARD = "# Tabs\tand   spaces\n\n\nA line of " + "many words " * 30 + "\n\tindented \x1b[31m\x0b\x0c\x9b end  \n\n"


@pytest.fixture
def awkward(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant({"a.md": AWKWARD})
    assistant.reindex()
    return assistant


def test_a_text_shown_to_a_file_is_the_stored_text(
    awkward: Assistant, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    shown = awkward.show("a.md")
    Terminal().show(shown, exact=True)
    assert capsysbinary.readouterr().out == shown.text.encode()
    assert "\x1b[31m" in shown.text  # or nothing awkward would have been shown


def test_a_section_shown_to_a_file_ends_its_last_line(
    awkward: Assistant, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    shown = replace(awkward.show("a.md"), text="Two pumps")
    Terminal().show(shown, exact=True, part=True)
    assert capsysbinary.readouterr().out == b"Two pumps\n"


def test_a_text_shown_on_a_terminal_is_made_harmless(
    awkward: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # taken for a terminal
    Terminal().show(awkward.show("a.md"), exact=True)
    out = capsys.readouterr().out
    assert "\tindented ␛[31m" in out
    assert not ACTING.search(out.replace("\t", " "))


def test_progress_is_shown_on_standard_error_only(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Terminal().progress("embedding") as report:
        report(1, 2)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "embedding" in printed.err


def test_each_step_of_a_build_has_a_bar_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Terminal().steps() as report:
        for step in ("splitting", "embedding"):
            report(step, 1, 2)
            time.sleep(0.2)  # the bar is drawn ten times a second
        report("publishing", 0, 0)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert " 50%" in printed.err
    assert printed.err.index("splitting") < printed.err.index("embedding") < printed.err.index("publishing")


def test_parts_are_answered_one_by_one_and_a_missing_one_is_said_to_be_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = (Part("How many stopped?", 0.5, (quote(),), ()), Part("Who paid?", 0.1, (), ()))
    Terminal().answer(replace(answer(quote()), parts=parts))
    shown = capsys.readouterr().out
    assert shown.index("How many stopped?") < shown.index("Two pumps") < shown.index("Who paid?")
    assert "The documents do not answer this part." in shown.split("Who paid?")[1]


def test_closest_passages_are_labelled_as_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().answer(replace(answer(), withheld=(), closest=(quote(),)))
    shown = capsys.readouterr().out
    assert shown.index("do not answer") < shown.index("may not answer") < shown.index("Two pumps")
    assert "┃" not in shown


def test_other_sources_of_a_quote_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().answer(answer(replace(quote(), also=(quote(title="Copied water"),))))
    assert "also: Copied water" in capsys.readouterr().out


def test_what_is_noted_while_somebody_types_comes_after_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    with terminal.typing():
        terminal.note("one")
        terminal.note("two")
        assert capsys.readouterr().err == ""
    assert capsys.readouterr().err == "one\ntwo\n"
    terminal.note("three")
    assert capsys.readouterr().err == "three\n"
