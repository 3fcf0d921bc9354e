"""Discord's own OpenAPI description, where DISCORD_OPENAPI names it; without it nothing is checked here.

Checked when a test is over and not while requests are answered, since it takes the processor's time.
"""

import functools
import importlib.util
import json
import os
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from tests.discord_server.rest import Recorded

VARIABLE = "DISCORD_OPENAPI"


@functools.cache
def validator() -> ModuleType | None:
    """Return the validator that lies beside the description, or None where there is no description."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    spec = importlib.util.spec_from_file_location("discord_validate", Path(named).with_name("validate.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Description:
    """Holds requests and answers against the description."""

    @staticmethod
    def found(requests: Iterable[Recorded]) -> list[str]:
        known = validator()
        if known is None:
            return []
        return [f"{each}: {said}" for each in requests for said in _checked(known, each)]


def _checked(known: ModuleType, each: Recorded) -> list[str]:
    key = json.dumps([each.body, each.answer], sort_keys=True)
    return list(_cached(known, each.method, each.path, each.content_type, each.status, key))


@functools.lru_cache(maxsize=4096)
def _cached(known: ModuleType, method: str, path: str, kind: str, status: int, key: str) -> tuple[str, ...]:
    body, answer = json.loads(key)
    said: list[str] = []
    refused = 400 <= status < 500
    if not (refused and status == 400):  # what was refused for its form has been recorded already
        said += known.validate_request(method, path, body, kind or "application/json", strict=True)
        said += known.documented_limits(method, path, body)
    if status == 0 or status >= 500:
        return tuple(said)
    if refused:
        return (*said, *(f"answer: {each}" for each in known.validate_as("ErrorResponse", answer)))
    return (*said, *(f"answer: {each}" for each in known.validate_response(method, path, status, answer)))
