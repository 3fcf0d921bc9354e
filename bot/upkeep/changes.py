"""What reindexes changed: documents that came, changed, went or were renamed, with their new and gone sentences."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from bot.errors import RequestError
from index.storage.archive import Archive, ArchiveReader, Event
from index.storage.versions import Version
from knowledge.dates import moment_named

MOST_SENTENCES = 10
"""New and gone sentences of a document that are told; the others are counted."""
MOST_CHARACTERS = 1000
"""Characters of a sentence that are told; what is no text may hold words of thousands."""
_MOST_DOCUMENTS = 200
"""Changes of documents that are told at once."""


class Kind(StrEnum):
    """What happened to a document."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """What one reindex did to one document."""

    kind: Kind
    document: str
    """Its name now, or its last."""
    was: str
    """Its name before, where it was renamed; else empty."""
    collection: str
    new: tuple[str, ...]
    """The first of its sentences that are new, each with a note where it is too long to be told whole."""
    gone: tuple[str, ...]
    """The first of its sentences that are gone, in the same way."""
    new_count: int
    gone_count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one reindex changed."""

    time: str
    """ISO 8601 in UTC."""
    generation: int
    documents: tuple[ChangedDocument, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Reports, latest first."""

    since: str
    """ISO 8601 in UTC, empty for all that is kept."""
    reports: tuple[Report, ...]
    more: bool
    """Whether there are earlier ones that are not told."""


def changes_since(archive: Archive, since: str, collections: Sequence[str] | None) -> Changes:
    """Return what changed since a date that a person wrote, or lately, as far as some collections show.

    Raises RequestError for what is no date, RecordsError.
    """
    start = _parsed(since) if since.strip() else ""
    told: list[tuple[Event, ChangedDocument]] = []
    more = False
    with archive.reading() as reader:
        for event in reader.events(start):
            if not (seen := _seen(event, collections)):
                continue
            if len(told) == _MOST_DOCUMENTS:
                more = True
                break
            told.append((event, _described(reader, *seen)))
    return Changes(start, tuple(_reports(told)), more)


def report_of(archive: Archive, events: Sequence[Event], collections: Sequence[str] | None) -> Report | None:
    """Return what one reindex changed, as far as some collections show; None if that is nothing."""
    with archive.reading() as reader:
        seen = [(event, pair) for event in events if (pair := _seen(event, collections))]
        told = [(event, _described(reader, *pair)) for event, pair in reversed(seen[:_MOST_DOCUMENTS])]
    return next(iter(_reports(told)), None)


def _reports(told: Iterable[tuple[Event, ChangedDocument]]) -> Iterable[Report]:
    """Group by reindex what comes latest first; within a report it is told in the order in which it was recorded."""
    for (_, generation, time), group in groupby(
        told, key=lambda each: (each[0].store, each[0].generation, each[0].time)
    ):
        yield Report(time, generation, tuple(each for _, each in group)[::-1])


def _parsed(since: str) -> str:
    now = datetime.datetime.now(datetime.UTC).astimezone()
    moment = moment_named(since, now)
    if moment is None:
        raise RequestError(
            f"{since!r} is no date that can be understood; write it as {now:%Y-%m-%d}, {now:%Y-%m-%d} 14:30, "
            "yesterday or 3 days ago"
        )
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")


def _seen(event: Event, collections: Sequence[str] | None) -> tuple[Version | None, Version | None] | None:
    """Return the versions before and after that may be seen: what leaves a collection is gone from it."""

    def visible(version: Version | None) -> Version | None:
        return version if version and (collections is None or version.collection in collections) else None

    old, new = visible(event.old), visible(event.new)
    return (old, new) if old or new else None


def _described(reader: ArchiveReader, old: Version | None, new: Version | None) -> ChangedDocument:
    before, after = _sentences(reader, old), _sentences(reader, new)
    come, gone = _beyond(after, before), _beyond(before, after)
    kind, last = Kind.CHANGED, new or old
    if not old or not new:
        kind = Kind.ADDED if new else Kind.REMOVED
    elif old.name != new.name:
        kind = Kind.RENAMED
    return ChangedDocument(
        kind=kind,
        document=last.name if last else "",
        was=old.name if old and kind is Kind.RENAMED else "",
        collection=last.collection if last else "",
        new=tuple(map(_in_short, come[:MOST_SENTENCES])),
        gone=tuple(map(_in_short, gone[:MOST_SENTENCES])),
        new_count=len(come),
        gone_count=len(gone),
    )


def _sentences(reader: ArchiveReader, version: Version | None) -> list[str]:
    """Return the sentences of a version, white space folded."""
    if version is None:
        return []
    text = reader.text(version.sha256)
    return [" ".join(span.cut(text).split()) for span in version.layout.sentences]


def _in_short(sentence: str) -> str:
    """Cut a sentence that is too long, between words if it has any near there, and say how much is left out."""
    if len(sentence) <= MOST_CHARACTERS:
        return sentence
    gap = sentence.rfind(" ", MOST_CHARACTERS // 2, MOST_CHARACTERS)
    shown = sentence[: gap if gap > 0 else MOST_CHARACTERS]
    return f"{shown} … [{len(sentence) - len(shown):,} more characters]"


def _beyond(sentences: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the sentences that the others do not hold, in order; one that stands twice counts twice."""
    left = Counter(others)
    found = []
    for sentence in sentences:
        if left[sentence]:
            left[sentence] -= 1
        else:
            found.append(sentence)
    return found
