"""What an embedding model is to the rest of the program, whatever library runs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (texts, dimension), rows of length 1, so that a dot product is a cosine."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many of how many are done."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What makes two vectors comparable: the same model, weights and dimension."""

    name: str
    sha256: str
    """Of the weights, in hexadecimal."""
    dimension: int

    def __str__(self) -> str:
        """Name the model for people."""
        return f"{self.name} ({self.sha256[:12]}, {self.dimension} dimensions)"


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """A text as the model sees it: as a whole and token by token, special tokens left out."""

    vector: Vectors
    """Shape (dimension,), length 1."""
    tokens: Vectors
    """Shape (tokens, dimension), rows of length 1."""
    starts: NDArray[np.int64]
    """Shape (tokens,): the character at which each token starts."""


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

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one normalised vector a text, in the order given."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoding]:
        """Return vector and token vectors of each text, in the order given."""


class EmbedderLoader(Protocol):
    """Loads the model when it is first needed, and once."""

    @property
    def name(self) -> str:
        """Give the configured name, known without loading."""

    def __call__(self) -> Embedder:
        """Return the loaded model; raise ModelError."""
