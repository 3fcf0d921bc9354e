"""Commands as Discord's client offers them: who sees which, and what their options become when invoked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.discord_server.errors import Impossible
from tests.discord_server.message import Attachment
from tests.discord_server.payloads import Payloads
from tests.discord_server.world import ADMINISTRATOR, DM, Channel, Role, User

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)


@dataclass(frozen=True)
class Upload:
    """A file that a person gives to a command or a message."""

    filename: str
    data: bytes


def offered(payloads: Payloads, user: User, channel: Channel) -> list[Json]:
    """Return the commands that Discord shows to a person in a place."""
    commands = payloads.world.commands
    here = list(commands[None])
    if channel.guild is not None:
        own = commands.get(channel.guild.id, [])
        names = {(each["type"], each["name"]) for each in own}
        here = own + [each for each in here if (each["type"], each["name"]) not in names]
    return [each for each in here if _shown(each, user, channel)]


def _shown(command: Json, user: User, channel: Channel) -> bool:
    place = 0 if channel.guild is not None else 1 if channel.kind == DM else 2
    contexts = command.get("contexts")
    if contexts is None:
        contexts = [0] if command.get("dm_permission") is False else [0, 1]
    if place not in contexts:
        return False
    needed = command.get("default_member_permissions")
    if channel.guild is None or needed is None:
        return True
    granted = channel.permissions_of(user)
    if granted & ADMINISTRATOR:
        return True
    return needed != "0" and granted & int(needed) == int(needed)


def find(payloads: Payloads, user: User, channel: Channel, kind: int, name: str) -> Json:
    """Return a command that a person can see; raise Impossible if it is not shown."""
    visible = [each for each in offered(payloads, user, channel) if each["type"] == kind]
    for command in visible:
        if command["name"] == name:
            return command
    shown = ", ".join(each["name"] for each in visible)
    raise Impossible(f"{user.name} is not shown a command {name!r} here; there are: {shown or 'none'}")


class Invocation:
    """One command with its options, as the `data` of an interaction."""

    def __init__(self, payloads: Payloads, command: Json, path: list[str], channel: Channel) -> None:
        self.payloads = payloads
        self.command = command
        self.channel = channel
        self.resolved: dict[str, Json] = {}
        self.path = path
        self.attachments: list[Attachment] = []

    def data(self, values: Mapping[str, Any], attach: Any, *, focused: str | None = None) -> Json:
        """Return the `data` object; for autocomplete `focused` names the option being typed."""
        known: Json = {"id": self.command["id"], "name": self.command["name"], "type": SLASH}
        if "guild_id" in self.command:
            known["guild_id"] = self.command["guild_id"]
        leaf = self.command
        for name in self.path:
            leaf = next((each for each in leaf.get("options") or [] if each["name"] == name), {})
            if leaf.get("type") not in (SUB, GROUP):
                raise Impossible(f"/{self.command['name']} has no subcommand {name!r}")
        options = leaf.get("options") or []
        if any(each["type"] in (SUB, GROUP) for each in options):
            raise Impossible(f"/{self.command['name']} needs a subcommand")
        unknown = set(values) - {each["name"] for each in options}
        if unknown:
            raise Impossible(f"/{self.command['name']} has no option {', '.join(sorted(unknown))}")
        given = [
            self._option(each, values[each["name"]], attach, focused) for each in options if each["name"] in values
        ]
        if focused is None:
            missing = [each["name"] for each in options if each.get("required") and each["name"] not in values]
            if missing:
                raise Impossible(f"/{self.command['name']} needs {', '.join(missing)}")
        for depth in range(len(self.path), 0, -1):
            kind = SUB if depth == len(self.path) else GROUP
            given = [{"name": self.path[depth - 1], "type": kind, "options": given}]
        return known | {"options": given} | ({"resolved": self.resolved} if self.resolved else {})

    def _option(self, option: Json, value: Any, attach: Any, focused: str | None) -> Json:
        name, kind = option["name"], option["type"]
        typing = focused == name
        if typing:
            if not option.get("autocomplete"):
                raise Impossible(f"option {name!r} has no autocomplete")
            return {"name": name, "type": kind, "value": value, "focused": True}
        if kind in (STRING, INTEGER, NUMBER):
            value = {STRING: str, INTEGER: int, NUMBER: float}[kind](value)
            _within(option, value)
        elif kind == BOOLEAN:
            value = bool(value)
        elif kind == FILE:
            value = self._resolve_file(value, attach)
        else:
            value = self._resolve(value)
        return {"name": name, "type": kind, "value": value}

    def _resolve_file(self, upload: Upload, attach: Any) -> str:
        made: Attachment = attach(upload.filename, upload.data)
        self.resolved.setdefault("attachments", {})[str(made.id)] = self.payloads.attachment(made, ephemeral=True)
        return str(made.id)

    def _resolve(self, thing: User | Role | Channel) -> str:
        number = str(thing.id)
        guild = self.channel.guild
        if isinstance(thing, User):
            self.resolved.setdefault("users", {})[number] = self.payloads.user(thing)
            if guild is not None and thing.id in guild.members:
                member = self.payloads.member(guild.members[thing.id], user=False)
                member |= {"permissions": str(self.channel.permissions_of(thing))}
                self.resolved.setdefault("members", {})[number] = member
        elif isinstance(thing, Role):
            self.resolved.setdefault("roles", {})[number] = self.payloads.role(thing)
        else:
            known = self.payloads.channel(thing) | {"permissions": "0"}
            self.resolved.setdefault("channels", {})[number] = known
        return number


def _within(option: Json, value: Any) -> None:
    choices = option.get("choices")
    if choices and value not in [each["value"] for each in choices]:
        raise Impossible(f"option {option['name']!r} offers no choice {value!r}")
    size = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if isinstance(value, str) and size > 6000:
        raise Impossible(f"option {option['name']!r} is longer than 6000 characters")
    if option.get(least) is not None and size < option[least]:
        raise Impossible(f"option {option['name']!r} must be at least {option[least]}")
    if option.get(most) is not None and size > option[most]:
        raise Impossible(f"option {option['name']!r} must be at most {option[most]}")
