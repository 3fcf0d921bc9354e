"""The store: one SQLite file that holds everything, opened for reading or for one writer at a time."""

import logging
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreError, StoreMissing
from index.storage import opening
from index.storage.background import probabilities
from index.storage.decoding import Damaged
from index.storage.files import Serving, StoreFiles
from index.storage.reading import Reader
from index.storage.writing import Before, Writer

_log = logging.getLogger(__name__)

FORMAT = 5
"""Counts up with every change of the schema or of the word analysis."""

_LOCK_SECONDS = 600.0


class Store:
    """The store in a folder; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._files = StoreFiles(folder)
        self._local = threading.local()

    @property
    def path(self) -> Path:
        """Name the store for people."""
        return self._files.link

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a view of one published generation, which later writes do not change.

        Raises StoreMissing where nothing was ever published, StoreError for what cannot be read.
        """
        with self._translated():
            held = self._held()
            held.connection.execute("BEGIN")
            try:
                reader = Reader(held.connection)
                if not reader.generation:
                    raise StoreMissing(self._missing())
                yield reader
            finally:
                held.connection.rollback()
            if not held.is_current():
                raise StoreError(f"the store {self.path} was written to while it was read; try again")

    @contextmanager
    def writing(self, *, start_over: bool = False) -> Iterator[Writer]:
        """Give the one writer, waiting for another to finish; create the store where there is none.

        With `start_over` the writer fills a new store, which serves in place of the old one, in whatever
        state that is, when the block ends without an exception; until then, and otherwise, the old one does.
        """
        try:
            self._files.folder.mkdir(parents=True, exist_ok=True)
            with self._locked(), self._translated():
                self._files.sweep()
                serving = self._files.serving()
                if start_over:
                    with self._replacing(serving) as writer:
                        yield writer
                else:
                    file = serving.file if serving else self._begin()
                    with closing(opening.to_write(file)) as connection:
                        self._require_format(connection)
                        yield Writer(connection)
        except OSError as error:
            raise StoreError(
                f"cannot write to {self._files.folder}: {error.strerror or error}; make the folder writable "
                "or change `index.folder` in the configuration"
            ) from error

    def close(self) -> None:
        """Close this thread's connection."""
        held: opening.Held | None = getattr(self._local, "held", None)
        if held:
            held.connection.close()
            self._local.held = None

    def _begin(self) -> Path:
        """Let an empty store serve: what a build that is interrupted leaves in it is used by the next."""
        file = self._files.fresh()
        with closing(opening.to_write(file, create=True)) as connection:
            _fill(connection, generation=0)
        self._files.serve(file)
        return file

    @contextmanager
    def _replacing(self, serving: Serving | None) -> Iterator[Writer]:
        before = _before(serving)
        file = self._files.fresh()
        try:
            with closing(opening.to_write(file, create=True)) as connection:
                _fill(connection, before.generation)
                yield Writer(connection, before)
            self._files.serve(file)
        finally:
            self._files.sweep()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_suffix(".lock"))
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

    def _held(self) -> opening.Held:
        """Return this thread's connection to the file that serves now."""
        while True:
            serving = self._files.serving()
            if not serving:
                raise StoreMissing(self._missing())
            held: opening.Held | None = getattr(self._local, "held", None)
            if held and held.serving == serving and held.is_current():
                return held
            self.close()
            try:
                held = opening.to_read(serving)
                self._local.held = held
                self._require_format(held.connection)
            except (*opening.ERRORS, OSError, StoreError):
                self.close()
                if self._files.serving() == serving:
                    raise
                continue  # it was replaced between the look and the opening
            return held

    def _require_format(self, connection: sqlite3.Connection) -> None:
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.OperationalError as error:
            if opening.is_circumstance(error):
                raise
            raise StoreError(
                f"{self.path} is not a store of this program; move it away or run `index --rebuild`"
            ) from error
        if not row or row[0] != str(FORMAT):
            raise StoreError(
                f"{self.path} has format {row[0] if row else 'unknown'}, this program writes format {FORMAT}; "
                "run `index --rebuild`"
            )

    def _missing(self) -> str:
        return f"there is no index in {self._files.folder} yet; run `index`"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite and damaged contents raise into a StoreError that says what to do."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # ours, not the store's
        except (*opening.ERRORS, Damaged) as error:
            self.close()
            if opening.is_circumstance(error):
                raise StoreError(
                    f"the store {self.path} cannot be used: {error}; check free space and permissions, then try again"
                ) from error
            raise StoreError(
                f"the store {self.path} is damaged ({error}); nothing is answered from it: run `index --rebuild`"
            ) from error


def _fill(connection: sqlite3.Connection, generation: int) -> None:
    schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
    connection.executescript(f"BEGIN; {schema}")
    connection.executemany("INSERT INTO background VALUES (?, ?)", probabilities().items())
    notes = {"format": str(FORMAT), "identity": uuid.uuid4().hex, "generation": str(generation)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", notes.items())
    connection.commit()


def _before(serving: Serving | None) -> Before:
    """Learn what can be learned of a store that may be damaged or of another format."""
    if not serving:
        return Before({}, 0)
    try:
        with closing(opening.to_read(serving).connection) as connection:
            reader = Reader(connection)
            return Before(reader.file_hashes(), reader.generation)
    except (*opening.ERRORS, Damaged) as error:
        _log.debug("nothing is known of the store before: %s", error)
        return Before(None, 0)
