"""Search by meaning and by words, within collections, following the store's generation."""

import math
from pathlib import Path

import pytest

from index.lexical import row
from tests.conftest import BRIEFING, SHIPPED, AssistantMaker

HOSTILE = ['NEAR(a b)', '"', "*", "water*", "title:water", "-water", "a AND OR NOT", "'; DROP TABLE documents; --",
           "**bold** `code` [link](http://x)", "{water}", "^water", "water + pumps", "(", "col : x", "\ufffd water"]  # fmt: skip


def test_hits_come_best_first_with_their_scores(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    hits = assistant.retrieve("When did the pumps stop?", 5)
    assert "Two of the five pumps stopped" in hits[0][1]
    assert [hit.rank for hit, _ in hits] == list(range(1, len(hits) + 1))
    assert all(a.fused >= b.fused for (a, _), (b, _) in zip(hits, hits[1:], strict=False))
    assert all(-1 <= hit.cosine <= 1 and hit.bm25 >= 0 for hit, _ in hits)


def test_a_collection_hides_the_others(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"camps/water.md": BRIEFING, "talks/talks.txt": SHIPPED.read_bytes()})
    hits = assistant.retrieve("When did the pumps stop?", 50, ["talks"])
    assert {hit.passage.document.collection for hit, _ in hits} == {"talks"}
    assert not assistant.ask("When did the pumps stop?", ["talks"]).answered


@pytest.mark.parametrize("question", HOSTILE)
def test_the_syntax_of_the_word_index_means_nothing_in_a_question(
    make_assistant: AssistantMaker, question: str
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assert assistant.retrieve(question + " pumps", 3)


def test_a_new_generation_is_searched_without_restart(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes()})
    assistant.retrieve("pumps", 3)
    (tmp_path / "documents/water.md").write_text(BRIEFING, encoding="utf-8")
    make_assistant().reindex()  # as from another process
    assert "pumps" in assistant.retrieve("When did the pumps stop?", 3)[0][1]


def test_only_content_words_are_indexed() -> None:
    body, headings, title = row("The US stopped the pumps of the camps.", ["About Water"], "It")
    assert (body, headings, title) == ("US stop pump camp", "water", "")


def test_idf_is_highest_for_unknown_words(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    with assistant.store.reading() as reader:
        matches = reader.lexical(["pump", "zebra"], 5)
        passages = reader.count("passages")
    assert matches.idf["zebra"] == pytest.approx(math.log(1 + (passages + 0.5) / 0.5))
    assert matches.idf["pump"] < matches.idf["zebra"]
    assert len(matches.bm25) == 1
