"""Whether the event loop was free all the time: a task that ticks, and the longest gap between its ticks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Ticks:
    """How often the loop came round, and the most that a tick was late, in seconds."""

    count: int = 0
    worst: float = 0.0


@asynccontextmanager
async def ticking(interval: float = 0.005) -> AsyncIterator[Ticks]:
    """Tick until the block ends; the gap still open then counts too."""
    loop = asyncio.get_running_loop()
    ticks = Ticks()
    last = loop.time()

    def note() -> None:
        nonlocal last
        now = loop.time()
        ticks.worst = max(ticks.worst, now - last - interval)
        last = now

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
