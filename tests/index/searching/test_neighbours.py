"""Passages are paired by meaning across documents, and their words have a meaning each."""

import numpy as np
from numpy.typing import NDArray

from bot.assistant import Assistant
from index.searching.neighbours import nearest_elsewhere, tokens_of


def rows(*vectors: tuple[float, float]) -> NDArray[np.float32]:
    given = np.array(vectors, dtype=np.float32)
    given /= np.linalg.norm(given, axis=1, keepdims=True)
    return given


def test_only_near_vectors_of_different_owners_are_paired() -> None:
    vectors = rows((1, 0), (1, 0.1), (1, 0.2), (0, 1))
    assert nearest_elsewhere(vectors, np.array([1, 1, 2, 3]), 5, 0.5) == [(0, 2), (1, 2)]


def test_each_has_no_more_than_its_nearest() -> None:
    vectors = rows((1, 0), (1, 0.1), (1, 0.3), (1, 0.9))
    assert nearest_elsewhere(vectors, np.arange(4), 1, 0.0) == [(0, 1), (1, 2), (2, 3)]


def test_nothing_is_paired_with_nothing() -> None:
    assert nearest_elsewhere(np.empty((0, 2), dtype=np.float32), np.empty(0, dtype=np.int64), 3, 0.0) == []


def test_words_of_a_stored_passage_have_a_meaning(shipped: Assistant) -> None:
    with shipped.store.reading() as reader:
        key = int(reader.all_passage_ids()[0])
        (tokens,) = tokens_of(reader, [key]).values()
    first, second, none = tokens.means([(0, 12), (0, 12), (100_000, 100_001)])
    assert np.allclose(first, second)
    assert np.isclose(np.linalg.norm(first), 1.0, atol=1e-5)
    assert not none.any()
