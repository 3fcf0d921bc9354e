"""What is quoted around an answering sentence, and that no sentence is quoted twice."""

from dataclasses import replace

from bot.answering.answers import Choice, in_context, merge, worth_quoting
from index.storage.stored import PassageTerms, StoredDocument, StoredPassage
from knowledge.model import Metadata, Span
from knowledge.sentences import sentence_spans
from tests.conftest import AssistantMaker

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


def in_list(text: str, marked: tuple[str, ...], sentence: str) -> str:
    """Return what is quoted for a sentence of a text, in which some stretches are list items."""
    items = tuple(Span(text.index(each), text.index(each) + len(each)) for each in marked)
    at = text.index(sentence)
    spans = tuple(sorted({*items, Span(at, at + len(sentence))}))
    each = StoredPassage(1, DOCUMENT, (), Span(0, len(text)), spans, items, PassageTerms(()))
    return in_context(each, Span(at, at + len(sentence)), text).cut(text)


def test_a_line_that_introduces_a_list_brings_the_list() -> None:
    text = "We ask for two things:\n\n1. Open the gate.\n2. Mend the pump.\n\nThe next bulletin:\n\n3. Comes in May."
    items = ("Open the gate.", "Mend the pump.", "Comes in May.")
    assert in_list(text, items, "We ask for two things:").endswith(
        "two things:\n\n1. Open the gate.\n2. Mend the pump."
    )


def test_a_colon_brings_the_sentence_that_it_announces() -> None:
    text = "He put it so: The pumps stopped. Nobody was hurt."
    spans = tuple(
        Span(text.index(each), text.index(each) + len(each)) for each in ("He put it so:", "The pumps stopped.")
    )
    each = StoredPassage(1, DOCUMENT, (), Span(0, len(text)), spans, (), PassageTerms(()))
    assert in_context(each, spans[0], text).cut(text) == "He put it so: The pumps stopped."


def test_a_part_is_not_quoted_without_the_rest() -> None:
    text = "Half was paid in May. The rest is due in July. Nobody complained."
    spans = sentence_spans(text)
    each = StoredPassage(1, DOCUMENT, (), Span(0, len(text)), spans, (), PassageTerms(()))
    for sentence in spans[:2]:
        assert in_context(each, sentence, text).cut(text) == "Half was paid in May. The rest is due in July."


def choice(start: int, end: int, score: float, key: tuple[int, int] | None = None) -> Choice:
    return Choice(DOCUMENT, (), Span(start, end), (Span(*(key or (start, end))),), score)


def test_overlapping_choices_become_one() -> None:
    merged = merge([choice(0, 20, 0.9), choice(50, 60, 0.8), choice(10, 30, 0.7, (20, 30))])
    assert [(each.span, each.score) for each in merged] == [(Span(0, 30), 0.9), (Span(50, 60), 0.8)]
    assert merged[0].key == (Span(0, 20), Span(20, 30))


def test_a_choice_that_bridges_two_leaves_no_sentence_twice() -> None:
    merged = merge([choice(0, 20, 0.9), choice(30, 50, 0.8), choice(10, 40, 0.7)])
    assert [each.span for each in merged] == [Span(0, 50)]


def test_sentences_that_adjoin_become_one_quote() -> None:
    merged = merge([choice(0, 20, 0.9), choice(21, 40, 0.9)])
    assert [(each.span, each.key) for each in merged] == [(Span(0, 40), (Span(0, 20), Span(21, 40)))]


def test_what_is_far_behind_the_first_is_not_quoted_with_it() -> None:
    first = choice(0, 20, 0.9)
    near, far = replace(choice(30, 40, 0.9), behind=0.9), replace(choice(50, 60, 0.9), behind=1.1)
    assert worth_quoting([first, near, far], 0.3) == [first, near]


def test_other_documents_may_be_farther_behind_with_their_best() -> None:
    first, other = choice(0, 20, 0.9), replace(DOCUMENT, id=2, name="b.md")
    best = replace(choice(0, 10, 0.5), document=other, behind=3.9)
    second, unlikely = replace(best, leads=False), replace(best, score=0.2)
    assert worth_quoting([first, best, second, unlikely], 0.3) == [first, best]


def test_nothing_is_quoted_where_the_first_does_not_answer() -> None:
    assert worth_quoting([choice(0, 20, 0.2), choice(30, 40, 0.9)], 0.3) == []


def test_the_reason_that_the_next_sentence_gives_is_quoted_too(make_assistant: AssistantMaker) -> None:
    text = (
        "The ministry asked aid groups to hand out food at four fenced hubs in the south. "
        "They turned that request down, because the old would have to walk for hours. The rain went on."
    )
    assistant = make_assistant({"hubs.md": f"# Hubs\n\n{text}\n"})
    why = assistant.ask("Why were aid groups asked to hand out food at four fenced hubs refused?")
    assert why.quotes[0].text == text.removesuffix(" The rain went on.")
    what = assistant.ask("What were aid groups asked to hand out at four fenced hubs?")
    assert what.quotes[0].text == text[: text.index(" They")]
