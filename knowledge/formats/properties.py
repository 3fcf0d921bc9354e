"""What a file's properties say of it, as far as it can be believed, and the date that its text gives."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.dates import full_date
from knowledge.formats.composing import PAGE_BREAK, Piece, clean, same_title
from knowledge.model import Kind, Metadata

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint) - .*|untitled.*|document ?\d*|dokument ?\d*|title|pdf|slide \d+|\W*"
    r"|\S+\.(?:docx?|pdf|odt|rtf|indd|pub|pptx?|qxp|html?))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:python-docx|anonymous|unspecified"
    r"|unknown|author|(?:(?:microsoft|ms|office|windows) )*(?:office )?user|admin(?:istrator)?"
    r"|owner|pc|acer|asus|dell|hp|lenovo|\W*)",
    re.IGNORECASE,
)
NEAR_THE_TOP = 12
"""How many blocks a date of the document itself may stand in."""
_LONGEST_DATELINE = 100
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d\d|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+"
    r"(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?![\w-])",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"(?P<town>[^\W\d_][\w.'’/ -]{1,40}),\s+(?:(?P<land>[^\W\d_][\w.'’/ -]{1,40}),\s+)?"
    rf"(?P<date>(?i:{DATE.pattern}|\b(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?!\w)))"
    r"(?:\s*\([^()]{1,30}\))?\s*(?:(?P<plain>:|-\s)|[–—]|\.\s?[–—])"
)
"""How a text begins that says where and when it was written: "GENEVA/CAIRO, 4 March 2025 (WHO) – "."""
_MOST_WORDS_OF_A_PLACE = 4
_MOST_OTHER_WORDS = 8
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:not )?(?:until|till|before|after|since|by \d|no later than|deadline|due|next|upcoming|planned|scheduled"
    r"|embargo(?:ed)?|expir(?:es|y|ation)|valid(?:ity)?|clos(?:es|ing)|register|registration|apply|submit|submissions?|rsvp)\b",
    re.IGNORECASE,
)
"""What makes a line's date that of something else than the document: a deadline, the next meeting."""
_MONTH_ALONE = re.compile(rf"\b(?P<month>{_MONTH}),?\s+(?P<year>(?:19|20)\d\d)(?![\w-])", re.IGNORECASE)
_MOST_WORDS_BY_A_MONTH = 4
_APART = re.compile(r"(?:^|[^\w\s]|\b(?:of|for))$", re.IGNORECASE)
"""How a line ends before the month that it is of; "since" and "until" make it the month of something else."""
_MONTHS_TO_APPEAR = 2
"""A report on a month is made in that month or soon after."""


def metadata_from(
    pieces: Sequence[Piece], title: str | None, author: str | None, date: str
) -> tuple[Metadata, list[Piece]]:
    """Return a document's metadata, and its pieces without the one that is the title.

    `title` and `author` are the file's own properties, `date` (ISO) when it was made. A date that
    stands by itself near the top of the text is the document's more surely than that.
    """
    title, author = _tidy(title), _tidy(author).strip("()")
    if _NO_TITLE.fullmatch(title) or title in ("(anonymous)", "(unspecified)"):
        title = ""
    named = [at for at, piece in enumerate(pieces) if piece.kind is Kind.TITLE or _is_first_heading(pieces, at)]
    shown = next((at for at in named if not title or same_title(pieces[at].text, title)), None)
    if shown is not None:
        title = title or _tidy(pieces[shown].text)
    rest = [replace(piece, kind=Kind.HEADING, level=1) if piece.kind is Kind.TITLE else piece for piece in pieces]
    if shown is not None:
        rest[shown] = Piece(Kind.PARAGRAPH, PAGE_BREAK * pieces[shown].text.count(PAGE_BREAK))
    top = [piece.text for piece in pieces[:NEAR_THE_TOP] if piece.kind is not Kind.ROW]
    metadata = Metadata(
        title=title,
        date=dateline(top) or ("" if _is_of_another_month(top, date) else date),
        publisher="" if _NO_NAME.fullmatch(author) else author,
    )
    return metadata, rest


def _is_first_heading(pieces: Sequence[Piece], at: int) -> bool:
    """Tell whether a piece is the first heading and the only one as high: what stands over the whole text."""
    if pieces[at].kind is not Kind.HEADING or any(piece.kind is Kind.HEADING for piece in pieces[:at]):
        return False
    return not any(p.kind is Kind.HEADING and p.level <= pieces[at].level for p in pieces[at + 1 :])


def _tidy(text: str | None) -> str:
    return " ".join(clean(text or "").split())


def dateline(blocks: Iterable[str]) -> str:
    """Return the date of the first block that is short and little else than one date, or that begins as news does."""
    for block in blocks:
        text = _tidy(block)
        if (news := _NEWS.match(text)) and _is_of_news(news) and (date := full_date(news["date"])):
            return date
        found = list(DATE.finditer(text)) if len(text) <= _LONGEST_DATELINE else []
        if len(found) != 1:
            continue
        others = (text[: found[0].start()] + text[found[0].end() :]).split()
        if dates_something_else(text):
            continue
        if len(others) <= _MOST_OTHER_WORDS and not text.endswith(".") and (date := full_date(found[0][0])):
            return date
    return ""


def end_of_lead(text: str) -> int:
    """Return where the words that say where and when a text was written end, 0 if it does not begin with them."""
    match = _NEWS.match(text)
    return match.end() if match and _is_of_news(match) else 0


def dates_something_else(line: str) -> bool:
    """Tell whether a line gives a date that is not its document's: "Deadline: 30 June 2026"."""
    short = len(line) <= _LONGEST_DATELINE and "\n" not in line and not line.endswith(".")
    return short and DATE.search(line) is not None and _OF_SOMETHING_ELSE.search(line) is not None


def _is_of_news(found: re.Match[str]) -> bool:
    """Tell that a place is named as one; a colon or hyphen, which sentences have too, follows one in capitals."""
    places = [re.split(r"[\s/]+", place) for place in (found["town"], found["land"]) if place]
    if any(len(words) > _MOST_WORDS_OF_A_PLACE or not all(word[:1].isupper() for word in words) for words in places):
        return False
    return not found["plain"] or found["town"].isupper()


def _is_of_another_month(blocks: Iterable[str], made: str) -> bool:
    """Tell that a block that is little but a month gives one long before the file was made, for it was made anew."""
    for block in blocks:
        text = _tidy(block)
        found = list(_MONTH_ALONE.finditer(text))
        if len(found) != 1 or len(text) > _LONGEST_DATELINE or text.endswith("."):
            continue
        before, after = text[: found[0].start()].rstrip(), text[found[0].end() :].lstrip()
        words = re.findall(r"\w+", f"{before} {after}")
        if len(words) > _MOST_WORDS_BY_A_MONTH or not _APART.search(before) or after[:1].isalnum():
            continue
        month = full_date(f"1 {found[0]['month']} {found[0]['year']}")
        if made and month and month <= made:
            later = (int(made[:4]) - int(month[:4])) * 12 + int(made[5:7]) - int(month[5:7])
            return later > _MONTHS_TO_APPEAR
    return False
