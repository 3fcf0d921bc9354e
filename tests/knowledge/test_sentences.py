import time

import pytest
from hypothesis import given

from knowledge.model import Span
from knowledge.sentences import sentence_spans, trim
from tests.knowledge.strategies import QUIET, TEXTS


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Smith met Dr. Jones at 5 p.m. on Jan. 5.", "They talked."],
        ["It cost $3.5 million.", "The U.S. said no.", "He returned."],
        ["Prices rose 3.4% vs. 2.1% last year.", "That is all."],
        ["Sen. Kerry and Gov. Lee met Gen. Ali.", "OK."],
        ["“We will not accept this.”", "He left."],
        ["He said, “No. Never.”", "Then he left."],
        ['"Stop!" she said.', "He did."],
        ["He asked: “Why?”", "Nobody answered."],
        ["قال المسؤول إن المحادثات توقفت.", "هل ستستأنف؟", "نعم."],
        ["הוא אמר שלא.", "האם יחזור?", "כן!"],
        ["Next one!", "😀 Third.", "Fourth."],
        ["Visit www.un.org/a.b today.", "End."],
        ["The talks, held\non Monday, failed.", "They\nresume soon."],
    ],
)
def test_sentences_are_told_apart(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [span.cut(text) for span in sentence_spans(text)] == sentences


def test_only_the_asked_for_part_is_looked_at() -> None:
    text = "One. Two. Three. Four."
    assert [span.cut(text) for span in sentence_spans(text, Span(5, 16))] == ["Two.", "Three."]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == ()


def test_a_text_beyond_one_window_is_divided_at_its_own_sentences() -> None:
    sentences = [f"Sentence number {number} says that Mr. Smith left." for number in range(2000)]
    text = " ".join(sentences)
    assert [span.cut(text) for span in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    "text", ["```\n" * 40_000, "`" * 100_000, "<!--\n" * 40_000, '"' * 100_000, "x" * 500_000, ". " * 100_000]
)
def test_hostile_texts_take_no_quadratic_time(text: str) -> None:
    began = time.process_time()
    sentence_spans(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(("text", "cut"), [(" a b\n", "a b"), ("   ", ""), ("", ""), ("a", "a")])
def test_trim_leaves_out_space_at_the_ends_and_nothing_else(text: str, cut: str) -> None:
    span = trim(text, Span(0, len(text)))
    assert span.cut(text) == cut
    assert 0 <= span.start <= span.end <= len(text)


@QUIET
@given(TEXTS)
def test_sentences_cover_every_character_but_space_once_and_in_order(text: str) -> None:
    end = 0
    for span in sentence_spans(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()
