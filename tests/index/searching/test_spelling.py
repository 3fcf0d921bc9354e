"""Misspelt words are put right from the documents' own; names that the documents lack stay lacking."""

import pytest

from index.searching.spelling import corrected
from knowledge.words import Analyzer
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is the ceasfire proposal?", "What is the ceasefire proposal?"),
        ("How many bildings are damged?", "How many buildings are damaged?"),
        ("humanitarain situation", "humanitarian situation"),
        ("isreali position", "israeli position"),
        ("What did Putin say?", "What did Putin say?"),
        ("What did Macron want from Hamas?", "What did Macron want from Hamas?"),
        ("Which airports are closed?", "Which airports are closed?"),
        ("COVID vaccinations", "COVID vaccinations"),
        ("qwertyuiop", "qwertyuiop"),
        ("wich pumps stopped becuase of it", "which pumps stopped because of it"),
        ("how mutch water is thier share", "how much water is their share"),
        ("what did musk demand?", "what did musk demand?"),
        ("what did mann and moss say?", "what did mann and moss say?"),
        ("did theo meet hare?", "did theo meet hare?"),
        ("who made the chat program?", "who made the chat program?"),
        ("Wich pumps stopped?", "Which pumps stopped?"),
        ("What did Thier say?", "What did Thier say?"),
        ("the negociators' demands", "the negotiators' demands"),
        ("Israeli-Palestinien talks", "Israeli-Palestinian talks"),
        ("the Gazza ceasefire", "the Gaza ceasefire"),
    ],
)
def test_only_mistakes_are_mended(make_assistant: AssistantMaker, typed: str, meant: str) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes(), "water.md": BRIEFING})
    assistant.reindex()
    with assistant.store.reading() as reader:
        assert corrected(typed, reader.words, Analyzer()) == meant


def test_the_answer_says_how_the_question_was_read(make_assistant: AssistantMaker) -> None:
    answer = make_assistant({"water.md": BRIEFING}).ask("How many pmups stopped?")
    assert (answer.question, answer.read_as) == ("How many pmups stopped?", "How many pumps stopped?")
    assert "Two of the five pumps" in answer.quotes[0].text


def test_what_other_collections_hold_makes_no_word_right(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "hidden/notes.md": b"# Notes\nThe pmups are called so.\n"})
    assistant.reindex()
    with assistant.store.reading() as reader:
        assert corrected("How many pmups stopped?", reader.words, Analyzer(), ["main"]) == "How many pumps stopped?"
        assert corrected("How many pmups stopped?", reader.words, Analyzer(), None) == "How many pmups stopped?"
