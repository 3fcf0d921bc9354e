"""What everything in Discord has at hand: the façade, the rules, the records, and threads to work in."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeAlias, TypeVar
from weakref import WeakValueDictionary

import discord

from bot.assistant import Assistant
from bot.discord.access import Access
from bot.discord.asked import Asked, AskedRecords
from bot.discord.cooldown import Cooldown, TooSoon
from bot.discord.untold import Untold
from bot.failures import FailureLog
from bot.upkeep.live import News
from bot.workers import Workers
from index.errors import RecordsError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)

_LOOKING_THREADS = 2


class Desk:
    """Shared by all handlers; used from the event loop."""

    def __init__(self, assistant: Assistant, failures: FailureLog) -> None:
        """Open nothing yet."""
        self.assistant = assistant
        self.settings = assistant.config.discord
        self.failures = failures
        self.access = Access(self.settings)
        self.cooldown = Cooldown(self.settings.cooldown_questions, self.settings.cooldown_seconds)
        self.asked = AskedRecords(assistant.config.path(assistant.config.records.folder))
        self.closing = False
        self._answering = Workers("answering")
        self._looking = Workers("looking", _LOOKING_THREADS)
        self.on_news: Callable[[News], Coroutine[Any, Any, None]] | None = None
        self.untold = Untold(self.settings.report_channels)
        self.reporting = asyncio.Lock()
        """Held while reports are posted, so that none is posted twice."""
        self.posting = asyncio.Lock()
        """Held while saved questions are asked again, so that no change is posted twice."""
        self._showing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._telling: set[asyncio.Task[None]] = set()
        self._changing = Workers("changing", 1)
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def answer(self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        """Have the model asked in a thread, after those who asked before."""
        return await asyncio.wrap_future(self._answering.submit(work, *given, **named))

    async def look(self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        """Have something looked up in a thread, past those who wait for the model."""
        return await asyncio.wrap_future(self._looking.submit(work, *given, **named))

    async def change(self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        """Have the library changed in a thread, one change after the other and beside all questions."""
        return await asyncio.wrap_future(self._changing.submit(work, *given, **named))

    def require_patience(self, person: int) -> None:
        """Count a question; raise TooSoon if it comes too soon after others."""
        if wait := self.cooldown.wait(person, asyncio.get_running_loop().time()):
            raise TooSoon(wait)

    async def keep(self, asked: Asked) -> bool:
        """Keep what was asked; where that fails say so in the log and return False, for then no button finds it."""
        try:
            await self.look(self.asked.add, asked)
        except RecordsError as error:
            _log.warning("what was asked is not kept, so its answer has no buttons: %s", error)
            return False
        return True

    def showing(self, channel: int) -> asyncio.Lock:
        """Give the lock of a channel in which an answer is sent until it is kept which message shows it.

        People may reply to a message before the bot knows its number.
        """
        return self._showing.setdefault(channel, asyncio.Lock())

    async def keep_message(self, asked: Asked, message: int) -> None:
        """Keep which message shows it; where that fails say so in the log."""
        try:
            await self.look(self.asked.shown_in, asked.id, message)
        except RecordsError as error:
            _log.warning("replies to message %d will not be taken for follow-ups: %s", message, error)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Mark what was begun and is to be finished before the program ends."""
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    def hear_news(self, news: News) -> None:
        """Tell what is new, or keep it until somebody can be told."""
        if self.on_news is None and news.report:
            self.untold.add(news.report)
        if self.on_news and not self.closing:
            task = asyncio.create_task(self.on_news(news), name="telling news")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def finish(self, seconds: float) -> None:
        """Begin nothing more and wait, for so long, until what was begun is done."""
        self.closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            _log.warning("%d questions were not finished in %g seconds", self._busy, seconds)

    async def close(self) -> None:
        """End the threads."""
        self.closing = True
        await asyncio.gather(
            *(asyncio.to_thread(each.close) for each in (self._answering, self._looking, self._changing))
        )


class DeskClient(discord.Client):
    """A connection to Discord with a desk."""

    desk: Desk


Interaction: TypeAlias = discord.Interaction[Any]


def desk_of(interaction: Interaction) -> Desk:
    """Return the desk of the client that received an interaction."""
    client: DeskClient = interaction.client
    return client.desk
