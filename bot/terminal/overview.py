"""Lists of commands: each with its whole first sentence, however narrow the terminal is."""

from collections.abc import Iterable

import click

_LONGEST_SENTENCE = 200
"""Characters; click would end a sentence with dots where the line does."""

Row = tuple[str, str]
"""A command as it is typed, and what it does."""


def command_rows(commands: Iterable[tuple[str, click.Command]], before: str = "") -> list[Row]:
    """Return what each command does, in order of name; `before` stands before each name."""
    return [(f"{before}{name}", each.get_short_help_str(limit=_LONGEST_SENTENCE)) for name, each in sorted(commands)]


class CommandGroup(click.Group):
    """A group whose help tells of each command in a whole sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(command_rows(self.commands.items()))
