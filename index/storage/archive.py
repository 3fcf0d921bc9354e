"""The archive: every text that was served, kept beside the index so that quotes can be checked for good."""

import datetime
import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.storage import decoding, versions
from index.storage.decoding import Damaged
from index.storage.records import Records
from index.storage.versions import Served, Version
from index.storage.writing import Entry
from knowledge.model import Metadata

FILE = "archive.db"

_VERSION = """SELECT name, collection, title, date, publisher, url, sha256, layout, id, since, until
    FROM versions"""


@dataclass(frozen=True, slots=True)
class Event:
    """What one reindex did to one document: added where there is no old version, removed where there is no new one."""

    time: str
    """ISO 8601 in UTC: when it was published."""
    store: str
    generation: int
    old: Version | None
    new: Version | None


@dataclass(frozen=True, slots=True)
class Current:
    """The version that a name has now."""

    sha256: str
    id: int


class Archive:
    """Texts, versions and events in one small database; safe to share between threads and processes."""

    def __init__(self, folder: Path, keep_days: int) -> None:
        """Touch nothing yet; versions that no longer serve are kept for `keep_days`, for ever if that is 0."""
        schema = Path(__file__).with_name("archive.sql").read_text(encoding="utf-8")
        self.folder = folder
        self._records = Records(folder / FILE, schema)
        self._keep_days = keep_days

    @contextmanager
    def reading(self) -> Iterator["ArchiveReader"]:
        """Give a view of one state, an empty one where nothing was kept yet; raise RecordsError."""
        with self._records.reading() as connection:
            yield ArchiveReader(connection)

    @contextmanager
    def writing(self) -> Iterator["ArchiveWriter"]:
        """Give the one writer, all or nothing; raise RecordsError."""
        with self._records.transaction() as connection:
            yield ArchiveWriter(connection, self._keep_days)


class ArchiveReader:
    """One state of the archive."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        """Read through a connection; without one there is nothing."""
        self._connection = connection

    @property
    def followed(self) -> tuple[str, int]:
        """Return the store and its generation up to which everything is recorded; empty and 0 before the first."""
        rows = self._rows("SELECT value FROM notes WHERE key = 'followed'")
        store, _, generation = decoding.text(rows[0][0]).partition(" ") if rows else ("", "", "")
        return store, decoding.numeral(generation, "the generation that was recorded")

    def current(self) -> dict[str, Current]:
        """Map each name that serves to its version."""
        rows = self._rows("SELECT name, sha256, id FROM versions WHERE since IS NOT NULL AND until IS NULL")
        return {decoding.text(name): Current(decoding.text(sha256), id_) for name, sha256, id_ in rows}

    def collections(self) -> set[str]:
        """Return the names of all collections of which a version was served and is kept."""
        rows = self._rows("SELECT DISTINCT collection FROM versions WHERE since IS NOT NULL")
        return {decoding.text(row[0]) for row in rows}

    def beginning(self, prefix: str) -> list[Version]:
        """Return the versions whose text's SHA-256 begins so, in hexadecimal; those that serve or did so last first."""
        rows = self._rows(
            f"{_VERSION} WHERE sha256 >= ? AND sha256 < ? ORDER BY until IS NOT NULL, until DESC, id DESC",
            (prefix, f"{prefix}g"),
        )
        return [_version(row) for row in rows]

    def text(self, sha256: str) -> str:
        """Return a text; it is the very one that was served."""
        rows = self._rows("SELECT packed FROM texts WHERE sha256 = ?", (sha256,))
        text = versions.unpack(decoding.present(rows[0] if rows else None, f"the text {sha256[:12]}")[0])
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise Damaged(f"the text {sha256[:12]} is not what was kept")
        return text

    def events(self, since: str = "", generation: tuple[str, int] | None = None) -> Iterator[Event]:
        """Yield events from a time on, or of one store's generation, latest first."""
        store, number = generation or ("", 0)
        rows = self._rows(
            """SELECT time, store, generation, old, new FROM events
            WHERE time >= ? AND (? = '' OR store = ? AND generation = ?) ORDER BY id DESC""",
            (since, store, store, number),
        )
        for time, identity, at, old, new in rows:
            yield Event(decoding.text(time), decoding.text(identity), decoding.number(at), self._at(old), self._at(new))

    def _at(self, version_id: int | None) -> Version | None:
        if version_id is None:
            return None
        rows = self._rows(f"{_VERSION} WHERE id = ?", (version_id,))
        return _version(decoding.present(rows[0] if rows else None, f"version {version_id}"))

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall() if self._connection else []


class ArchiveWriter(ArchiveReader):
    """The archive's one writer."""

    def __init__(self, connection: sqlite3.Connection, keep_days: int) -> None:
        """Write through a connection on which a transaction has begun."""
        super().__init__(connection)
        self._db = connection
        self._keep_days = keep_days

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep the texts that are about to be published; what is kept already is not kept twice."""
        for entry in entries:
            self._open(versions.of_entry(entry), entry.document.text)

    def follow(self, served: Served) -> None:
        """Record what serves; an archive that was just begun does not call that added.

        `served` is to be what serves beside `current`.
        """
        mark, before = (served.store, served.generation), self.followed
        if before == mark:
            return
        began = not self._rows("SELECT 1 FROM versions LIMIT 1")
        new = {version.name for version, _ in served.new}
        gone = {name: each for name, each in self.current().items() if name in new or name not in served.names}
        for each in gone.values():
            self._db.execute("UPDATE versions SET until = ? WHERE id = ?", (served.time, each.id))
        begun = {version.name: Current(version.sha256, self._open(version, text)) for version, text in served.new}
        for each in begun.values():
            self._db.execute("UPDATE versions SET since = ? WHERE id = ?", (served.time, each.id))
        if before[0] not in ("", served.store):
            # The store before was lost: what was kept last may have been served by it.
            times = (served.time, served.time)
            self._db.execute("UPDATE versions SET since = ?, until = ? WHERE since IS NULL", times)
        if not began:
            self._db.executemany(
                "INSERT INTO events (time, store, generation, old, new) VALUES (?, ?, ?, ?, ?)",
                [(served.time, *mark, old, id_) for old, id_ in _pairs(gone, begun)],
            )
        self._db.execute("INSERT OR REPLACE INTO notes VALUES ('followed', ?)", (f"{mark[0]} {mark[1]}",))
        self._prune(served.time)

    def settle(self, served: Served) -> None:
        """Follow, and clear up what killed builds kept but never published; only while no other build is at work."""
        self.follow(served)
        if self._db.execute("DELETE FROM versions WHERE since IS NULL").rowcount:
            self._drop_texts()

    def _open(self, version: Version, text: str) -> int:
        """Keep a text and the version that has it, unless that is known and has not ended; return the version's id."""
        if not self._rows("SELECT 1 FROM texts WHERE sha256 = ?", (version.sha256,)):
            self._db.execute("INSERT INTO texts VALUES (?, ?)", (version.sha256, zlib.compress(text.encode())))
        meta = version.metadata
        row = self._db.execute(
            """INSERT INTO versions (sha256, name, collection, title, date, publisher, url, layout)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name, sha256) WHERE until IS NULL DO UPDATE SET collection = excluded.collection,
            title = excluded.title, date = excluded.date, publisher = excluded.publisher, url = excluded.url,
            layout = excluded.layout RETURNING id""",
            (version.sha256, version.name, version.collection, meta.title, meta.date, meta.publisher, meta.url,
             versions.pack_layout(version.layout)),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def _prune(self, now: str) -> None:
        """Drop what ended longer ago than it is to be kept; what serves has not ended."""
        if not self._keep_days:
            return
        earliest = datetime.datetime.fromisoformat(now) - datetime.timedelta(days=self._keep_days)
        limit = (earliest.isoformat(timespec="seconds"),)
        self._db.execute("DELETE FROM events WHERE time < ?", limit)
        self._db.execute("DELETE FROM versions WHERE until < ?", limit)
        self._drop_texts()

    def _drop_texts(self) -> None:
        self._db.execute("DELETE FROM texts WHERE sha256 NOT IN (SELECT sha256 FROM versions)")


def _version(row: tuple[Any, ...]) -> Version:
    name, collection, title, date, publisher, url, sha256 = map(decoding.text, row[:7])
    layout = versions.unpack_layout(row[7])
    since, until = (decoding.text(each or "", "a time") for each in row[9:])
    return Version(name, collection, Metadata(title, date, publisher, url), sha256, layout, row[8], since, until)


def _pairs(gone: Mapping[str, Current], begun: Mapping[str, Current]) -> Iterator[tuple[int | None, int | None]]:
    """Yield (old, new) version ids: of one name changed, of one text renamed, otherwise removed or added."""
    free = {name: each for name, each in sorted(gone.items()) if name not in begun}
    for name, new in sorted(begun.items()):
        same = (each for each, old in free.items() if old.sha256 == new.sha256)
        old = gone.get(name) or free.pop(next(same, ""), None)
        yield (old.id if old else None), new.id
    for old in free.values():
        yield old.id, None
