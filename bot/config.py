"""config.yaml to a frozen Config; the only reader of the configuration."""

import os
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from bot.errors import ConfigError
from bot.shapes import AtLeast, Between, InWords, Misshapen, shape
from index.models import BUNDLED_MODEL
from knowledge.yaml_text import YamlError, load_mapping

Share = Annotated[float, Between(0, 1)]
Words = Annotated[str, InWords()]


@dataclass(frozen=True)
class Documents:
    """The folder of documents."""

    folder: str = "knowledge/documents"
    max_file_mb: Annotated[int, Between(1, 2_000)] = 50
    max_removed_share: Share = 0.5
    watch: Literal["auto", "poll", "never"] = "auto"


@dataclass(frozen=True)
class Index:
    """Where the index lies and how documents are split for it."""

    folder: str = "index/var"
    passage_tokens: Annotated[int, Between(32, 510)] = 200


@dataclass(frozen=True)
class Records:
    """Where that is kept which cannot be rebuilt from the documents."""

    folder: str = "index/records"
    keep_days: Annotated[int, Between(0, 100_000)] = 0


@dataclass(frozen=True)
class Embedding:
    """The embedding model."""

    model: str = BUNDLED_MODEL
    precision: Literal["fp32", "int8"] = "fp32"


NO_CROSS_ENCODER = "none"


@dataclass(frozen=True)
class Search:
    """How passages are found."""

    candidates: Annotated[int, Between(1, 10_000)] = 50
    rescored: Annotated[int, Between(1, 10_000)] = 20
    cross_encoder: str = NO_CROSS_ENCODER
    exact_up_to: Annotated[int, Between(0, 100_000_000)] = 100_000


@dataclass(frozen=True)
class Answers:
    """How answers are chosen and when the bot abstains."""

    threshold: Share = 0.3
    quotes: Annotated[int, Between(1, 20)] = 3
    nearest: Annotated[int, Between(1, 20)] = 3
    show_closest: bool = False
    max_question_chars: Annotated[int, Between(1, 100_000)] = 2000


@dataclass(frozen=True)
class Cautions:
    """What counts as a caution."""

    words: tuple[Words, ...] = ("caution", "warn", "risk", "concern")


@dataclass(frozen=True)
class Topic:
    """A subject that `brief` gathers quotes on."""

    title: str
    queries: Annotated[tuple[Words, ...], AtLeast(1)]


@dataclass(frozen=True)
class Settings:
    """Everything that config.yaml may say; all of it has a default."""

    documents: Documents = field(default_factory=Documents)
    index: Index = field(default_factory=Index)
    records: Records = field(default_factory=Records)
    embedding: Embedding = field(default_factory=Embedding)
    search: Search = field(default_factory=Search)
    answers: Answers = field(default_factory=Answers)
    cautions: Cautions = field(default_factory=Cautions)
    aliases: tuple[Annotated[tuple[Words, ...], AtLeast(1)], ...] = ()
    question_aliases: dict[str, str] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)


@dataclass(frozen=True)
class Config(Settings):
    """The settings and where they stand."""

    base: Path = Path()
    """The folder of config.yaml, which relative paths start from."""

    def path(self, configured: str) -> Path:
        """Return a configured path, relative ones from the folder of config.yaml."""
        return self.base / os.path.expanduser(configured)  # noqa: PTH111  (Path's own raises for unknown users)


def load_config(file: Path) -> Config:
    """Read a configuration file; raise ConfigError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"there is no {file}; run from the project's folder or name one with --config") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"cannot read {file}: {error.strerror or error}") from error
    try:
        # `search:` with nothing under it is a part left at its defaults.
        settings = shape({key: value for key, value in load_mapping(text).items() if value is not None}, Settings)
    except (YamlError, Misshapen) as error:
        raise ConfigError(f"{file}: {error}") from error
    config = Config(**vars(settings), base=Path(os.path.realpath(file)).parent)
    _require_folders_apart(config, file)
    return config


def _require_folders_apart(config: Config, file: Path) -> None:
    """Refuse two of the folders in each other: each would take the other's files for its own."""
    folders = {
        "documents.folder": config.documents.folder,
        "index.folder": config.index.folder,
        "records.folder": config.records.folder,
    }
    real = {key: os.path.realpath(config.path(each)) for key, each in folders.items()}
    for (one, here), (other, there) in combinations(real.items(), 2):
        if os.path.commonpath((here, there)) in (here, there):
            raise ConfigError(
                f"{file}: `{one}` ({here}) and `{other}` ({there}) lie in each other; give each a folder of its own"
            )
