"""How the store changes: embeddings are kept as they are made, documents appear all at once."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from index.embedding import ModelIdentity, TokenVectors, Vectors
from index.reading import Reader
from index.tokens import TokenCodec
from knowledge.cautions import Caution
from knowledge.checks import Finding
from knowledge.model import Document, Passage, Section


def text_sha256(text: str) -> bytes:
    """Return the key under which the embedding of a text is kept."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """The index terms of a document, without function words."""

    title: list[str]
    headings: list[list[str]]
    """A list a section."""
    sentences: list[list[list[str]]]
    """A list a passage, in it a list a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with all that the store keeps of it."""

    document: Document
    file_sha256: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    cautions: tuple[Caution, ...]
    findings: tuple[Finding, ...]
    terms: EntryTerms

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

    def save_embeddings(
        self,
        epoch: int,
        hashes: Sequence[bytes],
        vectors: Vectors,
        tokens: Sequence[TokenVectors],
        codec: TokenCodec,
    ) -> None:
        """Keep embeddings, at once and for good; readers see them only through passages."""
        rows = [
            (epoch, key, vector.astype("<f4").tobytes(), codec.pack(each))
            for key, vector, each in zip(hashes, vectors, tokens, strict=True)
        ]
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO embeddings (epoch, text_sha256, vector, tokens) VALUES (?, ?, ?, ?)", rows
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
        row = self._connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
        if not row:
            return
        passages = self._connection.execute(
            """SELECT p.id, p.terms, s.heading_terms, d.title_terms, p.embedding_id FROM passages AS p
            JOIN sections AS s ON s.id = p.section_id JOIN documents AS d ON d.id = p.document_id
            WHERE p.document_id = ?""",
            row,
        ).fetchall()
        # An index without contents forgets a row only when it is told the row's terms again.
        self._connection.executemany(
            "INSERT INTO lexical (lexical, rowid, body, headings, title) VALUES ('delete', ?, ?, ?, ?)",
            [each[:4] for each in passages],
        )
        self._maybe_unused.update(each[4] for each in passages)
        for table in ("cautions", "passages", "sections"):
            self._connection.execute(f"DELETE FROM {table} WHERE document_id = ?", row)  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE id = ?", row)

    def _forget_unused_embeddings(self) -> None:
        self._connection.executemany(
            "DELETE FROM embeddings WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding_id = ?1)",
            [(embedding_id,) for embedding_id in self._maybe_unused],
        )
        self._maybe_unused.clear()

    def _add(self, epoch: int, entry: Entry) -> None:
        document, texts = entry.document, entry.passage_texts()
        meta = document.metadata
        title_terms = " ".join(entry.terms.title)
        document_id = self._insert(
            "documents",
            name=document.name,
            collection=document.collection,
            title=meta.title,
            title_terms=title_terms,
            date=meta.date,
            publisher=meta.publisher,
            url=meta.url,
            sha256=document.sha256,
            file_sha256=entry.file_sha256,
            body_sha256=hashlib.sha256("\n".join(texts).encode()).hexdigest(),
            text=document.text,
            findings=json.dumps([(each.check, each.message) for each in entry.findings]),
        )
        heading_terms = [" ".join(each) for each in entry.terms.headings]
        section_ids = [
            self._insert(
                "sections",
                document_id=document_id,
                position=position,
                headings=json.dumps(section.headings),
                heading_terms=heading_terms[position],
                start=section.span.start,
                end=section.span.end,
            )
            for position, section in enumerate(entry.sections)
        ]
        for passage, text, sentences in zip(entry.passages, texts, entry.terms.sentences, strict=True):
            terms = "\n".join(" ".join(each) for each in sentences)
            passage_id = self._insert(
                "passages",
                document_id=document_id,
                section_id=section_ids[passage.section],
                start=passage.span.start,
                end=passage.span.end,
                layout=json.dumps([[(s.start, s.end) for s in spans] for spans in (passage.sentences, passage.items)]),
                terms=terms,
                length=sum(map(len, sentences)),
                embedding_id=self._embedding_id(epoch, text_sha256(text)),
            )
            self._connection.execute(
                "INSERT INTO lexical (rowid, body, headings, title) VALUES (?, ?, ?, ?)",
                (passage_id, terms, heading_terms[passage.section], title_terms),
            )
        for caution in entry.cautions:
            self._insert(
                "cautions",
                document_id=document_id,
                title=caution.title,
                start=caution.span.start,
                end=caution.span.end,
            )

    def _insert(self, table: str, **values: object) -> int:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  (names from this file)
        return int(self._connection.execute(statement, tuple(values.values())).lastrowid or 0)
