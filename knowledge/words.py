"""Text to index terms: one analysis for the lexical index, the questions and the checks.

The one file that imports PyStemmer.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

# Latin, Hebrew and Arabic vowel marks are no word characters to Python, yet part of words.
_LETTERS = r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]*)+"
_WORD = re.compile(
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


def words(text: str) -> list[str]:
    """Return the words of a text as written, in order: numbers and dotted acronyms whole."""
    return _WORD.findall(text)


def terms(text: str) -> list[str]:
    """Return the index term of every word, in order: lower case, without accents, stemmed.

    An acronym that would read as a function word ("US", "WHO") keeps its capitals.
    """
    return [_term(word) for word in _WORD.findall(text)]


def indexed_terms(text: str) -> list[str]:
    """Return the terms of a text in order, without function words."""
    return [term for term in terms(text) if term not in _FUNCTION_TERMS]


def query_terms(text: str) -> list[str]:
    """Return the distinct terms of a question in order of appearance, without function words."""
    return list(dict.fromkeys(indexed_terms(text)))


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
    return str(_STEMMER.stemWord(bare.replace("’", "'")))


_FUNCTION_TERMS = FUNCTION_WORDS | {_term(word) for word in FUNCTION_WORDS}
