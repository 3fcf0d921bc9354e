"""Quotes given earlier, found again by their ids; what no longer holds is named instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.quote_id import QuoteId
from bot.answering.quotes import Quote, cut_quote
from bot.errors import QuoteError, RequestError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument, StoredSection
from knowledge.model import Span


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """All that has to be kept of a quote to cut it again: its id, the sentences that answer, its other sources."""

    id: str
    key: tuple[tuple[int, int], ...] = ()
    also: tuple["QuoteRef", ...] = ()
    document: str = ""
    """The name of its document, for the id fits every copy of the text; empty where only the id is known."""

    @staticmethod
    def of(quote: Quote) -> "QuoteRef":
        """Return what to keep of a quote."""
        key = tuple((span.start, span.end) for span in quote.key)
        return QuoteRef(quote.id, key, tuple(map(QuoteRef.of, quote.also)), quote.document.name)


@dataclass(frozen=True, slots=True)
class Context:
    """A quote with the section that it stands in."""

    quote: Quote
    section: StoredSection
    text: str
    """Of the section."""


def recall(
    reader: Reader, refs: Sequence[QuoteRef], collections: Sequence[str] | None
) -> tuple[list[Quote | None], list[str]]:
    """Cut quotes again, None for each that is gone or not to be seen here, and say why."""
    documents = reader.documents(collections)
    quotes: list[Quote | None] = []
    withheld: list[str] = []
    for ref in refs:
        try:
            quotes.append(_again(reader, documents, ref))
        except QuoteError as error:
            quotes.append(None)
            withheld.append(str(error))
    return quotes, list(dict.fromkeys(withheld))


def context(reader: Reader, ref: QuoteRef, collections: Sequence[str] | None) -> Context:
    """Return a quote in its section; raise RequestError for what is no id, QuoteError for what is gone."""
    if not QuoteId.read(ref.id):
        raise RequestError(f"{ref.id!r} is not the id of a quote; it stands below each of them")
    quote = _again(reader, reader.documents(collections), ref)
    section = section_at(reader, quote.document, quote.span)
    return Context(quote, section, section.span.cut(reader.text(quote.document.id)))


def _again(reader: Reader, documents: Sequence[StoredDocument], ref: QuoteRef) -> Quote:
    named = QuoteId.read(ref.id)
    copies = [each for each in documents if named and each.sha256.startswith(named.sha256)]
    document = next((each for each in copies if each.name == ref.document), copies[0] if copies else None)
    if not named or not document:
        raise QuoteError("its document has changed or is gone since it was quoted; ask again")
    also: list[Quote] = []
    cited = {(ref.id, document.id)}
    for other in ref.also:
        taken = {document_id for _, document_id in cited}
        try:
            # Where its own document is not there, a copy stands for it; each is another source.
            found = _again(reader, sorted(documents, key=lambda each: each.id in taken), other)
        except QuoteError:
            continue  # one source less
        if (found.id, found.document.id) not in cited:
            cited.add((found.id, found.document.id))
            also.append(found)
    headings = section_at(reader, document, named.span).headings
    return cut_quote(reader, document, headings, named.span, tuple(Span(*each) for each in ref.key), tuple(also))


def section_at(reader: Reader, document: StoredDocument, span: Span) -> StoredSection:
    """Return the section that a span lies in; raise QuoteError where there is none."""
    found = next((each for each in reader.sections(document.id) if each.span.contains(span)), None)
    if found is None:
        raise QuoteError(f"{document.name} has no such stretch in one of its sections")
    return found
