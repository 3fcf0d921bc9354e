"""How passages are ordered: a quick score for all candidates, a finer one for the best of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
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
    def context(self) -> float:
        """Add up what speaks for the passage without being of its text."""
        return self.title + self.publisher + self.date

    @property
    def score(self) -> float:
        """Add up what speaks for the passage."""
        return self.cosine + _LEXICAL_WEIGHT * self.bm25 + _CONTEXT_WEIGHT * self.context


def quick(query: Query, outlines: Outlines, cosines: Mapping[int, float], average_length: float) -> dict[int, Quick]:
    """Measure candidates, given with the cosine of each by id."""
    idf = np.array(list(query.idf.values()))
    by_words = bm25_shares(outlines.counts.inside, outlines.lengths, average_length, idf).tolist()
    titles = term_shares(outlines.counts.over, idf).tolist()
    named = query.named
    return {
        key: Quick(
            cosine=cosines[key],
            bm25=by_words[at],
            title=titles[at],
            publisher=float(outlines.publishers[at] in named.publishers),
            date=float(any(period.holds(outlines.dates[at]) for period in named.periods)),
        )
        for at, key in enumerate(outlines.ids)
    }


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScores:
    """How the sentences of a passage answer to the query's tokens."""

    similarities: NDArray[np.float32]
    """Shape (sentences, query tokens): the best cosine of each query token in each sentence."""
    late: NDArray[np.float32]
    """Shape (sentences,): cosine of the question with the mean of the sentence's tokens, read in context."""
    lexical: NDArray[np.float32]
    """Shape (sentences,): `sentence_share`."""


def sentence_scores(query: Query, passages: Sequence[StoredPassage], tokens: TokenRows) -> list[SentenceScores]:
    """Compare a question with every sentence of some passages, token by token."""
    if not passages:
        return []
    bounds: list[int] = []
    own, first = [], 0
    for passage, starts in zip(passages, tokens.starts, strict=True):
        offsets = [span.start - passage.span.start for span in passage.sentences]
        # A sentence past the end of what the model reads has no tokens; it borrows the last one.
        of_sentences = first + np.minimum(np.searchsorted(starts, offsets), len(starts) - 1)
        # What stands before the first sentence, such as a heading, is not of the passage before.
        own.append(slice(len(bounds) + 1, len(bounds) + 1 + len(offsets)))
        bounds += [first, *of_sentences.tolist()]
        first += len(starts)
    similarities = maxsim(query.tokens.vectors, tokens.vectors, np.array(bounds))
    sums = np.add.reduceat(tokens.vectors, bounds, axis=0)
    question = query.tokens.vectors.mean(axis=0)
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(question)
    late = (sums @ question) / np.maximum(lengths, 1e-9)
    return [
        SentenceScores(
            similarities=similarities[of_passage],
            late=late[of_passage],
            lexical=np.array([sentence_share(terms, query.idf) for terms in passage.terms.sentences], dtype=np.float32),
        )
        for passage, of_passage in zip(passages, own, strict=True)
    ]


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


def fine(query: Query, sentences: SentenceScores) -> Fine:
    """Measure a passage by its sentences."""
    return Fine(
        maxsim=float(sentences.similarities.max(axis=0) @ query.token_weights),
        best_maxsim=float((sentences.similarities @ query.token_weights).max()),
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
