"""Scripted trouble."""

import asyncio
import time

import discord

from tests.discord_server import DiscordServer
from tests.discord_server.ticking import ticking
from tests.discord_server.trial_bot import Trial


async def test_a_rate_limit_is_waited_for() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            server.faults.rate_limit("POST", "/interactions/*", times=2)
            server.faults.rate_limit("POST", "/channels/*/messages")
            assert (await ana.slash("echo", text="patience")).text == "patience"
            assert (await ana.mention("patience")).text.endswith("patience")
        assert [each.status for each in server.requests_to("POST", "/callback")] == [429, 429, 200]
        assert server.faults.pending == 0


async def test_a_server_error_is_tried_again() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            server.faults.fail("PATCH", "*/messages/@original")
            told = await ana.slash("ponder", text="again")
        assert "again" in told.text
        assert [each.status for each in server.requests_to("PATCH", "@original")] == [502, 200]


async def test_a_lost_answer_leaves_the_work_done() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            server.faults.hang_up("POST", "*/callback", after=True)
            told = await ana.slash("echo", text="heard nothing back")
            await server.idle()
        assert told.text == "heard nothing back"
        assert len(bot.errors) == 1


async def test_a_refusal_and_a_delay() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            server.faults.refuse("PATCH", "*/@original", 403, 50013, "Missing Permissions")
            await ana.hasty.slash("ponder", text="refused")
            await server.idle()
            (error,) = bot.errors
            assert isinstance(error, discord.Forbidden)
            gate = asyncio.Event()
            server.faults.delay("POST", "*/callback", gate)
            told = await ana.hasty.slash("echo", text="held")
            await server.gateway.beat()
            assert told.acknowledged is None
            gate.set()
            assert (await told.until_answered()).text == "held"


async def test_a_blocked_loop_shows_in_the_ticks() -> None:
    async with ticking(0.001) as ticks:
        await asyncio.sleep(0.01)
    free = ticks.worst
    async with ticking(0.001) as ticks:
        await asyncio.sleep(0.01)
        time.sleep(free + 0.2)  # noqa: ASYNC251 - this is what is to be found out
        await asyncio.sleep(0.01)
    assert ticks.worst > free
    assert ticks.worst >= 0.15
    assert ticks.count > 2
