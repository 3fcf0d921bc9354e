"""The optional YAML block at the top of a document: title, date, publisher, url."""

import datetime
import re
from typing import Any

from knowledge.model import Metadata
from knowledge.yaml_text import YamlError, load_mapping

_FENCED = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def split_front_matter(text: str) -> tuple[Metadata, int, tuple[str, ...]]:
    """Return what the front matter says, the offset at which the body starts, and remarks.

    Text that only looks like front matter stays part of the body and is remarked on.
    """
    match = _FENCED.match(text)
    if not match:
        return Metadata(), 0, ()
    try:
        fields = {key.lower(): value for key, value in load_mapping(match[1] or "").items()}
    except YamlError as error:
        return Metadata(), 0, (f"front matter is not valid YAML ({error}); read as text",)
    date, remarks = _iso_date(fields.get("date"))
    metadata = Metadata(
        title=_line(fields.get("title")),
        date=date,
        publisher=_line(fields.get("publisher")),
        url=_line(fields.get("url")),
    )
    return metadata, match.end(), remarks


def _line(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _iso_date(value: Any) -> tuple[str, tuple[str, ...]]:
    if value is None or value == "":
        return "", ()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat(), ()
    if isinstance(value, datetime.date):
        return value.isoformat(), ()
    from dateutil import parser as dates  # here, so that only reading documents waits for it

    try:
        # Two defaults that differ in every part: what they agree on was really written.
        first: datetime.datetime | None = dates.parse(str(value), default=datetime.datetime(2000, 1, 1))  # noqa: DTZ001
        second = dates.parse(str(value), default=datetime.datetime(2001, 2, 2))  # noqa: DTZ001
    except (ValueError, OverflowError):
        first = second = None
    if first is None or first != second:
        return "", (f"front matter: {_line(value)!r} is not a full date; write YYYY-MM-DD",)
    return first.date().isoformat(), ()
