"""The command line; with bot/chat.py the only file that imports click."""

import json
import logging
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot import payloads
from bot.assistant import Assistant
from bot.config import load_config
from bot.errors import ConfigError, QuoteError, RequestError
from bot.requests import read_lines
from bot.terminal import Terminal
from index.errors import ModelError, StoreError
from knowledge.errors import KnowledgeError

_log = logging.getLogger(__name__)
_TOLD = (ConfigError, QuoteError, StoreError, ModelError, KnowledgeError)
_FAILED, _BAD_USAGE, _INTERRUPTED = 1, 2, 130


class Session:
    """What one run of the program has at hand; commands receive it as click's object."""

    def __init__(self, config_file: Path) -> None:
        """Load nothing yet."""
        self._config_file = config_file
        self._assistant: Assistant | None = None
        self.terminal = Terminal()
        self.as_json = False

    @property
    def assistant(self) -> Assistant:
        """Read the configuration on first use."""
        if self._assistant is None:
            config = load_config(self._config_file)
            _log_failures_to(config.path(config.index.folder) / "bot.log")
            self._assistant = Assistant(config)
        return self._assistant

    def put(self, payload: payloads.Payload, show: Callable[[], None]) -> None:
        """Print the payload as JSON, or show the same to a person."""
        if self.as_json:
            click.echo(json.dumps(payload, ensure_ascii=False))
        else:
            show()


def _remember_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    session = context.find_object(Session)
    if session and value:
        session.as_json = True


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_remember_json,
    help="Print one JSON document instead of text for people.",
)
_collections = click.option(
    "--collection", "collections", multiple=True, metavar="NAME", help="Search this collection only; repeatable."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    default=Path("config.yaml"),
    show_default=True,
    help="The configuration file.",
)
@click.pass_context
def cli(context: click.Context, config_file: Path) -> None:
    """Answer questions about a folder of documents, only with verbatim quotes."""
    context.obj = context.obj or Session(config_file)


@cli.command()
@click.argument("question", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="Answer each line of a JSONL file.")
@_collections
@json_option
@click.pass_obj
def ask(session: Session, question: str | None, file: Path | None, collections: tuple[str, ...]) -> None:
    """Answer a QUESTION, or say that the documents do not answer it."""
    if (question is None) == (file is None):
        raise click.UsageError('ask one question, as in `ask "Who is affected?"`, or name a --file of them')
    if file is not None:
        _ask_many(session, file, collections or None)
        return
    given = session.assistant.ask(question or "", collections or None)
    session.put(payloads.answer(given), lambda: session.terminal.answer(given))


def _ask_many(session: Session, file: Path, collections: Sequence[str] | None) -> None:
    failed = False
    for line in read_lines(file):
        reply: dict[str, Any] = {}
        try:
            asked = line.object()
            reply = {"id": asked.get("id"), "question": asked["question"]}
            reply |= payloads.answer(session.assistant.ask(asked["question"], collections))
        except RequestError as error:
            failed = True
            reply |= {"answered": False, "score": 0.0, "quotes": [], "nearest": [], "error": str(error)}
        click.echo(json.dumps(reply, ensure_ascii=False))
    if failed:
        raise RequestError(f"some lines of {file} could not be asked; see `error` in what was printed")


@cli.command()
@click.argument("topic")
@_collections
@json_option
@click.pass_obj
def brief(session: Session, topic: str, collections: tuple[str, ...]) -> None:
    """Gather the quotes on a TOPIC of config.yaml."""
    given = session.assistant.brief(topic, collections or None)
    session.put(payloads.brief(given), lambda: session.terminal.brief(given))


@cli.command()
@click.argument("document", default="")
@_collections
@json_option
@click.pass_obj
def cautions(session: Session, document: str, collections: tuple[str, ...]) -> None:
    """List every caution that the documents raise, or one DOCUMENT."""
    given = session.assistant.cautions(document, collections or None)
    session.put(payloads.cautions(given), lambda: session.terminal.cautions(given))


@cli.command()
@_collections
@json_option
@click.pass_obj
def sources(session: Session, collections: tuple[str, ...]) -> None:
    """List the indexed documents with what is doubtful about them."""
    given = session.assistant.sources(collections or None)
    session.put(payloads.sources(given), lambda: session.terminal.sources(given))


@cli.command()
@click.argument("document")
@click.argument("section", default="")
@json_option
@click.pass_obj
def show(session: Session, document: str, section: str) -> None:
    """Print the stored text of a DOCUMENT, or of one SECTION of it."""
    given = session.assistant.show(document, section)
    session.put(payloads.shown(given), lambda: session.terminal.show(given))


@cli.command()
@click.option("--rebuild", is_flag=True, help="Read and embed everything anew, also over a damaged store.")
@click.option("--allow-removals", is_flag=True, help="Go on although many documents are gone from the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing if nothing changed.")
@json_option
@click.pass_obj
def index(session: Session, rebuild: bool, allow_removals: bool, quiet: bool) -> None:
    """Bring the index up to the documents folder."""
    assistant, terminal = session.assistant, session.terminal
    with terminal.progress("embedding") as progress:
        report = assistant.reindex(rebuild=rebuild, allow_removals=allow_removals, progress=progress)

    def tell() -> None:
        if quiet and not (report.added or report.changed or report.removed):
            return
        terminal.report(report)
        terminal.findings(assistant.sources(), [*report.added, *report.changed])

    session.put(payloads.report(report), tell)


@cli.command()
@json_option
@click.pass_obj
def status(session: Session) -> None:
    """Compare the index with the folder; exit 1 if they differ."""
    given = session.assistant.status()
    session.put(payloads.status(given), lambda: session.terminal.status(given))
    if not given.ok:
        raise click.exceptions.Exit(_FAILED)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def evaluate(session: Session, file: Path) -> None:
    """Measure retrieval, quotes and abstaining on a FILE of questions with expected evidence."""
    from bot.evaluate import evaluate as run_evaluation
    from bot.evaluate import load_cases, summarise

    cases = load_cases(file)
    with session.terminal.progress("asking") as progress:
        outcomes = run_evaluation(session.assistant, cases, progress)
    given = summarise(outcomes, session.assistant.config.answers.threshold)
    session.put(asdict(given), lambda: session.terminal.evaluation(given))


@cli.command()
@_collections
@json_option
@click.pass_context
def chat(context: click.Context, collections: tuple[str, ...]) -> None:
    """Ask one question after the other; every command works as /command."""
    from bot.chat import converse

    converse(context, context.find_root().command, collections)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 a failure told in one line, 2 bad usage."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    for package in ("bot", "index", "knowledge"):
        logging.getLogger(package).setLevel(logging.INFO)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str], session: Session | None = None, command: click.Command = cli) -> int:
    """Run one command and return its exit status; whatever goes wrong is told in one line."""
    try:
        result = command.main(arguments, prog_name="python -m bot", standalone_mode=False, obj=session)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return _BAD_USAGE
    except RequestError as error:
        return _told(error, arguments, _BAD_USAGE)
    except _TOLD as error:
        return _told(error, arguments, _FAILED)
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        number = uuid.uuid4().hex[:8]
        logging.getLogger("failures").exception("failure %s: %s", number, " ".join(arguments))
        return _told(
            RuntimeError(f"something unforeseen went wrong ({type(error).__name__}); look for {number} in bot.log"),
            arguments,
            _FAILED,
        )


def _told(error: Exception, arguments: Sequence[str], status_: int) -> int:
    message = " ".join(str(error).split())
    if "--json" in arguments:
        click.echo(json.dumps({"error": message}, ensure_ascii=False))
    Terminal().error(message)
    return status_


def _log_failures_to(file: Path) -> None:
    """Keep tracebacks of unforeseen failures in a file, off the screen."""
    log = logging.getLogger("failures")
    log.propagate = False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        log.addHandler(logging.NullHandler())
        return
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
