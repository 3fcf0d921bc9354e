"""config.yaml to a frozen Config; the only reader of the configuration."""

import dataclasses
import difflib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from bot.errors import ConfigError
from index.models import BUNDLED_MODEL
from knowledge.yaml_text import YamlError, load_mapping

Positive = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


@dataclass(frozen=True)
class Documents:
    """The folder of documents."""

    folder: str = "knowledge/documents"
    max_file_mb: Positive = 50
    max_removed_share: Share = 0.5


@dataclass(frozen=True)
class Index:
    """Where the index lies and how documents are split for it."""

    folder: str = "index/var"
    passage_tokens: Annotated[int, msgspec.Meta(ge=32, le=510)] = 200


@dataclass(frozen=True)
class Embedding:
    """The embedding model."""

    model: str = BUNDLED_MODEL
    precision: Literal["fp32", "int8"] = "fp32"


@dataclass(frozen=True)
class Search:
    """How passages are found."""

    candidates: Positive = 50
    rescored: Positive = 20
    exact_up_to: Annotated[int, msgspec.Meta(ge=0)] = 100_000


@dataclass(frozen=True)
class Answers:
    """How answers are chosen and when the bot abstains."""

    threshold: Share = 0.35
    quotes: Positive = 3
    nearest: Positive = 3
    max_question_chars: Positive = 2000


@dataclass(frozen=True)
class Cautions:
    """What counts as a caution."""

    words: tuple[str, ...] = ("caution", "warn", "risk", "concern")


@dataclass(frozen=True)
class Topic:
    """A subject that `brief` gathers quotes on."""

    title: str
    queries: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


@dataclass(frozen=True)
class Config:
    """All settings; every one has a default."""

    documents: Documents = field(default_factory=Documents)
    index: Index = field(default_factory=Index)
    embedding: Embedding = field(default_factory=Embedding)
    search: Search = field(default_factory=Search)
    answers: Answers = field(default_factory=Answers)
    cautions: Cautions = field(default_factory=Cautions)
    aliases: tuple[tuple[str, ...], ...] = ()
    topics: dict[str, Topic] = field(default_factory=dict)
    base: Path = Path()
    """The folder of config.yaml, which relative paths start from; not a setting."""

    def path(self, configured: str) -> Path:
        """Return a configured path, relative ones from the folder of config.yaml."""
        return self.base / Path(configured).expanduser()


def load_config(file: Path) -> Config:
    """Read a configuration file; raise ConfigError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"there is no {file}; run from the project's folder or name one with --config") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {file}: {error}") from error
    try:
        data = load_mapping(text)
    except YamlError as error:
        raise ConfigError(f"{file}: {error}") from error
    data = _without_empty_parts(data)
    _refuse_unknown_keys(data, Config, str(file), "")
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {_readable(str(error))}") from error
    return dataclasses.replace(config, base=file.resolve().parent)


def _without_empty_parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Take `search:` with nothing under it as a part left at its defaults."""
    return {key: value for key, value in data.items() if value is not None}


def _refuse_unknown_keys(data: Mapping[str, Any], shape: Any, file: str, prefix: str) -> None:
    known = {each.name: each.type for each in dataclasses.fields(shape) if each.name != "base"}
    for key, value in data.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.5)
            hint = f"did you mean `{prefix}{near[0]}`?" if near else f"known here: {', '.join(known)}"
            raise ConfigError(f"{file}: unknown key `{prefix}{key}`; {hint}")
        if not isinstance(value, Mapping):
            continue
        inner: Any = known[key]
        if dataclasses.is_dataclass(inner):
            _refuse_unknown_keys(value, inner, file, f"{prefix}{key}.")
        elif typing.get_origin(inner) is dict:
            for name, each in value.items():
                if isinstance(each, Mapping):
                    _refuse_unknown_keys(each, typing.get_args(inner)[1], file, f"{prefix}{key}.{name}.")


def _readable(message: str) -> str:
    """Turn "Expected `int`, got `str` - at `$.answers.quotes`" round: key first."""
    what, _, where = message.partition(" - at `$")
    key = where.rstrip("`").removeprefix(".").replace("[...]", "")
    return f"`{key}`: {what[0].lower()}{what[1:]}" if key else what
