"""The cautions that documents raise, quoted; and whether a question asks for just these."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.answers import Choice
from bot.answering.quotes import Quote, cut_quote
from bot.answering.recall import section_at
from bot.errors import QuoteError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.cautions import naming
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, words

_CAREFUL = re.compile(r"\b(?:careful\w*|beware|wary|dangers?|caveats?|pitfalls?|(?:watch|look)\s+out)\b", re.IGNORECASE)
_ASKING = frozenset(
    """document documents text texts briefing briefings report reports source sources mention mentions mentioned raise
    raised point points name list show main key biggest important people reader readers""".split()
)
"""Words of such a question that give it no subject."""


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


def asks_for_cautions(question: str, caution_words: Sequence[str]) -> bool:
    """Tell whether a question asks what to be careful about and names no subject: "What are the risks?"."""
    rest, careful = _CAREFUL.subn(" ", question)
    asked, cautions = words(rest), naming(caution_words)
    others = [word for word in asked if not cautions.match(word)]
    named = careful > 0 or len(others) < len(asked)
    return named and all(word.lower() in FUNCTION_WORDS | _ASKING for word in others)


def as_choices(reader: Reader, documents: Iterable[StoredDocument]) -> tuple[Choice, ...]:
    """Return what may be quoted of these documents' cautions, the first of each document foremost.

    Items of one list are quoted together.
    """
    wanted = dict.fromkeys(documents, 0)
    ranked: list[tuple[int, Choice]] = []
    for each in reader.cautions():
        if each.document not in wanted:
            continue
        last = ranked[-1][1] if ranked else None
        text = reader.text(each.document.id)
        if last and last.document == each.document and not _between(last.span, each.span, text):
            joined = replace(last, span=Span(last.span.start, each.span.end), key=(*last.key, each.span))
            ranked[-1] = (ranked[-1][0], joined)
            continue
        headings = section_at(reader, each.document, each.span).headings
        ranked.append((wanted[each.document], Choice(each.document, headings, each.span, (each.span,), score=1.0)))
        wanted[each.document] += 1
    return tuple(choice for _, choice in sorted(ranked, key=lambda pair: pair[0]))


def _between(one: Span, other: Span, text: str) -> bool:
    """Tell whether any word stands between two stretches, or one holds the other's beginning."""
    return other.start < one.end or any(map(str.isalpha, text[one.end : other.start]))
