"""Question to hits: by meaning and by words, fused into one ranking."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.embedding import EmbedderLoader, Vectors
from index.errors import StoreError
from index.reading import Reader, StoredPassage
from index.store import Store
from knowledge.words import query_terms

if TYPE_CHECKING:
    from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How hits are found and fused."""

    candidates: int
    """Passages that each of the two searches contributes."""
    lexical_weight: float
    """What a perfect lexical score counts beside a cosine of 1."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query."""

    passage: StoredPassage
    rank: int
    """From 1."""
    cosine: float
    bm25: float
    """0 where no word matches."""
    fused: float


@dataclass(frozen=True, slots=True)
class Found:
    """The hits for one query, and what was learnt about the query on the way."""

    hits: tuple[Hit, ...]
    vector: Vectors
    """Shape (dimension,)."""
    idf: dict[str, float]
    """How rare each content word of the query is in the store; see `lexical.Matches`."""


class Searcher:
    """Searches a store; its vectors in memory follow the store's generation."""

    def __init__(self, store: Store, load: EmbedderLoader, settings: SearchSettings) -> None:
        """Load nothing yet."""
        self._store = store
        self._load = load
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[int, VectorIndex] | None = None

    def search(self, reader: Reader, query: str, most: int, collections: Sequence[str] | None = None) -> Found:
        """Return the `most` best hits among the documents of the collections, best first."""
        vectors = self._vectors(reader)
        vector = self._load().embed([query])[0]
        allowed = None
        if collections is not None:
            within = [each.id for each in reader.documents.values() if each.collection in collections]
            allowed = reader.passage_ids(within)
        dense = dict(vectors.search(vector, self._settings.candidates, allowed))
        matches = reader.lexical(query_terms(query), self._settings.candidates)
        words = matches.bm25
        if allowed is not None:
            inside = set(allowed.tolist())
            words = {key: score for key, score in words.items() if key in inside}
        for key, cosine in zip(words, vectors.cosines(vector, list(words)), strict=True):
            dense.setdefault(key, cosine)
        scale = self._settings.lexical_weight / (2.2 * sum(matches.idf.values()) or 1.0)
        fused = {key: cosine + scale * words.get(key, 0.0) for key, cosine in dense.items()}
        best = sorted(fused, key=lambda key: (-fused[key], key))[:most]
        passages = reader.passages(best)
        hits = tuple(
            Hit(passages[key], rank, dense[key], words.get(key, 0.0), fused[key])
            for rank, key in enumerate(best, start=1)
        )
        return Found(hits, vector, matches.idf)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts with the store's model, shape (texts, dimension)."""
        return self._load().embed(texts)

    def _vectors(self, reader: Reader) -> VectorIndex:
        with self._lock:
            generation = reader.generation
            if self._loaded is None or self._loaded[0] != generation:
                identity = self._load().identity
                if reader.model and reader.model != identity:
                    raise StoreError(
                        f"the store was built with the model {reader.model}, config.yaml names {identity}; "
                        "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
                    )
                from index.vectors import VectorIndex  # faiss takes a while

                vectors = VectorIndex(identity.dimension)
                for ids, block in reader.vectors():
                    vectors.add(ids, block)
                self._loaded = (generation, vectors)
            return self._loaded[1]
