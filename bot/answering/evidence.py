"""Which sentence of a passage answers best, and how probable it is that it answers at all.

The numbers are fitted by tests/benchmarks/fit.py, which also notes where they come from.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import attrgetter, mul
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import AnswerType, asked_for, counted_in, counts, denies, holds, is_money, tells_money
from bot.answering.asking import with_answers
from index.searching.search import Found, Hit
from knowledge.dates import dates_named
from knowledge.words import terms

_FITTED = Path(__file__).with_name("answerability.json")
_MOST_GAP = 0.6
_SHARE_OF_MONEY = 0.5
"""How surely a share tells how much money it is: "half of the money"."""


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What speaks for a sentence."""

    maxsim: float
    """Mean best cosine of the question's tokens, rare words counting more."""
    even_maxsim: float
    """The same, all tokens counting alike."""
    late: float
    """Cosine of the question with the sentence read in context."""
    lexical: float
    """idf share of the question's words, slightly damped for long sentences."""
    holds: float
    """1 if it holds the kind of thing that is asked for and that kind is known."""
    counts: float
    """How surely it says a number of what the question wants counted, 0 to 1."""
    dated: float
    """1 if it names a date that the question names, 0 if either names none or the document is of that date, else -1."""


_SENTENCE_MEASURES = [each.name for each in fields(SentenceFeatures)]
_measures_of = attrgetter(*_SENTENCE_MEASURES)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The sentences of one hit, scored as answers."""

    hit: Hit
    sentences: tuple[SentenceFeatures, ...]
    scores: NDArray[np.float64]
    """Shape (sentences,): of the fitted choice; comparable within a question."""
    met: NDArray[np.float64]
    """Shape (sentences, words): how well each meets each content word of the question, 0 to 1."""
    empty: frozenset[int] = frozenset()
    """Positions of sentences that say nothing, whatever words they hold: questions left open."""

    @property
    def best(self) -> int:
        """Give the position of the best sentence."""
        return int(self.scores.argmax())

    def next_holds(self, position: int) -> bool:
        """Tell whether not this sentence but the next one holds the kind of thing that is asked for."""
        following = self.sentences[position + 1 : position + 2]
        return bool(following) and self.sentences[position].holds < following[0].holds


@dataclass(frozen=True, slots=True)
class AnswerFeatures:
    """What speaks for and against a sentence's being an answer."""

    cosine: float
    late: float
    text_score: float
    """Of the passage's ranking, without its title: a title is not evidence."""
    best_text: float
    """The highest of these scores among all hits."""
    ahead: float
    """How far the passage's is ahead of the mean of the farther half of the hits."""
    surroundings: float
    """Mean cosine of all hits: how near the documents come in general."""
    words_held: float
    """Sum of the idf of the question's words that stand in the passage, in tens."""
    words_unmet: float
    """Sum of the idf of its words as far as nothing in the passage meets them even in meaning, in tens."""
    rarest: float
    """The idf of its rarest word, in eights: how much its words can tell."""
    together: float
    """1 if the sentence holds all of the question's content words, of which there are at least two."""
    gap_lexical: float
    """How far the passage's BM25 share is ahead of the best passage elsewhere."""
    gap_cosine: float
    gap_late: float
    """The same for the best sentence's late cosine."""
    gap_sentence: float
    """How far the sentence's score is ahead of the next one in its passage."""
    soft_coverage: float
    """idf share of the question's words met in the sentence or the one before, in meaning if not to the letter."""
    uneven: float
    """Standard deviation of how well the question's words are met."""
    holds: float
    misses_kind: float
    """1 if the kind of thing asked for is known and the sentence holds none of it."""
    uncounted: float
    """If the question wants something counted, how surely the sentence says no number of it."""
    misdated: float
    """1 if question and sentence name dates, none of them could be the same, and the document is not of that date."""
    names_missing_here: float
    """The idf of the rarest name or number in the question that the sentence lacks, 6 and more as 1."""
    names_missing_around: float
    """The same for the whole passage."""
    negative: float
    """1 if the question is put in the negative, unless it asks why."""
    denied: float
    """1 if so and the sentence is not."""


class Judge:
    """Measures the hits of one question; what is the same for all of them is worked out once."""

    def __init__(self, found: Found) -> None:
        """Look at the question and at how well it is met altogether."""
        self._found = found
        query = found.query
        self._kind = asked_for(query.text)
        self._counted = counted_in(query.text)
        self._terms = set(query.idf)
        self._places = {term: at for at, term in enumerate(query.idf)}
        self._idf = np.array(list(query.idf.values()) or [1.0])
        texts = [hit.text_score for hit in found.hits]
        self._best_text = max(texts, default=0.0)
        self._far_text = float(np.mean(texts[len(texts) // 2 :])) if texts else 0.0
        self._surroundings = float(np.mean([hit.quick.cosine for hit in found.hits])) if texts else 0.0

    def gather(self, hit: Hit, text: str, empty: Iterable[int] = ()) -> Evidence:
        """Score the sentences of a hit as answers; `text` is its document's, `empty` is kept."""
        met, empty = self._words_met(hit), frozenset(empty)
        met[list(empty)] = 0.0
        features = self._sentence_features(hit, text, met)
        scores = [sum(map(mul, _sentence_weights(), _measures_of(each))) for each in features]
        return Evidence(hit, features, np.array(scores), met, empty)

    def _sentence_features(self, hit: Hit, text: str, met: NDArray[np.float64]) -> tuple[SentenceFeatures, ...]:
        sentences = with_answers([span.cut(text) for span in hit.passage.sentences])
        known = self._kind is not AnswerType.OTHER
        scores = hit.sentences
        measured = (
            scores.weighted.tolist(),
            scores.similarities.mean(axis=1).tolist(),
            scores.late.tolist(),
            scores.lexical.tolist(),
            [float(known and holds(sentence, self._kind, self._terms)) for sentence in sentences],
            self._counting(sentences, met),
            [self._dated(sentence, hit) for sentence in sentences],
        )
        return tuple(SentenceFeatures(*each) for each in zip(*measured, strict=True))

    def _dated(self, sentence: str, hit: Hit) -> float:
        asked = self._found.query.named.periods
        named = [period for _, _, period in dates_named(sentence)] if asked else []
        if not named:
            return 0.0
        if any(one.meets(other) for one in asked for other in named):
            return 1.0
        return 0.0 if hit.quick.date else -1.0

    def _counting(self, sentences: Sequence[str], met: NDArray[np.float64]) -> list[float]:
        """Return how surely each sentence says a number of what the question wants counted.

        A number beside one of the question's words does ("218 cases of measles"); where what is counted goes
        by another word ("580 lorries"), a number counts as much as the sentence meets it in meaning.
        """
        things, idf = self._counted, self._found.query.idf
        if not things:
            return [0.0] * len(sentences)
        asked, of_money = things | (idf.keys() - self._found.query.names), is_money(things)
        positions = [at for at, term in enumerate(idf) if term in things]
        meant = met[:, positions].max(axis=1, initial=0.0).tolist()
        counting = []
        for sentence, meaning in zip(sentences, meant, strict=True):
            spoken = terms(sentence)
            if of_money and tells_money(sentence):
                counting.append(1.0)
            elif counts(sentence, asked):
                counting.append(_SHARE_OF_MONEY if of_money else 1.0)
            else:
                has_number = any(term[0].isdigit() for term in spoken)
                counting.append(meaning if has_number and things.isdisjoint(spoken) else 0.0)
        return counting

    def _words_met(self, hit: Hit) -> NDArray[np.float64]:
        """Return how well each sentence meets each content word of the question, 0 to 1.

        Shape (sentences, words): 1 where the word stands, else by the best cosine of its tokens, .3 and less
        being nothing and .8 as good as the word.
        """
        query = self._found.query
        met: NDArray[np.float64] = np.clip((hit.sentences.similarities @ query.word_tokens - 0.3) / 0.5, 0, 1)
        for row, spoken in enumerate(hit.passage.terms.sentences):
            met[row, [self._places[term] for term in self._terms.intersection(spoken)]] = 1.0
        return met

    @property
    def content_words(self) -> int:
        """Count the question's content words."""
        return len(self._found.query.idf)

    def said_by_heading(self, features: AnswerFeatures) -> AnswerFeatures:
        """Return what would speak for a sentence that said all of the question's words, as a heading over it does."""
        return replace(
            features,
            words_held=sum(self._found.query.idf.values()) / 10,
            words_unmet=0.0,
            together=1.0,
            soft_coverage=1.0,
            uneven=0.0,
            holds=1.0,
            misses_kind=0.0,
            names_missing_here=0.0,
            names_missing_around=0.0,
        )

    def features(self, evidence: Evidence, text: str) -> AnswerFeatures:
        """Measure the best sentence of a hit as an answer; `text` is its document's."""
        query, hit, at = self._found.query, evidence.hit, evidence.best
        scores, met = hit.sentences, evidence.met
        rivals = [other for other in self._found.hits if not _neighbours(other, hit)]
        ordered = np.sort(evidence.scores)[::-1]
        context = np.maximum(met[at], 0.9 * met[at - 1]) if at else met[at]
        # A date or a publisher that the document itself bears need not stand in its text.
        names = query.names - (query.named.period_terms if hit.quick.date else frozenset())
        names -= query.named.publisher_terms if hit.quick.publisher else frozenset()
        spoken = [() if at in evidence.empty else said for at, said in enumerate(hit.passage.terms.sentences)]
        here, around = set(spoken[at]), set().union(*spoken)
        sentence = evidence.sentences[at]
        negative, denied = denies(query.text, hit.passage.sentences[at].cut(text))
        return AnswerFeatures(
            cosine=hit.quick.cosine,
            late=float(scores.late[at]),
            text_score=hit.text_score,
            best_text=self._best_text,
            ahead=hit.text_score - self._far_text,
            surroundings=self._surroundings,
            words_held=sum(weight for term, weight in query.idf.items() if term in around) / 10,
            words_unmet=float(self._idf @ (1 - met.max(axis=0))) / 10 if query.idf else 0.0,
            rarest=float(self._idf.max()) / 8,
            together=float(len(self._terms) > 1 and self._terms <= here),
            gap_lexical=_gap(hit.quick.bm25, [other.quick.bm25 for other in rivals]),
            gap_cosine=_gap(hit.quick.cosine, [other.quick.cosine for other in rivals]),
            gap_late=_gap(hit.fine.best_late, [other.fine.best_late for other in rivals]),
            gap_sentence=min(5.0, float(ordered[0] - ordered[1])) if len(ordered) > 1 else 0.0,
            soft_coverage=float(context @ self._idf / self._idf.sum()),
            uneven=float(met[at].std()),
            holds=sentence.holds,
            misses_kind=float(self._kind is not AnswerType.OTHER and not sentence.holds),
            uncounted=1 - sentence.counts if self._counted else 0.0,
            misdated=float(sentence.dated < 0),
            names_missing_here=_rarest(query.idf, names - here),
            names_missing_around=_rarest(query.idf, names - around),
            negative=float(negative),
            denied=float(denied),
        )


def _neighbours(one: Hit, other: Hit) -> bool:
    """Tell whether two hits are the same passage or adjoin in one document: no rivals, but one context."""
    return one.passage.document.id == other.passage.document.id and abs(one.passage.id - other.passage.id) <= 1


def _gap(own: float, others: list[float]) -> float:
    return min(_MOST_GAP, own - max(others, default=0.0))


def _rarest(idf: Mapping[str, float], missing: AbstractSet[str]) -> float:
    return max((min(idf[term], 6.0) / 6.0 for term in missing if term in idf), default=0.0)


def probability(features: AnswerFeatures, content_words: int) -> float:
    """Return the probability, 0 to 1, that the sentence answers a question of so many content words."""
    scale, shift = _fitted()["calibration"]
    return math.exp(_log_sigmoid(scale * log_joint(_fitted(), features, content_words) + shift))


def log_joint(fitted: Mapping[str, Any], features: AnswerFeatures, content_words: int) -> float:
    """Return ln of P(the documents speak of it) x P(this sentence answers, given that they do), before calibration.

    The first is 1 where the sentence holds all of the question's words, however little the documents else say of it.
    The second counts less for long questions of many parts, which no single sentence answers whole. `fitted`
    holds both parts and the gate, as in answerability.json.
    """
    few, many = fitted["gate"]["words"]
    gate = min(1.0, max(0.0, (many - content_words) / (many - few)))
    log_topic = 0.0 if features.together else _log_sigmoid(_linear(fitted["topic"], features))
    log_answer = _log_sigmoid(_linear(fitted["answer"], features))
    return float(log_topic + gate * log_answer + (1 - gate) * math.log(fitted["gate"]["otherwise"]))


def _linear(part: Mapping[str, Any], features: AnswerFeatures) -> float:
    return float(part["intercept"] + sum(weight * getattr(features, name) for name, weight in part["weights"].items()))


def _log_sigmoid(value: float) -> float:
    return -math.log1p(math.exp(-value)) if value > -30 else value


@cache
def _fitted() -> dict[str, Any]:
    fitted: dict[str, Any] = json.loads(_FITTED.read_text("utf-8"))
    return fitted


@cache
def _sentence_weights() -> tuple[float, ...]:
    return tuple(float(_fitted()["sentence"][name]) for name in _SENTENCE_MEASURES)
