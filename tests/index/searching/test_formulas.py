"""The formulas give what they are named for."""

import math

import numpy as np
import pytest

from index.searching.formulas import bm25_shares, maxsim, sentence_share, smoothed_idf, term_shares


def test_idf_falls_with_frequency_and_the_background_speaks_for_small_folders() -> None:
    assert smoothed_idf(0, 8, 0.001) > smoothed_idf(4, 8, 0.001) > smoothed_idf(8, 8, 0.001)
    assert smoothed_idf(8, 8, 0.2) < smoothed_idf(8, 8, 0.0001)
    assert smoothed_idf(1000, 100_000, 0.5) == pytest.approx(-math.log(1050 / 100_100), rel=0.001)
    assert smoothed_idf(10**6, 10**6, 1.0) == 0.05


def test_bm25_share_is_okapi_over_its_ceiling() -> None:
    idf = np.array([2.0, 1.0])
    norm = 1.2 * (0.25 + 0.75 * 10 / 20)
    expected = (2.0 * 3 / (3 + norm) + 1.0 * 1 / (1 + norm)) / 3.0
    counts = np.array([[3, 1], [0, 0], [10**9, 10**9]])
    assert bm25_shares(counts, np.full(3, 10), 20.0, idf) == pytest.approx([expected, 0.0, 1.0])
    assert bm25_shares(np.zeros((2, 0), np.int64), np.array([0, 0]), 0.0, idf[:0]).tolist() == [0.0, 0.0]


def test_shares_count_a_term_once() -> None:
    idf = {"pump": 3.0, "stop": 1.0}
    assert sentence_share(["pump"], idf, 4.0) > 0.75
    assert sentence_share(["pump", "pump"], idf, 4.0) < sentence_share(["pump", "stop"], idf, 4.0)
    assert sentence_share([], idf, 4.0) == sentence_share(["pump"], {}, 0.0) == 0.0
    held = np.array([[True, False], [False, False]])
    assert term_shares(held, np.array([3.0, 1.0])).tolist() == [0.75, 0.0]
    assert sentence_share(["pump"], idf, 4.0) > sentence_share(["pump"] + ["x"] * 60, idf, 4.0)


def test_maxsim_takes_the_best_token_of_each_stretch() -> None:
    query = np.array([[1, 0], [0, 1]], dtype=np.float32)
    tokens = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    assert maxsim(query, tokens, np.array([0, 2])) == pytest.approx(np.array([[1, 0.8], [0, 1]]))
