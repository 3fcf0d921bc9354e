"""The options and arguments that commands share."""

from collections.abc import Callable
from typing import TypeVar

import click

from bot.terminal.session import Session

_Command = TypeVar("_Command", bound=Callable[..., object])


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
collections_option = click.option(
    "--collection", "collections", multiple=True, metavar="NAME", help="Look in this collection only; repeatable."
)


def words_argument(name: str, *, required: bool = False, checked: bool = False) -> Callable[[_Command], _Command]:
    """Take the rest of the line as one text, so that nothing needs quotation marks.

    One that is `checked` is required too, but the command itself says what is missing.
    """
    label = name.upper() if required or checked else f"[{name.upper()}]"
    return click.argument(
        name, nargs=-1, required=required, metavar=label, callback=lambda _context, _parameter, parts: " ".join(parts)
    )
