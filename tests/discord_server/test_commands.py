"""Slash commands: offered, invoked, answered."""

import discord
import pytest

from tests.discord_server import DiscordServer, Impossible, Upload, together
from tests.discord_server.trial_bot import Trial


async def test_a_command_is_answered_and_recorded() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await ana.slash("echo", text="hello")
        assert told.text == "hello"
        assert not told.ephemeral
        assert told.acknowledged is not None
        (callback,) = server.requests_to("POST", "/callback")
        assert callback.status == 200


async def test_a_deferred_answer_comes_later_and_only_the_asker_sees_it() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana, bob = server.person("ana", channel), server.person("bob", channel)
        async with server.running(Trial()):
            told = await ana.slash("ponder", text="a question", private=True)
            await told.until_followed_up()
            with pytest.raises(Impossible, match="does not see"):
                await bob.click(told, "Again")
        assert "a question" in told.text
        assert told.followups[0].text == "and more"
        assert ana.sees(told)
        assert not bob.sees(told)
        assert bob.reads() == []


async def test_the_first_follow_up_takes_the_place_of_the_loading_message() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await ana.slash("follow", text="here")
        assert told.text == "here"
        assert told.ephemeral
        assert told.followups == []


async def test_a_second_answer_is_refused() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            await ana.slash("twice")
            await server.idle()
        (error,) = bot.errors
        assert isinstance(error, discord.HTTPException)
        assert error.code == 40060


async def test_a_late_answer_is_refused() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            told = await ana.delayed.slash("echo", text="too late")
            await server.idle()
        (error,) = bot.errors
        assert isinstance(error, discord.NotFound)
        assert error.code == 10062
        assert told.messages == []


async def test_an_expired_token_is_worth_nothing() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        bot = Trial()
        async with server.running(bot):
            told = await ana.hasty.slash("ponder", text="slow")
            told.expire()
            await server.idle()
        assert told.acknowledged is not None
        (error,) = bot.errors
        assert isinstance(error, discord.HTTPException)
        assert error.code == 50027


async def test_two_hundred_at_once() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await together(*(ana.slash("ponder", text=f"question {number}") for number in range(200)))
        assert [f"question {number}" in each.text for number, each in enumerate(told)] == [True] * 200


async def test_an_upload_reaches_the_bot_and_comes_back() -> None:
    async with DiscordServer() as server:
        edith = server.person("edith", server.guild().channel("briefings"), manage_guild=True)
        async with server.running(Trial()):
            told = await edith.slash("library add", file=Upload("notes.txt", b"abc"))
        assert told.text == "notes.txt: 3"
        (back,) = told.message.attachments
        assert (back.filename, back.data) == ("back.txt", b"cba")


async def test_commands_are_offered_by_permission_and_place() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana, edith = server.person("ana", channel), server.person("edith", channel, manage_guild=True)
        async with server.running(Trial()):
            assert "library" not in ana.commands()
            assert "library" in edith.commands()
            assert "library" not in edith.directly.commands()
            with pytest.raises(Impossible, match="not shown a command 'library'"):
                await ana.slash("library add", file=Upload("a.txt", b""))
            assert (await ana.slash("rights")).text == "False"
            assert (await edith.slash("rights")).text == "True"


async def test_options_are_checked_as_discords_client_does() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            with pytest.raises(Impossible, match="needs text"):
                await ana.slash("echo")
            with pytest.raises(Impossible, match="no option colour"):
                await ana.slash("echo", text="a", colour="red")
            with pytest.raises(Impossible, match="no subcommand 'lend'"):
                await server.person("eve", ana.place, administrator=True).slash("library lend")


async def test_autocomplete_offers_what_the_bot_gives() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            offers = await ana.autocomplete("look", "name", "wat")
            assert [offer.value for offer in offers] == ["water"]


async def test_commands_keep_their_ids_while_they_stay_the_same() -> None:
    async with DiscordServer() as server:
        server.guild()
        async with server.running(Trial()) as bot:
            assert isinstance(bot, Trial)
            before = {command.name: command.id for command in await bot.tree.fetch_commands()}
            again = {command.name: command.id for command in await bot.tree.sync()}
        assert before == again
        assert server.routes.commands_created == len(before)
