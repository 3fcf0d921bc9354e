"""`python -m bot run` in a process of its own."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.discord.render import answer
from bot.terminal import payloads
from tests import ROOT
from tests.bot.discord.seen import QUOTED, quoted
from tests.conftest import BRIEFING, AssistantMaker
from tests.discord_server import DiscordServer

HOSTILE = """# Notes

The *convoy* of <@1> and @everyone carried `12` tons of __flour__ to [Rafah](https://evil.example) at <t:0>.

- 1. The ||second|| convoy \\*waited\\* for ~~nine~~ ten hours at https://a_b.example/x_y_z and #north :smile:
"""


async def started(server: DiscordServer, home: Path, token: str) -> asyncio.subprocess.Process:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": token}
    base = server.payloads.files.removesuffix("/attachments") + "/api/v10"
    arguments = ("-m", "tests.discord_server.process", base, server.gateway.url, "run")
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=home, env=environment, stderr=asyncio.subprocess.PIPE
    )


async def test_a_wrong_token_is_one_plain_line(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    make_assistant({"water.md": BRIEFING}).reindex()
    async with DiscordServer() as server:
        wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GwrongX.thisTokenIsNotTheOneThatItKnows-012345"
        process = await started(server, tmp_path, wrong)
        _, told = await asyncio.wait_for(process.communicate(), 60)
        server.take_violations()
    lines = [line for line in told.decode().splitlines() if line.startswith("error")]
    assert process.returncode == 1, told.decode()
    assert lines == [told.decode().splitlines()[-1]]
    assert "Discord refused the token" in lines[0]
    assert "Traceback" not in told.decode()
    assert wrong not in told.decode()


async def test_it_answers_and_ends_in_order_when_it_is_told_to(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    make_assistant({"water.md": BRIEFING}).reindex()
    async with DiscordServer() as server:
        ana = server.person("ana", server.guild().channel("briefings"))
        process = await started(server, tmp_path, server.token)
        await asyncio.wait_for(server.gateway.connected(), 60)
        await server.changes.until(lambda: "ask" in ana.commands(), "the commands")
        # What needs no model, which this process would first have to compile.
        told = await ana.slash("show", document="water")
        assert "nine litres" in told.text
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()
    assert "Traceback" not in said.decode()
    assert server.token not in said.decode()


def test_what_discord_shows_is_what_json_says(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"notes.md": HOSTILE, "water.md": BRIEFING})
    assistant.reindex()
    for question in ("How many tons of flour did the convoy carry?", "How many hours did the second convoy wait?"):
        given = assistant.ask(question)
        assert given.answered
        seen = [
            quoted(piece.markdown).text
            for page in answer(given).pages
            for piece in page
            if piece.markdown.startswith(QUOTED)
        ]
        assert seen == [each["text"] for each in payloads.answer(given)["quotes"]]
