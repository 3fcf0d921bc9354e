"""What the store holds, as seen in one read transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from index import lexical
from index.embedding import ModelIdentity, Vectors
from knowledge.checks import Finding
from knowledge.model import Metadata, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
class StoredPassage:
    """A passage of the store; spans count in the text of its document."""

    id: int
    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    sentences: tuple[Span, ...]
    items: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredCaution:
    """A caution of a stored document."""

    document: StoredDocument
    title: str
    span: Span


class Reader:
    """One generation of the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through a connection on which a transaction has begun."""
        self._connection = connection

    def meta(self, key: str) -> str:
        """Return a value of the store's own notes, empty where there is none."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    @property
    def generation(self) -> int:
        """Number the published state; 0 before the first."""
        return int(self.meta("generation") or 0)

    @property
    def epoch(self) -> int:
        """Number the set of embeddings that serves."""
        return int(self.meta("epoch") or 0)

    @property
    def model(self) -> ModelIdentity | None:
        """Name the model whose vectors are stored, None before the first."""
        noted = self.meta("model")
        return ModelIdentity(**json.loads(noted)) if noted else None

    @cached_property
    def documents(self) -> dict[int, StoredDocument]:
        """Give all documents by id, in order of name."""
        rows = self._connection.execute(
            """SELECT d.id, name, collection, title, date, publisher, url, sha256, body_sha256,
                (SELECT count(*) FROM sections WHERE document_id = d.id),
                (SELECT count(*) FROM passages WHERE document_id = d.id), findings
            FROM documents AS d ORDER BY name"""
        )
        return {
            row[0]: StoredDocument(
                row[0],
                row[1],
                row[2],
                Metadata(*row[3:7]),
                row[7],
                row[8],
                row[9],
                row[10],
                tuple(Finding(*each) for each in json.loads(row[11])),
            )
            for row in rows
        }

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
        found = {}
        for passage_id in ids:
            row = self._connection.execute(
                """SELECT p.id, p.document_id, s.headings, p.start, p.end, p.layout
                FROM passages AS p JOIN sections AS s ON s.id = p.section_id WHERE p.id = ?""",
                (passage_id,),
            ).fetchone()
            if row:
                sentences, items = json.loads(row[5])
                found[row[0]] = StoredPassage(
                    row[0],
                    self.documents[row[1]],
                    tuple(json.loads(row[2])),
                    Span(row[3], row[4]),
                    tuple(Span(*each) for each in sentences),
                    tuple(Span(*each) for each in items),
                )
        return found

    def passage_ids(self, document_ids: Sequence[int]) -> NDArray[np.int64]:
        """Return the ids of all passages of some documents."""
        import numpy as np  # here, so that commands that need no vectors do not wait for it

        marks = ",".join(str(int(each)) for each in document_ids)
        rows = self._connection.execute(f"SELECT id FROM passages WHERE document_id IN ({marks})")  # noqa: S608
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def cautions(self) -> list[StoredCaution]:
        """Return all cautions, by name of document and in its order."""
        rows = self._connection.execute(
            """SELECT c.document_id, c.title, c.start, c.end FROM cautions AS c
            JOIN documents AS d ON d.id = c.document_id ORDER BY d.name, c.start"""
        )
        return [StoredCaution(self.documents[row[0]], row[1], Span(row[2], row[3])) for row in rows]

    def vectors(self) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """Yield (passage ids, their vectors) in blocks, by id."""
        import numpy as np

        cursor = self._connection.execute(
            "SELECT p.id, e.vector FROM passages AS p JOIN embeddings AS e ON e.id = p.embedding_id ORDER BY p.id"
        )
        while rows := cursor.fetchmany(_VECTOR_BLOCK):
            ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
            packed = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
            yield ids, packed.reshape(len(rows), -1)

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def lexical(self, terms: Sequence[str], most: int) -> lexical.Matches:
        """Search by words; see `lexical.search`."""
        return lexical.search(self._connection, terms, most, self.count("passages"))
