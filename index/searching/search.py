"""Question to hits: candidates by meaning and by words, ranked together, the best of them more finely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from index.embedding import Embedder, EmbedderLoader
from index.engines.cross_encoder import CrossEncoder
from index.errors import StoreError
from index.searching.naming import take_apart
from index.searching.pool import Pool
from index.searching.query import Query, look_up, prepare
from index.searching.ranking import Fine, Quick, SentenceScores, compare, final_scores
from index.searching.resident import Residence, Resident
from index.storage import decoding
from index.storage.reading import Reader
from index.storage.stored import StoredPassage
from index.tokens import codec_for
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
    text_score: float
    """What its text alone earns in the fitted ranking, without its title."""
    quick: Quick
    fine: Fine
    sentences: SentenceScores
    copies: tuple[StoredPassage, ...] = ()
    """Of other documents with the same text, newest first; they are no hits of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The hits for one question, best first, and the question as it was searched."""

    query: Query
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What is worth a closer look, one passage of those that are copies of each other."""

    query: Query
    passages: list[tuple[int, Quick]]
    """Ids, the best by the quick score first."""
    copies: dict[int, list[int]]
    """The copies of those that have any."""


_ALL_WORDS = 0.999
"""Of `Quick.title`, which is computed."""
_MOST_HEADED = 3
"""Of the passages looked at closely, how many may be there only for what stands over them."""
_WIDENED = 4
_WIDEST = 64
"""How many times as many candidates are looked at, at most, where copies take up their places."""

_Scored: TypeAlias = tuple[float, StoredPassage, float, Quick, Fine, SentenceScores]


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

    @property
    def resident(self) -> Resident | None:
        """Give what is in memory of the store, None before the first question."""
        return self._residence.held

    def search(self, reader: Reader, question: str, collections: Sequence[str] | None = None) -> Found:
        """Return the best hits among the documents of some collections, or of all, best first."""
        candidates = self.candidates(reader, question, collections)
        query, best = candidates.query, dict(_best(candidates.passages, self._settings.rescored))
        scored = self._compared(reader, query, best)
        if self._judge and scored:
            texts = [each[1].span.cut(reader.text(each[1].document.id)) for each in scored]
            judged = self._judge.scores(query.text, texts)
            scored = [(score, *each[1:]) for score, each in zip(judged, scored, strict=True)]
        # Newest first among equals.
        scored.sort(key=lambda each: (each[0], each[1].document.metadata.date, -each[1].id), reverse=True)
        copied = {key: candidates.copies[key] for key in best if key in candidates.copies}
        found = reader.passages([each for group in copied.values() for each in group]) if copied else {}
        hits = (
            Hit(passage, rank, score, text, quick_, fine, scores, tuple(found[c] for c in copied.get(passage.id, ())))
            for rank, (score, passage, text, quick_, fine, scores) in enumerate(scored, start=1)
        )
        return Found(query, tuple(hits))

    def likeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how near each of some texts is to one in meaning, by cosine."""
        one, *rest = self._load().embed([text, *others])
        return [float(one @ each) for each in rest]

    def candidates(self, reader: Reader, question: str, collections: Sequence[str] | None = None) -> Candidates:
        """Return passages found by meaning or by words; copies of one another are measured as one."""
        embedder = self._load()
        resident = self._current(reader, embedder)
        named = take_apart(question, reader, collections)
        # While the model is at work, what the words alone tell is read.
        embedded = embedder.begin(named.subject)
        wording = look_up(named, reader, self._analyzer, len(resident.ids))
        allowed = reader.passage_ids(collections) if collections is not None else None
        most, there = self._settings.candidates, len(resident.ids if allowed is None else allowed)
        widest = min(there, most * _WIDEST)
        pool = Pool(reader, wording, collections)
        pool.add_by_words(reader.words.candidates(wording.frequencies, most, collections))
        vectors, tokens = embedded.result()
        query = prepare(wording, vectors[0], tokens[0], codec_for(embedder.identity))
        while True:
            pool.add_by_meaning(query, resident.vectors, most, allowed)
            measured, copies = pool.measured(query, resident.average_length)
            if not copies or len(measured) >= self._settings.rescored or most >= widest:
                break
            most *= _WIDENED
            pool.add_by_words(reader.words.candidates(query.frequencies, most, collections))
        return Candidates(query, sorted(measured.items(), key=lambda each: (-each[1].score, each[0])), copies)

    def _compared(self, reader: Reader, query: Query, measured: Mapping[int, Quick]) -> list[_Scored]:
        """Compare passages with the question token by token; those without a token are left out."""
        packed = reader.tokens(list(measured))
        found = reader.passages([key for key in measured if decoding.has_tokens(packed.get(key))])
        passages = [found[key] for key in measured if key in found]
        codec = codec_for(self._load().identity)
        tokens = decoding.tokens([packed.get(each.id) for each in passages], codec, query.tokens)
        scored: list[_Scored] = []
        for passage, (fine, sentences) in zip(passages, compare(query, passages, tokens), strict=True):
            score, text_score = final_scores(measured[passage.id], fine)
            scored.append((score, passage, text_score, measured[passage.id], fine, sentences))
        return scored

    def _current(self, reader: Reader, embedder: Embedder) -> Resident:
        if reader.model and reader.model != embedder.identity:
            raise StoreError(
                f"the store was built with the model {reader.model}, the configuration names {embedder.identity}; "
                "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
            )
        return self._residence.of(reader, embedder.identity)


def _best(passages: Sequence[tuple[int, Quick]], most: int) -> list[tuple[int, Quick]]:
    """Return the best passages, the last of them given up for such as all of the question's words stand over."""
    headed = [each for each in passages[most:] if each[1].title > _ALL_WORDS][: min(_MOST_HEADED, most)]
    return [*passages[: most - len(headed)], *headed]
