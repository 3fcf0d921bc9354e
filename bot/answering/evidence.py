"""Which sentence of a passage answers best, and how probable it is that it answers at all.

The numbers are fitted by tests/benchmarks/fit.py, which also notes where they come from.
"""

import json
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import AnswerType, asked_for, counted_in, counts, denies, holds, is_money, tells_money
from index.searching.search import Found, Hit
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


_SENTENCE_MEASURES = tuple(each.name for each in fields(SentenceFeatures))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The sentences of one hit, scored as answers."""

    hit: Hit
    sentences: tuple[SentenceFeatures, ...]
    scores: NDArray[np.float64]
    """Shape (sentences,): of the fitted choice; comparable within a question."""

    @property
    def best(self) -> int:
        """Give the position of the best sentence."""
        return int(self.scores.argmax())


def gather(found: Found, hit: Hit, text: str) -> Evidence:
    """Score the sentences of a hit; `text` is its document's."""
    weights = _fitted()["sentence"]
    features = sentence_features(found, hit, text)
    scores = [sum(weights[name] * getattr(each, name) for name in _SENTENCE_MEASURES) for each in features]
    return Evidence(hit, features, np.array(scores))


def sentence_features(found: Found, hit: Hit, text: str) -> tuple[SentenceFeatures, ...]:
    """Measure each sentence of a hit; `text` is its document's."""
    question, question_terms = found.query.text, set(found.query.idf)
    kind = asked_for(question)
    scores = hit.sentences
    weighted, even = scores.similarities @ found.query.token_weights, scores.similarities.mean(axis=1)
    sentences = [span.cut(text) for span in hit.passage.sentences]
    counting = _counting(found, hit, sentences)
    return tuple(
        SentenceFeatures(
            float(weighted[at]), float(even[at]), float(scores.late[at]), float(scores.lexical[at]),
            float(kind is not AnswerType.OTHER and holds(sentence, kind, question_terms)),
            counting[at],
        )
        for at, sentence in enumerate(sentences)
    )  # fmt: skip


def _counting(found: Found, hit: Hit, sentences: Sequence[str]) -> list[float]:
    """Return how surely each sentence says a number of what the question wants counted.

    A number beside one of the question's words does ("218 cases of measles"); where what is counted goes
    by another word ("580 lorries"), a number counts as much as the sentence meets it in meaning.
    """
    things = counted_in(found.query.text)
    if not things:
        return [0.0] * len(sentences)
    asked, of_money = things | found.query.idf.keys(), is_money(things)
    positions = [at for at, term in enumerate(found.query.idf) if term in things]
    met = _words_met(found, hit)[:, positions].max(axis=1, initial=0.0)
    counting = []
    for sentence, meaning in zip(sentences, met.tolist(), strict=True):
        spoken = terms(sentence)
        if of_money and tells_money(sentence):
            counting.append(1.0)
        elif counts(sentence, asked):
            counting.append(_SHARE_OF_MONEY if of_money else 1.0)
        else:
            has_number = any(term[0].isdigit() for term in spoken)
            counting.append(meaning if has_number and things.isdisjoint(spoken) else 0.0)
    return counting


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
    names_missing_here: float
    """The idf of the rarest name or number in the question that the sentence lacks, 6 and more as 1."""
    names_missing_around: float
    """The same for the whole passage."""
    negative: float
    """1 if the question is put in the negative."""
    denied: float
    """1 if the question is put in the negative and the sentence is not."""


def answer_features(found: Found, evidence: Evidence, text: str) -> AnswerFeatures:
    """Measure the best sentence of a hit as an answer."""
    query, hit, at = found.query, evidence.hit, evidence.best
    scores = hit.sentences
    rivals = [other for other in found.hits if not _neighbours(other, hit)]
    ordered = np.sort(evidence.scores)[::-1]
    met = _words_met(found, hit)
    context = np.maximum(met[at], 0.9 * met[at - 1]) if at else met[at]
    idf = np.array(list(query.idf.values()) or [1.0])
    # A date that the document itself bears need not stand in its text.
    names = query.names - (query.named.period_terms if hit.quick.date else frozenset())
    text_scores = [other.text_score for other in found.hits]
    here, around = set(hit.passage.terms.sentences[at]), {t for s in hit.passage.terms.sentences for t in s}
    kind, sentence = asked_for(query.text), evidence.sentences[at]
    negative, denied = denies(query.text, hit.passage.sentences[at].cut(text))
    return AnswerFeatures(
        cosine=hit.quick.cosine,
        late=float(scores.late[at]),
        text_score=hit.text_score,
        best_text=max(text_scores),
        ahead=hit.text_score - float(np.mean(text_scores[len(text_scores) // 2 :])),
        surroundings=float(np.mean([other.quick.cosine for other in found.hits])),
        words_held=sum(weight for term, weight in query.idf.items() if term in around) / 10,
        words_unmet=float(idf @ (1 - met.max(axis=0))) / 10 if query.idf else 0.0,
        rarest=float(idf.max()) / 8,
        gap_lexical=_gap(hit.quick.bm25, [other.quick.bm25 for other in rivals]),
        gap_cosine=_gap(hit.quick.cosine, [other.quick.cosine for other in rivals]),
        gap_late=_gap(hit.fine.best_late, [other.fine.best_late for other in rivals]),
        gap_sentence=min(5.0, float(ordered[0] - ordered[1])) if len(ordered) > 1 else 0.0,
        soft_coverage=float(context @ idf / idf.sum()),
        uneven=float(met[at].std()),
        holds=sentence.holds,
        misses_kind=float(kind is not AnswerType.OTHER and not sentence.holds),
        uncounted=1 - sentence.counts if counted_in(query.text) else 0.0,
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


def _words_met(found: Found, hit: Hit) -> NDArray[np.float64]:
    """Return how well each sentence meets each content word of the question, 0 to 1.

    Shape (sentences, words): 1 where the word stands, else by the best cosine of its tokens, .3 and less
    being nothing and .8 as good as the word.
    """
    query = found.query
    similarities = hit.sentences.similarities
    met = np.zeros((len(similarities), max(1, len(query.idf))))
    for position, term in enumerate(query.idf):
        owned = query.token_owners == position
        if owned.any():
            met[:, position] = np.clip((similarities[:, owned].mean(axis=1) - 0.3) / 0.5, 0, 1)
        for at, spoken in enumerate(hit.passage.terms.sentences):
            if term in spoken:
                met[at, position] = 1.0
    return met


def probability(features: AnswerFeatures, content_words: int) -> float:
    """Return the probability, 0 to 1, that the sentence answers.

    P(the documents speak of it) x P(this sentence answers, given that they do); the second counts less
    for long questions of many parts, which no single sentence answers whole.
    """
    fitted = _fitted()
    values = asdict(features)
    few, many = fitted["gate"]["words"]
    gate = min(1.0, max(0.0, (many - content_words) / (many - few)))
    log_topic = _log_sigmoid(_linear(fitted["topic"], values))
    log_answer = _log_sigmoid(_linear(fitted["answer"], values))
    joint = log_topic + gate * log_answer + (1 - gate) * math.log(fitted["gate"]["otherwise"])
    scale, shift = fitted["calibration"]
    return math.exp(_log_sigmoid(scale * joint + shift))


def _linear(part: Mapping[str, Any], values: Mapping[str, float]) -> float:
    return float(part["intercept"] + sum(weight * values[name] for name, weight in part["weights"].items()))


def _log_sigmoid(value: float) -> float:
    return -math.log1p(math.exp(-value)) if value > -30 else value


@cache
def _fitted() -> dict[str, Any]:
    fitted: dict[str, Any] = json.loads(_FITTED.read_text("utf-8"))
    return fitted
