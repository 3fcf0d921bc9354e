"""How passages are ordered: a quick score for all candidates, a finer one for the best of them."""

import json
from collections import Counter
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.formulas import bm25_share, maxsim, sentence_share, term_share
from index.query import Query
from index.reading import StoredPassage
from index.tokens import Tokens

_FITTED = Path(__file__).with_name("ranking.json")

_LEXICAL_WEIGHT = 2.0
_CONTEXT_WEIGHT = 0.1
"""What title, publisher and date count in the quick score, in which they only break ties."""


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
    """1 if the document's date lies in a period that the question names."""

    @property
    def score(self) -> float:
        """Add up what speaks for the passage."""
        context = self.title + self.publisher + self.date
        return self.cosine + _LEXICAL_WEIGHT * self.bm25 + _CONTEXT_WEIGHT * context


def quick(query: Query, passage: StoredPassage, cosine: float, average_length: float) -> Quick:
    """Measure a candidate."""
    terms = passage.terms
    counts = Counter(term for sentence in terms.sentences for term in sentence)
    meta = passage.document.metadata
    return Quick(
        cosine=cosine,
        bm25=bm25_share(counts, terms.length, average_length, query.idf),
        title=term_share([*terms.title, *terms.headings], query.idf),
        publisher=float(meta.publisher in query.named.publishers),
        date=float(any(period.holds(meta.date) for period in query.named.periods)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScores:
    """How the sentences of a passage answer to the query's tokens."""

    similarities: NDArray[np.float32]
    """Shape (sentences, query tokens): the best cosine of each query token in each sentence."""
    late: NDArray[np.float32]
    """Shape (sentences,): cosine of the question with the mean of the sentence's tokens, read in context."""
    lexical: NDArray[np.float32]
    """Shape (sentences,): `sentence_share`."""


def sentence_scores(query: Query, passage: StoredPassage, tokens: Tokens) -> SentenceScores:
    """Compare a question with every sentence of a passage, token by token."""
    offsets = np.array([span.start - passage.span.start for span in passage.sentences])
    count = len(tokens.starts)
    # A sentence past the end of what the model reads has no tokens; it borrows the last one.
    bounds = np.minimum(np.searchsorted(tokens.starts, offsets), count - 1)
    sums = np.add.reduceat(tokens.vectors, bounds, axis=0)
    question = query.tokens.vectors.mean(axis=0)
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(question)
    return SentenceScores(
        similarities=maxsim(query.tokens.vectors, tokens.vectors, bounds),
        late=(sums @ question) / np.maximum(lengths, 1e-9),
        lexical=np.array([sentence_share(terms, query.idf) for terms in passage.terms.sentences], dtype=np.float32),
    )


@dataclass(frozen=True, slots=True)
class Fine:
    """What speaks for a passage once its tokens are looked at, beside the quick measures."""

    maxsim: float
    """Mean best cosine of the query's tokens in the passage, rare words counting more."""
    best_lexical: float
    """The highest `sentence_share` among its sentences."""
    best_late: float
    """The highest late cosine among its sentences."""


def fine(query: Query, sentences: SentenceScores) -> Fine:
    """Measure a passage by its sentences."""
    return Fine(
        maxsim=float(sentences.similarities.max(axis=0) @ query.token_weights),
        best_lexical=float(sentences.lexical.max()),
        best_late=float(sentences.late.max()),
    )


def final_score(quick_: Quick, fine_: Fine, *, with_title: bool = True) -> float:
    """Return the fitted sum of all measures; without the title it speaks of the text alone."""
    return float(
        sum(
            weight * (0.0 if name == "title" and not with_title else getattr(fine_ if of_fine else quick_, name))
            for name, weight, of_fine in _weights()
        )
    )


@cache
def _weights() -> tuple[tuple[str, float, bool], ...]:
    """Return (measure, weight, whether it is one of Fine)."""
    of_fine = {each.name for each in fields(Fine)}
    weights = json.loads(_FITTED.read_text("utf-8"))["weights"]
    return tuple((str(name), float(value), name in of_fine) for name, value in weights.items())
