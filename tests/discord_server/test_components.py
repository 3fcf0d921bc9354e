"""Buttons, menus, modals, context menus."""

import pytest

from tests.discord_server import DiscordServer, Impossible
from tests.discord_server.trial_bot import Trial


async def test_a_click_updates_the_message_at_once_or_later() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await ana.slash("pages")
            assert (await ana.click(told, "Next")).message is told.message
            assert told.text == "page 2"
            await ana.click(told, "Slowly")
            assert told.text == "page 3"
            assert told.message.versions == ["page 1", "page 2", "page 3"]
            with pytest.raises(Impossible, match="no button 'Back'"):
                await ana.click(told, "Back")


async def test_a_menu_and_a_modal() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await ana.slash("pages")
            assert (await ana.select(told, "Two")).text == "picked ['2']"
            opened = await ana.click(told, "Note")
            assert opened.modal.title == "A note"
            assert (await ana.submit(opened, {"Line": "a line"})).text == "noted: a line"


async def test_a_button_outlives_the_bot_that_sent_it() -> None:
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with server.running(Trial()):
            told = await ana.slash("ponder", text="before")
        async with server.running(Trial()):
            assert (await ana.click(told, "Again")).text == "again 3"


async def test_a_message_menu_gets_the_message_without_the_intent() -> None:
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana, bob = server.person("ana", channel), server.person("bob", channel)
        bot = Trial()
        async with server.running(bot):
            written = await bob.says("twelve chars")
            assert (await ana.menu("Count letters", written)).text == "12"
            await server.idle()
        assert bot.heard == [""]
