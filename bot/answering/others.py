"""Sentences that speak of another where a question names whom it asks of, and the one beside them that is meant.

"Fatah has accepted the proposal. Hamas has not replied." To whether Hamas has accepted the second one answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np

from bot.answering.answer_types import counted_in, counts
from bot.answering.evidence import Evidence
from bot.answering.leaning import Stretch
from bot.answering.turns import Turns
from bot.answering.whom import asked_of, initials, is_named, named_in, refers
from index.searching.search import Found
from index.storage.reading import Reader
from knowledge.model import Kind, Span
from knowledge.outline import Outline
from knowledge.words import Terms, terms

_MOST_LOOKED_AT = 6
"""The best sentences of a hit."""
_NEAR = 1.0
"""How far a sentence may be behind the best that names whom the question asks of; none farther is quoted with it."""
_MOST_BETWEEN = 3
"""Sentences, each of another, between one that is of another and the one that is meant."""
_LONGEST_ACRONYM = 5
_BESIDE = 0.9
"""How much of what a sentence meets of a question its neighbour meets with it, as in `Judge.features`."""
_MAY_HOLD = 2
"""How many times as often as another place one is named that the other may lie in: Gaza, Rafah."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Which sentences of a hit are of whom, by position; only those near its best are looked at."""

    others: set[int] = field(default_factory=set)
    """Those of another."""
    meant: set[int] = field(default_factory=set)
    """Those beside sentences of others that are meant instead."""
    naming: set[int] = field(default_factory=set)
    """Those that name whom the question asks of."""
    lacking: set[int] = field(default_factory=set)
    """Those that do not name whom the question asks of, whether or not they are of another."""


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A hit that is looked at."""

    evidence: Evidence
    stretches: list[Stretch]
    outline: Outline

    def sentence(self, at: int) -> str:
        return self.evidence.hit.passage.sentences[at].cut(self.outline.text)

    def own(self, at: int) -> set[str]:
        return set(self.evidence.hit.passage.terms.sentences[at])


class Others:
    """Looks for sentences of others in the hits of one question."""

    def __init__(self, reader: Reader, found: Found, analyse: Terms, instead: Mapping[str, AbstractSet[str]]) -> None:
        """Read the question once; `analyse` gives the terms of a text.

        `instead` maps terms of a question to those that documents may have for them: "Washington" for the US.
        """
        self._reader = reader
        self._analyse = analyse
        self._whom = whom = asked_of(found.query)
        self._acting = whom.acting if found.query.named.asks_one else frozenset()
        self._places = whom.places if found.query.named.asks_one else ()
        self._counted = counted_in(found.query.text)
        self._frequencies = dict(found.query.frequencies)
        self._turns: dict[int, Turns] = {}
        self._instead = instead
        self._over: dict[str, frozenset[str]] = {}

    def settle(self, evidence: Evidence, stretches: list[Stretch], outline: Outline) -> Settled:
        """Tell which sentences of a hit are of others; the one that is meant beside these earns what they would."""
        settled = Settled()
        if not self._acting and not self._places:
            return settled
        place = _Place(evidence, stretches, outline)
        scores = evidence.scores.copy()
        least = -np.inf
        for at in np.argsort(-scores, kind="stable")[:_MOST_LOOKED_AT].tolist():
            if scores[at] < least or scores[at] == -np.inf:
                break
            lacks, of_another = self._looked_at(place, at)
            (settled.lacking if lacks else settled.naming).add(at)
            if not of_another:
                least = max(least, scores[at] - _NEAR) if not lacks else least
                continue
            settled.others.add(at)
            if (meant := self._meant(place, at)) is not None:
                settled.meant.add(meant)
                self._put_in_place(place, at, meant)
        return settled

    def _looked_at(self, place: _Place, at: int) -> tuple[bool, bool]:
        """Tell whether a sentence, with what belongs to it, lacks a name asked of, and whether it is of another."""
        acting, places = self._missing(place.own(at), self._acting, self._places)
        if not acting and not places:
            return False, False
        passage, text = place.evidence.hit.passage, place.outline.text
        sentence, stretch = passage.sentences[at], place.stretches[at]
        turns = self._turns.setdefault(passage.document.id, Turns(text))
        speaker = turns.speaker(place.outline, sentence.start) if acting else None
        around = self._said_around(place, at, [*stretch.around, *([speaker] if speaker else [])])
        acting, places = self._missing(around, acting, places)
        _, places = self._missing(around | self._said_over(passage.document.metadata.title), (), places)
        if any(len(each) <= _LONGEST_ACRONYM for each in (*acting, *(term for name in places for term in name))):
            acting, places = self._missing(initials(stretch.span.cut(text)), acting, places)
        if not acting and not places:
            return False, False
        # What it leans on says of whom it speaks.
        start = min(stretch.span.start, sentence.start)
        begins = speaker.end if speaker and speaker.start >= start else start
        whole = text[begins : sentence.end]
        told = speaker is not None and not self._missing(turns.speakers, acting, ())[0]
        of_another = (
            (bool(acting) and (told or self._acts_otherwise(whole)))
            or (bool(places) and self._is_elsewhere(whole, places))
            or self._is_other_row(place.outline, sentence, acting, places)
        )
        return True, of_another

    def _missing(
        self, said: AbstractSet[str], acting: Iterable[str], places: Iterable[AbstractSet[str]]
    ) -> tuple[list[str], list[AbstractSet[str]]]:
        """Return those of some names that are not among some terms."""
        return (
            [each for each in acting if not self._is_named(each, said)],
            [each for each in places if not any(self._is_named(term, said) for term in each)],
        )

    def _is_named(self, name: str, said: AbstractSet[str]) -> bool:
        return is_named(name, said) or not said.isdisjoint(self._instead.get(name, ()))

    def _said_around(self, place: _Place, at: int, spans: Iterable[Span]) -> set[str]:
        """Return the terms of a sentence and of what is read with it."""
        passage, text, read = place.evidence.hit.passage, place.outline.text, place.stretches[at].span
        said = set(place.own(at))
        for other, span in enumerate(passage.sentences):
            if read.contains(span):
                said |= place.own(other)
        if not passage.span.contains(read):
            said |= set(self._analyse(read.cut(text)))
        for span in spans:
            said |= set(self._analyse(span.cut(text)))
        for heading in passage.headings:
            said |= self._said_over(heading)
        if refers(place.sentence(at)):  # whoever was named before may be meant
            said.update(*map(place.own, range(max(0, at - 2), at)), self._said_over(passage.document.metadata.title))
        return said

    def _said_over(self, heading: str) -> AbstractSet[str]:
        if heading not in self._over:
            self._over[heading] = frozenset(self._analyse(heading))
        return self._over[heading]

    def _acts_otherwise(self, text: str) -> bool:
        named = named_in(text)
        if self._whom.telling:
            return bool(named.acting or named.tellers)
        return self._whom.whether and bool(named.acting)

    def _is_elsewhere(self, text: str, places: Sequence[AbstractSet[str]]) -> bool:
        """Tell whether a text names another place that does not lie in the one asked for, as far as one can tell."""
        named = [said[-1] for each in named_in(text).places if (said := terms(each))]
        if unknown := [each for each in named if each not in self._frequencies]:
            self._frequencies |= self._reader.words.frequencies(unknown)
        asked = max(min(self._frequencies.get(term, 0) for term in each) for each in places)
        return any(asked < _MAY_HOLD * max(1, self._frequencies[each]) for each in named)

    def _is_other_row(
        self, outline: Outline, sentence: Span, acting: Sequence[str], places: Sequence[AbstractSet[str]]
    ) -> bool:
        """Tell whether it is a row of a table in which another row has the names that it lacks."""
        at = outline.unit_at(sentence.start)
        if outline.units[at].kind is not Kind.ROW:
            return False
        for row in outline.units[outline.start_of_run(at) : outline.end_of_run(at) + 1]:
            said = set(self._analyse(row.span.cut(outline.text)))
            if said.issuperset(acting) and all(map(said.intersection, places)):
                return True
        return False

    def _meant(self, place: _Place, at: int) -> int | None:
        """Return the nearest sentence of the same paragraph that names whom the question asks of, first those behind.

        None but sentences of others may stand between, and it has to hold the kind of thing asked for if that one does.
        """
        outline, features = place.outline, place.evidence.sentences
        sentences = place.evidence.hit.passage.sentences
        paragraph = outline.unit_at(sentences[at].start)
        for step in (1, -1):
            for other in range(at + step, at + step * (_MOST_BETWEEN + 2), step):
                if not 0 <= other < len(sentences) or outline.unit_at(sentences[other].start) != paragraph:
                    break
                if self._may_be_meant(place, other):
                    return other if features[other].holds >= features[at].holds else None
                if not self._looked_at(place, other)[1]:
                    break
        return None

    def _may_be_meant(self, place: _Place, at: int) -> bool:
        """Tell whether a sentence itself names whom the question asks of, places where it says where, and counts so."""
        own, sentence = place.own(at), place.sentence(at)
        where = set(self._analyse(" ".join(named_in(sentence).places))) if self._places else set()
        if not own.issuperset(self._acting) or not all(map(where.intersection, self._places)):
            return False
        return not self._counted or counts(sentence, self._counted)

    def _put_in_place(self, place: _Place, at: int, meant: int) -> None:
        """Let a sentence earn what the one of another would, and stand behind it if it is the next one."""
        evidence, stretch = place.evidence, place.stretches[meant]
        evidence.scores[meant] = max(evidence.scores[[at, meant]])
        evidence.met[meant] = np.maximum(evidence.met[meant], _BESIDE * evidence.met[at])
        if meant == at + 1:
            start = min(evidence.hit.passage.sentences[at].start, stretch.span.start)
            place.stretches[meant] = replace(stretch, span=Span(start, stretch.span.end))
