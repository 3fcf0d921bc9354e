"""What is quoted around an answering sentence, and that no sentence is quoted twice."""

from bot.answers import Choice, in_context, merge
from index.reading import PassageTerms, StoredDocument, StoredPassage
from knowledge.model import Metadata, Span
from knowledge.sentences import sentence_spans

TEXT = "The pumps stopped. However, they will run again. It takes a day. Nobody was hurt."
DOCUMENT = StoredDocument(1, "a.md", "main", Metadata("A"), "", "", 1, 1, ())


def passage(items: tuple[Span, ...] = ()) -> StoredPassage:
    return StoredPassage(1, DOCUMENT, (), Span(0, len(TEXT)), sentence_spans(TEXT), items, PassageTerms(()))


def quoted(position: int, items: tuple[Span, ...] = ()) -> str:
    each = passage(items)
    return in_context(each, each.sentences[position], TEXT).cut(TEXT)


def test_a_sentence_that_stands_alone_is_quoted_alone() -> None:
    assert quoted(0) == "The pumps stopped."
    assert quoted(3) == "Nobody was hurt."


def test_a_sentence_that_leans_back_brings_what_it_leans_on() -> None:
    assert quoted(1) == "The pumps stopped. However, they will run again."
    assert quoted(2) == "The pumps stopped. However, they will run again. It takes a day."


def test_a_list_item_is_quoted_whole() -> None:
    item = Span(0, sentence_spans(TEXT)[1].end)
    assert quoted(1, (item,)) == "The pumps stopped. However, they will run again."
    assert quoted(0, (item,)) == "The pumps stopped. However, they will run again."


def choice(start: int, end: int, score: float, key: tuple[int, int] | None = None) -> Choice:
    return Choice(DOCUMENT, (), Span(start, end), (Span(*(key or (start, end))),), score)


def test_overlapping_choices_become_one() -> None:
    merged = merge([choice(0, 20, 0.9), choice(50, 60, 0.8), choice(10, 30, 0.7, (20, 30))])
    assert [(each.span, each.score) for each in merged] == [(Span(0, 30), 0.9), (Span(50, 60), 0.8)]
    assert merged[0].key == (Span(0, 20), Span(20, 30))


def test_a_choice_that_bridges_two_leaves_no_sentence_twice() -> None:
    merged = merge([choice(0, 20, 0.9), choice(30, 50, 0.8), choice(10, 40, 0.7)])
    assert [each.span for each in merged] == [Span(0, 50)]
