"""The shapes that documents take on their way to the index; `document.cut(span)` is always the text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of character offsets in a document's stored text."""

    start: int
    end: int

    def __len__(self) -> int:
        """Count the characters covered."""
        return self.end - self.start

    def contains(self, other: "Span") -> bool:
        """Tell whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def cut(self, text: str) -> str:
        """Return the text that the span covers."""
        return text[self.start : self.end]


class Kind(StrEnum):
    """What a block of a document is."""

    TITLE = "title"
    HEADING = "heading"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or code block; the span leaves out its markers."""

    kind: Kind
    span: Span
    level: int = 0
    """Depth of a heading (1 to 6) or of a list item (from 1); 0 otherwise."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself; empty strings where it says nothing."""

    title: str = ""
    date: str = ""
    """ISO 8601, `YYYY-MM-DD`."""
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, whatever its format; the title may be empty."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    remarks: tuple[str, ...] = ()
    """What the reader noticed on the way, such as a guessed encoding."""
    pages: tuple[int, ...] = ()
    """The offset at which each page starts, from page 1; empty where the format has no pages."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as normalised text with its blocks; offsets everywhere count in `text`."""

    name: str
    """Path below the documents folder, with forward slashes."""
    collection: str
    text: str
    sha256: str
    """Of `text` in UTF-8, in hexadecimal."""
    metadata: Metadata
    blocks: tuple[Block, ...]
    remarks: tuple[str, ...] = ()
    """What the reader noticed on the way, such as a guessed encoding."""
    pages: tuple[int, ...] = ()
    """The offset at which each page starts, from page 1; empty where the format has no pages."""

    def cut(self, span: Span) -> str:
        """Return the text that the span covers."""
        return span.cut(self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document bounded by headings: what a citation names."""

    headings: tuple[str, ...]
    """From the outermost heading to the section's own; empty before the first heading."""
    span: Span
    blocks: tuple[Block, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences within one section: what is embedded and retrieved."""

    section: int
    """Position of its section in the document."""
    span: Span
    sentences: tuple[Span, ...]
    items: tuple[Span, ...] = ()
    """List items and table rows that lie in the passage; a quote never splits one."""


def pages_of(starts: Sequence[int], span: Span) -> tuple[int, int] | None:
    """Return the first and last page, counted from 1, that a span lies on; None where there are no pages."""
    if not starts:
        return None
    return bisect_right(starts, span.start), bisect_right(starts, max(span.start, span.end - 1))
