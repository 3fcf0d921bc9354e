"""Lets pytest run tests that are coroutines, each in an event loop of its own, and tells of tasks left behind."""

import asyncio
import inspect
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(_alone(pyfuncitem.obj, given))
    return True


async def _alone(test: Any, given: dict[str, Any]) -> None:
    await test(**given)
    left = [str(task.get_coro()) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not left, f"tasks left behind: {left}"
