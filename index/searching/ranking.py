"""How passages are ordered: a quick score for all candidates, a finer one for the best of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from operator import attrgetter, mul
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.searching.formulas import bm25_shares, maxsim, sentence_share, term_shares
from index.searching.query import Query
from index.storage.stored import Outlines, StoredPassage
from index.tokens import TokenRows

_FITTED = Path(__file__).with_name("ranking.json")

_LEXICAL_WEIGHT = 2.0
_CONTEXT_WEIGHT = 0.1
"""What title, publisher and date count in the quick score, in which they only break ties."""
_PLACES = 1 << 32
"""More than a passage has characters."""


@dataclass(frozen=True, slots=True)
class Quick:
    """What speaks for a passage before its tokens are looked at; each about 0 to 1."""

    cosine: float
    bm25: float
    """As a share of what the query could reach."""
    title: float
    """idf share of the query's terms in title and headings; orders passages, but is no evidence."""
    publisher: float
    """1 if the question names the document's publisher."""
    date: float
    """1 if the document's date lies in a period that the question names; asked for the latest, by order of date."""

    @property
    def context(self) -> float:
        """Add up what speaks for the passage without being of its text."""
        return self.title + self.publisher + self.date

    @property
    def score(self) -> float:
        """Add up what speaks for the passage."""
        return self.cosine + _LEXICAL_WEIGHT * self.bm25 + _CONTEXT_WEIGHT * self.context


def quick(
    query: Query,
    outlines: Outlines,
    cosines: Mapping[int, float],
    average_length: float,
    origins: Mapping[int, tuple[str, str]],
) -> dict[int, Quick]:
    """Measure candidates, given with the cosine of each by id.

    `origins` holds publisher and date of each; only for a question that names some it is looked at.
    """
    idf = np.array(list(query.idf.values()))
    by_words = bm25_shares(outlines.counts.inside, outlines.lengths, average_length, idf).tolist()
    titles = term_shares(outlines.counts.over, idf).tolist()
    measured = {}
    recency = _recency(date for _, date in origins.values()) if query.named.latest else {}
    for at, key in enumerate(outlines.ids):
        publisher, date = _origin_shares(query, origins[key], recency) if query.named.origins else (0.0, 0.0)
        measured[key] = Quick(cosines[key], by_words[at], titles[at], publisher, date)
    return measured


def _recency(dates: Iterable[str]) -> dict[str, float]:
    """Map dates to their place in order, 0 for what has none, 1 for the newest."""
    ordered = sorted({"", *dates})
    return {date: at / max(1, len(ordered) - 1) for at, date in enumerate(ordered)}


def _origin_shares(query: Query, origin: tuple[str, str], recency: Mapping[str, float]) -> tuple[float, float]:
    publisher, date = origin
    named = query.named
    dated = recency[date] if named.latest else float(any(period.holds(date) for period in named.periods))
    return float(publisher in named.publishers), dated


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScores:
    """How the sentences of a passage answer to the query's tokens."""

    similarities: NDArray[np.float32]
    """Shape (sentences, query tokens): the best cosine of each query token in each sentence."""
    weighted: NDArray[np.float32]
    """Shape (sentences,): their mean, rare words counting more."""
    late: NDArray[np.float32]
    """Shape (sentences,): cosine of the question with the mean of the sentence's tokens, read in context."""
    lexical: NDArray[np.float32]
    """Shape (sentences,): `sentence_share`."""


@dataclass(frozen=True, slots=True)
class Fine:
    """What speaks for a passage once its tokens are looked at, beside the quick measures."""

    maxsim: float
    """Mean best cosine of the query's tokens in the passage, rare words counting more."""
    best_maxsim: float
    """The highest such mean among its sentences."""
    best_lexical: float
    """The highest `sentence_share` among its sentences."""
    best_late: float
    """The highest late cosine among its sentences."""


def compare(query: Query, passages: Sequence[StoredPassage], tokens: TokenRows) -> list[tuple[Fine, SentenceScores]]:
    """Compare a question with every sentence of some passages, token by token.

    All sentences are computed with at once: what numpy costs a call would be more than what it computes.
    """
    if not passages:
        return []
    bounds, leads = _bounds(passages, tokens.starts)
    question = query.tokens.vectors.mean(axis=0)
    sums = _sums(tokens.vectors, bounds)
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(question)
    # What stands before a first sentence, such as a heading, is not of the passage before, nor of a sentence.
    similarities = np.delete(maxsim(query.tokens.vectors, tokens.vectors, bounds), leads, axis=0)
    late = np.delete((sums @ question) / np.maximum(lengths, 1e-9), leads)
    total = sum(query.idf.values())
    shares = [sentence_share(terms, query.idf, total) for each in passages for terms in each.terms.sentences]
    lexical = np.array(shares, dtype=np.float32)
    weighted = similarities @ query.token_weights

    firsts = leads - np.arange(len(leads))
    best_of = [np.maximum.reduceat(each, firsts) for each in (similarities, weighted, lexical, late)]
    best_of[0] = best_of[0] @ query.token_weights
    fine = [Fine(*map(float, each)) for each in zip(*best_of, strict=True)]
    own = [slice(start, end) for start, end in pairwise([*firsts.tolist(), len(weighted)])]
    scores = [SentenceScores(similarities[each], weighted[each], late[each], lexical[each]) for each in own]
    return list(zip(fine, scores, strict=True))


def _sums(vectors: NDArray[np.float32], bounds: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the sum of each stretch, as numpy's `add.reduceat` does, which takes three times as long for it."""
    ones = np.ones(len(vectors), dtype=np.float32)
    stretches = pairwise([*bounds.tolist(), len(vectors)])
    return np.array([ones[: max(1, end - start)] @ vectors[start : max(end, start + 1)] for start, end in stretches])


def _bounds(
    passages: Sequence[StoredPassage], starts: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return at which token each stretch begins, and which stretches stand before a passage's first sentence."""
    offsets = [np.array([each.start for each in passage.sentences]) - passage.span.start for passage in passages]
    tokens, sentences = (np.array(list(map(len, each))) for each in (starts, offsets))
    numbers = np.arange(len(passages))
    # A passage's number before each place makes one increasing row of all.
    rows, sought = (
        np.repeat(numbers * _PLACES, counts) + np.concatenate(list(places))
        for counts, places in ((tokens, starts), (sentences, offsets))
    )
    ends = np.cumsum(tokens)
    # A sentence past the end of what the model reads has no tokens; it borrows the last one.
    begins = np.minimum(np.searchsorted(rows, sought), np.repeat(ends - 1, sentences))
    before = np.cumsum(sentences) - sentences
    return np.insert(begins, before, ends - tokens), before + numbers


def final_scores(quick_: Quick, fine_: Fine) -> tuple[float, float]:
    """Return the fitted sum of all measures, and the same without the title, which speaks of the text alone."""
    values = (*_of_quick(quick_), *_of_fine(fine_))
    score = sum(map(mul, _weights(), values))
    return score, score - _weights()[_TITLE] * quick_.title


_QUICK, _FINE = ([each.name for each in fields(kind)] for kind in (Quick, Fine))
_of_quick, _of_fine = attrgetter(*_QUICK), attrgetter(*_FINE)
_TITLE = _QUICK.index("title")


@cache
def _weights() -> tuple[float, ...]:
    """Return the weight of each measure of Quick, then of Fine."""
    weights = json.loads(_FITTED.read_text("utf-8"))["weights"]
    return tuple(float(weights[name]) for name in (*_QUICK, *_FINE))
