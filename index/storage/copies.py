"""Passages that several documents hold as copies of one text, told by what the store keeps of their documents."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from index.storage import decoding
from index.storage.parameters import many

# Only the index of embeddings is read for this, and mostly it says that nothing is held twice.
_SHARED = """SELECT DISTINCT own.embedding_id FROM json_each(?) AS asked
    CROSS JOIN passages AS own ON own.id = asked.value
    WHERE EXISTS (SELECT 1 FROM passages AS other WHERE other.embedding_id = own.embedding_id AND other.id <> own.id)"""

_HOLDERS = """SELECT p.id, p.embedding_id, p.id - (SELECT min(id) FROM passages WHERE document_id = d.id),
    d.body_sha256, s.headings, d.collection, d.date, d.name
    FROM passages AS p LEFT JOIN documents AS d ON d.id = p.document_id LEFT JOIN sections AS s ON s.id = p.section_id
    WHERE p.embedding_id IN (SELECT value FROM json_each(?))"""


def groups(
    connection: sqlite3.Connection, passage_ids: Sequence[int], collections: Sequence[str] | None
) -> list[list[int]]:
    """Return which passages of some collections, or of all, are copies of one another and of one of those given.

    The newest document's comes first, then by name. Copies stand at the same place of documents that have the
    same passages, and under the same headings: the same words under another heading may say something else.
    """
    shared = [row[0] for row in connection.execute(_SHARED, many(passage_ids))]
    if not shared:
        return []
    found: dict[tuple[object, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for id_, embedding, place, *texts in connection.execute(_HOLDERS, many(shared)):
        body, headings, collection, date, name = map(decoding.text, texts)
        if collections is None or collection in collections:
            found[embedding, place, body, headings].append((date, name, id_))
    asked = set(passage_ids)
    by_name = (sorted(each, key=lambda copy: copy[1]) for each in found.values() if len(each) > 1)
    ordered = ([id_ for *_, id_ in sorted(each, key=lambda copy: copy[0], reverse=True)] for each in by_name)
    return [each for each in ordered if not asked.isdisjoint(each)]
