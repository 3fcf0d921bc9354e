"""Whether the files of quoted documents are still as they were indexed: a look at just these, at every answer."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.answering.answers import Answer
from index.storage import decoding
from index.storage.reading import Reader
from index.storage.stored import StoredDocument

_MOST_READ = 256 << 10
"""Bytes of a file that are read at every answer: a fraction of a millisecond."""
_CHANGED = "has changed since it was indexed; run `python -m bot index`"
_GONE = "is gone from the documents folder; run `python -m bot index`"

_UNCHECKED = "the answer is from when it was indexed"


def quoted_in(answers: Iterable[Answer]) -> Iterator[StoredDocument]:
    """Yield the documents that answers show something of."""
    for given in answers:
        shown = (*given.quotes, *given.closest, *(quote for each in given.conflicts for quote in each.quotes))
        yield from (one.document for quote in shown for one in (quote, *quote.also))


def notes_on(folder: Path, reader: Reader, documents: Iterable[StoredDocument]) -> tuple[str, ...]:
    """Say which documents are no longer as they were indexed, in a sentence each; nothing of those that are."""
    ids = list(dict.fromkeys(each.id for each in documents))
    hashes = reader.file_hashes(ids) if ids else {}
    indexed = decoding.time(reader.meta("indexed_at"), "the time of the last build") if hashes else ""
    found = {name: _became(folder / name, sha256, indexed) for name, sha256 in hashes.items()}
    try:
        if _GONE in found.values() and not list(folder.iterdir()):
            return (f"the documents folder {folder} is empty, perhaps not mounted; {_UNCHECKED}",)
    except OSError as error:
        return (f"the documents folder {folder} cannot be looked at ({error.strerror}); {_UNCHECKED}",)
    return tuple(f"{name} {became}" for name, became in found.items() if became)


def _became(file: Path, sha256: str, indexed: str) -> str:
    """Say what became of a file, nothing if it is the same.

    A large one is read only if it was touched since the last build ended.
    """
    try:
        found = file.stat()
        touched = max(found.st_mtime, found.st_ctime) >= datetime.datetime.fromisoformat(indexed).timestamp()
        if found.st_size > _MOST_READ and not touched:
            return ""
        return "" if hashlib.sha256(file.read_bytes()).hexdigest() == sha256 else _CHANGED
    except (FileNotFoundError, NotADirectoryError):
        return _GONE
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return f"cannot be looked at ({getattr(error, 'strerror', None) or error}); run `python -m bot status`"
