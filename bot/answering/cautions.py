"""The cautions that documents raise, quoted."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.answering.quotes import Quote, cut_quote
from bot.answering.recall import section_at
from bot.errors import QuoteError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument


@dataclass(frozen=True, slots=True)
class QuotedCaution:
    """A caution that a document raises."""

    title: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Cautions:
    """All cautions, by document and in its order."""

    cautions: tuple[QuotedCaution, ...]
    withheld: tuple[str, ...]


def raised_by(reader: Reader, documents: Iterable[StoredDocument]) -> Cautions:
    """Quote every caution that these documents raise."""
    wanted = set(documents)
    found: list[QuotedCaution] = []
    withheld: list[str] = []
    for each in reader.cautions():
        if each.document not in wanted:
            continue
        try:
            headings = section_at(reader, each.document, each.span).headings
            found.append(QuotedCaution(each.title, cut_quote(reader, each.document, headings, each.span)))
        except QuoteError as error:
            withheld.append(str(error))
    return Cautions(tuple(found), tuple(dict.fromkeys(withheld)))
