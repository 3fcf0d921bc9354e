"""Vectors in memory, found by their likeness, in two kinds; the one file that imports faiss and threadpoolctl."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from index.embedding import Vectors

Ids: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.uint8]
"""Shape (n, bytes): a bit a dimension, 1 where the number is positive, padded with 0 to whole 8 bytes."""

StoredVectors: TypeAlias = Callable[[Sequence[int]], tuple[Ids, Vectors]]
"""Returns those of the ids that the store holds and their vectors, shapes (n,) and (n, dimension)."""

# The products of one question are small: what threads wait for each other is more than they save, and each
# would keep memory of its own.
threadpool_limits(1, user_api="blas")

_RESCORED = 500
"""Vectors that codes choose to be compared exactly."""
_NEAR = 8
"""How many times as many codes are near enough by Hamming distance to be looked at more closely."""


class VectorIndex(Protocol):
    """Vectors of length 1 known by id, built from the store and never the truth itself; safe between threads."""

    def __len__(self) -> int:
        """Count the vectors."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors of length 1 under ids higher than all before, shapes (n,) and (n, dimension)."""

    def remove(self, ids: Ids) -> None:
        """Remove the vectors with these ids; ids that are not there are none of its business."""

    def search(
        self, vector: Vectors, most: int, stored: StoredVectors, allowed: Ids | None = None
    ) -> list[tuple[int, float]]:
        """Return (id, cosine) of the `most` nearest, best first, among the allowed ids if given."""


class ExactVectors:
    """Keeps the vectors whole and compares every one."""

    def __init__(self, dimension: int) -> None:
        """Start empty."""
        self._index: Any = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
        # faiss lets threads search at once, but not beside one that adds or removes.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Count the vectors."""
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; see VectorIndex."""
        with self._lock:
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))

    def remove(self, ids: Ids) -> None:
        """Remove vectors; see VectorIndex."""
        with self._lock:
            self._index.remove_ids(np.ascontiguousarray(ids))

    def search(
        self, vector: Vectors, most: int, stored: StoredVectors, allowed: Ids | None = None
    ) -> list[tuple[int, float]]:
        """Compare with every vector; see VectorIndex."""
        parameters = None
        if allowed is not None:
            bits = np.packbits(_table(allowed), bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _keep_to_this_thread()
        with self._lock:
            cosines, ids = self._index.search(vector.reshape(1, -1), most, params=parameters)
        # faiss fills up with the id -1 where it has fewer results than were asked for.
        return [(int(i), float(c)) for i, c in zip(ids[0], cosines[0], strict=True) if i != -1]


class CodedVectors:
    """Keeps a bit a dimension, the number's sign; the best by these are compared exactly, with vectors from the store.

    A million of 384 dimensions take 56 MB instead of 1.5 GB, and a search a fraction of the time.
    """

    def __init__(self, dimension: int, ids: Ids | None = None, codes: Codes | None = None) -> None:
        """Start with codes that were kept, or empty."""
        width = -(-dimension // 64) * 8
        # Replaced as a whole, never changed, so that a search goes on with what it began with.
        self.rows: tuple[Ids, Codes] = (
            np.empty(0, dtype=np.int64) if ids is None else ids,
            np.empty((0, width), dtype=np.uint8) if codes is None else codes,
        )

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self.rows[0])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; see VectorIndex."""
        before, codes = self.rows
        self.rows = np.concatenate([before, ids]), np.concatenate([codes, _codes(vectors, codes.shape[1])])

    def remove(self, ids: Ids) -> None:
        """Remove vectors; see VectorIndex."""
        before, codes = self.rows
        kept = ~np.isin(before, ids)
        self.rows = before[kept], codes[kept]

    def search(
        self, vector: Vectors, most: int, stored: StoredVectors, allowed: Ids | None = None
    ) -> list[tuple[int, float]]:
        """Choose by codes and compare those exactly; see VectorIndex."""
        ids, codes = self.rows
        if allowed is not None and len(allowed) <= _RESCORED:
            chosen = allowed
        else:
            distances = _hamming(_codes(vector.reshape(1, -1), codes.shape[1]), codes)
            if allowed is not None:
                outside = ~_table(allowed, int(ids[-1]) + 1 if len(ids) else 1)[ids]
                distances[outside] = np.iinfo(distances.dtype).max
            kept = max(most, _RESCORED)
            near = _smallest(distances, kept * _NEAR)
            chosen = ids[near[_best_by_signs(vector.reshape(-1), codes[near], kept)]]
        return nearest(vector, stored, chosen.tolist())[:most]


def _keep_to_this_thread() -> None:
    """Keep faiss from dividing a search for one question among threads, which OpenMP is told by each thread anew.

    It would only wait for them to come round, and they would keep a processor busy for a while afterwards.
    """
    faiss.omp_set_num_threads(1)


def nearest(vector: Vectors, stored: StoredVectors, ids: Sequence[int]) -> list[tuple[int, float]]:
    """Return (id, cosine) of those of the ids that the store holds, best first."""
    if not len(ids):
        return []
    found, vectors = stored(ids)
    cosines = vectors @ vector.reshape(-1)
    order = np.argsort(-cosines, kind="stable")
    return list(zip(found[order].tolist(), cosines[order].tolist(), strict=True))


def cosines(index: VectorIndex, vector: Vectors, ids: Sequence[int], stored: StoredVectors) -> dict[int, float]:
    """Map ids to their cosines, from memory as far as they are in it, else from the store."""
    if not ids:
        return {}
    found = dict(index.search(vector, len(ids), stored, np.array(ids, dtype=np.int64)))
    # What reads an earlier generation may see passages that are gone from memory.
    return found | dict(nearest(vector, stored, [key for key in ids if key not in found]))


def _codes(vectors: Vectors, width: int) -> Codes:
    bits = np.packbits(vectors > 0, axis=1)
    return np.pad(bits, ((0, 0), (0, width - bits.shape[1])))


def _hamming(code: Codes, codes: Codes) -> NDArray[np.int32]:
    """Return how many bits each of the codes, shape (n, bytes), differs in from one, shape (1, bytes)."""
    _keep_to_this_thread()
    distances = np.empty(len(codes), dtype=np.int32)
    pointers = [faiss.swig_ptr(each) for each in (code, codes, distances)]
    if len(codes):
        faiss.hammings(pointers[0], pointers[1], 1, len(codes), codes.shape[1], pointers[2])  # type: ignore[attr-defined]
    return distances


def _best_by_signs(vector: Vectors, codes: Codes, most: int) -> NDArray[np.int64]:
    """Return the positions of the `most` codes whose signs make the largest product with a vector, in no order."""
    # The vector keeps its numbers, so less is lost than where both sides are signs.
    products = np.unpackbits(codes, axis=1, count=len(vector)).astype(np.float32) @ vector
    return np.argsort(-products, kind="stable")[:most]


def _smallest(distances: NDArray[np.int32], most: int) -> NDArray[np.int64]:
    """Return the positions of the `most` smallest, in order; the highest number of the type is never among them."""
    # There are few different distances, so counting is many times quicker than a partition, which suffers from ties.
    inside = distances[distances < np.iinfo(distances.dtype).max]
    if not len(inside):
        return np.empty(0, dtype=np.int64)
    within = np.cumsum(np.bincount(inside))
    limit = min(int(np.searchsorted(within, most)), len(within) - 1)
    near = np.flatnonzero(distances <= limit)
    return near[np.argsort(distances[near], kind="stable")][:most]


def _table(ids: Ids, length: int | None = None) -> NDArray[np.bool_]:
    """Return whether each number below `length`, by default just past the highest, is among the ids."""
    table = np.zeros(int(ids.max(initial=0)) + 1 if length is None else length, dtype=np.bool_)
    table[ids[ids < len(table)]] = True
    return table
