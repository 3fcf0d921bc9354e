"""The store's list of terms: how many passages hold each, kept in step by whoever publishes.

FTS5 knows it too, but walks through the whole list of a common term to tell.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.storage import decoding
from index.storage.parameters import many


@dataclass(frozen=True, slots=True)
class Listed:
    """A term of the list."""

    id: int
    """What passages' counts call it, from 1; 0 for a term that no passage holds."""
    passages: int
    """How many hold it in text, headings or title."""


_ABSENT = Listed(0, 0)


def listed(connection: sqlite3.Connection, terms: Sequence[str]) -> dict[str, Listed]:
    """Map each term to what the list says of it, in the order given."""
    rows = connection.execute(
        "SELECT term, terms.id, passages FROM json_each(?) AS asked CROSS JOIN terms ON term = asked.value",
        many(terms),
    ).fetchall()
    found = {term: Listed(decoding.number(id_), decoding.number(passages)) for term, id_, passages in rows}
    return {term: found.get(term, _ABSENT) for term in terms}


def beginning(connection: sqlite3.Connection, letter: str, shortest: int, longest: int) -> list[tuple[str, int]]:
    """Return the terms of some lengths that begin with a letter, each with how many passages hold it."""
    return connection.execute(
        "SELECT term, passages FROM terms WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
        (letter, chr(ord(letter) + 1), shortest, longest),
    ).fetchall()


def change(connection: sqlite3.Connection, passages: Counter[str]) -> dict[str, int]:
    """Count up or down the passages that hold terms; return the number of each of these terms that is listed."""
    connection.executemany(
        """INSERT INTO terms (term, passages) VALUES (?, ?)
        ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages""",
        [(term, more) for term, more in passages.items() if more],
    )
    fewer = [term for term, more in passages.items() if more < 0]
    connection.execute("DELETE FROM terms WHERE passages = 0 AND term IN (SELECT value FROM json_each(?))", many(fewer))
    return {term: each.id for term, each in listed(connection, list(passages)).items()}
