"""The same document under several names is searched once and cited under every name that may be seen."""

from pathlib import Path

import pytest

from bot.answering.quotes import Quote
from bot.answering.recall import QuoteRef
from bot.assistant import Assistant
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker, CountingLoader

QUESTION = "How many of the pumps stopped?"
OPEN = [f"open/water{number}.md" for number in (1, 2, 3)]
STAFF = [f"staff/water{number}.md" for number in (4, 5, 6)]
OTHERS = {
    "open/wells.md": "# Wells\n\nFour pumps of the old wells stopped in May. The wells hold little water.\n",
    "staff/roads.md": "# Roads\n\nThe coastal road is open to trucks by day. Convoys need a permit.\n",
    "open/talks.txt": SHIPPED.read_bytes(),
}


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    """Six copies in two collections beside other documents."""
    assistant = make_assistant(dict.fromkeys([*OPEN, *STAFF], BRIEFING) | OTHERS)
    assistant.reindex()
    return assistant


def cited(quote: Quote) -> list[str]:
    return [each.document.name for each in (quote, *quote.also)]


def test_copies_are_embedded_once(assistant: Assistant, loader: CountingLoader) -> None:
    texts = loader.embedder.texts
    assert len([each for each in texts if "Two of the five pumps" in each]) == 1


def test_every_copy_is_cited_with_the_same_words(assistant: Assistant) -> None:
    first, *others = assistant.ask(QUESTION).quotes
    assert cited(first) == [*OPEN, *STAFF]
    assert {each.text for each in first.also} == {first.text}
    assert not {name for each in others for name in cited(each)} & {*OPEN, *STAFF}


def test_copies_take_one_place_among_the_hits(assistant: Assistant) -> None:
    hits = [hit for hit, _ in assistant.retrieve(QUESTION, 20)]
    held = [hit for hit in hits if "water" in hit.passage.document.name]
    assert {hit.passage.document.name for hit in held} == {OPEN[0]}
    assert all([each.document.name for each in hit.copies] == [*OPEN[1:], *STAFF] for hit in held)
    assert {"open/wells.md", "staff/roads.md", "open/talks.txt"} <= {hit.passage.document.name for hit in hits}


@pytest.mark.parametrize(("collection", "names"), [("open", OPEN), ("staff", STAFF)])
def test_copies_that_may_not_be_seen_are_not_cited(assistant: Assistant, collection: str, names: list[str]) -> None:
    (first, *_) = assistant.ask(QUESTION, [collection]).quotes
    assert cited(first) == names
    assert cited(assistant.sources_for("Two of the five pumps stopped.", [collection]).quotes[0]) == names


def test_a_copy_that_is_removed_is_cited_no_more(assistant: Assistant, tmp_path: Path) -> None:
    assistant.ask(QUESTION)
    (tmp_path / "documents" / OPEN[0]).unlink()
    assistant.reindex()
    assert cited(assistant.ask(QUESTION).quotes[0]) == [*OPEN[1:], *STAFF]
    for name in (*OPEN[1:], *STAFF[:2]):
        (tmp_path / "documents" / name).unlink()
    assistant.reindex(allow_removals=True)
    assert cited(assistant.ask(QUESTION).quotes[0]) == [STAFF[2]]


def test_the_newest_copy_stands_first(assistant: Assistant, make_assistant: AssistantMaker) -> None:
    make_assistant({STAFF[1]: BRIEFING.replace("2025-03-04", "2025-04-05")}).reindex()
    assert cited(assistant.ask(QUESTION).quotes[0]) == [STAFF[1], *OPEN, STAFF[0], STAFF[2]]


def test_the_copy_of_the_publisher_that_is_asked_for_stands_first(
    assistant: Assistant, make_assistant: AssistantMaker
) -> None:
    make_assistant({STAFF[2]: BRIEFING.replace("Field Desk", "Harbour Office")}).reindex()
    assert cited(assistant.ask("How many pumps stopped, according to the Harbour Office?").quotes[0])[0] == STAFF[2]


def test_the_same_words_under_another_heading_are_no_copy(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"a.md": BRIEFING, "b.md": BRIEFING.replace("## Pumps", "## Pumps, as planned")})
    assistant.reindex()
    hits = [hit for hit, text in assistant.retrieve(QUESTION, 20) if "Two of the five pumps" in text]
    assert sorted(hit.passage.document.name for hit in hits) == ["a.md", "b.md"]
    assert not any(hit.copies for hit in hits)


def test_a_passage_that_a_document_repeats_is_no_copy_of_itself(make_assistant: AssistantMaker) -> None:
    twice = "# Wells\n\nThe pump stopped.\n\n## North\n\nThe pump stopped.\n"
    assistant = make_assistant({"a.md": twice, "b.md": twice})
    assistant.reindex()
    hits = [hit for hit, _ in assistant.retrieve("Which pump stopped?", 20)]
    assert [(hit.passage.document.name, [each.document.name for each in hit.copies]) for hit in hits] == [
        ("a.md", ["b.md"]), ("a.md", ["b.md"]),
    ]  # fmt: skip
    assert {hit.copies[0].headings == hit.passage.headings for hit in hits} == {True}


def test_other_evidence_is_reached_past_any_number_of_copies(make_assistant: AssistantMaker) -> None:
    copies = {f"{number:02d}.md": "The pump stopped in May." for number in range(40)}
    others = {f"{name}.md": f"The pump of {name} stopped." for name in ("Arca", "Bosa", "Cota", "Dena")}
    assistant = make_assistant(copies | others, search={"candidates": 10, "rescored": 5})
    assistant.reindex()
    hits = [hit for hit, _ in assistant.retrieve("When did the pump stop in May?", 5)]
    assert sorted(hit.passage.document.name for hit in hits) == ["00.md", *sorted(others)]
    assert len(hits[0].copies) == 39


def test_an_answer_is_as_sure_with_copies_as_without(assistant: Assistant, tmp_path: Path) -> None:
    several = assistant.ask(QUESTION)
    for name in (*OPEN[1:], *STAFF):
        (tmp_path / "documents" / name).unlink()
    assistant.reindex(allow_removals=True)
    one = assistant.ask(QUESTION)
    assert one.quotes[0].text == several.quotes[0].text
    assert several.score == pytest.approx(one.score, abs=0.1)


def test_a_quote_that_is_recalled_cites_every_copy_again(assistant: Assistant) -> None:
    first = assistant.ask(QUESTION).quotes[0]
    (again,), withheld = assistant.recall([QuoteRef.of(first)], None)
    assert again
    assert (cited(again), withheld) == ([*OPEN, *STAFF], [])
    (seen,), _ = assistant.recall([QuoteRef.of(first)], ["staff"])
    assert seen
    assert cited(seen) == STAFF


def test_a_quote_that_is_recalled_names_the_copy_that_was_shown(assistant: Assistant, tmp_path: Path) -> None:
    ref = QuoteRef.of(assistant.ask(QUESTION, ["staff"]).quotes[0])
    for collections in (None, ["staff"]):
        (again,), _ = assistant.recall([ref], collections)
        assert again
        assert cited(again) == STAFF
        assert assistant.context(ref, collections).quote.document.name == STAFF[0]
    (elsewhere,), _ = assistant.recall([ref], ["open"])
    assert elsewhere
    assert elsewhere.document.name == OPEN[0]
    (tmp_path / "documents" / STAFF[0]).unlink()
    assistant.reindex()
    (again,), _ = assistant.recall([ref], ["staff"])
    assert again
    assert cited(again) == STAFF[1:]


def test_a_quote_of_which_only_the_id_was_kept_is_recalled_from_any_copy(assistant: Assistant) -> None:
    kept = QuoteRef.of(assistant.ask(QUESTION, ["staff"]).quotes[0])
    (again,), withheld = assistant.recall([QuoteRef(kept.id, kept.key)], ["staff"])
    assert again
    assert (cited(again), withheld) == (STAFF[:1], [])
