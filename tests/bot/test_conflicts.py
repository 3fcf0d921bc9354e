"""Documents that give different figures for one thing are shown side by side; lookalikes are not."""

import json
import math
from itertools import pairwise

import pytest

from bot.assistant import Assistant
from bot.commands import run
from bot.conflicts import differ, statements
from bot.session import Session
from index.background import probabilities, unlisted
from tests.conftest import ROOT, AssistantMaker

PAIRS = [json.loads(line) for line in (ROOT / "tests" / "data" / "figure_pairs.jsonl").read_text("utf-8").splitlines()]


def document(date: str, sentence: str) -> str:
    return f"---\ntitle: Report of {date}\ndate: {date}\n---\n{sentence}\n\nThe weather was mild.\n"


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant(
        {
            "a/one.md": document("2025-01-02", "An estimated 70% of buildings in Gaza are damaged."),
            "a/two.md": document("2025-03-04", "Two thirds of buildings in Gaza are damaged, engineers say."),
            "b/three.md": document("2025-05-06", "About 70 percent of buildings in Gaza are damaged."),
        },
        answers={"threshold": 0.0},
    )
    assistant.reindex()
    return assistant


@pytest.mark.parametrize("half", [0, 1])
def test_the_labelled_pairs(half: int) -> None:
    """Ids of parity 0 were looked at while the rules were made, those of parity 1 were not."""
    known = probabilities()

    def rarity(term: str) -> float:
        return -math.log(known.get(term) or unlisted(term))

    found = [
        (
            pair["conflict"],
            any(differ(a, b, rarity) for a in statements(pair["one"]) for b in statements(pair["other"])),
        )
        for pair in PAIRS
        if pair["id"] % 2 == half
    ]
    told = [right for right, said in found if said]
    assert sum(told) >= 0.9 * len(told)
    assert sum(told) >= 0.8 * sum(right for right, _ in found)


def test_the_report_names_each_pair_once_with_dates(assistant: Assistant) -> None:
    given = assistant.conflicts()
    named = [tuple(each.document.name for each in conflict.quotes) for conflict in given.conflicts]
    assert named == [("a/one.md", "a/two.md"), ("a/two.md", "b/three.md")]
    assert [each.document.metadata.date for each in given.conflicts[0].quotes] == ["2025-01-02", "2025-03-04"]
    assert all(before != after for before, after in pairwise(named))
    assert not given.withheld


def test_the_report_stays_within_collections(assistant: Assistant) -> None:
    (only,) = assistant.conflicts(["a"]).conflicts
    assert [each.document.collection for each in only.quotes] == ["a", "a"]
    assert not assistant.conflicts(["b"]).conflicts


def test_an_answer_tells_that_its_quotes_differ(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    question = "How many buildings in Gaza are damaged?"
    given = assistant.ask(question)
    assert given.conflicts
    assert all(quote in given.quotes for conflict in given.conflicts for quote in conflict.quotes)
    assert run(["ask", question], Session(assistant)) == 0
    assert "The documents give different figures:" in capsys.readouterr().out
    assert run(["ask", question, "--json"], Session(assistant)) == 0
    reply = json.loads(capsys.readouterr().out)
    ids = {each["id"] for each in reply["quotes"]}
    assert all(set(conflict["quotes"]) <= ids for conflict in reply["conflicts"])


def test_the_command_prints_both(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["conflicts", "--collection", "a"], Session(assistant)) == 0
    out = capsys.readouterr().out
    assert out.index("70% of buildings") < out.index("Two thirds of buildings")
    assert run(["conflicts", "--json"], Session(assistant)) == 0
    assert len(json.loads(capsys.readouterr().out)["conflicts"]) == 2
    assert run(["conflicts", "--collection", "b"], Session(assistant)) == 0
    assert "No documents were found" in capsys.readouterr().out
