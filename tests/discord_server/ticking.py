"""Whether the event loop was free all the time: a task that ticks, and the longest gap between its ticks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_SCHEDULER = Path("/proc/thread-self/schedstat")


@dataclass
class Ticks:
    """How often the loop came round, and the most that a tick was late, in seconds.

    `worst` is by the clock. `worst_own` leaves out what the loop's thread spent waiting for a processor, as it
    does on a machine that has more to do: that is nothing which the program did. Where the system does not
    tell, both are the same.
    """

    count: int = 0
    worst: float = 0.0
    worst_own: float = 0.0

    def begin(self) -> None:
        """Forget what was seen so far."""
        self.count, self.worst, self.worst_own = 0, 0.0, 0.0


@asynccontextmanager
async def ticking(interval: float = 0.005) -> AsyncIterator[Ticks]:
    """Tick until the block ends; the gap still open then counts too."""
    loop = asyncio.get_running_loop()
    ticks = Ticks()
    last, waited = loop.time(), _waited()

    def note() -> None:
        nonlocal last, waited
        now, waited_now = loop.time(), _waited()
        late = now - last - interval
        ticks.worst = max(ticks.worst, late)
        ticks.worst_own = max(ticks.worst_own, late - (waited_now - waited))
        last, waited = now, waited_now

    async def tick() -> None:
        while True:
            await asyncio.sleep(interval)
            ticks.count += 1
            note()

    task = asyncio.create_task(tick(), name="ticking")
    try:
        yield ticks
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        note()


def _waited() -> float:
    """Return how long this thread has been ready to run without a processor, in seconds."""
    try:
        return int(_SCHEDULER.read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
