"""Search by words: what FTS5 stores and how it is asked."""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.words import indexed_terms

# A hit in the text counts most; a heading tells what the text is about; a title only helps a little,
# since it speaks of the whole document and need not be borne out by any passage.
_WEIGHTS = (1.0, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class Matches:
    """Passages that hold words of the query."""

    bm25: dict[int, float]
    """Passage id to Okapi BM25 (k1 1.2, b 0.75) over the weighted fields, higher is better."""
    idf: dict[str, float]
    """Query term to ln(1 + (N - n + 0.5) / (n + 0.5)); terms that no passage holds have the highest."""


def row(body: str, headings: Sequence[str], title: str) -> tuple[str, str, str]:
    """Return what is indexed of a passage: the terms of its text, headings and title."""
    return _joined(body), _joined(" ".join(headings)), _joined(title)


def _joined(text: str) -> str:
    return " ".join(indexed_terms(text))


def search(connection: sqlite3.Connection, query: Sequence[str], most: int, passages: int) -> Matches:
    """Return the `most` best passages for the terms of a query, any of which may match."""
    frequencies = {}
    for term in query:
        found = connection.execute("SELECT doc FROM lexical_terms WHERE term = ?", (term.lower(),)).fetchone()
        frequencies[term] = found[0] if found else 0
    idf = {term: math.log(1 + (passages - n + 0.5) / (n + 0.5)) for term, n in frequencies.items()}
    match = " OR ".join(f'"{term}"' for term, n in frequencies.items() if n)
    if not match:
        return Matches({}, idf)
    rows = connection.execute(
        "SELECT rowid, -bm25(lexical, ?, ?, ?) AS score FROM lexical WHERE lexical MATCH ? ORDER BY score DESC LIMIT ?",
        (*_WEIGHTS, match, most),
    )
    return Matches(dict(rows.fetchall()), idf)
