"""Text to index terms: one analysis for the word index, the questions and the checks.

The one file that imports PyStemmer.
"""

import contextlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import Stemmer

Terms: TypeAlias = Callable[[str], Sequence[str]]
"""Gives the terms of a text: `terms`, or an Analyzer's, which leaves function words out and knows aliases."""

# Latin, Hebrew and Arabic vowel marks are no word characters to Python, yet part of words.
_LETTERS = r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]*)+"
WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*"  # 1,200 and 3.5
    rf"|{_LETTERS}(?:['’]{_LETTERS})*"  # Hamas's, don't
)
_POSSESSIVE = re.compile(r"['’]s?$")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_STEMMER = Stemmer.Stemmer("english")

FUNCTION_WORDS = frozenset(
    """a about above after again against all also am an and any anyone anything are as at be because been
    before being below between both but by can could did do does doing down during each else ever every few
    for from further get give given had has have having he her here hers herself him himself his how i if in
    into is it its itself just let many may me might more most much must my myself no nor not now of off on
    once only or other our ours ourselves out over own please same say says said shall she should so some
    somebody someone something such tell than that the their theirs them themselves then there these they
    thing things this those though through to too towards under until up upon us very was we were what
    whatever when where whether which while who whom whose why will with within without would yet you your
    yours yourself yourselves""".split()
)
"""Words that carry grammar rather than subject; they never decide what a question is about."""


# Both sides are folded the same way, so what these rules join wrongly is joined everywhere.
_SPELLINGS = (
    (re.compile(r"isation(s?)$"), r"ization\1"),
    (re.compile(r"is(e|ed|es|ing)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|ed|ing|al|able|ite|ites)?$"), r"or\1"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"(cent|theat|lit|met|fib)re(s?)$"), r"\1er\2"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"(def|off|lic|pret)ence$"), r"\1ense"),
)
_SHORTEST_RESPELT = 6
_TEENS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: str(number) for number, word in enumerate(f"{_TEENS} eighteen nineteen".split(), start=2)} | {
    word: str(number * 10) for number, word in enumerate(_TENS.split(), start=2)
}
_TENS_VALUES = frozenset(str(number) for number in range(20, 100, 10))
_UNITS = frozenset("123456789")
_MULTIPLIERS = {"hundr": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
"""By term; "one" is left to be a pronoun, so "one hundred" stays two words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or alias as it stands in a text."""

    term: str
    """Lower case, without accents, stemmed; an acronym that would read as a function word keeps its capitals."""
    start: int
    end: int

    @property
    def carries_meaning(self) -> bool:
        """Tell whether it is more than a function word."""
        return self.term not in _FUNCTION_TERMS


class Analyzer:
    """Turns texts into terms, writing different names of one thing as one term."""

    def __init__(self, aliases: Sequence[Sequence[str]] = ()) -> None:
        """Take groups of names: all names of a group become the term of its first."""
        self.aliases = tuple(tuple(group) for group in aliases)
        self._names: dict[tuple[str, ...], str] = {}
        for group in self.aliases:
            canonical = "+".join(terms(group[0])).lower() + "+"
            self._names |= {tuple(terms(name)): canonical for name in group}
        self._longest = max(map(len, self._names), default=0)
        self._first = {name[0] for name in self._names}

    def words(self, text: str) -> list[Word]:
        """Return the words of a text in order; a name of several words that is an alias is one word."""
        plain = _numbers_joined([Word(_term(match[0]), match.start(), match.end()) for match in WORD.finditer(text)])
        if self._first.isdisjoint(word.term for word in plain):
            return plain
        found: list[Word] = []
        at = 0
        while at < len(plain):
            length, canonical = self._alias_at(plain, at)
            found.append(Word(canonical, plain[at].start, plain[at + length - 1].end) if length else plain[at])
            at += length or 1
        return found

    def terms(self, text: str) -> list[str]:
        """Return the terms of a text in order, without function words."""
        return [word.term for word in self.words(text) if word.carries_meaning]

    def _alias_at(self, words_: Sequence[Word], at: int) -> tuple[int, str]:
        if words_[at].term in self._first:
            for length in range(min(self._longest, len(words_) - at), 0, -1):
                name = tuple(word.term for word in words_[at : at + length])
                if name in self._names:
                    return length, self._names[name]
        return 0, ""


def words(text: str) -> list[str]:
    """Return the words of a text as written, in order: numbers and dotted acronyms whole."""
    return WORD.findall(text)


def written(text: str, term: str) -> set[str]:
    """Return the words of a text that have this term, as they are written; names of several words are no word."""
    return {word for word in set(WORD.findall(text)) if _term(word) == term}


def terms(text: str) -> list[str]:
    """Return the term of every word of a text, in order, function words included."""
    return [_term(word) for word in WORD.findall(text)]


def _numbers_joined(found: list[Word]) -> list[Word]:
    """Make one word of a number written in several: "seventy-two", "nine thousand", "1.5 million"."""
    joined: list[Word] = []
    for word in found:
        last = joined[-1] if joined else None
        value = _joined_value(last.term, word.term) if last and word.start - last.end <= 1 else ""
        if last and value:
            joined[-1] = Word(value, last.start, word.end)
        else:
            joined.append(word)
    return joined


def _joined_value(left: str, right: str) -> str:
    """Return the number that two neighbouring terms make together, empty if they make none."""
    if not left[0].isdigit():
        return ""
    if right in _MULTIPLIERS:
        with contextlib.suppress(ValueError):
            value = float(left) * _MULTIPLIERS[right]
            return f"{value:.12g}" if value < 1e12 else ""
    if left.isdigit() and right in _UNITS and left in _TENS_VALUES:
        return str(int(left) + int(right))
    return ""


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    word = unicodedata.normalize("NFKC", word)
    if word[0].isdigit():
        return _THOUSANDS.sub("", word)
    word = _POSSESSIVE.sub("", word.replace(".", ""))
    lowered = word.lower()
    if lowered in FUNCTION_WORDS:
        return word if word.isupper() and len(word) > 1 else lowered
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(ch))
    bare = _NUMBERS.get(bare, bare.replace("’", "'"))
    return str(_STEMMER.stemWord(_respelt(bare)))


def _respelt(word: str) -> str:
    if len(word) >= _SHORTEST_RESPELT:
        for pattern, replacement in _SPELLINGS:
            word, changed = pattern.subn(replacement, word)
            if changed:
                break
    return word


_FUNCTION_TERMS = FUNCTION_WORDS | {_term(word) for word in FUNCTION_WORDS}
