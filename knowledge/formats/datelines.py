"""Lines that only say where and when a document was written, and the title above such a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.formats.properties import DATE, NEAR_THE_TOP, WEEKDAY, dateline, dates_something_else
from knowledge.model import Block, Content, Kind, Span
from knowledge.sentences import trim
from knowledge.words import FUNCTION_WORDS

LONGEST_TITLE_LINE = 300
_LONGEST_LINE_ABOVE = 100
"""Above a dateline in the same paragraph; a longer one is rather a line of running text."""
_LABEL = re.compile(r"(?:date[ds]?|published|updated|issued|released|posted|as of)(?: on)?:?", re.IGNORECASE)
_PLACES = re.compile(r"[^\W\d_][\w.'’/ -]{1,40}(?:,\s*[^\W\d_][\w.'’ -]{1,40})?")
_PARTED = re.compile(r"(?:,|\s[–—|-])\s*$")
_NEWS_AGENCY = re.compile(r"\([^()]{1,30}\)")
_PARTICLES = frozenset("al am an bei da de del der do dos du el la le les of on sur the upon".split())
_MOST_WORDS_OF_A_PLACE = 5
_FEWEST_WORDS_OF_PROSE = 8


def is_dateline(line: str) -> bool:
    """Tell whether a line is a date and nothing else but a place, a day of the week or a word such as "Updated"."""
    found = list(DATE.finditer(line))
    if len(found) != 1:
        return False
    before = WEEKDAY.sub("", line[: found[0].start()])
    after = WEEKDAY.sub("", _NEWS_AGENCY.sub("", line[found[0].end() :])).strip(" ,.|–—*_-")
    lead = before.strip(" ,|–—*_-")
    if after or not lead or _LABEL.fullmatch(lead):
        return not after
    words = re.split(r"[\s/,]+", lead)
    named = all(word[:1].isupper() or word in _PARTICLES for word in words) and words[-1] not in _PARTICLES
    parted = _PARTED.search(before.rstrip("*_ ") + " ") is not None
    return parted and named and len(words) <= _MOST_WORDS_OF_A_PLACE and _PLACES.fullmatch(lead) is not None


def apart(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make blocks of their own of the datelines above the running text, also where no blank line parts them."""
    found: list[Block] = []
    for at, block in enumerate(blocks):
        if at >= NEAR_THE_TOP or (block.kind is Kind.PARAGRAPH and _is_prose(block.span.cut(text))):
            # What is named with a date further down is rather what it is about.
            return (*found, *(_parted(text, block, first=at == 0)), *blocks[at + 1 :])
        found += _parted(text, block, first=at == 0)
    return tuple(found)


def with_title(content: Content) -> Content:
    """Set datelines apart; where nothing else gives a title or a date, the line above one and it itself do."""
    blocks, metadata = apart(content.text, content.blocks), content.metadata
    if not metadata.title and len(blocks) > 2 and blocks[0].kind is Kind.PARAGRAPH and blocks[1].kind is Kind.DATELINE:
        line = blocks[0].span.cut(content.text)
        if is_title_line(line):
            blocks = (replace(blocks[0], kind=Kind.TITLE), *blocks[1:])
            metadata = replace(metadata, title=" ".join(line.strip("*_").split()))
    lines = (block.span.cut(content.text) for block in blocks if block.kind is Kind.DATELINE)
    return replace(content, blocks=blocks, metadata=replace(metadata, date=metadata.date or dateline(lines)))


def is_title_line(line: str) -> bool:
    """Tell whether a line by itself reads as a title."""
    shown = " ".join(line.strip("*_").split())
    if "\n" in line or len(line) > LONGEST_TITLE_LINE or is_dateline(line) or is_of_another_date(line):
        return False
    return not shown.endswith((".", ":", ";", ",", "…"))


def is_of_another_date(line: str) -> bool:
    """Tell whether a line names the date of something else behind a label or in capitals, as no title does."""
    return dates_something_else(line) and (":" in line or line.isupper())


def _parted(text: str, block: Block, *, first: bool) -> Iterator[Block]:
    """Yield a paragraph's lines above its dateline, that, and the others; any other block as it is."""
    at = _dateline_in(block.span.cut(text).split("\n"), first=first) if block.kind is Kind.PARAGRAPH else None
    if at is None:
        yield block
        return
    lines = block.span.cut(text).split("\n")
    start = block.span.start + sum(len(line) + 1 for line in lines[:at])
    for kind, span in (
        (Kind.PARAGRAPH, Span(block.span.start, start)),
        (Kind.DATELINE, Span(start, start + len(lines[at]))),
        (Kind.PARAGRAPH, Span(min(start + len(lines[at]) + 1, block.span.end), block.span.end)),
    ):
        if len(span := trim(text, span)):
            yield replace(block, kind=kind, span=span)


def _dateline_in(lines: Sequence[str], *, first: bool) -> int | None:
    """Return the line that is a dateline: the first, or one of the next two below a document's title."""
    for at, line in enumerate(lines[: 3 if first else 1]):
        if at and _goes_on(lines[at - 1]):
            return None
        if is_dateline(line) and not lines[min(at + 1, len(lines) - 1)].lstrip()[:1].islower():
            return at
    return None


def _goes_on(line: str) -> bool:
    """Tell that a line is one of running text, which goes on in the next."""
    last = line.split()[-1] if line.split() else ""
    return len(line) > _LONGEST_LINE_ABOVE or line.endswith((",", ".", ";")) or last in FUNCTION_WORDS


def _is_prose(text: str) -> bool:
    return text.rstrip("\"'”’»)*_").endswith((".", "!", "?")) and len(text.split()) >= _FEWEST_WORDS_OF_PROSE
