"""One run of the program: what commands have at hand, and what becomes of their mistakes."""

import errno
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from bot.answering.answers import Answer
from bot.answering.quotes import Quote
from bot.assistant import Assistant
from bot.config import load_config
from bot.errors import FAILURES, ConfigMissing, RequestError, UnknownCollection
from bot.failures import LOG_NAME, FailureLog
from bot.terminal import payloads
from bot.terminal.terminal import Terminal
from index.storage.stored import StoredDocument

FAILED, BAD_USAGE, INTERRUPTED = 1, 2, 130
_MOST_REMEMBERED = 5
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""What the system says where nothing more can be written."""


class OutputError(Exception):
    """Standard output takes no more."""


class Session:
    """What one run of the program has at hand; commands receive it as click's object."""

    def __init__(self, assistant: Assistant | None = None) -> None:
        """Load nothing yet; an assistant that is given needs no configuration file."""
        self.config_file = Path("config.yaml")
        self.terminal = Terminal()
        self.as_json = False
        """Whether the command at hand prints JSON."""
        self.always_json = False
        """Whether every command does."""
        self.conversing = False
        """Whether this is one of many commands that print to the same place."""
        self.collections: tuple[str, ...] = ()
        """What a conversation is limited to; empty where it is not."""
        self.asked: tuple[str, ...] = ()
        """The earlier questions of a conversation as they were read, latest last."""
        self._assistant = assistant
        self._log_file = _log_file(assistant) if assistant else None

    @property
    def assistant(self) -> Assistant:
        """Read the configuration on first use."""
        if self._assistant is None:
            config = load_config(self.config_file)
            self._log_file = config.path(config.index.folder) / LOG_NAME
            self._assistant = Assistant(config)
        return self._assistant

    @property
    def failures(self) -> FailureLog:
        """Give the log of unforeseen failures; without a file until the configuration says where it lies."""
        return FailureLog(self._log_file)

    def within(self, asked: Sequence[str]) -> tuple[str, ...] | None:
        """Return the collections to look in, None for all; raise RequestError for one outside a limit."""
        outside = [name for name in asked if self.collections and name not in self.collections]
        if outside:
            raise RequestError(
                f"this conversation is limited to {', '.join(self.collections)}; it does not see {outside[0]!r}"
            )
        return tuple(asked) or self.collections or None

    def remember(self, question: str) -> None:
        """Keep a question for those that lean on it, if this is a conversation."""
        if self.conversing:
            self.asked = (*self.asked, question)[-_MOST_REMEMBERED:]

    def put(self, payload: payloads.Payload, show: Callable[[], None]) -> None:
        """Print the payload as JSON, or show the same to a person."""
        self.write((lambda: self.terminal.json(payload)) if self.as_json else show)

    def put_noting(
        self, shown: Iterable[Answer | Quote | StoredDocument], payload: payloads.Payload, show: Callable[[], None]
    ) -> None:
        """Print as `put` does, with what became of the files of what is shown."""
        self.put_with(self.assistant.notes_on(shown), payload, show)

    def put_with(self, notes: Sequence[str], payload: payloads.Payload, show: Callable[[], None]) -> None:
        """Print as `put` does, with notes on the files of what is shown."""

        def both() -> None:
            show()
            self.terminal.notes(notes)

        self.put(payload | {"notes": list(notes)}, both)

    def write(self, show: Callable[[], None]) -> None:
        """Print something; raise OutputError where it cannot be written, such as to a full disk."""
        try:
            show()
        except BrokenPipeError:
            raise  # whoever read the output has seen enough; that ends the program, not the command
        except OSError as error:
            raise OutputError(f"cannot write the output: {error.strerror or error}") from error

    def fail(self, message: str) -> None:
        """Tell a failure in one line, and to a program as JSON too."""
        message = " ".join(message.split())
        if self.as_json:
            self.terminal.json({"error": message})
        self.terminal.error(message)


def perform(command: click.Command, arguments: Sequence[str], session: Session, name: str) -> int:
    """Run one command and return its exit status; whatever goes wrong is told in one line."""
    session.as_json = session.always_json
    try:
        with command.make_context(name, list(arguments), obj=session) as context:
            command.invoke(context)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        # A mistake may come before --json was read.
        session.as_json |= "--json" in _options(arguments)
        return _misused(error, session)
    except (RequestError, ConfigMissing) as error:
        session.fail(in_full(error))
        return BAD_USAGE
    except FAILURES as error:
        session.fail(str(error))
        return FAILED
    except OutputError as error:
        session.terminal.error(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:  # of what is printed past `write`, such as help
            session.terminal.error(f"cannot write: {error.strerror}")
            return FAILED
        session.fail(session.failures.note(error, " ".join([name, *arguments])))
        return FAILED
    return 0


def in_full(error: Exception) -> str:
    """Say what went wrong to whoever sits at the terminal, who may see every collection."""
    return error.in_full if isinstance(error, UnknownCollection) else str(error)


def _misused(error: click.ClickException, session: Session) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        session.terminal.note(error.format_message())
        return BAD_USAGE
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        before = "--config goes before the command." if error.option_name == "--config" else ""
        message += f" {before or 'Write -- before text that begins with a dash.'}"
    if isinstance(error, click.UsageError) and error.ctx:
        session.terminal.note(f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help.")
    session.fail(message)
    return BAD_USAGE


def _options(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments before the `--` that ends options."""
    return arguments[: list(arguments).index("--")] if "--" in arguments else arguments


def _log_file(assistant: Assistant) -> Path:
    return assistant.config.path(assistant.config.index.folder) / LOG_NAME


class TerminalLog(logging.Handler):
    """Shows log records on standard error, made fit for a screen like everything else."""

    def __init__(self, terminal: Terminal) -> None:
        """Write through the terminal that draws the progress bars, so that neither garbles the other."""
        super().__init__()
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        try:
            self._terminal.note(self.format(record))
        except Exception:  # logging must never end what it logs
            self.handleError(record)
