"""The commands on saved questions."""

import click

from bot.terminal import payloads
from bot.terminal.options import collections_option, json_option, words_argument
from bot.terminal.overview import CommandGroup
from bot.terminal.session import Session
from bot.upkeep.watchlist import TERMINAL


@click.group(cls=CommandGroup)
@json_option
def watch() -> None:
    """Save questions, and see when what the documents say to them changes."""


@watch.command()
@words_argument("question", required=True)
@collections_option
@json_option
@click.pass_obj
def add(session: Session, question: str, collections: tuple[str, ...]) -> None:
    """Save a QUESTION and answer it."""
    watched, answer = session.assistant.watchlist.add(question, TERMINAL, session.within(collections))

    def tell() -> None:
        session.terminal.say(f"Saved as number {watched.number}.\n")
        session.terminal.answer(answer)
        session.terminal.notes(notes)

    notes = session.assistant.notes_on([answer])
    session.put({"watched": payloads.watched(watched), "answer": payloads.answer(answer, notes)}, tell)


@watch.command(name="list")
@json_option
@click.pass_obj
def list_(session: Session) -> None:
    """List the saved questions."""
    found = session.assistant.watchlist.saved([TERMINAL], session.collections or None)
    session.put({"watched": [payloads.watched(each) for each in found]}, lambda: session.terminal.watched(found))


@watch.command()
@click.argument("number", type=int)
@json_option
@click.pass_obj
def remove(session: Session, number: int) -> None:
    """Forget the saved question with this NUMBER."""
    removed = session.assistant.watchlist.remove(number, TERMINAL, session.collections or None)
    session.put({"removed": payloads.watched(removed)}, lambda: session.terminal.say(f"Forgotten: {removed.question}"))


@watch.command(name="run")
@json_option
@click.pass_obj
def run_(session: Session) -> None:
    """Ask the saved questions again and show where the answer changed."""
    watchlist = session.assistant.watchlist
    checked = watchlist.check([TERMINAL], session.collections or None)
    session.put_noting(checked.answers, payloads.checked(checked), lambda: session.terminal.checked(checked))
    watchlist.told(checked.changes)
