"""How often passages hold which terms, small enough to read for every candidate of a question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PAIR = np.dtype("<u4")
_OVERHEAD = 0
"""Stands in the place of a count where a term stands over the passage, in title or headings."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What some passages hold of the terms of a query."""

    inside: NDArray[np.int64]
    """Shape (passages, terms): how often each term stands in the text."""
    over: NDArray[np.bool_]
    """Shape (passages, terms): whether it stands in title or headings."""


def pack(inside: Mapping[int, int], over: Iterable[int]) -> bytes:
    """Return bytes: a pair a term, its number and how often it stands in the text, or 0 for standing over it."""
    pairs = [*inside.items(), *((term, _OVERHEAD) for term in over)]
    return np.array(pairs, dtype=_PAIR).tobytes()


def unpack(packed: Sequence[bytes], terms: NDArray[np.int64]) -> Counts:
    """Count different terms, given by number, in passages; raise ValueError for what `pack` does not write."""
    if any(len(each) % (2 * _PAIR.itemsize) for each in packed):
        raise ValueError("it ends within a pair")
    pairs = np.frombuffer(b"".join(packed), dtype=_PAIR).reshape(-1, 2)
    owners = np.repeat(np.arange(len(packed)), [len(each) // (2 * _PAIR.itemsize) for each in packed])
    inside = np.zeros((len(packed), len(terms)), dtype=np.int64)
    over = np.zeros((len(packed), len(terms)), dtype=np.bool_)
    if len(terms):
        order = np.argsort(terms)
        places = np.minimum(np.searchsorted(terms, pairs[:, 0], sorter=order), len(terms) - 1)
        columns = order[places]
        asked, stands_over = terms[columns] == pairs[:, 0], pairs[:, 1] == _OVERHEAD
        here, there = asked & ~stands_over, asked & stands_over
        inside[owners[here], columns[here]] = pairs[here, 1]
        over[owners[there], columns[there]] = True
    return Counts(inside, over)
