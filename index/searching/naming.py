"""What a question names beside its subject: publishers and dates, which choose documents rather than words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.dates import Period, dates_named
from knowledge.words import FUNCTION_WORDS, terms, words

_SHORTEST_WORD = 4
_MOST_WORDS = 8
"""Content words of a question that asks one thing; from there on the fitted gate of answerability.json counts less."""
_SOURCE = r"(?:\b(?i:according\s+to|(?:as\s+)?(?:reported|written|published)\s+by)\s+)"
_PLACE = re.compile(
    r"\b(?:in|into|inside|outside|near|around|across|through|toward|towards)\s+(?:the\s+)?$", re.IGNORECASE
)
"""What stands before a place, where nobody is who tells something."""

_OTHER_WORD = rf"(?!(?-i:{'|'.join(sorted(FUNCTION_WORDS))})\b)\w"
_LATEST = re.compile(
    rf"""(?<=\s)(?:(?:latest|newest|(?:most\s+)?recent|current)(?=\s+{_OTHER_WORD})
    |(?:right\s+)?now|currently|nowadays|today|presently|at\s+present|at\s+the\s+moment|most\s+recently)\b(?!['’])""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that ask for what is so now, or was so last: "the current price", not "the current in the river"."""


class Origins(Protocol):
    """Who published the documents; `collections` are those that may be seen, None for all."""

    def publishers(self) -> Sequence[str]:
        """Return all publishers."""

    def publishes(self, publisher: str, collections: Sequence[str] | None) -> bool:
        """Tell whether a document there is of this publisher."""

    def others_say(self, term: str, publisher: str, collections: Sequence[str] | None) -> bool:
        """Tell whether a passage there of a document by anybody else holds a term."""


@dataclass(frozen=True, slots=True)
class Named:
    """A question taken apart."""

    subject: str
    """The question without publishers and words such as "current"; the question itself if nothing else is left."""
    publishers: frozenset[str]
    """As the documents write them."""
    publisher_terms: frozenset[str]
    """Of the words in the subject that name publishers."""
    periods: tuple[Period, ...]
    """Dates stay in the subject as well: a text may speak of the day that its date is not."""
    period_terms: frozenset[str]
    """Of the words that name the periods."""
    asks_one: bool = True
    """Whether it is short enough to ask one thing, which its names and dates all have to do with."""
    latest: bool = False
    """Whether it asks for what is so now, or was so last; the words that do are not in the subject."""

    @property
    def origins(self) -> bool:
        """Tell whether it names a publisher or a date, which documents may be of, or asks for the latest."""
        return bool(self.publishers or self.periods) or self.latest


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where a question names a publisher."""

    publisher: str
    start: int
    end: int
    word: str
    """The one word that names it, empty where several do."""
    place: bool
    """Whether the question takes it for a place."""

    def is_subject(self, origins: Origins, collections: Sequence[str] | None) -> bool:
        """Tell whether the word may as well mean what the question is about: Israel, not the paper of that name."""
        if not self.word:
            return False
        return self.place or origins.others_say(terms(self.word)[0], self.publisher, collections)


def take_apart(question: str, origins: Origins, collections: Sequence[str] | None = None) -> Named:
    """Find the publishers, of those that documents of some collections have, and the dates that a question names."""
    mentions = [each for publisher in origins.publishers() if (each := _mention(question, publisher))]
    mentions = [each for each in mentions if origins.publishes(each.publisher, collections)]
    kept = [each for each in mentions if each.is_subject(origins, collections)]
    subject = question
    for each in sorted((each for each in mentions if each not in kept), key=lambda each: -each.start):
        subject = f"{subject[: each.start].rstrip()} {subject[each.end :].lstrip(' ,')}"
    dates = dates_named(question)
    spoken = frozenset(term for start, end, _ in dates for term in terms(question[start:end]))
    asks_one = sum(word.lower() not in FUNCTION_WORDS for word in words(question)) <= _MOST_WORDS
    timeless = _LATEST.sub("", subject) if asks_one and not dates else subject
    latest = timeless != subject
    subject = " ".join(timeless.split())
    if not any(word.lower() not in FUNCTION_WORDS for word in words(subject)):
        subject = question
    words_kept = frozenset(term for each in kept for term in terms(each.word))
    publishers = frozenset(each.publisher for each in mentions)
    return Named(subject, publishers, words_kept, tuple(period for _, _, period in dates), spoken, asks_one, latest)


def _mention(question: str, publisher: str) -> _Mention | None:
    """Find where a publisher is named: in full, or by a first word that no other name continues."""
    first = publisher.split()[0]
    full = rf"\b{re.escape(publisher)}\b"
    if " " in publisher and (match := _named(full, question) or re.search(full, question, re.IGNORECASE)):
        return _Mention(publisher, *match.span(), word="", place=False)
    if len(first) < _SHORTEST_WORD or not first[0].isupper() or first.lower() in FUNCTION_WORDS:
        return None
    alone = rf"\b{re.escape(first)}(?!\w|\s+[A-Z])"
    if not (match := _named(alone, question)):
        return None
    place = bool(_PLACE.search(question[: match.start()]))
    return _Mention(publisher, *match.span(), word="" if match["source"] else first, place=place)


def _named(name: str, question: str) -> re.Match[str] | None:
    return re.search(rf"(?P<source>{_SOURCE})?(?:\b[Tt]he\s+)?{name}(?:['’]s\b)?", question)
