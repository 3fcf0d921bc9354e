"""The wording of a sentence: its clauses, those that only tell who says it, and what is left without its figure."""

import re
from functools import lru_cache
from itertools import pairwise

from knowledge.figures import Figure
from knowledge.formats.properties import end_of_lead
from knowledge.words import WORD, terms

CLAUSE = re.compile(
    r"[,;:()]\s|\s?[—–]\s?|\s(?:while|but|whereas|although|and that|of whom|of which|compared with|against)\s"
)
_SAYING = (
    r"(?:said|says?|told|tells|report(?:s|ed)?|estimate[sd]?|believes?|found|finds?|noted?|notes|according|suggests?"
    r"|warn(?:s|ed)|added|announced|insists?|complain(?:s|ed)?|expects?)"
)
SAID_BEFORE = re.compile(rf"^[^,;]*?\b{_SAYING}(?:\s+(?:is|was))?\s+that\s+", re.IGNORECASE)
_SAID = re.compile(rf"\b{_SAYING}\b", re.IGNORECASE)
_POINTING = frozenset("i we you he she it they them this these those here there".split())
_LEFT_OUT = frozenset(
    """a an the about around roughly approximately some estimated nearly almost close to up at least most more than over
    fewer less under as many only just still percent per cent""".split()
)
"""Words that say how exact a figure is, or hardly anything."""


def saying(sentence: str, figure: Figure) -> list[tuple[int, int]]:
    """Return where a sentence only tells who says it."""
    bounds = [0, *(match.end() for match in CLAUSE.finditer(sentence)), len(sentence)]
    found = [
        (start, end)
        for start, end in pairwise(bounds)
        if not start <= figure.start < end and _SAID.search(sentence, start, end)
    ]
    at = next(start for start, end in pairwise(bounds) if start <= figure.start < end)
    if said := SAID_BEFORE.match(sentence[at : figure.start]):
        found.append((at, at + said.end()))
    return found


@lru_cache(maxsize=50_000)
def wording(sentence: str, figure: Figure) -> tuple[str, ...]:
    """Return a sentence's terms in order, with `#` for its value and without who says it.

    Empty where it speaks of what another sentence names.
    """
    left_out = [(0, end_of_lead(sentence)), (figure.start, figure.end), *saying(sentence, figure)]
    said: list[str] = []
    for match in WORD.finditer(sentence):
        if figure.start <= match.start() < figure.end and "#" not in said:
            said.append("#")
        if any(start <= match.start() < end for start, end in left_out) or match[0].lower() in _LEFT_OUT:
            continue
        said += terms(match[0])
    return () if _POINTING & set(said) else tuple(said)
