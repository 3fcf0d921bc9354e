"""Passages that are near to each other in meaning, and what their words mean where they stand."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.storage import decoding
from index.storage.reading import Reader
from index.tokens import Tokens, codec_for

_BLOCK = 500
"""Passages that are compared with all others at once."""


def nearest_elsewhere(vectors: Vectors, owners: NDArray[np.int64], most: int, least: float) -> list[tuple[int, int]]:
    """Return pairs of positions, lower first, of vectors that are among the `most` nearest of one another.

    Only vectors of different owners are paired, and those whose cosine is at least `least`.
    """
    pairs: set[tuple[int, int]] = set()
    for start in range(0, len(vectors), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        cosines[owners[start : start + _BLOCK, np.newaxis] == owners] = -1.0
        if cosines.shape[1] > most:
            # What is below the `most` highest of its row is out.
            cosines[cosines < -np.partition(-cosines, most - 1, axis=1)[:, most - 1 : most]] = -1.0
        for row, column in np.argwhere(cosines >= least).tolist():
            pairs.add((min(start + row, column), max(start + row, column)))
    return sorted(pairs)


def tokens_of(reader: Reader, passage_ids: Sequence[int]) -> dict[int, Tokens]:
    """Return the token vectors of passages, by id, without those in which the model sees no token."""
    model = decoding.present(reader.model, "the note of the model")
    codec = codec_for(model)
    packed = {key: value for key, value in reader.tokens(passage_ids).items() if decoding.has_tokens(value)}
    like = Tokens(np.empty(0, dtype=np.int64), np.empty((0, codec.dimension(model)), dtype=np.float32))
    rows = decoding.tokens(list(packed.values()), codec, like)
    found, first = {}, 0
    for key, starts in zip(packed, rows.starts, strict=True):
        found[key] = Tokens(starts, rows.vectors[first : first + len(starts)])
        first += len(starts)
    return found
