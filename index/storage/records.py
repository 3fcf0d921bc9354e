"""Small databases of what cannot be rebuilt from the documents, each a file of its own beside the others."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import RecordsError
from index.storage import opening
from index.storage.decoding import Damaged
from index.storage.files import Serving

_MOST_SECONDS = 0.3
"""That looking for damage may take: some hundred megabytes."""


class Records:
    """One such database; safe to share between threads and processes, for each use opens its own connection."""

    def __init__(self, file: Path, schema: str) -> None:
        """Touch nothing yet; `schema` is SQL that may be run again and again (`CREATE TABLE IF NOT EXISTS ...`)."""
        self.file = file
        self._schema = schema
        self._lock = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection on which all or nothing is written; create the file where there is none.

        Raises RecordsError for what SQLite, the disk or the file's contents refuse.
        """
        with self._translated():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, closing(opening.to_write(self.file, create=True)) as connection:
                connection.executescript(self._schema)
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection that sees one state and waits for no writer; None where there is no file yet.

        Raises RecordsError for what SQLite, the disk or the file's contents refuse.
        """
        with self._translated():
            try:
                found = self.file.stat()
            except FileNotFoundError:
                found = None
            if not found or not found.st_size:
                yield None
                return
            held = opening.to_read(Serving(self.file.absolute(), found.st_dev, found.st_ino))
            with closing(held.connection) as connection:
                connection.execute("BEGIN")
                yield connection

    def check(self) -> None:
        """Look for damage as far as a moment allows; raise RecordsError if there is any.

        SQLite walks through the file's pages, and is stopped where there are too many for that.
        """
        with self.reading() as connection:
            if connection is None:
                return
            timer = threading.Timer(_MOST_SECONDS, connection.interrupt)
            timer.start()
            try:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
                found = "ok"
            finally:
                timer.cancel()
                timer.join()  # it may not reach for a connection that is closed
            if found != "ok":
                raise Damaged(found.splitlines()[-1])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (*opening.ERRORS, OSError, Damaged) as error:
            if isinstance(error, OSError) or opening.is_circumstance(error):
                advice = "look at its folder's rights and free space (`records.folder` in the configuration)"
            else:
                advice = "it is damaged: put back a copy, or move it away and a new one is begun"
            raise RecordsError(f"cannot use {self.file}: {error}; {advice}") from error
