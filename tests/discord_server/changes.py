"""Waiting for something to become true, without polling."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tests.discord_server.errors import NoAnswer

T = TypeVar("T")


class Changes:
    """Everybody who changes something tells; whoever waits looks again."""

    def __init__(self, patience: float = 30.0) -> None:
        self.patience = patience
        self._waiting: list[asyncio.Future[None]] = []
        self._running: set[asyncio.Task[Any]] = set()

    def tell(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, look: Callable[[], T], what: str) -> T:
        """Return what `look` gives once it is true; raise NoAnswer when patience ends."""
        try:
            async with asyncio.timeout(self.patience):
                while not (found := look()):
                    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
                return found
        except TimeoutError:
            raise NoAnswer(f"waited {self.patience:g} s in vain for {what}") from None

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the caller; `close` waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        if self._running:
            await asyncio.gather(*self._running)
