"""Which of two sentences that are else alike is meant: that with the number asked for, that which counts the thing."""

import re
from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from bot.answering.answer_types import AnswerType, asked_for
from bot.answering.evidence import Evidence
from bot.answering.times import of_another_time, says_only_when
from index.searching.query import Query
from index.storage.stored import StoredPassage
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, terms

_AS_GOOD = 0.8
"""Share of what one sentence meets of the question's other words that another has to meet, to be held to be alike."""
_COUNTS = 0.5
"""What more of `SentenceFeatures.counts` tells that one sentence counts what is asked for and another does not."""
_LABELLED = re.compile(r"([^\W\d_]+)\s+(?:no\.?\s*|number\s+)?(?=[^\W_]*\d)([^\W_]+)", re.IGNORECASE)
"""A number with the word before it, which it belongs to: district 57, Resolution 2735, day 46."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a sentence has of a question's particulars."""

    numbers: frozenset[str]
    """The numbers and codes of the question that stand in it or in what is read with it."""
    counts: float
    holds: float
    met: float
    """How well it meets the question's other words, rare ones counting more."""
    otherwise: bool
    """Whether it, or what stands over it, has another number where the question has one: district 59, not 57."""
    untimely: bool = False
    """Whether it is of another time than the question names, or says no more than a time."""


class Sought:
    """The particulars that one question asks for; it is read once."""

    def __init__(self, query: Query) -> None:
        """Read the question."""
        self._query = query
        # Dates are compared as such, by sentence and by document.
        self._numbers = frozenset(
            word.term for word in query.words if any(map(str.isdigit, query.text[word.start : word.end]))
        ).difference(query.named.period_terms)
        self._labelled = _labelled(query.text) if self._numbers else []
        self._weights = np.array([0.0 if term in self._numbers else weight for term, weight in query.idf.items()])
        self._asks_when = asked_for(query.text) is AnswerType.DATE

    def in_sentence(self, evidence: Evidence, position: int, read: Span, text: str) -> Particulars:
        """Look at a sentence of a hit; `read` is what is quoted for it out of `text`, its document's."""
        passage, query = evidence.hit.passage, self._query
        over = " ".join((passage.document.metadata.title, *passage.headings))
        said = set(terms(over)).union(*_terms_within(evidence, read), passage.terms.sentences[position])
        context = np.array([float(term in said) for term in query.idf])
        met = np.maximum(evidence.met[position], context) if len(context) else context
        features = evidence.sentences[position]
        sentence = passage.sentences[position].cut(text)
        return Particulars(
            self._numbers & said,
            features.counts,
            features.holds,
            float(met @ self._weights),
            self._has_another(f"{over}. {sentence}", self._numbers - said),
            bool(query.named.periods) and self._is_untimely(passage, position, text),
        )

    def _has_another(self, text: str, missing: Set[str]) -> bool:
        """Tell whether a text has, behind the word that a missing number stands behind, one of its own."""
        if not missing:
            return False
        asked = {label for label, number in self._labelled if number in missing}
        return any(label in asked and number not in self._numbers for label, number in _labelled(text))

    def _is_untimely(self, passage: StoredPassage, position: int, text: str) -> bool:
        named, sentences = self._query.named, passage.sentences
        sentence = sentences[position].cut(text)
        if not self._asks_when and says_only_when(sentence):
            return True
        if not named.asks_one:
            return False
        before = [each.cut(text) for each in sentences[:position]]
        document = passage.document.metadata
        around = (*reversed(before), *passage.headings, document.title)
        return of_another_time(named.periods, sentence, around, document.date)


def is_as_good(one: Particulars, other: Particulars) -> bool:
    """Tell whether a sentence answers about as well as another, numbers aside."""
    return one.met >= _AS_GOOD * other.met and one.holds >= other.holds and one.counts >= other.counts


def is_meant_rather(one: Particulars, other: Particulars) -> bool:
    """Tell whether a question means one sentence rather than another that is else as good."""
    if not is_as_good(one, other):
        return False
    return one.numbers > other.numbers or (one.numbers == other.numbers and one.counts > other.counts + _COUNTS)


def _terms_within(evidence: Evidence, read: Span) -> list[list[str]]:
    passage = evidence.hit.passage
    pairs = zip(passage.sentences, passage.terms.sentences, strict=True)
    return [said for span, said in pairs if read.contains(span)]


def _labelled(text: str) -> list[tuple[str, str]]:
    found = [(terms(match[1])[-1], terms(match[2])[-1]) for match in _LABELLED.finditer(text)]
    return [each for each in found if each[0] not in FUNCTION_WORDS]
