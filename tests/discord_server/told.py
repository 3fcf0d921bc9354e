"""What came back to a person, still changing while the bot goes on."""

from dataclasses import dataclass, field
from typing import Any

from tests.discord_server.changes import Changes
from tests.discord_server.components import walk
from tests.discord_server.errors import Impossible
from tests.discord_server.interactions import Interaction
from tests.discord_server.message import Message

Json = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One offer of autocomplete."""

    name: str
    value: Any


@dataclass(frozen=True)
class Field:
    """One input of a modal."""

    label: str
    custom_id: str
    kind: int
    container: Json
    value: str


@dataclass(frozen=True)
class Modal:
    """A form that the bot has opened."""

    title: str
    custom_id: str
    fields: tuple[Field, ...]


class Read:
    """What a person reads in a message; `message` says which."""

    @property
    def message(self) -> Message:
        raise NotImplementedError

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def shown(self) -> str:
        """What is read of it where Discord has made something of its markdown."""
        return self.message.shown.text

    @property
    def labels(self) -> list[str]:
        return self.message.labels

    @property
    def ephemeral(self) -> bool:
        return self.message.ephemeral


@dataclass(eq=False)
class Told(Read):
    """The course of one interaction. Times are seconds since the person acted."""

    interaction: Interaction
    changes: Changes

    @property
    def acknowledged(self) -> float | None:
        return self.interaction.acknowledged

    @property
    def answered(self) -> float | None:
        return self.interaction.answered

    @property
    def message(self) -> Message:
        """The response; for a click that updates, the message clicked on."""
        if self.interaction.response is None:
            raise Impossible("the bot answered with no message")
        return self.interaction.response

    @property
    def followups(self) -> list[Message]:
        return [each for each in self.interaction.followups if not each.deleted]

    @property
    def messages(self) -> list[Message]:
        """The response, unless it is gone, and the follow-ups."""
        response = self.interaction.response
        return ([response] if response is not None and not response.deleted else []) + self.followups

    @property
    def everything(self) -> str:
        """The text of all of them."""
        return "\n".join(message.text for message in self.messages)

    @property
    def modal(self) -> Modal:
        if self.interaction.modal is None:
            raise Impossible("the bot opened no modal")
        return _modal(self.interaction.modal)

    @property
    def choices(self) -> list[Choice]:
        return [Choice(each["name"], each["value"]) for each in self.interaction.choices or []]

    def expire(self) -> None:
        """Let fifteen minutes pass: the token is worth nothing from now on."""
        self.interaction.expired = True

    async def until_answered(self) -> "Told":
        """Wait until there is more to see than that the bot is thinking."""
        await self.changes.until(lambda: self.answered is not None, f"an answer to {self._what}")
        return self

    async def until_followed_up(self, count: int = 1) -> "Told":
        await self.changes.until(lambda: len(self.followups) >= count, f"{count} follow-ups to {self._what}")
        return self

    @property
    def _what(self) -> str:
        data = self.interaction.data
        return f"{data.get('name') or data.get('custom_id')} by {self.interaction.user.name}"


@dataclass(eq=False)
class Heard(Read):
    """What came after something that a person wrote: the bot's messages that answer it."""

    written: Message
    replies: list[Message] = field(default_factory=list)

    @property
    def message(self) -> Message:
        if not self.replies:
            raise Impossible("the bot wrote nothing")
        return self.replies[0]


def _modal(data: Json) -> Modal:
    fields = []
    for outer in data["components"]:
        for part in walk(outer.get("components") or outer.get("component")):
            label = outer.get("label") or part.get("label") or ""
            fields.append(Field(label, part["custom_id"], part["type"], outer, part.get("value") or ""))
    return Modal(data["title"], data["custom_id"], tuple(fields))
