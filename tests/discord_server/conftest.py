"""Tests here may be coroutines; `async with DiscordServer()` gives them a Discord."""

from tests.discord_server.coroutine_tests import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]
