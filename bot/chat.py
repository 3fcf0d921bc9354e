"""A conversation in the terminal: questions as they are, commands with a slash."""

import contextlib
import shlex
import sys
from collections.abc import Sequence

import click

from bot.commands import Session, run

_LEAVE = ("quit", "exit", "q")


def converse(context: click.Context, commands: click.Command, collections: Sequence[str]) -> None:
    """Read lines until the input ends; no mistake in a line ends the conversation."""
    session = context.ensure_object(Session)
    interactive = sys.stdin.isatty()
    if interactive:
        with contextlib.suppress(ImportError):  # not on every platform
            import readline  # noqa: F401  (editing and history for input())
        session.terminal.say("Ask a question. /help lists the commands, /quit or Ctrl-D leaves.")
    only = [part for name in collections for part in ("--collection", name)]
    while True:
        try:
            line = input("> " if interactive else "").strip()
        except EOFError:
            break
        except KeyboardInterrupt:
            session.terminal.say("")
            break
        if not line:
            continue
        if not line.startswith("/"):
            run(["ask", *only, "--", line], session, commands)
            continue
        name, _, rest = line[1:].partition(" ")
        if name in _LEAVE:
            break
        run(_arguments(name, rest), session, commands)


def _arguments(name: str, rest: str) -> list[str]:
    if name in ("help", "?", ""):
        return ["--help"]
    if name == "chat":
        return ["--help"]
    try:
        return [name, *shlex.split(rest)]
    except ValueError:  # an apostrophe that opens nothing
        return [name, *rest.split()]
