"""Evidence to an answer: which stretches are quoted, and when the documents do not answer."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer_types import is_negative
from bot.answering.conflicts import Conflict
from bot.answering.evidence import Judge, probability
from bot.answering.framing import framing_of
from bot.answering.leaning import Stretch, in_context
from bot.answering.particulars import Particulars, is_meant_rather, particulars
from bot.answering.pointing import speaks_of_what_was_said
from bot.answering.quotes import Quote, outlined
from index.searching.search import Found, Hit
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.model import Span
from knowledge.outline import Outline
from knowledge.words import FUNCTION_WORDS
from knowledge.words import terms as analysed

_NEARLY_SAME = 0.8
"""Share of the terms of two sentences that both hold."""
_NEGATIVE = "¬"
"""Stands for any negation among the terms of a sentence."""
_PASSAGES_READ = 4
"""Hits in which a sentence to quote is looked for."""
_BEHIND_HERE, _BEHIND_ELSEWHERE = 1.0, 4.0
"""How far behind the first quote a sentence may be to be quoted as well: any of its document, the best ones of others.

Chosen on half A: of margins from .5 to 3 the first shares the best F1 on chunking; on multihop every second
sentence of another document holds evidence up to the second margin, every third beyond it.
"""
_RANK_COUNTS = 20.0
"""What a passage's ranking counts beside a sentence's score, both being comparable within a question only."""


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


def choose(reader: Reader, found: Found, threshold: float) -> list[Choice]:
    """Return the stretches that may be quoted, best first, each with the probability that it answers.

    The best passage gives the first, or the most probable one where only that reaches the threshold.
    Then come all other sentences, the nearest behind the first one foremost.
    """
    judge = Judge(found)
    candidates: list[_Candidate] = []
    for hit in found.hits[:_PASSAGES_READ]:
        text, outline = reader.text(hit.passage.document.id), outlined(reader, hit.passage.document, hit.passage.span)
        stretches = [in_context(outline, each) for each in hit.passage.sentences]
        left_open = [at for at, each in enumerate(stretches) if not each.whole]
        evidence = judge.gather(hit, text, left_open)
        if left_open:  # what would not be quoted beside a question is no answer to it
            evidence.scores[evidence.scores < evidence.scores[left_open].max() - _BEHIND_HERE] = -math.inf
        details = [particulars(found.query, evidence, at, each.span, text) for at, each in enumerate(stretches)]
        of_another = [at for at, each in enumerate(details) if each.otherwise]
        evidence.scores[[*left_open, *of_another, *_naming_columns(hit, outline)]] = -math.inf
        if evidence.scores.max() == -math.inf:
            continue
        score = probability(judge.features(evidence, text), len(found.query.idf))
        for at, strength in enumerate(evidence.scores.tolist()):
            if strength > -math.inf:
                strength += _RANK_COUNTS * hit.score
                leads = at == evidence.best
                candidates.append(
                    _Candidate(
                        hit,
                        outline,
                        at,
                        stretches[at],
                        leads,
                        score,
                        strength,
                        details[at],
                        evidence.next_holds(at),
                    )
                )
    first = _first(candidates, threshold)
    if not first:
        return []
    ordered = [first, *sorted((each for each in candidates if each is not first), key=lambda each: -each.strength)]
    return collapse(_chosen(reader, each, behind=first.strength - each.strength) for each in ordered)


def _first(candidates: Sequence["_Candidate"], threshold: float) -> "_Candidate | None":
    """Return the best sentence of the best passage, or what the question means rather than that."""
    leading = [each for each in candidates if each.leads]
    if not leading:
        return None
    first = leading[0]
    if first.score < threshold:
        first = max(leading, key=lambda each: each.score)
    least = min(first.score, threshold)
    meant = [
        each for each in candidates if each.score >= least and is_meant_rather(each.particulars, first.particulars)
    ]
    return max(meant, key=lambda each: (len(each.particulars.numbers), each.strength), default=first)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A sentence of a hit that may be chosen."""

    hit: Hit
    outline: Outline
    """Of the section that the hit stands in."""
    position: int
    stretch: Stretch
    """What is quoted for it."""
    leads: bool
    score: float
    strength: float
    particulars: Particulars
    next_holds: bool
    """Whether not this sentence but the next one holds the kind of thing that is asked for."""


def _naming_columns(hit: Hit, outline: Outline) -> list[int]:
    """Return which sentences of a hit belong to rows that only name the columns of a table."""
    passage = hit.passage
    return [at for at, each in enumerate(passage.sentences) if outline.heads_table(outline.unit_at(each.start))]


def _chosen(reader: Reader, candidate: _Candidate, behind: float) -> Choice:
    hit, passage = candidate.hit, candidate.hit.passage
    sentence, spoken = passage.sentences[candidate.position], frozenset(passage.terms.sentences[candidate.position])
    found = candidate.stretch
    span, key = found.span, found.key
    if candidate.next_holds and key == (sentence,):
        following = passage.sentences[candidate.position + 1]
        # "They asked us for it. We turned that request down, because ...": together they tell why.
        if speaks_of_what_was_said(following.cut(candidate.outline.text)):
            span, key = Span(span.start, max(span.end, following.end)), (*key, following)
    texts = [each.cut(candidate.outline.text) for each in key]
    if sentence not in key:  # a question: what it says is in the answer
        spoken |= {term for each in texts for term in analysed(each) if term not in FUNCTION_WORDS}
    if any(map(is_negative, texts)):
        spoken |= {_NEGATIVE}
    around = (
        *framing_of(passage.document, passage.headings),
        *(each.cut(candidate.outline.text) for each in found.around),
    )
    introduced = frozenset(term for each in around for term in analysed(each))
    choice = Choice(
        passage.document, passage.headings, span, key, candidate.score, spoken, introduced, (), behind, candidate.leads
    )
    return replace(choice, also=_in_copies(reader, hit, choice)) if hit.copies else choice


def _in_copies(reader: Reader, hit: Hit, choice: Choice) -> tuple[Choice, ...]:
    """Return the same stretch of each of the hit's copies."""
    found = []
    for copy in hit.copies:
        moved = copy.span.start - hit.passage.span.start
        span, *key = (Span(each.start + moved, each.end + moved) for each in (choice.span, *choice.key))
        if span.cut(reader.text(copy.document.id)) == choice.span.cut(reader.text(choice.document.id)):
            found.append(replace(choice, document=copy.document, headings=copy.headings, span=span, key=tuple(key)))
    return tuple(found)


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
    return not any(term[0].isdigit() or term == _NEGATIVE for term in one ^ other)


def worth_quoting(choices: Sequence[Choice], threshold: float) -> list[Choice]:
    """Return the choices that are nearly as good as the first, in order; none if that does not reach the threshold."""
    if not choices or choices[0].score < threshold:
        return []

    def is_near(each: Choice) -> bool:
        elsewhere = each.leads and each.document.id != choices[0].document.id
        return each.behind <= (_BEHIND_ELSEWHERE if elsewhere else _BEHIND_HERE)

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
