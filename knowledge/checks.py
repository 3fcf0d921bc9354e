"""Findings about one document that an editor should know of before readers do.

The one file that imports Babel, for the names of countries and languages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.model import Document, Kind
from knowledge.words import FUNCTION_WORDS, terms, words

_VERY_SHORT_WORDS = 40
_SHORTEST_ROOT = 4
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look into; `check` is the name of the rule, `message` is for people."""

    check: str
    message: str


def check_document(document: Document) -> tuple[Finding, ...]:
    """Return what is doubtful about a document, most serious first."""
    body = " ".join(
        document.cut(block.span) for block in document.blocks if block.kind not in (Kind.TITLE, Kind.HEADING)
    )
    return tuple(_findings(document, body))


def _findings(document: Document, body: str) -> Iterator[Finding]:
    length = len(words(body))
    if not length:
        yield Finding("empty", "holds no text besides its title and headings")
        return
    if missing := unmentioned_names(document.metadata.title, body):
        names = ", ".join(f'"{name}"' for name in missing)
        yield Finding("headline", f"the headline names {names}, which the text never mentions")
    for remark in document.remarks:
        yield Finding("reading", remark)
    if length < _VERY_SHORT_WORDS:
        yield Finding("short", f"only {length} words of text")
    if not document.metadata.date:
        yield Finding("no-date", "has no date; add front matter with `date: YYYY-MM-DD`")


def unmentioned_names(title: str, body: str) -> list[str]:
    """Return the names in a title that the body does not mention in any form, in order."""
    mentioned = set(terms(body))
    return [name for name in _names(title) if not any(_same_root(term, mentioned) for term in terms(name))]


def _names(title: str) -> Iterator[str]:
    found = words(title)
    large = [word for word in found if word.lower() not in FUNCTION_WORDS and word[0].isalpha()]
    # In a headline set in title case a capital proves nothing, so there only names known to be
    # names count: countries, languages and their adjectives, and acronyms.
    title_case = sum(word[0].isupper() for word in large) > len(large) * 0.6
    shouting = title.isupper()
    for position, word in enumerate(found):
        if not word[0].isupper() or (word.lower() in FUNCTION_WORDS and not word.isupper()):
            continue
        acronym = word.replace(".", "").isupper() and len(word) > 1 and not shouting
        plain_name = not title_case and position > 0
        if acronym or plain_name or _is_place_or_language(word):
            yield word


def _is_place_or_language(word: str) -> bool:
    return bool(_same_root(word.lower(), _place_names()))


def _same_root(term: str, others: Iterable[str]) -> bool:
    """Tell whether one of the others differs from the term by a short ending at most: Russia, Russian."""
    for other in others:
        short, long = sorted((term, other), key=len)
        if short == long or (
            len(short) >= _SHORTEST_ROOT
            and len(long) - len(short) <= _LONGEST_ENDING
            and long.startswith(short.removesuffix("a") if len(short) > _SHORTEST_ROOT else short)
        ):
            return True
    return False


@cache
def _place_names() -> frozenset[str]:
    from babel import Locale  # here, so that only reading documents waits for it

    english = Locale("en")
    names = [*english.territories.values(), *english.languages.values()]
    parts = {part.lower() for name in names for part in re.findall(r"[^\W\d_]{4,}", name)}
    return frozenset(parts - _NOT_NAMES)


_NOT_NAMES = frozenset(
    # Ordinary words that stand inside names such as "South Africa", "Sign Languages" or "United States".
    """americas ancient and area bank british central church city classical coast community content creole
    early eastern equatorial federated eurozone great high island islands isle jargon kingdom land languages
    liturgical literary lower middle modern multiple nations new north northern northeastern old oceania
    outlying papua pidgin republic root saint script sign simplified single small south southeast southern
    standard state states swiss territories territory the traditional true union united unknown upper
    vernacular virgin western world western""".split()
)
