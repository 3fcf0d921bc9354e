"""A conversation: questions as they are, commands with a slash, and nothing but the end ends it."""

import io
import json
from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep.watchlist import TERMINAL
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker, write_documents

Talk = Callable[..., int]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Give a conversation with an assistant over some lines, which may be bytes."""

    def hold(assistant: Assistant, *lines: str | bytes, options: tuple[str, ...] = (), terminal: bool = False) -> int:
        data = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
        monkeypatch.setattr(stdin, "isatty", lambda: terminal)
        monkeypatch.setattr("sys.stdin", stdin)
        return run(["chat", *options], Session(assistant))

    return hold


@pytest.fixture
def two(make_assistant: AssistantMaker) -> Assistant:
    """An assistant over two collections."""
    assistant = make_assistant(
        {"camps/water.md": BRIEFING, "main/talks.txt": SHIPPED.read_bytes()},
        answers={"threshold": 0.0},
        topics={"us-stance": {"title": "The US stance", "queries": ["position of the United States"]}},
    )
    assistant.reindex()
    return assistant


def test_words_need_no_quotation_marks(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["How many pumps stopped?", "/ask What's the camps' share, how many litres?", "/brief us stance"]
    assert talk(two, *lines, "/show talks cautionary", "/cautions water.md", options=("--json",)) == 0
    answer, asked, brief, shown, cautions = map(json.loads, capsys.readouterr().out.splitlines())
    assert "Two of the five pumps" in answer["quotes"][0]["text"]
    assert asked["question"] == "What's the camps' share, how many litres?"
    assert brief["topic"] == "us-stance"
    assert shown["text"].startswith("Cautionary Tales")
    assert [each["title"] for each in cautions["cautions"]] == ["Cholera", "Fuel"]


def test_quotation_marks_keep_a_name_with_spaces_together(
    make_assistant: AssistantMaker, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"the camps.md": BRIEFING})
    assistant.reindex()
    assert talk(assistant, '/show "the camps" pumps', '/show "nowhere', options=("--json",)) == 0
    shown, failed = map(json.loads, capsys.readouterr().out.splitlines())
    assert shown["sections"][0]["section"][-1] == "Pumps"
    assert "'\"nowhere'" in failed["error"]


def test_json_for_one_command_is_for_that_one_only(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(two, "/sources --json", "/sources")
    first, *rest = capsys.readouterr().out.splitlines()
    assert len(json.loads(first)["documents"]) == 2
    assert "camps/water.md" in rest


def test_json_for_a_conversation_is_for_mistakes_too(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(two, "/nonsense", "/show nothing", "?!", "/ask --zz", "/help nonsense", options=("--json",)) == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(each) for each in replies] == [["error"]] * 5
    assert "/nonsense" in replies[0]["error"]


@pytest.mark.parametrize(
    "line",
    [
        "/show talks",
        "/sources",
        "/cautions",
        "/cautions talks",
        "/brief us-stance",
        "Who accuses Hamas of manipulation?",
    ],
)
def test_a_conversation_sees_only_its_collections(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    talk(two, line, options=("--collection", "main", "--json"))
    assert "talks.txt" in capsys.readouterr().out  # or this test could not fail
    talk(two, line, options=("--collection", "camps", "--json"))
    assert "talks.txt" not in capsys.readouterr().out


def test_a_line_cannot_widen_what_a_conversation_sees(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(two, "/sources --collection main", "/sources --collection camps", options=("--collection", "camps", "--json"))
    refused, allowed = map(json.loads, capsys.readouterr().out.splitlines())
    assert "limited to camps" in refused["error"]
    assert [each["document"] for each in allowed["documents"]] == ["camps/water.md"]


def test_help_speaks_of_what_can_be_typed_here(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk(two, "/help", "/help ask", "/help /show")
    out = capsys.readouterr().out
    overview, ask, show = out.split("Usage: ")
    assert "  /ask " in overview
    assert "  /quit " in overview
    assert "/chat" not in overview
    assert ask.startswith("/ask [OPTIONS] [QUESTION]")
    assert show.startswith("/show [OPTIONS] DOCUMENT [SECTION]")
    assert "--config" not in out
    assert "python -m bot" not in out


def test_a_greeting_is_told_how_to_ask(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(two, "Hello!", "thanks", "How many pumps stopped?", "bye", "and of the five?") == 0
    out = capsys.readouterr().out
    assert out.count("There is no question in this") == 3
    assert "do not answer" not in out
    talk(two, "thanks", options=("--json",))
    assert list(json.loads(capsys.readouterr().out)) == ["note"]


def test_commands_may_be_in_capitals(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(two, "/SOURCES", "/Help Ask", "/Quit", "/nonsense") == 0
    out, error = capsys.readouterr()
    assert "camps/water.md" in out
    assert "Usage: /ask" in out
    assert error == ""


def test_bytes_that_are_no_text_end_nothing(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(two, b"caf\xe9 \xff", b"\x00", "How many pumps stopped?", options=("--json",)) == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(replies) == 3
    assert replies[2]["answered"]


@pytest.mark.parametrize("word", ["help", "?", "Help"])
def test_help_needs_no_slash_on_a_line_of_its_own(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    talk(two, word)
    assert capsys.readouterr().out.startswith("A line is a question")


@pytest.mark.parametrize("word", ["/quit", "/exit", "/q", "quit", "exit", "QUIT "])
def test_leaving(two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert talk(two, word, "/sources") == 0
    assert "water.md" not in capsys.readouterr().out


def test_no_input_at_all_is_the_end(monkeypatch: pytest.MonkeyPatch, two: Assistant) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run(["chat"], Session(two)) == 0


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_answer_returns_to_the_prompt(
    two: Assistant, talk: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(two, "ask", interrupted)
    assert talk(two, "How many?", "/sources", terminal=True) == 0
    assert "camps/water.md" in capsys.readouterr().out


def test_an_interrupted_file_of_lines_stops(
    two: Assistant, talk: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(two, "ask", interrupted)
    assert talk(two, "How many?", "/sources") == 130
    assert "camps/water.md" not in capsys.readouterr().out


def test_an_interrupt_at_the_prompt_leaves(two: Assistant, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", interrupted)
    assert talk(two, terminal=True) == 0


def test_a_text_shown_in_a_conversation_ends_its_line(
    make_assistant: AssistantMaker, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"a.md": "Text without an end of line"})
    assistant.reindex()
    talk(assistant, "/show a.md", "/help")
    assert "Text without an end of line\n" in capsys.readouterr().out


def test_a_limited_conversation_does_not_see_what_others_saved(
    two: Assistant, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    two.watchlist.add("Who accuses Hamas of manipulation?", "terminal", None)
    lines = ["/watch add How many pumps stopped?", "/watch list", "/watch remove 1", "/watch run"]
    talk(two, *lines, options=("--collection", "camps", "--json"))
    out = capsys.readouterr().out
    assert "Hamas" not in out
    added, listed, removed, checked = map(json.loads, out.splitlines())
    assert added["watched"]["collections"] == ["camps"]
    assert len(listed["watched"]) == 1
    assert "error" in removed
    assert checked["unchanged"] == 1


def test_what_a_command_tells_of_itself_is_not_told_again(
    make_assistant: AssistantMaker, talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"water.md": BRIEFING}, documents={"folder": "documents", "watch": "never"})
    assistant.reindex()
    assistant.watchlist.add("How many pumps stopped?", TERMINAL, None)
    write_documents(assistant.library.folder, {"water.md": BRIEFING.replace("Two of the five", "Four of the five")})
    assert talk(assistant, "/index") == 0
    out, err = capsys.readouterr()
    assert "changed  water.md" in out
    assert "Four of the five pumps" in out
    assert err == ""
