"""What an embedding model is to the rest of the program, whatever library runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # commands that need no vectors do not wait for numpy
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
"""Shape (texts, dimension), rows of length 1, so that a dot product is a cosine."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What makes two vectors comparable: the same model, weights, dimension and precision."""

    name: str
    sha256: str
    """Of the weights, in hexadecimal."""
    dimension: int
    precision: str = "fp32"
    """What the model is computed in: "fp32" or "int8"; engines of one precision give the same vectors."""

    def __str__(self) -> str:
        """Name the model for people."""
        return f"{self.name} ({self.sha256[:12]}, {self.dimension} dimensions, {self.precision})"


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's word pieces as the model sees them: cut at its limit, without special tokens and padding."""

    ids: NDArray[np.int32]
    """Shape (tokens,), in the model's vocabulary."""
    starts: NDArray[np.int64]
    """Shape (tokens,), the character of the text at which each begins."""
    vectors: Vectors
    """Shape (tokens, hidden size), the last hidden state in rows of length 1."""


def in_order(
    embedded: Iterable[tuple[int, Vectors, TokenVectors]], count: int, dimension: int
) -> tuple[Vectors, list[TokenVectors]]:
    """Return what `Embedder.embed_each` yields of `count` texts as `embed_tokens` does, in the order of the texts."""
    import numpy as np

    vectors: Vectors = np.empty((count, dimension), dtype=np.float32)
    tokens: dict[int, TokenVectors] = {}
    for at, vector, found in embedded:
        vectors[at], tokens[at] = vector, found
    return vectors, [tokens[at] for at in range(count)]


class Embedder(Protocol):
    """A loaded model."""

    @property
    def identity(self) -> ModelIdentity:
        """Say which model this is."""

    @property
    def max_tokens(self) -> int:
        """Give the most word pieces a text may have before its end is ignored, without special tokens."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special tokens."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text, in the order given."""

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """Return what `embed` returns and each text's token vectors, from one run of the model.

        A text of 200 word pieces takes 300 KB, so ask for a few hundred texts at a time.
        """

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        """Embed any number of texts; yield each when it is done: position, vector, shape (dimension,), and tokens."""


class QuestionEmbedder(Embedder, Protocol):
    """A loaded model that can be at work while its caller does something else."""

    def begin(self, question: str) -> Future[tuple[Vectors, list[TokenVectors]]]:
        """Begin to embed one text; the future gives what `embed_tokens` returns, or raises what that raises."""


class EmbedderLoader(Protocol):
    """Loads the model when it is first needed, and once."""

    @property
    def name(self) -> str:
        """Give the configured name, known without loading."""

    @property
    def precision(self) -> str:
        """Give the configured precision, known without loading."""

    def __call__(self) -> QuestionEmbedder:
        """Return the loaded model; raise ModelError."""
