"""A few threads before the façade: what many ask at once is taken up in order, and a bounded number of them waits."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import ParamSpec, TypeVar

from bot.errors import Closing
from index.errors import TooManyWaiting

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

THREADS = 4
"""Enough that the model always has the next questions to embed together; more only contend for the interpreter."""
_MOST_WAITING = 1000


class Workers:
    """Threads, safe to share between threads; from asyncio use `asyncio.wrap_future(workers.submit(...))`.

    ```
    with Workers("answering") as workers:
        answer = workers.submit(assistant.ask, question, collections).result()
    ```
    """

    def __init__(self, name: str, threads: int = THREADS, most_waiting: int = _MOST_WAITING) -> None:
        """Start no thread before there is work; the threads are named for what they do."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(threads + most_waiting)
        self._most_waiting = most_waiting
        self._closed = False

    def submit(
        self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs
    ) -> "Future[_Result]":
        """Have a function called by one of the threads; raise TooManyWaiting or Closing.

        The future holds what it returns or raises, or Closing if the workers were closed before its turn came.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyWaiting(f"{self._most_waiting} questions are already waiting; ask again in a moment")
        try:
            future = self._pool.submit(self._begin, work, *given, **named)
        except RuntimeError as error:
            self._places.release()
            raise Closing from error
        except BaseException:
            self._places.release()
            raise
        future.add_done_callback(lambda _: self._places.release())
        return future

    def close(self) -> None:
        """Take nothing more, let what waits fail with Closing, and return when what was begun is done."""
        self._closed = True
        self._pool.shutdown()

    def __enter__(self) -> "Workers":
        """Give the workers; they close with the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _begin(self, work: Callable[_Given, _Result], /, *given: _Given.args, **named: _Given.kwargs) -> _Result:
        if self._closed:
            raise Closing
        return work(*given, **named)
