"""Messages: written, replied to, seen and not seen."""

import discord
import pytest

from tests.discord_server import DiscordServer, Impossible
from tests.discord_server.gateway import MESSAGE_CONTENT
from tests.discord_server.trial_bot import Trial


async def test_a_mention_a_reply_and_a_direct_message_are_read_without_the_intent() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana, bob = server.person("ana", channel), server.person("bob", channel)
        bot = Trial()
        async with server.running(bot):
            first = await ana.mention("one")
            assert first.text.endswith("one")
            assert (await bob.reply(first, "two")).text == "heard: two"
            assert (await ana.dm("three")).text == "heard: three"
            await bob.says("private matters")
            await server.idle()
        assert bot.heard[1:] == ["two", "three", ""]
        assert first.message.reference is first.written


async def test_with_the_intent_everything_is_read() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        server.gateway.allowed_intents = MESSAGE_CONTENT
        bot = Trial(message_content=True)
        async with server.running(bot):
            await ana.says("in passing")
            await server.idle()
        assert bot.heard == ["in passing"]


async def test_a_message_can_be_changed_and_deleted() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()) as bot:
            heard = await ana.mention("one")
            await ana.edits(heard.written, "two")
            assert heard.written.versions[-1] == "two"
            await ana.deletes(heard.written)
            place = bot.get_channel(ana.place.id)
            assert isinstance(place, discord.TextChannel)
            reply = await place.fetch_message(heard.message.id)
            assert reply.reference is not None
            assert isinstance(reply.reference.resolved, discord.DeletedReferencedMessage)
            assert ana.reads() == [heard.message]


async def test_a_thread_is_a_place() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        ana = server.person("ana", guild.channel("briefings"))
        thread = guild.thread(ana.place, "water", ana.user)
        async with server.running(Trial()):
            heard = await ana.at(thread).mention("here")
            told = await ana.at(thread).slash("echo", text="there")
        assert heard.message.channel is thread
        assert told.message.channel is thread


async def test_bots_and_webhooks_are_told_apart() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        channel = guild.channel("briefings")
        bot = Trial()
        async with server.running(bot):
            other = server.world.user("other", bot=True)
            guild.join(other)
            await server.write(other, channel, f"{server.world.bot.mention} hello")
            hook = server.world.user("hook")
            await server.write(hook, channel, f"{server.world.bot.mention} hello", webhook=True)
            await server.idle()
        assert bot.heard == []
        assert [message for message in channel.messages.values() if message.author is server.world.bot] == []


async def test_a_channel_that_a_role_hides_is_no_place() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        few = guild.role("few")
        closed, open_ = guild.channel("closed", only=few), guild.channel("open")
        ana, bob = server.person("ana", closed, few), server.person("bob", open_)
        async with server.running(Trial()):
            told = await ana.slash("echo", text="secret")
            assert not bob.sees(told)
            with pytest.raises(Impossible, match="does not see #closed"):
                await bob.at(closed).slash("echo", text="let me in")


async def test_refusals_bear_discords_codes() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        ana = server.person("ana", guild.channel("briefings"))
        hidden = guild.channel("hidden", only=guild.role("few"))
        silent = guild.channel("silent")
        silent.overwrites[guild.id] = (0, discord.Permissions(send_messages=True).value)
        async with server.running(Trial()) as bot:
            told = await ana.slash("echo", text="mine", private=True)
            written = await ana.says("hers")
            hidden.overwrites.pop(server.world.bot.id)
            assert await _code(bot, hidden.id, send="x") == 50001
            assert await _code(bot, silent.id, send="x") == 50013
            assert await _code(bot, ana.place.id, message=12345) == 10008
            assert await _code(bot, ana.place.id, message=told.message.id) == 10008
            assert await _code(bot, ana.place.id, message=written.id, edit="x") == 50005
            assert await _code(bot, 4711, send="x") == 10003
            assert await _code(bot, ana.place.id, send=" ") == 50006
        assert len(server.take_violations()) == 1


async def _code(bot: discord.Client, channel: int, *, send: str = "", message: int = 0, edit: str = "") -> int:
    place = bot.get_partial_messageable(channel)
    partial = place.get_partial_message(message)
    doing = place.send(send) if send else partial.edit(content=edit) if edit else partial.fetch()
    with pytest.raises(discord.HTTPException) as caught:
        await doing
    return caught.value.code


@pytest.mark.parametrize("muted", [True, False])
async def test_pings_are_counted(muted: bool) -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        ana = server.person("ana", guild.channel("briefings"))
        role = guild.role("desk")
        async with server.running(Trial(muted=muted)):
            told = await ana.slash("echo", text=f"@everyone {ana.user.mention} <@&{role.id}>")
        pings = told.message.pings
        assert (pings.users, pings.roles, pings.everyone) == (
            (frozenset(), frozenset(), False) if muted else ({ana.user.id}, {role.id}, True)
        )
