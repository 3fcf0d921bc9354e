"""Whether a quote that was given once still holds: intact, only part of a sentence, moved, changed or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.quote_id import QuoteId
from bot.answering.quotes import Quote, cut_quote
from bot.errors import RequestError
from bot.upkeep.likeness import Place, best_place, nearest_place, places_of
from bot.upkeep.wholeness import whole
from bot.upkeep.word_diff import Change, word_diff
from index.errors import RecordsError
from index.storage.archive import Archive
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from index.storage.versions import Version, of_stored
from knowledge.model import Span, pages_of
from knowledge.words import Analyzer

_LOOKS_LIKE = "an id looks like 0df45f3d750f-1287-1489 and stands below each quote"


class Outcome(StrEnum):
    """What became of a quote."""

    INTACT = "intact"
    """A document with the very text that was quoted is served."""
    PART = "part"
    """So it is, but the offsets cut a sentence, which no quote of the bot does."""
    MOVED = "moved"
    """The words stand in another text now."""
    CHANGED = "changed"
    """The nearest that stands now has other words."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Then:
    """A quote as it was given, or the whole sentences of what its offsets cut."""

    text: str
    version: Version
    headings: tuple[str, ...]
    span: Span

    @property
    def pages(self) -> tuple[int, int] | None:
        """Return the first and last page that it stood on, None where the document had no pages."""
        return pages_of(self.version.layout.pages, self.span)


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a quote."""

    id: str
    outcome: Outcome
    then: Then
    now: Quote | None
    """Where the quote stands now, or the nearest to it; other places stand in its `also`."""
    diff: tuple[Change, ...]
    """From then to now, where it changed."""
    since: str
    """When the text that was quoted ceased to be served, ISO 8601 in UTC; empty where it is served or unknown."""
    part: str = ""
    """What the id names, where that is only part of a sentence; all else is of the whole."""
    served: StoredDocument | None = None
    """What stands in the index under the name of the document that was quoted."""


def verify_quote(
    reader: Reader, archive: Archive, analyzer: Analyzer, quote_id: str, collections: Sequence[str] | None
) -> Verification:
    """Find out what became of a quote, as far as some collections show; raise RequestError for an unknown id."""
    asked = QuoteId.read(quote_id)
    if not asked:
        raise RequestError(f"{quote_id.strip()!r} is no id of a quote; {_LOOKS_LIKE}")
    known = _known(reader, archive, asked.sha256, collections)
    if not known:
        raise RequestError(f"there is no quote {quote_id.strip()!r}; {_LOOKS_LIKE}")
    named = asked.span
    version, text = _the_one(known, quote_id, named)
    name = str(QuoteId(version.sha256, named))
    span = whole(text, version.layout.sentences, named)
    then = Then(span.cut(text), version, version.layout.headings_at(span), span)
    part = named.cut(text) if span != named else ""
    documents = reader.documents(collections)
    served = next((each for each in documents if each.name == version.name), None)
    if quotes := [_cut(reader, each, span, named) for each in documents if each.sha256 == version.sha256]:
        outcome = Outcome.PART if part else Outcome.INTACT
        return Verification(name, outcome, then, _with_others(reader, quotes), (), "", part, served)
    places = places_of(reader, analyzer, documents, version, then.text)
    sentences = set(version.layout.sentences)
    bounds = (any(each.start == span.start for each in sentences), any(each.end == span.end for each in sentences))
    if found := best_place(places, version, text, span, bounds):
        quotes = [_quote(reader, each) for each in found]
        return Verification(name, Outcome.MOVED, then, _with_others(reader, quotes), (), version.until, part, served)
    if nearest := nearest_place(places, version, then.text, span):
        quote = _quote(reader, nearest)
        return Verification(
            name, Outcome.CHANGED, then, quote, word_diff(then.text, quote.text), version.until, part, served
        )
    return Verification(name, Outcome.GONE, then, None, (), version.until, part, served)


def _known(
    reader: Reader, archive: Archive, prefix: str, collections: Sequence[str] | None
) -> list[tuple[Version, str]]:
    """Return each text that begins so and was ever shown, with the version that has it or had it last."""
    found: dict[str, tuple[Version, str]] = {}
    for document in reader.documents(collections):
        if document.sha256.startswith(prefix):
            found.setdefault(document.sha256, (of_stored(reader, document.id), reader.text(document.id)))
    try:
        with archive.reading() as archived:
            for version in archived.beginning(prefix):
                if version.since and (collections is None or version.collection in collections):
                    served = found.get(version.sha256)
                    if served is None:
                        found[version.sha256] = (version, archived.text(version.sha256))
                    elif not served[0].since and served[0].name == version.name:
                        found[version.sha256] = (version, served[1])
    except RecordsError:
        # What serves can be checked all the same.
        if not found:
            raise
    return list(found.values())


def _the_one(known: Sequence[tuple[Version, str]], quote_id: str, span: Span) -> tuple[Version, str]:
    """Return the text that an id means; raise RequestError where it means none or several."""
    fitting = [each for each in known if span.end <= len(each[1])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise RequestError(
            f"{quote_id.strip()!r} fits {len(fitting)} texts; write more digits of the text's SHA-256 before the "
            f"offsets: {', '.join(version.sha256[:24] for version, _ in fitting)}"
        )
    version, text = known[0]
    raise RequestError(
        f"{quote_id.strip()!r} ends past the text of {version.name}, which has {len(text):,} characters; {_LOOKS_LIKE}"
    )


def _cut(reader: Reader, document: StoredDocument, span: Span, named: Span) -> Quote:
    headings = of_stored(reader, document.id).layout.headings_at(span)
    return cut_quote(reader, document, headings, span, (named,))


def _quote(reader: Reader, place: Place) -> Quote:
    return cut_quote(reader, place.document, place.headings, place.span)


def _with_others(reader: Reader, quotes: Sequence[Quote]) -> Quote:
    first, *others = quotes
    return cut_quote(reader, first.document, first.headings, first.span, first.key, tuple(others))
