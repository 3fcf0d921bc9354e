"""A conversation in the terminal: questions as they are, commands with a slash."""

import contextlib
import io
import shlex
import sys
import threading

import click

from bot.answering.courtesies import NO_QUESTION, is_courtesy
from bot.terminal.overview import command_rows
from bot.terminal.session import BAD_USAGE, INTERRUPTED, Session, perform
from bot.terminal.terminal import Terminal
from bot.upkeep.live import News, told
from bot.upkeep.watchlist import TERMINAL

_LEAVE = ("quit", "exit", "q")
_HELP = ("help", "?", "")
_BARE = ("quit", "exit", "help", "?")
"""What nobody asks the documents: on a line of its own it is a command without its slash too."""
_HOW_TO_ASK = "Ask about the documents; help lists the commands, quit leaves."
_NOT_HERE = ("chat", "run", "sync")
"""Commands that would take the terminal over."""


def converse(session: Session, group: click.Group) -> None:
    """Read lines until the input ends; no mistake in a line ends the conversation."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    interactive = bool(sys.stdin) and sys.stdin.isatty()
    if interactive:
        with contextlib.suppress(ImportError):  # not on every platform
            import readline  # noqa: F401  (editing and history for input())
        session.terminal.note("Ask a question. help lists the commands, quit or Ctrl-D leaves.")
    session.conversing, session.always_json = True, session.as_json
    commands = {name: command for name, command in group.commands.items() if name not in _NOT_HERE}
    conversation = threading.current_thread()

    def hear(news: News) -> None:
        # A command that indexes tells of it itself, with what is quoted now to saved questions.
        if threading.current_thread() is not conversation:
            _note(news, session)

    with session.assistant.live(hear):
        _follow(session, commands, interactive=interactive)


def _note(news: News, session: Session) -> None:
    """Say between the lines what is new, and which saved questions it bears on."""
    session.terminal.note(told(news))
    checked = session.assistant.watchlist.check([TERMINAL], session.collections or None)
    if checked.changes:
        numbers = ", ".join(str(each.watched.number) for each in checked.changes)
        session.terminal.note(f"saved questions with another answer now: {numbers}; /watch run shows old and new")


def _follow(session: Session, commands: dict[str, click.Command], *, interactive: bool) -> None:
    while (line := _next_line(session.terminal, interactive=interactive)) is not None:
        if line.casefold() in _BARE:
            line = f"/{line.casefold()}"
        name, _, rest = line[1:].partition(" ") if line.startswith("/") else ("", "", line)
        name = name.casefold()
        if name in _LEAVE:
            break
        status = _obey(line, name, rest.strip(), session, commands)
        # Whoever types may ask something else; a file of lines that is interrupted is meant to stop.
        if status == INTERRUPTED and not interactive:
            raise click.exceptions.Exit(INTERRUPTED)
        if status == INTERRUPTED:
            session.terminal.note("")
    if interactive and line is None:
        session.terminal.note("")


def _next_line(terminal: Terminal, *, interactive: bool) -> str | None:
    """Return the next line, None at the end of the input or when interrupted."""
    try:
        with terminal.typing() if interactive else contextlib.nullcontext():
            return input("> " if interactive else "").strip() if sys.stdin else None
    except (EOFError, KeyboardInterrupt):
        return None


def _obey(line: str, name: str, rest: str, session: Session, commands: dict[str, click.Command]) -> int:
    """Answer a line and return the exit status."""
    if not line:
        return 0
    if is_courtesy(line):
        session.as_json = session.always_json
        told = f"{NO_QUESTION} {_HOW_TO_ASK}"
        session.put({"note": told}, lambda: session.terminal.say(told))
        return 0
    if not line.startswith("/"):
        return perform(commands["ask"], ["--", line], session, "/ask")
    if name in commands:
        return perform(commands[name], _arguments(rest), session, f"/{name}")
    about = rest.removeprefix("/").casefold()
    if name in _HELP and about in commands:
        return perform(commands[about], ["--help"], session, f"/{about}")
    if name in _HELP and not about:
        session.terminal.say(_overview(commands, session.terminal.width))
        return 0
    session.as_json = session.always_json
    session.fail(f"there is no /{about if name in _HELP else name} here; /help lists the commands")
    return BAD_USAGE


def _arguments(rest: str) -> list[str]:
    """Split at spaces outside double quotation marks; apostrophes are part of words."""
    lexer = shlex.shlex(rest, posix=True)
    lexer.whitespace_split = True
    lexer.quotes, lexer.escape, lexer.commenters = '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark that closes nothing
        return rest.split()


def _overview(commands: dict[str, click.Command], width: int) -> str:
    rows = command_rows(commands.items(), before="/")
    rows += [("/help COMMAND", "Say more about a command."), ("/quit", "Leave; so do quit, exit and Ctrl-D.")]
    formatter = click.HelpFormatter(width=width)
    with formatter.section("A line is a question, or one of these"):
        formatter.write_dl(rows)
    return formatter.getvalue().rstrip("\n")
