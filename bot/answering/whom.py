"""Of whom, or of which place, a question asks, and which sentences of a passage speak of another instead."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from index.searching.query import Query
from knowledge.dates import dates_named
from knowledge.words import FUNCTION_WORDS

_LARGE = r"(?=[^\W\d_])[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*"
_NAME = rf"{_LARGE}(?:[ -]{_LARGE})*"
_HELPS = (
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must|cannot|won['’]t"
    r"|(?:is|did|does|has|was|are|have|were)n['’]t)"
)
_TELLS = (
    r"(?:said|says|told|tells|added|adds|warned|warns|stressed|noted|insisted|insists|argued|argues|claimed|claims"
    r"|called|calls|urged|urges|announced|wrote|writes|explained|replied|declined|complained|stated)"
)
_ASKS_WHO_ACTS = re.compile(rf"\b{_HELPS}\s+(?:the\s+)?$", re.IGNORECASE)
_ASKS_WHETHER = re.compile(rf"\W*(?:(?:and|but|so)\W+)?{_HELPS}\b", re.IGNORECASE)
_AT = r"\b(?i:in|at|near|inside|within|across|around|throughout|outside)\s+(?:the\s+)?"
_ASKS_WHERE = re.compile(_AT + "$")
_ASKS_WHAT_IS_SAID = re.compile(rf"\b(?:say|tell|think|call|warn|claim|announce|argue|write|stress|{_TELLS})\b")
_NAMES = re.compile(_NAME)
_WHERE = re.compile(rf"{_AT}({_NAME})")
_TELLER = re.compile(rf"\b(?P<name>{_NAME})\s+{_TELLS}\b|\b{_TELLS}\s+(?P<behind>{_NAME})")
_DATELINE = re.compile(r"[^\W\d_][^.!?:\n—–]{2,60}\s[—–]\s")
_BEGINS = re.compile(rf"[\W_]*(?P<the>[Tt]he\s+)?(?P<name>{_NAME})(?P<acts>\s+(?:{_HELPS}|{_TELLS}|\w{{3,}}ed)\b)?")
_REFERS = re.compile(r"\b(?:i|we|my|our|he|she|it|they|his|her|him|hers|its|their|them|theirs)\b", re.IGNORECASE)
_SAME_ROOT = 4
"""First letters by which a name and its adjective are known as one: Egypt, Egyptian."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a question asks of; for who acts stands the last term of a name of several words."""

    acting: frozenset[str]
    """Who is to have done or been something: Hamas in "Has Hamas accepted?"."""
    places: tuple[frozenset[str], ...]
    """All terms of each."""
    telling: bool
    """Whether it asks what somebody said."""
    whether: bool
    """Whether it is to be answered with yes or no."""


def asked_of(query: Query) -> Whom:
    """Return whom, and of which places, a question asks."""
    text, words = query.text, query.words
    acting: set[str] = set()
    places: list[frozenset[str]] = []
    start, name = -1, set[str]()
    for at, word in enumerate(words):
        if not _is_name(query, word.term):
            start, name = -1, set()
            continue
        start = word.start if start < 0 else start
        name.add(word.term)
        following = words[at + 1] if at + 1 < len(words) else None
        if following and _is_name(query, following.term) and not text[word.end : following.start].strip(" -"):
            continue
        before, whole, start, name = text[:start], frozenset(name), -1, set()
        if text[word.start : word.end].endswith(("'s", "’s", "'", "’")):
            continue  # asked what is Gaza's, one may name others
        if _ASKS_WHERE.search(before):
            places.append(whole)
        elif _ASKS_WHO_ACTS.search(before):
            acting.add(word.term)
    telling, whether = bool(_ASKS_WHAT_IS_SAID.search(text)), bool(_ASKS_WHETHER.match(text))
    return Whom(frozenset(acting), tuple(places), telling, whether)


def _is_name(query: Query, term: str) -> bool:
    return term in query.names and not term[0].isdigit() and term not in query.named.period_terms


def is_named(name: str, said: Set[str]) -> bool:
    """Tell whether a name is among some terms, if only as an adjective."""
    root = name[:_SAME_ROOT]
    return name in said or (len(root) == _SAME_ROOT and any(term.startswith(root) for term in said))


def initials(text: str) -> frozenset[str]:
    """Return the initials of the names in a text: "sp" for Scottish Parliament."""
    return frozenset("".join(re.findall(r"(?<![^ -])\w", name)).lower() for name in _NAMES.findall(text))


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a sentence names where a question's name could stand."""

    acting: str
    """Who begins it and acts; empty if no name does."""
    places: tuple[str, ...]
    tellers: tuple[str, ...]


@lru_cache(maxsize=10_000)
def named_in(sentence: str) -> Named:
    """Return whom a sentence names: who acts, where it is, who says it."""
    dated = [(start, end) for start, end, _ in dates_named(sentence)]
    places = tuple(
        match[1]
        for match in _WHERE.finditer(sentence)
        if not any(start <= match.start(1) < end for start, end in dated)
    )
    tellers = tuple(match["name"] or match["behind"] for match in _TELLER.finditer(sentence))
    return Named(_acting(sentence), places, tellers)


def refers(sentence: str) -> bool:
    """Tell whether a sentence has a pronoun, which may stand for anybody named before."""
    return bool(_REFERS.search(sentence))


def _acting(sentence: str) -> str:
    dateline = _DATELINE.match(sentence)
    match = _BEGINS.match(sentence, dateline.end() if dateline else 0)
    if not match:
        return ""
    name = match["name"]
    first = name.split()[0]
    if name.endswith(("'s", "’s", "s'", "s’")) or first.lower() in FUNCTION_WORDS:
        return ""
    # A first word has its capital in any case; before what is done it is a name if it is neither a plural nor named so.
    alone = name == first and not (name.isupper() and len(name) > 1)
    if alone and (match["the"] or not match["acts"] or name.endswith("s")):
        return ""
    return name
