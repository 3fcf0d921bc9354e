"""The candidates of one question, read as they are found: by words while the model is at work, then by meaning."""

from collections.abc import Iterable, Sequence

from index.embedding import Vectors
from index.searching.query import Query, Wording
from index.searching.ranking import Quick, quick
from index.storage.reading import Reader
from index.storage.stored import Outlines


class Pool:
    """Candidates with the copies of each, every one of which is read once."""

    def __init__(self, reader: Reader, wording: Wording, collections: Sequence[str] | None) -> None:
        """Begin with none; copies are looked for in some collections, or in all."""
        self._reader = reader
        self._wording = wording
        self._collections = collections
        self._known: set[int] = set()
        self._outlines: list[Outlines] = []
        self._origins: dict[int, tuple[str, str]] = {}
        self._groups: dict[int, list[int]] = {}
        self._cosines: dict[int, float] = {}
        self._vectors: list[tuple[list[int], Vectors]] = []

    def add_by_words(self, ids: Iterable[int]) -> None:
        """Take passages in, and read their vectors."""
        self._read_vectors(self._take(ids))

    def add_by_meaning(self, found: Sequence[tuple[int, float]]) -> None:
        """Take passages in with their cosines."""
        self._cosines |= found
        self._read_vectors([key for key in self._take(dict(found)) if key not in self._cosines])

    def measured(self, query: Query, average_length: float) -> tuple[dict[int, Quick], dict[int, list[int]]]:
        """Measure the candidates; of copies one stays, and what it stands for is told.

        It is the one whose title, publisher and date fit the question best, of those the first.
        """
        cosines = {
            key: cosine
            for ids, vectors in self._vectors
            for key, cosine in zip(ids, (vectors @ query.vector).tolist(), strict=True)
        }
        if not self._outlines:
            return {}, {}
        outlines = Outlines.joined(self._outlines)
        measured = quick(query, outlines, cosines | self._cosines, average_length, self._origins)
        copies: dict[int, list[int]] = {}
        for group in self._groups.values():
            # What is computed for one text in different places of a matrix may differ in the last bits.
            first = max(group, key=lambda key: round(measured[key].context, 6))
            copies[first] = [key for key in group if key != first]
            for key in copies[first]:
                del measured[key]
        return measured, copies

    def _take(self, ids: Iterable[int]) -> list[int]:
        """Read what is new among passages and their copies; return its ids."""
        new = dict.fromkeys(key for key in ids if key not in self._known)
        if not new:
            return []
        groups = self._reader.copies(list(new), self._collections)
        self._groups |= {group[0]: group for group in groups}
        new |= dict.fromkeys(key for group in groups for key in group if key not in self._known)
        self._known |= new.keys()
        self._outlines.append(self._reader.outlines(list(new), self._wording.term_numbers))
        if self._wording.named.origins:
            self._origins |= self._reader.origins(list(new))
        return list(new)

    def _read_vectors(self, ids: Sequence[int]) -> None:
        if ids:
            found, vectors = self._reader.vectors_of(ids)
            self._vectors.append((found.tolist(), vectors))
