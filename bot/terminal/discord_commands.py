"""The commands that go online; discord is imported when they do."""

import click

from bot.config import discord_token
from bot.terminal import payloads
from bot.terminal.options import json_option
from bot.terminal.session import FAILED, Session


@click.command("run")
@click.option("--check", is_flag=True, help="Look whether everything is ready, without going online.")
@json_option
@click.pass_obj
def run_bot(session: Session, check: bool) -> None:
    """Answer in Discord until it is stopped."""
    from bot.discord.checking import check as look
    from bot.discord.serving import serve_until_stopped

    if check:
        found = look(session.assistant)
        session.put(payloads.readiness(found), lambda: session.terminal.readiness(found))
        if not found.ok:
            raise click.exceptions.Exit(FAILED)
        return
    serve_until_stopped(session.assistant, discord_token(session.assistant.config), session.failures)


@click.command()
@json_option
@click.pass_obj
def sync(session: Session) -> None:
    """Register the commands with Discord; `run` does it by itself where they changed."""
    from bot.discord.serving import register_commands

    count = register_commands(session.assistant, discord_token(session.assistant.config), session.failures)
    session.put({"registered": count}, lambda: session.terminal.say(f"{count} commands are registered with Discord"))
