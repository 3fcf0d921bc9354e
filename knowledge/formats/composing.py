"""Pieces of a formatted file to the text that is stored: blank lines between blocks, marks as in Markdown."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from knowledge.model import Block, Content, Kind, Metadata, Span

PAGE_BREAK = "\f"
"""In the text of a piece: here a page ends and the next one starts."""

UNSEEN = "struck-out or hidden text in it is left out"
"""The remark on a file of which not all was taken."""

_DEEPEST_HEADING = 6
_LIGATURES = {ord(ch): unicodedata.normalize("NFKC", ch) for ch in map(chr, range(0xFB00, 0xFB07))}
_DROPPED = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF), None)
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\f\r\v\x85"}
_TIDY = {**_LIGATURES, **_DROPPED, **_CONTROLS, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
_BLANKS = re.compile(r"[^\S\n\f]+")
_LINE_ENDS = re.compile(r" ?(?:\r\n|[\r\v\x85\u2028\u2029]|\n)(?: ?\n)* ?")
_ONE_LINE = (Kind.TITLE, Kind.HEADING, Kind.ROW)
_CLOSE = (Kind.ITEM, Kind.ROW)
_WHITE = re.compile(r"[ \n]+")


class Rule(Enum):
    """Where a line of dashes stands beside a table's row, as in Markdown: what is above it names the columns."""

    NONE = "none"
    BELOW = "below"
    ABOVE = "above"
    """Below an empty row: nothing names the columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a file before it has its place in the text."""

    kind: Kind
    text: str
    level: int = 0
    """Depth of a heading (1 to 6) or of a list item (from 1); 0 otherwise."""
    marker: str = "-"
    """What stands before a list item."""
    starts: bool = False
    """Whether a table starts with this row."""
    rule: Rule = Rule.NONE


def clean(text: str) -> str:
    """Return text without what only serves setting it: soft hyphens, ligatures, odd spaces, control characters."""
    text = _BLANKS.sub(" ", text.translate(_TIDY))
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).strip(" \n")


def row(cells: Iterable[str]) -> str:
    """Return a table row as one line, empty if its cells are."""
    tidy = [" ".join(clean(cell).split()) for cell in cells]
    return f"| {' | '.join(tidy)} |" if any(tidy) else ""


def rows_of(table: Iterable[Sequence[str]], heads: int | None) -> Iterator[Piece]:
    """Yield the rows of a table that hold something; the first `heads` of them name the columns.

    None: the file does not tell.
    """
    for at, text in enumerate(filter(None, map(row, table))):
        above = Rule.ABOVE if at == heads == 0 else Rule.NONE
        yield Piece(Kind.ROW, text, starts=not at, rule=Rule.BELOW if at + 1 == heads else above)


def compose(pieces: Iterable[Piece], metadata: Metadata, *, paged: bool = False) -> Content:
    """Lay pieces out as one text with the title on top; pieces that hold nothing are left out.

    A heading near the beginning that repeats the title is the title; with `paged`, page 1 starts at 0.
    """
    composed = _Text(paged)
    named = " ".join(clean(metadata.title).replace(PAGE_BREAK, " ").split())
    if named:
        composed.add(Piece(Kind.TITLE, named))
    headings = 0
    for piece in pieces:
        if piece.kind is Kind.HEADING:
            headings += 1
            if headings == 1 and named and same_title(piece.text, named):
                composed.turn_pages(piece.text)
                continue
        composed.add(piece)
    return Content(composed.text, tuple(composed.blocks), replace(metadata, title=named), pages=composed.pages)


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles say the same, whatever their marks and capitals."""
    return "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, other.casefold()))


class _Text:
    def __init__(self, paged: bool) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._turned = 1 if paged else 0  # page breaks since the last block
        self._pages: list[int] = []
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        return "".join(self._parts) + ("\n" if self._parts else "")

    @property
    def pages(self) -> tuple[int, ...]:
        return (*self._pages, *[self._length] * self._turned)

    def turn_pages(self, text: str) -> None:
        """Count the page breaks of a text that is left out."""
        self._turned += text.count(PAGE_BREAK)

    def add(self, piece: Piece) -> None:
        text = clean(piece.text)
        bare = text.strip(" \n\f")
        if not bare:
            self.turn_pages(text)
            return
        before, _, behind = text.partition(bare)
        if piece.kind in _ONE_LINE:
            bare = _WHITE.sub(" ", bare)
        level = min(piece.level, _DEEPEST_HEADING) if piece.kind is Kind.HEADING else piece.level
        self.turn_pages(before)
        if self.blocks:
            close = piece.kind is self.blocks[-1].kind and piece.kind in _CLOSE and not piece.starts
            self._put("\n" if close else "\n\n")
        # A page begins with its first block, not in the blank line ahead of it.
        self._pages += [self._length] * self._turned
        self._turned = 0
        if piece.rule is Rule.ABOVE:
            self._put(_cells(" ", bare) + "\n" + _cells(" --- ", bare) + "\n")
        self._put(_mark(piece.kind, level, piece.marker))
        start = self._length
        for number, part in enumerate(bare.split(PAGE_BREAK)):
            if number:
                self._pages.append(self._length)
            self._put(part)
        self.blocks.append(Block(piece.kind, Span(start, self._length), level))
        if piece.rule is Rule.BELOW:
            self._put("\n" + _cells(" --- ", bare))
        self.turn_pages(behind)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _cells(of: str, row: str) -> str:
    """Return a line with as many cells as a row has."""
    return "|" + f"{of}|" * (row.count("|") - 1)


def _mark(kind: Kind, level: int, marker: str) -> str:
    if kind is Kind.TITLE:
        return "# "
    if kind is Kind.HEADING:
        return "#" * level + " "
    if kind is Kind.ITEM:
        return "  " * (level - 1) + marker + " "
    return ""
