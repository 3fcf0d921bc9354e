"""The limits that Discord documents; each found violation is the field's path and what Discord would say."""

import re
from collections.abc import Iterator
from typing import Any

from tests.discord_server import components
from tests.discord_server.components import walk
from tests.discord_server.errors import Violation
from tests.discord_server.message import EPHEMERAL, SUPPRESSED, V2

Json = dict[str, Any]
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}\Z")
_SILENT = 4096
_MESSAGE_FLAGS = SUPPRESSED | EPHEMERAL | V2 | _SILENT
_IN_CONTAINER = (
    components.ROW,
    components.SECTION,
    components.TEXT,
    components.GALLERY,
    components.FILE,
    components.SEPARATOR,
)
_EMBED = {"title": 256, "description": 4096, "url": 2048}


def of_message(body: Json, *, was_v2: bool = False, edit: bool = False) -> Iterator[Violation]:
    """Check a message to be created or edited."""
    flags = body.get("flags") or 0
    v2 = was_v2 or bool(flags & V2)
    parts = list(walk(body.get("components")))
    if flags & ~_MESSAGE_FLAGS:
        yield "flags", f"flags {flags} may not be set"
    if edit and was_v2 and body.get("flags") is not None and not flags & V2:
        yield "flags", "IS_COMPONENTS_V2 cannot be removed from a message"
    yield from _long("content", body.get("content"), 2000)
    if v2:
        for key in ("content", "embeds", "stickers", "poll"):
            if body.get(key):
                yield key, "The message cannot have this with MessageFlags.IS_COMPONENTS_V2"
        if not edit and not parts:
            yield "components", "at least one component is required with MessageFlags.IS_COMPONENTS_V2"
        written = sum(len(text) for text in components.texts(body.get("components") or []))
        if written > 4000:
            yield "components", f"{written} characters of text; at most 4000 in all"
        if len(parts) > 40:
            yield "components", f"{len(parts)} components; at most 40 in all"
    else:
        if any(part["type"] in components.ONLY_V2 for part in parts):
            yield "components", "components that need MessageFlags.IS_COMPONENTS_V2"
        if len(body.get("components") or []) > 5:
            yield "components", "at most 5 action rows"
    yield from _component_limits(parts, modal=False)
    yield from _embed_limits(body.get("embeds") or [])
    yield from _mention_limits(body.get("allowed_mentions") or {})
    if len(body.get("attachments") or []) > 10:
        yield "attachments", "at most 10 files"


def of_modal(data: Json) -> Iterator[Violation]:
    """Check a modal."""
    yield from _needed("title", data.get("title"), 45)
    yield from _needed("custom_id", data.get("custom_id"), 100)
    if not 1 <= len(data.get("components") or []) <= 5:
        yield "components", "1 to 5 components"
    yield from _component_limits(list(walk(data.get("components"))), modal=True)


def of_choices(data: Json) -> Iterator[Violation]:
    """Check what autocomplete offers."""
    choices = data.get("choices") or []
    if len(choices) > 25:
        yield "choices", f"{len(choices)} choices; at most 25"
    for number, choice in enumerate(choices):
        yield from _needed(f"choices.{number}.name", choice.get("name"), 100)
        if isinstance(choice.get("value"), str):
            yield from _needed(f"choices.{number}.value", choice["value"], 100)


def of_commands(commands: list[Json]) -> Iterator[Violation]:
    """Check the commands that a bot registers."""
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum((command.get("type") or 1) == kind for command in commands) > most:
            yield "commands", f"at most {most} commands of type {kind}"
    seen = set()
    for number, command in enumerate(commands):
        name, kind = command.get("name") or "", command.get("type") or 1
        if (name, kind) in seen:
            yield f"{number}.name", "Application command names must be unique"
        seen.add((name, kind))
        if kind == 1:
            yield from _option_limits(command, str(number), 1)
            if _size(command) > 8000:
                yield str(number), "more than 8000 characters in all"
        else:
            yield from _needed(f"{number}.name", name, 32)


def _option_limits(option: Json, at: str, depth: int) -> Iterator[Violation]:
    name = option.get("name") or ""
    if not _COMMAND_NAME.match(name) or name != name.lower():
        yield f"{at}.name", f"{name!r} is not a name in lower case of 1 to 32 letters"
    yield from _needed(f"{at}.description", option.get("description"), 100)
    children = option.get("options") or []
    if len(children) > 25:
        yield f"{at}.options", "at most 25 options"
    if depth > 3:
        yield f"{at}.options", "nested too deep"
    optional = False
    for number, child in enumerate(children):
        yield from _option_limits(child, f"{at}.options.{number}", depth + 1)
        if child.get("required") and optional:
            yield f"{at}.options.{number}", "required options must be placed before optional options"
        optional = optional or not child.get("required")
    choices = option.get("choices") or []
    yield from of_choices({"choices": choices})
    if choices and option.get("autocomplete"):
        yield at, "choices and autocomplete exclude each other"


def _size(option: Json) -> int:
    own = len(option.get("name") or "") + len(option.get("description") or "")
    own += sum(len(choice["name"]) + len(str(choice["value"])) for choice in option.get("choices") or [])
    return own + sum(map(_size, option.get("options") or []))


def _component_limits(parts: list[Json], *, modal: bool) -> Iterator[Violation]:
    used = [part["custom_id"] for part in parts if part.get("custom_id")]
    if len(used) != len(set(used)):
        yield "components", "Component custom id cannot be duplicated"
    for number, part in enumerate(parts):
        yield from _nesting(part, f"components.{number}")
        at, kind = f"components.{number}", part["type"]
        yield from _long(f"{at}.custom_id", part.get("custom_id"), 100)
        if kind == components.ROW:
            inner = part.get("components") or []
            if not 1 <= len(inner) <= 5 or (
                len(inner) > 1 and any(each["type"] != components.BUTTON for each in inner)
            ):
                yield f"{at}.components", "an action row holds 1 to 5 buttons or one select"
        elif kind == components.BUTTON:
            yield from _button_limits(part, at)
        elif kind in components.SELECTS:
            yield from _select_limits(part, at)
        elif kind == components.SECTION:
            if not 1 <= len(part.get("components") or []) <= 3:
                yield f"{at}.components", "a section holds 1 to 3 texts"
            if not part.get("accessory"):
                yield f"{at}.accessory", "This field is required"
        elif kind == components.TEXT:
            yield from _needed(f"{at}.content", part.get("content"), 4000)
        elif kind == components.CONTAINER and not part.get("components"):
            yield f"{at}.components", "This field is required"
        elif kind == components.INPUT:
            yield from _long(f"{at}.label", part.get("label"), 45)
            yield from _long(f"{at}.placeholder", part.get("placeholder"), 100)
            yield from _long(f"{at}.value", part.get("value"), 4000)
        elif kind == components.LABEL:
            yield from _needed(f"{at}.label", part.get("label"), 45)
            yield from _long(f"{at}.description", part.get("description"), 100)
        if modal and kind == components.BUTTON:
            yield at, "a modal holds no buttons"


def _nesting(part: Json, at: str) -> Iterator[Violation]:
    inside = {components.CONTAINER: _IN_CONTAINER, components.SECTION: (components.TEXT,)}.get(part["type"])
    for child in part.get("components") or []:
        if inside is not None and child["type"] not in inside:
            yield f"{at}.components", f"a component of type {child['type']} may not stand in one of type {part['type']}"


def _button_limits(part: Json, at: str) -> Iterator[Violation]:
    yield from _long(f"{at}.label", part.get("label"), 80)
    if not part.get("label") and not part.get("emoji"):
        yield at, "a button needs a label or an emoji"
    if part.get("style") == components.LINK:
        yield from _needed(f"{at}.url", part.get("url"), 512)
        if part.get("url") and not re.match(r"(https?|discord)://[^\s/]", part["url"]):
            yield f"{at}.url", "Scheme must be one of ('http', 'https', 'discord')"
        if part.get("custom_id"):
            yield f"{at}.custom_id", "A custom id and url cannot both be specified"
    elif not part.get("custom_id"):
        yield f"{at}.custom_id", "A custom id is required"


def _select_limits(part: Json, at: str) -> Iterator[Violation]:
    yield from _needed(f"{at}.custom_id", part.get("custom_id"), 100)
    yield from _long(f"{at}.placeholder", part.get("placeholder"), 150)
    if part["type"] != components.SELECT:
        return
    options = part.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"{at}.options", f"{len(options)} options; 1 to 25"
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        yield f"{at}.options", "The specified option value is already used"
    if (part.get("max_values") or 1) > max(len(options), 1):
        yield f"{at}.max_values", "more than there are options"
    for number, option in enumerate(options):
        yield from _needed(f"{at}.options.{number}.label", option.get("label"), 100)
        yield from _needed(f"{at}.options.{number}.value", option.get("value"), 100)
        yield from _long(f"{at}.options.{number}.description", option.get("description"), 100)


def _embed_limits(embeds: list[Json]) -> Iterator[Violation]:
    if len(embeds) > 10:
        yield "embeds", "at most 10 embeds"
    total = 0
    for number, embed in enumerate(embeds):
        at = f"embeds.{number}"
        for key, most in _EMBED.items():
            yield from _long(f"{at}.{key}", embed.get(key), most)
        footer, author = (embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")
        yield from _long(f"{at}.footer.text", footer, 2048)
        yield from _long(f"{at}.author.name", author, 256)
        fields = embed.get("fields") or []
        if len(fields) > 25:
            yield f"{at}.fields", "at most 25 fields"
        for place, each in enumerate(fields):
            yield from _needed(f"{at}.fields.{place}.name", each.get("name"), 256)
            yield from _needed(f"{at}.fields.{place}.value", each.get("value"), 1024)
        written = [embed.get("title"), embed.get("description"), footer, author]
        written += [text for each in fields for text in (each.get("name"), each.get("value"))]
        total += sum(len(text or "") for text in written)
    if total > 6000:
        yield "embeds", f"{total} characters; at most 6000 in all"


def _mention_limits(allowed: Json) -> Iterator[Violation]:
    for key in ("users", "roles"):
        if allowed.get(key) and key in (allowed.get("parse") or ()):
            yield f"allowed_mentions.{key}", f"parse:{key} and {key}: [ids] are mutually exclusive"
        if len(allowed.get(key) or ()) > 100:
            yield f"allowed_mentions.{key}", "at most 100"


def _long(path: str, value: str | None, most: int) -> Iterator[Violation]:
    if value is not None and len(value) > most:
        yield path, f"Must be {most} or fewer in length; is {len(value)}"


def _needed(path: str, value: str | None, most: int) -> Iterator[Violation]:
    if not value or not value.strip():
        yield path, "This field is required"
    yield from _long(path, value, most)
