"""What a question names beside its subject: publishers and dates, which choose documents rather than words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.dates import Period, dates_named
from knowledge.words import FUNCTION_WORDS, terms, words

_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A question taken apart."""

    subject: str
    """The question without the publishers that it names; the question itself if nothing else is left."""
    publishers: frozenset[str]
    """As the documents write them."""
    periods: tuple[Period, ...]
    """Dates stay in the subject as well: a text may speak of the day that its date is not."""
    period_terms: frozenset[str]
    """Of the words that name the periods."""

    @property
    def origins(self) -> bool:
        """Tell whether it names a publisher or a date, which documents may be of."""
        return bool(self.publishers or self.periods)


def take_apart(question: str, publishers: Sequence[str]) -> Named:
    """Find the publishers, of those that documents have, and the dates that a question names."""
    found = {each: spot for each in publishers if (spot := _mention(question, each))}
    subject = question
    for start, end in sorted(found.values(), reverse=True):
        subject = f"{subject[:start].rstrip()} {subject[end:].lstrip(' ,')}"
    subject = " ".join(subject.split())
    if not any(word.lower() not in FUNCTION_WORDS for word in words(subject)):
        subject = question
    dates = dates_named(question)
    spoken = frozenset(term for start, end, _ in dates for term in terms(question[start:end]))
    return Named(subject, frozenset(found), tuple(period for _, _, period in dates), spoken)


def _mention(question: str, publisher: str) -> tuple[int, int] | None:
    """Return where a publisher is named: in full, or by a first word that no other name continues."""
    first = publisher.split()[0]
    names = [re.escape(publisher)]
    if len(first) >= _SHORTEST_WORD and first[0].isupper() and first.lower() not in FUNCTION_WORDS:
        names.append(rf"{re.escape(first)}(?!\w|\s+[A-Z])")
    source = r"(?:\b(?i:according\s+to|as\s+reported\s+by|reported\s+by)\s+)?(?:\b[Tt]he\s+)?"
    pattern = rf"{source}\b(?:{'|'.join(names)})(?:['’]s\b)?"
    match = re.search(pattern, question) or re.search(rf"\b{names[0]}\b", question, re.IGNORECASE)
    return match.span() if match else None
