"""Answers in the form in which discord.py wants them."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return JSON with the content type exactly `application/json`; 204 where there is nothing to say."""
    if body is None:
        return web.Response(status=204)
    raw = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=raw, status=status, headers={"Content-Type": "application/json"} | dict(headers or {}))
