"""Discord's own description, where it is at hand."""

import os

import discord
import pytest

from tests.discord_server import DiscordServer, Upload
from tests.discord_server.description import VARIABLE, Description, validator
from tests.discord_server.rest import Recorded
from tests.discord_server.trial_bot import Trial

described = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason=f"{VARIABLE} does not name Discord's description: nothing is held against it"
)


def recorded(body: object, answer: object = None, status: int = 0) -> Recorded:
    return Recorded("POST", "/channels/123/messages", body, "application/json", 0.0, status, answer)


@described
def test_requests_and_answers_are_held_against_it() -> None:
    assert Description.found([recorded({"content": "a"})]) == []
    assert Description.found([recorded({"content": "a", "colour": "red"})])
    assert Description.found([recorded({"content": "a", "flags": "red"})])
    assert Description.found([recorded({"content": "a"}, {"id": "1"}, 200)])
    assert Description.found([recorded({"content": "a" * 2001})])


@described
async def test_a_life_of_a_bot_is_as_described() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        edith = server.person("edith", guild.channel("briefings"), manage_guild=True)
        async with server.running(Trial()) as bot:
            told = await edith.slash("ponder", text="a question")
            await told.until_followed_up()
            await edith.click(told, "Again")
            await edith.select(await edith.slash("pages"), "One")
            await edith.slash("library add", file=Upload("a.txt", b"abc"))
            await edith.menu("Count letters", await edith.says("some text"))
            heard = await edith.mention("hello")
            await edith.dm("hello")
            place = bot.get_channel(edith.place.id)
            assert isinstance(place, discord.TextChannel)
            message = await place.fetch_message(heard.message.id)
            await message.add_reaction("👍")
            await message.edit(content="changed")
            await message.create_thread(name="a thread")
            await message.delete()
            assert [each async for each in message.channel.history(limit=5)]
        assert validator() is not None
        assert len(server.requests) > 15


@described
async def test_what_the_gateway_tells_is_as_described() -> None:
    known = validator()
    assert known is not None
    async with DiscordServer() as server:
        guild = server.guild()
        channel = guild.channel("briefings")
        guild.channel("closed", only=guild.role("few"))
        ana = server.person("ana", channel)
        thread = guild.thread(channel, "water", ana.user)
        async with server.running(Trial()):
            heard = await ana.mention("hello")
            await ana.reply(heard, "again")
            await (await ana.slash("ponder", text="a question")).until_followed_up()
            await ana.at(thread).mention("in a thread")
            await ana.dm("alone")
            await server.idle()
        (session,) = server.gateway.sessions
        told = [frame["d"] for frame in session.sent if frame["t"] in ("MESSAGE_CREATE", "MESSAGE_UPDATE")]
        assert len(told) >= 8
        assert [said for each in told for said in known.validate_as("MessageResponse", each)] == []
        (made,) = [frame["d"] for frame in session.sent if frame["t"] == "GUILD_CREATE"]
        for key, schema in (
            ("channels", "GuildChannelResponse"),
            ("threads", "ThreadResponse"),
            ("roles", "GuildRoleResponse"),
        ):
            assert made[key]
            assert [said for each in made[key] for said in known.validate_as(schema, each)] == []
        assert known.validate_as("GuildMemberResponse", made["members"][0]) == []


def test_without_it_nothing_is_held_against_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    validator.cache_clear()
    try:
        assert Description.found([recorded({"content": "a", "flags": "red"})]) == []
    finally:
        validator.cache_clear()
