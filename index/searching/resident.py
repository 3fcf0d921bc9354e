"""What is kept in memory of a generation: which passages there are, how long, and their vectors."""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import ModelIdentity
from index.memory import give_back
from index.searching import vector_file
from index.searching.vector_file import Kept
from index.searching.vectors import CodedVectors, ExactVectors, Ids, VectorIndex
from index.storage.reading import Reader

_WORTH_WRITING = 0.01
"""Share of passages that changed at which the file of codes is written again."""
_WORTH_GIVING_BACK = 1000
"""Passages that changed at once past which the memory that reading them took is worth returning."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One generation in memory."""

    store: str
    """Which store it is of."""
    generation: int
    ids: Ids
    """Of all passages, increasing."""
    lengths: NDArray[np.int32]
    """Shape (passages,): terms in each."""
    vectors: VectorIndex

    def serves(self, store: str, generation: int) -> bool:
        """Tell whether a reader may use it: one that sees an earlier generation leaves out what it does not see."""
        return self.store == store and self.generation >= generation

    @property
    def average_length(self) -> float:
        """Return how many terms a passage holds on average."""
        return float(self.lengths.mean()) if len(self.lengths) and self.lengths.any() else 1.0


class Residence:
    """Follows the store: what a new generation changed is caught up with, the rest stays in memory.

    Up to a number of passages their vectors are kept whole, past it as codes, which are also kept in a
    file, so that a start need not read all vectors. The file may be thrown away at any time.
    """

    def __init__(self, exact_up_to: int, file: Path) -> None:
        """Load nothing yet."""
        self._exact_up_to = exact_up_to
        self._file = file
        self._lock = threading.Lock()
        self._held: Resident | None = None
        self._unwritten = 0

    @property
    def held(self) -> Resident | None:
        """Give what is in memory now, None before the first question."""
        return self._held

    def of(self, reader: Reader, model: ModelIdentity) -> Resident:
        """Return what is in memory of the reader's generation, or of a later one of the same store."""
        store, generation = reader.identity, reader.generation
        held = self._held
        if held and held.serves(store, generation):
            return held
        with self._lock:
            held = self._held
            if not held or not held.serves(store, generation):
                # Let go of first: what fails half way is not gone on with, and two loads never stand side by side.
                self._held = None
                self._held = held = self._follow(held, reader, store, generation, model)
            return held

    def _follow(
        self, held: Resident | None, reader: Reader, store: str, generation: int, model: ModelIdentity
    ) -> Resident:
        count = reader.count("passages")
        coded = count > self._exact_up_to
        if held and (held.store != store or isinstance(held.vectors, CodedVectors) != coded):
            held = None
        if held is None:
            self._unwritten = 0
            held = self._begin(store, generation, model, coded=coded)
        followed, changed = _caught_up(held, reader, generation, count)
        if changed > _WORTH_GIVING_BACK:
            give_back()
        self._unwritten += changed
        if isinstance(followed.vectors, CodedVectors) and self._unwritten > _WORTH_WRITING * count:
            ids, codes = followed.vectors.rows
            vector_file.save(self._file, store, model, Kept(generation, ids, followed.lengths, codes))
            self._unwritten = 0
        return followed

    def _begin(self, store: str, generation: int, model: ModelIdentity, *, coded: bool) -> Resident:
        """Return what a start has at hand: codes of an earlier generation, or nothing."""
        kept = vector_file.load(self._file, store, model) if coded else None
        if kept and kept.generation <= generation:
            vectors: VectorIndex = CodedVectors(model.dimension, kept.ids, kept.codes)
            return Resident(store, kept.generation, kept.ids, kept.lengths, vectors)
        vectors = CodedVectors(model.dimension) if coded else ExactVectors(model.dimension)
        return Resident(store, 0, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), vectors)


def _caught_up(held: Resident, reader: Reader, generation: int, count: int) -> tuple[Resident, int]:
    """Return what is in memory once passages are added and removed, and how many were."""
    if held.generation == generation:
        return held, 0
    blocks = [(held.ids, held.lengths)]
    added = 0
    # A passage is never changed, and the store never uses an id twice: new ones are past the highest.
    for ids, lengths, vectors in reader.passages_after(int(held.ids[-1]) if len(held.ids) else 0):
        held.vectors.add(ids, vectors)
        blocks.append((ids, lengths))
        added += len(ids)
    ids, lengths = (np.concatenate(each) for each in zip(*blocks, strict=True))
    removed = 0
    if len(ids) != count:
        stays = np.isin(ids, reader.all_passage_ids())
        held.vectors.remove(ids[~stays])
        removed = int((~stays).sum())
        ids, lengths = ids[stays], lengths[stays]
    return Resident(held.store, generation, ids, lengths, held.vectors), added + removed
