"""Findings about one document that an editor should know of before readers do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import PurePosixPath

from knowledge.headline import unmentioned_names
from knowledge.model import Document, Kind
from knowledge.sentences import sentence_spans
from knowledge.words import WORD

_VERY_SHORT_WORDS = 40
_FEWEST_SENTENCES = 2
"""Of a text that is nothing but short, such as a correction; what is left of a page that could not be read is less."""
_FEWEST_WORDS_OF_A_SENTENCE = 4
_FRONT_MATTER = "add front matter with `date: YYYY-MM-DD`"
_DATELINE = "a line near its top such as `Geneva, 4 March 2025` gives it one"
_PAGE = 'save the page anew with its head, or add `<meta property="article:published_time" content="YYYY-MM-DD">` to it'
_DATING = {
    ".pdf": _DATELINE, ".docx": _DATELINE, ".html": _PAGE, ".htm": _PAGE, ".eml": "its head has no `Date` that is one",
}  # fmt: skip
"""How a document of a kind that takes no front matter comes by a date."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look into; `check` is the name of the rule, `message` is for people."""

    check: str
    message: str


def check_document(document: Document, today: date | None = None) -> tuple[Finding, ...]:
    """Return what is doubtful about a document, most serious first; `today` is another day than this one."""
    body = " ".join(
        document.cut(block.span)
        for block in document.blocks
        if block.kind not in (Kind.TITLE, Kind.HEADING, Kind.DATELINE)
    )
    # Somewhere it may be tomorrow already.
    latest = (today or datetime.now(UTC).date()) + timedelta(days=1)
    return tuple(_findings(document, body, latest.isoformat()))


def _is_whole(sentence: str) -> bool:
    """Tell whether a stretch is a sentence to its end, not a label or a line of a menu."""
    return sentence.rstrip("\"'”’»)*_").endswith((".", "!", "?", "。", "؟", "।")) and (
        sum(1 for _ in WORD.finditer(sentence)) >= _FEWEST_WORDS_OF_A_SENTENCE
    )


def _findings(document: Document, body: str, latest: str) -> Iterator[Finding]:
    length = sum(1 for _ in islice(WORD.finditer(body), _VERY_SHORT_WORDS))
    if not length:
        yield Finding("empty", "holds no text besides its title and headings")
        return
    if missing := unmentioned_names(document.metadata.title, body):
        names = ", ".join(f'"{name}"' for name in missing)
        yield Finding("headline", f"the headline names {names}, which the text never mentions")
    for remark in document.remarks:
        yield Finding("reading", remark)
    if (
        length < _VERY_SHORT_WORDS
        and sum(_is_whole(each.cut(body)) for each in sentence_spans(body)) < _FEWEST_SENTENCES
    ):
        yield Finding("short", f"holds only {length} word{'' if length == 1 else 's'} of text")
    if document.metadata.date > latest:
        yield Finding("future-date", f"is dated {document.metadata.date}, which is still to come")
    if not document.metadata.date:
        suffix = PurePosixPath(document.name).suffix.lower()
        yield Finding("no-date", f"has no date; {_DATING.get(suffix, _FRONT_MATTER)}")
