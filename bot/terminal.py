"""Answers and lists for people at a terminal; the one file that imports rich."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import payloads
from bot.answers import Answer, Part
from bot.assistant import Brief, Cautions, Shown
from bot.evaluate import Evaluation
from bot.quotes import Quote
from bot.status import Status, findings_of
from bot.visible import visible
from index.build import BuildReport
from index.embedding import Progress as Report
from index.reading import StoredDocument
from knowledge.checks import Finding

_NARROWEST, _USUAL, _WIDEST = 20, 80, 100


class _Console(Console):
    """Leaves it to whoever started the command what happens when a reader, such as `head`, is gone."""

    def on_broken_pipe(self) -> None:
        """Pass the error on instead of ending the program."""
        raise BrokenPipeError


class Terminal:
    """Prints to standard output; plain where that is no terminal or NO_COLOR is set.

    All text goes through `_text`, so that no document, file name or question can steer the screen;
    only what a program reads, JSON and a redirected `show`, stays exact.
    """

    def __init__(self) -> None:
        """Take the terminal's width, within what can be laid out and what is comfortable to read."""
        # NO_COLOR alone leaves rich its bold and underline; without a colour system they go too.
        colors: Literal["auto"] | None = None if Console().no_color else "auto"
        self._out = _Console(highlight=False, color_system=colors)
        self._out.width = max(_NARROWEST, min(self._out.width or _USUAL, _WIDEST))
        self._err = _Console(stderr=True, highlight=False, color_system=colors)

    @property
    def width(self) -> int:
        """Give the columns that text is wrapped to."""
        return self._out.width

    def json(self, payload: payloads.Payload) -> None:
        """Print one line of JSON."""
        print(payloads.dumps(payload, getattr(sys.stdout, "encoding", None) or "utf-8"), flush=True)

    def answer(self, given: Answer) -> None:
        """Print quotes, or what is nearest and that it is no answer."""
        if given.read_as != given.question:
            self._line(f"Read as: {given.read_as}", "dim")
            self._line()
        if given.parts:
            self._parts(given.parts)
        else:
            self._quotes(given.quotes)
        self._withheld(given.withheld)
        if given.answered or given.withheld:
            return
        self._line("The documents do not answer this.", "bold")
        if given.nearest:
            self._line("Nearest sections, which are no answer:")
            for each in given.nearest:
                self._indented(f"· {_path(each.title, each.headings)} ({each.document})")
        if given.closest:
            self._line()
            self._line("Closest passages, which may not answer:")
            for quote in given.closest:
                self._quote(quote, emphasise=False)

    def _parts(self, parts: Sequence[Part]) -> None:
        """Print what is said to each of several questions, also that one is not answered."""
        number = 0
        for part in parts:
            self._line(part.question, "bold underline")
            for quote in part.quotes:
                number += 1
                self._quote(quote, f"[{number}] ")
            if not part.answered:
                self._line("The documents do not answer this part.")
                self._line()

    def brief(self, given: Brief) -> None:
        """Print the quotes on a topic."""
        self._line(given.title, "bold underline")
        self._line()
        self._quotes(given.quotes)
        self._withheld(given.withheld)
        if not given.quotes and not given.withheld:
            self._line("The documents hold nothing on this topic.")

    def cautions(self, given: Cautions) -> None:
        """Print cautions by document."""
        document = None
        for number, caution in enumerate(given.cautions, start=1):
            if caution.quote.document != document:
                document = caution.quote.document
                self._line(document.metadata.title, "bold underline")
                self._line()
            self._line(f"{number}. {caution.title}", "bold")
            self._quote(caution.quote, emphasise=False)
        self._withheld(given.withheld)
        if not given.cautions and not given.withheld:
            self._line("The documents raise no cautions.")

    def sources(self, documents: list[StoredDocument]) -> None:
        """Print what is indexed."""
        findings = findings_of(documents)
        for document in documents:
            meta = document.metadata
            facts = [meta.date or "no date", *filter(None, [meta.publisher, meta.url])]
            facts += [_count(document.sections, "section"), _count(document.passages, "passage")]
            self._line(document.name, "bold")
            self._indented(meta.title)
            self._indented(f"{document.collection} · {' · '.join(facts)}", "dim")
            self._findings((name, found) for name, found in findings if name == document.name)
        if not documents:
            self._line("No documents are indexed.")

    def show(self, given: Shown, *, exact: bool) -> None:
        """Print a stored text; `exact` gives a file or pipe its very bytes."""
        if self._out.is_terminal or not exact:
            self._out.file.write(visible(given.text, keep="\n\t").rstrip("\n") + "\n")
            self._out.file.flush()
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(given.text.encode())
        sys.stdout.buffer.flush()

    def report(self, given: BuildReport) -> None:
        """Print what a build did."""
        for label, names in (("added", given.added), ("changed", given.changed), ("removed", given.removed)):
            for name in names:
                self._line(f"{label}  {name}")
        for each in given.failed:
            self._line(f"failed  {each.name}: {each.reason}", "red")
        self._line(
            f"{len(given.added)} added, {len(given.changed)} changed, {len(given.removed)} removed, "
            f"{given.unchanged} unchanged, {_count(given.embedded, 'passage')} embedded, {len(given.failed)} failed "
            f"(generation {given.generation})"
        )

    def findings(self, documents: Sequence[StoredDocument], names: Sequence[str]) -> None:
        """Print the findings about some documents, by name."""
        self._findings(((name, each) for name, each in findings_of(documents) if name in names), named=True)

    def status(self, given: Status) -> None:
        """Print the state of the index, and what to do where it is not in order."""
        if given.ok:
            self._line("The index equals the folder.", "bold")
        else:
            self._line(f"The index is not in order: {given.mend}.", "bold red")
        lists = {
            "new": given.added,
            "changed": given.changed,
            "gone": given.removed,
            "no longer readable": given.stale,
            "altered in the store": given.altered,
        }
        for label, names in lists.items():
            for name in names:
                self._indented(f"{label}: {name}")
        for difference in given.settings:
            self._indented(difference)
        self._line(f"generation {given.generation}, indexed {given.indexed_at}")
        self._line(f"model {given.model or 'none'}")
        self._line(", ".join(_count(number, table.removesuffix("s")) for table, number in given.counts.items()))
        self._findings(given.findings, named=True)

    def evaluation(self, given: Evaluation) -> None:
        """Print the figures of a question set as a table."""
        table = Table(box=None, pad_edge=False)
        table.add_column("measure")
        table.add_column("value", justify="right")
        for name, value in given.rows():
            table.add_row(_text(name), _text(value))
        self._out.print(table)

    def say(self, message: str) -> None:
        """Print lines to standard output."""
        self._out.print(_text(message, keep="\n"), soft_wrap=True)

    def note(self, message: str) -> None:
        """Print lines about the work itself to standard error."""
        self._err.print(_text(message, keep="\n"), soft_wrap=True)

    def error(self, message: str) -> None:
        """Print an error in one line to standard error."""
        self._err.print(Text.assemble(_text("error: ", "bold red"), _text(message)), soft_wrap=True)

    @contextmanager
    def progress(self, label: str) -> Iterator[Report]:
        """Show a bar with an estimate on standard error while a build reports to it."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, disable=not self._err.is_terminal, transient=True) as bar:
            task = bar.add_task(label, total=None, start=False)

            def report(done: int, total: int) -> None:
                bar.start_task(task)
                bar.update(task, completed=done, total=total)

            yield report

    def _quotes(self, quotes: Sequence[Quote]) -> None:
        for number, quote in enumerate(quotes, start=1):
            self._quote(quote, f"[{number}] ")

    def _quote(self, quote: Quote, label: str = "", *, emphasise: bool = True) -> None:
        """Print a quote with its citation; a heavy bar marks what answers, with and without colour."""
        for piece, is_key in _stretches(quote):
            loud = is_key and emphasise
            self._indented(piece, "bold" if loud else "", margin=_text("┃ " if loud else "│ ", "cyan"))
        meta = quote.document.metadata
        source = [_path(meta.title, quote.headings), _pages(quote), meta.publisher, meta.date or "no date"]
        self._indented(label + " · ".join(filter(None, source)), "cyan")
        if meta.url:
            # In one piece, however long: a link that is broken up can be neither clicked nor copied.
            self._out.print(_text(f"  {meta.url}", "cyan"), soft_wrap=True)
        self._indented(f"{quote.document.name} · {quote.id}", "dim")
        for other in quote.also:
            other_meta = other.document.metadata
            named = filter(None, [other_meta.publisher, other_meta.date])
            self._indented(f"also: {' · '.join([other_meta.title, *named])} ({other.document.name})", "dim")
        self._line()

    def _withheld(self, reasons: Sequence[str]) -> None:
        for reason in reasons:
            self._line(f"A quote is withheld: {reason}", "bold red")

    def _findings(self, findings: Iterable[tuple[str, Finding]], *, named: bool = False) -> None:
        for name, found in findings:
            self._indented(f"! {name + ': ' if named else ''}{found.message}", "yellow")

    def _line(self, text: str = "", style: str = "") -> None:
        self._indented(text, style, margin=Text())

    def _indented(self, text: str, style: str = "", margin: Text | None = None) -> None:
        margin = Text("  ") if margin is None else margin
        for line in _text(text, style).wrap(self._out, self._out.width - len(margin)):
            line.rstrip()
            self._out.print(Text.assemble(margin, line), soft_wrap=True)


def _text(text: str, style: str = "", keep: str = "") -> Text:
    return Text(visible(text, keep), style=style)


def _stretches(quote: Quote) -> Iterator[tuple[str, bool]]:
    """Yield the quote's text in pieces, each with whether it is a key sentence, white space folded."""
    at = quote.span.start
    for span in sorted(quote.key):
        for start, end, is_key in ((at, span.start, False), (span.start, span.end, True)):
            piece = " ".join(quote.text[start - quote.span.start : end - quote.span.start].split())
            if piece:
                yield piece, is_key
        at = span.end
    rest = " ".join(quote.text[at - quote.span.start :].split())
    if rest:
        yield rest, False


def _path(title: str, headings: Sequence[str]) -> str:
    """Join title and headings, without a first heading that only repeats the title."""
    shown = headings[1:] if headings and headings[0] == title else headings
    return " › ".join([title, *shown])


def _pages(quote: Quote) -> str:
    if quote.pages is None:
        return ""
    first, last = quote.pages
    return f"p. {first}" if first == last else f"pp. {first}-{last}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
