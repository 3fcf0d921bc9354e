"""Question sets: what is wrong with a line is told with its number, and the figures are right."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.errors import RequestError
from bot.evaluate import Case, Expected, auroc, evaluate, load_cases, summarise
from tests.conftest import BRIEFING, AssistantMaker

GOOD = {"id": "a", "question": "How many pumps stopped?", "evidence": [{"contains": "Two of the five"}]}


def write(tmp_path: Path, *lines: Any) -> Path:
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_a_set_is_read_with_its_defaults(tmp_path: Path) -> None:
    cases = load_cases(write(tmp_path, GOOD, "", {"question": "Who won?"}, {**GOOD, "answerable": False}))
    evidence = (Expected("Two of the five"),)
    assert cases == [
        Case("a", "How many pumps stopped?", True, evidence),
        Case("3", "Who won?", False, ()),
        Case("a", "How many pumps stopped?", False, evidence),
    ]


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="holds no questions"):
        load_cases(write(tmp_path, ""))


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ({**GOOD, "question": "  "}, "empty"),
        ({**GOOD, "question": "?!"}, "no words"),
        ({**GOOD, "question": 5}, '"question" is not text'),
        ({"id": 1}, 'no "question"'),
        ({**GOOD, "answerable": "false"}, '"answerable" is neither true nor false'),
        ({**GOOD, "answerable": 1}, '"answerable"'),
        ({**GOOD, "evidence": "x"}, '"evidence" is not a list'),
        ({**GOOD, "evidence": ["x"]}, "an object of texts"),
        ({**GOOD, "evidence": [{"contains": 5}]}, "an object of texts"),
        ({**GOOD, "evidence": [{"contains": ""}]}, '"contains"'),
        ({**GOOD, "evidence": [{"section": "x"}]}, '"contains"'),
        ({**GOOD, "evidence": [{"contains": "x", "chapter": "y"}]}, '"chapter"'),
        ({**GOOD, "evidnce": []}, 'a question has "evidnce"; did you mean "evidence"?'),
        ({"question": "Who won?", "Answerable": False}, 'did you mean "answerable"?'),
        ({"question": "Who won?", "colour": 1}, 'a question has "colour"; known are id, question,'),
        ({**GOOD, "evidence": [{"contain": "x"}]}, 'a piece of evidence has "contain"; did you mean "contains"?'),
        ({**GOOD, "previous": "Who?"}, '"previous" is not a list of questions'),
        ("[1]", "an object"),
        ("nonsense", "not JSON"),
    ],
)
def test_a_line_that_is_not_right_is_named(tmp_path: Path, line: Any, fact: str) -> None:
    with pytest.raises(RequestError) as caught:
        load_cases(write(tmp_path, GOOD, "", line, GOOD))
    message = str(caught.value)
    assert "set.jsonl, line 3: " in message
    assert fact in message
    assert "__init__" not in message


def test_a_question_that_is_too_long_is_named(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING}, answers={"max_question_chars": 50})
    cases = load_cases(write(tmp_path, {**GOOD, "id": "long", "question": "pumps " * 20}))
    with pytest.raises(RequestError, match=r"question 'long'.*50"):
        evaluate(assistant, cases, lambda done, total: None)


def test_figures_of_a_small_set(make_assistant: AssistantMaker) -> None:
    assistant: Assistant = make_assistant({"water.md": BRIEFING})
    cases = [
        Case("a", "How many pumps stopped?", True, (Expected("Two of the five", "water.md", "Pumps"),)),
        Case("b", "How many pumps stopped?", True, (Expected("nowhere to be found"),)),
        Case("c", "Who won the World Cup in 2022?", False, ()),
    ]
    seen: list[tuple[int, int]] = []
    figures = summarise(evaluate(assistant, cases, lambda done, total: seen.append((done, total))), 0.35)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert (figures.questions, figures.answerable) == (3, 2)
    assert (figures.hit_at_1, figures.hit_at_4, figures.mrr_at_10, figures.first_quote) == (0.5, 0.5, 0.5, 0.5)
    assert (figures.answered, figures.wrongly_answered, figures.auroc) == (1.0, 0.0, 1.0)


def test_earlier_questions_count(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    asked = {**GOOD, "question": "and why?", "previous": ["How many pumps stopped?"], "note": "leans on the first"}
    (case,) = load_cases(write(tmp_path, asked))
    assistant = make_assistant({"water.md": BRIEFING})
    (outcome,) = evaluate(assistant, [case], lambda done, total: None)
    assert outcome.answer.read_as == assistant.ask(case.question, previous=case.previous).read_as != case.question


def test_nothing_to_count_is_no_number() -> None:
    figures = summarise([], 0.35)
    assert figures.hit_at_1 is figures.auroc is figures.answered is None
    assert ("hit at 1", "-") in list(figures.rows())


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(7 / 8)
    assert auroc([], [0.5]) is None
