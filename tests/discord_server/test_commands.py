from tests.discord_server import DiscordServer
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
        assert "a question" in told.text
        assert told.followups[0].text == "and more"
        assert ana.sees(told)
        assert not bob.sees(told)
