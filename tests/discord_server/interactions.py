"""Interactions: what a person started, as Discord tells the bot of it, and what became of it."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.discord_server.message import Message
from tests.discord_server.payloads import Payloads
from tests.discord_server.world import DM, Channel, User

Json = dict[str, Any]
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
ACKNOWLEDGE_WITHIN = 3.0


@dataclass(eq=False)
class Interaction:
    """One interaction; times are of the event loop's clock, in seconds."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    started: float
    message: Message | None = None
    late: bool = False
    expired: bool = False
    acknowledged: float | None = None
    answered: float | None = None
    callback: Json | None = None
    response: Message | None = None
    followups: list[Message] = field(default_factory=list)
    touched: int = 0
    modal: Json | None = None
    choices: list[Json] | None = None

    def overdue(self, now: float) -> bool:
        return self.late or now - self.started > ACKNOWLEDGE_WITHIN

    def settle(self) -> None:
        """Note that a person now sees a result."""
        if self.answered is None:
            self.answered = asyncio.get_running_loop().time() - self.started


class Interactions:
    """Starts interactions and writes them as Discord does."""

    def __init__(self, payloads: Payloads) -> None:
        self.payloads = payloads
        self.world = payloads.world
        self.all: dict[str, Interaction] = {}

    def start(
        self, kind: int, user: User, channel: Channel, data: Json, *, message: Message | None = None, late: bool = False
    ) -> Interaction:
        token = "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(90)
        now = asyncio.get_running_loop().time()
        made = Interaction(self.world.new_id(), token, kind, user, channel, data, now, message, late)
        self.all[token] = made
        return made

    def payload(self, interaction: Interaction) -> Json:
        """Return the INTERACTION_CREATE of an interaction."""
        channel, user, bot = interaction.channel, interaction.user, self.world.bot
        known: Json = {
            "id": str(interaction.id),
            "application_id": str(bot.id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": self.payloads.channel(channel),
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10 << 20,
            "app_permissions": str(channel.permissions_of(bot)),
        }
        if channel.guild is not None:
            guild = channel.guild
            permissions = str(channel.permissions_of(user))
            known["channel"] |= {"permissions": permissions}
            known |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
                "guild_locale": "en-US",
                "context": 0,
                "authorizing_integration_owners": {"0": str(guild.id)},
                "member": self.payloads.member(guild.members[user.id]) | {"permissions": permissions},
            }
        else:
            known |= {
                "context": 1 if channel.kind == DM else 2,
                "authorizing_integration_owners": {"0": "0"},
                "user": self.payloads.user(user),
            }
        if interaction.message is not None and interaction.kind in (COMPONENT, MODAL):
            known["message"] = self.payloads.message(interaction.message)
        return known

    def metadata(self, interaction: Interaction) -> Json:
        """Return what Discord notes in a message about the interaction that it answers."""
        known: Json = {
            "id": str(interaction.id),
            "type": interaction.kind,
            "user": self.payloads.user(interaction.user),
            "authorizing_integration_owners": {},
        }
        if interaction.kind == COMPONENT and interaction.message is not None:
            known["interacted_message_id"] = str(interaction.message.id)
        elif interaction.kind == MODAL:
            known["triggering_interaction_metadata"] = {
                "id": str(interaction.id),
                "type": 2,
                "user": self.payloads.user(interaction.user),
                "authorizing_integration_owners": {},
            }
        return known

    def by_id(self, number: int, token: str) -> Interaction | None:
        found = self.all.get(token)
        return found if found is not None and found.id == number else None
