"""Of sentences that are else alike the one is quoted that has the question's number, or counts what it counts."""

from dataclasses import replace

import pytest

from bot.answering.particulars import Particulars, is_meant_rather
from tests.conftest import AssistantMaker

PLAIN = Particulars(frozenset(), counts=0.0, holds=1.0, met=10.0, otherwise=False)
NUMBERED = replace(PLAIN, numbers=frozenset({"57"}))


def test_what_has_the_number_is_meant_where_it_meets_about_as_much_else() -> None:
    assert is_meant_rather(NUMBERED, PLAIN)
    assert is_meant_rather(replace(NUMBERED, met=8.0), PLAIN)
    assert not is_meant_rather(replace(NUMBERED, met=7.9), PLAIN)
    assert not is_meant_rather(replace(NUMBERED, holds=0.0), PLAIN)
    assert not is_meant_rather(NUMBERED, replace(PLAIN, counts=1.0))
    assert not is_meant_rather(PLAIN, PLAIN)


def test_neither_of_two_that_have_different_numbers_of_the_question_is_meant_rather() -> None:
    other = replace(PLAIN, numbers=frozenset({"59"}))
    assert not is_meant_rather(NUMBERED, other)
    assert not is_meant_rather(other, NUMBERED)
    assert is_meant_rather(replace(PLAIN, numbers=frozenset({"57", "59"})), other)


def test_what_counts_the_thing_is_meant_rather_than_what_counts_another() -> None:
    assert is_meant_rather(replace(PLAIN, counts=1.0), PLAIN)
    assert not is_meant_rather(replace(PLAIN, counts=0.5), PLAIN)
    assert not is_meant_rather(replace(PLAIN, counts=1.0), NUMBERED)


@pytest.mark.parametrize("number", [41, 45, 57, 59, 66, 73])
def test_the_district_that_is_asked_for_is_quoted_and_no_other(make_assistant: AssistantMaker, number: int) -> None:
    said = {each: f"In district {each}, {each * 7 % 31 + 3} wells were found dry in March." for each in range(40, 75)}
    assistant = make_assistant({"wells.md": "# Wells\n\n" + " ".join(said.values()) + "\n"})
    (quote,) = assistant.ask(f"How many wells were found dry in district {number}?").quotes
    assert quote.key_texts == (said[number],)


@pytest.mark.parametrize(("question", "wanted"), [("Article 5", "Article 5"), ("article 6", "Article 6")])
def test_the_article_that_is_asked_for_is_quoted(make_assistant: AssistantMaker, question: str, wanted: str) -> None:
    duties = ("repair the dam", "pay the fishers", "keep the gates shut")
    text = " ".join(f"Article {number} obliges the city of Orsk to {each}." for number, each in enumerate(duties, 4))
    assistant = make_assistant({"accord.md": f"# Accord\n\n{text}\n"})
    (quote,) = assistant.ask(f"What does {question} oblige the city of Orsk to do?").quotes
    assert quote.text.startswith(wanted)


def test_the_number_may_stand_in_the_heading(make_assistant: AssistantMaker) -> None:
    sections = "".join(
        f"## Camp {at}\n\n{at + 80} families from the coast live in the camp.\n\n" for at in range(12, 15)
    )
    assistant = make_assistant({"camps.md": f"# Camps\n\n{sections}"})
    for number in range(12, 15):
        (quote,) = assistant.ask(f"How many families from the coast live in camp {number}?").quotes
        assert quote.headings[-1] == f"Camp {number}"


def test_what_is_of_another_number_is_no_answer(make_assistant: AssistantMaker) -> None:
    documents = {f"{at}.md": f"# Camp\n\nShelter {at} houses ninety families from the coast.\n" for at in (12, 14, 17)}
    assistant = make_assistant(documents)
    assert not assistant.ask("How many families live in shelter 19?").answered
    quotes = assistant.ask("Do shelter 12 and shelter 17 house families from the coast?").quotes
    assert {each.document.name for each in quotes} == {"12.md", "17.md"}
