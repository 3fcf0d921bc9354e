"""Question to hits: candidates by meaning and by words, ranked together, the best of them more finely."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import decoding
from index.cross_encoder import CrossEncoder
from index.embedding import Embedder, EmbedderLoader
from index.errors import StoreError
from index.naming import take_apart
from index.query import Query, prepare
from index.ranking import Fine, Quick, SentenceScores, final_score, fine, quick, sentence_scores
from index.reading import Reader, StoredPassage
from index.tokens import codec_for
from index.vectors import VectorIndex
from knowledge.words import Analyzer


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How many passages are looked at how closely."""

    candidates: int
    """Passages that search by meaning and search by words contribute each."""
    rescored: int
    """The best of them, which are compared with the question token by token."""


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A passage found for a question."""

    passage: StoredPassage
    rank: int
    """From 1."""
    score: float
    """Of the final ranking; no probability, only comparable within one question."""
    quick: Quick
    fine: Fine
    sentences: SentenceScores

    @property
    def text_score(self) -> float:
        """Give the score that its text alone earns, without its title."""
        return final_score(self.quick, self.fine, with_title=False)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The hits for one question, best first, and the question as it was searched."""

    query: Query
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """What is kept in memory of one generation of one store."""

    state: tuple[str, int]
    vectors: VectorIndex
    average_length: float
    publishers: tuple[str, ...]


class Searcher:
    """Searches a store; what it keeps in memory follows the store's generation."""

    def __init__(
        self,
        load: EmbedderLoader,
        analyzer: Analyzer,
        settings: SearchSettings,
        judge: CrossEncoder | None = None,
    ) -> None:
        """Load nothing yet; a `judge` orders the best passages instead of the fitted weights."""
        self._judge = judge
        self._load = load
        self._analyzer = analyzer
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def search(self, reader: Reader, question: str, collections: Sequence[str] | None = None) -> Found:
        """Return the best hits among the documents of some collections, or of all, best first."""
        embedder = self._load()
        loaded = self._current(reader, embedder)
        codec = codec_for(embedder.identity)
        named = take_apart(question, loaded.publishers)
        vectors, tokens = embedder.embed_tokens([named.subject])
        query = prepare(named, vectors[0], tokens[0], reader, self._analyzer, codec, len(loaded.vectors))
        best = self._candidates(reader, loaded, query, collections)[: self._settings.rescored]
        packed = reader.tokens([passage.id for passage, _ in best])
        scored = []
        for passage, measured in best:
            stored = decoding.tokens(packed.get(passage.id), codec, query.tokens)
            if stored is None:
                continue
            sentences = sentence_scores(query, passage, stored)
            finer = fine(query, sentences)
            scored.append((final_score(measured, finer), passage, measured, finer, sentences))
        if self._judge and scored:
            texts = [each[1].span.cut(reader.text(each[1].document.id)) for each in scored]
            judged = self._judge.scores(named.subject, texts)
            scored = [(score, *each[1:]) for score, each in zip(judged, scored, strict=True)]
        # Newest first among equals.
        scored.sort(key=lambda each: (each[0], each[1].document.metadata.date, -each[1].id), reverse=True)
        hits = (
            Hit(passage, rank, score, measured, finer, sentences)
            for rank, (score, passage, measured, finer, sentences) in enumerate(scored, start=1)
        )
        return Found(query, tuple(hits))

    def _candidates(
        self, reader: Reader, loaded: _Loaded, query: Query, collections: Sequence[str] | None
    ) -> list[tuple[StoredPassage, Quick]]:
        most = self._settings.candidates
        allowed = reader.passage_ids(collections) if collections is not None else None
        cosines = dict(loaded.vectors.search(query.vector, most, allowed))
        by_words = reader.lexical_candidates(query.frequencies, most, collections)
        passages = reader.passages([*cosines, *by_words])
        only_words = [key for key in by_words if key in passages and key not in cosines]
        cosines |= zip(only_words, loaded.vectors.cosines(query.vector, only_words), strict=True)
        measured = [
            (passage, quick(query, passage, cosines[key], loaded.average_length)) for key, passage in passages.items()
        ]
        return sorted(measured, key=lambda each: (-each[1].score, each[0].id))

    def _current(self, reader: Reader, embedder: Embedder) -> _Loaded:
        with self._lock:
            state = (reader.identity, reader.generation)
            if self._loaded is None or self._loaded.state != state:
                if reader.model and reader.model != embedder.identity:
                    raise StoreError(
                        f"the store was built with the model {reader.model}, config.yaml names {embedder.identity}; "
                        "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
                    )
                vectors = VectorIndex(embedder.identity.dimension)
                for ids, block in reader.vectors():
                    vectors.add(ids, np.ascontiguousarray(block))
                self._loaded = _Loaded(state, vectors, reader.average_length(), reader.publishers())
            return self._loaded
