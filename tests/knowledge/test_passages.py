from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.model import Document, Kind, Passage
from knowledge.passages import Counter, passages_of
from knowledge.sections import sections_of
from tests.knowledge.strategies import NAMES, QUIET, TEXTS, count_characters, count_words, document


def passages(
    text: str, target: int, limit: int, count: Counter = count_words, name: str = "a.md"
) -> tuple[Document, tuple[Passage, ...]]:
    found = document(text, name)
    return found, passages_of(found, sections_of(found), count, target, limit)


def cuts(text: str, target: int, limit: int) -> list[str]:
    found, made = passages(text, target, limit)
    return [found.cut(passage.span) for passage in made]


def test_a_passage_is_closed_when_the_next_sentence_would_pass_the_target() -> None:
    assert cuts("One two three. Four five. Six seven.\n\nEight.", 5, 9) == [
        "One two three. Four five.",
        "Six seven.\n\nEight.",
    ]


def test_a_sentence_between_target_and_limit_stays_whole() -> None:
    assert cuts("Two words. Six words are in this one. The end.", 4, 7) == [
        "Two words.",
        "Six words are in this one.",
        "The end.",
    ]


def test_a_sentence_beyond_the_limit_is_cut_between_words() -> None:
    text = " ".join(f"word{number}" for number in range(50))
    assert " ".join(cuts(text, 8, 8)) == text


def test_a_word_beyond_the_limit_is_cut_anywhere() -> None:
    found, made = passages("x" * 1000, 100, 100, count_characters)
    assert "".join(found.cut(passage.span) for passage in made) == found.text


def test_no_passage_crosses_a_heading() -> None:
    assert cuts("# A\n\na.\n\n# B\n\nb.", 100, 100) == ["a.", "b."]


def test_a_title_and_headings_are_in_no_passage() -> None:
    assert cuts("The title\n\nText.\n\n## Heading\n\n### Deeper\n", 100, 100) == ["Text."]


@pytest.mark.parametrize("limit", [12, 20])
def test_a_list_item_is_never_divided(limit: int) -> None:
    items = ["One two. Three four. Five six.", "Seven eight nine. Ten. Eleven twelve."]
    found, made = passages("".join(f"- {item}\n" for item in items), 5, limit)
    assert [found.cut(span) for passage in made for span in passage.items] == items


def test_an_item_beyond_the_limit_is_divided_at_its_sentences() -> None:
    assert cuts("- One two three. Four five six. Seven eight.", 4, 4) == [
        "One two three.",
        "Four five six.",
        "Seven eight.",
    ]


def test_the_markers_between_items_count() -> None:
    text = "".join(f"{number}. w\n" for number in range(1, 40))
    found, made = passages(text, 10, 10)
    assert all(len(found.cut(passage.span).split()) <= 10 for passage in made)


def test_a_comment_between_paragraphs_is_in_no_passage() -> None:
    assert cuts("Before.\n\n<!-- an editor's note that nobody should quote -->\n\nAfter.", 100, 100) == [
        "Before.",
        "After.",
    ]


def test_rows_and_lines_of_code_are_units() -> None:
    found, made = passages("| a | b |\n|---|---|\n| 1. x | 2. y |\n\n```\nx = 1. y\nz\n```", 100, 100)
    assert [found.cut(span) for passage in made for span in passage.sentences][-2:] == ["x = 1. y", "z"]
    assert [found.cut(span) for passage in made for span in passage.items] == ["| a | b |", "| 1. x | 2. y |"]


def _words(found: Document, passages: Sequence[Passage]) -> int:
    return sum(ch.isalnum() for passage in passages for span in passage.sentences for ch in found.cut(span))


@QUIET
@given(NAMES, TEXTS, st.integers(1, 40), st.integers(0, 40), st.sampled_from([count_words, count_characters]))
def test_passages_of_any_text(name: str, text: str, target: int, more: int, count: Counter) -> None:
    assume(text.strip())
    found, made = passages(text, target, target + more, count, name)
    sections = sections_of(found)
    end = 0
    for passage in made:
        assert end <= passage.span.start < passage.span.end
        assert sections[passage.section].span.contains(passage.span)
        assert passage.span.start == passage.sentences[0].start
        assert passage.span.end == passage.sentences[-1].end
        assert all(one.end <= two.start for one, two in zip(passage.sentences, passage.sentences[1:], strict=False))
        assert all(passage.span.contains(item) for item in passage.items)
        assert count([found.cut(passage.span)])[0] <= target + more
        end = passage.span.end
    quotable = [block for block in found.blocks if block.kind not in (Kind.TITLE, Kind.HEADING)]
    assert _words(found, made) == sum(ch.isalnum() for block in quotable for ch in found.cut(block.span))
