"""What the bot does with an interaction: the callback, the response's edits, the follow-ups."""

import asyncio
from typing import Any

from tests.discord_server import limits
from tests.discord_server.changes import Changes
from tests.discord_server.errors import (
    already_acknowledged,
    invalid_body,
    invalid_token,
    not_found,
    unknown,
)
from tests.discord_server.gateway import Gateway
from tests.discord_server.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction, Interactions
from tests.discord_server.message import EPHEMERAL, LOADING, Message
from tests.discord_server.posting import Body, Posting, message_in

Json = dict[str, Any]
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: (MESSAGE, DEFERRED, SHOW_MODAL),
    COMPONENT: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, SHOW_MODAL),
    AUTOCOMPLETE: (CHOICES,),
    MODAL: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE),
}


class Callbacks:
    """Carries out what the bot answers to interactions."""

    def __init__(self, interactions: Interactions, posting: Posting, gateway: Gateway, changes: Changes) -> None:
        self.interactions = interactions
        self.posting = posting
        self.payloads = posting.payloads
        self.gateway = gateway
        self.changes = changes

    async def answer(self, number: int, token: str, body: Body) -> Json:
        """Carry out a callback; return what Discord answers with ?with_response=1."""
        interaction = self.interactions.by_id(number, token)
        now = asyncio.get_running_loop().time()
        if interaction is None or (interaction.callback is None and interaction.overdue(now)):
            raise unknown("Interaction")
        if interaction.callback is not None:
            raise already_acknowledged()
        said: Json = body.json or {}
        kind, data = said.get("type"), said.get("data") or {}
        if kind not in _ALLOWED[interaction.kind]:
            raise invalid_body([("type", f"callback type {kind} does not fit this interaction")])
        self._carry_out(interaction, kind, data, body)
        interaction.callback = said
        interaction.acknowledged = now - interaction.started
        if kind not in (DEFERRED, DEFERRED_UPDATE):
            interaction.settle()
        if kind in (MESSAGE, DEFERRED) and interaction.response is not None:
            await self.gateway.message("MESSAGE_CREATE", interaction.response)
        elif kind == UPDATE and interaction.response is not None:
            await self.gateway.message("MESSAGE_UPDATE", interaction.response)
        self.changes.tell()
        return self._answered(interaction, kind)

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, body: Body) -> None:
        inner = Body(data, body.files)
        if kind == MESSAGE:
            interaction.response = self._post(interaction, inner, reply_to=None)
        elif kind == DEFERRED:
            if (data.get("flags") or 0) & ~EPHEMERAL:
                raise invalid_body([("data.flags", "a deferral can only carry EPHEMERAL")])
            flags = (data.get("flags") or 0) | LOADING
            interaction.response = self._message(interaction, flags)
        elif kind in (UPDATE, DEFERRED_UPDATE):
            if interaction.message is None:
                raise invalid_body([("type", "there is no message to update")])
            if kind == UPDATE:
                self.posting.edit(interaction.message, inner)
            interaction.response = interaction.message
        elif kind == CHOICES:
            _refuse(limits.of_choices(data))
            interaction.choices = list(data.get("choices") or [])
        elif kind == SHOW_MODAL:
            _refuse(limits.of_modal(data))
            interaction.modal = data

    def _answered(self, interaction: Interaction, kind: int) -> Json:
        known: Json = {"id": str(interaction.id), "type": interaction.kind}
        response = interaction.response
        if response is not None:
            known["response_message_id"] = str(response.id)
            known["response_message_loading"] = response.loading
            known["response_message_ephemeral"] = response.ephemeral
        answer: Json = {"interaction": known}
        if kind in (MESSAGE, UPDATE) and response is not None:
            answer["resource"] = {"type": kind, "message": self.payloads.message(response)}
        return answer

    async def follow_up(self, token: str, body: Body) -> Message:
        """Post a follow-up; the first after a deferral takes the place of the loading message."""
        interaction = self._open(token)
        if interaction.callback is None:
            raise unknown("Webhook")
        response = interaction.response
        if response is not None and response.loading and not response.deleted:
            flags = (body.json or {}).get("flags")
            kept = None if flags is None else flags & ~EPHEMERAL
            self.posting.edit(response, Body((body.json or {}) | {"flags": kept}, body.files))
            await self._told(interaction, "MESSAGE_UPDATE", response)
            return response
        message = self._post(interaction, body, reply_to=response)
        interaction.followups.append(message)
        await self._told(interaction, "MESSAGE_CREATE", message)
        return message

    def find(self, token: str, which: str) -> Message:
        """Return a response or follow-up of an interaction; `@original` is the response."""
        interaction = self._open(token)
        if which == "@original":
            if interaction.response is None or interaction.response.deleted:
                raise unknown("Message")
            return interaction.response
        message = message_in(interaction.channel, int(which))
        if message not in (interaction.response, *interaction.followups):
            raise unknown("Message")
        return message

    async def edit(self, token: str, which: str, body: Body) -> Message:
        message = self.find(token, which)
        self.posting.edit(message, body)
        await self._told(self._open(token), "MESSAGE_UPDATE", message)
        return message

    async def delete(self, token: str, which: str) -> None:
        message = self.find(token, which)
        message.deleted = True
        interaction = self._open(token)
        interaction.touched += 1
        interaction.settle()
        await self.gateway.deletion(message)
        self.changes.tell()

    def _open(self, token: str) -> Interaction:
        interaction = self.interactions.all.get(token)
        if interaction is None:
            raise not_found()
        if interaction.expired:
            raise invalid_token()
        return interaction

    async def _told(self, interaction: Interaction, event: str, message: Message) -> None:
        interaction.touched += 1
        interaction.settle()
        await self.gateway.message(event, message)
        self.changes.tell()

    def _post(self, interaction: Interaction, body: Body, *, reply_to: Message | None) -> Message:
        flags = (body.json or {}).get("flags") or 0
        only_for = interaction.user if flags & EPHEMERAL else None
        known = self._known(interaction, reply_to) | {"only_for": only_for}
        return self.posting.create(interaction.channel, self.payloads.world.bot, body, **known)

    def _message(self, interaction: Interaction, flags: int) -> Message:
        known = self._known(interaction, None)
        only_for = interaction.user if flags & EPHEMERAL else None
        world = self.payloads.world
        message = Message(world.new_id(), interaction.channel, world.bot, flags=flags, only_for=only_for, **known)
        interaction.channel.messages[message.id] = message
        return message

    def _known(self, interaction: Interaction, reply_to: Message | None) -> Json:
        if interaction.kind == COMMAND:
            kind = 20 if interaction.data.get("type", 1) == 1 else 23
        else:
            kind, reply_to = 19, reply_to or interaction.message
        known: Json = {"kind": 19 if reply_to else kind, "reference": reply_to, "webhook": self.payloads.world.bot.id}
        return known | {"metadata": self.interactions.metadata(interaction)}


def _refuse(found: Any) -> None:
    violations = list(found)
    if violations:
        raise invalid_body(violations)
