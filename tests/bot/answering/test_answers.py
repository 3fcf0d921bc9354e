"""Which sentences are quoted, that none is quoted twice, and which documents are named as sources."""

from dataclasses import replace

from bot.answering.answers import Choice, collapse, merge, worth_quoting
from index.storage.stored import StoredDocument
from knowledge.model import Metadata, Span
from tests.conftest import AssistantMaker

DOCUMENT = StoredDocument(1, "a.md", "main", Metadata("A"), "", "", 1, 1, ())


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


def test_a_claim_that_a_list_calls_false_is_no_source_for_the_bare_claim() -> None:
    terms, elsewhere = frozenset({"dam", "open", "purpos"}), replace(DOCUMENT, id=2, name="b.md")
    bare = replace(choice(0, 20, 0.9), terms=terms)
    listed = replace(choice(0, 20, 0.8), terms=terms, document=elsewhere, introduced=frozenset({"fals", "claim"}))
    assert [each.also for each in collapse([bare, listed])] == [(), ()]
    assert len(collapse([bare, replace(listed, introduced=frozenset())])) == 1
    assert len(collapse([replace(bare, introduced=listed.introduced), listed])) == 1


def test_only_what_holds_all_of_a_joined_quote_is_its_other_source() -> None:
    elsewhere, farther = replace(DOCUMENT, id=2, name="b.md"), replace(DOCUMENT, id=3, name="c.md")
    in_both = replace(choice(100, 120, 0.9), document=elsewhere)
    in_one = replace(choice(5, 25, 0.9), document=farther)
    first = replace(choice(0, 20, 0.9), also=(in_both, in_one))
    second = replace(choice(21, 40, 0.8), also=(replace(in_both, span=Span(121, 140), key=(Span(121, 140),)),))
    (joined,) = merge([first, second])
    assert [(each.document, each.span) for each in joined.also] == [(elsewhere, Span(100, 140))]
    assert merge([first, replace(second, also=())])[0].also == ()


def test_a_source_that_holds_the_parts_in_other_places_does_not_hold_the_joined_quote() -> None:
    elsewhere = replace(DOCUMENT, id=2, name="b.md")
    parts = [replace(choice(at, at + 19, 0.9), document=elsewhere) for at in (100, 300)]
    first, second = replace(choice(0, 20, 0.9), also=(parts[0],)), replace(choice(21, 40, 0.8), also=(parts[1],))
    assert merge([first, second])[0].also == ()


def test_what_lies_within_a_quote_takes_none_of_its_sources() -> None:
    source = replace(choice(100, 140, 0.9), document=replace(DOCUMENT, id=2, name="b.md"))
    whole = replace(choice(0, 40, 0.9), also=(source,))
    assert merge([whole, choice(10, 20, 0.8)])[0].also == (source,)


def test_what_one_document_says_and_another_denies_is_not_the_same(make_assistant: AssistantMaker) -> None:
    said = "The ministry of energy opened the upper dam of Orsk before the flood in March."
    documents = {"a.md": f"# A\n\n{said}\n", "b.md": "# B\n\n" + said.replace("opened", "never opened") + "\n"}
    quotes = make_assistant(documents).ask("Who opened the upper dam of Orsk before the flood?").quotes
    assert quotes
    assert not any(each.also for each in quotes)


def test_answers_that_differ_are_not_the_same_though_their_questions_are(make_assistant: AssistantMaker) -> None:
    documents = {
        f"{name}.md": f"# {name}\n\nQ: Did Mayor Hale resign over the dam of Orsk?\n\nA: {word}.\n"
        for name, word in (("a", "Yes"), ("b", "No"))
    }
    quotes = make_assistant(documents).ask("Did Mayor Hale resign over the dam of Orsk?").quotes
    assert [(each.key_texts, each.also) for each in quotes] == [(("A: Yes.",), ()), (("A: No.",), ())]
