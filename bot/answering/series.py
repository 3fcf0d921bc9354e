"""Reports of a series, such as weekly ones: each tells of its own time, so other figures are no conflict."""

from index.storage.stored import StoredDocument
from knowledge.dates import dates_named
from knowledge.words import FUNCTION_WORDS, terms


def of_one_series(one: StoredDocument, other: StoredDocument) -> bool:
    """Tell whether two documents of different days have titles that differ in numbers and dates alone."""
    mine, theirs = one.metadata, other.metadata
    if not mine.date or not theirs.date or mine.date == theirs.date or mine.title == theirs.title:
        return False
    unnumbered = _without_numbers(mine.title)
    return bool(unnumbered) and unnumbered == _without_numbers(theirs.title)


def _without_numbers(title: str) -> list[str]:
    rest, last = "", 0
    for start, end, _ in dates_named(title):
        rest, last = rest + title[last:start] + " ", end
    return [term for term in terms(rest + title[last:]) if not term[0].isdigit() and term not in FUNCTION_WORDS]
