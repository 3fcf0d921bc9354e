"""Tests here may be coroutines; what they share is a newsroom in the small Discord with the bot in it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.discord.client import BriefingBot
from bot.discord.desk import Desk
from bot.failures import FailureLog
from tests.conftest import BRIEFING, AssistantMaker
from tests.discord_server import Channel, DiscordServer, Guild, Person
from tests.discord_server.coroutine_tests import pytest_pyfunc_call
from tests.discord_server.gateway import MESSAGE_CONTENT

__all__ = ["pytest_pyfunc_call"]

SECRET = BRIEFING.replace("nine litres", "four litres").replace("Water in the camps", "Unpublished draft")


class QuickBot(BriefingBot):
    """The bot without the pauses that the library makes for Discord's sake."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again at once; the library waits five seconds."""


@dataclass
class Newsroom:
    """A guild with a channel, people in it, and the bot that answers them."""

    server: DiscordServer
    guild: Guild
    channel: Channel
    ana: Person
    edith: Person
    assistant: Assistant
    desk: Desk
    log: Path


Open = Callable[..., AbstractAsyncContextManager[Newsroom]]


@pytest.fixture
def newsroom(make_assistant: AssistantMaker, tmp_path: Path) -> Open:
    """Give an opener of a newsroom; settings are those of `discord` in config.yaml."""

    @asynccontextmanager
    async def opened(
        documents: Mapping[str, str | bytes] | None = None,
        settings: Callable[[Guild, Channel], Mapping[str, object]] = lambda guild, channel: {},
        *,
        indexed: bool = True,
        **config: object,
    ) -> AsyncIterator[Newsroom]:
        async with DiscordServer() as server:
            guild = server.guild()
            channel = guild.channel("briefings")
            ana, edith = server.person("ana", channel), server.person("edith", channel, manage_guild=True)
            discord_settings = {"cooldown_questions": 0, **settings(guild, channel)}
            assistant = make_assistant(
                {"water.md": BRIEFING} if documents is None else documents, discord=discord_settings, **config
            )
            if indexed:
                assistant.reindex()
            desk = Desk(assistant, FailureLog(tmp_path / "bot.log"))
            bot = QuickBot(desk)
            bot._connection.guild_ready_timeout = 0.05
            desk.on_news = bot.tell_news
            if desk.settings.message_content:
                server.gateway.allowed_intents = MESSAGE_CONTENT
            try:
                async with server.running(bot):
                    await server.idle()  # what it does once connected, such as asking watched questions, is over
                    yield Newsroom(server, guild, channel, ana, edith, assistant, desk, tmp_path / "bot.log")
                    await server.idle()
            finally:
                await desk.close()

    return opened
