"""Scripted trouble: answers that the server gives instead of its own, once or a few times, by route."""

import asyncio
import fnmatch
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from tests.discord_server.answering import json_answer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Fault:
    """What happens to requests of one method whose path matches a pattern, `left` more times.

    With `after` the server first does what was asked: only its answer is lost.
    """

    method: str
    pattern: str
    answer: Answer
    left: int
    after: bool = False


class Faults:
    """The scripted trouble; patterns are shell-like and match the path below /api/v10."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.done: list[tuple[str, str]] = []

    def script(self, method: str, pattern: str, answer: Answer, times: int = 1, *, after: bool = False) -> None:
        self._waiting.append(Fault(method, pattern, answer, times, after))

    def rate_limit(self, method: str, pattern: str, times: int = 1, retry_after: float = 0.01) -> None:
        """Answer 429 with the time to wait."""
        self.script(method, pattern, limited(retry_after), times)

    def fail(self, method: str, pattern: str, times: int = 1, status: int = 502) -> None:
        """Answer 5xx, as a gateway in trouble does."""
        self.script(method, pattern, failing(status), times)

    def refuse(self, method: str, pattern: str, status: int, code: int, message: str, times: int = 1) -> None:
        """Answer with an error of Discord's."""
        self.script(method, pattern, refusing(status, code, message), times)

    def hang_up(self, method: str, pattern: str, times: int = 1, *, after: bool = False) -> None:
        """Close the connection without an answer, before or after doing what was asked."""
        self.script(method, pattern, hanging_up, times, after=after)

    def delay(self, method: str, pattern: str, until: asyncio.Event, times: int = 1) -> None:
        """Hold requests until the event is set, then answer as usual."""
        self.script(method, pattern, holding(until), times)

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self._waiting:
            if fault.left and fault.method in ("*", method) and fnmatch.fnmatch(path, fault.pattern):
                fault.left -= 1
                self.done.append((method, path))
                return fault
        return None

    @property
    def pending(self) -> int:
        """How many scripted answers nobody has met yet."""
        return sum(fault.left for fault in self._waiting)


class GoOn(Exception):
    """The fault is over: the request is answered as usual."""


def limited(retry_after: float) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False, "code": 0}
        headers = {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"}
        return json_answer(body, 429, headers)

    return answer


def failing(status: int) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="<html>upstream error</html>", content_type="text/html")

    return answer


def refusing(status: int, code: int, message: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return json_answer({"message": message, "code": code}, status)

    return answer


async def hanging_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def holding(until: asyncio.Event) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        await until.wait()
        raise GoOn

    return answer
