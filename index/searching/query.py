"""What a question asks for, in the terms that passages are ranked by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import TokenVectors
from index.searching.formulas import smoothed_idf
from index.searching.language import share_known
from index.searching.naming import Named
from index.storage.background import unlisted
from index.storage.reading import Reader
from index.storage.vocabulary import Listed
from index.tokens import TokenCodec, Tokens
from knowledge.words import Analyzer, Word, terms

_FUNCTION_WORD_WEIGHT = 0.3
"""Beside the idf of a content word, which lies between about 2 and 9."""
_ASKING = frozenset(terms("happen occur"))
"""Terms of words that ask for whatever there is: of what happened the documents seldom say that it happened."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What a question says, before it is embedded."""

    named: Named
    """The publishers and dates that it names."""
    words: tuple[Word, ...]
    """Its content words; those that only ask what happened or occurred are left out where there are others."""
    idf: dict[str, float]
    """How rare each content term is, in order of appearance."""
    listed: dict[str, Listed]
    """What the store's list of terms says of each, in the same order."""
    names: frozenset[str]
    """Those of the terms of these words that are names or numbers: what an answer has to speak of."""
    known: float
    """The share of its words that are known, where so few are that it is in another language; else 1."""

    @property
    def text(self) -> str:
        """Give the question's subject, without the publishers that it names."""
        return self.named.subject

    @property
    def frequencies(self) -> dict[str, int]:
        """Map each content term to how many passages hold it."""
        return {term: each.passages for term, each in self.listed.items()}

    @property
    def term_numbers(self) -> NDArray[np.int64]:
        """Return the number of each content term, 0 for those that no passage holds."""
        return np.array([each.id for each in self.listed.values()], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Query(Wording):
    """A question prepared for ranking."""

    vector: NDArray[np.float32]
    """Shape (dimension,)."""
    tokens: Tokens
    token_weights: NDArray[np.float32]
    """Shape (tokens,), summing to 1: rare words count more."""
    word_tokens: NDArray[np.float32]
    """Shape (tokens, content terms, one at least): takes the mean of the tokens that belong to a term."""


def look_up(named: Named, reader: Reader, analyzer: Analyzer, passages: int) -> Wording:
    """Return what a question says, its words weighed among a number of passages."""
    text = named.subject
    every = analyzer.words(text)
    meant = [word for word in every if word.carries_meaning]
    words = [word for word in meant if word.term not in _ASKING] or meant
    # The first word has a capital in any case.
    begins = every[0].end if every else 0
    names = frozenset(word.term for word in words if word.start >= begins and _is_name(text[word.start]))
    asked = list(dict.fromkeys(word.term for word in words))
    listed, backgrounds = reader.words.listed(asked), reader.words.backgrounds(asked)
    idf = {term: smoothed_idf(each.passages, passages, backgrounds[term]) for term, each in listed.items()}
    unknown = {term for term, each in listed.items() if not each.passages and backgrounds[term] == unlisted(term)}
    return Wording(named, tuple(words), idf, listed, names, share_known(text, every, unknown))


def prepare(wording: Wording, vector: NDArray[np.float32], token_vectors: TokenVectors, codec: TokenCodec) -> Query:
    """Prepare a question for ranking, now that it is embedded."""
    tokens = codec.project(token_vectors)
    weights, owners = _token_weights(tokens.starts, wording.words, wording.idf)
    owned = owners[:, np.newaxis] == np.arange(max(1, len(wording.idf)))
    means = owned / np.maximum(owned.sum(axis=0, dtype=np.float32), 1)
    said = (wording.named, wording.words, wording.idf, wording.listed, wording.names, wording.known)
    return Query(*said, vector, tokens, weights, means)


def _is_name(first: str) -> bool:
    return first.isupper() or first.isdigit()


def _token_weights(
    starts: NDArray[np.int64], words: Sequence[Word], idf: dict[str, float]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Share the idf of each content word among its word pieces; return also which term each token belongs to, or -1."""
    positions = {term: position for position, term in enumerate(idf)}
    owners = np.full(len(starts), -1, dtype=np.int64)
    holder = np.full(len(starts), -1, dtype=np.int64)
    for number, word in enumerate(words):
        inside = (starts >= word.start) & (starts < word.end)
        owners[inside], holder[inside] = positions[word.term], number
    pieces = Counter(holder.tolist())
    weights = np.array(
        [idf[words[at].term] / pieces[at] if at >= 0 else _FUNCTION_WORD_WEIGHT for at in holder.tolist()],
        dtype=np.float32,
    )
    return weights / max(float(weights.sum()), 1e-9), owners
