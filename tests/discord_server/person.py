"""A person at a place: what they can do in Discord, and what they see of it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.discord_server import invoking
from tests.discord_server.errors import Impossible
from tests.discord_server.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL
from tests.discord_server.invoking import MESSAGE_MENU, SLASH, Invocation, Upload
from tests.discord_server.mentions import pings
from tests.discord_server.message import Message
from tests.discord_server.told import Choice, Heard, Told
from tests.discord_server.world import Channel, User

if TYPE_CHECKING:
    from tests.discord_server.server import DiscordServer

Json = dict[str, Any]
Seen = Message | Told | Heard


@dataclass(frozen=True)
class Person:
    """Somebody in a channel, thread or direct conversation; waits for the bot unless `patient` is false."""

    server: DiscordServer
    user: User
    place: Channel
    patient: bool = True
    late: bool = False

    @property
    def mention_text(self) -> str:
        return self.user.mention

    @property
    def directly(self) -> Person:
        """The same person in their direct conversation with the bot."""
        return self.at(self.server.world.direct(self.user))

    @property
    def hasty(self) -> Person:
        """The same person, who does not wait: what they do comes back at once."""
        return dataclasses.replace(self, patient=False)

    @property
    def delayed(self) -> Person:
        """The same person on a bad line: the bot is told of interactions too late to acknowledge them."""
        return dataclasses.replace(self, late=True, patient=False)

    def at(self, place: Channel) -> Person:
        return dataclasses.replace(self, place=place)

    # What they see

    def sees(self, thing: Seen) -> bool:
        return _message(thing).visible_to(self.user)

    def reads(self) -> list[Message]:
        """Return the messages that they see here, oldest first."""
        return [each for _, each in sorted(self.place.messages.items()) if each.visible_to(self.user)]

    def commands(self) -> list[str]:
        """Return the names of the commands that they are shown here."""
        return [each["name"] for each in invoking.offered(self.server.payloads, self.user, self.place)]

    # Commands

    async def slash(self, command: str, /, **options: Any) -> Told:
        """Invoke a command, `"group sub"` for a subcommand; Upload for files, User, Role, Channel for such."""
        told = self._begin(COMMAND, self._invocation(command, options))
        return await self._sent(told)

    async def autocomplete(self, command: str, option: str, typed: str, /, **others: Any) -> list[Choice]:
        """Type into an option and return what is offered."""
        data = self._invocation(command, others | {option: typed}, focused=option)
        told = self._begin(AUTOCOMPLETE, data)
        await self._send(told)
        return (await told.until_answered()).choices

    async def menu(self, name: str, thing: Seen, /) -> Told:
        """Choose an entry of a message's context menu."""
        message = self._visible(thing)
        command = invoking.find(self.server.payloads, self.user, self.place, MESSAGE_MENU, name)
        number = str(message.id)
        resolved = {"messages": {number: self.server.payloads.message(message)}}
        data = {key: command[key] for key in ("id", "name", "type")} | {"target_id": number, "resolved": resolved}
        return await self._sent(self._begin(COMMAND, data))

    def _invocation(self, command: str, options: Mapping[str, Any], *, focused: str | None = None) -> Json:
        name, *path = command.split()
        found = invoking.find(self.server.payloads, self.user, self.place, SLASH, name)
        attach = self.server.posting.attach
        return Invocation(self.server.payloads, found, path, self.place).data(options, attach, focused=focused)

    # Components

    async def click(self, thing: Seen, label: str, /) -> Told:
        """Press the button with this label."""
        message = self._visible(thing)
        button = next((each for each in message.buttons if each.label == label), None)
        if button is None:
            raise Impossible(f"there is no button {label!r}; there are {message.labels}")
        if button.disabled or button.custom_id is None:
            raise Impossible(f"the button {label!r} cannot be pressed: {button}")
        data = {"custom_id": button.custom_id, "component_type": 2}
        return await self._sent(self._begin(COMPONENT, data, message))

    async def press(self, thing: Seen, custom_id: str, /) -> Told:
        """Send a button's custom_id, whether or not the message has it: as a forged client could."""
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._sent(self._begin(COMPONENT, data, _message(thing)))

    async def select(self, thing: Seen, *chosen: str, menu: int = 0) -> Told:
        """Choose options of a select menu by their labels."""
        message = self._visible(thing)
        if menu >= len(message.selects):
            raise Impossible("there is no such select menu")
        found = message.selects[menu]
        labels = dict(found.options)
        missing = [label for label in chosen if label not in labels]
        if missing or found.disabled:
            raise Impossible(f"cannot choose {missing}; there are {list(labels)}")
        values = [labels[label] for label in chosen]
        data = {"custom_id": found.custom_id, "component_type": found.kind, "values": values}
        return await self._sent(self._begin(COMPONENT, data, message))

    async def submit(self, told: Told, /, values: Mapping[str, str]) -> Told:
        """Fill a modal's inputs, by label or custom_id, and send it."""
        modal = told.modal
        known = {name for each in modal.fields for name in (each.label, each.custom_id)}
        if set(values) - known:
            raise Impossible(f"the modal has no {set(values) - known}")
        parts = []
        for each in modal.fields:
            value = values.get(each.label, values.get(each.custom_id, each.value))
            inner = {"type": each.kind, "id": 0, "custom_id": each.custom_id, "value": value}
            key = {"component": inner} if each.container["type"] == 18 else {"components": [inner]}
            parts.append({"type": each.container["type"], "id": 0} | key)
        data = {"custom_id": modal.custom_id, "components": parts, "resolved": {}}
        return await self._sent(self._begin(MODAL, data, told.interaction.message))

    def _begin(self, kind: int, data: Json, message: Message | None = None) -> Told:
        place = message.channel if message is not None else self.place
        if not place.permissions_of(self.user):
            raise Impossible(f"{self.user.name} does not see #{place.name}")
        found = self.server.interactions.start(kind, self.user, place, data, message=message, late=self.late)
        return Told(found, self.server.changes)

    async def _send(self, told: Told) -> None:
        await self.server.gateway.interaction(self.server.interactions.payload(told.interaction))

    async def _sent(self, told: Told) -> Told:
        await self._send(told)
        return await told.until_answered() if self.patient else told

    # Writing

    async def says(self, content: str, *, reply_to: Seen | None = None, files: tuple[Upload, ...] = ()) -> Message:
        """Write a message and wait for nothing; a reply notifies its author, as Discord's client does."""
        if not self.place.permissions_of(self.user):
            raise Impossible(f"{self.user.name} does not see #{self.place.name}")
        reference = _message(reply_to) if reply_to is not None else None
        return await self.server.write(self.user, self.place, content, reference=reference, files=files)

    async def edits(self, message: Message, content: str) -> None:
        """Change a message of their own."""
        await self.server.rewrite(message, content)

    async def deletes(self, thing: Seen) -> None:
        """Delete a message."""
        message = self._visible(thing)
        message.deleted = True
        await self.server.gateway.deletion(message)

    async def ask_aloud(self, content: str, *, reply_to: Seen | None = None) -> Heard:
        """Write a message and wait for the bot's answer in the channel or in a thread of it."""
        written = await self.says(content, reply_to=reply_to)
        heard = Heard(written)
        if self.patient:
            await self.server.changes.until(lambda: self._hear(heard), f"an answer to {content[:60]!r}")
        return heard

    async def mention(self, content: str) -> Heard:
        """Write a message that mentions the bot."""
        return await self.ask_aloud(f"{self.server.world.bot.mention} {content}")

    async def reply(self, thing: Seen, content: str) -> Heard:
        """Reply to a message; a reply to the bot notifies it."""
        return await self.at(_message(thing).channel).ask_aloud(content, reply_to=thing)

    async def dm(self, content: str) -> Heard:
        """Write to the bot directly."""
        return await self.directly.ask_aloud(content)

    def hears(self, heard: Heard) -> Heard:
        """Return what has come by now of an answer that was not waited for."""
        self._hear(heard)
        return heard

    def _hear(self, heard: Heard) -> list[Message]:
        written = heard.written
        places = [written.channel, self.server.world.channel(written.id)]
        heard.replies = [
            each
            for place in places
            if place is not None
            for each in place.messages.values()
            if each.author is self.server.world.bot and each.id > written.id and each.visible_to(self.user)
            if each.reference is written or (each.reference is None and each.webhook is None)
        ]
        return heard.replies

    def _visible(self, thing: Seen) -> Message:
        message = _message(thing)
        if not message.visible_to(self.user):
            raise Impossible(f"{self.user.name} does not see that message")
        return message


def _message(thing: Seen) -> Message:
    return thing if isinstance(thing, Message) else thing.message


def pinged_by(user_text: str, reference: Message | None) -> Any:
    """Return whom a person's message notifies: Discord's client sends no allowed_mentions."""
    return pings(user_text, None, reference)


async def together(*doing: Any) -> list[Any]:
    """Let several people act at once."""
    return list(await asyncio.gather(*doing))
