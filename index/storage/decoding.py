"""Stored values back to what they were: whatever cannot be that is damage, and told as such."""

import datetime
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import ModelIdentity, Vectors
from index.storage.counts import Counts, unpack
from index.tokens import TokenCodec, TokenRows, Tokens
from knowledge.checks import Finding
from knowledge.model import Span

_Row = TypeVar("_Row")

_FAILED = "the note of failed files"
_NO_TOKENS = bytes(4)
_LENGTH_TOLERANCE = 0.05
"""By how much a stored vector's length may differ from 1."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not become a document."""

    name: str
    reason: str
    sha256: str = ""
    """Of the file's bytes; empty where they were not to blame, so that it is read again next time."""


class Damaged(Exception):
    """The store holds what was never written; `Store` turns this into a StoreError for people."""


@contextmanager
def _expecting(what: str) -> Iterator[None]:
    """Tell of damage where a value is not of the shape that the code in the block asks for."""
    try:
        yield
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError) as error:
        raise Damaged(f"{what} cannot be read: {error}") from error


def present(row: _Row | None, what: str) -> _Row:
    """Return a row that must be there."""
    if row is None:
        raise Damaged(f"{what} is missing")
    return row


def text(value: object, what: str = "a text") -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise Damaged(f"{what} is not text")
    return value


def number(value: object, what: str = "a number") -> int:
    """Return a whole number from 0."""
    if not isinstance(value, int) or value < 0:
        raise Damaged(f"{what} is {value!r}")
    return value


def numeral(value: str, what: str) -> int:
    """Return a whole number from 0 that was noted as text, 0 for an empty one."""
    with _expecting(what):
        return number(int(value or 0), what)


def share(value: object, what: str) -> float:
    """Return a number from 0 to 1."""
    if not isinstance(value, float | int) or not 0 <= value <= 1:
        raise Damaged(f"{what} is {value!r}")
    return float(value)


def time(value: str, what: str) -> str:
    """Return a time in ISO 8601."""
    with _expecting(what):
        datetime.datetime.fromisoformat(value)
    return value


def span(start: object, end: object) -> Span:
    """Return a span that covers something."""
    found = Span(number(start, "an offset"), number(end, "an offset"))
    if not len(found) > 0:
        raise Damaged(f"a span ends at {found.end}, before its start at {found.start}")
    return found


def _list(value: object, what: str, of: Callable[[Any], _Row]) -> tuple[_Row, ...]:
    if value == "[]":  # most documents have neither findings nor pages
        return ()
    with _expecting(what):
        found = json.loads(text(value, what))
        if not isinstance(found, list):
            raise TypeError(f"no list: {found!r}")
        return tuple(of(each) for each in found)


def headings(value: object) -> tuple[str, ...]:
    """Return a section's headings."""
    return _list(value, "a row of headings", text)


def pages(value: object) -> tuple[int, ...]:
    """Return the offsets at which a document's pages start; the first is 0 and none is before the one ahead of it."""
    found = _list(value, "a row of pages", number)
    if found and (found[0] or any(after < before for before, after in pairwise(found))):
        raise Damaged("the pages of a document are out of order")
    return found


def findings(value: object) -> tuple[Finding, ...]:
    """Return the findings about a document."""

    def finding(pair: Any) -> Finding:
        check, message = pair
        return Finding(text(check), text(message))

    return _list(value, "a list of findings", finding)


def failures(noted: str, hashes: str) -> list[Failure]:
    """Return the files that were noted as failed, with their hashes."""

    def failure(pair: Any) -> tuple[str, str]:
        name, reason = pair
        return text(name), text(reason)

    pairs, sha256s = _list(noted or "[]", _FAILED, failure), _list(hashes or "[]", _FAILED, text)
    with _expecting(_FAILED):
        return [Failure(*pair, sha256) for pair, sha256 in zip(pairs, sha256s, strict=True)]


def layout(value: object, within: Span) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans of a passage's sentences and items, none of which leaves the passage."""

    def spans(pairs: Any) -> tuple[Span, ...]:
        return tuple(span(start, end) for start, end in pairs)

    with _expecting("the layout of a passage"):
        sentences, items = map(spans, json.loads(text(value)))
    if not sentences or not all(within.contains(each) for each in (*sentences, *items)):
        raise Damaged("the sentences of a passage lie outside it")
    return sentences, items


def counts(packed: Sequence[object], terms: NDArray[np.int64]) -> Counts:
    """Return how often passages hold different terms, given by number."""
    with _expecting("the counts of a passage"):
        if not all(isinstance(each, bytes) for each in packed):
            raise TypeError("they are missing")
        return unpack(packed, terms)  # type: ignore[arg-type]


def model(noted: str) -> ModelIdentity | None:
    """Return the model that was noted, None for an empty note."""
    if not noted:
        return None
    with _expecting("the note of the model"):
        found = ModelIdentity(**json.loads(noted))
    texts = (found.name, found.sha256, found.precision)
    if not all(isinstance(each, str) for each in texts) or not number(found.dimension):
        raise Damaged(f"the note of the model is {noted}")
    return found


def vectors(packed: list[object], dimension: int) -> Vectors:
    """Return embeddings as rows, shape (n, dimension)."""
    with _expecting("an embedding"):
        if not all(isinstance(each, bytes) and len(each) == 4 * dimension for each in packed):
            raise ValueError("its size is wrong")
        found = np.frombuffer(b"".join(packed), dtype="<f4").reshape(-1, dimension)  # type: ignore[arg-type]
        # A damaged number may be anything, so that its square need not be one.
        with np.errstate(all="ignore"):
            if not (np.abs(np.linalg.norm(found, axis=1) - 1) < _LENGTH_TOLERANCE).all():
                raise ValueError("its length is not 1")
    return found


def has_tokens(packed: object) -> bool:
    """Tell whether the model sees any token in a passage."""
    return packed != _NO_TOKENS


def tokens(packed: Sequence[object], codec: TokenCodec, like: Tokens) -> TokenRows:
    """Return the token vectors of passages that have some, comparable with a question's."""
    with _expecting("the token vectors of a passage"):
        if not all(isinstance(each, bytes) for each in packed):
            raise TypeError("they are missing")
        found = codec.unpack(packed, like.vectors.shape[1])  # type: ignore[arg-type]
        falls = np.diff(np.concatenate([np.empty(0, dtype=np.int64), *found.starts])) < 0
        falls[np.cumsum(list(map(len, found.starts)), dtype=np.int64)[:-1] - 1] = False  # from one text to the next
        if falls.any():
            raise ValueError("their places are in disorder")
    return found
