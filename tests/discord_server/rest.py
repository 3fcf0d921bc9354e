"""The REST routes, and what every request passes through: recording, faults, errors as Discord words them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord_server.answering import json_answer
from tests.discord_server.callbacks import Callbacks
from tests.discord_server.errors import DiscordError, not_found, unauthorized
from tests.discord_server.faults import Faults, GoOn
from tests.discord_server.posting import Body, File

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[Any]]
PREFIX = "/api/v10"
BODY = web.RequestKey("body", Body)


@dataclass
class Recorded:
    """One request and its answer; `at` is the event loop's clock. `status` 0: no answer was given."""

    method: str
    path: str
    body: Any
    content_type: str
    at: float
    status: int = 0
    answer: Any = None
    files: dict[int, File] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class Rest:
    """Answers requests below /api/v10."""

    def __init__(self, routes: Iterable[web.RouteDef], callbacks: Callbacks, faults: Faults, token: str) -> None:
        self.callbacks = callbacks
        self.faults = faults
        self.token = token
        self.requests: list[Recorded] = []
        self.violations: list[str] = []
        self.app = web.Application(middlewares=[self._middleware], client_max_size=64 << 20)
        self.app.add_routes(list(routes))

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            answered: web.StreamResponse = await handler(request)
            return answered
        path = request.path.removeprefix(PREFIX)
        body = await read(request)
        record = Recorded(request.method, path, body.json, body.content_type, asyncio.get_running_loop().time())
        record.files = dict(body.files)
        self.requests.append(record)
        request[BODY] = body
        fault = self.faults.take(request.method, path)
        if fault is not None and not fault.after:
            try:
                response = await fault.answer(request)
            except GoOn:
                pass
            else:
                _note(record, response)
                return response
        response = await self._answered(request, handler, record)
        if fault is not None and fault.after:
            return await fault.answer(request)
        return response

    async def _answered(self, request: web.Request, handler: Any, record: Recorded) -> web.StreamResponse:
        try:
            self._authorize(request, record.path)
            found = await handler(request)
        except DiscordError as error:
            record.status, record.answer = error.status, error.body()
            if error.blame:
                self.violations.append(f"{record.method} {record.path}: {error}")
            return json_answer(record.answer, error.status)
        except web.HTTPNotFound:
            self.violations.append(f"{record.method} {record.path} is not modelled by this server")
            record.status, record.answer = 404, not_found().body()
            return json_answer(record.answer, 404)
        except Exception as error:
            self.violations.append(f"{record.method} {record.path}: this server failed: {error!r}")
            raise
        response = found if isinstance(found, web.StreamResponse) else json_answer(found)
        _note(record, response)
        return response

    def _authorize(self, request: web.Request, path: str) -> None:
        if path.startswith(("/interactions/", "/webhooks/")) or path == "/gateway":
            return
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise unauthorized()


def _note(record: Recorded, response: web.StreamResponse) -> None:
    record.status = response.status
    body = response.body if isinstance(response, web.Response) else None
    if isinstance(body, bytes) and body and response.content_type == "application/json":
        record.answer = json.loads(body)


def route(method: str, path: str, handler: Handler) -> web.RouteDef:
    """Return a route below /api/v10 whose handler gives JSON, or None for 204; the middleware makes it an answer."""
    return web.route(method, PREFIX + path, handler)


async def read(request: web.Request) -> Body:
    """Return a request's body: JSON, or a form with payload_json and files[n]."""
    kind = request.content_type
    if kind == "multipart/form-data":
        data: Any = None
        files: dict[int, File] = {}
        async for part in await request.multipart():
            name = getattr(part, "name", "") or ""
            raw = await part.read()  # type: ignore[union-attr]
            if name == "payload_json":
                data = json.loads(bytes(raw))
            elif name.startswith("files["):
                files[int(name[6:-1])] = File(getattr(part, "filename", None) or "file", bytes(raw))
        return Body(data, files, kind)
    text = await request.text()
    return Body(json.loads(text) if text else None, {}, kind if text else "")
