"""Findings about one document that an editor should know of before readers do."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.headline import unmentioned_names
from knowledge.model import Document, Kind
from knowledge.words import words

_VERY_SHORT_WORDS = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look into; `check` is the name of the rule, `message` is for people."""

    check: str
    message: str


def check_document(document: Document) -> tuple[Finding, ...]:
    """Return what is doubtful about a document, most serious first."""
    body = " ".join(
        document.cut(block.span) for block in document.blocks if block.kind not in (Kind.TITLE, Kind.HEADING)
    )
    return tuple(_findings(document, body))


def _findings(document: Document, body: str) -> Iterator[Finding]:
    length = len(words(body))
    if not length:
        yield Finding("empty", "holds no text besides its title and headings")
        return
    if missing := unmentioned_names(document.metadata.title, body):
        names = ", ".join(f'"{name}"' for name in missing)
        yield Finding("headline", f"the headline names {names}, which the text never mentions")
    for remark in document.remarks:
        yield Finding("reading", remark)
    if length < _VERY_SHORT_WORDS:
        yield Finding("short", f"holds only {length} word{'' if length == 1 else 's'} of text")
    if not document.metadata.date:
        yield Finding("no-date", "has no date; add front matter with `date: YYYY-MM-DD`")
