"""The running bot: connecting again and again, and an orderly end."""

import asyncio
import contextlib
import gc
import logging
import signal
import threading

import discord

from bot.assistant import Assistant
from bot.discord.client import BriefingBot
from bot.discord.desk import Desk
from bot.discord.errors import LOST
from bot.errors import FAILURES, ConfigError
from bot.failures import FailureLog
from bot.upkeep.live import News

_log = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS = 2.0, 300.0
_FINISH_SECONDS = 20.0
_CLOSED_FOR_GOOD = (4004, 4010, 4011, 4012, 4013)


def register_commands(assistant: Assistant, token: str, failures: FailureLog) -> int:
    """Register the commands whether or not they changed, and return how many; raise ConfigError."""
    return asyncio.run(_register(assistant, token, failures))


async def _register(assistant: Assistant, token: str, failures: FailureLog) -> int:
    desk = Desk(assistant, failures)
    try:
        async with BriefingBot(desk, only_to_register=True) as bot:
            await bot.login(token)
            await bot.sync(only_if_changed=False)
            return len(bot.tree.get_commands())
    except (*LOST, discord.DiscordException) as error:
        raise _refusal(error) or ConfigError(f"Discord cannot be reached: {_reason(error)}; try again") from None
    finally:
        await desk.close()


def serve_until_stopped(assistant: Assistant, token: str, failures: FailureLog) -> None:
    """Serve until a signal ends it; raise ConfigError for what Discord refuses."""
    logging.getLogger("discord").setLevel(logging.WARNING)
    logging.getLogger("discord.client").addFilter(_without_traceback)
    # What is loaded by now stays: looking through all of it for garbage would hold up the event loop.
    gc.collect()
    gc.freeze()
    asyncio.run(_until_stopped(assistant, token, failures))


async def _until_stopped(assistant: Assistant, token: str, failures: FailureLog) -> None:
    desk = Desk(assistant, failures)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    def hear(news: News) -> None:
        loop.call_soon_threadsafe(desk.hear_news, news)

    live = assistant.live(hear)
    live.start()
    if assistant.config.documents.watch == "never":
        # In a thread of its own, for a first build may take minutes; it is not waited for at the end,
        # since what it has embedded is kept and a killed build leaves the index as it was.
        threading.Thread(target=_bring_up_to_date, args=(assistant, failures), daemon=True, name="indexing").start()
    try:
        await serve(desk, token, stopped)
    finally:
        await asyncio.to_thread(live.stop)
        await desk.close()


async def serve(desk: Desk, token: str, stopped: asyncio.Event) -> None:
    """Stay connected until `stopped` is set, then finish what was begun; raise ConfigError for what is refused."""
    waiting = asyncio.create_task(stopped.wait(), name="waiting for a signal")
    retry = _FIRST_RETRY_SECONDS
    try:
        while not stopped.is_set():
            bot = BriefingBot(desk)
            desk.on_news = bot.tell_news
            connected = asyncio.create_task(bot.start(token), name="connected to Discord")
            try:
                await asyncio.wait({connected, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if not connected.done():
                    _log.info("stopping: questions begun are finished first")
                    await desk.finish(_FINISH_SECONDS)
                    return
                if bot.is_ready():
                    retry = _FIRST_RETRY_SECONDS
                error = connected.exception()
                if refusal := _refusal(error):
                    raise refusal
                if error and not isinstance(error, (*LOST, discord.HTTPException)):
                    raise error
                _log.warning("no connection to Discord (%s); trying again in %g s", _reason(error), retry)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(waiting), retry)
                retry = min(2 * retry, _LAST_RETRY_SECONDS)
            finally:
                await bot.close()
                connected.cancel()
                await asyncio.gather(connected, return_exceptions=True)
    finally:
        waiting.cancel()


def _refusal(error: BaseException | None) -> ConfigError | None:
    """Return what to tell where Discord refuses in a way that no retry mends."""
    match error:
        case discord.LoginFailure():
            return ConfigError(
                "Discord refused the token; copy it anew from the page Bot of your application at "
                "discord.com/developers"
            )
        case discord.PrivilegedIntentsRequired():
            return ConfigError(
                "Discord does not let the bot read all messages: switch on Message Content Intent on the page Bot of "
                "your application at discord.com/developers, or set `discord.message_content` to false"
            )
        case discord.ConnectionClosed() if error.code in _CLOSED_FOR_GOOD:
            return ConfigError(f"Discord closed the connection for good (code {error.code})")
        case discord.HTTPException() if error.status < 500 and error.status != 429:
            return ConfigError(f"Discord refused the connection: {_reason(error)}")
    return None


def _reason(error: BaseException | None) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()) if error else "it was closed"


def _without_traceback(record: logging.LogRecord) -> bool:
    """Say why a connection is tried again in a line, without the library's traceback."""
    if record.exc_info and isinstance(record.exc_info[1], (*LOST, discord.HTTPException)):
        error = record.exc_info[1]
        record.msg = f"{record.msg} ({type(error).__name__}: {error})"
        record.exc_info = None
    return True


def _bring_up_to_date(assistant: Assistant, failures: FailureLog) -> None:
    """Make the index equal the folder once, at the start."""
    try:
        report = assistant.reindex()
        _log.info(
            "%d documents added, %d changed, %d removed", *map(len, (report.added, report.changed, report.removed))
        )
    except FAILURES as error:
        _log.error("the index could not be brought up to the folder: %s", error)
    except Exception as error:
        _log.error("the index could not be brought up to the folder: %s", failures.note(error, "indexing at the start"))
    finally:
        assistant.store.close()
