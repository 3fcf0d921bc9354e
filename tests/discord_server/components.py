"""Message components: what is in them, and the form in which Discord gives them back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE = 1, 2, 3, 4, 9, 10, 11, 12, 13
SEPARATOR, CONTAINER, LABEL, UPLOAD = 14, 17, 18, 19
SELECTS = (3, 5, 6, 7, 8)
ONLY_V2 = (SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER)
LINK = 5


@dataclass(frozen=True)
class Button:
    """A button as a person sees it; a link has a `url` and no `custom_id`."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool
    style: int


@dataclass(frozen=True)
class Select:
    """A select menu; `options` are label and value."""

    custom_id: str
    kind: int
    placeholder: str
    options: tuple[tuple[str, str], ...]
    disabled: bool


def walk(parts: Any) -> Iterator[Json]:
    """Yield every component in reading order, the parts of each after it."""
    if isinstance(parts, dict):
        parts = [parts]
    for part in parts or []:
        if isinstance(part, dict) and "type" in part:
            yield part
            for key in ("components", "component", "accessory"):
                yield from walk(part.get(key))


def texts(parts: list[Json]) -> list[str]:
    return [part["content"] for part in walk(parts) if part["type"] == TEXT]


def buttons(parts: list[Json]) -> list[Button]:
    return [
        Button(
            part.get("label") or (part.get("emoji") or {}).get("name") or "",
            part.get("custom_id"),
            part.get("url"),
            bool(part.get("disabled")),
            part["style"],
        )
        for part in walk(parts)
        if part["type"] == BUTTON
    ]


def selects(parts: list[Json]) -> list[Select]:
    return [
        Select(
            part["custom_id"],
            part["type"],
            part.get("placeholder") or "",
            tuple((option["label"], option["value"]) for option in part.get("options") or []),
            bool(part.get("disabled")),
        )
        for part in walk(parts)
        if part["type"] in SELECTS
    ]


def stored(parts: list[Json], media: Callable[[str], Json]) -> list[Json]:
    """Return components as Discord answers with them: numbered, with defaults, media resolved by `media`."""
    taken = {part["id"] for part in walk(parts) if part.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    return [_stored(part, free, media) for part in parts]


def _stored(part: Json, free: Iterator[int], media: Callable[[str], Json]) -> Json:
    kind = part["type"]
    kept = {key: value for key, value in part.items() if value is not None}
    kept["id"] = part.get("id") or next(free)
    if kind in SELECTS:
        kept = {"min_values": 1, "max_values": 1} | kept
    elif kind == SEPARATOR:
        kept = {"spacing": 1, "divider": True} | kept
    elif kind == CONTAINER:
        kept = {"accent_color": None, "spoiler": False} | kept
    elif kind == THUMBNAIL:
        kept = {"description": None, "spoiler": False} | kept | {"media": media(part["media"]["url"])}
    elif kind == FILE:
        found = media(part["file"]["url"])
        kept = (
            {"name": found.pop("name", None), "size": found.pop("size", None), "spoiler": False}
            | kept
            | {"file": found}
        )
    elif kind == GALLERY:
        kept["items"] = [
            {"description": None, "spoiler": False} | item | {"media": media(item["media"]["url"])}
            for item in part["items"]
        ]
    if "components" in part:
        kept["components"] = [_stored(child, free, media) for child in part["components"]]
    if part.get("accessory"):
        kept["accessory"] = _stored(part["accessory"], free, media)
    return kept
