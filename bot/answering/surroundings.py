"""What stands around a sentence names where or of whom it speaks: whether two sentences can be of one subject."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.statements import Rarity
from index.storage.stored import StoredPassage
from knowledge.dates import CALENDAR, dates_named
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, WORD, terms

_UNHEARD = 8.0
"""Rarity of a word that is in no list of common ones; with a capital it is a name wherever it stands."""
_NO_NAMES = FUNCTION_WORDS | CALENDAR


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sentence leans on."""

    names: frozenset[str]
    """Terms of what is named nearest to it."""
    terms: frozenset[str]
    """All that is said around it."""

    def told_apart(self, other: "Surroundings") -> bool:
        """Tell whether near each of two sentences something is named that is named nowhere around the other."""
        return bool(self.names - other.terms) and bool(other.names - self.terms)


def surroundings(passage: StoredPassage, sentence: Span, text: str, rarity: Rarity) -> Surroundings:
    """Look around a sentence of a passage: at what stands before and over it, then at what follows."""
    before = [span.cut(text) for span in passage.sentences if span.start < sentence.start]
    after = [span.cut(text) for span in passage.sentences if span.start > sentence.start]
    return seen_in([*reversed(before), *reversed(passage.headings), passage.document.metadata.title, *after], rarity)


def seen_in(texts: Sequence[str], rarity: Rarity) -> Surroundings:
    """Take in what texts say, those nearest to the sentence first."""
    nearest = next((found for text in texts if (found := names_in(text, rarity))), frozenset())
    return Surroundings(nearest, frozenset(terms(" ".join(texts))))


def names_in(text: str, rarity: Rarity) -> frozenset[str]:
    """Return the terms of the names in a title, a heading or a sentence.

    A capital proves a name, but not that of the first word, nor any in a heading in title case.
    """
    dates = dates_named(text)
    first = next((match.start() for match in WORD.finditer(text)), 0)
    words = [match for match in WORD.finditer(text) if match[0].lower() not in _NO_NAMES]
    large = [match for match in words if match[0][0].isupper()]
    title_case = len(large) == len(words)
    found: set[str] = set()
    for match in large:
        term = terms(match[0])[0]
        dated = any(start <= match.start() < end for start, end, _ in dates)
        if not dated and (rarity(term) >= _UNHEARD or (match.start() > first and not title_case)):
            found.add(term)
    return frozenset(found)
