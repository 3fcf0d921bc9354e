"""A restart between a message and its button, and what has changed in between."""

from tests.bot.discord.stage import on_stage
from tests.conftest import BRIEFING, AssistantMaker
from tests.discord_server import DiscordServer

QUESTION = "How many litres of water do the camps receive?"
ANSWER = "The three northern camps receive nine litres of water a person a day."
LONG = "# A long report\n\n" + "\n\n".join(
    f"Paragraph {number} tells of district {number}, where {number + 7} wells were counted." for number in range(200)
)


async def test_every_button_works_after_a_restart(make_assistant: AssistantMaker) -> None:
    settings = {"cooldown_questions": 0}
    make_assistant({"water.md": BRIEFING, "long.md": LONG}, discord=settings).reindex()
    async with DiscordServer() as server:
        channel = server.guild().channel("briefings")
        ana = server.person("ana", channel)
        async with on_stage(server, make_assistant(discord=settings)):
            told = await ana.slash("ask", question=QUESTION)
            private = await ana.slash("ask", question=QUESTION, private=True)
            shown = await ana.slash("show", document="long.md")
        async with on_stage(server, make_assistant(discord=settings)):
            context = await ana.click(told, "In context")
            assert context.ephemeral
            assert "The standard is fifteen litres." in context.shown
            assert (await ana.click(told, "Helpful")).ephemeral
            assert (await ana.click(told, "Not helpful")).ephemeral
            first = shown.text
            await ana.click(shown, "More")
            assert shown.text != first
            await ana.click(shown, "Back")
            assert shown.text == first
            shared = await (await ana.click(private, "Share")).until_followed_up()
            (public,) = shared.followups
            assert ANSWER in public.shown.text
            assert not public.ephemeral


async def test_a_reply_after_a_restart_still_follows_up(make_assistant: AssistantMaker) -> None:
    settings = {"cooldown_questions": 0}
    make_assistant({"water.md": BRIEFING}, discord=settings).reindex()
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with on_stage(server, make_assistant(discord=settings)):
            told = await ana.slash("ask", question="How many pumps stopped on 1 March?")
        async with on_stage(server, make_assistant(discord=settings)):
            heard = await ana.reply(told, f"And how about this: {QUESTION}")
            assert ANSWER in heard.shown


async def test_a_button_of_a_document_that_changed_says_so(make_assistant: AssistantMaker) -> None:
    settings = {"cooldown_questions": 0}
    make_assistant({"water.md": BRIEFING}, discord=settings).reindex()
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with on_stage(server, make_assistant(discord=settings)):
            told = await ana.slash("ask", question=QUESTION)
        make_assistant({"water.md": BRIEFING.replace("nine litres", "four litres")}, discord=settings).reindex()
        async with on_stage(server, make_assistant(discord=settings)):
            context = await ana.click(told, "In context")
        assert context.ephemeral
        assert "nine litres" not in context.shown
        assert context.text


async def test_a_button_of_a_document_that_is_gone_says_so(make_assistant: AssistantMaker) -> None:
    settings = {"cooldown_questions": 0}
    assistant = make_assistant({"water.md": BRIEFING, "long.md": LONG}, discord=settings)
    assistant.reindex()
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        async with on_stage(server, make_assistant(discord=settings)):
            told = await ana.slash("ask", question=QUESTION)
            private = await ana.slash("ask", question=QUESTION, private=True)
        (assistant.library.folder / "water.md").unlink()
        assistant.reindex()
        async with on_stage(server, make_assistant(discord=settings)):
            context = await ana.click(told, "In context")
            assert "nine litres" not in context.shown
            await ana.click(private, "Share")
            await server.idle()
            # The old answer stands, as an answer that was once given; no new message repeats the gone quote.
            repeated = [
                each for each in ana.reads() if ANSWER in each.text and each not in (told.message, private.message)
            ]
            assert repeated == []


async def test_commands_are_registered_once_and_not_at_every_start(make_assistant: AssistantMaker) -> None:
    settings = {"cooldown_questions": 0}
    make_assistant({"water.md": BRIEFING}, discord=settings).reindex()
    async with DiscordServer() as server:
        server.guild()
        for _ in range(3):
            async with on_stage(server, make_assistant(discord=settings)):
                pass
        assert len(server.requests_to("PUT", "/commands")) == 1
