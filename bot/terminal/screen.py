"""The screen that commands print to; the one file that imports rich."""

import datetime
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluate import Progress as Report
from bot.terminal import payloads
from bot.visible import visible
from index.preparing import Steps

_NARROWEST, _USUAL, _WIDEST = 20, 80, 100
_NARROWEST_BESIDE = 72

Styled = tuple[str, str]
"""A text and its style."""


class _Console(Console):
    """Leaves it to whoever started the command what happens when a reader, such as `head`, is gone."""

    def on_broken_pipe(self) -> None:
        """Pass the error on instead of ending the program."""
        raise BrokenPipeError


class Screen:
    """Prints to standard output; plain where that is no terminal or NO_COLOR is set.

    All text goes through `_text`, so that no document, file name or question can steer the screen;
    only what a program reads, JSON and an exact text, stays exact.
    """

    def __init__(self) -> None:
        """Take the terminal's width, within what can be laid out and what is comfortable to read."""
        # NO_COLOR alone leaves rich its bold and underline; without a colour system they go too.
        colors: Literal["auto"] | None = None if Console().no_color else "auto"
        self._out = _Console(highlight=False, color_system=colors)
        self._out.width = max(_NARROWEST, min(self._out.width or _USUAL, _WIDEST))
        self._err = _Console(stderr=True, highlight=False, color_system=colors)
        self._held: list[str] | None = None
        self._holding = threading.Lock()

    @property
    def width(self) -> int:
        """Give the columns that text is wrapped to."""
        return self._out.width

    def json(self, payload: payloads.Payload) -> None:
        """Print one line of JSON."""
        print(payloads.dumps(payload, getattr(sys.stdout, "encoding", None) or "utf-8"), flush=True)

    def text(self, text: str, *, exact: bool) -> None:
        """Print a long text; `exact` gives a file or pipe its very bytes."""
        if self._out.is_terminal or not exact:
            self._out.file.write(visible(text, keep="\n\t").rstrip("\n") + "\n")
            self._out.file.flush()
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()

    def table(self, columns: tuple[str, str], rows: Iterable[tuple[str, str]]) -> None:
        """Print names with their values."""
        table = Table(box=None, pad_edge=False)
        table.add_column(columns[0])
        table.add_column(columns[1], justify="right")
        for name, value in rows:
            table.add_row(_text(name), _text(value))
        self._out.print(table)

    def unbroken(self, text: str, style: str = "") -> None:
        """Print a text in one piece, however long: a link that is broken up can be neither clicked nor copied."""
        self._out.print(_text(f"  {text}", style), soft_wrap=True)

    def say(self, message: str) -> None:
        """Print lines to standard output."""
        self._out.print(_text(message, keep="\n"), soft_wrap=True)

    def note(self, message: str) -> None:
        """Print lines about the work itself to standard error, or keep them while they would be in the way."""
        with self._holding:
            if self._held is not None:
                self._held.append(message)
                return
        self._err.print(_text(message, keep="\n"), soft_wrap=True)

    @contextmanager
    def typing(self) -> Iterator[None]:
        """Keep what other threads note out of the line that somebody types, and print it afterwards."""
        held: list[str] = []
        with self._holding:
            self._held = held
        try:
            yield
        finally:
            with self._holding:
                self._held = None
            for message in held:
                self.note(message)

    def error(self, message: str) -> None:
        """Print an error to standard error, in one line unless that is a terminal, which would break words."""
        told = Text.assemble(_text("error: ", "bold red"), _text(message))
        self._err.print(told, soft_wrap=not self._err.is_terminal)

    @contextmanager
    def progress(self, label: str) -> Iterator[Report]:
        """Show a bar with an estimate on standard error while an evaluation reports to it."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, disable=not self._err.is_terminal, transient=True) as bar:
            task = bar.add_task(label, total=None, start=False)

            def report(done: int, total: int) -> None:
                bar.start_task(task)
                bar.update(task, completed=done, total=total)

            yield report

    @contextmanager
    def steps(self) -> Iterator[Steps]:
        """Show on standard error which step a build is at, with a bar and an estimate for each."""
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, disable=not self._err.is_terminal, transient=True) as bar:
            task, now = bar.add_task("looking", total=None), ""

            def report(step: str, done: int, total: int) -> None:
                nonlocal task, now
                if step != now:
                    # A task cannot go back to having no total.
                    bar.remove_task(task)
                    task, now = bar.add_task(step, total=total or None), step
                bar.update(task, completed=done)

            yield report

    def beside(self, left: Iterable[Styled], right: Iterable[Styled]) -> None:
        """Print two lists of texts side by side, or one under the other where that would be too narrow."""
        if self._out.width < _NARROWEST_BESIDE:
            for text, style in (*left, *right):
                self.line(text, style)
            return
        table = Table.grid(padding=(0, 3, 0, 0), expand=True)
        for _ in range(2):
            table.add_column(ratio=1, overflow="fold")
        table.add_row(*(Text("\n").join(_text(*each) for each in side) for side in (left, right)))
        with self._out.capture() as capture:
            self._out.print(table)
        for line in capture.get().splitlines():
            self._out.file.write(line.rstrip() + "\n")

    def line(self, text: str = "", style: str = "") -> None:
        """Print a text in as many lines as it takes."""
        self.indented(text, style, margin="")

    def indented(self, text: str, style: str = "", margin: str = "  ", margin_style: str = "") -> None:
        """Print a text in as many lines as it takes, each after the margin."""
        self.pieces([(text, style)], margin, margin_style)

    def item(self, mark: str, text: str, style: str = "") -> None:
        """Print a text after a mark, its further lines below its first."""
        edge = mark
        for line in self._wrapped([(text, style)], mark):
            self._out.print(Text.assemble(_text(edge, style), line), soft_wrap=True)
            edge = " " * cell_len(mark)

    def pieces(self, pieces: Iterable[tuple[str, str]], margin: str = "  ", margin_style: str = "") -> None:
        """Print texts, each in a style of its own, one after the other, in as many lines as they take."""
        edge = _text(margin, margin_style)
        for line in self._wrapped(pieces, margin):
            self._out.print(Text.assemble(edge, line), soft_wrap=True)

    def _wrapped(self, pieces: Iterable[Styled], margin: str) -> Iterator[Text]:
        """Break texts that follow each other into lines that leave room for a margin."""
        whole = Text.assemble(*(_text(text, style) for text, style in pieces))
        for line in whole.wrap(self._out, self._out.width - cell_len(margin)):
            line.rstrip()
            yield line


def _text(text: str, style: str = "", keep: str = "") -> Text:
    return Text(visible(text, keep), style=style)


def local(time: str) -> str:
    """Return an ISO time as it reads on this machine's clock, "24 November 2026, 07:05"."""
    return f"{datetime.datetime.fromisoformat(time).astimezone():%-d %B %Y, %H:%M}" if time else "an unknown time"
