"""What channels are still to be told of: reports stay here until Discord has taken them."""

import logging
from collections import deque
from collections.abc import Iterable

from index.build import BuildReport

_log = logging.getLogger(__name__)

_MOST_WAITING = 20


class Untold:
    """Reports of reindexes by channel, oldest first; used from the event loop."""

    def __init__(self, channels: Iterable[int]) -> None:
        """Begin with none."""
        self._waiting: dict[int, deque[BuildReport]] = {int(number): deque() for number in channels}

    def add(self, report: BuildReport) -> None:
        """Keep a report for every channel; of very many the oldest is left to `/changes`."""
        for number, waiting in self._waiting.items():
            if len(waiting) == _MOST_WAITING:
                waiting.popleft()
                _log.warning("channel %d cannot be told of an earlier change any more; `/changes` shows it", number)
            waiting.append(report)

    @property
    def channels(self) -> list[int]:
        """Return the channels for which something waits."""
        return [number for number, waiting in self._waiting.items() if waiting]

    def next(self, channel: int) -> BuildReport | None:
        """Return the oldest report that a channel is to be told of."""
        return next(iter(self._waiting[channel]), None)

    def told(self, channel: int, report: BuildReport) -> None:
        """Note that a report was told, or never can be."""
        if self.next(channel) is report:
            self._waiting[channel].popleft()

    def forget(self, channel: int) -> None:
        """Drop all that waits for a channel that is no more."""
        self._waiting[channel].clear()
