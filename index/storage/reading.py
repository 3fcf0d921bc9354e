"""What the store holds, as seen in one read transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import ModelIdentity, Vectors
from index.storage import copies, decoding, lexical
from index.storage.decoding import Failure
from index.storage.parameters import many
from index.storage.stored import Outlines, PassageTerms, StoredCaution, StoredDocument, StoredPassage, StoredSection
from index.storage.words import Words
from knowledge.model import Metadata, Span

_VECTOR_BLOCK = 20_000
_KEPT_CHARACTERS = 4_000_000
"""Of texts, past which those read before are let go of: a question looks at a text several times."""

_FILE = "SELECT name, file_sha256 FROM "
_DOCUMENT = """SELECT d.id, name, collection, title, date, publisher, url, sha256, body_sha256,
    sections, passages, findings, pages
    FROM """


def _document(row: tuple[Any, ...]) -> StoredDocument:
    id_, name, collection, title, date, publisher, url, sha256, body_sha256 = (row[0], *map(decoding.text, row[1:9]))
    meta = Metadata(title, date, publisher, url)
    sections, passages = (decoding.number(each, "a count of a document") for each in row[9:11])
    findings, pages = decoding.findings(row[11]), decoding.pages(row[12])
    return StoredDocument(id_, name, collection, meta, sha256, body_sha256, sections, passages, findings, pages)


def _passage(row: tuple[Any, ...], document: StoredDocument) -> StoredPassage:
    span = decoding.span(row[3], row[4])
    sentences, items = decoding.layout(row[5], span)
    body = decoding.text(row[6], "a row of the word index")
    terms = PassageTerms(tuple(line.split() for line in body.split("\n")))
    if len(terms.sentences) != len(sentences):
        raise decoding.Damaged("a passage has other sentences than the word index")
    return StoredPassage(row[0], document, decoding.headings(row[2]), span, sentences, items, terms)


class Reader:
    """One generation of the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through a connection on which a transaction has begun."""
        self._connection = connection
        self.words = Words(connection)
        self._documents: dict[int, StoredDocument] = {}
        self._texts: dict[int, str] = {}

    def meta(self, key: str) -> str:
        """Return a value of the store's own notes, empty where there is none."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return decoding.text(row[0], key) if row else ""

    @property
    def identity(self) -> str:
        """Tell this store from every other: a new one may have the same generations."""
        return decoding.present(self.meta("identity") or None, "the store's identity")

    @property
    def generation(self) -> int:
        """Number the published state; 0 before the first."""
        return decoding.numeral(self.meta("generation"), "the generation")

    @property
    def failures(self) -> list[Failure]:
        """Return the files that could not become documents when the store was last brought up to the folder."""
        return decoding.failures(self.meta("failed"), self.meta("failed_sha256"))

    @property
    def model(self) -> ModelIdentity | None:
        """Name the model whose vectors are stored, None before the first."""
        return decoding.model(self.meta("model"))

    def documents(self, collections: Sequence[str] | None = None) -> list[StoredDocument]:
        """Return the documents of some collections, or all, in order of name."""
        rows = self._connection.execute(_DOCUMENT + "documents AS d ORDER BY name")
        found = [_document(row) for row in rows]
        return [each for each in found if collections is None or each.collection in collections]

    def document(self, document_id: int) -> StoredDocument:
        """Return one document."""
        return self._documents_by_id([document_id])[document_id]

    def _documents_by_id(self, ids: Iterable[int]) -> Mapping[int, StoredDocument]:
        unread = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._documents]
        if unread:
            rows = self._connection.execute(
                _DOCUMENT + "json_each(?) AS asked CROSS JOIN documents AS d ON d.id = asked.value", many(unread)
            )
            self._documents |= {row[0]: _document(row) for row in rows}
        for id_ in unread:
            decoding.present(self._documents.get(id_), f"document {id_}")
        return self._documents

    def collections(self) -> list[str]:
        """Return the names of all collections in order."""
        rows = self._connection.execute("SELECT DISTINCT collection FROM documents ORDER BY collection")
        return [decoding.text(row[0]) for row in rows]

    def file_hashes(self, ids: Sequence[int] | None = None) -> dict[str, str]:
        """Map the name of every document, or of some, to the SHA-256 of the file it was read from."""
        these = "json_each(?) AS asked CROSS JOIN documents AS d ON d.id = asked.value"
        found = (_FILE + "documents",) if ids is None else (_FILE + these, many(ids))
        rows = self._connection.execute(*found)
        return {decoding.text(row[0]): decoding.text(row[1]) for row in rows}

    def text_hashes(self) -> dict[str, tuple[str, int]]:
        """Map the name of every document to the SHA-256 of its text and its id."""
        rows = self._connection.execute("SELECT name, sha256, id FROM documents")
        return {decoding.text(row[0]): (decoding.text(row[1]), row[2]) for row in rows}

    def documents_holding(self, text: str) -> list[int]:
        """Return the ids of the documents in whose text this stands, character by character."""
        return [row[0] for row in self._connection.execute("SELECT id FROM documents WHERE instr(text, ?)", (text,))]

    def sentences(self, document_id: int) -> list[Span]:
        """Return the spans of a document's sentences in order: those of its passages."""
        rows = self._connection.execute(
            "SELECT start, end, layout FROM passages WHERE document_id = ? ORDER BY id", (document_id,)
        )
        return [span for row in rows for span in decoding.layout(row[2], decoding.span(row[0], row[1]))[0]]

    def layout_around(self, document_id: int, offset: int, reach: int) -> tuple[list[Span], list[Span], bool, bool]:
        """Return the sentences and items of some passages on both sides of an offset.

        All are of one section; the last two tell whether it has more before and behind.
        """
        place = self._connection.execute(
            "SELECT id, section_id FROM passages WHERE document_id = ? AND end > ? ORDER BY id LIMIT 1",
            (document_id, offset),
        ).fetchone() or (0, 0)
        rows = self._connection.execute(
            "SELECT start, end, layout FROM passages WHERE section_id = ? AND id BETWEEN ? AND ? ORDER BY id",
            (place[1], place[0] - reach, place[0] + reach),
        )
        layouts = [decoding.layout(row[2], decoding.span(row[0], row[1])) for row in rows]
        bounds = self._connection.execute("SELECT min(id), max(id) FROM passages WHERE section_id = ?", place[1:])
        first, last = bounds.fetchone()
        sentences, items = ([span for each in layouts for span in each[which]] for which in (0, 1))
        return sentences, items, (first or place[0]) < place[0] - reach, (last or 0) > place[0] + reach

    def text(self, document_id: int) -> str:
        """Return a document's stored text."""
        found = self._texts.get(document_id)
        if found is None:
            row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
            found = decoding.text(decoding.present(row, f"document {document_id}")[0])
            if sum(map(len, self._texts.values())) > _KEPT_CHARACTERS:
                self._texts.clear()
            self._texts[document_id] = found
        return found

    def sections(self, document_id: int) -> list[StoredSection]:
        """Return a document's sections in order."""
        rows = self._connection.execute(
            "SELECT headings, start, end FROM sections WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return [StoredSection(decoding.headings(row[0]), decoding.span(row[1], row[2])) for row in rows]

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return the passages with these ids that exist, by id."""
        rows = self._connection.execute(
            """SELECT p.id, p.document_id, s.headings, p.start, p.end, p.layout, l.body
            FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value
            LEFT JOIN sections AS s ON s.id = p.section_id LEFT JOIN lexical AS l ON l.rowid = p.id""",
            many(ids),
        ).fetchall()
        documents = self._documents_by_id(row[1] for row in rows)
        return {row[0]: _passage(row, documents[row[1]]) for row in rows}

    def outlines(self, ids: Sequence[int], terms: NDArray[np.int64]) -> Outlines:
        """Return what the quick score needs of those of the passages that exist, for different terms by number."""
        rows = self._connection.execute(
            "SELECT p.id, p.length, p.counts FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value",
            many(ids),
        ).fetchall()
        found, lengths, packed = zip(*rows, strict=True) if rows else ((), (), ())
        return Outlines(
            ids=list(found),
            lengths=np.array([decoding.number(each, "the length of a passage") for each in lengths], dtype=np.int64),
            counts=decoding.counts(packed, terms),
        )

    def origins(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Map each of the passages that exist to the publisher and the date of its document."""
        rows = self._connection.execute(
            """SELECT p.id, d.publisher, d.date
            FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value
            LEFT JOIN documents AS d ON d.id = p.document_id""",
            many(ids),
        )
        return {row[0]: (decoding.text(row[1]), decoding.text(row[2])) for row in rows}

    def tokens(self, passage_ids: Sequence[int]) -> dict[int, bytes]:
        """Return the packed token vectors of passages, by id."""
        rows = self._connection.execute(
            """SELECT p.id, e.tokens FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value
            JOIN embeddings AS e ON e.id = p.embedding_id""",
            many(passage_ids),
        )
        return dict(rows.fetchall())

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers that documents name."""
        # From one to the next by the index: SELECT DISTINCT would walk through all documents.
        rows = self._connection.execute(
            """WITH RECURSIVE found (publisher) AS (
                SELECT min(publisher) FROM documents WHERE publisher > '' UNION ALL
                SELECT (SELECT min(d.publisher) FROM documents AS d WHERE d.publisher > found.publisher)
                FROM found WHERE found.publisher IS NOT NULL
            ) SELECT publisher FROM found WHERE publisher IS NOT NULL"""
        )
        return tuple(decoding.text(row[0]) for row in rows)

    def publishes(self, publisher: str, collections: Sequence[str] | None) -> bool:
        """Tell whether a document of some collections, or of all, is of this publisher."""
        found = self._connection.execute(
            "SELECT 1 FROM documents WHERE publisher = ? AND (? OR collection IN (SELECT value FROM json_each(?)))",
            (publisher, collections is None, *many(collections or ())),
        )
        return found.fetchone() is not None

    def others_say(self, term: str, publisher: str, collections: Sequence[str] | None) -> bool:
        """Tell whether a passage of some collections, or of all, holds a term in a document by somebody else."""
        return lexical.is_held(self._connection, term, collections, not_by=publisher)

    def passage_ids(self, collections: Sequence[str]) -> NDArray[np.int64]:
        """Return the ids of all passages of some collections."""
        rows = self._connection.execute(
            """SELECT p.id FROM passages AS p JOIN documents AS d ON d.id = p.document_id
            WHERE d.collection IN (SELECT value FROM json_each(?))""",
            many(collections),
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def cautions(self) -> list[StoredCaution]:
        """Return all cautions, by name of document and in its order."""
        rows = self._connection.execute(
            """SELECT c.document_id, c.title, c.start, c.end, EXISTS (
                SELECT 1 FROM sections AS s
                WHERE s.document_id = c.document_id AND s.start <= c.start AND s.end >= c.end
            ) FROM cautions AS c LEFT JOIN documents AS d ON d.id = c.document_id ORDER BY d.name, c.start"""
        ).fetchall()
        if not all(row[4] for row in rows):
            raise decoding.Damaged("a caution stands in no section")
        return [StoredCaution(self.document(row[0]), decoding.text(row[1]), decoding.span(*row[2:4])) for row in rows]

    def passages_after(self, passage_id: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32], Vectors]]:
        """Yield (ids, lengths, vectors) of the passages with higher ids, in blocks, by id."""
        cursor = self._connection.execute(
            """SELECT p.id, p.length, e.vector FROM passages AS p LEFT JOIN embeddings AS e ON e.id = p.embedding_id
            WHERE p.id > ? ORDER BY p.id""",
            (passage_id,),
        )
        while rows := cursor.fetchmany(_VECTOR_BLOCK):
            ids, lengths, packed = zip(*rows, strict=True)
            checked = [decoding.number(each, "the length of a passage") for each in lengths]
            yield np.array(ids, dtype=np.int64), np.array(checked, dtype=np.int32), self._vectors(packed)

    def vectors_of(self, ids: Sequence[int]) -> tuple[NDArray[np.int64], Vectors]:
        """Return those of the ids that are passages, and their vectors."""
        rows = self._connection.execute(
            """SELECT p.id, e.vector FROM json_each(?) AS asked CROSS JOIN passages AS p ON p.id = asked.value
            LEFT JOIN embeddings AS e ON e.id = p.embedding_id""",
            many(ids),
        ).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64), self._vectors([row[1] for row in rows])

    def _vectors(self, packed: Sequence[object]) -> Vectors:
        return decoding.vectors(list(packed), decoding.present(self.model, "the note of the model").dimension)

    def all_passage_ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages, in no order."""
        return np.fromiter((row[0] for row in self._connection.execute("SELECT id FROM passages")), dtype=np.int64)

    def embedded(self) -> int:
        """Count the passages that have an embedding."""
        return self.count("passages AS p JOIN embeddings AS e ON e.id = p.embedding_id")

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def copies(self, passage_ids: Sequence[int], collections: Sequence[str] | None) -> list[list[int]]:
        """Return which passages are copies of one another; see `copies.groups`."""
        return copies.groups(self._connection, passage_ids, collections)
