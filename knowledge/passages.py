"""Sections to passages: whole sentences of one section, packed up to a number of word pieces."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.model import Block, Document, Kind, Passage, Section, Span
from knowledge.sentences import sentence_spans, trim

Counter = Callable[[Sequence[str]], Sequence[int]]
"""Texts to their lengths in word pieces, special tokens not counted."""

_LONGEST_MARKER = 12
"""Letters and digits between two units of one passage; more is left-out matter, such as a comment."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never divided between passages if it fits: a sentence, or a list item whole."""

    sentences: tuple[Span, ...]
    size: int
    item: bool

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)


def passages_of(
    document: Document, sections: Sequence[Section], count: Counter, target: int, limit: int
) -> tuple[Passage, ...]:
    """Return the document's passages in order.

    `count` gives word pieces; a passage is closed when the next unit would take it past `target`;
    no passage exceeds `limit`, for which an over-long sentence is cut between words.
    """
    passages: list[Passage] = []
    for position, section in enumerate(sections):
        pack: list[_Unit] = []
        size = 0
        for unit in _units(document, section.blocks, count, limit):
            # List markers between two units are no unit's text, but they are the passage's.
            gap = document.text[pack[-1].span.end : unit.span.start] if pack else ""
            size += unit.size + (count([gap])[0] if gap.strip() else 0)
            if pack and (size > target or sum(map(str.isalnum, gap)) > _LONGEST_MARKER):
                passages.append(_passage(position, pack))
                pack, size = [], unit.size
            pack.append(unit)
        if pack:
            passages.append(_passage(position, pack))
    return tuple(passages)


def _passage(section: int, pack: list[_Unit]) -> Passage:
    return Passage(
        section=section,
        span=Span(pack[0].span.start, pack[-1].span.end),
        sentences=tuple(span for unit in pack for span in unit.sentences),
        items=tuple(unit.span for unit in pack if unit.item),
    )


def _units(document: Document, blocks: Sequence[Block], count: Counter, limit: int) -> Iterator[_Unit]:
    for block in blocks:
        spans = _lines(document.text, block.span) if block.kind is Kind.CODE else ()
        spans = spans or sentence_spans(document.text, block.span)
        sizes = count([document.cut(span) for span in spans])
        item = block.kind in (Kind.ITEM, Kind.ROW)
        if item and sum(sizes) <= limit:
            yield _Unit(spans, sum(sizes), item=True)
            continue
        for span, size in zip(spans, sizes, strict=True):
            if size <= limit:
                yield _Unit((span,), size, item=False)
                continue
            for piece in _pieces(document.text, span, count, limit):
                yield _Unit((piece,), count([document.cut(piece)])[0], item=False)


def _lines(text: str, span: Span) -> tuple[Span, ...]:
    spans, start = [], span.start
    for line in span.cut(text).splitlines(keepends=True):
        spans.append(trim(text, Span(start, start + len(line))))
        start += len(line)
    return tuple(line for line in spans if len(line))


def _pieces(text: str, span: Span, count: Counter, limit: int) -> Iterator[Span]:
    """Halve a stretch that exceeds the limit, between words where there are any, until it fits."""
    if len(span) < 2 or count([span.cut(text)])[0] <= limit:
        yield span
        return
    middle = span.start + len(span) // 2
    gap = max(text.rfind(" ", span.start, middle), text.rfind("\n", span.start, middle))
    cut = gap + 1 if gap > span.start + len(span) // 4 else middle
    for half in (Span(span.start, cut), Span(cut, span.end)):
        if len(half := trim(text, half)):
            yield from _pieces(text, half, count, limit)
