"""Connections that come, go and come again."""

import asyncio

import discord
import pytest

from tests.discord_server import DiscordServer
from tests.discord_server.gateway import MESSAGE_CONTENT
from tests.discord_server.trial_bot import Trial


async def test_a_bot_logs_in_and_knows_its_guilds() -> None:
    async with DiscordServer() as server:
        guild = server.guild("Desk")
        hidden = guild.channel("hidden", only=guild.role("few"))
        hidden.overwrites.pop(server.world.bot.id)
        guild.channel("briefings")
        bot = Trial()
        async with server.running(bot):
            (known,) = bot.guilds
            assert known.name == "Desk"
            assert [channel.name for channel in known.text_channels] == ["hidden", "briefings"][1:]
            assert known.me is not None
        assert len(server.gateway.identifies) == 1


async def test_a_wrong_token_is_refused() -> None:
    async with DiscordServer():
        bot = Trial()
        with pytest.raises(discord.LoginFailure):
            await bot.start("wrong")
        await bot.close()


async def test_a_privileged_intent_must_be_allowed() -> None:
    async with DiscordServer() as server:
        bot = Trial(message_content=True)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(server.token)
        await bot.close()
        server.gateway.allowed_intents = MESSAGE_CONTENT
        async with server.running(Trial(message_content=True)):
            pass


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            await server.gateway.drop()
            told = await ana.slash("echo", text="sent while away")
            assert told.text == "sent while away"
        assert len(server.gateway.identifies) == 1
        assert len(server.gateway.resumes) == 1


async def test_a_bot_told_to_reconnect_resumes() -> None:
    async with DiscordServer() as server:
        async with server.running(Trial()):
            await server.gateway.reconnect()
            await server.gateway.connected()
        assert len(server.gateway.resumes) == 1


async def test_an_invalid_session_is_identified_anew() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            await server.gateway.invalidate()
            await server.gateway.connected()
            assert (await ana.slash("echo", text="again")).text == "again"
        assert len(server.gateway.identifies) == 2


async def test_a_refused_resume_ends_in_a_new_session() -> None:
    async with DiscordServer() as server:
        async with server.running(Trial()):
            server.gateway.refuse_resumes = 1
            await server.gateway.drop()
            await server.gateway.connected()
        assert len(server.gateway.resumes) == 1
        assert len(server.gateway.identifies) == 2


async def test_a_server_out_of_reach_comes_back() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()) as bot:
            disconnected = asyncio.Event()
            bot.on_disconnect = _setting(disconnected)  # type: ignore[attr-defined]
            await server.go_dark()
            await disconnected.wait()
            await server.come_back()
            assert (await ana.slash("echo", text="still there")).text == "still there"


def _setting(event: asyncio.Event):  # type: ignore[no-untyped-def]
    async def on_disconnect() -> None:
        event.set()

    return on_disconnect


async def test_what_is_added_later_is_told() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        bot = Trial()
        async with server.running(bot):
            category = guild.category("a category")
            channel = guild.channel("later", category=category)
            ana = server.person("ana", channel)
            thread = guild.thread(channel, "a thread", ana.user)
            second = server.guild("Second")
            await server.idle()
            known = bot.get_channel(channel.id)
            assert isinstance(known, discord.TextChannel)
            assert known.category_id == category.id
            assert bot.get_channel(thread.id) is not None
            assert bot.get_guild(second.id) is not None
