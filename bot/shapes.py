"""Plain data to frozen dataclasses, with mistakes told in words that need no programmer."""

import dataclasses
import difflib
import math
import typing
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.words import words

_MOST_SHOWN = 40


class Misshapen(Exception):
    """Data does not have the shape that is asked for; the message names the full key and what belongs there."""


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most that a number may be."""

    least: float
    most: float


class Id(int):
    """A number that names something elsewhere, as Discord's do; with or without quotation marks."""


_LARGEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class AtLeast:
    """How many entries a list needs."""

    entries: int


@dataclass(frozen=True, slots=True)
class InWords:
    """Text must hold a word that can be looked for."""


def shape(data: Any, wanted: Any, key: str = "", rules: Sequence[Any] = ()) -> Any:
    """Return data as the wanted type; raise Misshapen.

    A type is a dataclass, bool, int, float, str, Id, Literal, tuple[T, ...], dict[str, T] or dict[Id, T], or one
    of them Annotated with rules of this module. No text may be blank. `key` says where the data stands.
    """
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Annotated:
        return shape(data, inner[0], key, inner[1:])
    if not _fits(data, wanted, rules):
        raise Misshapen(f"`{key}`: expected {_expected(wanted, rules)}, found {_found(data, wanted)}")
    if dataclasses.is_dataclass(wanted):
        return _dataclass(data, wanted, key)
    if origin is dict:
        named = _id if inner[0] is Id else _name
        return {named(name, key): shape(each, inner[1], f"{key}.{name}") for name, each in data.items()}
    if origin is tuple:
        return tuple(shape(each, inner[0], f"{key}[{at}]") for at, each in enumerate(data, start=1))
    return wanted(data) if wanted in (float, Id) else data


def _fits(data: Any, wanted: Any, rules: Sequence[Any]) -> bool:
    origin = typing.get_origin(wanted)
    if dataclasses.is_dataclass(wanted) or origin is dict:
        return isinstance(data, Mapping)
    if origin is tuple:
        return isinstance(data, list) and all(len(data) >= rule.entries for rule in rules)
    if origin is typing.Literal:
        return isinstance(data, str) and data in typing.get_args(wanted)
    if wanted is str:
        return isinstance(data, str) and _is_writing(data) and (InWords() not in rules or bool(words(data)))
    if wanted is bool:
        return isinstance(data, bool)
    if wanted is Id:
        return _is_id(data)
    # To Python, true and false are numbers too; to the people who write settings they are not.
    is_number = isinstance(data, int if wanted is int else int | float) and not isinstance(data, bool)
    return is_number and math.isfinite(data) and all(rule.least <= data <= rule.most for rule in rules)


def _is_id(data: Any) -> bool:
    if isinstance(data, str) and len(data) < 20 and data.isascii() and data.isdigit():
        data = int(data)
    return isinstance(data, int) and not isinstance(data, bool) and 0 < data < _LARGEST_ID


def _is_writing(text: str) -> bool:
    """Tell whether a text is more than white space and holds nothing that cannot be written."""
    return bool(text.strip()) and not any(unicodedata.category(ch) in ("Cc", "Cs") and ch not in "\n\t" for ch in text)


def _dataclass(data: Mapping[Any, Any], wanted: Any, key: str) -> Any:
    fields = {each.name: each for each in dataclasses.fields(wanted)}
    values = {}
    for name, value in data.items():
        if name not in fields:
            raise Misshapen(_unknown(name, fields, key))
        values[name] = shape(value, fields[name].type, _joined(key, name))
    for name, each in fields.items():
        if name not in values and each.default is each.default_factory is dataclasses.MISSING:
            raise Misshapen(f"`{_joined(key, name)}` is missing; expected {_expected(each.type)}")
    return wanted(**values)


def _unknown(name: Any, known: Iterable[str], key: str) -> str:
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
    hint = f"did you mean `{_joined(key, near[0])}`?" if near else f"known here: {', '.join(known)}"
    return f"unknown key `{_joined(key, name)}`; {hint}"


def _name(name: Any, key: str) -> str:
    if not isinstance(name, str) or not _is_writing(name):
        raise Misshapen(f"`{key}`: expected keys that are text, found {_found(name, str)}")
    return name


def _id(name: Any, key: str) -> Id:
    if not _is_id(name):
        raise Misshapen(f"`{key}`: expected keys that are ids (long whole numbers), found {_found(name, Id)}")
    return Id(name)


def _joined(key: str, name: Any) -> str:
    return f"{key}.{name}" if key else str(name)


def _expected(wanted: Any, rules: Sequence[Any] = ()) -> str:
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Annotated:
        return _expected(inner[0], inner[1:])
    if dataclasses.is_dataclass(wanted) or origin is dict:
        return "a mapping (`key: value` lines)"
    if origin is tuple:
        return "a list" + "".join(f" with at least {rule.entries} in it" for rule in rules)
    if origin is typing.Literal:
        return " or ".join(f"`{each}`" for each in inner)
    if wanted is str:
        return "text that holds words" if rules else "text that is not blank"
    if wanted is bool:
        return "true or false"
    if wanted is Id:
        return "an id (a long whole number)"
    kind = "a whole number" if wanted is int else "a number"
    return kind + "".join(f" from {rule.least:,} to {rule.most:,}" for rule in rules)


def _found(data: Any, wanted: Any) -> str:
    # YAML takes an unquoted no, 5 or 2025-03-04 for something other than text.
    hint = " (put it in quotes if it is meant as text)" if wanted is str else ""
    match data:
        case None:
            return "nothing (leave the key out to keep its default)"
        case bool():
            return f"{str(data).lower()}{hint}"
        case int() | float():
            return f"{data}{hint}"
        case str():
            return repr(data if len(data) <= _MOST_SHOWN else f"{data[:_MOST_SHOWN]}…")
        case list():
            return f"a list of {len(data)}"
        case Mapping():
            return "a mapping"
    return f"a {type(data).__name__}{hint}"
