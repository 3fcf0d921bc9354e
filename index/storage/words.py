"""What the store says of words: which passages hold them, how many, and how ordinary they are."""

import sqlite3
from collections.abc import Mapping, Sequence

from index.storage import decoding, lexical, vocabulary
from index.storage.background import unlisted
from index.storage.parameters import many
from index.storage.vocabulary import Listed
from knowledge.words import written

_FORMS_FROM = 10
"""Passages in which written forms of a term are looked for."""


class Words:
    """The words of one generation of the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through a connection on which a transaction has begun."""
        self._connection = connection

    def listed(self, terms: Sequence[str]) -> dict[str, Listed]:
        """Map each term to its number and how many passages hold it."""
        return vocabulary.listed(self._connection, terms)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Map each term to how many passages hold it."""
        return {term: each.passages for term, each in self.listed(terms).items()}

    def backgrounds(self, terms: Sequence[str]) -> dict[str, float]:
        """Map each term to how probable it is in a passage of ordinary English, 0 to 1."""
        rows = self._connection.execute(
            "SELECT term, probability FROM json_each(?) AS asked CROSS JOIN background ON term = asked.value",
            many(terms),
        )
        found = {term: decoding.share(probability, "a probability") for term, probability in rows.fetchall()}
        return {term: found[term] if term in found else unlisted(term) for term in terms}

    def is_ordinary(self, term: str) -> bool:
        """Tell whether a term is one of ordinary English."""
        return bool(self._connection.execute("SELECT 1 FROM background WHERE term = ?", (term,)).fetchone())

    def is_held(self, term: str, collections: Sequence[str] | None) -> bool:
        """Tell whether a passage of some collections, or of all, holds a term."""
        return lexical.is_held(self._connection, term, collections)

    def beginning(self, letter: str, shortest: int, longest: int) -> list[tuple[str, int]]:
        """Return the passages' terms of some lengths that begin with a letter, each with how many passages hold it."""
        return vocabulary.beginning(self._connection, letter, shortest, longest)

    def written_forms(self, term: str, collections: Sequence[str] | None = None) -> set[str]:
        """Return words of some collections that have this term, as they are written in some of the passages."""
        rows = self._connection.execute(
            """SELECT substr(d.text, p.start + 1, p.end - p.start)
            FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value
            JOIN documents AS d ON d.id = p.document_id""",
            many(self.candidates({term: 1}, _FORMS_FROM, collections)),
        )
        return {word for row in rows for word in written(decoding.text(row[0]), term)}

    def candidates(
        self, frequencies: Mapping[str, int], most: int, collections: Sequence[str] | None = None
    ) -> list[int]:
        """Return the ids of passages that hold terms of a query, best first; see `lexical.candidates`."""
        return lexical.candidates(self._connection, frequencies, most, collections)
