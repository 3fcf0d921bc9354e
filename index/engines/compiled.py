"""The compiled engine: a model's graph and tokenizer run without torch; the one file that imports tokenizers."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import tee
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.embedding import ModelIdentity, TokenVectors, Vectors, in_order
from index.engines.runtime import Arrays, Graph

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
"""The files of a compiled model; inputs and outputs of the graph are told in index/engines/export.py."""

_TOKENS_A_BATCH = {"fp32": 256, "int8": 0}
"""Places, padding included: past some two hundred, speed stays the same and memory grows.

int8 scales what flows through the graph by the largest value in the batch, so a text's vector would
depend on its company (cosine .990 measured); each text is embedded alone, which makes it certain.
"""

_FEW = 32
"""Texts, as many as come together as questions at most, for which no second session is opened."""

_TEXTS_AT_ONCE = 4096
"""Texts that are tokenised before the first of them is embedded."""


class CompiledEmbedder:
    """A model run by ONNX Runtime on the processor; safe to share between threads."""

    def __init__(self, identity: ModelIdentity, folder: Path, places: int, pad_id: int) -> None:
        """Open the files of a folder; texts are cut to `places` tokens, special ones included."""
        self.identity = identity
        self._pad_id = pad_id
        self._tokens_a_batch = _TOKENS_A_BATCH[identity.precision]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(places)
        self.max_tokens = places - int(self._tokenizer.num_special_tokens_to_add(False))
        self._graph = Graph(folder / GRAPH)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special tokens."""
        return [len(each.ids) for each in self._counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text, in the order given."""
        vectors: Vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for batch, _, (pooled,) in self._run(["pooled"], texts):
            vectors[batch] = pooled
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """Return one normalised vector a text and its token vectors, in the order given."""
        return in_order(self.embed_each(texts), len(texts), self.identity.dimension)

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        """Yield each text's position, vector and token vectors, the shortest texts first."""
        for batch, encoded, (pooled, states) in self._run(["pooled", "tokens"], texts):
            for at, each, vector, rows in zip(batch, encoded, pooled, states, strict=True):
                plain = np.flatnonzero(np.array(each.special_tokens_mask) == 0)
                starts = np.array([start for start, _ in each.offsets], dtype=np.int64)[plain]
                # Chosen by index, so copied: a view would keep the whole batch in memory.
                yield at, vector, TokenVectors(np.array(each.ids, dtype=np.int32)[plain], starts, rows[plain])

    @cached_property
    def _counter(self) -> Tokenizer:
        """Give a tokenizer that cuts nothing off; only indexing needs it."""
        counter = Tokenizer.from_str(self._tokenizer.to_str())
        counter.no_truncation()
        return counter

    def _run(self, outputs: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[list[int], list[Encoding], Arrays]]:
        """Yield positions, encodings and outputs of texts, batch by batch."""
        ahead, behind = tee(self._batches(texts))
        inputs = (self._inputs(encoded) for _, encoded in ahead)
        if len(texts) > _FEW:
            found = self._graph.run_all(outputs, inputs)
        else:
            found = (self._graph.run(outputs, each) for each in inputs)
        for (batch, encoded), arrays in zip(behind, found, strict=True):
            yield batch, encoded, arrays

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[Encoding]]]:
        """Yield positions and encodings of texts of like length, which saves the padding."""
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            encoded = self._tokenizer.encode_batch(list(texts[start : start + _TEXTS_AT_ONCE]))
            order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
            done = 0
            while done < len(order):
                end = done + 1
                while end < len(order) and (end + 1 - done) * len(encoded[order[end]].ids) <= self._tokens_a_batch:
                    end += 1
                batch = order[done:end]
                yield [start + at for at in batch], [encoded[at] for at in batch]
                done = end

    def _inputs(self, encoded: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
        """Return the graph's inputs, shape (texts, longest of them), padded to the right."""
        shape = len(encoded), max(len(each.ids) for each in encoded)
        ids, mask = np.full(shape, self._pad_id, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, each in enumerate(encoded):
            ids[row, : len(each.ids)] = each.ids
            mask[row, : len(each.ids)] = 1
        return {"input_ids": ids, "attention_mask": mask}
