"""A PDF's lines in reading order: running heads dropped, columns one after the other, table rows whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from knowledge.formats.pdf_lines import Line, Page

_MARGIN = 0.12
"""Share of the page's height, above and below, in which running heads and page numbers stand."""

_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|página|p\.?)\s*)?[-–—|•\s]*(?:\d{1,4}|[ivxl]{1,6})[-–—|•\s]*(?:(?:of|/|von|de|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(r"(?:page|seite|página)\s+\d+.*|\d+\s*(?:of|/)\s*\d+|[-–—]\s*\d+\s*[-–—]", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MOST_PAGES_APART = 4
"""A running head comes back within so many pages: on every other one, with a chapter's first page left out."""

_SHORTEST_COLUMN = 4
_SHORTEST_COLUMN_LINE = 20
MARKER = re.compile(r"[•▪▸✓❖‣◦·∙●○■□➢*–—-]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]")
"""What stands before a list item."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in reading order, or the cells of a table's row."""

    line: Line
    page: int
    """From 0."""
    right_edge: float
    """How far the lines around it reach."""
    cells: tuple[str, ...] = ()


def reading_order(pages: Sequence[Page]) -> Iterator[Placed]:
    """Yield what is to be read, page by page."""
    furniture = _furniture(pages)
    for number, page in enumerate(pages):
        kept = [line for at, line in enumerate(page.lines) if (number, at) not in furniture]
        rows = [_with_marker(row) for row in _rows(kept)]
        placed = [each for run in _runs(rows) for each in _in_order(run)]
        for line, cells in placed:
            beside = [other.right for other, _ in placed if other.left < line.right and line.left < other.right]
            yield Placed(line, number, max(beside, default=line.right), cells)


def _furniture(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Find what pages repeat above and below their text, and page numbers: (page, place among its lines)."""
    places: dict[tuple[bool, int, str], list[tuple[int, int]]] = {}
    found: set[tuple[int, int]] = set()
    for number, page in enumerate(pages):
        margin = (page.top - page.bottom) * _MARGIN
        for at, line in enumerate(page.lines):
            above = line.bottom > page.top - margin
            if not above and line.top > page.bottom + margin:
                continue
            key = (above, round(line.size), _DIGITS.sub("#", " ".join(line.text.split())))
            places.setdefault(key, []).append((number, at))
            if _NAMED_NUMBER.fullmatch(line.text) or (line.text == str(number + 1)):
                found.add((number, at))
    for (_, _, text), where in places.items():
        on = sorted({number for number, _ in where})
        if len(on) < 2:
            continue
        near = all(after - before <= _MOST_PAGES_APART for before, after in pairwise(on))
        if near or len(on) * _MOST_PAGES_APART >= len(pages) or _PAGE_NUMBER.fullmatch(text.replace("#", "1")):
            found.update(where)
    return found


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Put together what stands on one baseline, from left to right."""
    row: list[Line] = []
    for line in lines:
        beside = row and abs(row[-1].bottom - line.bottom) < 0.3 * line.size and line.left >= row[-1].right
        if row and row[-1].row != line.row and not beside:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _with_marker(row: list[Line]) -> list[Line]:
    """Join the sign of a list item to what it stands before."""
    if len(row) > 1 and MARKER.fullmatch(row[0].text):
        first, second = row[:2]
        return [replace(second, text=f"{first.text} {second.text}", left=first.left), *row[2:]]
    return row


def _runs(rows: Sequence[list[Line]]) -> Iterator[list[list[Line]]]:
    """Divide a page's rows into runs of divided ones and single ones.

    A row that is not divided belongs to the run around it if it stays on one side of its gap.
    """
    run: list[list[Line]] = []
    for row in rows:
        if len(row) > 1 or (run and _beside_gap(run, row[0])):
            run.append(row)
            continue
        if run:
            yield run
        run = []
        yield [row]
    if run:
        yield run


def _gap(run: Sequence[Sequence[Line]]) -> tuple[float, float] | None:
    """Return the widest stretch that no row of a run enters, None where there is none."""
    divided = [row for row in run if len(row) > 1]
    gaps = [(left.right, right.left) for left, right in pairwise(divided[0])]
    for row in divided[1:]:
        here = [(left.right, right.left) for left, right in pairwise(row)]
        gaps = [(max(a, c), min(b, d)) for a, b in gaps for c, d in here if max(a, c) < min(b, d)]
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _beside_gap(run: Sequence[Sequence[Line]], line: Line) -> bool:
    gap = _gap(run)
    above = run[-1][0]
    near = 0 <= above.bottom - line.bottom < 2 * line.size
    return gap is not None and near and _is_columns(run, gap) and (line.right < gap[1] or line.left > gap[0])


def _is_columns(run: Sequence[Sequence[Line]], gap: tuple[float, float]) -> bool:
    """Tell columns of text from a table: their lines are long on both sides."""
    sides = [[line.text for row in run for line in row if (line.left >= gap[1]) is right] for right in (False, True)]
    return all(texts and median(map(len, texts)) >= _SHORTEST_COLUMN_LINE for texts in sides)


def _in_order(run: Sequence[list[Line]]) -> list[tuple[Line, tuple[str, ...]]]:
    gap = _gap(run) if any(len(row) > 1 for row in run) else None
    if gap and len(run) >= _SHORTEST_COLUMN and _is_columns(run, gap):
        left = [[line for line in row if line.left < gap[1]] for row in run]
        right = [[line for line in row if line.left >= gap[1]] for row in run]
        return [
            each for side in (left, right) for part in _runs([row for row in side if row]) for each in _in_order(part)
        ]
    divided = [row for row in run if len(row) > 1]
    if len(divided) > 1 and _aligned(divided):
        return [(_joined(row), tuple(line.text for line in row)) for row in run]
    return [(_joined(row), ()) for row in run]


def _aligned(rows: Sequence[Sequence[Line]]) -> bool:
    """Tell whether the cells behind the first stand under each other: to the left, to the right or centred."""
    for row in rows[1:]:
        edges = [(a, b) for a in rows[0][1:] for b in row[1:]]
        slack = rows[0][0].size / 2
        for a, b in edges:
            middle = (a.left + a.right - b.left - b.right) / 2
            if min(abs(a.left - b.left), abs(a.right - b.right), abs(middle)) < slack:
                return True
    return False


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    return replace(
        row[0],
        text=" ".join(line.text for line in row),
        right=max(line.right for line in row),
        bottom=min(line.bottom for line in row),
        top=max(line.top for line in row),
        size=max(line.size for line in row),
        bold=all(line.bold for line in row),
    )


def usual_size(placed: Sequence[Placed]) -> float:
    """Return the size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for each in placed:
        sizes[round(each.line.size * 2) / 2] += len(each.line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
