"""The optional YAML block at the top of a document: title, date, publisher, url."""

import re
from typing import Any

from knowledge.dates import full_date
from knowledge.model import Metadata
from knowledge.yaml_text import YamlError, load_mapping

_FENCED = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LEFT_OPEN = re.compile(r"---[ \t]*\n(?:.*\S.*\n)*?(?:title|date|publisher|url):", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)", re.MULTILINE)
_FIELD_OR_MORE = re.compile(_FIELD.pattern + r"|[ \t#\-\]}]|$")
_EMPTY = ("", "~", "null")


def split_front_matter(text: str) -> tuple[Metadata, int, tuple[str, ...]]:
    """Return what the front matter says, the offset at which the body starts, and remarks.

    Text between two rules that does not look like fields, or fields that no rule closes, stay part of the body
    and are remarked on; fields that are not valid YAML are skipped, for as text they would read as a heading.
    """
    match = _FENCED.match(text)
    if not match:
        left_open = ("front matter has no `---` below its last line; read as text",)
        return Metadata(), 0, left_open if _LEFT_OPEN.match(text) else ()
    inner = match[1] or ""
    try:
        fields = {key.lower(): value for key, value in load_mapping(inner, as_written=True).items()}
    except YamlError as error:
        if _FIELD.search(inner) and all(_FIELD_OR_MORE.match(line) for line in inner.splitlines()):
            advice = (
                "its fields are ignored; mend it, for instance with quotation marks around a value that holds a colon"
            )
            return Metadata(), match.end(), (f"front matter is not valid YAML ({error}); {advice}",)
        return Metadata(), 0, (f"front matter is not valid YAML ({error}); read as text",)
    remarks: list[str] = []
    metadata = Metadata(
        title=_line(fields, "title", remarks),
        date=_iso_date(_line(fields, "date", remarks), remarks),
        publisher=_line(fields, "publisher", remarks),
        url=_line(fields, "url", remarks),
    )
    return metadata, match.end(), tuple(remarks)


def _line(fields: dict[str, Any], name: str, remarks: list[str]) -> str:
    """Return a field as one line; a list of texts is joined, anything deeper is remarked on and left out."""
    value = fields.get(name, "")
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        remarks.append(f"front matter: `{name}` is not one line of text; write `{name}: ...`")
        return ""
    return ", ".join(" ".join(part.split()) for part in parts if part not in _EMPTY)


def _iso_date(written: str, remarks: list[str]) -> str:
    found = full_date(written) if written else ""
    if written and not found:
        remarks.append(f"front matter: {written!r} is not a full, unambiguous date; write YYYY-MM-DD")
    return found
