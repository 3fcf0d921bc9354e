"""The commands of the command line."""

import io
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from bot.answering.courtesies import asks_for_sources
from bot.terminal import payloads
from bot.terminal.discord_commands import run_bot, sync
from bot.terminal.options import collections_option as _collections
from bot.terminal.options import json_option
from bot.terminal.options import words_argument as _words
from bot.terminal.overview import CommandGroup
from bot.terminal.session import FAILED, Session, TerminalLog, perform
from bot.terminal.watch_commands import watch
from bot.upkeep.watchlist import NOTHING_CHECKED, TERMINAL
from knowledge.words import words

_PROGRAM = "python -m bot"


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
    context.ensure_object(Session).config_file = config_file


@cli.command()
@_words("question")
@click.option("--file", "file", type=click.Path(path_type=Path), help="Answer each line of a file, text or JSON.")
@click.option("--after", "previous", multiple=True, metavar="QUESTION", help="An earlier question; repeatable.")
@_collections
@json_option
@click.pass_obj
def ask(
    session: Session, question: str, file: Path | None, previous: tuple[str, ...], collections: tuple[str, ...]
) -> None:
    """Answer a QUESTION, or say that the documents do not answer it."""
    if bool(question) == (file is not None):
        raise click.UsageError('Ask one question, as in `ask "Who is affected?"`, or name a --file of them.')
    if not all(map(words, previous)):
        raise click.UsageError("Name a question with --after; one that holds no words was given.")
    if file is not None and previous:
        raise click.UsageError("--after goes with one question; in a --file each line may give `previous`.")
    if file is not None:
        _ask_many(session, file, session.within(collections))
        return
    given = session.assistant.ask(question, session.within(collections), previous or session.asked)
    session.remember(given.read_as)
    session.put_noting([given], payloads.answer(given), lambda: session.terminal.answer(given))
    if not given.answered:
        if asks_for_sources(question):
            session.terminal.note(f"`{'/' * session.conversing}sources` lists the documents")
        _note_if_empty(session)


def _note_if_empty(session: Session) -> None:
    if not session.assistant.sources():
        folder = session.assistant.library.folder
        session.terminal.note(f"no documents are indexed; put some into {folder} and run `index`")


def _ask_many(session: Session, file: Path, collections: Sequence[str] | None) -> None:
    from bot.terminal.replies import replies

    failed = asked = 0
    for reply in replies(session.assistant, file, collections, session.failures):
        asked += 1
        failed += "error" in reply
        session.write(partial(session.terminal.json, reply))
    if failed:
        session.terminal.error(f"{failed} of {asked} questions of {file} failed; see `error` in their replies")
        raise click.exceptions.Exit(FAILED)


@cli.command()
@_words("topic", checked=True)
@_collections
@json_option
@click.pass_obj
def brief(session: Session, topic: str, collections: tuple[str, ...]) -> None:
    """Gather the quotes on a TOPIC of the configuration."""
    if not topic:
        topics = ", ".join(session.assistant.config.topics) or "none yet; write some into the configuration"
        raise click.UsageError(f"Name a topic; there are: {topics}")
    given = session.assistant.brief(topic, session.within(collections))
    session.put_noting(given.quotes, payloads.brief(given), lambda: session.terminal.brief(given))


@cli.command()
@_words("document")
@_collections
@json_option
@click.pass_obj
def cautions(session: Session, document: str, collections: tuple[str, ...]) -> None:
    """List what the documents warn of, or what one DOCUMENT does.

    That is what stands under headings such as "Risks" (`cautions.words`), and sentences that warn or have doubts.
    DOCUMENT may be any part of a document's name or title that fits only one.
    """
    given = session.assistant.cautions(document, session.within(collections))
    quotes = [each.quote for each in given.cautions]
    session.put_noting(quotes, payloads.cautions(given), lambda: session.terminal.cautions(given))


@cli.command()
@_collections
@json_option
@click.pass_obj
def conflicts(session: Session, collections: tuple[str, ...]) -> None:
    """Show where documents give different figures for the same thing."""
    given = session.assistant.conflicts(session.within(collections))
    quotes = [quote for each in given.conflicts for quote in each.quotes]
    session.put_noting(quotes, payloads.conflicts(given), lambda: session.terminal.conflicts(given))


@cli.command()
@_collections
@json_option
@click.pass_obj
def sources(session: Session, collections: tuple[str, ...]) -> None:
    """List the indexed documents with what is doubtful about them."""
    given = session.assistant.sources(session.within(collections))
    session.put(payloads.sources(given), lambda: session.terminal.sources(given))


@cli.command()
@click.argument("document")
@_words("section")
@_collections
@json_option
@click.pass_obj
def show(session: Session, document: str, section: str, collections: tuple[str, ...]) -> None:
    """Print the stored text of a DOCUMENT, or of one SECTION of it.

    DOCUMENT may be any part of a document's name or title, SECTION any part of a heading, that fits
    only one. Written to a file or a pipe a whole text is exactly the one that offsets count in.
    """
    given = session.assistant.show(document, section, session.within(collections))
    notes = session.assistant.notes_on([given.document])
    session.put(
        payloads.shown(given) | {"notes": list(notes)},
        partial(session.terminal.show, given, exact=not session.conversing, part=bool(section)),
    )
    if not session.as_json:
        for note in notes:  # apart from the exact text
            session.terminal.note(note)


@cli.command()
@click.argument("quote_id")
@_collections
@json_option
@click.pass_obj
def verify(session: Session, quote_id: str, collections: tuple[str, ...]) -> None:
    """Say what became of a quote: intact, moved, changed or gone, or that it is only part of a sentence.

    QUOTE_ID stands below each quote: the text's hash and the offsets in it.
    """
    given = session.assistant.verify(quote_id, session.within(collections))
    shown = [*([given.now] if given.now else ()), *([given.served] if given.served else ())]
    notes = session.assistant.notes_on(shown)
    session.put_with(
        notes, payloads.verification(given), lambda: session.terminal.verification(given, as_indexed=bool(notes))
    )


@cli.command()
@click.option("--since", default="", metavar="DATE", help="From this date on, such as 2025-03-04 or yesterday.")
@_collections
@json_option
@click.pass_obj
def changes(session: Session, since: str, collections: tuple[str, ...]) -> None:
    """Say what reindexes changed, latest first, with the sentences that are new or gone."""
    given = session.assistant.changes(since, session.within(collections))
    session.put(payloads.changes(given), lambda: session.terminal.changes(given))


@cli.command()
@click.option("--rebuild", is_flag=True, help="Read and embed everything anew, also over a damaged store.")
@click.option("--allow-removals", is_flag=True, help="Go on although many documents are gone from the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing if nothing changed or failed.")
@json_option
@click.pass_obj
def index(session: Session, rebuild: bool, allow_removals: bool, quiet: bool) -> None:
    """Bring the index up to the documents folder."""
    assistant, terminal = session.assistant, session.terminal
    try:
        with terminal.steps() as progress:
            report = assistant.reindex(rebuild=rebuild, allow_removals=allow_removals, progress=progress)
    except KeyboardInterrupt:
        again = "a rebuild begins anew" if rebuild else "the next run goes on from here"
        terminal.note(f"interrupted; the index is whole, and {again}")
        raise
    changed = bool(report.added or report.changed or report.removed)
    told = assistant.report(report, session.within(()))
    checked = assistant.watchlist.check([TERMINAL], session.collections or None) if changed else NOTHING_CHECKED

    def tell() -> None:
        if quiet and not (changed or report.failed):
            return
        terminal.report(report)
        if told:
            terminal.sentences(told)
        if new := {*report.added, *report.changed}.difference(report.renamed):
            terminal.findings(assistant.sources(), new)
        terminal.watched_changes(checked)

    changes_ = payloads.changed(told)["documents"] if told else []
    session.put(payloads.report(report) | {"changes": changes_, "watched": payloads.checked(checked)["changes"]}, tell)
    if not quiet and not report.unchanged:
        _note_if_empty(session)
    assistant.watchlist.told(checked.changes)


@cli.command()
@json_option
@click.pass_obj
def status(session: Session) -> None:
    """Compare the index with folder and configuration; exit 1 if they differ."""
    given = session.assistant.status(session.collections or None)
    session.put(payloads.status(given), lambda: session.terminal.status(given))
    if not given.ok:
        raise click.exceptions.Exit(FAILED)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def evaluate(session: Session, file: Path) -> None:
    """Measure retrieval, quotes and abstaining on a FILE of questions with expected evidence.

    Each line of FILE is a JSON object such as

    \b
      {"question": "How much water do the camps receive?",
       "evidence": [{"contains": "nine litres"}]}

    but on one line. A piece of evidence is a text that answers; "document" and "section" may say where it
    has to stand. A question without evidence is taken for one that the documents do not answer, unless
    "answerable" says true. There may be an "id", "previous" with a list of earlier questions, and "kind",
    "parts" and "note", which are not looked at; any other key is refused.
    """  # noqa: D301  (click wants the very character)
    from bot.evaluate import evaluate as run_evaluation
    from bot.evaluate import load_cases, summarise

    cases = load_cases(file)
    with session.terminal.progress("asking") as progress:
        outcomes = run_evaluation(session.assistant, cases, progress)
    given = summarise(outcomes, session.assistant.config.answers.threshold)
    answers = [each.answer for each in outcomes]
    session.put_noting(answers, asdict(given), lambda: session.terminal.evaluation(given))


@cli.command()
@_collections
@json_option
@click.pass_obj
def chat(session: Session, collections: tuple[str, ...]) -> None:
    """Ask one question after the other; every command works as /command."""
    from bot.terminal.chat import converse

    session.collections = session.within(collections) or ()
    converse(session, cli)


for _command in (watch, run_bot, sync):
    cli.add_command(_command)


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 a failure told in one line, 2 bad usage."""
    return perform(cli, arguments, session or Session(), _PROGRAM)


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    session = Session()
    logging.basicConfig(handlers=[TerminalLog(session.terminal)], level=logging.WARNING, format="%(message)s")
    for package in ("bot", "index", "knowledge"):
        logging.getLogger(package).setLevel(logging.INFO)
    status_ = 0
    try:
        status_ = run(sys.argv[1:], session)
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        # A reader that is gone, such as `head`, has seen enough.
        if not isinstance(error, BrokenPipeError) and status_ == 0:
            session.terminal.error(f"cannot write the output: {error.strerror or error}")
            status_ = FAILED
        # Keep Python from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status_)
