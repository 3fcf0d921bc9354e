"""One index run at a time in this process: who asks for another meanwhile joins it."""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from index.build import BuildReport
from index.errors import BuildStopped, StoreError
from index.preparing import Steps, untold


class Build(Protocol):
    """What brings the index up to the folder."""

    def __call__(
        self, *, rebuild: bool, allow_removals: bool, expected_gone: Collection[str], progress: Steps
    ) -> BuildReport:
        """Build and say what changed."""
        ...


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What an index run did, and whether it was one that somebody else had begun."""

    report: BuildReport
    joined: bool


class Reindexer:
    """Runs builds one after the other; safe to share between threads."""

    def __init__(self, build: Build) -> None:
        """Run nothing yet."""
        self._build = build
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._running: Future[BuildReport] | None = None
        self.on_report: Callable[[BuildReport], None] | None = None
        """Told of every run that succeeds, in the thread that ran it; what it raises reaches that thread alone."""

    @property
    def running(self) -> Future[BuildReport] | None:
        """Return what will hold the report of the run that is going on, None if there is none."""
        return self._running

    def run(
        self,
        *,
        rebuild: bool = False,
        allow_removals: bool = False,
        expected_gone: Collection[str] = (),
        progress: Steps = untold,
        join: bool = True,
        on_join: Callable[[], None] | None = None,
    ) -> Reindexed:
        """Build, or wait for the run that is going on and return what it did; raise what it raises.

        A run that asks for more than a plain one waits for its turn instead, and so does one with `join`
        off, which has to see what changed since the other looked. `on_join` is called before waiting.
        """
        mine: Future[BuildReport] = Future()
        with self._lock:
            running = self._running
            joins = running is not None and join and not rebuild and not allow_removals and not expected_gone
            if running is None:
                self._running = mine
        if running is not None and joins:
            if on_join:
                on_join()
            return Reindexed(running.result(), joined=True)
        with self._turn:
            with self._lock:
                self._running = mine
            try:
                report = self._build(
                    rebuild=rebuild, allow_removals=allow_removals, expected_gone=expected_gone, progress=progress
                )
            except BaseException as error:
                self._end(mine)
                # An interrupt is meant for the thread that it reached, a stop for whose progress was told to.
                passed_on = isinstance(error, Exception) and not isinstance(error, BuildStopped)
                mine.set_exception(error if passed_on else _interrupted())
                raise
            try:
                if tell := self.on_report:
                    tell(report)
            finally:  # it may be interrupted: nobody is to wait for a run that is over
                self._end(mine)
                mine.set_result(report)
            return Reindexed(report, joined=False)

    def _end(self, mine: "Future[BuildReport]") -> None:
        with self._lock:
            if self._running is mine:
                self._running = None


def _interrupted() -> StoreError:
    return StoreError("the index run was interrupted; start another")
