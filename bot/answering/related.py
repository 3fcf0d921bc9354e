"""What the documents hold near a text that somebody wrote, and which of its numbers and names are not there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.quotes import Quote, cut_quote
from bot.errors import QuoteError
from index.searching.search import Searcher
from index.storage.reading import Reader
from knowledge.words import FUNCTION_WORDS, Analyzer

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"[^\W\d_][\w’'-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n]\s*[\"“‘'(]*\s*|^[-*]\s*)$")


@dataclass(frozen=True, slots=True)
class Related:
    """The passages nearest to a text; whether they bear it out is for people to judge."""

    quotes: tuple[Quote, ...]
    missing: tuple[str, ...] | None
    """Numbers and names of the text that stand in none of these passages, as written, each once; None where the text
    is not known any more."""
    withheld: tuple[str, ...]


def related(
    reader: Reader,
    searcher: Searcher,
    analyzer: Analyzer,
    text: str,
    most: int,
    collections: Sequence[str] | None,
) -> Related:
    """Quote the best passages whole and compare numbers and names with them."""
    found = searcher.search(reader, text, collections)
    quotes: list[Quote] = []
    withheld: list[str] = []
    for hit in found.hits[:most]:
        passage = hit.passage
        try:
            also = [cut_quote(reader, each.document, each.headings, each.span) for each in hit.copies]
            quotes.append(cut_quote(reader, passage.document, passage.headings, passage.span, also=tuple(also)))
        except QuoteError as error:
            withheld.append(str(error))
    told = tuple(dict.fromkeys(withheld))
    return Related(tuple(quotes), missing_from(text, [each.text for each in quotes], analyzer), told)


def missing_from(text: str, passages: Sequence[str], analyzer: Analyzer) -> tuple[str, ...]:
    """Return the numbers and names of a text that none of the passages holds, as written, each once."""
    numbers = {_plain(match[0]) for passage in passages for match in _NUMBER.finditer(passage)}
    terms = {word.term for passage in passages for word in analyzer.words(passage)}
    missing: list[tuple[int, str]] = []
    for match in _NUMBER.finditer(text):
        written = match[0]
        # "nine" and "9" are one term, and so are names that mean the same.
        if _plain(written) not in numbers and not {word.term for word in analyzer.words(written)} & terms:
            missing.append((match.start(), written))
    for start, name, names in _names(text, analyzer):
        if not names <= terms:
            missing.append((start, name))
    return tuple(dict.fromkeys(written for _, written in sorted(missing)))


def _names(text: str, analyzer: Analyzer) -> list[tuple[int, str, set[str]]]:
    """Return runs of capitalised words with their terms; a word that only begins a sentence is no name."""
    runs: list[tuple[int, int]] = []
    for match in _NAME.finditer(text):
        word = match[0]
        if not word[0].isupper() or (word.lower() in FUNCTION_WORDS and not word.isupper()):
            continue
        begins = bool(_SENTENCE_START.search(text[: match.start()]))
        if runs and text[runs[-1][1] : match.start()] == " ":
            runs[-1] = (runs[-1][0], match.end())
        elif not begins or word.isupper() or _goes_on(text, match.end()):
            runs.append((match.start(), match.end()))
    return [(start, text[start:end], {word.term for word in analyzer.words(text[start:end])}) for start, end in runs]


def _goes_on(text: str, at: int) -> bool:
    """Tell whether another capitalised word follows: "Field Desk says", not "Water says"."""
    following = _NAME.match(text, at + 1) if text[at : at + 1] == " " else None
    return bool(following and following[0][0].isupper())


def _plain(number: str) -> str:
    """Write a number without thousands separators."""
    return re.sub(r",(?=\d{3}(?:\D|$))", "", number)
