"""Discord's own OpenAPI description, where DISCORD_OPENAPI names it; without it nothing is checked here.

Checked when a test is over and not while requests are answered, since it takes the processor's time.
"""

import functools
import importlib.util
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.discord_server.rest import Recorded

VARIABLE = "DISCORD_OPENAPI"
# The description says only how long these may be, or nothing.
_VARYING = {"content": 2000, "custom_id": 100, "timestamp": 40, "edited_timestamp": 40}


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
    key = json.dumps([_shape(each.body), _shape(each.answer)], sort_keys=True)
    path = re.sub(r"(?<=/)[\w-]{60,}", "token", re.sub(r"\d{17,}", "1" * 18, each.path))
    said = list(_held(known, each.method, path, each.content_type, each.status, key))
    if said or each.status == 400:  # what was refused for its form has been recorded already
        return said
    return list(known.documented_limits(each.method, each.path, each.body))


@functools.lru_cache(maxsize=4096)
def _held(known: ModuleType, method: str, path: str, kind: str, status: int, key: str) -> tuple[str, ...]:
    body, answer = json.loads(key)
    said: list[str] = []
    refused = 400 <= status < 500
    if status != 400:
        said += known.validate_request(method, path, body, kind or "application/json", strict=True)
    if refused:
        schema = "RatelimitedResponse" if status == 429 else "ErrorResponse"
        # The description has numbers for codes where Discord sends words, in the errors of single fields.
        whole = {name: each for name, each in answer.items() if name != "errors"}
        said += [f"answer: {each}" for each in known.validate_as(schema, whole)]
    elif 200 <= status < 300:
        said += [f"answer: {each}" for each in known.validate_response(method, path, status, answer)]
    return tuple(said)


def _shape(value: Any, key: str = "") -> Any:
    """Return JSON with what only differs from message to message made equal, so that each form is checked once."""
    if isinstance(value, dict):
        return {name: _shape(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_shape(each, key) for each in value]
    if isinstance(value, str):
        if key in _VARYING and 1 <= len(value) <= _VARYING[key]:
            return "x"
        return re.sub(r"^\d{17,20}$", "1" * 18, value)
    return value
