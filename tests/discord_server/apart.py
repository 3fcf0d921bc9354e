"""A bot in a thread with an event loop of its own, so that a blocked loop is the bot's and not this server's."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import discord

from tests.discord_server.server import DiscordServer, close, handlers_done
from tests.discord_server.ticking import Ticks, ticking


@asynccontextmanager
async def running_apart(
    server: DiscordServer, make: Callable[[], AbstractAsyncContextManager[discord.Client]]
) -> AsyncIterator[Ticks]:
    """Run the bot that `make` gives until the block ends; entered when it knows its guilds. Its loop ticks."""
    here = asyncio.get_running_loop()
    begun: asyncio.Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, Ticks]] = here.create_future()
    ended: asyncio.Future[None] = here.create_future()

    def end(error: BaseException | None) -> None:
        for future in (begun, ended):
            if not future.done():
                future.set_exception(error) if error else future.set_result(None)  # type: ignore[arg-type]

    async def there() -> None:
        leave = asyncio.Event()
        async with make() as bot, ticking() as ticks:
            here.call_soon_threadsafe(begun.set_result, (asyncio.get_running_loop(), leave, ticks))
            connected = asyncio.create_task(bot.start(server.token))
            leaving = asyncio.create_task(leave.wait())
            await asyncio.wait({connected, leaving}, return_when=asyncio.FIRST_COMPLETED)
            leaving.cancel()
            await handlers_done()
            await close(bot)
            await connected

    def run() -> None:
        error: BaseException | None = None
        try:
            asyncio.run(there())
        except BaseException as caught:
            error = caught
        here.call_soon_threadsafe(end, error)

    threading.Thread(target=run, name="the bot under test").start()
    loop, leave, ticks = await begun
    try:
        await server.gateway.connected()
        yield ticks
    finally:
        loop.call_soon_threadsafe(leave.set)
        await ended
