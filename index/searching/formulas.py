"""The formulas of ranking, each named for what it computes."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_BACKGROUND_PASSAGES = 100.0
"""How many passages of ordinary English the background counts for."""
_LEAST_IDF = 0.05
_K1, _B = 1.2, 0.75


def smoothed_idf(frequency: int, passages: int, background: float) -> float:
    """Return -ln of the probability that a passage holds a term, the background standing in for what is not known.

    `frequency` of `passages` hold it; `background` is its probability in ordinary English.
    """
    held = (frequency + _BACKGROUND_PASSAGES * background + 0.01) / (passages + _BACKGROUND_PASSAGES + 0.02)
    return max(_LEAST_IDF, -math.log(held))


def bm25_shares(
    counts: NDArray[np.int64], lengths: NDArray[np.int64], average: float, idf: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return Okapi BM25 as a share, 0 to 1, of what a passage could reach for a query.

    Shapes: counts (passages, terms), lengths (passages,), idf (terms,); result (passages,).
    """
    norms = _K1 * (1 - _B + _B * lengths / max(average, 1.0))
    return _share_of((counts / (counts + norms[:, np.newaxis])) @ idf, idf)


def term_shares(held: NDArray[np.bool_], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the idf share, 0 to 1, of a query's terms that are held, shapes (passages, terms) and (terms,)."""
    return _share_of(held @ idf, idf)


def _share_of(gained: NDArray[np.float64], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(idf.sum())
    return gained / total if total else np.zeros_like(gained)


def sentence_share(terms: Sequence[str], idf: Mapping[str, float], total: float) -> float:
    """Return the idf share of the query's terms that stand in a sentence, long ones slightly damped.

    `total` is the sum of the query's idf.
    """
    held = set(terms)
    share = sum([weight for term, weight in idf.items() if term in held]) / total if total else 0.0
    return share * 2.2 / (1.9 + 0.36 * len(terms) / 14)


def maxsim(query: NDArray[np.float32], tokens: NDArray[np.float32], bounds: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return for each stretch of tokens and each query token the best cosine.

    Shapes: query (m, d), tokens (n, d), rows of length 1; bounds (s,) holds where each of the s stretches
    starts, increasing, the last one ending at n; result (s, m).
    """
    similarities: NDArray[np.float32] = np.maximum.reduceat(tokens @ query.T, bounds, axis=0)
    return similarities
