"""Reports of a series, such as weekly ones: each tells of its own time, so other figures are no conflict."""

from bot.answering.times import said_beside_times
from index.storage.stored import StoredDocument


def of_one_series(one: StoredDocument, other: StoredDocument) -> bool:
    """Tell whether two documents of different days have titles that differ in numbers and dates alone."""
    mine, theirs = one.metadata, other.metadata
    if not mine.date or not theirs.date or mine.date == theirs.date or mine.title == theirs.title:
        return False
    unnumbered = said_beside_times(mine.title)
    return bool(unnumbered) and unnumbered == said_beside_times(theirs.title)
