"""Stores of any size without embedding any size: mixtures of real embeddings with noise, texts from a word list.

A vector is a random mixture of three embeddings of real paragraphs with noise, so that vectors fill the space
between the real ones instead of gathering around them: real questions then have ten nearest that differ.

The rows go through the store's own writer, so that they are what a build would have written.
"""

import hashlib
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.assistant import Assistant
from bot.config import load_config
from index.embedding import Embedder, TokenVectors, Vectors
from index.engines.loading import EngineLoader
from index.engines.models import BUNDLED_MODEL, locate
from index.storage.writing import Entry, EntryTerms, Writer, text_sha256
from index.tokens import TokenCodec, codec_for
from knowledge.model import Document, Metadata, Passage, Section, Span
from knowledge.words import Analyzer
from tests import ROOT
from tests.benchmarks.sets import WORK
from tests.benchmarks.texts import paragraphs

NOISE = 0.4
"""Length of what is added to a mixture before it is brought to length 1."""
_MIXED = 3
"""Real embeddings in a mixture."""

_BASE = 1000
_TEMPLATES = 200
_PASSAGES_A_DOCUMENT, _SENTENCES, _WORDS = 10, 4, 15
_DOCUMENTS_A_COMMIT = 500
_FIRST_WORD = 1996
_SEED = 7


def assistant_in(home: Path, documents: Path | None = None, precision: str = "fp32", **search: int) -> Assistant:
    """Return an assistant with the shipped settings over `home`, its documents elsewhere if given."""
    home.mkdir(parents=True, exist_ok=True)
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    shipped["documents"]["folder"] = str(documents or home / "documents")
    shipped["index"]["folder"] = "var"
    shipped["search"] |= search
    shipped["embedding"]["precision"] = precision
    (home / "config.yaml").write_text(yaml.safe_dump(shipped), encoding="utf-8")
    return Assistant(load_config(home / "config.yaml"), loader(precision))


def loader(precision: str = "fp32") -> EngineLoader:
    """Return a loader of the bundled model, compiled once for all benchmarks."""
    return EngineLoader(BUNDLED_MODEL, precision, WORK / "models")


def fill(assistant: Assistant, embedder: Embedder, passages: int) -> None:
    """Fill an empty store with a number of passages, a multiple of ten, in two collections."""
    chance, numbers = random.Random(_SEED), np.random.default_rng(_SEED)  # noqa: S311
    words = _Words()
    base = base_vectors(embedder)
    codec = codec_for(embedder.identity)
    samples = [_document(words, chance, number).text[: words.passage_length] for number in range(_TEMPLATES)]
    templates = [codec.pack(each) for each in embedder.embed_tokens(samples)[1]]
    with assistant.store.writing() as writer:
        for start in range(0, passages // _PASSAGES_A_DOCUMENT, _DOCUMENTS_A_COMMIT):
            numbers_of = range(start, min(start + _DOCUMENTS_A_COMMIT, passages // _PASSAGES_A_DOCUMENT))
            entries = [entry_of(_document(words, chance, number), words.analyzer) for number in numbers_of]
            keys = [text_sha256(text) for entry in entries for text in entry.passage_texts()]
            packed = [templates[int(at)] for at in numbers.integers(0, len(templates), len(keys))]
            _publish(writer, embedder, entries, keys, mixed(base, len(keys), numbers), packed)


def _publish(
    writer: Writer,
    embedder: Embedder,
    entries: Sequence[Entry],
    keys: list[bytes],
    vectors: Vectors,
    packed: list[bytes],
) -> None:
    writer.use_model(embedder.identity)
    rows = zip(keys, vectors, cast("list[TokenVectors]", packed), strict=True)
    writer.save_embeddings(rows, cast("TokenCodec", _Packed()))
    writer.publish(entries, [], {})


class _Packed:
    """Stands in for a codec where token vectors are packed already."""

    def pack(self, found: bytes) -> bytes:
        return found


def base_vectors(embedder: Embedder) -> Vectors:
    """Return embeddings of real paragraphs, shape (n, dimension)."""
    file = WORK / f"base-{embedder.identity.sha256[:12]}.npy"
    if not file.exists():
        np.save(file, embedder.embed([text for text, _ in zip(paragraphs(), range(_BASE), strict=False)]))
    return cast("Vectors", np.load(file))


def mixed(base: Vectors, count: int, numbers: np.random.Generator) -> Vectors:
    """Return `count` rows of length 1, each mixed of rows of the base in random shares, with noise."""
    shares = numbers.dirichlet(np.ones(_MIXED), count).astype(np.float32)
    found = numbers.standard_normal((count, base.shape[1]), dtype=np.float32) * (NOISE / np.sqrt(base.shape[1]))
    for at in range(_MIXED):
        found += base[numbers.integers(0, len(base), count)] * shares[:, at : at + 1]
    return cast("Vectors", (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32))


class _Words:
    """The model's vocabulary as a word list, drawn from by Zipf's law; the first words stand in every passage."""

    passage_length = _SENTENCES * _WORDS * 8

    def __init__(self) -> None:
        vocabulary = (locate(BUNDLED_MODEL) / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.words = [word for word in vocabulary[_FIRST_WORD:] if word.isalpha() and word.isascii()]
        weights: NDArray[np.float64] = 1 / np.arange(3, len(self.words) + 3)
        self.cumulative = np.cumsum(weights).tolist()
        self.analyzer = _Remembering(Analyzer(), self.words)

    def sentence(self, chance: random.Random) -> str:
        return " ".join(chance.choices(self.words, cum_weights=self.cumulative, k=_WORDS)) + "."


class _Remembering:
    """Analyses single words once; sentences of the list need no more."""

    def __init__(self, analyzer: Analyzer, words: Sequence[str]) -> None:
        self._terms = {word: analyzer.terms(word) for word in words}

    def terms(self, sentence: str) -> list[str]:
        return [term for word in sentence.rstrip(".").split(" ") for term in self._terms[word]]


def _document(words: _Words, chance: random.Random, number: int) -> Document:
    text = "\n\n".join(" ".join(words.sentence(chance) for _ in range(_SENTENCES)) for _ in range(_PASSAGES_A_DOCUMENT))
    folder = "rare" if number % 100 == 0 else "common"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    meta = Metadata(title=f"Report {number}", date="2025-03-04")
    return Document(f"{folder}/{number:07}.txt", folder, text, sha256, meta, blocks=())


def entry_of(document: Document, analyzer: Any) -> Entry:
    passages, terms = [], []
    for span in _spans(Span(0, len(document.text)), document.text, "\n\n"):
        sentences = tuple(_spans(span, document.text, " ", ends="."))
        passages.append(Passage(section=0, span=span, sentences=sentences, items=()))
        terms.append([analyzer.terms(document.cut(each)) for each in sentences])
    return Entry(
        document=document,
        file_sha256=document.sha256,
        sections=(Section((), Span(0, len(document.text))),),
        passages=tuple(passages),
        cautions=(),
        findings=(),
        terms=EntryTerms(title=["report"], headings=[[]], sentences=terms),
    )


def _spans(within: Span, text: str, separator: str, ends: str = "") -> Iterator[Span]:
    """Yield the spans between separators that follow `ends`."""
    start = within.start
    while start < within.end:
        found = text.find(ends + separator, start, within.end)
        end = within.end if found < 0 else found + len(ends)
        yield Span(start, end)
        start = end + len(separator)


def facts(home: Path) -> dict[str, Any]:
    """Return what was noted of a filled store, empty where there is none."""
    file = home / "facts.json"
    return cast("dict[str, Any]", json.loads(file.read_text("utf-8"))) if file.exists() else {}


def discard(home: Path) -> None:
    """Remove a store that was not filled whole."""
    shutil.rmtree(home, ignore_errors=True)
