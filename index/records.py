"""Small databases of what cannot be rebuilt from the documents, each a file of its own beside the others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index import opening
from index.errors import RecordsError


class Records:
    """One such database; safe to share between threads and processes, for each use opens its own connection."""

    def __init__(self, file: Path, schema: str) -> None:
        """Touch nothing yet; `schema` is SQL that may be run again and again (`CREATE TABLE IF NOT EXISTS ...`)."""
        self.file = file
        self._schema = schema

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection on which all or nothing is written; create the file where there is none.

        Raises RecordsError for what SQLite or the disk refuses.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(opening.to_write(self.file, create=True)) as connection:
                connection.executescript(self._schema)
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except (*opening.ERRORS, OSError) as error:
            if isinstance(error, sqlite3.Error) and not opening.is_circumstance(error):
                advice = "it is damaged: move it away, and a new one is begun"
            else:
                advice = "look at its folder's rights and free space (`records.folder` in config.yaml)"
            raise RecordsError(f"cannot use {self.file}: {error}; {advice}") from error
