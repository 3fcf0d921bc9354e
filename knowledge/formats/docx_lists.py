"""Which paragraphs of a Word document are list items, how deep, and with which number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DEEPEST = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_NO_NUMBER = "0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in its list."""

    level: int
    """From 1."""
    marker: str
    ordered: bool


class Lists:
    """The lists of one document; paragraphs are to be asked about in its order."""

    def __init__(self, document: Any, styles: dict[str, Any]) -> None:
        """Read the document's numbering definitions, if it has any."""
        self._styles = styles
        self._counts: dict[tuple[str, int], int] = {}
        self._formats: dict[tuple[str, int], tuple[str, int]] = {}
        self._define(document)

    def place(self, paragraph: Any, style: Any) -> Place | None:
        """Return the place of a paragraph in a list, None if it is no item."""
        number, depth = _numbering(paragraph)
        while style is not None and not number:
            number, of_style = _numbering(style.element)
            name = (style.name or "").lower()
            if number and of_style is None and name.startswith("list ") and name[-1].isdigit():
                of_style = int(name[-1]) - 1  # Word's own "List Bullet 2" is a list apart whose only level is the first
            depth = of_style if depth is None else depth
            if not number and name.startswith("list ") and "paragraph" not in name and "continue" not in name:
                ordered = "number" in name
                number, depth = name, int(name[-1]) - 1 if name[-1].isdigit() else 0
                self._formats.setdefault((number, depth), ("decimal" if ordered else "bullet", 1))
            style = getattr(style, "base_style", None)
        if not number or number == _NO_NUMBER:
            return None
        depth = min(depth or 0, _DEEPEST - 1)
        form, first = self._formats.get((number, depth), ("bullet", 1))
        for key in [key for key in self._counts if key[0] == number and key[1] > depth]:
            del self._counts[key]
        count = self._counts[number, depth] = self._counts.get((number, depth), first - 1) + 1
        if form in ("bullet", "none"):
            return Place(depth + 1, "-", ordered=False)
        return Place(depth + 1, f"{_written(count, form)}.", ordered=True)

    def _define(self, document: Any) -> None:
        part = next((each.target_part for each in _relations(document) if each.reltype.endswith("/numbering")), None)
        if part is None:
            return
        root = part.element
        abstract = {_value(each, "abstractNumId", own=True): each for each in root if _is(each, "abstractNum")}
        for each in root:
            if not _is(each, "num"):
                continue
            definition = abstract.get(_value(each, "abstractNumId"))
            for level in definition if definition is not None else ():
                if _is(level, "lvl") and (depth := _value(level, "ilvl", own=True)).isdigit():
                    first = _value(level, "start")
                    self._formats[_value(each, "numId", own=True), int(depth)] = (
                        _value(level, "numFmt") or "bullet",
                        int(first) if first.isdigit() else 1,
                    )


def _relations(document: Any) -> Iterator[Any]:
    return (each for each in document.part.rels.values() if not each.is_external)


def _numbering(element: Any) -> tuple[str, int | None]:
    """Return the list and the depth, from 0, that a paragraph or style names; empty and None where it does not."""
    properties = next((each for each in element if _is(each, "pPr")), ())
    found = next((each for each in properties if _is(each, "numPr")), None)
    if found is None:
        return "", None
    depth = _value(found, "ilvl")
    return _value(found, "numId"), int(depth) if depth.isdigit() else None


def _is(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}" + name)


def _value(element: Any, name: str, *, own: bool = False) -> str:
    """Return the value of an element's own attribute or of its first child of that name."""
    if not own:
        element = next((each for each in element if _is(each, name)), None)
        name = "val"
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.endswith("}" + name)), "")


def _written(count: int, form: str) -> str:
    if form.endswith("Letter") and 1 <= count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 1 <= count < 4000:
        text = ""
        for worth, sign in _ROMAN:
            text += sign * (count // worth)
            count %= worth
        return text.upper() if form.startswith("upper") else text
    return str(count)
