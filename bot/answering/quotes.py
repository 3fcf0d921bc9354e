"""Quotes: what they carry, and the last look before one is shown."""

import hashlib
from dataclasses import dataclass

from bot.errors import QuoteError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.model import Span, pages_of

_ID_DIGITS = 12


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

    @property
    def id(self) -> str:
        """Name the quote the same on every machine: the text's hash and the offsets."""
        return f"{self.document.sha256[:_ID_DIGITS]}-{self.span.start}-{self.span.end}"

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
    """Cut a quote out of the stored text; raise QuoteError if it would not hold."""
    quote = Quote(span.cut(reader.text(document.id)), document, headings, span, key or (span,), also)
    verify(reader, quote)
    return quote


def verify(reader: Reader, quote: Quote) -> None:
    """Cut the quote again out of the stored text and compare; raise QuoteError on any difference."""
    text = reader.text(quote.document.id)
    if hashlib.sha256(text.encode()).hexdigest() != quote.document.sha256:
        raise QuoteError(
            f"the stored text of {quote.document.name} was altered after it was indexed; "
            "nothing is quoted from it: run `index --rebuild`"
        )
    inside = 0 <= quote.span.start < quote.span.end <= len(text)
    if not inside or quote.span.cut(text) != quote.text or not all(map(quote.span.contains, quote.key)):
        raise QuoteError(f"a passage of {quote.document.name} does not match its stored text; run `index --rebuild`")
