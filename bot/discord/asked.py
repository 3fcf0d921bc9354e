"""What was asked and shown, as little of it as buttons and follow-ups need after a restart."""

import datetime
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.answering.recall import QuoteRef
from index.storage.records import Records

_SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS asked (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, person TEXT NOT NULL, public INTEGER NOT NULL,
    kind TEXT NOT NULL, question TEXT NOT NULL, read_as TEXT NOT NULL, arguments TEXT NOT NULL,
    quotes TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS asked_place ON asked (place, at);
CREATE INDEX IF NOT EXISTS asked_message ON asked (message);
CREATE TABLE IF NOT EXISTS feedback (
    asked TEXT NOT NULL REFERENCES asked (id), person TEXT NOT NULL, at TEXT NOT NULL, helpful INTEGER NOT NULL,
    PRIMARY KEY (asked, person)
);
"""
_COLUMNS = "id, at, place, person, public, kind, question, read_as, arguments, quotes, message, after"
_ID_BYTES = 9
_PERSON_DIGITS = 16
_PERSON_KEY = "person key"
_MOST_REMEMBERED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked for and shown."""

    place: str
    """The channel, thread or direct conversation."""
    person: str
    """Who asked, as `AskedRecords.person` names them."""
    public: bool
    """Whether everyone in the place saw what was shown."""
    kind: str
    """The command."""
    question: str = ""
    read_as: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What is needed besides to show it again."""
    quotes: tuple[QuoteRef, ...] = ()
    after: str = ""
    """The id of the question that this one follows."""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(_ID_BYTES))
    """Not to be guessed, for buttons carry it."""
    at: str = field(default_factory=lambda: datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"))


class AskedRecords:
    """The database; every method raises RecordsError."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._records = Records(folder / "asked.db", _SCHEMA)

    def person(self, number: int) -> str:
        """Name a person by a hash with a key that never leaves this database, so that ids need not be kept."""
        key = self.note(_PERSON_KEY) or self._new_key()
        return hashlib.blake2b(str(number).encode(), key=bytes.fromhex(key)).hexdigest()[:_PERSON_DIGITS]

    def _new_key(self) -> str:
        with self._records.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO notes VALUES (?, ?)", (_PERSON_KEY, secrets.token_hex(32)))
        return self.note(_PERSON_KEY)  # another may have been first

    def add(self, asked: Asked) -> None:
        """Keep what was asked."""
        row = (
            asked.id, asked.at, asked.place, asked.person, asked.public, asked.kind, asked.question, asked.read_as,
            json.dumps(asked.arguments), json.dumps([_packed(each) for each in asked.quotes]), asked.after,
        )  # fmt: skip
        with self._records.transaction() as connection:
            connection.execute(
                "INSERT INTO asked (id, at, place, person, public, kind, question, read_as, arguments, quotes, after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def forget(self, days: int) -> int:
        """Forget what was asked longer ago, with the views of it, and return how many questions that were."""
        day = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
        before = (day.isoformat(timespec="milliseconds"),)
        with self._records.transaction() as connection:
            connection.execute("DELETE FROM feedback WHERE asked IN (SELECT id FROM asked WHERE at < ?)", before)
            gone = connection.execute("DELETE FROM asked WHERE at < ?", before)
        return gone.rowcount

    def shown_in(self, asked_id: str, message: int) -> None:
        """Keep which message shows it."""
        with self._records.transaction() as connection:
            connection.execute("UPDATE asked SET message = ? WHERE id = ?", (str(message), asked_id))

    def find(self, asked_id: str) -> Asked | None:
        """Return what was asked under an id."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM asked WHERE id = ?", (asked_id,))  # noqa: S608
        return _asked(rows[0]) if rows else None

    def before(self, message: int) -> list[Asked]:
        """Return the chain of questions that a message of the bot ends, oldest first; empty for any other message."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM asked WHERE message = ? AND kind = 'ask'",  # noqa: S608
            (str(message),),
        )
        return self.chain(_asked(rows[0]) if rows else None)

    def chain(self, found: Asked | None) -> list[Asked]:
        """Return the questions that lead to one and that one, oldest first; of a long chain the last."""
        chain: list[Asked] = []
        while found and len(chain) < _MOST_REMEMBERED:
            chain.insert(0, found)
            found = self.find(found.after)
        return chain

    def earlier(self, place: str, person: str, seconds: float) -> list[Asked]:
        """Return the last questions in a conversation that this person could read, oldest first."""
        since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds)
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM asked WHERE place = ? AND at >= ? AND kind = 'ask'"  # noqa: S608
            " AND (public OR person = ?) ORDER BY at DESC, rowid DESC LIMIT ?",
            (place, since.isoformat(timespec="milliseconds"), person, _MOST_REMEMBERED),
        )
        return [_asked(row) for row in reversed(rows)]

    def judge(self, asked_id: str, person: str, *, helpful: bool) -> None:
        """Keep one person's view of an answer, in place of an earlier one."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self._records.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", (asked_id, person, now, int(helpful))
            )

    def verdicts(self, asked_id: str) -> dict[str, bool]:
        """Return who found an answer helpful or not."""
        rows = self._rows("SELECT person, helpful FROM feedback WHERE asked = ?", (asked_id,))
        return {person: bool(helpful) for person, helpful in rows}

    def note(self, key: str) -> str:
        """Return a note, empty where there is none."""
        rows = self._rows("SELECT value FROM notes WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def _rows(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Read without waiting for whoever writes."""
        with self._records.reading() as connection:
            return connection.execute(statement, values).fetchall() if connection else []

    def put_note(self, key: str, value: str) -> None:
        """Keep a note, such as what was registered last."""
        with self._records.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, value))


def _packed(ref: QuoteRef) -> list[Any]:
    return [ref.id, [list(each) for each in ref.key], [_packed(each) for each in ref.also], ref.document]


def _unpacked(data: list[Any]) -> QuoteRef:
    quote_id, key, also, *document = data  # earlier rows name none
    return QuoteRef(quote_id, tuple((start, end) for start, end in key), tuple(map(_unpacked, also)), *document)


def _asked(row: tuple[Any, ...]) -> Asked:
    id_, at, place, person, public, kind, question, read_as, arguments, quotes, _, after = row
    return Asked(
        place, person, bool(public), kind, question, read_as, json.loads(arguments),
        tuple(map(_unpacked, json.loads(quotes))), after, id_, at,
    )  # fmt: skip
