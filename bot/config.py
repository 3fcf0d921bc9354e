"""config.yaml to a frozen Config; the only reader of the configuration."""

import os
import re
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values

from bot.errors import ConfigError, ConfigMissing
from bot.shapes import AtLeast, Between, Id, InWords, Misshapen, shape
from index.engines.models import BUNDLED_MODEL
from knowledge.readers import ROOT_COLLECTION
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

    threshold: Share = 0.25
    quotes: Annotated[int, Between(1, 20)] = 3
    nearest: Annotated[int, Between(1, 20)] = 3
    show_closest: bool = False
    max_question_chars: Annotated[int, Between(1, 100_000)] = 2000


@dataclass(frozen=True)
class Cautions:
    """What counts as a caution."""

    words: tuple[Words, ...] = ("caution", "warn", "risk", "concern", "caveat", "limitation")


ALL_COLLECTIONS = "*"


@dataclass(frozen=True)
class Discord:
    """Who sees what in Discord, and how the bot behaves there."""

    collections: tuple[str, ...] = (ROOT_COLLECTION,)
    guilds: dict[Id, tuple[str, ...]] = field(default_factory=dict)
    channels: dict[Id, tuple[str, ...]] = field(default_factory=dict)
    roles: dict[Id, tuple[str, ...]] = field(default_factory=dict)
    editor_roles: tuple[Id, ...] = ()
    direct_messages: bool = True
    message_content: bool = False
    auto_answer: tuple[Id, ...] = ()
    auto_abstain: bool = False
    report_channels: tuple[Id, ...] = ()
    cooldown_questions: Annotated[int, Between(0, 1_000)] = 5
    cooldown_seconds: Annotated[int, Between(1, 86_400)] = 30
    upload_mb: Annotated[int, Between(1, 500)] = 10
    upload_suffixes: tuple[str, ...] = ()
    keep_asked_days: Annotated[int, Between(0, 100_000)] = 90


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
    discord: Discord = field(default_factory=Discord)
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
        raise ConfigMissing(f"there is no {file}; run from the project's folder or name one with --config") from error
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


TOKEN_NAME = "DISCORD_TOKEN"  # noqa: S105  (its name)
_TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")


def discord_token(config: Config) -> str:
    """Return the bot's token from the environment, else from `.env` beside config.yaml; raise ConfigError.

    No message repeats what was found: it may be a secret with a slip in it.
    """
    file = config.base / ".env"
    where = "the environment"
    token = os.environ.get(TOKEN_NAME, "").strip()
    if not token:
        where = str(file)
        try:
            token = (dotenv_values(file, encoding="utf-8-sig", interpolate=False).get(TOKEN_NAME) or "").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read {file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error
    if not token:
        raise ConfigError(f"there is no {TOKEN_NAME} in the environment or in {file}; see .env.example")
    if not _TOKEN.fullmatch(token):
        raise ConfigError(
            f"{TOKEN_NAME} in {where} is no bot token, which has three parts joined by dots; copy it anew from the "
            "page Bot of your application at discord.com/developers"
        )
    return token


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
