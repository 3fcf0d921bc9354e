"""Search by meaning and by words, within collections, following the store's generation."""

import shutil
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from index.build import build
from index.storage import lexical
from index.storage.store import Store
from knowledge.library import Library
from knowledge.words import Analyzer
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker, write_documents
from tests.index.doomed import SETTINGS, QuickLoader

HOSTILE = [
    "NEAR(a b)", '"', "*", "water*", "title:water", "-water", "a AND OR NOT", "'; DROP TABLE documents; --",
    "**bold** `code` [link](http://x)", "{water}", "^water", "water + pumps", "(", "col : x", "\ufffd water",
]  # fmt: skip


def test_hits_come_best_first_with_their_scores(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    hits = assistant.retrieve("When did the pumps stop?", 5)
    assert "Two of the five pumps stopped" in hits[0][1]
    assert [hit.rank for hit, _ in hits] == list(range(1, len(hits) + 1))
    assert all(a.score >= b.score for (a, _), (b, _) in pairwise(hits))
    assert all(-1 <= hit.quick.cosine <= 1 and 0 <= hit.quick.bm25 <= 1 for hit, _ in hits)


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


def test_a_name_finds_texts_that_use_another_name_for_the_same(make_assistant: AssistantMaker) -> None:
    aliases = [["United States", "US", "American"], ["United Nations", "UN"]]
    documents = {"a.md": "American officials met the delegation on Monday.", "b.md": BRIEFING, "c.md": "Wells ran dry."}
    hits = make_assistant(documents, aliases=aliases).retrieve("What did the U.S. do?", 3)
    assert hits[0][0].passage.document.name == "a.md"
    assert hits[0][0].quick.bm25 > 0


def test_rare_terms_are_told_apart_even_in_a_small_folder(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    with assistant.store.reading() as reader:
        frequencies = reader.words.frequencies(["pump", "water", "zebra"])
        assert frequencies["zebra"] == 0 < frequencies["pump"] <= frequencies["water"]
        ordinary = reader.words.backgrounds(["peopl", "pump", "qwxyz"])
        assert ordinary["peopl"] > ordinary["pump"] > ordinary["qwxyz"]


def test_candidates_by_words_come_best_first(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    terms = Analyzer().terms("Engineers and pumps")
    with assistant.store.reading() as reader:
        first, *_ = reader.words.candidates(reader.words.frequencies(terms), 5)
        passage = reader.passages([first])[first]
        assert "Engineers" in passage.span.cut(reader.text(passage.document.id))
        assert reader.words.candidates(reader.words.frequencies(["zebra"]), 5) == []


def test_a_small_collection_is_found_by_words_beside_a_large_one(tmp_path: Path) -> None:
    large = "\n\n".join(f"## Part {n}\n\nThe pump stopped pump pump {n}." for n in range(1200))
    library, store = tmp_path / "documents", Store(tmp_path / "var")
    write_documents(library, {"large/a.md": large, "small/b.md": "A long text in which one pump of many is named."})
    build(Library(library, 1 << 20), store, QuickLoader(), SETTINGS)
    with store.reading() as reader:
        held = reader.words.frequencies(["pump"])
        assert held["pump"] == 1201
        (only,) = reader.words.candidates(held, 50, ["small"])
        assert reader.passages([only])[only].document.collection == "small"
        assert len(reader.words.candidates(held, 50, ["small", "large"])) == 50
        assert reader.words.candidates(held, 50, []) == []


def test_words_that_stand_everywhere_choose_passages_that_hold_them_all(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "_MOST_RANKED", 2)
    documents = {f"{number}.md": f"Pumps of well {number}." for number in range(5)} | {"both.md": "Pumps need fuel."}
    documents |= {f"fuel{number}.md": f"Fuel for day {number}." for number in range(5)}
    assistant = make_assistant(documents)
    assistant.reindex()
    with assistant.store.reading() as reader:
        (only,) = reader.words.candidates(reader.words.frequencies(["pump", "fuel"]), 50)
        assert reader.passages([only])[only].document.name == "both.md"


def test_a_common_word_is_left_to_the_ranking(make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_MOST_TOGETHER", 2)
    assistant = make_assistant(
        {"pump.md": "Pumps."} | {f"{number}.md": f"Fuel for day {number}." for number in range(5)}
    )
    assistant.reindex()
    with assistant.store.reading() as reader:
        (only,) = reader.words.candidates(reader.words.frequencies(["fuel", "pump"]), 50)
        assert reader.passages([only])[only].document.name == "pump.md"


def test_publishers_are_named_once(make_assistant: AssistantMaker) -> None:
    named = {f"{at}.md": f"---\npublisher: {who}\n---\nWells ran dry." for at, who in enumerate("BAAC")}
    assistant = make_assistant({**named, "none.md": "Wells ran dry."})
    assistant.reindex()
    with assistant.store.reading() as reader:
        assert reader.publishers() == ("A", "B", "C")


def test_a_store_that_was_deleted_and_made_anew_is_searched_anew(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes()})
    assert assistant.retrieve("pumps", 3)
    shutil.rmtree(tmp_path / "var")
    (tmp_path / "documents/talks.txt").unlink()
    assert make_assistant({"water.md": BRIEFING}).reindex().generation == 1
    assert "pumps" in assistant.retrieve("When did the pumps stop?", 3)[0][1]


def test_a_vector_without_its_passage_is_passed_over(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    assert assistant.retrieve("When did the pumps stop?", 3)
    with sqlite3.connect(tmp_path / "var/store.db") as connection:
        connection.execute(
            "DELETE FROM passages WHERE document_id = (SELECT id FROM documents WHERE name = 'water.md')"
        )
    connection.close()
    assert {hit.passage.document.name for hit, _ in assistant.retrieve("When did the pumps stop?", 9)} == {"talks.txt"}
