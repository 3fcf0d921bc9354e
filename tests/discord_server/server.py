"""The server: everything wired together on a free port of the loopback interface."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any
from unittest import mock

import discord
import yarl
from aiohttp import web

from tests.discord_server.callbacks import Callbacks
from tests.discord_server.changes import Changes
from tests.discord_server.description import Description
from tests.discord_server.faults import Faults
from tests.discord_server.gateway import Gateway
from tests.discord_server.interactions import Interactions
from tests.discord_server.invoking import Upload
from tests.discord_server.message import Message
from tests.discord_server.payloads import Payloads
from tests.discord_server.person import Person, pinged_by
from tests.discord_server.posting import Posting
from tests.discord_server.rest import PREFIX, Recorded, Rest
from tests.discord_server.routes import InteractionRoutes, Routes
from tests.discord_server.snowflakes import now
from tests.discord_server.world import Channel, Guild, Role, User, World

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GloopB.notARealTokenButOfTheRightShape-0123456"  # noqa: S105
_BOT_WORK = ("discord.py: ", "discord-ui-", "CommandTree-invoker")
_LAST_GUILD_SECONDS = 0.1


async def handlers_done() -> None:
    """Wait until no handler of an event, command or component runs in this event loop."""
    while True:
        busy = [task for task in asyncio.all_tasks() if task.get_name().startswith(_BOT_WORK)]
        busy = [task for task in busy if not task.get_name().startswith("discord-ui-view-timeout")]
        if not busy:
            return
        await asyncio.wait(busy)


async def close(bot: discord.Client) -> None:
    """Close a bot and its wait for the guilds, which the library leaves behind and which fails on a closed bot."""
    await _end_waits()
    await bot.close()
    await _end_waits()  # it may have read a last READY while it was closing


async def _end_waits() -> None:
    waiting = [each for each in asyncio.all_tasks() if "_delay_ready" in repr(each.get_coro())]
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


class DiscordServer:
    """A small Discord; use as `async with DiscordServer() as server`. See the package for an example."""

    def __init__(self, *, patience: float = 30.0) -> None:
        self.token = TOKEN
        self.world = World()
        self.changes = Changes(patience)
        self.payloads = Payloads(self.world)
        self.gateway = Gateway(self.payloads, self.changes, TOKEN)
        self.posting = Posting(self.payloads)
        self.interactions = Interactions(self.payloads)
        self.faults = Faults()
        self.callbacks = Callbacks(self.interactions, self.posting, self.gateway, self.changes)
        self.routes = Routes(self.posting, self.gateway, self.changes)
        table = [*self.routes.table(), *InteractionRoutes(self.callbacks, self.payloads).table()]
        self.rest = Rest(table, self.callbacks, self.faults, TOKEN)
        self.rest.app.router.add_get("/ws", self.gateway.handle)
        self._patches: list[Any] = []

    async def __aenter__(self) -> DiscordServer:
        self._runner = web.AppRunner(self.rest.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        host, port = self._address = self._runner.addresses[0][:2]
        self.payloads.files = f"http://{host}:{port}/attachments"
        self.gateway.url = f"ws://{host}:{port}/ws"
        self._patches = [
            mock.patch.object(discord.http.Route, "BASE", f"http://{host}:{port}{PREFIX}"),
            mock.patch.object(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(self.gateway.url)),
        ]
        for patch in self._patches:
            patch.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for patch in self._patches:
            patch.stop()
        await self.changes.close()
        await self.gateway.close()
        await self._runner.cleanup()
        if error is None:
            found = self.take_violations()
            assert not found, "requests broke Discord's description or limits:\n" + "\n".join(found)

    # People and places

    def guild(self, name: str = "Newsroom", *, owner: User | None = None, **bot_permissions: bool) -> Guild:
        """Add a guild that the bot is in."""
        return self.world.guild(name, owner=owner, **bot_permissions)

    def person(self, name: str, place: Channel, *roles: Role, **permissions: bool) -> Person:
        """Add a person to a place (and its guild), with roles and with permissions named as in discord.Permissions."""
        user = self.world.user(name)
        if place.guild is not None:
            own = [place.guild.role(f"{name}'s", **permissions)] if permissions else []
            place.guild.join(user, *roles, *own)
        else:
            place.people.append(user)
        return Person(self, user, place)

    def stranger(self, name: str) -> Person:
        """Add a person who shares no guild with anybody, in their direct conversation with the bot."""
        user = self.world.user(name)
        return Person(self, user, self.world.direct(user))

    async def write(
        self,
        author: User,
        channel: Channel,
        content: str,
        *,
        reference: Message | None = None,
        files: tuple[Upload, ...] = (),
        webhook: bool = False,
    ) -> Message:
        """Write a message as a person, another bot, or a webhook."""
        message = Message(
            self.world.new_id(), channel, author, content, reference=reference, kind=19 if reference else 0
        )
        message.attachments = [self.posting.attach(each.filename, each.data) for each in files]
        message.pings = pinged_by(content, reference)
        message.versions.append(content)
        message.webhook = self.world.new_id() if webhook else None
        channel.messages[message.id] = message
        await self.gateway.message("MESSAGE_CREATE", message)
        return message

    async def rewrite(self, message: Message, content: str) -> None:
        """Change a message that a person wrote; that notifies nobody anew."""
        message.content = content
        message.edited = now()
        message.versions.append(content)
        await self.gateway.message("MESSAGE_UPDATE", message)

    # The bot

    @asynccontextmanager
    async def running(self, bot: discord.Client) -> AsyncIterator[discord.Client]:
        """Run a bot until the block ends; entered when it is ready: it knows its guilds, and `on_ready` has begun."""
        # The library waits so long for one guild more before it is ready; here all have come at once.
        bot._connection.guild_ready_timeout = _LAST_GUILD_SECONDS
        task = asyncio.create_task(bot.start(self.token), name="the bot under test")
        ready = asyncio.create_task(self._ready(bot))
        try:
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            await ready
            yield bot
        finally:
            ready.cancel()
            await close(bot)
            await asyncio.gather(task, ready, return_exceptions=True)

    async def _ready(self, bot: discord.Client) -> None:
        await self.gateway.connected()
        await bot.wait_until_ready()

    async def idle(self) -> None:
        """Wait until the bot has read every event and all its handlers of events are done."""
        await self.gateway.beat()
        await handlers_done()

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs the bot in a process of its own against this server."""
        base = f"http://{self._address[0]}:{self._address[1]}{PREFIX}"
        return [sys.executable, "-m", "tests.discord_server.process", base, self.gateway.url, *arguments]

    async def go_dark(self) -> None:
        """Be out of reach: cut the gateway and refuse connections."""
        await self._site.stop()
        await self.gateway.drop()

    async def come_back(self) -> None:
        """Be in reach again, at the same address."""
        self._site = web.TCPSite(self._runner, *self._address)
        await self._site.start()

    # What happened

    @property
    def requests(self) -> list[Recorded]:
        return self.rest.requests

    def requests_to(self, method: str, part: str) -> list[Recorded]:
        """Return the recorded requests of a method whose path holds `part`."""
        return [each for each in self.requests if each.method == method and part in each.path]

    def take_violations(self) -> list[str]:
        """Return what broke Discord's limits or description, and forget it: for tests that provoke it."""
        found = [*self.rest.violations, *Description.found(self.requests)]
        self.rest.violations.clear()
        self.requests.clear()
        return found
