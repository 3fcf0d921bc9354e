"""Search by words: which passages hold the words of a query, asked of FTS5."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

_MOST_RANKED = 20_000
"""Rows that FTS5 may rank for one term."""
_MOST_TOGETHER = 5_000
"""Rows up to which further terms are added to the rarest: ranking a thousand takes a fifth of a millisecond."""


# A CROSS JOIN is what SQLite never reorders: words are looked up first.
_WITHIN = """CROSS JOIN passages AS p ON p.id = l.rowid
    CROSS JOIN documents AS d ON d.id = p.document_id AND d.collection IN (SELECT value FROM json_each(:collections))"""


def candidates(
    connection: sqlite3.Connection, held: Mapping[str, int], most: int, collections: Sequence[str] | None
) -> list[int]:
    """Return the ids of the `most` best passages for terms with their frequencies, best first.

    Only passages of the collections count, so that a small one is found beside a large one. Rare terms
    choose the candidates; a term that stands in very many passages is left to the ranking that follows,
    so that it costs nothing here.
    """
    chosen: list[str] = []
    matched = 0
    for term, frequency in sorted(held.items(), key=lambda pair: pair[1]):
        if not frequency or (chosen and matched + frequency > _MOST_TOGETHER):
            continue
        chosen.append(f'"{term}"')
        matched += frequency
    if not chosen:
        return []
    within = "" if collections is None else _WITHIN
    given = {"most": most, "collections": json.dumps(list(collections or ()))}
    if matched > _MOST_RANKED:
        # Even the rarest is too common to rank all that hold it: some that hold all terms have to do.
        every = " AND ".join(f'"{term}"' for term, frequency in held.items() if frequency)
        rows = connection.execute(
            f"SELECT l.rowid FROM lexical AS l {within} WHERE lexical MATCH :words LIMIT :most",  # noqa: S608
            {"words": every, **given},
        )
        return [row[0] for row in rows]
    # A heading tells what a text is about; a title speaks of the whole document and counts little.
    rows = connection.execute(
        f"SELECT l.rowid FROM lexical AS l {within} WHERE lexical MATCH :words "  # noqa: S608
        "ORDER BY bm25(lexical, 1.0, 0.5, 0.2) LIMIT :most",
        {"words": " OR ".join(chosen), **given},
    )
    return [row[0] for row in rows]


def is_held(
    connection: sqlite3.Connection, term: str, collections: Sequence[str] | None, not_by: str | None = None
) -> bool:
    """Tell whether a passage of the collections holds a term, in a document not by one publisher."""
    found = connection.execute(
        """SELECT 1 FROM lexical AS l CROSS JOIN passages AS p ON p.id = l.rowid
        CROSS JOIN documents AS d ON d.id = p.document_id AND d.publisher IS NOT :not_by
            AND (:everywhere OR d.collection IN (SELECT value FROM json_each(:collections)))
        WHERE lexical MATCH :word LIMIT 1""",
        {
            "word": f'"{term}"',
            "not_by": not_by,
            "everywhere": collections is None,
            "collections": json.dumps(list(collections or ())),
        },
    )
    return found.fetchone() is not None
