"""Saved web pages to their main text without menus and the like; the one file that imports trafilatura."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any

import trafilatura

from knowledge.encoding import decode_declared
from knowledge.errors import UnreadableFile
from knowledge.formats import html_unseen
from knowledge.formats.composing import UNSEEN, Piece, compose, row, rows_of
from knowledge.model import Content, Kind, Metadata

# What it says about a page it says of every page that it does not like; the reader's own words say it better.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_LONGEST_MARKUP = 20_000_000
_EMBEDDED = re.compile(r"""(\bdata:[\w.+-]+/[\w.+-]+[;,])[^"')\s>]{200,}""")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01", "outputformat": "%Y-%m-%d"}
_BESIDE = ("nav", "footer", "aside")
"""Elements for what stands beside the text of a page; in a quotation, a footer says whose words it holds."""
_FOOTERS = frozenset(f"{of}footer" for of in ("", "site-", "page-", "main-", "global-", "entry-", "post-", "mso"))
"""Names of a page's footer among its classes; "has-footer" and the like say what the element holds."""
_TEXT_OUTSIDE_LINKS = ".//text()[not(ancestor::a or ancestor::script or ancestor::style)]"
_GOOD_SHARE = 1 / 3
"""An element with as much of a page's text as this does not stand beside it, whatever its name."""
_BLOCKS = ("p", "head", "list", "item", "table", "row", "quote", "code", "div", "section", "fw")


def read(data: bytes) -> Content:
    """Read a web page; raise UnreadableFile where it holds no main text."""
    page, remarks = decode_declared(data)
    # Pictures that a browser saved into the page would be most of it.
    page = _EMBEDDED.sub(r"\1", _XML_DECLARATION.sub("", page, count=1))
    if len(page) > _LONGEST_MARKUP:
        raise UnreadableFile(f"more than {_LONGEST_MARKUP // 10**6} million characters of markup; split it")
    content = page_content(page)
    return replace(content, remarks=remarks + content.remarks)


def page_content(
    page: str, metadata: Metadata | None = None, take_out: Callable[[Any], object] | None = None
) -> Content:
    """Return the main text of a page that is decoded already, with what it says about itself unless that is given.

    `take_out` takes out of the page's tree what is not to be read.
    """
    seen, remarks = _seen(page, take_out)
    found, pieces = _main(seen)
    if not any(piece.kind is Kind.HEADING for piece in pieces):
        with suppress(UnreadableFile):  # what was found stands
            pieces = _as_one(seen, pieces)
    if all(piece.kind is Kind.HEADING for piece in pieces):
        raise UnreadableFile("no main text in this page; save the article itself, or copy its text into a .txt file")
    said = Metadata(
        title=found.title or "",
        date=found.date or "",
        publisher=_line(found.sitename or found.author or found.hostname),
        url=found.url or "",
    )
    return replace(compose(pieces, metadata or said), remarks=remarks)


def _seen(page: str, take_out: Callable[[Any], object] | None) -> tuple[Any, tuple[str, ...]]:
    """Return a page without what is not to be read, as a tree if there may be such, and a remark on what is unseen."""
    if not take_out and not html_unseen.is_marked(page):
        return page, ()
    with _odd_markup():
        tree: Any = trafilatura.load_html(page)
        if tree is not None and take_out:
            take_out(tree)
        remarks = (UNSEEN,) if tree is not None and html_unseen.take_out(tree) else ()
    return tree, remarks


def _as_one(page: Any, pieces: list[Piece]) -> list[Piece]:
    """Read a page as one article without what stands beside it; take that if it holds the same text.

    Of a short page, or one that names no article, the library gives the bare text of everything: headings as lines
    of a paragraph, and menus.
    """
    with _odd_markup():
        tree: Any = trafilatura.load_html(page) if isinstance(page, str) else deepcopy(page)
        body = tree.find("body") if tree is not None else None
        if body is None:
            return pieces
        beside = _taken_out(body)
        body.tag = "article"
        outer = tree.makeelement("body")
        tree.replace(body, outer)
        outer.append(body)
    _, whole = _main(tree)
    text = [each for each in whole if each.kind is not Kind.HEADING]
    lost = _words(pieces) - _words(whole) - Counter(beside)
    added = _words(text) - _words(pieces)
    return whole if text and not lost and not added else pieces


def _words(pieces: Iterable[Piece]) -> Counter[str]:
    return Counter(word for piece in pieces for word in piece.text.split())


def _taken_out(body: Any) -> list[str]:
    """Take what stands beside the text out of a page, outermost first, and return its words."""
    found: dict[Any, None] = {}
    most = _GOOD_SHARE * _length(body)
    for each in body.iterdescendants():
        if not isinstance(each.tag, str):  # a comment
            continue
        beside = each.tag in _BESIDE or not _FOOTERS.isdisjoint((each.get("class") or "").lower().split())
        within = beside and any(outer in found or outer.tag == "blockquote" for outer in each.iterancestors())
        if beside and not within and _length(each) < most:
            found[each] = None
    # The library may or may not part words at a tag.
    words = [word for each in found for join in ("", " ") for word in join.join(each.itertext()).split()]
    for each in found:
        each.drop_tree()
    return words


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.xpath(_TEXT_OUTSIDE_LINKS))


def _main(page: Any) -> tuple[Any, list[Piece]]:
    """Return what the library says of a page, and the pieces of its main text."""
    with _odd_markup():
        found: Any = trafilatura.bare_extraction(
            page, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_DATES
        )
    body = getattr(found, "body", None)
    return found, [piece for piece in _pieces(body) if piece.text.strip()] if body is not None else []


@contextmanager
def _odd_markup() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # whatever the library trips over
        raise UnreadableFile("its markup cannot be read; copy its text into a .txt file") from error


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _pieces(body: Any) -> Iterator[Piece]:
    """Yield the blocks of trafilatura's tree in order; a text that stands beside blocks is a paragraph."""
    for element in body:
        yield from _element(element, 0, "-")


def _element(element: Any, depth: int, marker: str) -> Iterator[Piece]:
    tag = element.tag
    if tag == "head":
        level = element.get("rend", "h2")[1:]
        yield Piece(Kind.HEADING, _text(element), int(level) if level.isdigit() else 2)
    elif tag == "list":
        ordered = element.get("rend") == "ol"
        for number, item in enumerate(element, start=1):
            yield from _element(item, depth + 1, f"{number}." if ordered else "-")
    elif tag == "table":
        yield from _table(element)
    elif tag == "row":
        yield Piece(Kind.ROW, row(_text(cell) for cell in element))
    elif tag == "code":
        yield Piece(Kind.CODE, _text(element))
    else:
        kind = Kind.ITEM if depth and tag == "item" else Kind.PARAGRAPH
        yield from _mixed(element, kind, depth, marker)
    if element.tail and element.tail.strip():
        yield Piece(Kind.PARAGRAPH, element.tail)


def _table(element: Any) -> Iterator[Piece]:
    yield Piece(Kind.PARAGRAPH, element.text or "")
    rows: list[Any] = []
    for child in (*element, None):
        if child is not None and child.tag == "row":
            rows.append(child)
            continue
        yield from rows_of([[_text(cell) for cell in each] for each in rows], _heads(rows))
        rows = []
        if child is not None:
            yield from _element(child, 0, "-")


def _heads(rows: Sequence[Any]) -> int | None:
    """Return how many rows at the top of a table name its columns; None if the page does not tell."""
    cells = [[cell.get("role") == "head" for cell in each if _text(cell).strip()] for each in rows]
    cells = [each for each in cells if each]
    named = next((at for at, each in enumerate(cells) if not all(each)), len(cells))
    if named == len(cells):
        return None
    return named if named or cells[0][0] else None


def _mixed(element: Any, kind: Kind, depth: int, marker: str) -> Iterator[Piece]:
    """Yield an element's own text, then the blocks that stand in it."""
    text = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            if kind is Kind.ITEM and child.tag in ("p", "div"):
                text += [" ", _text(child), " ", child.tail or ""]
                continue
            yield Piece(kind, "".join(text), depth, marker)
            text = [child.tail or ""]
            child.tail = None
            yield from _element(child, depth, marker)
        else:
            text += ["\n" if child.tag == "lb" else _text(child), child.tail or ""]
    yield Piece(kind, "".join(text), depth, marker)


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else _text(child), " " if child.tag in _BLOCKS else "", child.tail or ""]
    return "".join(parts)
