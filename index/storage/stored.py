"""The shapes in which the store gives back what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.storage.counts import Counts
from knowledge.checks import Finding
from knowledge.model import Metadata, Span


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the store without its text."""

    id: int
    name: str
    collection: str
    metadata: Metadata
    sha256: str
    body_sha256: str
    sections: int
    passages: int
    findings: tuple[Finding, ...]
    pages: tuple[int, ...] = ()
    """The offset at which each page starts; empty where the format has no pages."""


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section of a stored document."""

    headings: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The index terms of a passage and of what stands over it, without function words."""

    sentences: tuple[list[str], ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage of the store; spans count in the text of its document."""

    id: int
    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    sentences: tuple[Span, ...]
    items: tuple[Span, ...]
    terms: PassageTerms


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """As much of some passages as the quick score needs, in no order."""

    ids: list[int]
    lengths: NDArray[np.int64]
    """Shape (passages,): terms in each."""
    counts: Counts

    @classmethod
    def joined(cls, parts: Sequence["Outlines"]) -> "Outlines":
        """Return the passages of several, in the order given; one at least."""
        counts = Counts(*(np.concatenate([getattr(each.counts, f) for each in parts]) for f in ("inside", "over")))
        lengths = np.concatenate([each.lengths for each in parts])
        return cls([key for each in parts for key in each.ids], lengths, counts)


@dataclass(frozen=True, slots=True)
class StoredCaution:
    """A caution of a stored document."""

    document: StoredDocument
    title: str
    span: Span
