"""Writing and changing messages as the API is asked to, with Discord's refusals."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.discord_server import components, limits, mentions
from tests.discord_server.errors import empty_message, invalid_body, unknown, unknown_reference
from tests.discord_server.message import EPHEMERAL, LOADING, SUPPRESSED, V2, Attachment, Message, Pings
from tests.discord_server.payloads import Payloads
from tests.discord_server.snowflakes import now
from tests.discord_server.world import Channel, User

Json = dict[str, Any]
_KEPT_FLAGS = SUPPRESSED | EPHEMERAL | V2


@dataclass(frozen=True)
class File:
    """A file as it came in a form; its part was named `files[number]`."""

    filename: str
    data: bytes


@dataclass(frozen=True)
class Body:
    """A request's body: the JSON, and the files by number."""

    json: Any = None
    files: Mapping[int, File] = field(default_factory=dict)
    content_type: str = ""


class Posting:
    """Makes and changes messages; who may do so is for the routes to say."""

    def __init__(self, payloads: Payloads) -> None:
        self.payloads = payloads
        self.world = payloads.world
        self.attachments: dict[int, Attachment] = {}

    def attach(self, filename: str, data: bytes, description: str | None = None) -> Attachment:
        kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        made = Attachment(self.world.new_id(), filename, kind, data, description)
        self.attachments[made.id] = made
        return made

    def create(self, channel: Channel, author: User, body: Body, **known: Any) -> Message:
        """Write a message into a channel; raise DiscordError where Discord would refuse it."""
        data: Json = body.json or {}
        _refuse(limits.of_message(data))
        message = Message(self.world.new_id(), channel, author, **known)
        message.flags |= (data.get("flags") or 0) & _KEPT_FLAGS
        asked = data.get("message_reference")
        if asked:
            found = channel.messages.get(int(asked["message_id"]))
            if (found is None or found.deleted) and asked.get("fail_if_not_exists", True):
                raise unknown_reference()
            message.reference, message.kind = found, 19
        self._fill(message, data, body)
        if not (message.content.strip() or message.embeds or message.components or message.attachments):
            raise empty_message()
        message.pings = mentions.pings(message.text, data.get("allowed_mentions"), message.reference)
        message.versions.append(message.text)
        channel.messages[message.id] = message
        return message

    def edit(self, message: Message, body: Body) -> None:
        """Change a message; the first change of one that was loading notifies like a new message."""
        data: Json = body.json or {}
        was_v2 = bool(message.flags & V2)
        _refuse(limits.of_message(data, was_v2=was_v2, edit=True))
        if (data.get("flags") or 0) & V2 and not was_v2:
            content = data.get("content", message.content)
            if content or data.get("embeds", message.embeds):
                raise invalid_body([("content", "must be null with MessageFlags.IS_COMPONENTS_V2")])
        fresh = message.loading
        if data.get("flags") is not None:
            message.flags = (message.flags & ~(SUPPRESSED | V2)) | (data["flags"] & (SUPPRESSED | V2))
        self._fill(message, data, body)
        if not (message.content.strip() or message.embeds or message.components or message.attachments):
            raise empty_message()
        message.flags &= ~LOADING
        if fresh:
            message.pings = mentions.pings(message.text, data.get("allowed_mentions"), None)
        else:
            message.pings = Pings()
            message.edited = now()
        message.versions.append(message.text)

    def _fill(self, message: Message, data: Json, body: Body) -> None:
        if "content" in data:
            message.content = data["content"] or ""
        if "embeds" in data:
            message.embeds = [_embed(each) for each in data["embeds"] or []]
        if "attachments" in data or body.files:
            message.attachments = self._attached(message, data.get("attachments") or [], body.files)
        if "components" in data:
            message.components = components.stored(data["components"] or [], lambda url: self._media(message, url))

    def _attached(self, message: Message, listed: Sequence[Json], files: Mapping[int, File]) -> list[Attachment]:
        kept = {each.id: each for each in message.attachments}
        found, described = [], {}
        for entry in listed:
            number = int(entry["id"])
            if number in files:
                described[number] = entry
            elif number in kept:
                found.append(kept[number])
            else:
                raise invalid_body([("attachments", f"Unknown attachment {number}")])
        for number, file in files.items():
            entry = described.get(number, {})
            found.append(self.attach(entry.get("filename") or file.filename, file.data, entry.get("description")))
        return found

    def _media(self, message: Message, url: str) -> Json:
        if not url.startswith("attachment://"):
            return {"id": str(self.world.new_id()), "url": url, "proxy_url": url}
        name = url.removeprefix("attachment://")
        for each in message.attachments:
            if each.filename == name:
                known = self.payloads.attachment(each)
                media = {key: known[key] for key in ("id", "url", "proxy_url", "content_type", "size")}
                return media | {"name": name, "attachment_id": known["id"]}
        raise invalid_body([("components", f"The referenced attachment {name} was not found")])


def message_in(channel: Channel, number: int) -> Message:
    found = channel.messages.get(number)
    if found is None or found.deleted:
        raise unknown("Message")
    return found


def _refuse(found: Any) -> None:
    violations = list(found)
    if violations:
        raise invalid_body(violations)


def _embed(embed: Json) -> Json:
    return {"type": "rich"} | {key: value for key, value in embed.items() if value is not None}
