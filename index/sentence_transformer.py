"""The reference engine: any sentence-transformers model; the one file that imports that library."""

import logging
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.embedding import Embedder, Encoding, ModelIdentity, Progress, Vectors
from index.errors import ModelError
from index.models import first_line, locate, weights_sha256

_log = logging.getLogger(__name__)
_BATCH = 32


class SentenceTransformerLoader:
    """Loads a sentence-transformers model by name or path, once, when first called."""

    def __init__(self, name: str) -> None:
        """Remember the name; nothing is imported or read yet."""
        self.name = name
        self._lock = threading.Lock()
        self._loaded: Embedder | None = None

    def __call__(self) -> Embedder:
        """Return the loaded model; raise ModelError."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.name)
            return self._loaded


def _load(name: str) -> Embedder:
    _log.info("loading the model %s", name)
    folder = locate(name)
    sha256 = weights_sha256(name, folder)
    from sentence_transformers import SentenceTransformer  # takes seconds, so only when needed
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu")
        dimension = int(model.get_embedding_dimension() or 0)
    except Exception as error:  # the library raises whatever its parts raise
        raise ModelError(f"the model {name} does not load: {first_line(error)}") from error
    return SentenceTransformerEmbedder(ModelIdentity(name, sha256, dimension), model)


class SentenceTransformerEmbedder:
    """A model run by torch on the processor."""

    def __init__(self, identity: ModelIdentity, model: Any) -> None:
        """Wrap a loaded `SentenceTransformer`."""
        self.identity = identity
        self._model = model
        self._tokenizer = model.tokenizer
        # Two of the places go to the special tokens.
        self.max_tokens = int(model.max_seq_length or self._tokenizer.model_max_length) - 2

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special tokens."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one normalised vector a text, in the order given."""
        vectors: Vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for batch in _batches(texts, progress):
            vectors[batch] = self._model.encode(
                [texts[at] for at in batch], normalize_embeddings=True, show_progress_bar=False
            )
        return vectors

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoding]:
        """Return vector and token vectors of each text, in the order given."""
        found: dict[int, Encoding] = {}
        for batch in _batches(texts, progress):
            some = [texts[at] for at in batch]
            outputs = self._model.encode(some, output_value=None, show_progress_bar=False)
            offsets = self._tokenizer(some, truncation=True, return_offsets_mapping=True, verbose=False)
            for at, output, spans in zip(batch, outputs, offsets["offset_mapping"], strict=True):
                kept = [position for position, (start, end) in enumerate(spans) if end > start]
                found[at] = Encoding(
                    _unit(output["sentence_embedding"].numpy()),
                    _unit(output["token_embeddings"].numpy()[kept]),
                    np.array([spans[position][0] for position in kept], dtype=np.int64),
                )
        return [found[at] for at in range(len(texts))]


def _batches(texts: Sequence[str], progress: Progress | None) -> Iterator[list[int]]:
    """Yield the positions of texts of like length together, which saves padding."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    for start in range(0, len(order), _BATCH):
        yield (batch := order[start : start + _BATCH])
        if progress:
            progress(start + len(batch), len(order))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)
