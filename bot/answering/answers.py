"""Evidence to an answer: which stretches are quoted, and when the documents do not answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.conflicts import Conflict
from bot.answering.quotes import Quote
from index.storage.stored import StoredDocument
from knowledge.model import Span

_NEARLY_SAME = 0.8
"""Share of the terms of two sentences that both hold."""
NEGATIVE = "¬"
"""Stands for any negation among the terms of a sentence."""
BEHIND_HERE, _BEHIND_ELSEWHERE = 1.0, 4.0
"""How far behind the first quote a sentence may be to be quoted as well: any of its document, the best ones of others.

Chosen on half A: of margins from .5 to 3 the first shares the best F1 on chunking; on multihop every second
sentence of another document holds evidence up to the second margin, every third beyond it.
"""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A section that came closest to a question which it does not answer."""

    document: str
    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is said to one of the questions that a question holds."""

    question: str
    score: float
    """Estimated probability that the first quote answers, 0 to 1."""
    quotes: tuple[Quote, ...]
    nearest: tuple[Nearest, ...]
    """The closest sections; never an answer."""

    @property
    def answered(self) -> bool:
        """Tell whether there is a quote."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: quotes, or that the documents do not answer."""

    question: str
    read_as: str
    """The question as it was searched, where earlier questions or its spelling changed it; else the same."""
    score: float
    """Estimated probability that the first quote answers, 0 to 1; of several parts the best."""
    quotes: tuple[Quote, ...]
    nearest: tuple[Nearest, ...]
    """The closest sections; never an answer."""
    closest: tuple[Quote, ...]
    """Where nothing answers and it is configured so: the closest passages, which may not answer."""
    parts: tuple[Part, ...]
    """The questions that the question holds, answered one by one; empty if it holds but one."""
    withheld: tuple[str, ...]
    """Why quotes that were chosen are not shown."""
    generation: int
    conflicts: tuple[Conflict, ...] = ()
    """Quotes that give different figures for the same thing; of each pair one at least is shown."""

    @property
    def answered(self) -> bool:
        """Tell whether there is a quote."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch of a document chosen to be quoted, with the sentences that answer."""

    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    key: tuple[Span, ...]
    score: float
    """Estimated probability that it answers, 0 to 1."""
    terms: frozenset[str] = frozenset()
    """Of the key sentence, with a mark if it is put in the negative."""
    introduced: frozenset[str] = frozenset()
    """Terms of what introduces it or takes it back: a claim that is called false is not what the bare claim says."""
    also: tuple["Choice", ...] = ()
    """The same or nearly the same text in other documents."""
    behind: float = 0.0
    """How far its sentence and its passage's rank are behind the first choice's; negative if ahead."""
    leads: bool = True
    """Whether it is the best of its passage."""


def collapse(choices: Iterable[Choice]) -> list[Choice]:
    """Join choices of other documents that say nearly the same to the first of them, as its other sources.

    Sentences that differ in a number are kept apart: to a reader those are two statements.
    """
    kept: list[Choice] = []
    for choice in choices:
        for at, other in enumerate(kept):
            if other.document.id != choice.document.id and _say_the_same(other, choice):
                kept[at] = replace(other, also=(*other.also, replace(choice, also=()), *choice.also))
                break
        else:
            kept.append(choice)
    return kept


def _say_the_same(one: Choice, other: Choice) -> bool:
    bare = not one.introduced and not other.introduced
    return _nearly_same(one.terms, other.terms) and (bare or _nearly_same(one.introduced, other.introduced))


def _nearly_same(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < _NEARLY_SAME * max(len(one), len(other)):
        return False  # most pairs, without looking at them
    shared = len(one & other)
    if not shared or shared < _NEARLY_SAME * (len(one) + len(other) - shared):
        return False
    return not any(term[0].isdigit() or term == NEGATIVE for term in one ^ other)


def worth_quoting(choices: Sequence[Choice], threshold: float) -> list[Choice]:
    """Return the choices that are nearly as good as the first, in order; none if that does not reach the threshold."""
    if not choices or choices[0].score < threshold:
        return []

    def is_near(each: Choice) -> bool:
        elsewhere = each.leads and each.document.id != choices[0].document.id
        return each.behind <= (_BEHIND_ELSEWHERE if elsewhere else BEHIND_HERE)

    return [each for each in choices if each.score >= threshold and is_near(each)]


def merge(choices: Iterable[Choice]) -> list[Choice]:
    """Join choices that share text or adjoin, so that no sentence is quoted twice; the better one keeps its place."""
    merged: list[Choice] = []
    for choice in choices:
        shared = [each for each in merged if each.document == choice.document and _touch(each.span, choice.span)]
        if not shared:
            merged.append(choice)
            continue
        together = [*shared, choice]
        joined = replace(
            shared[0],
            span=Span(min(each.span.start for each in together), max(each.span.end for each in together)),
            key=tuple(sorted({span for each in together for span in each.key})),
            score=max(each.score for each in together),
        )
        joined = replace(joined, also=_also(joined.span, together))
        merged = [joined if each is shared[0] else each for each in merged if each not in shared[1:]]
    return merged


def _also(span: Span, together: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return the other sources of choices that were joined: documents that hold all of them, likewise side by side."""
    if whole := next((each for each in together if each.span == span and each.also), None):
        return whole.also
    found = []
    for first in together[0].also:
        parts = [other for each in together for other in each.also if other.document.id == first.document.id]
        held = merge(replace(each, also=()) for each in parts)
        if len(parts) == len(together) and len(held) == 1:
            found.append(held[0])
    return tuple(found)


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end + 1 and other.start <= one.end + 1
