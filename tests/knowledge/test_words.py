import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import Analyzer, terms, words
from tests.knowledge.strategies import QUIET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hamas's demands, don't wait.", ["Hamas's", "demands", "don't", "wait"]),
        ("1,200 people; 3.5% (U.S.)", ["1,200", "people", "3.5", "U.S."]),
        ("US-Russian F-35", ["US", "Russian", "F", "35"]),
        ("وقف إطلاق النار", ["وقف", "إطلاق", "النار"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("snake_case 😀 -- ’", ["snake", "case"]),
        ("", []),
    ],
)
def test_words_as_written(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("negotiations", "Negotiation"),
        ("U.S.", "US"),
        ("Hamas’s", "hamas"),
        ("café", "Cafe"),
        ("cafe\u0301", "café"),
        ("1,200", "1200"),
        ("ﬁnal", "final"),
        ("مُحَادَثَات", "محادثات"),
        ("don’t", "don't"),
    ],
)
def test_spellings_of_one_word_share_a_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)
    assert len(terms(one)) == 1


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("WHO", "who"), ("1.5", "15"), ("May", "mai"), ("1,5", "15")])
def test_different_words_have_different_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_function_words_are_left_out_but_acronyms_are_not() -> None:
    assert Analyzer().terms("What does the US say about the WHO?") == ["US", "WHO"]
    assert Analyzer().terms("what do they tell us") == []


def test_the_names_of_one_thing_become_one_term_where_they_stand() -> None:
    analyzer = Analyzer([["United States", "US", "U.S."], ["United Nations", "UN"]])
    text = "The United States and the U.S. told us so."
    found = [word for word in analyzer.words(text) if word.carries_meaning]
    assert [text[word.start : word.end] for word in found] == ["United States", "U.S.", "told"]
    assert found[0].term == found[1].term
    assert analyzer.terms("UN") == analyzer.terms("the United Nations") != analyzer.terms("US")


@QUIET
@given(st.text(max_size=80))
def test_every_word_stands_in_the_text_and_has_one_term(text: str) -> None:
    found = words(text)
    assert all(word in text for word in found)
    assert len(terms(text)) == len(found)
    assert [text[word.start : word.end] for word in Analyzer().words(text)] == found
    assert set(Analyzer().terms(text)) <= set(terms(text))
