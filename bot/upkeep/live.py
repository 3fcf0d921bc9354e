"""The loop that keeps the index equal to the folder while a bot serves."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import FAILURES
from bot.failures import FailureLog
from bot.upkeep.reindexing import Reindexer
from bot.upkeep.status import reason_told
from index.build import BuildReport
from index.errors import BuildStopped
from knowledge.watching import FolderWatch

_log = logging.getLogger(__name__)

_LOOK_AT_STORE_SECONDS = 2.0
_FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS = 5.0, 300.0
_STOP_SECONDS = 15.0
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class News:
    """What serves now is not what served when last was looked."""

    report: BuildReport | None
    """What changed, None if another process brought it in."""


def told(news: News) -> str:
    """Say in one line what is new."""
    report = news.report
    if report is None:
        return "the index was brought up to date by another process"
    parts = [f"{label} {_few(names)}" for label, names in report.done().items() if names]
    return f"documents: {'; '.join(parts)} (generation {report.generation})"


def _unread(report: BuildReport) -> str:
    failed = report.failed
    if len(failed) == 1:
        return f"{failed[0].name} cannot be read: {reason_told(failed[0].reason, bool(report.stale))}"
    return f"{len(failed)} files cannot be read: {_few([each.name for each in failed])}; `status` says why"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


class Served(Protocol):
    """What the loop keeps up to date."""

    reindexer: Reindexer

    @property
    def published(self) -> str:
        """Name the state that serves, empty where there is none."""
        ...

    def release(self) -> None:
        """Close what the calling thread holds open."""
        ...


class Live:
    """Follows the folder and the store in a thread of its own, which nothing but `stop` ends."""

    def __init__(
        self, served: Served, watch: FolderWatch | None, failures: FailureLog, on_news: Callable[[News], None]
    ) -> None:
        """Start nothing yet; without a `watch` only what other processes publish is noticed.

        `on_news` is called in the thread that brings the news, the loop's or that of an index run; what it
        raises is logged and ends nothing.
        """
        self._served = served
        self._watch = watch
        self._failures = failures
        self._on_news = on_news
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._published = ""
        self._told = ""

    def start(self) -> None:
        """Begin by bringing the index up to the folder once that is at rest, then follow it."""
        # Read here, not in the thread: what is published from now on is news.
        self._safely(self._remember_published, "looking at the index")
        self._served.reindexer.on_report = self._hear
        self._thread.start()

    def stop(self) -> None:
        """End the loop, in the middle of a build if need be, and wait for it a while."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)
        # Only now: what a run has published by then is told as what it changed.
        self._served.reindexer.on_report = None

    def __enter__(self) -> "Live":
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _run(self) -> None:
        retry = waited = 0.0
        while not self._stop.is_set():
            changed = self._changed()  # at the start what is there at all
            waited += _LOOK_AT_STORE_SECONDS
            if changed or 0 < retry <= waited:
                # A change is a new chance, so the waiting begins anew.
                retry, waited = self._bring_up(0.0 if changed else retry), 0.0
            self._safely(self._look_at_store, "looking at the index")
        if self._watch:
            self._watch.close()
        self._served.release()

    def _changed(self) -> bool:
        """Wait a little for a change of the folder."""
        if self._watch:
            try:
                return self._watch.wait(self._stop, _LOOK_AT_STORE_SECONDS)
            except Exception as error:
                self._tell(self._failures.note(error, "watching the documents"))
        self._stop.wait(_LOOK_AT_STORE_SECONDS)
        return False

    def _bring_up(self, retried: float) -> float:
        """Reindex and return 0, or the seconds until that is worth another try."""
        try:
            # Not joined: a run that goes on may have looked before the change came.
            report = self._served.reindexer.run(progress=self._require_wanted, join=False).report
        except BuildStopped:
            return 0.0
        except FAILURES as error:
            self._tell(f"the index stays as it was: {error}")
        except Exception as error:
            self._tell(
                f"the index stays as it was: {self._failures.note(error, 'bringing the index up to the folder')}"
            )
        else:
            if report.failed:
                self._tell(_unread(report))
            elif self._told:
                self._told = ""
                _log.info("the index follows the documents again")
            return 0.0
        return min(retried * 2 or _FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS)

    def _hear(self, report: BuildReport) -> None:
        """Tell what a run of this process changed, whoever asked for it."""
        if report.added or report.changed or report.removed:
            self._safely(self._remember_published, "looking at the index")
            self._safely(lambda: self._on_news(News(report)), "telling what changed")

    def _require_wanted(self, _step: str, _done: int, _total: int) -> None:
        if self._stop.is_set():
            raise BuildStopped

    def _remember_published(self) -> None:
        self._published = self._served.published

    def _look_at_store(self) -> None:
        if self._served.reindexer.running:
            return  # what it changes is told when it is done
        before = self._published
        self._remember_published()
        if self._published not in ("", before):
            self._on_news(News(None))

    def _safely(self, do: Callable[[], None], doing: str) -> None:
        try:
            do()
        except FAILURES as error:
            self._tell(str(error))
        except Exception as error:
            self._tell(self._failures.note(error, doing))

    def _tell(self, message: str) -> None:
        """Log a failure in one line, once as long as it stays the same."""
        message = " ".join(message.split())
        if message != self._told:
            self._told = message
            _log.warning("%s", message)
