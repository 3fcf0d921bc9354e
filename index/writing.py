"""How the store changes: embeddings are kept as they are made, documents appear all at once."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from index import lexical
from index.embedding import ModelIdentity, Vectors
from index.reading import Reader
from knowledge.cautions import Caution
from knowledge.checks import Finding
from knowledge.model import Document, Passage, Section


def text_sha256(text: str) -> bytes:
    """Return the key under which the embedding of a text is kept."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with all that the store keeps of it."""

    document: Document
    file_sha256: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    cautions: tuple[Caution, ...]
    findings: tuple[Finding, ...]

    def passage_texts(self) -> list[str]:
        """Return the text of each passage, as it is embedded."""
        return [self.document.cut(passage.span) for passage in self.passages]


class Writer:
    """The store's one writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write through a connection in autocommit mode."""
        self._connection = connection
        self._maybe_unused: set[int] = set()

    @property
    def stored(self) -> Reader:
        """Give a view of what is published."""
        return Reader(self._connection)

    def begin_epoch(self, epoch: int, model: ModelIdentity) -> None:
        """Make an unpublished epoch ready for a model's embeddings, keeping those of an interrupted build."""
        unfinished = json.dumps([epoch, asdict(model)])
        if self.stored.meta("unfinished") != unfinished:
            with self._transaction():
                self._connection.execute("DELETE FROM embeddings WHERE epoch <> ?", (self.stored.epoch,))
                self.note({"unfinished": unfinished})

    def missing(self, epoch: int, hashes: Sequence[bytes]) -> set[bytes]:
        """Return those of the texts' hashes that have no embedding in the epoch."""
        return {key for key in hashes if self._embedding_id(epoch, key) is None}

    def save_embeddings(self, epoch: int, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Keep embeddings, at once and for good; readers see them only through passages."""
        rows = [(epoch, key, row.astype("<f4").tobytes()) for key, row in zip(hashes, vectors, strict=True)]
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO embeddings (epoch, text_sha256, vector) VALUES (?, ?, ?)", rows
            )

    def publish(
        self,
        epoch: int,
        model: ModelIdentity | None,
        entries: Sequence[Entry],
        gone: Sequence[str],
        notes: Mapping[str, str],
    ) -> int:
        """Put entries in, take documents out, and return the new generation, all or nothing.

        A new epoch starts from nothing: of the documents so far only those among the entries stay.
        """
        stored = self.stored
        with self._transaction():
            if epoch != stored.epoch:
                gone = list(stored.file_hashes())
            for name in {*gone, *(entry.document.name for entry in entries)}:
                self._remove(name)
            for entry in entries:
                self._add(epoch, entry)
            self._connection.execute("DELETE FROM embeddings WHERE epoch <> ?", (epoch,))
            self._forget_unused_embeddings()
            generation = stored.generation + 1
            noted = {**notes, "generation": str(generation), "epoch": str(epoch), "unfinished": ""}
            if model:
                noted["model"] = json.dumps(asdict(model))
            self.note(noted)
        return generation

    def note(self, values: Mapping[str, str]) -> None:
        """Keep values among the store's own notes."""
        self._connection.executemany(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            list(values.items()),
        )

    def _embedding_id(self, epoch: int, key: bytes) -> int | None:
        row = self._connection.execute(
            "SELECT id FROM embeddings WHERE epoch = ? AND text_sha256 = ?", (epoch, key)
        ).fetchone()
        return int(row[0]) if row else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _remove(self, name: str) -> None:
        row = self._connection.execute("SELECT id, title, text FROM documents WHERE name = ?", (name,)).fetchone()
        if not row:
            return
        document_id, title, text = row
        passages = self._connection.execute(
            """SELECT p.id, p.start, p.end, s.headings, p.embedding_id FROM passages AS p
            JOIN sections AS s ON s.id = p.section_id WHERE p.document_id = ?""",
            (document_id,),
        ).fetchall()
        # An index without contents forgets a row only when it is told the row's terms again.
        self._connection.executemany(
            "INSERT INTO lexical (lexical, rowid, body, headings, title) VALUES ('delete', ?, ?, ?, ?)",
            [
                (passage_id, *lexical.row(text[start:end], json.loads(headings), title))
                for passage_id, start, end, headings, _ in passages
            ],
        )
        self._maybe_unused.update(row[4] for row in passages)
        for table in ("cautions", "passages", "sections"):
            self._connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def _forget_unused_embeddings(self) -> None:
        self._connection.executemany(
            "DELETE FROM embeddings WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding_id = ?1)",
            [(embedding_id,) for embedding_id in self._maybe_unused],
        )
        self._maybe_unused.clear()

    def _add(self, epoch: int, entry: Entry) -> None:
        document, texts = entry.document, entry.passage_texts()
        meta = document.metadata
        body = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        document_id = self._insert(
            """INSERT INTO documents (name, collection, title, date, publisher, url, sha256, file_sha256,
            body_sha256, text, findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (document.name, document.collection, meta.title, meta.date, meta.publisher, meta.url, document.sha256)
            + (entry.file_sha256, body, document.text)
            + (json.dumps([(each.check, each.message) for each in entry.findings]),),
        )
        section_ids = [
            self._insert(
                "INSERT INTO sections (document_id, position, headings, start, end) VALUES (?, ?, ?, ?, ?)",
                (document_id, position, json.dumps(section.headings), section.span.start, section.span.end),
            )
            for position, section in enumerate(entry.sections)
        ]
        for passage, text in zip(entry.passages, texts, strict=True):
            layout = [[(s.start, s.end) for s in spans] for spans in (passage.sentences, passage.items)]
            passage_id = self._insert(
                """INSERT INTO passages (document_id, section_id, start, end, layout, embedding_id)
                VALUES (?, ?, ?, ?, ?, ?)""",
                (document_id, section_ids[passage.section], passage.span.start, passage.span.end)
                + (json.dumps(layout), self._embedding_id(epoch, text_sha256(text))),
            )
            headings = entry.sections[passage.section].headings
            self._connection.execute(
                "INSERT INTO lexical (rowid, body, headings, title) VALUES (?, ?, ?, ?)",
                (passage_id, *lexical.row(text, headings, meta.title)),
            )
        self._connection.executemany(
            "INSERT INTO cautions (document_id, title, start, end) VALUES (?, ?, ?, ?)",
            [(document_id, each.title, each.span.start, each.span.end) for each in entry.cautions],
        )

    def _insert(self, statement: str, values: Sequence[object]) -> int:
        return int(self._connection.execute(statement, tuple(values)).lastrowid or 0)
