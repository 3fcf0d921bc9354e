"""A section's sentences as paragraphs, list items and table rows, and what stands over an item or a row."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.model import Kind, Span
from knowledge.sentences import trim

# Most of these are part of a paragraph to Markdown's parser; the others stand before items too long for a passage.
_MARK = re.compile(r"[ \t>]*(?:[-+*•·▪◦‣⁃–—]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})\)|\d{1,3}\.|[a-z]\.)\s+")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+[-:| \t]*(?:\n|$)")
_FIELD = re.compile(r"[*_]{0,3}[^\W\d_][\w /-]{1,30}?[*_]{0,3}[:：][*_]{0,3}[ \t]+(?P<value>\S[^\n]*)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_JOINING = frozenset("al and de del der el for in la of the und van von y".split())
_MOST_HEADS = 4
"""Rows at the top of a table that may name its columns."""
_FEWEST_COLUMNS = 3
"""Of a table whose first row is taken for one that names them, where the document does not tell."""
_LINE_BREAK = re.compile(rf"\n(?=[ \t>]*(?:\n|\|)|{_MARK.pattern})")
"""Before a blank line, a table's row or the mark of an item; others only wrap a paragraph."""
_CLOSERS = "*_”’\"')]» \t"
_NESTED = 2
"""Columns by which a nested item is set in at least."""
_TAB = 4


def announces(text: str) -> bool:
    """Tell whether a text ends with a colon, whatever mark-up closes it."""
    return text.rstrip(_CLOSERS).endswith((":", "："))


def lines_of(text: str) -> list[str]:
    """Return paragraphs, list items and table rows as a line each, items set in as they are nested.

    The dashes below the row that names a table's columns are none.
    """
    lines = [line.strip("\n") for line in _LINE_BREAK.split(text) if line.strip() and not is_rule(line)]
    return [" " * (_set_in(line) if _MARK.match(line) else 0) + " ".join(line.split()) for line in lines]


def is_rule(line: str) -> bool:
    """Tell whether a line is the dashes below the row that names a table's columns, or such a row that is empty."""
    return "|" in line and not line.strip("|-: \t\n>")


def _is_field(text: str) -> bool:
    """Tell whether a line gives but several names, or a number, behind a label: "Excused: Tomás Herrera, Wen Li".

    One name alone does not tell: "Verdict: False" introduces what stands below it.
    """
    match = _FIELD.fullmatch(text.strip().rpartition("\n")[2].strip())
    if not match or match["value"].rstrip(_CLOSERS).endswith((".", ":", "：", "!", "?", ";")):
        return False
    value = _IN_BRACKETS.sub("", match["value"])
    named = [word for word in re.findall(r"[^\W_][\w’'-]*", value) if word not in _JOINING]
    several = any(mark in value for mark in (",", ";", " and "))
    return (several or any(word[0].isdigit() for word in named)) and not any(word[0].islower() for word in named)


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, list item or table row of a section."""

    kind: Kind
    span: Span
    column: int
    """Where its line's text, or mark, begins."""
    whole: bool
    """Whether it is kept as one."""


class Outline:
    """The units of a section, or of a part of it, in order."""

    def __init__(self, text: str, sentences: Sequence[Span], items: Sequence[Span]) -> None:
        """Put together the sentences of `text`, the document's; `items` are list items and table rows among them."""
        self.text = text
        self.sentences = tuple(sentences)
        self._starts = [each.start for each in self.sentences]
        self.units = tuple(self._parted(self._gathered(items)))
        self._ends = [unit.span.end for unit in self.units]

    def unit_at(self, offset: int) -> int:
        """Return the position of the unit that holds an offset, or else of the next one."""
        return bisect_right(self._ends, offset)

    def position(self, offset: int) -> int:
        """Return the position of the sentence that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def before(self, offset: int) -> Span | None:
        """Return the sentence that ends at an offset or last before it."""
        at = bisect_left(self._starts, offset) - 1
        return self.sentences[at] if at >= 0 else None

    def after(self, offset: int) -> Span | None:
        """Return the sentence that begins at an offset or next after it."""
        at = bisect_left(self._starts, offset)
        return self.sentences[at] if at < len(self.sentences) else None

    def is_cut(self, offset: int) -> bool:
        """Tell whether the list or table that an offset stands in goes back to the outline's beginning."""
        if not self.units:
            return True
        first = self.start_of_run(min(self.unit_at(offset), len(self.units) - 1))
        return first == 0 and self.units[first].kind is not Kind.PARAGRAPH

    def is_cut_behind(self, offset: int) -> bool:
        """Tell whether the list or table that an offset stands in goes on to the outline's end."""
        at = self.unit_at(offset)
        is_run = at < len(self.units) and self.units[at].kind is not Kind.PARAGRAPH
        return is_run and self.end_of_run(at) == len(self.units) - 1

    def end_of_run(self, at: int) -> int:
        """Return the position of the last unit of the list or table that a unit is part of."""
        while at + 1 < len(self.units) and self.units[at + 1].kind is self.units[at].kind is not Kind.PARAGRAPH:
            at += 1
        return at

    def start_of_run(self, at: int) -> int:
        """Return the position of the first unit of the list or table that a unit is part of."""
        while at and self.units[at - 1].kind is self.units[at].kind is not Kind.PARAGRAPH:
            at -= 1
        return at

    def heads_table(self, at: int) -> bool:
        """Tell whether a unit is a row that names the columns of the rows below it.

        Where the document does not tell, the first of two columns may as well be what the second one says of it.
        """
        if self.units[at].kind is not Kind.ROW:
            return False
        first = self._first_of_table(at)
        heads = self._heads(first)
        if heads is None:
            columns = self.units[at].span.cut(self.text).count("|") - 1
            return at == first and self._is_table(at) and self._starts_table(at) and columns >= _FEWEST_COLUMNS
        return at < first + heads

    def over(self, offset: int) -> tuple[Span, ...]:
        """Return what introduces that which begins at an offset, in order: a line that announces it, a header row.

        Over a list's item stand the last sentence before the list and the items that it is nested in.
        """
        at = self.unit_at(offset)
        if at >= len(self.units):
            return ()
        found, before = self._over_row(at) if self.units[at].kind is Kind.ROW else self._over_item(at)
        if self.units[at].kind is Kind.PARAGRAPH:
            found = self._announced(self.units[at], offset)
            if found or before < 0 or not announces(self.units[before].span.cut(self.text)):
                return found
        if before >= 0 and self.units[before].kind is Kind.PARAGRAPH:
            last = self._last_sentence(self.units[before].span)
            if not _is_field(last.cut(self.text)):
                found = (last, *found)
        return found

    def _over_row(self, at: int) -> tuple[tuple[Span, ...], int]:
        first = self._first_of_table(at)
        heads = self._heads(first)
        named = self.units[first : min(at, first + (1 if heads is None else heads))]
        return tuple(unit.span for unit in named), first - 1

    def _over_item(self, at: int) -> tuple[tuple[Span, ...], int]:
        """Return the items around a unit that is an item, outermost first, and the position before its list."""
        outer: list[Span] = []
        column, before = self.units[at].column, at - 1
        if self.units[at].kind is Kind.ITEM:
            while before >= 0 and self.units[before].kind is Kind.ITEM:
                if self.units[before].column + _NESTED <= column:
                    outer.insert(0, self._last_sentence(self.units[before].span))
                    column = self.units[before].column
                before -= 1
        return tuple(outer), before

    def _first_of_table(self, at: int) -> int:
        while at and self._is_table(at - 1):
            at -= 1
        return at

    def _heads(self, first: int) -> int | None:
        """Return how many rows, from the first of a table, name its columns; None if no rule tells."""
        for at in range(first, min(first + _MOST_HEADS, len(self.units))):
            line_end = self.text.find("\n", self.units[at].span.end)
            if line_end >= 0 and _RULE.match(self.text, line_end + 1):
                return at + 1 - first
            if not self._is_table(at):
                break
        return 0 if _RULE.fullmatch(self._line_above(first)) else None

    def _starts_table(self, at: int) -> bool:
        """Tell whether a row is the first of its table in the document, not just in the outline."""
        return not self._line_above(at).strip(" \t>").startswith("|")

    def _line_above(self, at: int) -> str:
        start = self._line_start(self.units[at].span.start)
        return self.text[self._line_start(start - 1) : start - 1] if start else ""

    def _is_table(self, at: int) -> bool:
        """Tell whether a unit and the next are rows of one table."""
        one, other = self.units[at : at + 2] if at + 1 < len(self.units) else (None, None)
        if one is None or other is None or not one.kind is other.kind is Kind.ROW:
            return False
        return not _BLANK_LINE.search(self.text, one.span.end, other.span.start)

    def _announced(self, unit: Unit, offset: int) -> tuple[Span, ...]:
        """Return the line of a paragraph that announces the lines behind it, if one at an offset is such a line."""
        for sentence in reversed([each for each in self.sentences if unit.span.start <= each.start < offset]):
            if not self._begins_line(offset):
                break
            line_end = self.text.find("\n", sentence.start, sentence.end)
            for line in (sentence, Span(sentence.start, line_end)):
                if announces(line.cut(self.text)):
                    return (line,)
            offset = sentence.start
        return ()

    def _begins_line(self, offset: int) -> bool:
        start = self._line_start(offset)
        mark = _MARK.match(self.text, start, offset)
        return not self.text[mark.end() if mark else start : offset].strip(" \t>")

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _last_sentence(self, span: Span) -> Span:
        found = self.before(span.end)
        return found if found and span.contains(found) else span

    def _gathered(self, items: Sequence[Span]) -> Iterator[Unit]:
        """Yield items and rows whole, and else sentences that no blank line and no mark of a list parts."""
        by_start = sorted(items)
        starts = [each.start for each in by_start]
        last: Unit | None = None
        for sentence in self.sentences:
            at = bisect_right(starts, sentence.start) - 1
            if at >= 0 and by_start[at].contains(sentence):
                unit = self._item(by_start[at])
            elif last and not last.whole and self._goes_on(last, sentence):
                last = replace(last, span=Span(last.span.start, sentence.end))
                continue
            else:
                unit = self._sentence(sentence)
            if last and last.span != unit.span:
                yield last
            last = unit
        if last:
            yield last

    def _goes_on(self, unit: Unit, sentence: Span) -> bool:
        if _BLANK_LINE.search(self.text, unit.span.end, sentence.start):
            return False
        return not self._begins_line(sentence.start) or not _MARK.match(self.text, self._line_start(sentence.start))

    def _item(self, span: Span) -> Unit:
        margin = self.text[self._line_start(span.start) : span.start]
        # A row has no mark before it; nor has what follows a nested list and still belongs to the outer item.
        is_row = not margin.strip(" \t>") and "|" in span.cut(self.text)
        return Unit(Kind.ROW if is_row else Kind.ITEM, span, _set_in(margin), whole=True)

    def _sentence(self, span: Span) -> Unit:
        start = self._line_start(span.start)
        is_marked = self._begins_line(span.start) and _MARK.match(self.text, start, span.end)
        return Unit(
            Kind.ITEM if is_marked else Kind.PARAGRAPH, span, _set_in(self.text[start : span.start]), whole=False
        )

    def _parted(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """Part from each item a last line that announces the next list: to Markdown it still belongs to the item."""
        last: Unit | None = None
        for unit in units:
            if last:
                yield from self._without_announcement(last) if unit.kind is Kind.ITEM else (last,)
            last = unit
        if last:
            yield last

    def _without_announcement(self, unit: Unit) -> Iterator[Unit]:
        start = self._line_start(unit.span.end)
        line = Span(start, unit.span.end)
        set_in = _set_in(line.cut(self.text))
        is_item = unit.kind is Kind.ITEM and start > unit.span.start and set_in <= unit.column
        if is_item and announces(line.cut(self.text)):
            yield replace(unit, span=trim(self.text, Span(unit.span.start, start)))
            yield Unit(Kind.PARAGRAPH, trim(self.text, line), set_in, whole=False)
        else:
            yield unit


def _set_in(line: str) -> int:
    """Return the column at which a line's text or mark begins."""
    line = line.expandtabs(_TAB)
    return len(line) - len(line.lstrip(" >"))
