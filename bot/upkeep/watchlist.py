"""Saved questions: what was quoted to them, and whether the documents now say something else."""

import datetime
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.answering.answers import Answer
from bot.answering.quotes import Quote
from bot.errors import RequestError
from index.storage.records import Records

TERMINAL = "terminal"
"""The place of whoever asks at a terminal."""

MOST_A_PLACE = 25

_SCHEMA = """CREATE TABLE IF NOT EXISTS watched (
    place TEXT NOT NULL,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    collections TEXT NOT NULL,
    since TEXT NOT NULL,
    quoted_at TEXT NOT NULL,
    quotes TEXT NOT NULL,
    PRIMARY KEY (place, number)
) STRICT;"""

Ask = Callable[[str, Sequence[str] | None], Answer]


@dataclass(frozen=True, slots=True)
class Then:
    """What was quoted once: a record of what was said, which the documents may no longer hold."""

    id: str
    text: str
    document: str
    title: str
    section: tuple[str, ...]
    date: str
    also: tuple["Then", ...]
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved question with the answer that was last told."""

    place: str
    """Where it was saved and is answered to; its meaning is the front end's."""
    number: int
    """Of the question in its place, never used again there while a later one is kept."""
    question: str
    collections: tuple[str, ...] | None
    """What whoever saved it may see, None for everything."""
    since: str
    quoted_at: str
    """When the quotes were given; both times ISO 8601 in UTC."""
    quotes: tuple[Then, ...]

    def sees_only(self, collections: Collection[str]) -> bool:
        """Tell whether it is answered from no other collections than these."""
        return self.collections is not None and set(self.collections) <= set(collections)


@dataclass(frozen=True, slots=True)
class WatchedChange:
    """A saved question to which something else is quoted now than was told last."""

    watched: Watched
    now: Answer


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the saved questions that were asked again."""

    changes: tuple[WatchedChange, ...]
    unchanged: int
    failed: tuple[tuple[Watched, str], ...]
    """Those that could not be answered, with the reason; they stay saved."""
    answers: tuple[Answer, ...] = ()
    """All that were given, also those that are as before."""


NOTHING_CHECKED = Checked((), 0, ())


class Watchlist:
    """Keeps questions; safe to share between threads and processes."""

    def __init__(self, file: Path, ask: Ask, existing: Callable[[], Collection[str]]) -> None:
        """Touch nothing yet; `ask` answers a question from some of the `existing` collections."""
        self._records = Records(file, _SCHEMA)
        self._ask = ask
        self._existing = existing

    def add(self, question: str, place: str, collections: Sequence[str] | None) -> tuple[Watched, Answer]:
        """Save a question with its present answer; raise RequestError if it is saved already or there are too many."""
        answer = self._ask(question, collections)
        now = _now()
        seen = tuple(collections) if collections is not None else None
        with self._records.transaction() as connection:
            here = _read(connection, [place])
            for each in here:
                if (_plain(each.question), each.collections) == (_plain(answer.question), seen):
                    raise RequestError(f"this question is saved already, as number {each.number}")
            if len(here) >= MOST_A_PLACE:
                raise RequestError(f"{len(here)} questions are saved here, which is the most; remove one first")
            number = max((each.number for each in here), default=0) + 1
            watched = Watched(place, number, answer.question, seen, now, now, _then(answer.quotes))
            row = (place, number, watched.question, json.dumps(seen), now, now, _packed(watched.quotes))
            connection.execute("INSERT INTO watched VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return watched, answer

    def saved(self, places: Collection[str] | None = None, within: Collection[str] | None = None) -> list[Watched]:
        """Return the saved questions of some places, or of all, in order of place and number.

        `within` leaves out those that see more than these collections.
        """
        with self._records.reading() as connection:
            found = _read(connection, places) if connection else []
        return [each for each in found if within is None or each.sees_only(within)]

    def remove(self, number: int, place: str, within: Collection[str] | None = None) -> Watched:
        """Forget a saved question and return it; raise RequestError for a number that there is not."""
        here = self.saved([place], within)
        found = next((each for each in here if each.number == number), None)
        if found is None:
            numbers = ", ".join(str(each.number) for each in here)
            there = f"there are {numbers}" if here else "none is saved"
            raise RequestError(f"no question is saved as number {number} here; {there}")
        with self._records.transaction() as connection:
            connection.execute("DELETE FROM watched WHERE place = ? AND number = ?", (place, number))
        return found

    def check(self, places: Collection[str] | None = None, within: Collection[str] | None = None) -> Checked:
        """Ask the saved questions again, of those collections that still exist; what changed stays so until `told`.

        Of a saved question only what is quoted counts, not where it stands nor how sure the answer is.
        """
        changes: list[WatchedChange] = []
        failed: list[tuple[Watched, str]] = []
        answers: list[Answer] = []
        saved = self.saved(places, within)
        existing = self._existing() if saved else ()
        for each in saved:
            left = None if each.collections is None else [name for name in each.collections if name in existing]
            try:
                answer = self._ask(each.question, left)
            except RequestError as error:
                failed.append((each, str(error)))
                continue
            answers.append(answer)
            if answer.withheld:
                failed.append((each, "; ".join(answer.withheld)))
            elif _said(_then(answer.quotes)) != _said(each.quotes):
                changes.append(WatchedChange(each, answer))
        unchanged = len(saved) - len(changes) - len(failed)
        return Checked(tuple(changes), unchanged, tuple(failed), tuple(answers))

    def told(self, changes: Iterable[WatchedChange]) -> None:
        """Note that the new answers were told; a question that was removed meanwhile stays so."""
        told = [(each.watched, _packed(_then(each.now.quotes))) for each in changes]
        # Another question may have got the number of a removed one.
        given = [(_now(), quotes, each.place, each.number, each.question) for each, quotes in told]
        if given:
            with self._records.transaction() as connection:
                connection.executemany(
                    "UPDATE watched SET quoted_at = ?, quotes = ? WHERE (place, number, question) = (?, ?, ?)", given
                )


def _plain(question: str) -> str:
    """Return what tells a question from others: not its capitals, nor the mark at its end."""
    return " ".join(question.casefold().rstrip(" ?!.").split())


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _then(quotes: Iterable[Quote]) -> tuple[Then, ...]:
    return tuple(
        Then(
            each.id,
            each.text,
            each.document.name,
            each.document.metadata.title,
            each.headings,
            each.document.metadata.date,
            _then(each.also),
            each.document.metadata.publisher,
        )
        for each in quotes
    )


def _said(quotes: Iterable[Then]) -> set[tuple[str, str]]:
    """Return what is quoted of which document, whichever of several sources comes first."""
    return {said for each in quotes for said in ((each.document, each.text), *_said(each.also))}


def _packed(quotes: Iterable[Then]) -> str:
    return json.dumps([asdict(each) for each in quotes])


def _unpacked(quotes: list[dict[str, Any]]) -> tuple[Then, ...]:
    return tuple(
        Then(**{**each, "section": tuple(each["section"]), "also": _unpacked(each["also"])}) for each in quotes
    )


def _read(connection: sqlite3.Connection, places: Collection[str] | None) -> list[Watched]:
    rows = connection.execute("SELECT * FROM watched ORDER BY place, number").fetchall()
    found = []
    for place, number, question, collections, since, quoted_at, quotes in rows:
        seen = json.loads(collections)
        visible = None if seen is None else tuple(seen)
        found.append(Watched(place, number, question, visible, since, quoted_at, _unpacked(json.loads(quotes))))
    return [each for each in found if places is None or each.place in places]
