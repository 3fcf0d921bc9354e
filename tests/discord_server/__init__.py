"""A small Discord for tests: gateway and REST API on a loopback port, to which an unmodified bot connects.

    async def scenario() -> None:
        async with DiscordServer() as server:
            guild = server.guild()
            briefings = guild.channel("briefings")
            ana = server.person("ana", briefings)
            edith = server.person("edith", briefings, manage_guild=True)
            async with server.running(bot):
                told = await ana.slash("ask", question="Who is affected?")   # waits for the answer
                assert told.acknowledged < 1 and not told.ephemeral
                shown = await ana.click(told, "In context")                  # a Told of its own
                assert shown.ephemeral and not edith.sees(shown)
                heard = await ana.mention("And how many?")                   # also .reply, .dm, .menu, .select
                assert not heard.message.pings and "nine litres" in heard.text
    asyncio.run(scenario())                                                  # violations fail it at the end

Where DISCORD_OPENAPI names Discord's description, requests and answers are held against it as well.
`server.faults` scripts trouble, `server.gateway` drops connections, `ticking` measures a blocked loop,
`shown` beside `text` is what people read where markdown stands in a text, `server.idle()` waits for silence.

Modelled: log-in, sessions and resume, intents as far as they decide what a bot is told and reads, guilds, roles,
channel overwrites, threads, direct messages, commands with their permissions and contexts, all kinds of
interaction, ephemeral messages, embeds and both kinds of components, files, mentions, reactions, error codes.
Not modelled: voice, group conversations, user installs, forums, polls, stickers, audit logs, pins, member lists,
overrides of command permissions by a guild's admins, archived threads, and rate limits that nobody scripted.
"""

from tests.discord_server.errors import Impossible, NoAnswer
from tests.discord_server.invoking import Upload
from tests.discord_server.message import Message, Pings
from tests.discord_server.person import Person, together
from tests.discord_server.server import TOKEN, DiscordServer
from tests.discord_server.told import Choice, Heard, Modal, Told
from tests.discord_server.world import Channel, Guild, Role, User

__all__ = [
    "TOKEN",
    "Channel",
    "Choice",
    "DiscordServer",
    "Guild",
    "Heard",
    "Impossible",
    "Message",
    "Modal",
    "NoAnswer",
    "Person",
    "Pings",
    "Role",
    "Told",
    "Upload",
    "User",
    "together",
]
