"""Which sentences of the hits may be quoted for a question, and in which order."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.answering.answer_types import is_negative
from bot.answering.answers import BEHIND_HERE, NEGATIVE, Choice, collapse
from bot.answering.evidence import Judge, probability
from bot.answering.framing import framing_of
from bot.answering.headed import Headed, headed
from bot.answering.leaning import Stretch, in_context
from bot.answering.others import Others
from bot.answering.particulars import Particulars, Sought, is_as_good, is_meant_rather
from bot.answering.pointing import speaks_of_what_was_said
from bot.answering.quotes import outlined
from index.searching.search import Found, Hit
from index.storage.reading import Reader
from knowledge.model import Span
from knowledge.outline import Outline
from knowledge.words import FUNCTION_WORDS, Terms
from knowledge.words import terms as analysed

_PASSAGES_READ = 4
"""Hits in which a sentence to quote is looked for."""
_RANK_COUNTS = 20.0
"""What a passage's ranking counts beside a sentence's score, both being comparable within a question only."""


def choose(
    reader: Reader, found: Found, threshold: float, analyse: Terms, instead: Mapping[str, AbstractSet[str]]
) -> list[Choice]:
    """Return the stretches that may be quoted, best first, each with the probability that it answers.

    The best passage gives the first, or the most probable one where only that reaches the threshold.
    Then come all other sentences, the nearest behind the first one foremost. What stands under a heading that says
    just what is asked for goes before all of them. `analyse` gives the terms of a text, `instead` those that
    documents may have in the place of a term of the question.
    """
    judge, sought, others = Judge(found), Sought(found.query), Others(reader, found, analyse, instead)
    candidates: list[_Candidate] = []
    for hit in _read(found):
        text, outline = reader.text(hit.passage.document.id), outlined(reader, hit.passage.document, hit.passage.span)
        stretches = [in_context(outline, each) for each in hit.passage.sentences]
        left_open = [at for at, each in enumerate(stretches) if not each.whole]
        evidence = judge.gather(hit, text, left_open)
        if left_open:  # what would not be quoted beside a question is no answer to it
            evidence.scores[evidence.scores < evidence.scores[left_open].max() - BEHIND_HERE] = -math.inf
        details = [sought.in_sentence(evidence, at, each.span, text) for at, each in enumerate(stretches)]
        of_another = [at for at, each in enumerate(details) if each.otherwise]
        evidence.scores[[*left_open, *of_another, *_naming_columns(hit, outline)]] = -math.inf
        if evidence.scores.max() == -math.inf:
            continue
        likeliest, score = evidence.best, probability(judge.features(evidence, text), judge.content_words)
        whom = others.settle(evidence, stretches, outline)
        evidence.scores[[*whom.others, *(at for at, each in enumerate(details) if each.untimely)]] = -math.inf
        if evidence.scores.max() == -math.inf:
            continue
        if (best := evidence.best) != likeliest:
            other = probability(judge.features(evidence, text), judge.content_words)
            # What is left once the likeliest is out is no likelier, unless it is meant in its place.
            score = other if best in whom.meant else min(score, other)
        score *= found.query.known
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
                        at in whom.meant,
                        at in whom.naming,
                        at in whom.lacking,
                    )
                )
    under = [_under_heading(reader, judge, each) for each in headed(reader, found, analyse)]
    first = _first(candidates, threshold, newest=found.query.named.latest)
    if not first:
        return collapse(under)
    # Beside the one that is meant stands none in whose place it is.
    kept = [each for each in candidates if not (first.meant and each.lacks and each.hit is first.hit)]
    ordered = [first, *sorted((each for each in kept if each is not first), key=lambda each: -each.strength)]
    chosen = (_chosen(reader, each, behind=first.strength - each.strength) for each in ordered)
    return collapse([*under, *chosen])


def _under_heading(reader: Reader, judge: Judge, found: Headed) -> Choice:
    """Return what stands under a heading as a choice, as probable as if its sentence said what the heading says."""
    document = found.hit.passage.document
    text = reader.text(document.id)
    features = judge.features(judge.gather(found.hit, text), text)
    score = probability(judge.said_by_heading(features), judge.content_words)
    spoken = frozenset(term for term in analysed(found.span.cut(text)) if term not in FUNCTION_WORDS)
    introduced = frozenset(term for each in framing_of(document, found.headings) for term in analysed(each))
    choice = Choice(document, found.headings, found.span, found.key, score, spoken, introduced)
    return replace(choice, also=_in_copies(reader, found.hit, choice)) if found.hit.copies else choice


def _read(found: Found) -> Sequence[Hit]:
    """Return the best hits; where the latest is asked for also those in newer documents than theirs."""
    hits = found.hits[:_PASSAGES_READ]
    if not found.query.named.latest:
        return hits
    newest = max((hit.passage.document.metadata.date for hit in hits), default="")
    behind = found.hits[_PASSAGES_READ:]
    return (*hits, *(hit for hit in behind if hit.passage.document.metadata.date > newest))


def _first(candidates: Sequence["_Candidate"], threshold: float, *, newest: bool) -> "_Candidate | None":
    """Return the best sentence of the best passage, or what the question means rather than that.

    `newest` asks for that of the newest document among those that are as good.
    """
    leading = [each for each in candidates if each.leads]
    if not leading:
        return None
    first = leading[0]
    if first.score < threshold:
        first = max(leading, key=lambda each: each.score)
    least = min(first.score, threshold)
    if first.lacks:
        beside = [each for each in candidates if each.hit is first.hit]
        named = [each for each in beside if each.meant] or [
            each for each in beside if each.names and is_as_good(each.particulars, first.particulars)
        ]
        first = max(named, key=lambda each: each.strength, default=first)
    meant = [
        each for each in candidates if each.score >= least and is_meant_rather(each.particulars, first.particulars)
    ]
    first = max(meant, key=lambda each: (len(each.particulars.numbers), each.strength), default=first)
    if newest:
        equal = [each for each in candidates if each.score >= least and is_as_good(each.particulars, first.particulars)]
        first = max([first, *equal], key=lambda each: (each.hit.passage.document.metadata.date, each.strength))
    return first


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
    meant: bool
    """Whether it speaks of whom is asked of beside a sentence that speaks of another."""
    names: bool
    """Whether it names whom is asked of."""
    lacks: bool
    """Whether it does not name whom is asked of."""


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
        spoken |= {NEGATIVE}
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
