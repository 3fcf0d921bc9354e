"""Whether the files of quoted documents are still as they were indexed: a look at just these, whenever one is shown."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.answering.answers import Answer
from bot.answering.quotes import Quote
from index.storage import decoding
from index.storage.decoding import Failure
from index.storage.reading import Reader
from index.storage.stored import StoredDocument

_MOST_READ = 256 << 10
"""Bytes of a file that are read at every answer: a fraction of a millisecond."""
_CHANGED = "has changed since it was indexed; run `python -m bot index`"
_GONE = "is gone from the documents folder; run `python -m bot index`"
_BROKEN = "can no longer be read ({}); what is quoted is its text as it was before: mend or remove it"
_UNCHECKED = "what is quoted is from when it was indexed"

Shown = Answer | Quote | StoredDocument
"""What people are shown of documents."""


def documents_in(shown: Iterable[Shown]) -> Iterator[StoredDocument]:
    """Yield the documents of which something is shown."""
    for each in shown:
        match each:
            case StoredDocument():
                yield each
            case Quote():
                yield from (one.document for one in (each, *each.also))
            case Answer():
                differing = (quote for conflict in each.conflicts for quote in conflict.quotes)
                yield from documents_in((*each.quotes, *each.closest, *differing))


def notes_on(folder: Path, reader: Reader, documents: Iterable[StoredDocument]) -> tuple[str, ...]:
    """Say which documents are no longer as they were indexed, in a sentence each; nothing of those that are."""
    ids = list(dict.fromkeys(each.id for each in documents))
    hashes = reader.file_hashes(ids) if ids else {}
    indexed = decoding.time(reader.meta("indexed_at"), "the time of the last build") if hashes else ""
    failed = {each.name: each for each in reader.failures} if hashes else {}
    found = {name: _became(folder / name, sha256, indexed, failed.get(name)) for name, sha256 in hashes.items()}
    try:
        if _GONE in found.values() and not list(folder.iterdir()):
            return (f"the documents folder {folder} is empty, perhaps not mounted; {_UNCHECKED}",)
    except OSError as error:
        return (f"the documents folder {folder} cannot be looked at ({error.strerror}); {_UNCHECKED}",)
    return tuple(f"{name} {became}" for name, became in found.items() if became)


def _became(file: Path, sha256: str, indexed: str, failed: Failure | None) -> str:
    """Say what became of a file, nothing if it is the same; `failed` tells that the last build could not read it.

    A large one is read only if it was touched since the last build ended, or if that could not read it.
    """
    try:
        found = file.stat()
        touched = max(found.st_mtime, found.st_ctime) >= datetime.datetime.fromisoformat(indexed).timestamp()
        if found.st_size > _MOST_READ and not touched and not failed:
            return ""
        now = hashlib.sha256(file.read_bytes()).hexdigest()
        if failed and now == failed.sha256:
            return _BROKEN.format(failed.reason)
        return "" if now == sha256 else _CHANGED
    except (FileNotFoundError, NotADirectoryError):
        return _GONE
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return f"cannot be looked at ({getattr(error, 'strerror', None) or error}); run `python -m bot status`"
