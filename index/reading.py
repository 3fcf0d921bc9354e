"""What the store holds, as seen in one read transaction."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.background import unlisted
from index.embedding import ModelIdentity, Vectors
from knowledge.checks import Finding
from knowledge.model import Metadata, Span

_VECTOR_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the store without its text."""

    id: int
    name: str
    collection: str
    metadata: Metadata
    sha256: str
    body_sha256: str
    sections: int
    passages: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section of a stored document."""

    headings: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The index terms of a passage and of what stands over it, without function words."""

    sentences: tuple[list[str], ...]
    length: int
    """Terms in all sentences."""
    headings: list[str]
    title: list[str]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of the store; spans count in the text of its document."""

    id: int
    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    sentences: tuple[Span, ...]
    items: tuple[Span, ...]
    terms: PassageTerms


@dataclass(frozen=True, slots=True)
class StoredCaution:
    """A caution of a stored document."""

    document: StoredDocument
    title: str
    span: Span


_DOCUMENT = """SELECT d.id, name, collection, title, date, publisher, url, sha256, body_sha256,
    (SELECT count(*) FROM sections WHERE document_id = d.id),
    (SELECT count(*) FROM passages WHERE document_id = d.id), findings
    FROM documents AS d"""


def _document(row: tuple[Any, ...]) -> StoredDocument:
    findings = tuple(Finding(*each) for each in json.loads(row[11]))
    return StoredDocument(row[0], row[1], row[2], Metadata(*row[3:7]), row[7], row[8], row[9], row[10], findings)


class Reader:
    """One generation of the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through a connection on which a transaction has begun."""
        self._connection = connection
        self._documents: dict[int, StoredDocument] = {}

    def meta(self, key: str) -> str:
        """Return a value of the store's own notes, empty where there is none."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    @property
    def generation(self) -> int:
        """Number the published state; 0 before the first."""
        return int(self.meta("generation") or 0)

    @property
    def store(self) -> str:
        """Tell this store from every other, which may have the same generations."""
        return f"{self.meta('identity')} {self.meta('epoch')}"

    @property
    def epoch(self) -> int:
        """Number the set of embeddings that serves."""
        return int(self.meta("epoch") or 0)

    @property
    def model(self) -> ModelIdentity | None:
        """Name the model whose vectors are stored, None before the first."""
        noted = self.meta("model")
        return ModelIdentity(**json.loads(noted)) if noted else None

    def documents(self, collections: Sequence[str] | None = None) -> list[StoredDocument]:
        """Return the documents of some collections, or all, in order of name."""
        rows = self._connection.execute(f"{_DOCUMENT} ORDER BY name")
        found = [_document(row) for row in rows]
        return [each for each in found if collections is None or each.collection in collections]

    def document(self, document_id: int) -> StoredDocument:
        """Return one document."""
        if document_id not in self._documents:
            row = self._connection.execute(f"{_DOCUMENT} WHERE d.id = ?", (document_id,)).fetchone()
            self._documents[document_id] = _document(row)
        return self._documents[document_id]

    def collections(self) -> list[str]:
        """Return the names of all collections in order."""
        rows = self._connection.execute("SELECT DISTINCT collection FROM documents ORDER BY collection")
        return [row[0] for row in rows]

    def file_hashes(self) -> dict[str, str]:
        """Map the name of every document to the SHA-256 of the file it was read from."""
        return dict(self._connection.execute("SELECT name, file_sha256 FROM documents"))

    def text(self, document_id: int) -> str:
        """Return a document's stored text."""
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        return str(row[0])

    def sections(self, document_id: int) -> list[StoredSection]:
        """Return a document's sections in order."""
        rows = self._connection.execute(
            "SELECT headings, start, end FROM sections WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return [StoredSection(tuple(json.loads(row[0])), Span(row[1], row[2])) for row in rows]

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return the passages with these ids that exist, by id."""
        marks = ",".join(str(int(each)) for each in ids)
        rows = self._connection.execute(
            f"""SELECT p.id, p.document_id, s.headings, p.start, p.end, p.layout, p.terms, p.length,
                s.heading_terms, d.title_terms
            FROM passages AS p JOIN sections AS s ON s.id = p.section_id JOIN documents AS d ON d.id = p.document_id
            WHERE p.id IN ({marks})"""  # noqa: S608  (numbers)
        )
        return {row[0]: self._passage(row) for row in rows}

    def _passage(self, row: tuple[Any, ...]) -> StoredPassage:
        sentences, items = json.loads(row[5])
        return StoredPassage(
            id=row[0],
            document=self.document(row[1]),
            headings=tuple(json.loads(row[2])),
            span=Span(row[3], row[4]),
            sentences=tuple(Span(*each) for each in sentences),
            items=tuple(Span(*each) for each in items),
            terms=PassageTerms(
                sentences=tuple(line.split() for line in row[6].split("\n")),
                length=row[7],
                headings=row[8].split(),
                title=row[9].split(),
            ),
        )

    def tokens(self, passage_ids: Sequence[int]) -> dict[int, bytes]:
        """Return the packed token vectors of passages, by id."""
        marks = ",".join(str(int(each)) for each in passage_ids)
        return dict(
            self._connection.execute(
                f"""SELECT p.id, e.tokens FROM passages AS p JOIN embeddings AS e ON e.id = p.embedding_id
                WHERE p.id IN ({marks})"""  # noqa: S608  (numbers)
            )
        )

    def average_length(self) -> float:
        """Return how many terms a passage holds on average."""
        return float(self._connection.execute("SELECT avg(length) FROM passages").fetchone()[0] or 1.0)

    def background(self, term: str) -> float:
        """Return how probable a term is in a passage of ordinary English, 0 to 1."""
        row = self._connection.execute("SELECT probability FROM background WHERE term = ?", (term,)).fetchone()
        return float(row[0]) if row else unlisted(term)

    def passage_ids(self, collections: Sequence[str]) -> NDArray[np.int64]:
        """Return the ids of all passages of some collections."""
        rows = self._connection.execute(
            """SELECT p.id FROM passages AS p JOIN documents AS d ON d.id = p.document_id
            WHERE d.collection IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(collections)),),
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def cautions(self) -> list[StoredCaution]:
        """Return all cautions, by name of document and in its order."""
        rows = self._connection.execute(
            """SELECT c.document_id, c.title, c.start, c.end FROM cautions AS c
            JOIN documents AS d ON d.id = c.document_id ORDER BY d.name, c.start"""
        )
        return [StoredCaution(self.document(row[0]), row[1], Span(row[2], row[3])) for row in rows]

    def vectors(self) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """Yield (passage ids, their vectors) in blocks, by id."""
        cursor = self._connection.execute(
            "SELECT p.id, e.vector FROM passages AS p JOIN embeddings AS e ON e.id = p.embedding_id ORDER BY p.id"
        )
        while rows := cursor.fetchmany(_VECTOR_BLOCK):
            ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
            packed = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
            yield ids, packed.reshape(len(rows), -1)

    def passages_after(self, passage_id: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32], Vectors]]:
        """Yield (ids, lengths, vectors) of the passages with higher ids, in blocks, by id."""
        cursor = self._connection.execute(
            """SELECT p.id, p.length, e.vector FROM passages AS p LEFT JOIN embeddings AS e ON e.id = p.embedding_id
            WHERE p.id > ? ORDER BY p.id""",
            (passage_id,),
        )
        while rows := cursor.fetchmany(_VECTOR_BLOCK):
            ids, lengths, packed = zip(*rows, strict=True)
            yield np.array(ids, dtype=np.int64), np.array(lengths, dtype=np.int32), self._vectors(packed)

    def vectors_of(self, ids: Sequence[int]) -> tuple[NDArray[np.int64], Vectors]:
        """Return those of the ids that are passages, and their vectors."""
        marks = ",".join(str(int(each)) for each in ids)
        rows = self._connection.execute(
            f"""SELECT p.id, e.vector FROM passages AS p JOIN embeddings AS e ON e.id = p.embedding_id
            WHERE p.id IN ({marks})"""  # noqa: S608  (numbers)
        ).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64), self._vectors([row[1] for row in rows])

    def _vectors(self, packed: Sequence[bytes]) -> Vectors:
        dimension = self.model.dimension if self.model else 1
        return np.frombuffer(b"".join(packed), dtype="<f4").reshape(len(packed), dimension)

    def all_passage_ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages, in no order."""
        return np.fromiter((row[0] for row in self._connection.execute("SELECT id FROM passages")), dtype=np.int64)

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Map each term to how many passages hold it."""
        return lexical.frequencies(self._connection, terms)

    def lexical_candidates(self, frequencies: Mapping[str, int], most: int) -> list[int]:
        """Return the ids of passages that hold terms of a query, best first; see `lexical.candidates`."""
        return lexical.candidates(self._connection, frequencies, most)
