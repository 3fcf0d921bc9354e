"""Vectors in memory, found by their likeness; the one file that imports faiss."""

from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors


class VectorIndex:
    """Exact search by cosine over vectors known by id; built from the store, never the truth itself."""

    def __init__(self, dimension: int) -> None:
        """Start empty."""
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        """Count the vectors."""
        return int(self._index.ntotal)

    def add(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """Add vectors of length 1 under new ids, shapes (n,) and (n, dimension)."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove the vectors with these ids."""
        self._index.remove_ids(np.ascontiguousarray(ids))

    def search(self, vector: Vectors, most: int, allowed: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Return (id, cosine) of the `most` nearest, best first, among the allowed ids if given."""
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, ids = self._index.search(vector.reshape(1, -1), most, params=parameters)
        # faiss fills up with the id -1 where it has fewer results than were asked for.
        return [(int(i), float(c)) for i, c in zip(ids[0], cosines[0], strict=True) if i != -1]

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """Return the cosine of the vector with each of the vectors under these ids."""
        if not ids:
            return []
        found = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))
        return [float(value) for value in found @ vector.reshape(-1)]
