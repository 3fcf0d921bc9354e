"""Both kinds of vector index agree, forget what is removed, keep to what is allowed, and follow the store."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.embedding import ModelIdentity, Vectors
from index.searching import vector_file, vectors
from index.searching.vector_file import Kept
from index.searching.vectors import CodedVectors, ExactVectors, Ids, VectorIndex, cosines, nearest
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker

DIMENSION = 96  # no multiple of 64, so codes are padded
MODEL = ModelIdentity("m", "abc", DIMENSION)
KINDS = pytest.mark.parametrize("kind", [ExactVectors, CodedVectors])


class Stored:
    """Vectors as the store gives them."""

    def __init__(self, count: int) -> None:
        numbers = np.random.default_rng(5)
        rows = numbers.standard_normal((count, DIMENSION)).astype(np.float32)
        self.rows: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        self.ids: Ids = np.arange(count, dtype=np.int64) * 3 + 1
        self.gone: set[int] = set()

    def __call__(self, ids: Sequence[int]) -> tuple[Ids, Vectors]:
        there = [each for each in ids if each not in self.gone]
        return np.array(there, dtype=np.int64), self.rows[[(each - 1) // 3 for each in there]]

    def exact(self, vector: Vectors, most: int) -> list[int]:
        return [int(each) for each in self.ids[np.argsort(-(self.rows @ vector))][:most]]


def filled(kind: Callable[[int], VectorIndex], stored: Stored) -> VectorIndex:
    index = kind(DIMENSION)
    half = len(stored.ids) // 2
    index.add(stored.ids[:half], stored.rows[:half])
    index.add(stored.ids[half:], stored.rows[half:])
    return index


def test_both_kinds_find_the_same() -> None:
    stored = Stored(8000)
    exact, coded = filled(ExactVectors, stored), filled(CodedVectors, stored)
    assert len(exact) == len(coded) == 8000
    shared = 0
    for vector in stored.rows[::500]:
        expected = stored.exact(vector, 10)
        assert [key for key, _ in exact.search(vector, 10, stored)] == expected
        found = coded.search(vector, 10, stored)
        assert found[0][0] == expected[0]
        assert found[0][1] == pytest.approx(1.0, abs=1e-5)
        assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
        shared += len(set(expected) & {key for key, _ in found})
    assert shared >= 0.9 * 160  # random vectors have no near neighbours: the hardest case


@KINDS
def test_what_was_removed_is_not_found(kind: Callable[[int], VectorIndex]) -> None:
    stored = Stored(1500)
    index = filled(kind, stored)
    best = stored.exact(stored.rows[7], 3)
    index.remove(np.array([best[0], best[1], 999_999], dtype=np.int64))
    assert len(index) == 1498
    assert index.search(stored.rows[7], 1, stored)[0][0] == best[2]


@KINDS
@pytest.mark.parametrize("allowed", [40, 1300])
def test_only_allowed_ids_are_found(kind: Callable[[int], VectorIndex], allowed: int) -> None:
    stored = Stored(3000)
    index = filled(kind, stored)
    inside = stored.ids[1::2][:allowed]
    found = index.search(stored.rows[0], 50, stored, inside)
    assert len(found) == min(50, allowed)
    assert {key for key, _ in found} <= set(inside.tolist())


@KINDS
def test_fewer_are_found_where_there_are_fewer(kind: Callable[[int], VectorIndex]) -> None:
    stored = Stored(3)
    assert kind(DIMENSION).search(stored.rows[0], 5, stored) == []
    index = filled(kind, stored)
    assert sorted(key for key, _ in index.search(stored.rows[0], 5, stored)) == [1, 4, 7]
    assert index.search(stored.rows[0], 5, stored, np.array([], dtype=np.int64)) == []
    assert [key for key, _ in index.search(stored.rows[0], 5, stored, np.array([4]))] == [4]


@KINDS
def test_a_search_keeps_to_the_thread_that_asks(kind: Callable[[int], VectorIndex]) -> None:
    stored = Stored(10)
    index = filled(kind, stored)

    def threads_after_a_search() -> int:
        index.search(stored.rows[0], 5, stored)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        pool.submit(faiss.omp_set_num_threads, 2).result()  # as a new thread has it where there are two processors
        assert pool.submit(threads_after_a_search).result() == 1


def test_codes_that_are_ahead_of_the_store_are_passed_over() -> None:
    stored = Stored(10)
    index = filled(CodedVectors, stored)
    stored.gone = {1}
    assert 1 not in {key for key, _ in index.search(stored.rows[0], 10, stored)}


def test_equal_vectors_do_not_crowd_out_the_number_asked_for() -> None:
    stored = Stored(5000)
    stored.rows[:] = stored.rows[0]
    assert len(filled(CodedVectors, stored).search(stored.rows[0], 20, stored)) == 20


def test_nearest_of_nothing_is_nothing() -> None:
    stored = Stored(3)
    assert nearest(stored.rows[0], stored, []) == []


def test_codes_are_kept_for_one_store_and_one_model(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    stored = Stored(5)
    index = CodedVectors(DIMENSION)
    index.add(stored.ids, stored.rows)
    ids, codes = index.rows
    vector_file.save(file, "one", MODEL, Kept(3, ids, np.ones(5, dtype=np.int32), codes))
    kept = vector_file.load(file, "one", MODEL)
    assert kept
    assert kept.generation == 3
    assert (kept.codes == codes).all()
    assert vector_file.load(file, "another", MODEL) is None
    assert vector_file.load(file, "one", ModelIdentity("m", "def", DIMENSION)) is None
    file.write_bytes(file.read_bytes()[:100])
    assert vector_file.load(file, "one", MODEL) is None
    vector_file.save(tmp_path / "nowhere" / "vectors.npz", "one", MODEL, Kept(3, ids, ids.astype(np.int32), codes))


@pytest.mark.parametrize("exact_up_to", [0, 100])
def test_a_search_follows_what_is_added_changed_and_removed(
    make_assistant: AssistantMaker, tmp_path: Path, exact_up_to: int
) -> None:
    settings = {"search": {"exact_up_to": exact_up_to}}
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes()}, **settings)
    before = [(hit.passage.id, hit.score) for hit, _ in assistant.retrieve("pumps", 9)]
    for change in (BRIEFING, BRIEFING.replace("Two of the five pumps", "Three of the nine pumps")):
        (tmp_path / "documents/water.md").write_text(change, encoding="utf-8")
        make_assistant(**settings).reindex()  # as from another process
        hits = assistant.retrieve("When did the pumps stop?", 9)
        assert "pumps stopped" in hits[0][1]
        again = make_assistant(**settings).retrieve("When did the pumps stop?", 9)  # loads everything afresh
        assert [(hit.passage.id, hit.score) for hit, _ in hits] == [(hit.passage.id, hit.score) for hit, _ in again]
    (tmp_path / "documents/water.md").unlink()
    make_assistant(**settings).reindex()
    assert [(hit.passage.id, hit.score) for hit, _ in assistant.retrieve("pumps", 9)] == before
    assert (tmp_path / "var/vectors.npz").exists() is (exact_up_to == 0)


def test_only_new_passages_are_read_again(
    make_assistant: AssistantMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes()})
    assistant.retrieve("pumps", 3)
    added: list[int] = []
    monkeypatch.setattr(vectors.ExactVectors, "add", lambda _, ids, rows: added.extend(ids))
    (tmp_path / "documents/water.md").write_text(BRIEFING, encoding="utf-8")
    assistant.reindex()
    assistant.retrieve("pumps", 3)
    with assistant.store.reading() as reader:
        document = next(each for each in reader.documents() if each.name == "water.md")
    assert len(added) == document.passages


@KINDS
def test_the_cosines_of_some_are_told_though_memory_lacks_one(kind: Callable[[int], VectorIndex]) -> None:
    stored = Stored(2000)
    index = filled(kind, stored)
    vector = stored.rows[7]
    asked = stored.ids[:1200:2].tolist()
    index.remove(stored.ids[:1])
    found = cosines(index, vector, asked, stored)
    assert found.keys() == set(asked)
    assert [found[asked[0]], found[asked[5]]] == pytest.approx((stored.rows[[0, 10]] @ vector).tolist(), abs=1e-6)
    assert cosines(index, vector, [], stored) == {}
