"""The real bot on the small Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.assistant import Assistant
from bot.discord.client import BriefingBot
from bot.discord.desk import Desk
from bot.failures import FailureLog
from tests.discord_server import DiscordServer


@asynccontextmanager
async def prepared(assistant: Assistant) -> AsyncIterator[BriefingBot]:
    """Give a bot that is not connected yet; its failures lie in `failures.log` beside config.yaml."""
    desk = Desk(assistant, FailureLog(assistant.config.base / "failures.log"))
    try:
        yield BriefingBot(desk)
    finally:
        await desk.close()
        assistant.store.close()


@asynccontextmanager
async def on_stage(server: DiscordServer, assistant: Assistant) -> AsyncIterator[BriefingBot]:
    """Run the bot until the block ends and it has finished what it began."""
    async with prepared(assistant) as bot, server.running(bot):
        yield bot
        await server.idle()
