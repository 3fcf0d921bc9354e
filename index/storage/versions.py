"""A document's text as it was for a time, with what a citation and a comparison need of it."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.storage import decoding
from index.storage.decoding import Damaged
from index.storage.reading import Reader
from index.storage.stored import StoredSection
from index.storage.writing import Entry
from knowledge.model import Metadata, Span


@dataclass(frozen=True, slots=True)
class Layout:
    """Where sections and sentences stand in a text."""

    sections: tuple[StoredSection, ...]
    sentences: tuple[Span, ...]
    """Of the passages: what can be quoted."""
    pages: tuple[int, ...]
    """The offset at which each page starts; empty where the format has no pages."""

    def headings_at(self, span: Span) -> tuple[str, ...]:
        """Return the headings over a stretch, empty where none is known."""
        return next((each.headings for each in self.sections if each.span.contains(span)), ())


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a document had for a time."""

    name: str
    collection: str
    metadata: Metadata
    sha256: str
    layout: Layout
    id: int = 0
    """In the archive."""
    since: str = ""
    """ISO 8601 in UTC; empty while it is not known to have been served."""
    until: str = ""
    """ISO 8601 in UTC; empty while it serves."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a generation of the store serves, and the texts in it that were not known."""

    store: str
    """Its identity."""
    generation: int
    time: str
    """When it was published, ISO 8601 in UTC."""
    names: frozenset[str]
    new: tuple[tuple[Version, str], ...]
    """Versions with their texts, in order of name."""


def served(reader: Reader, known: Mapping[str, str]) -> Served:
    """Return what is served beside what is known, which maps names to the SHA-256 of their texts."""
    hashes = reader.text_hashes()
    new = [id_ for name, (sha256, id_) in sorted(hashes.items()) if known.get(name) != sha256]
    return Served(
        store=reader.identity,
        generation=reader.generation,
        time=decoding.time(reader.meta("indexed_at"), "the time of the last build"),
        names=frozenset(hashes),
        new=tuple((of_stored(reader, id_), reader.text(id_)) for id_ in new),
    )


def of_entry(entry: Entry) -> Version:
    """Return the version that is about to be published."""
    document = entry.document
    layout = Layout(
        tuple(StoredSection(each.headings, each.span) for each in entry.sections),
        tuple(span for passage in entry.passages for span in passage.sentences),
        document.pages,
    )
    return Version(document.name, document.collection, document.metadata, document.sha256, layout)


def of_stored(reader: Reader, document_id: int) -> Version:
    """Return the version of a document that serves."""
    document = reader.document(document_id)
    layout = Layout(tuple(reader.sections(document_id)), tuple(reader.sentences(document_id)), document.pages)
    return Version(document.name, document.collection, document.metadata, document.sha256, layout)


def pack_layout(layout: Layout) -> bytes:
    """Return a layout as it is kept."""
    plain = {
        "sections": [[each.headings, each.span.start, each.span.end] for each in layout.sections],
        "sentences": [[each.start, each.end] for each in layout.sentences],
        "pages": layout.pages,
    }
    return zlib.compress(json.dumps(plain).encode())


def unpack_layout(packed: object) -> Layout:
    """Return a layout that was kept; raise Damaged."""
    try:
        plain = json.loads(unpack(packed))
        sections = [StoredSection(_headings(each[0]), decoding.span(each[1], each[2])) for each in plain["sections"]]
        sentences = [decoding.span(start, end) for start, end in plain["sentences"]]
        return Layout(tuple(sections), tuple(sentences), tuple(map(decoding.number, plain["pages"])))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Damaged(f"the layout of a version cannot be read: {error}") from error


def _headings(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(decoding.text(each, "a heading") for each in values)


def unpack(packed: object) -> str:
    """Return a text that was packed by zlib; raise Damaged."""
    try:
        return zlib.decompress(packed).decode()  # type: ignore[arg-type]
    except (zlib.error, TypeError, ValueError) as error:
        raise Damaged(f"a packed text cannot be read: {error}") from error
