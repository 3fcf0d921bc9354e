"""Connections to a store's file, and what their errors mean."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from index.storage.files import Serving

_BUSY_SECONDS = 30.0
_CIRCUMSTANCES = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
    )
)  # fmt: skip
"""Primary result codes that speak of the machine, not of the file's contents."""

_NO_LOG = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What SQLite says where it may not create its log, which it needs even to read."""

ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite's library raises; the second where a damaged name stands in the message of the first."""

_Stamp = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Held:
    """A connection for reading, and what it was opened on."""

    connection: sqlite3.Connection
    serving: Serving
    frozen: _Stamp | None = None
    """What the file looked like, where SQLite was told that it never changes."""

    def is_current(self) -> bool:
        """Tell whether what SQLite was told still holds."""
        return self.frozen is None or self.frozen == _stamp(self.serving.file)


def to_read(serving: Serving) -> Held:
    """Open a file for reading only; raise one of ERRORS, or OSError if it is gone by now.

    Where SQLite may not create its log, it is told that the file does not change, and `Held.is_current`
    looks whether somebody with more rights changed it.
    """
    try:
        return Held(_open(serving.file, "mode=ro"), serving)
    except sqlite3.OperationalError as error:
        # In a folder that may be written to it is something else, such as a file replaced a moment ago.
        if _code(error) not in _NO_LOG or os.access(serving.file.parent, os.W_OK):
            raise
        frozen = _stamp(serving.file)
        if frozen[2]:
            raise
    return Held(_open(serving.file, "mode=ro&immutable=1"), serving, frozen)


def to_write(file: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a file for writing, or create it; raise one of ERRORS."""
    connection = _open(file, "mode=rwc" if create else "mode=rw")
    # Only where it is not so yet: to set it SQLite wants the file to itself, and does not wait for that.
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def is_circumstance(error: Exception) -> bool:
    """Tell whether an error speaks of the machine, not of the file's contents."""
    return _code(error) in _CIRCUMSTANCES


def _code(error: Exception) -> int | None:
    # Python's own complaints about what it got from SQLite have no code.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _open(file: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.as_uri()}?{options}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _stamp(file: Path) -> _Stamp:
    """Return (ns of change, bytes, whether a log lies beside it)."""
    found, log = file.stat(), file.with_name(f"{file.name}-wal")
    return found.st_mtime_ns, found.st_size, log.exists() and log.stat().st_size > 0
