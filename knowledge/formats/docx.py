"""Word documents to pieces: headings by style, lists, tables, footnotes; the one file that imports python-docx."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from knowledge.errors import UnreadableFile
from knowledge.formats import docx_unseen
from knowledge.formats.composing import UNSEEN, Piece, compose, rows_of
from knowledge.formats.docx_lists import Lists
from knowledge.formats.properties import metadata_from
from knowledge.model import Content, Kind

_MOST_UNPACKED = 256 << 20
_MOST_MARKUP = 64 << 20
_DAMAGED = "damaged, or no Word document; open it in a word processor and save it again as .docx"
_TEMPLATE_DATE = datetime.datetime(2013, 12, 23, 23, 15)  # noqa: DTZ001  (of python-docx's own template)
_LONGEST_BOLD_HEADING = 100
_LONG_CELL = 400
_W = {name: qn(f"w:{name}") for name in (
    "p", "tbl", "tr", "tc", "sdt", "sdtContent", "t", "tab", "br", "cr", "noBreakHyphen", "del", "moveFrom", "pPr",
    "rPr", "b", "val", "txbxContent", "footnoteReference", "endnoteReference", "id", "footnote", "endnote", "r",
    "docPartGallery", "outlineLvl", "vMerge", "tcPr", "tblHeader", "type", "ins", "moveTo", "customXml", "body", "trPr",
)}  # fmt: skip
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = (_W["del"], _W["moveFrom"], _W["pPr"], _W["rPr"], _FALLBACK)
_CONTAINERS = (_W["sdtContent"], _W["ins"], _W["moveTo"], _W["customXml"])
_BREAKS = {_W["tab"]: " ", _W["br"]: "\n", _W["cr"]: "\n", _W["noBreakHyphen"]: "-"}
_NOTES = {_W["footnoteReference"]: _W["footnote"], _W["endnoteReference"]: _W["endnote"]}
_HEADING = re.compile(r"heading (\d)")


def read(data: bytes) -> Content:
    """Read a Word document; raise UnreadableFile for a damaged, empty or monstrous one."""
    _require_moderate(data)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(document)
        pieces = list(reader.pieces())
        properties = document.core_properties
        created = properties.created
        if created and created.replace(tzinfo=None) == _TEMPLATE_DATE:
            created = None
        given = properties.title, properties.author, created.date().isoformat() if created else ""
    except UnreadableFile:
        raise
    except MemoryError:
        raise
    except Exception as error:  # whatever the library trips over in a damaged file
        raise UnreadableFile(_DAMAGED) from error
    if not any(piece.text.strip() for piece in pieces):
        raise UnreadableFile("holds no text; if it is a scan or pictures, run text recognition (OCR) over it")
    own_title = next((piece.text for piece in pieces if piece.kind is Kind.TITLE), "")
    metadata, pieces = metadata_from(pieces, own_title or given[0], given[1], given[2])
    return replace(compose(pieces, metadata), remarks=(UNSEEN,) if reader.unseen else ())


def _require_moderate(data: bytes) -> None:
    """Look at what the archive would unpack to before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(_DAMAGED) from error
    if any(each.flag_bits & 1 for each in files):
        raise UnreadableFile("password-protected; save it without a password")
    markup = sum(each.file_size for each in files if each.filename.lower().endswith((".xml", ".rels")))
    if markup > _MOST_MARKUP or sum(each.file_size for each in files) > _MOST_UNPACKED:
        raise UnreadableFile(
            f"unpacks to more than {_MOST_MARKUP >> 20} MB of text or {_MOST_UNPACKED >> 20} MB in all; split it"
        )


class _Reader:
    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._styles = {style.style_id: style for style in document.styles}
        self._lists = Lists(document, self._styles)
        self._notes, unseen = _notes(document, self._styles)
        self.unseen = docx_unseen.take_out(self._body, self._styles) or unseen
        """Whether text was left out that is struck out or hidden."""
        self._carried = ""  # of a paragraph whose end was deleted: it goes on in the next
        self._deepest = 0  # level of the deepest heading by style so far

    def pieces(self) -> Iterator[Piece]:
        yield from self._blocks(self._body)
        yield from self._carried_alone()

    def _carried_alone(self) -> Iterator[Piece]:
        text, self._carried = self._carried.strip(), ""
        if text:
            yield Piece(Kind.PARAGRAPH, text)

    def _blocks(self, container: Any) -> Iterator[Piece]:
        for element in container:
            if element.tag == _W["p"]:
                yield from self._paragraph(element)
            elif element.tag == _W["tbl"]:
                yield from self._carried_alone()
                yield from self._table(element)
            elif element.tag == _W["sdt"]:
                gallery = next(element.iter(_W["docPartGallery"]), None)
                if gallery is None or "Table of Contents" not in gallery.get(_W["val"], ""):
                    yield from self._blocks(element)
            elif element.tag in _CONTAINERS:
                yield from self._blocks(element)

    def _paragraph(self, element: Any) -> Iterator[Piece]:
        aside: list[Piece] = []
        text = self._carried + "".join(self._text(element, aside))
        self._carried = ""
        if _end_is_deleted(element):
            self._carried = text
            yield from aside
            return
        text = text.strip()
        style = self._styles.get(element.style)
        name = (style.name or "").lower() if style is not None else ""
        if text and not name.startswith("toc "):
            yield self._styled(element, text, style, name)
        yield from aside

    def _styled(self, element: Any, text: str, style: Any, name: str) -> Piece:
        if name == "title":
            return Piece(Kind.TITLE, text)
        level = _heading_level(element, style, name)
        listed = self._lists.place(element, style)
        if level:
            self._deepest = max(self._deepest, level)
            numbered = f"{listed.marker} {text}" if listed and listed.ordered else text
            return Piece(Kind.HEADING, numbered, level)
        if listed:
            return Piece(Kind.ITEM, text, listed.level, listed.marker)
        if self._all_bold(element, style) and _reads_as_heading(text):
            return Piece(Kind.HEADING, text, self._deepest + 1)
        return Piece(Kind.PARAGRAPH, text)

    def _text(self, element: Any, aside: list[Piece]) -> Iterator[str]:
        """Yield what a reader of the document sees; text boxes and notes go to `aside`."""

        def stands_aside(child: Any) -> bool:
            if child.tag in _NOTES:
                aside.extend(self._notes.get((_NOTES[child.tag], child.get(_W["id"])), []))
            elif child.tag == _W["txbxContent"]:
                aside.extend(self._blocks(child))
            else:
                return False
            return True

        return _seen(element, stands_aside)

    def _all_bold(self, element: Any, style: Any) -> bool:
        by_style = bool(style is not None and style.font.bold)
        runs = [run for run in element.iter(_W["r"]) if any((each.text or "").strip() for each in run.iter(_W["t"]))]
        return bool(runs) and all(_bold(run, by_style) for run in runs)

    def _table(self, table: Any) -> Iterator[Piece]:
        lines = list(_rows(table))
        rows = [[cell for cell in line.iter(_W["tc"]) if _owner(cell) is table] for line in lines]
        texts = [[self._cell(cell) for cell in line] for line in rows]
        # Tables also serve as frames around text, which reads on in each cell.
        if max(map(len, rows), default=0) < 2 or any(len(text) > _LONG_CELL for line in texts for text in line):
            for line in rows:
                for cell in line:
                    yield from self._blocks(cell)
            return
        filled = [at for at, line in enumerate(texts) if any(line)]
        flagged = [_repeats_as_header(lines[at]) for at in filled]
        cells = [[cell for cell, text in zip(rows[at], texts[at], strict=True) if text] for at in filled]
        yield from rows_of(texts, self._heads(flagged, cells))

    def _heads(self, flagged: list[bool], filled: list[list[Any]]) -> int | None:
        """Return how many rows at the top of a table name its columns; None if the document does not tell."""
        bold = [list(map(self._bold_cell, line)) for line in filled]
        for named in (flagged, list(map(all, bold))):
            if any(named) and not all(named):
                return named.index(False) or None
        sideways = len(bold) > 1 and all(len(line) > 1 and line[0] and not any(line[1:]) for line in bold)
        return 0 if sideways else None

    def _bold_cell(self, cell: Any) -> bool:
        lines = [each for each in _paragraphs(cell) if "".join(self._text(each, [])).strip()]
        return all(self._all_bold(each, self._styles.get(each.style)) for each in lines)

    def _cell(self, cell: Any) -> str:
        merge = next(cell.iterfind(f"{_W['tcPr']}/{_W['vMerge']}"), None)
        if merge is not None and merge.get(_W["val"], "continue") == "continue":
            return ""
        aside: list[Piece] = []
        parts = ["".join(self._text(each, aside)) for each in _paragraphs(cell)]
        return " ".join(part.strip() for part in (*parts, *(each.text for each in aside)) if part.strip())


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table itself that no tracked change deletes."""
    for line in table.iter(_W["tr"]):
        if _owner(line) is table and line.find(f"{_W['trPr']}/{_W['del']}") is None:
            yield line


def _repeats_as_header(line: Any) -> bool:
    mark = line.find(f"{_W['trPr']}/{_W['tblHeader']}")
    return mark is not None and mark.get(_W["val"], "1") not in docx_unseen.OFF


def _owner(element: Any) -> Any:
    return next(element.iterancestors(_W["tbl"]), None)


def _end_is_deleted(paragraph: Any) -> bool:
    marks = (paragraph.find(f"{_W['pPr']}/{_W['rPr']}/{_W[name]}") for name in ("del", "moveFrom"))
    return any(mark is not None for mark in marks)


def _heading_level(element: Any, style: Any, name: str) -> int:
    if match := _HEADING.fullmatch(name):
        return int(match[1])
    levels = [element.find(f"{_W['pPr']}/{_W['outlineLvl']}")]
    while style is not None:
        if match := _HEADING.fullmatch((style.name or "").lower()):
            return int(match[1])
        levels.append(style.element.find(f"{_W['pPr']}/{_W['outlineLvl']}"))
        style = getattr(style, "base_style", None)
    written = next((each.get(_W["val"], "9") for each in levels if each is not None), "9")
    return int(written) + 1 if written.isdigit() and int(written) < 9 else 0


def _bold(run: Any, by_style: bool) -> bool:
    mark = run.find(f"{_W['rPr']}/{_W['b']}")
    return by_style if mark is None else mark.get(_W["val"], "1") not in docx_unseen.OFF


def _reads_as_heading(text: str) -> bool:
    return "\n" not in text and len(text) <= _LONGEST_BOLD_HEADING and text[-1:] not in ".!?;,"


def _paragraphs(container: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell or note, also of tables in it, but not those of text boxes in its paragraphs."""
    for element in container:
        if element.tag == _W["p"]:
            yield element
        else:
            yield from _paragraphs(element)


def _notes(document: Any, styles: Mapping[str, Any]) -> tuple[dict[tuple[str, str], list[Piece]], bool]:
    """Return footnotes and endnotes by kind and number, and whether text of them is left out as unseen.

    They follow the block that refers to them.
    """
    found: dict[tuple[str, str], list[Piece]] = {}
    unseen = False
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        root = parse_xml(relation.target_part.blob)
        unseen = docx_unseen.take_out(root, styles) or unseen
        for note in root:
            number = note.get(_W["id"])
            if note.get(_W["type"]) in (None, "normal") and number:
                text = " ".join("".join(_seen(each)).strip() for each in _paragraphs(note))
                found[note.tag, number] = [Piece(Kind.PARAGRAPH, text)]
    return found, unseen


def _seen(element: Any, stands_aside: Callable[[Any], bool] = lambda _: False) -> Iterator[str]:
    """Yield the text that is seen, without what is deleted and without what `stands_aside` takes for itself."""
    for child in element:
        if stands_aside(child):
            continue
        if child.tag == _W["t"]:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _seen(child, stands_aside)
