"""Long results in pages within Discord's limits, never cut within a sentence that fits a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.discord.literal import literal, units, whole
from knowledge.model import Span
from knowledge.sentences import sentence_spans

MOST_TEXT = 3600
"""Characters of text on a page; Discord takes 4,000 in a message, and a page's own lines need some."""
_MOST_COMPONENTS = 28
"""Of the 40 that Discord takes in a message, some are the frame and the buttons."""
_LONGEST_PARAGRAPH = 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of markdown on a page."""

    markdown: str

    @property
    def components(self) -> int:
        """Count what Discord counts."""
        return 1


@dataclass(frozen=True, slots=True)
class Source:
    """A citation, with a button that shows the quote where it stands."""

    markdown: str
    quote_id: str
    document: str
    """The key of the quote's document."""

    @property
    def components(self) -> int:
        """Count what Discord counts: the section, its text and its button."""
        return 3


Piece = Text | Source
Block = tuple[Piece, ...]
"""What is to stay on one page; must fit it."""
Page = tuple[Piece, ...]


def pages_of(blocks: Sequence[Block], most: int = MOST_TEXT) -> list[Page]:
    """Fill pages with whole blocks; one page at least, which may be empty."""
    pages: list[list[Piece]] = [[]]
    text = parts = 0
    for block in blocks:
        size = sum(units(each.markdown) for each in block)
        count = sum(each.components for each in block)
        if pages[-1] and (text + size > most or parts + count > _MOST_COMPONENTS):
            pages.append([])
            text = parts = 0
        pages[-1] += block
        text, parts = text + size, parts + count
    return [tuple(page) for page in pages]


def stretches(text: str, bold: Sequence[Span] = (), most: int = MOST_TEXT) -> Iterator[Span]:
    """Yield spans that cover the text, each of at most `most` characters once it is literal.

    They end between paragraphs where that leaves no page half empty, else between sentences; within a
    sentence only where it alone is longer, and there between words.
    """
    start = 0
    while start < len(text):
        limit = _limit(text, start, bold, most)
        end = limit if limit == len(text) else _break(text, start, limit)
        yield Span(start, end)
        start = end


def cut(text: str, span: Span, bold: Sequence[Span] = ()) -> str:
    """Return literal markdown of a stretch without blank lines at its ends, with what is bold in it."""
    start, end = span.start, span.end
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip("\n"))
    inside = [Span(max(each.start, start) - start, min(each.end, end) - start) for each in bold if each.overlaps(span)]
    return literal(text[start:end].rstrip(), [each for each in inside if each.start < each.end])


def _limit(text: str, start: int, bold: Sequence[Span], most: int) -> int:
    """Return how far a page can reach."""
    end = min(len(text), start + most)
    while (over := units(cut(text, Span(start, end), bold)) - most) > 0:
        end -= max(1, over // 2)
    return end


def _break(text: str, start: int, limit: int) -> int:
    """Return where to end a page that must not reach beyond `limit`."""
    paragraph = text.rfind("\n\n", start, limit)
    if paragraph > (start + limit) // 2:
        return paragraph + 2
    first = max(start, paragraph + 2 if paragraph >= 0 else start)
    after = text.find("\n\n", limit)
    last = min(len(text) if after < 0 else after, first + _LONGEST_PARAGRAPH)
    ends = [each.end for each in sentence_spans(text, Span(first, last)) if start < each.end <= limit]
    if ends:
        return ends[-1]
    if first > start:
        return first
    line, space = (text.rfind(each, start + 1, limit) for each in "\n ")
    space = line if line > (start + limit) // 2 else max(line, space)
    return space + 1 if space > start else max(start + 1, whole(text, limit))
