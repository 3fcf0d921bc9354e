"""The command line in one process: what is printed where, and with which exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.errors import QuoteError, RequestError
from bot.terminal.commands import cli, run
from bot.terminal.session import Session
from bot.upkeep.verification import Outcome
from tests.conftest import BRIEFING, AssistantMaker, CountingLoader

QUESTION = "How many pumps stopped?"


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant(
        {"camps/water.md": BRIEFING}, topics={"pumps": {"title": "The pumps", "queries": ["pumps"]}}
    )
    assistant.reindex()
    return assistant


@pytest.fixture
def session(assistant: Assistant) -> Session:
    return Session(assistant)


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_question_needs_no_quotation_marks(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "How", "many", "pumps", "--json", "stopped?"], session) == 0
    payload = printed(capsys)
    assert payload["question"] == QUESTION
    assert payload["answered"]


def test_help_names_all_that_may_have_become_of_a_quote(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--help"], session) == 0
    told = capsys.readouterr().out
    assert [each for each in Outcome if each not in told] == []


@pytest.mark.parametrize("group", [[], ["watch"]])
def test_a_list_of_commands_says_in_whole_sentences_what_they_do(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, group: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert run([*group, "--help"], session) == 0
    listed = " ".join(capsys.readouterr().out.partition("Commands:")[2].split())
    assert listed.endswith(".")
    assert "..." not in listed


def test_a_topic_needs_no_quotation_marks(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["brief", "The", "pumps", "--json"], session) == 0
    assert printed(capsys)["topic"] == "pumps"


def test_a_topic_with_nothing_near_is_not_said_to_be_absent(
    make_assistant: AssistantMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"water.md": BRIEFING}, topics={"cup": {"title": "Cup", "queries": ["World Cup"]}})
    assert run(["brief", "cup"], Session(assistant)) == 0
    assert "comes near enough to this topic to be quoted" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("blank", ["", "  ", "?"])
def test_an_earlier_question_that_holds_nothing_is_refused(
    session: Session, capsys: pytest.CaptureFixture[str], blank: str
) -> None:
    assert run(["ask", "--after", blank, QUESTION], session) == 2
    assert "--after" in capsys.readouterr().err
    assert run(["ask", "--after", QUESTION, "--file", "questions.jsonl"], session) == 2
    assert "`previous`" in capsys.readouterr().err


def test_who_asks_which_documents_there_are_is_told_the_command(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "What documents do you have?"], session) == 0
    assert "`sources` lists the documents" in capsys.readouterr().err


def test_a_renamed_document_is_told_as_that(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    folder = session.assistant.library.folder
    short = "# Short\n\nTwo words.\n"
    (folder / "camps/short.md").write_text(short, encoding="utf-8")
    assert run(["index"], session) == 0
    assert "holds only" in capsys.readouterr().out
    (folder / "camps/short.md").rename(folder / "camps/brief.md")
    assert run(["index"], session) == 0
    assert "holds only" not in capsys.readouterr().out
    (folder / "camps/water.md").rename(folder / "camps/wells.md")
    assert run(["index", "--json"], session) == 0
    told = printed(capsys)
    assert (told["added"], told["removed"]) == ([], [])
    assert told["renamed"] == [{"document": "camps/wells.md", "was": "camps/water.md"}]
    assert told["changes"][0]["change"] == "renamed"
    (folder / "camps/wells.md").rename(folder / "camps/water.md")
    assert run(["index"], session) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "renamed camps/water.md (was camps/wells.md)" in out
    assert "0 added, 0 changed, 0 removed, 1 renamed" in out


def test_abstaining_is_no_failure(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "Who won the World Cup?"], session) == 0
    assert "do not answer" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["index"]])
def test_who_has_no_documents_yet_is_told_where_to_put_them(
    make_assistant: AssistantMaker, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    empty = make_assistant()
    assert run(arguments, Session(empty)) == 0
    assert f"no documents are indexed; put some into {empty.library.folder}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "?!"],
        ["ask", "x", "--file", "y"],
        ["ask", "--zz"],
        ["ask", "x", "--collection", "nowhere"],
        ["show"],
        ["show", "nothing"],
        ["brief", "weather"],
        ["evaluate", "nowhere.jsonl"],
        ["sources", "surplus"],
    ],
)
def test_bad_usage_is_told_on_both_outputs(
    session: Session, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run([*arguments, "--json"], session) == 2
    out, err = capsys.readouterr()
    message = json.loads(out)["error"]
    assert err.endswith(f"error: {message}\n")
    assert run(arguments, session) == 2
    assert capsys.readouterr().out == ""


def test_what_follows_a_double_dash_is_no_option(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--zz", "--", "--json"], session) == 2
    assert capsys.readouterr().out == ""


def test_text_that_begins_with_a_dash_is_told_how_to_be_asked(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "-pumps"], session) == 2
    assert "Write -- before" in capsys.readouterr().err
    assert run(["ask", "--json", "--", "-pumps"], session) == 0
    assert printed(capsys)["question"] == "-pumps"


def test_no_command_shows_the_commands(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([], session) == 2
    out, err = capsys.readouterr()
    assert "Commands:" in err
    assert out == ""


def test_show_says_that_a_part_of_a_name_will_do(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--help"], session) == 0
    assert "any part of a document's name" in capsys.readouterr().out


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_has_help_and_json(name: str, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"], session) == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["sources"], ["show", "water"], ["cautions"], ["status"]])
def test_what_needs_no_model_builds_no_index(
    make_assistant: AssistantMaker, loader: CountingLoader, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    session = Session(make_assistant({"water.md": BRIEFING}))
    assert run([*arguments, "--json"], session) == 1
    assert "run `index`" in printed(capsys)["error"]
    assert loader.calls == 0
    assert run(["ask", QUESTION], session) == 0


def test_show_gives_a_file_the_exact_text(
    assistant: Assistant, session: Session, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["show", "water"], session) == 0
    assert capsysbinary.readouterr().out == BRIEFING.encode()
    assert run(["show", "water", "pumps"], session) == 0
    section = capsysbinary.readouterr().out
    assert section.startswith(b"Pumps\n\nTwo of")
    assert section in BRIEFING.encode()


def test_a_collection_that_is_not_there_is_told_with_those_that_are(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", "How many pumps?", "--collection", "nowhere", "--json"], session) == 2
    assert printed(capsys)["error"] == "there is no collection 'nowhere'; collections: camps"
    with pytest.raises(RequestError) as told:
        session.assistant.ask("How many pumps?", ["nowhere"])
    assert str(told.value) == "there is no collection 'nowhere'"


def test_show_looks_in_the_collections_named(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "water", "--collection", "camps", "--json"], session) == 0
    assert printed(capsys)["collection"] == "camps"
    assert run(["show", "water", "--collection", "main", "--json"], session) == 2


def test_index_tells_of_failures_even_when_quiet(
    make_assistant: AssistantMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(make_assistant({"water.md": BRIEFING}))
    assert run(["index"], session) == 0
    assert "added  water.md" in capsys.readouterr().out
    assert run(["index", "--quiet"], session) == 0
    assert capsys.readouterr().out == ""
    make_assistant({"broken.md": b"\x00\x01\x02\xff" * 50})
    for _ in range(2):
        assert run(["index", "--quiet"], session) == 0
        out = capsys.readouterr().out
        assert "failed  broken.md" in out
        assert "answers still come from it" not in out
    make_assistant({"water.md": b"\x00\x01\x02\xff" * 50})
    assert run(["index", "--quiet"], session) == 0
    assert "answers still come from it as it was" in " ".join(capsys.readouterr().out.split())


def test_evaluate_prints_figures(session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(json.dumps({"question": QUESTION, "evidence": [{"contains": "Two of the five"}]}), encoding="utf-8")
    assert run(["evaluate", str(file), "--json"], session) == 0
    assert printed(capsys)["hit_at_1"] == 1.0
    assert run(["evaluate", str(file)], session) == 0
    assert "hit at 1" in capsys.readouterr().out


def write(tmp_path: Path, *lines: bytes) -> str:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return str(file)


def test_every_line_of_a_file_has_its_reply(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        b'{"id": 1, "question": "\\ud800"}',
        b'{"id": "two", "question": "How many pumps stopped?"}',
        b"{nonsense",
        b'{"id": 4, "question": 5}',
        b'{"id": 5, "question": "\xff"}',
        b'{"id": 6, "question": "Who won the World Cup?"}',
        b'{"id": 7, "question": "and why?", "previous": "How many pumps stopped?"}',
    ]
    assert run(["ask", "--json", "--file", write(tmp_path, *lines)], session) == 1
    out, err = capsys.readouterr()
    replies = [json.loads(line) for line in out.splitlines()]
    assert [each["id"] for each in replies] == [1, "two", None, 4, None, 6, 7]
    assert [each["answered"] for each in replies] == [False, True, False, False, False, False, False]
    assert ["error" in each for each in replies] == [True, False, True, True, True, False, True]
    assert replies[0]["question"] == "\ud800"
    assert err == f"error: 5 of 7 questions of {tmp_path}/questions.jsonl failed; see `error` in their replies\n"
    for each in replies:
        assert each.keys() - {"error"} == replies[1].keys()
        assert each["generation"] == 1
        assert each["answered"] or (each["quotes"] == [] and 0 <= each["score"] < 1)


def test_a_file_without_failures_is_done(session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--file", write(tmp_path, b'{"id": 1, "question": "pumps?"}', b"")], session) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (1, "")


@pytest.mark.parametrize("failure", [RuntimeError("surprise"), QuoteError("does not hold")])
def test_a_failure_on_one_line_stops_no_other(
    assistant: Assistant,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
) -> None:
    ask = assistant.ask

    def fail_once(question: str, *within: Any) -> Any:
        if question == "bad":
            raise failure
        return ask(question, *within)

    monkeypatch.setattr(assistant, "ask", fail_once)
    lines = (b'{"id": 1, "question": "bad"}', b'{"id": 2, "question": "How many pumps stopped?"}')
    assert run(["ask", "--file", write(tmp_path, *lines)], session) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["question"], first["generation"]) == (1, "bad", 1)
    assert second["answered"]
    if isinstance(failure, RuntimeError):
        number = first["error"].partition("look for ")[2].split()[0]
        log = (tmp_path / "var/bot.log").read_text(encoding="utf-8")
        assert f"failure {number}: " in log
        assert "RuntimeError: surprise" in log
    else:
        assert first["error"] == "does not hold"


def fail(*_: object) -> None:
    raise RuntimeError("surprise\udcff")


def test_an_unforeseen_failure_is_told_with_an_id_that_stands_in_the_log(
    assistant: Assistant,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(assistant, "ask", fail)
    assert run(["ask", "--json", QUESTION, "\udcfe"], session) == 1
    out, err = capsys.readouterr()
    message = json.loads(out)["error"]
    number = message.partition("look for ")[2].split()[0]
    assert message.endswith(str(tmp_path / "var/bot.log"))
    assert err == f"error: {message}\n"
    log = (tmp_path / "var/bot.log").read_text(encoding="utf-8")
    assert number in log
    assert QUESTION in log
    assert "Traceback" in log


def test_before_there_is_a_log_the_reason_is_told_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.terminal.session.load_config", fail)
    assert run(["ask", "--json", QUESTION]) == 1
    out, err = capsys.readouterr()
    assert "surprise" in json.loads(out)["error"]
    assert "surprise" in err
    assert "bot.log" not in out + err
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1


def test_a_log_that_cannot_be_written_is_not_named(
    assistant: Assistant,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "var/bot.log").mkdir()
    monkeypatch.setattr(assistant, "ask", fail)
    assert run(["ask", QUESTION], session) == 1
    err = capsys.readouterr().err
    assert "surprise" in err
    assert "bot.log" not in err


def test_an_interrupt_is_told_by_the_exit_status_alone(
    assistant: Assistant, session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assistant, "ask", interrupted)
    assert run(["ask", QUESTION], session) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "/nope\udcff", "ask", "x"],
        ["--config", "/nope\udcff", "sources"],
        ["--config", "/nope\x1b[31m", "sources"],
    ],
)
def test_paths_that_are_no_text_are_told(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run([*arguments, "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"].startswith(f"there is no {arguments[1]}")
    assert "/nope\\xff" in err or "/nope␛[31m" in err


def test_a_file_of_questions_whose_path_is_no_text_is_told(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["ask", "--file", "/nope\udcff"],
        ["evaluate", "/nope\udcff"],
        ["show", "\udcff"],
        ["ask", "\udcff"],
    ):
        assert run([*arguments, "--json"], session) == 2
        assert printed(capsys)["error"]


def test_an_interrupted_index_run_says_what_became_of_it(
    assistant: Assistant, session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assistant, "reindex", interrupt)
    assert run(["index"], session) == 130
    assert "interrupted; the index is whole, and the next run goes on from here" in capsys.readouterr().err


def test_only_the_document_that_was_looked_at_is_said_to_raise_no_cautions(
    make_assistant: AssistantMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "roads.md": "# Roads\n\nThe coastal road is open by day.\n"})
    assistant.reindex()
    assert run(["cautions", "roads"], Session(assistant)) == 0
    assert capsys.readouterr().out == "This document raises no cautions.\n"


def test_a_file_may_hold_plain_questions(session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--file", write(tmp_path, QUESTION.encode(), b"Who won the World Cup?")], session) == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["question"], each["answered"]) for each in replies] == [
        (QUESTION, True),
        ("Who won the World Cup?", False),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["brief"], "Name a topic; there are: pumps"),
        (["brief", "pmups"], "did you mean 'pumps'? topics: pumps"),
        (["cautions", "watre"], "did you mean 'camps/water.md'?"),
        (["sources", "--config", "config.yaml"], "--config goes before the command."),
    ],
)
def test_a_slip_is_told_with_what_was_meant(
    session: Session, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert run(arguments, session) == 2
    assert told in capsys.readouterr().err


def test_a_configuration_that_is_not_there_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--config", "/nowhere/config.yaml", "sources"]) == 2
    assert "there is no /nowhere/config.yaml" in capsys.readouterr().err
