"""Discord's identifiers: milliseconds since 2015 in the upper bits, as cooldowns and ages read them."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1420070400000


class Snowflakes:
    """Gives identifiers of the present moment, each greater than the last."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        now = (time.time_ns() // 1_000_000 - EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return self._last


def timestamp(snowflake: int) -> str:
    """Return the moment of a snowflake as Discord writes it."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC).isoformat()


def now() -> str:
    return datetime.now(UTC).isoformat()
