"""The store: one SQLite file that holds everything, opened for reading or for one writer at a time."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.background import probabilities
from index.errors import StoreError, StoreMissing
from index.reading import Reader
from index.writing import Writer

if TYPE_CHECKING:
    from filelock import FileLock

_log = logging.getLogger(__name__)

FORMAT = 1
"""Counts up with every change of the schema, of the word analysis or of how documents are read."""

_FILE = "store.db"
_BUSY_SECONDS = 30.0
_LOCK_SECONDS = 600.0


class Store:
    """The store in a folder; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self.path = folder / _FILE
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a view of one published generation, which later writes do not change.

        Raises StoreMissing where nothing was ever published, StoreError for what cannot be read.
        """
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                reader = Reader(connection)
                if not reader.generation:
                    raise StoreMissing(self._missing())
                yield reader
            finally:
                connection.rollback()

    @contextmanager
    def writing(self, *, start_over: bool = False) -> Iterator[Writer]:
        """Give the one writer, waiting for another to finish; create the store where there is none.

        `start_over` replaces a file that is damaged or of another format.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            from filelock import FileLock  # brings asyncio, which only writers need to wait for

            lock = FileLock(self.path.with_suffix(".lock"))
            with self._locked(lock), self._translated():
                if start_over and not self._is_sound():
                    self._discard()
                connection = self._open("rwc")
                try:
                    self._prepare(connection)
                    yield Writer(connection)
                finally:
                    connection.close()
        except OSError as error:
            raise StoreError(
                f"cannot write to {self.path.parent}: {error.strerror or error}; make the folder writable "
                "or change `index.folder` in config.yaml"
            ) from error

    def close(self) -> None:
        """Close this thread's connection."""
        held = getattr(self._local, "held", None)
        if held:
            held[0].close()
            self._local.held = None

    @contextmanager
    def _locked(self, lock: FileLock) -> Iterator[None]:
        from filelock import Timeout

        try:
            lock.acquire(timeout=0)
        except Timeout:
            _log.info("another index run is at work; waiting for it to finish")
            try:
                lock.acquire(timeout=_LOCK_SECONDS)
            except Timeout as error:
                raise StoreError(
                    f"another index run has held {lock.lock_file} for {_LOCK_SECONDS:.0f} s; stop it or try again later"
                ) from error
        try:
            yield
        finally:
            lock.release()

    def _connection(self) -> sqlite3.Connection:
        try:
            inode = self.path.stat().st_ino
        except OSError as error:
            raise StoreMissing(self._missing()) from error
        held: tuple[sqlite3.Connection, int] | None = getattr(self._local, "held", None)
        if held and held[1] == inode:
            return held[0]
        if held:
            held[0].close()
        connection = self._open("ro")
        self._require_format(connection)
        self._local.held = (connection, inode)
        return connection

    def _open(self, mode: str) -> sqlite3.Connection:
        # Write-ahead logging needs a writable folder even to read; a store on read-only media
        # cannot change, so there it is opened as immutable.
        for options in (f"mode={mode}", "immutable=1") if mode == "ro" else (f"mode={mode}",):
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?{options}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlite3.OperationalError as error:
                connection.close()
                if mode == "ro" and options != "immutable=1" and "unable to open" in str(error):
                    continue
                raise
            return connection
        raise AssertionError  # the loop returns or raises

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            self._require_format(connection)
            return
        schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        notes = f"INSERT INTO meta VALUES ('format', '{FORMAT}'), ('generation', '0');"  # noqa: S608
        connection.executescript(f"BEGIN; {schema} {notes}")
        connection.executemany("INSERT INTO background VALUES (?, ?)", probabilities().items())
        connection.commit()

    def _require_format(self, connection: sqlite3.Connection) -> None:
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self.path} is not a store of this program; move it away or run `index --rebuild`"
            ) from error
        if not row or row[0] != str(FORMAT):
            raise StoreError(
                f"{self.path} has format {row[0] if row else 'unknown'}, this program writes format {FORMAT}; "
                "run `index --rebuild`"
            )

    def _is_sound(self) -> bool:
        if not self.path.exists():
            return True
        try:
            connection = self._open("rwc")
            try:
                self._require_format(connection)
                return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
            finally:
                connection.close()
        except (sqlite3.Error, StoreError):
            return False

    def _discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _missing(self) -> str:
        return f"there is no index in {self.path.parent} yet; run `index`"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite and damaged contents raise into a StoreError that says what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            self.close()
            if "Could not decode" in str(error):
                raise self._damaged(error) from error
            raise StoreError(
                f"the store {self.path} cannot be used: {error}; check free space and permissions, then try again"
            ) from error
        except (sqlite3.Error, json.JSONDecodeError) as error:
            self.close()
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> StoreError:
        return StoreError(
            f"the store {self.path} is damaged ({error}); nothing is answered from it: run `index --rebuild`"
        )
