"""PDF files to lines of text with their place, size and weight; the one file that imports pypdfium2."""

import ctypes
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.errors import UnreadableFile

_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not made for several threads."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_MOST_CHARACTERS = 20_000_000
_LITTLE_TEXT = 200
"""Characters below which a page may hold no more than its number and running heads."""
_MOST_PAGES = 20_000
_LINE_END_HYPHENS = ("\xad", "\u2010")
_DIVIDING_HYPHENS = ("\x02", "\ufffe")
"""What PDFium writes for a hyphen that divides a word, without breaking the line there."""

_COLUMN_GAP = 0.8
_GAP_OF_SPACES = 2.0
"""Between two stretches of one line, in heights of the font: without and with a space of the text's own in it,
which justified text draws wide."""

_STEP_BACK = 8
"""How far a line may go back before it is another, in heights of the font; right-to-left text steps back."""

_BOLD = re.compile(r"bold|black|heavy|demi(?!light)", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_NAME_BYTES = 256
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "▸", 0xF0FC: "✓", 0xF076: "❖"}
"""What word processors take from symbol fonts to mark list items."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text on one baseline, in points from the lower left of the upright page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Height of most of its characters, from below descenders to above ascenders."""
    bold: bool
    row: int
    """Number of its baseline on the page, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of the file."""

    lines: tuple[Line, ...]
    bottom: float
    top: float
    pictures: bool
    """Whether it holds pictures; not looked for where there is text enough."""
    unmapped: int
    """How many characters' meaning the file does not tell."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a PDF says of itself; empty where it says nothing."""

    title: str
    author: str
    created: str
    """As written in the file, such as `D:20250304101500Z`."""


def read_lines(data: bytes) -> tuple[tuple[Page, ...], Properties]:
    """Return the pages and properties; raise UnreadableFile for what is locked, damaged or monstrous."""
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(_refusal(error)) from error
        try:
            if len(document) > _MOST_PAGES:
                raise UnreadableFile(f"{len(document)} pages, more than {_MOST_PAGES}; split it")
            said = document.get_metadata_dict()
            pages = tuple(_pages(document))
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"damaged ({error}); open it in a PDF viewer and save it again") from error
        finally:
            document.close()
    return pages, Properties(said.get("Title", ""), said.get("Author", ""), said.get("CreationDate", ""))


def _refusal(error: pypdfium2.PdfiumError) -> str:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return "password-protected; save it without a password"
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return "encrypted in a way that cannot be opened here; save it without protection"
    return "damaged, or no PDF; open it in a PDF viewer and save it again"


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Page((), 0, 0, pictures=True, unmapped=0)  # one broken page leaves the others readable
            continue
        try:
            textpage = page.get_textpage()
            characters += textpage.count_chars()
            if characters > _MOST_CHARACTERS:
                raise UnreadableFile(f"more than {_MOST_CHARACTERS // 10**6} million characters of text; split it")
            yield _page(page, textpage)
        finally:
            page.close()  # and its text with it


def _page(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Page:
    raw = textpage.raw
    turned: Counter[int] = Counter()
    lines: list[tuple[int, Line]] = []
    unmapped = 0
    for row, (start, text) in enumerate(_rows(raw, textpage.count_chars())):
        unmapped += sum(0xE000 <= ord(ch) <= 0xF8FF or ch == "\ufffd" or "\x02" < ch < " " for ch in text)
        if not text.strip():
            continue
        angle = round(math.degrees(pdfium.FPDFText_GetCharAngle(raw, start + len(text) - len(text.lstrip())))) % 360
        for line in _stretches(raw, start, text, row, angle):
            lines.append((angle, line))
            turned[angle] += len(line.text)
    # What lies across the text of the page, such as a watermark, is not part of it.
    upright = max(turned, key=lambda angle: turned[angle], default=0)
    kept = tuple(line for angle, line in lines if angle == upright)
    _, bottom, _, top = _turn(page.get_mediabox(), upright)
    little = sum(len(line.text) for line in kept) < _LITTLE_TEXT
    pictures = little and any(True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))
    return Page(kept, bottom, top, pictures, unmapped)


def _rows(raw: Any, count: int) -> Iterator[tuple[int, str]]:
    """Yield the lines as PDFium breaks them: the index of the first character, and one character an index."""
    start = 0
    characters: list[str] = []
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        ch = _BULLETS.get(code) or (chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd")
        if ch in "\r\n":
            if characters:
                yield start, "".join(characters)
            start, characters = index + 1, []
        elif ch in _DIVIDING_HYPHENS:
            yield start, "".join(characters) + "-"
            start, characters = index + 1, []
        else:
            characters.append(ch)
    if characters:
        yield start, "".join(characters)


def _stretches(raw: Any, start: int, text: str, row: int, angle: int) -> Iterator[Line]:
    """Yield the parts of a line that wide gaps divide."""
    box = pdfium.FS_RECTF()
    place = pdfium.FPDFText_GetLooseCharBox
    last = len(text.rstrip()) - 1
    glyphs: list[Box] = []
    written: list[str] = []
    words: list[int] = []  # the first character of each word, for its font
    space = True
    for offset, ch in enumerate(text):
        if ch.isspace() or not place(raw, start + offset, box):
            space = True
            continue
        glyph = (box.left, box.bottom, box.right, box.top)
        if angle:
            glyph = _turn(glyph, angle)
        if glyphs:
            height = glyphs[-1][3] - glyphs[-1][1]
            widest = (
                _COLUMN_GAP if not space or pdfium.FPDFText_IsGenerated(raw, start + offset - 1) else _GAP_OF_SPACES
            )
            if glyph[0] - glyphs[-1][2] > widest * height or glyphs[-1][0] - glyph[2] > _STEP_BACK * height:
                yield _line(raw, glyphs, written, words, row)
                glyphs, written, words, space = [], [], [], True
        if space:
            written.append(" " if written else "")
            words.append(start + offset)
            space = False
        written.append("-" if offset == last and ch in _LINE_END_HYPHENS else ch)
        glyphs.append(glyph)
    if glyphs:
        yield _line(raw, glyphs, written, words, row)


def _line(
    raw: Any,
    glyphs: Sequence[tuple[float, float, float, float]],
    written: Sequence[str],
    words: Sequence[int],
    row: int,
) -> Line:
    lefts, bottoms, rights, tops = zip(*glyphs, strict=True)
    size = Counter(round(top - bottom, 1) for _, bottom, _, top in glyphs).most_common(1)[0][0]
    # Three looks at the fonts tell a line that is bold from one that only begins or ends so.
    looks = {words[0], words[len(words) // 2], words[-1]}
    bold = all(_is_bold(raw, index) for index in looks)
    return Line("".join(written), min(lefts), max(rights), min(bottoms), max(tops), size, bold, row)


def _turn(box: Box, angle: int) -> Box:
    """Return a box as it lies when the page is turned so that text runs level."""
    if not angle:
        return box
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x * cos + y * sin, y * cos - x * sin) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _is_bold(raw: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, index, name, _NAME_BYTES, flags)
    return bool(flags.value & _FORCE_BOLD or _BOLD.search(name.value.decode("utf-8", "replace")))
