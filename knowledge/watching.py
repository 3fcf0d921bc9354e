"""Noticing that the documents folder changed, once it has come to rest; the one file that imports watchfiles."""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Generator, Mapping

from knowledge.errors import KnowledgeError
from knowledge.library import Library

_log = logging.getLogger(__name__)

_QUIET_SECONDS = 1.0
"""How long nothing may have moved: files that are being written stand still for shorter."""
_RESTLESS_SECONDS = 60.0
"""After which what is there is taken, although something still moves, so that one file cannot hold up the others."""
_STEP_SECONDS = 0.1
_LOOK_SECONDS = {"auto": 3.0, "poll": 2.0}
_SHARE_LOOKING = 0.04
"""Of the time, at most, spent looking a large or far folder over of its own accord."""
_TIMES_TOOK = 4
"""How many times as long as a look took no other follows, whatever the system tells."""

_NOTHING_YET = object()

Glance = Mapping[str, tuple[int, ...]] | None
"""What `Library.glance` saw, None where the folder is gone."""


class FolderWatch:
    """Tells one thread of changes; what it hears from the system only says when to look.

    The looking decides: it also finds what network mounts do not report, what happened while nobody
    waited, and whether files are still being written.
    """

    def __init__(self, library: Library, how: str = "auto") -> None:
        """Watch nothing yet; `how` is "auto" or "poll"."""
        self._library = library
        self._usual_seconds = _LOOK_SECONDS[how]
        self._listens = how == "auto"
        self._events: _Events | None = None
        self._took = self._look_at = self._earliest = 0.0
        self._told: Glance | object = _NOTHING_YET

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Return True when the folder has changed and come to rest since this last did so, False when time is up.

        The first time what is there at all is the change.
        """
        end = time.monotonic() + seconds
        while not stop.is_set():
            if time.monotonic() >= self._look_at:
                seen = self._look()
                if seen != self._told:
                    self._told = self._settled(seen, stop)
                    self._look_at = self._earliest
                    return not stop.is_set()
            left = min(end, self._look_at) - time.monotonic()
            if left > 0:
                self._pause(stop, left)
            elif end <= time.monotonic():
                return False
        return False

    def close(self) -> None:
        """Let go of the system's watches."""
        if self._events:
            self._events.close()
            self._events = None

    def _look(self) -> Glance:
        began = time.monotonic()
        try:
            return self._library.glance()
        except (KnowledgeError, OSError):
            return None
        finally:
            now = time.monotonic()
            self._took = now - began
            self._look_at = now + max(self._usual_seconds, self._took / _SHARE_LOOKING)
            self._earliest = now + _TIMES_TOOK * self._took

    def _settled(self, seen: Glance, stop: threading.Event) -> Glance:
        """Look again and again until two looks a while apart see the same."""
        began = moved = time.monotonic()
        while not stop.wait(_STEP_SECONDS + self._took):
            now = self._look()
            if now != seen:
                seen, moved = now, time.monotonic()
            elif time.monotonic() - moved >= _QUIET_SECONDS:
                break
            if time.monotonic() - began >= _RESTLESS_SECONDS:
                break
        return seen

    def _pause(self, stop: threading.Event, seconds: float) -> None:
        """Wait for some seconds, or until the system tells of something, which makes it time to look."""
        events = self._listening()
        if events is None:
            stop.wait(seconds)
            return
        end = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < min(end, self._look_at):
            if events.happened() or events.is_elsewhere():
                self._look_at = min(self._look_at, self._earliest)
                return

    def _listening(self) -> "_Events | None":
        """Return the system's events of the folder that is there now, None where there are none to be had."""
        if not self._listens:
            return None
        if self._events and self._events.is_elsewhere():
            self.close()
        if not self._events:
            try:
                self._events = _Events(str(self._library.folder))
                self._look_at = self._earliest  # at what came before
            except FileNotFoundError:
                return None
            except Exception as error:  # whatever the system refuses: looking does as well
                folder, reason = self._library.folder, " ".join(str(error).split())
                _log.info("the system does not watch %s (%s); it is looked over every few seconds", folder, reason)
                self._listens = False
        return self._events


class _Events:
    """The system's events of one folder; another one mounted or put in its place has to be listened to anew."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._identity = _identity(folder)
        self._next = _listen(folder)
        self.happened()  # opens the watch, and so raises what the system refuses

    def happened(self) -> bool:
        """Wait for an event for a fraction of a second."""
        return next(self._next)

    def is_elsewhere(self) -> bool:
        """Tell whether the folder that was listened to is gone or another one is in its place."""
        try:
            return _identity(self._folder) != self._identity
        except OSError:
            return True

    def close(self) -> None:
        """End the watch."""
        self._next.close()


def _identity(folder: str) -> tuple[int, int]:
    stat = os.stat(folder)  # noqa: PTH116  (the name is watchfiles' too)
    return stat.st_dev, stat.st_ino


def _listen(folder: str) -> Generator[bool, None, None]:
    # Not needed by those who never wait, and not quick to import.
    from watchfiles import watch

    waiting = watch(
        folder,
        watch_filter=None,
        debounce=200,
        step=100,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    with contextlib.closing(waiting):
        for changes in waiting:
            yield bool(changes)
