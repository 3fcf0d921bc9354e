"""The candidates of one question, read as they are found: by words while the model is at work, then by meaning."""

from collections.abc import Iterable, Sequence

from index.searching.query import Query, Wording
from index.searching.ranking import Quick, quick
from index.searching.vectors import Ids, VectorIndex, cosines
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

    def add_by_words(self, ids: Iterable[int]) -> None:
        """Take passages in."""
        self._take(ids)

    def add_by_meaning(self, query: Query, vectors: VectorIndex, most: int, allowed: Ids | None) -> None:
        """Take in the `most` nearest, among those allowed if given, and look up how near the others are."""
        stored = self._reader.vectors_of
        self._cosines |= vectors.search(query.vector, most, stored, allowed)
        self._take(self._cosines)
        others = [key for key in self._known if key not in self._cosines]
        self._cosines |= cosines(vectors, query.vector, others, stored)

    def measured(self, query: Query, average_length: float) -> tuple[dict[int, Quick], dict[int, list[int]]]:
        """Measure the candidates; of copies one stays, and what it stands for is told.

        It is the one whose title, publisher and date fit the question best, of those the first.
        """
        if not self._outlines:
            return {}, {}
        outlines = Outlines.joined(self._outlines)
        measured = quick(query, outlines, self._cosines, average_length, self._origins)
        copies: dict[int, list[int]] = {}
        for group in self._groups.values():
            # What is computed for one text in different places of a matrix may differ in the last bits.
            first = max(group, key=lambda key: round(measured[key].context, 6))
            copies[first] = [key for key in group if key != first]
            for key in copies[first]:
                del measured[key]
        return measured, copies

    def _take(self, ids: Iterable[int]) -> None:
        """Read what is new among passages and their copies."""
        new = dict.fromkeys(key for key in ids if key not in self._known)
        if not new:
            return
        groups = self._reader.copies(list(new), self._collections)
        self._groups |= {group[0]: group for group in groups}
        new |= dict.fromkeys(key for group in groups for key in group if key not in self._known)
        self._known |= new.keys()
        self._outlines.append(self._reader.outlines(list(new), self._wording.term_numbers))
        if self._wording.named.origins:
            self._origins |= self._reader.origins(list(new))
