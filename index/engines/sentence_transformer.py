"""The reference engine: any sentence-transformers model; the one file that imports that library."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.embedding import ModelIdentity, TokenVectors, Vectors, in_order
from index.engines.models import ModelFiles, first_line
from index.errors import ModelError

_BATCH = 32


class SentenceTransformerEmbedder:
    """A model run by torch on the processor."""

    def __init__(self, identity: ModelIdentity, model: Any) -> None:
        """Wrap a loaded `SentenceTransformer`."""
        self.identity = identity
        self.model = model
        self._tokenizer = model.tokenizer
        # Special tokens stand around a text; of how many come first and last, any one-piece text tells.
        special = self._tokenizer("a", return_special_tokens_mask=True)["special_tokens_mask"]
        self._before, self._after = special.index(0), special[::-1].index(0)
        self.places = _places(model)
        """The most tokens that the model reads of a text, special ones included."""
        self.max_tokens = self.places - int(self._tokenizer.num_special_tokens_to_add())

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special tokens."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text, in the order given."""
        vectors: Vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for batch in _batches(texts):
            vectors[batch] = self.model.encode(
                [texts[at] for at in batch], normalize_embeddings=True, show_progress_bar=False
            )
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """Return one normalised vector a text and its token vectors, in the order given."""
        return in_order(self.embed_each(texts), len(texts), self.identity.dimension)

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        """Yield each text's position, vector and token vectors, the shortest texts first."""
        for batch in _batches(texts):
            some = [texts[at] for at in batch]
            found = self.model.encode(some, output_value=None, show_progress_bar=False)
            cut = self._tokenizer(
                some, truncation=True, max_length=self.places, return_offsets_mapping=True, verbose=False
            )
            for at, each, offsets in zip(batch, found, cut["offset_mapping"], strict=True):
                real = each["attention_mask"].numpy().astype(bool)
                plain = slice(self._before, int(real.sum()) - self._after)
                ids = each["input_ids"].numpy()[real][plain]
                states = each["token_embeddings"].float().numpy()[real][plain]
                starts = np.array([start for start, _ in offsets], dtype=np.int64)[plain]
                vector = _unit(each["sentence_embedding"].float().numpy())
                yield at, vector, TokenVectors(ids.astype(np.int32), starts, _unit(states))


def load(name: str, files: ModelFiles) -> SentenceTransformerEmbedder:
    """Load a model, which takes seconds; raise ModelError."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(files.folder), device="cpu")
        dimension = int(model.get_embedding_dimension() or 0)
    except Exception as error:  # the library raises whatever its parts raise
        raise ModelError(f"the model {name} does not load: {first_line(error)}") from error
    return SentenceTransformerEmbedder(ModelIdentity(name, files.sha256, dimension), model)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the texts' positions; texts of like length share a batch, which saves the padding."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _places(model: Any) -> int:
    """Return the most tokens that the model reads of a text, special ones included."""
    return int(model.max_seq_length or min(model.tokenizer.model_max_length, 512))


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Vectors = rows / np.maximum(lengths, 1e-12)
    return scaled
