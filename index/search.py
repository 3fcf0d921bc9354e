"""Question to hits: candidates by meaning and by words, ranked together, the best of them more finely."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index import decoding
from index.cross_encoder import CrossEncoder
from index.embedding import Embedder, EmbedderLoader
from index.errors import StoreError
from index.naming import take_apart
from index.query import Query, prepare
from index.ranking import Fine, Quick, SentenceScores, final_score, fine, quick, sentence_scores
from index.reading import Reader, StoredPassage
from index.resident import Residence, Resident
from index.tokens import codec_for
from index.vectors import nearest
from knowledge.words import Analyzer


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How many passages are looked at how closely."""

    candidates: int
    """Passages that search by meaning and search by words contribute each."""
    rescored: int
    """The best of them, which are compared with the question token by token."""
    exact_up_to: int
    """Passages up to which all vectors are compared whole."""


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


class Searcher:
    """Searches a store; what it keeps in memory follows the store's generation."""

    def __init__(
        self,
        load: EmbedderLoader,
        analyzer: Analyzer,
        settings: SearchSettings,
        folder: Path,
        judge: CrossEncoder | None = None,
    ) -> None:
        """Load nothing yet; `folder` is where a large index may keep its codes.

        A `judge` orders the best passages instead of the fitted weights.
        """
        self._judge = judge
        self._load = load
        self._analyzer = analyzer
        self._settings = settings
        self._residence = Residence(settings.exact_up_to, folder / "vectors.npz")

    def search(self, reader: Reader, question: str, collections: Sequence[str] | None = None) -> Found:
        """Return the best hits among the documents of some collections, or of all, best first."""
        embedder = self._load()
        resident = self._current(reader, embedder)
        codec = codec_for(embedder.identity)
        named = take_apart(question, reader.publishers())
        vectors, tokens = embedder.embed_tokens([named.subject])
        query = prepare(named, vectors[0], tokens[0], reader, self._analyzer, codec, len(resident.ids))
        best = self._candidates(reader, resident, query, collections)[: self._settings.rescored]
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
        self, reader: Reader, resident: Resident, query: Query, collections: Sequence[str] | None
    ) -> list[tuple[StoredPassage, Quick]]:
        most = self._settings.candidates
        allowed = reader.passage_ids(collections) if collections is not None else None
        cosines = dict(resident.vectors.search(query.vector, most, reader.vectors_of, allowed))
        by_words = reader.lexical_candidates(query.frequencies, most, collections)
        cosines |= nearest(query.vector, reader.vectors_of, [key for key in by_words if key not in cosines])
        average_length = resident.average_length
        measured = [
            (passage, quick(query, passage, cosines[key], average_length))
            for key, passage in reader.passages(list(cosines)).items()
        ]
        return sorted(measured, key=lambda each: (-each[1].score, each[0].id))

    def _current(self, reader: Reader, embedder: Embedder) -> Resident:
        if reader.model and reader.model != embedder.identity:
            raise StoreError(
                f"the store was built with the model {reader.model}, config.yaml names {embedder.identity}; "
                "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
            )
        return self._residence.of(reader, embedder.identity)
