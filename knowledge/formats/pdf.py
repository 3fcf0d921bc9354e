"""PDF files to pieces: lines to paragraphs, headings and list items, with the pages kept."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from knowledge.dates import full_date
from knowledge.errors import UnreadableFile
from knowledge.formats.composing import PAGE_BREAK, Piece, Rule, compose, row
from knowledge.formats.pdf_layout import MARKER, Placed, reading_order, usual_size
from knowledge.formats.pdf_lines import Line, Page, read_lines
from knowledge.formats.properties import metadata_from
from knowledge.model import Content, Kind
from knowledge.words import FUNCTION_WORDS

_LARGE = 1.1
"""How many times as high as the text's the font of a heading is at least."""

_SMALL = 0.9
_LONGEST_HEADING = 160
_LONGEST_BOLD_HEADING = 100
_MOST_UNMAPPED = 0.3
_ITEM = re.compile(rf"(?P<marker>{MARKER.pattern})\s+(?=\S)")
_BULLET = re.compile(r"[^\w(]")
_ENDED = re.compile(r"[.!?:;…。！？؟]['\"”’»)\]]*$")
_CUT = re.compile(r"(\w+)-$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s|(?:Annex|Appendix|Chapter|Part|Section)\s+(?:\d|[A-Z]\b|[IVX]+\b)")
_OPEN = re.compile(r"[,;:&/(–—-]$")
"""How a line ends that the next one goes on."""
_LINES_BELOW = 6
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff65]")
"""Chinese and Japanese, which have no spaces between words, so none at line ends."""
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def read(data: bytes) -> Content:
    """Read a PDF; raise UnreadableFile for one that is locked, damaged, monstrous or without text."""
    pages, said = read_lines(data)
    _require_text(pages)
    placed = list(reading_order(pages))
    pieces = _Paragraphs(placed, len(pages)).pieces()
    made = _DATE.match(said.created)
    metadata, pieces = metadata_from(
        pieces, said.title, said.author, full_date("-".join(made.groups())) if made else ""
    )
    content = compose(pieces, metadata, paged=True)
    if not content.blocks:
        raise UnreadableFile("holds no text besides page numbers and running heads")
    ends = (*content.pages[1:], len(content.text))
    texts = (content.text[start:end] for start, end in zip(content.pages, ends, strict=True))
    blank = [
        str(number)
        for number, (page, text) in enumerate(zip(pages, texts, strict=True), start=1)
        if page.pictures and not text.strip()
    ]
    remarks = (
        (f"page{'s' if len(blank) > 1 else ''} {', '.join(blank)} without text, perhaps scanned",) if blank else ()
    )
    return Content(content.text, content.blocks, content.metadata, remarks, content.pages)


def _require_text(pages: Sequence[Page]) -> None:
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if not characters:
        kind = (
            "scanned: its pages are pictures without text" if any(page.pictures for page in pages) else "holds no text"
        )
        raise UnreadableFile(f"{kind}; run text recognition (OCR) over it and save it again")
    if sum(page.unmapped for page in pages) > _MOST_UNMAPPED * characters:
        raise UnreadableFile(
            "its fonts do not say which letters they draw; export it again, or run text recognition (OCR)"
        )


class _Paragraphs:
    """Puts lines together; the text of a piece holds a page break wherever it goes over to the next page."""

    def __init__(self, placed: Sequence[Placed], pages: int) -> None:
        self._placed = placed
        self._page_count = pages
        self._usual = usual_size(placed)
        self._leading = _leading(placed)
        self._mostly_bold = sum(len(p.line.text) for p in placed if p.line.bold) * 2 > sum(
            len(p.line.text) for p in placed
        )
        self._levels = self._heading_levels()
        self._words = Counter(word.lower() for p in placed for word in _WORD.findall(p.line.text))
        self._pieces: list[Piece] = []
        self._open: list[Placed] = []
        self._text = ""
        self._kind = Kind.PARAGRAPH
        self._page = self._at = 0
        self._breaks = ""

    def pieces(self) -> list[Piece]:
        """Return the pieces in order."""
        for at, placed in enumerate(self._placed):
            self._breaks += PAGE_BREAK * (placed.page - self._page)
            self._page, self._at = placed.page, at
            following = self._placed[at + 1] if at + 1 < len(self._placed) else None
            if placed.cells:
                self._close()
                self._pieces.append(self._row(placed, following))
                continue
            kind = self._kind_of(placed, following)
            if self._open and self._goes_on(placed, kind):
                self._text = self._joined(self._text, placed.line.text)
                self._open.append(placed)
                continue
            if self._open and self._is_note(placed) and not self._is_note(self._open[-1]):
                # A note at the foot of the page interrupts a paragraph that may go on overleaf.
                self._pieces.append(Piece(Kind.PARAGRAPH, placed.line.text))
                continue
            self._close()
            self._open, self._kind, self._text = [placed], kind, self._turned() + placed.line.text
        self._close()
        self._pieces.append(Piece(Kind.PARAGRAPH, PAGE_BREAK * (self._page_count - 1 - self._page)))
        return self._pieces

    def _row(self, placed: Placed, following: Placed | None) -> Piece:
        above = self._placed[self._at - 1] if self._at else None
        bold = placed.line.bold and not self._mostly_bold
        starts = above is None or not above.cells or (bold and not above.line.bold)
        names = starts and bold and following is not None and bool(following.cells) and not following.line.bold
        rule = Rule.BELOW if names else Rule.NONE
        return Piece(Kind.ROW, self._turned() + row(placed.cells), starts=starts, rule=rule)

    def _turned(self) -> str:
        breaks, self._breaks = self._breaks, ""
        return breaks

    def _close(self) -> None:
        if not self._open:
            return
        first, text, kind = self._open[0], self._text, self._kind
        level, marker = 0, "-"
        bare = text.lstrip(PAGE_BREAK)
        if kind is Kind.HEADING:
            level = self._levels.get(self._rank(first), 6)
            if len(bare) > _LONGEST_HEADING:
                kind, level = Kind.PARAGRAPH, 0
        elif match := _ITEM.match(bare):
            kind, level = Kind.ITEM, 1
            marker = "-" if _BULLET.match(match["marker"]) else match["marker"]
            text = text[: len(text) - len(bare)] + bare[match.end() :]
        self._pieces.append(Piece(kind, text, level, marker))
        self._open = []

    def _kind_of(self, placed: Placed, following: Placed | None) -> Kind:
        line, text = placed.line, placed.line.text
        if len(text) > _LONGEST_HEADING or not any(ch.isalpha() for ch in text):
            return Kind.PARAGRAPH
        item = _ITEM.match(text)
        if item and _BULLET.match(item["marker"]):
            return Kind.PARAGRAPH
        if self._is_large(placed):
            return Kind.HEADING
        loud = (line.bold and not self._mostly_bold) or (text.isupper() and len(text) > 3)
        if not loud or len(text) > _LONGEST_BOLD_HEADING or _ENDED.search(text) or line.size < self._usual * _SMALL:
            return Kind.PARAGRAPH
        # A bold beginning of a paragraph is none: its line is full, and the next follows closely in plain type.
        room = placed.right_edge - line.right
        above = following is not None and not following.line.bold and following.page == placed.page
        return Kind.PARAGRAPH if above and room < 2 * line.size and len(text) > 40 else Kind.HEADING

    def _is_large(self, placed: Placed) -> bool:
        return placed.line.size >= self._usual * _LARGE

    def _is_note(self, placed: Placed) -> bool:
        return placed.line.size < self._usual * _SMALL

    def _rank(self, placed: Placed) -> float:
        """Return what orders headings: their size, and for those no larger than the text nothing."""
        return round(placed.line.size * 2) / 2 if self._is_large(placed) else 0.0

    def _heading_levels(self) -> dict[float, int]:
        following = [*self._placed[1:], None][: len(self._placed)]
        ranks = {
            self._rank(p)
            for p, after in zip(self._placed, following, strict=True)
            if not p.cells and self._kind_of(p, after) is Kind.HEADING
        }
        return {rank: level for level, rank in enumerate(sorted(ranks, reverse=True), start=1)}

    def _goes_on(self, placed: Placed, kind: Kind) -> bool:
        """Tell whether a line belongs to the piece that is open."""
        before, line = self._open[-1], placed.line
        if abs(before.line.size - line.size) > self._usual * 0.1 or kind is not self._kind:
            return False
        item = _ITEM.match(line.text)
        ended = bool(_ENDED.search(before.line.text))
        if kind is Kind.HEADING:
            close = placed.page == before.page and 0 < self._step(placed) <= 1.6 * self._leading
            return close and not item and not self._begins_anew(before, placed)
        if item and (_BULLET.match(item["marker"]) or ended or _ITEM.match(self._open[0].line.text)):
            return False
        if placed.page != before.page or self._step(placed) <= 0:
            return not ended and (before.line.right >= before.right_edge - 4 * line.size or line.text[0].islower())
        if self._step(placed) > 1.3 * self._leading:
            return False
        if _ITEM.match(self._open[0].line.text) and line.text[0].isupper() and not self._is_hung(line):
            return False
        if not ended:
            # A short line of its own, such as a dateline.
            lone = len(self._open) == 1 and before.line.right < before.right_edge - 6 * line.size
            return not (lone and line.text[0].isupper() and not _ITEM.match(before.line.text))
        hanging = _ITEM.match(self._open[0].line.text)
        short = before.line.right < before.right_edge - 6 * line.size
        edge = min(each.line.left for each in self._open[1:] or self._open)
        if hanging:
            return self._is_hung(line)
        return not short and line.left < edge + 0.8 * line.size

    def _begins_anew(self, before: Placed, placed: Placed) -> bool:
        """Tell a second heading from the rest of one: a heading goes on below only where its next word does not fit.

        How far lines reach here is known from the text below. The first heading, mostly the title, may be broken for
        its looks.
        """
        above, line = before.line, placed.line
        if _NUMBERED.match(line.text):
            return True
        first = not any(piece.kind is Kind.HEADING for piece in self._pieces)
        unfinished = above.text.split()[-1].lower() in FUNCTION_WORDS or _OPEN.search(above.text)
        if first or unfinished or line.text[0].islower() or abs(above.left - line.left) > 0.5 * line.size:
            return False
        below = [p.line for p in self._placed[self._at + 1 : self._at + 1 + _LINES_BELOW] if p.page == placed.page]
        edge = max((each.right for each in below if abs(each.left - line.left) < line.size), default=0.0)
        word = (line.right - line.left) / len(line.text) * len(line.text.split()[0])
        return above.right + word + line.size < edge

    def _is_hung(self, line: Line) -> bool:
        """Tell whether a line is set in from where the open piece's first line begins."""
        return line.left > self._open[0].line.left + 0.3 * line.size

    def _step(self, placed: Placed) -> float:
        """Return how far below the open piece's last line a line stands, in heights of the usual font."""
        before = self._open[-1].line
        return (before.bottom - placed.line.bottom) / max(before.size, placed.line.size, 1)

    def _joined(self, text: str, more: str) -> str:
        """Join a line to what stands above it, closing up a word that was divided."""
        breaks = self._turned()
        cut = _CUT.search(text)
        if not cut or not more[:1].isalnum():
            between = "" if _UNSPACED.match(text[-1:]) and _UNSPACED.match(more) else " "
            return f"{text}{between}{breaks}{more}"
        head, tail = cut[1], _WORD.match(more)
        rest = tail[0] if tail else ""
        whole, hyphened = self._words[(head + rest).lower()], self._words[f"{head}-{rest}".lower()]
        # Where the document writes the word elsewhere, as it does there; else "US-" and "-19" keep their hyphen.
        sign = head.isupper() or head[-1].isdigit() or not more[0].islower()
        keep = hyphened > whole or (hyphened == whole and sign)
        return f"{text if keep else text[:-1]}{breaks}{more}"


def _leading(placed: Sequence[Placed]) -> float:
    """Return the usual step from line to line, in heights of the font."""
    steps = [
        (a.line.bottom - b.line.bottom) / a.line.size
        for a, b in pairwise(placed)
        if a.page == b.page and a.line.size and abs(a.line.size - b.line.size) < 0.5
    ]
    close = [step for step in steps if 0.5 < step < 2.5]
    return median(close) if close else 1.2
