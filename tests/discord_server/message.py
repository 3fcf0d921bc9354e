"""A message as it stands, and as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord_server import components as parts
from tests.discord_server.rendering import Shown, shown

if TYPE_CHECKING:
    from tests.discord_server.world import Channel, User

Json = dict[str, Any]
EPHEMERAL, LOADING, V2, SUPPRESSED = 64, 128, 32768, 4


@dataclass(frozen=True)
class Pings:
    """Whom a message notifies."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


@dataclass(frozen=True)
class Attachment:
    """A file beside a message or given to a command."""

    id: int
    filename: str
    content_type: str
    data: bytes
    description: str | None = None


@dataclass(eq=False)
class Message:
    """A message; `only_for` is the one person who sees it when it is ephemeral."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    kind: int = 0
    reference: Message | None = None
    only_for: User | None = None
    webhook: int | None = None
    pings: Pings = Pings()
    edited: str | None = None
    deleted: bool = False
    reactions: list[str] = field(default_factory=list)
    metadata: Json | None = None
    versions: list[str] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether people see only that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Everything written in it, from top to bottom: content, embeds, text of components, as it was sent."""
        written = [self.content, *map(_embed_text, self.embeds), *parts.texts(self.components)]
        return "\n".join(each for each in written if each)

    @property
    def shown(self) -> Shown:
        """What a person reads of it, each part by itself, and what became of its markdown."""
        written = [self.content, *map(_embed_text, self.embeds), *parts.texts(self.components)]
        read = [shown(each) for each in written if each]
        return Shown("\n".join(each.text for each in read), [mark for each in read for mark in each.marks])

    @property
    def buttons(self) -> list[parts.Button]:
        return parts.buttons(self.components)

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def selects(self) -> list[parts.Select]:
        return parts.selects(self.components)

    def visible_to(self, user: User) -> bool:
        """Whether a person sees it at all."""
        if self.deleted or (self.only_for is not None and self.only_for is not user):
            return False
        return bool(self.channel.permissions_of(user))


def _embed_text(embed: Json) -> str:
    fields = [text for each in embed.get("fields") or [] for text in (each["name"], each["value"])]
    written = [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description"), *fields]
    return "\n".join(each for each in [*written, (embed.get("footer") or {}).get("text")] if each)
