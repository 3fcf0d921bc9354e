"""Search by words: which passages hold the words of a query, asked of FTS5."""

import sqlite3
from collections.abc import Mapping, Sequence

_MOST_MATCHED = 20_000
"""Rows that FTS5 may rank for one query."""


def frequencies(connection: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """Map each term to how many passages hold it in text, headings or title."""
    found = {}
    for term in terms:
        row = connection.execute("SELECT doc FROM lexical_terms WHERE term = ?", (term.lower(),)).fetchone()
        found[term] = int(row[0]) if row else 0
    return found


def candidates(connection: sqlite3.Connection, held: Mapping[str, int], most: int) -> list[int]:
    """Return the ids of the `most` best passages for terms with their frequencies, best first.

    Rare terms choose the candidates; a term that stands in very many passages is left to the ranking
    that follows, so that it costs nothing here.
    """
    chosen: list[str] = []
    matched = 0
    for term, frequency in sorted(held.items(), key=lambda pair: pair[1]):
        if not frequency or (chosen and matched + frequency > _MOST_MATCHED):
            continue
        chosen.append(f'"{term}"')
        matched += frequency
    if not chosen:
        return []
    # A heading tells what a text is about; a title speaks of the whole document and counts little.
    rows = connection.execute(
        "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY bm25(lexical, 1.0, 0.5, 0.2) LIMIT ?",
        (" OR ".join(chosen), most),
    )
    return [row[0] for row in rows]


def terms_between(connection: sqlite3.Connection, first: str, after: str) -> list[tuple[str, int]]:
    """Return the terms from `first` up to but not `after`, each with how many passages hold it."""
    rows = connection.execute("SELECT term, doc FROM lexical_terms WHERE term >= ? AND term < ?", (first, after))
    return [(row[0], row[1]) for row in rows]
