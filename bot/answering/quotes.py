"""Quotes: what they carry, and the last look before one is shown."""

import hashlib
from dataclasses import dataclass

from bot.answering.framing import headings_read_with, taken_back_below
from bot.answering.leaning import introduced_by
from bot.answering.quote_id import QuoteId
from bot.answering.turns import Turns
from bot.errors import QuoteError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.model import Span, pages_of
from knowledge.outline import Outline

_PASSAGES_AROUND = 2
"""At first; few lists are longer."""
_MOST_BEHIND = 16
"""Passages behind a stretch in which the end of its list or table is looked for."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A verbatim stretch of a quote's document that goes with the quote."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of a document with everything needed to check it."""

    text: str
    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    key: tuple[Span, ...]
    """The sentences that answer, within the span."""
    also: tuple["Quote", ...] = ()
    """Quotes of other documents that say nearly the same."""
    context: tuple[Extract, ...] = ()
    """What stands outside the span and has to be read with it, in order: "False" above it, what introduces its list,
    what takes it back in the next section."""

    @property
    def id(self) -> str:
        """Name the quote the same on every machine: the text's hash and the offsets."""
        return str(QuoteId(self.document.sha256, self.span))

    @property
    def before(self) -> tuple[Extract, ...]:
        """Return the part of the context that stands before the span."""
        return tuple(each for each in self.context if each.span.start < self.span.start)

    @property
    def behind(self) -> tuple[Extract, ...]:
        """Return the part of the context that stands behind the span."""
        return tuple(each for each in self.context if each.span.start >= self.span.end)

    @property
    def pages(self) -> tuple[int, int] | None:
        """Return the first and last page that the quote stands on, None where the document has no pages."""
        return pages_of(self.document.pages, self.span)

    @property
    def key_texts(self) -> tuple[str, ...]:
        """Return the text of each sentence that answers."""
        return tuple(self.text[span.start - self.span.start : span.end - self.span.start] for span in self.key)


def cut_quote(
    reader: Reader,
    document: StoredDocument,
    headings: tuple[str, ...],
    span: Span,
    key: tuple[Span, ...] = (),
    also: tuple[Quote, ...] = (),
) -> Quote:
    """Cut a quote and what has to be read with it out of the stored text; raise QuoteError if it would not hold."""
    text = reader.text(document.id)
    above = headings_read_with(reader, document, headings, span)
    outline = outlined(reader, document, span)
    read_before = [*above, *introduced_by(outline, span)]
    speaker = Turns(text).speaker(outline, span.start)
    if speaker and speaker.end <= span.start and speaker not in read_before:
        read_before.append(Span(speaker.start, speaker.start + len(speaker.cut(text).rstrip())))
    read_with = [*read_before, *taken_back_below(reader, document, headings, span)]
    context = tuple(Extract(each, each.cut(text)) for each in read_with)
    quote = Quote(span.cut(text), document, headings, span, key or (span,), also, context)
    verify(reader, quote)
    return quote


def outlined(reader: Reader, document: StoredDocument, span: Span) -> Outline:
    """Return the outline of what stands around the beginning of a stretch, up to where its list or table begins.

    It goes on to what stands behind that as far as anything there could take the stretch back.
    """
    reach = _PASSAGES_AROUND
    while True:
        sentences, items, before, behind = reader.layout_around(document.id, span.start, reach)
        outline = Outline(reader.text(document.id), sentences, items)
        open_ended = behind and reach < _MOST_BEHIND and outline.is_cut_behind(span.end - 1)
        if not open_ended and not (before and outline.is_cut(span.start)):
            return outline
        reach *= 8


def verify(reader: Reader, quote: Quote) -> None:
    """Cut the quote again out of the stored text and compare; raise QuoteError on any difference."""
    text = reader.text(quote.document.id)
    if hashlib.sha256(text.encode()).hexdigest() != quote.document.sha256:
        raise QuoteError(
            f"the stored text of {quote.document.name} was altered after it was indexed; "
            "nothing is quoted from it: run `index --rebuild`"
        )
    inside = 0 <= quote.span.start < quote.span.end <= len(text)
    told = all(0 <= each.span.start < each.span.end and not each.span.overlaps(quote.span) for each in quote.context)
    same = quote.span.cut(text) == quote.text and all(each.span.cut(text) == each.text for each in quote.context)
    if not inside or not told or not same or not all(map(quote.span.contains, quote.key)):
        raise QuoteError(f"a passage of {quote.document.name} does not match its stored text; run `index --rebuild`")
