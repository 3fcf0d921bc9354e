"""How the store changes: embeddings are kept as they are made, documents appear all at once."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from index.embedding import ModelIdentity, TokenVectors, Vectors
from index.errors import StoreError
from index.storage import counts, decoding, vocabulary
from index.storage.parameters import many
from index.storage.reading import Reader
from index.tokens import TokenCodec
from knowledge.cautions import Caution
from knowledge.checks import Finding
from knowledge.model import Document, Passage, Section

_UNPUBLISHED = "unpublished"
"""The note that embeddings were kept which no passage has yet."""


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

    def terms_over(self, passage: Passage) -> set[str]:
        """Return the terms of a passage's headings and title."""
        return {*self.terms.headings[passage.section], *self.terms.title}

    def passages_holding(self) -> Counter[str]:
        """Count the passages that hold each term in text, headings or title."""
        return Counter(
            term
            for passage, sentences in zip(self.passages, self.terms.sentences, strict=True)
            for term in self.terms_over(passage).union(*sentences)
        )


@dataclass(frozen=True, slots=True)
class Before:
    """What served before a new store was begun."""

    files: dict[str, str] | None
    """The names of its documents and the SHA-256 of their files; None if that cannot be read."""
    generation: int


class Writer:
    """The store's one writer."""

    def __init__(self, connection: sqlite3.Connection, before: Before | None = None) -> None:
        """Write through a connection in autocommit mode; `before` is given where this is a new store."""
        self._connection = connection
        self.before = before
        self._leftovers = bool(self.stored.meta(_UNPUBLISHED))

    @property
    def stored(self) -> Reader:
        """Give a view of what is published."""
        return Reader(self._connection)

    def use_model(self, model: ModelIdentity) -> None:
        """Take embeddings of this model, dropping those that an unfinished first build left of another."""
        stored = self.stored
        if stored.model == model:
            return
        if stored.model and stored.generation:
            raise StoreError(
                f"the store was built with the model {stored.model}, this is {model}; run `index --rebuild`"
            )
        with self._transaction():
            self._connection.execute("DELETE FROM embeddings")
            self._put_notes({"model": json.dumps(asdict(model))})

    def missing(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Return those of the texts' hashes that have no embedding."""
        return {key for key in hashes if self._embedding_id(key) is None}

    def save_embeddings(self, embedded: Iterable[tuple[bytes, Vectors, TokenVectors]], codec: TokenCodec) -> None:
        """Keep embeddings, at once and for good; readers see them only through passages.

        Each is given with its text's hash; a vector has the shape (dimension,).
        """
        rows = [(key, vector.astype("<f4").tobytes(), codec.pack(tokens)) for key, vector, tokens in embedded]
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO embeddings (text_sha256, vector, tokens) VALUES (?, ?, ?)", rows
            )
            self._put_notes({_UNPUBLISHED: "1"})

    def publish(self, entries: Sequence[Entry], gone: Sequence[str], notes: Mapping[str, str]) -> int:
        """Put entries in, take documents out, and return the new generation, all or nothing."""
        with self._transaction():
            holding: Counter[str] = Counter()
            for entry in entries:
                holding.update(entry.passages_holding())
            let_go: list[int] = []
            for name in {*gone, *(entry.document.name for entry in entries)}:
                let_go += self._remove(name, holding)
            numbers = vocabulary.change(self._connection, holding)
            for entry in entries:
                self._add(entry, numbers)
            self._drop_unused(None if self._leftovers else let_go)
            generation = self.stored.generation + 1
            self._put_notes({**notes, "generation": str(generation), _UNPUBLISHED: ""})
        self._leftovers = False
        return generation

    def note(self, values: Mapping[str, str]) -> None:
        """Keep values among the store's own notes, all or none."""
        with self._transaction():
            self._put_notes(values)

    def _put_notes(self, values: Mapping[str, str]) -> None:
        self._connection.executemany(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            list(values.items()),
        )

    def _embedding_id(self, key: bytes) -> int | None:
        row = self._connection.execute("SELECT id FROM embeddings WHERE text_sha256 = ?", (key,)).fetchone()
        return decoding.number(row[0], "the id of an embedding") if row else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise

    def _drop_unused(self, among: Sequence[int] | None) -> None:
        """Drop embeddings that no passage has: of some, or of all where a build that was cut short left others."""
        unused = "DELETE FROM embeddings WHERE NOT EXISTS (SELECT 1 FROM passages WHERE embedding_id = embeddings.id)"
        if among is None:
            self._connection.execute(unused)
        else:
            self._connection.execute(unused + " AND id IN (SELECT value FROM json_each(?))", many(among))  # noqa: S608

    def _remove(self, name: str, holding: Counter[str]) -> list[int]:
        """Take a document out, and its passages off the counts; return the embeddings that they had."""
        row = self._connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
        if not row:
            return []
        had = self._connection.execute(
            """SELECT p.embedding_id, l.body, l.headings, l.title
            FROM passages AS p LEFT JOIN lexical AS l ON l.rowid = p.id WHERE p.document_id = ?""",
            row,
        ).fetchall()
        for _, *texts in had:
            holding.subtract(
                {term for each in texts for term in decoding.text(each, "a row of the word index").split()}
            )
        self._connection.execute(
            "DELETE FROM lexical WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)", row
        )
        for table in ("cautions", "passages", "sections"):
            self._connection.execute(f"DELETE FROM {table} WHERE document_id = ?", row)  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE id = ?", row)
        return [decoding.number(each[0], "the number of an embedding") for each in had]

    def _add(self, entry: Entry, numbers: Mapping[str, int]) -> None:
        document, texts = entry.document, entry.passage_texts()
        meta = document.metadata
        document_id = self._insert(
            "documents",
            name=document.name,
            collection=document.collection,
            title=meta.title,
            date=meta.date,
            publisher=meta.publisher,
            url=meta.url,
            sha256=document.sha256,
            file_sha256=entry.file_sha256,
            body_sha256=hashlib.sha256("\n".join(texts).encode()).hexdigest(),
            sections=len(entry.sections),
            passages=len(entry.passages),
            pages=json.dumps(document.pages),
            findings=json.dumps([(each.check, each.message) for each in entry.findings]),
            text=document.text,
        )
        title_terms, heading_terms = " ".join(entry.terms.title), [" ".join(each) for each in entry.terms.headings]
        section_ids = [
            self._insert(
                "sections",
                document_id=document_id,
                position=position,
                headings=json.dumps(section.headings),
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
                length=sum(map(len, sentences)),
                counts=counts.pack(
                    Counter(numbers[term] for sentence in sentences for term in sentence),
                    (numbers[term] for term in entry.terms_over(passage)),
                ),
                embedding_id=self._embedding_id(text_sha256(text)),
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
