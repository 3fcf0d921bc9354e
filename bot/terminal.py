"""Answers and lists for people at a terminal; the one file that imports rich."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import Answer
from bot.assistant import Brief, Cautions, Shown
from bot.evaluate import Evaluation
from bot.quotes import Quote
from bot.status import Status, findings_of
from index.build import BuildReport
from index.embedding import Progress as Report
from index.reading import StoredDocument
from knowledge.checks import Finding

_WIDEST = 100


class Terminal:
    """Prints to standard output; plain where that is no terminal or NO_COLOR is set."""

    def __init__(self) -> None:
        """Take the terminal's width, up to what is comfortable to read."""
        self._out = Console(highlight=False, soft_wrap=False)
        self._out.width = min(self._out.width, _WIDEST)
        self._err = Console(stderr=True, highlight=False)

    def answer(self, given: Answer) -> None:
        """Print quotes, or what is nearest and that it is no answer."""
        self._quotes(given.quotes)
        self._withheld(given.withheld)
        if given.answered or given.withheld:
            return
        self._out.print(Text("The documents do not answer this.", style="bold"))
        if given.nearest:
            self._out.print("Nearest sections, which are no answer:")
            for each in given.nearest:
                self._indented(Text(f"· {_path(each.title, each.headings)} ({each.document})"))

    def brief(self, given: Brief) -> None:
        """Print the quotes on a topic."""
        self._out.print(Text(given.title, style="bold underline"))
        self._out.print()
        self._quotes(given.quotes)
        self._withheld(given.withheld)
        if not given.quotes and not given.withheld:
            self._out.print("The documents hold nothing on this topic.")

    def cautions(self, given: Cautions) -> None:
        """Print cautions by document."""
        document = None
        for number, caution in enumerate(given.cautions, start=1):
            if caution.quote.document != document:
                document = caution.quote.document
                self._out.print(Text(document.metadata.title, style="bold underline"))
                self._out.print()
            self._out.print(Text(f"{number}. {caution.title}", style="bold"))
            self._quote(caution.quote, emphasise=False)
        self._withheld(given.withheld)
        if not given.cautions and not given.withheld:
            self._out.print("The documents raise no cautions.")

    def sources(self, documents: list[StoredDocument]) -> None:
        """Print what is indexed."""
        findings = findings_of(documents)
        for document in documents:
            meta = document.metadata
            facts = [meta.date or "no date", *filter(None, [meta.publisher, meta.url])]
            facts += [_count(document.sections, "section"), _count(document.passages, "passage")]
            self._out.print(Text(document.name, style="bold"))
            self._indented(Text(meta.title))
            self._indented(Text(f"{document.collection} · {' · '.join(facts)}", style="dim"))
            self._findings((name, found) for name, found in findings if name == document.name)
        if not documents:
            self._out.print("No documents are indexed.")

    def show(self, given: Shown) -> None:
        """Print a stored text as it is."""
        self._out.print(Text(given.text), soft_wrap=True)

    def report(self, given: BuildReport) -> None:
        """Print what a build did."""
        for label, names in (("added", given.added), ("changed", given.changed), ("removed", given.removed)):
            for name in names:
                self._out.print(Text(f"{label}  {name}"))
        for each in given.failed:
            self._out.print(Text(f"failed  {each.name}: {each.reason}", style="red"))
        self._out.print(
            f"{len(given.added)} added, {len(given.changed)} changed, {len(given.removed)} removed, "
            f"{given.unchanged} unchanged, {_count(given.embedded, 'passage')} embedded, {len(given.failed)} failed "
            f"(generation {given.generation})"
        )

    def findings(self, documents: Sequence[StoredDocument], names: Sequence[str]) -> None:
        """Print the findings about some documents, by name."""
        self._findings(((name, each) for name, each in findings_of(documents) if name in names), named=True)

    def status(self, given: Status) -> None:
        """Print the state of the index."""
        verdict = "The index equals the folder." if given.ok else "The index differs from the folder; run `index`."
        self._out.print(Text(verdict, style="bold" if given.ok else "bold red"))
        for label, names in (("new", given.added), ("changed", given.changed), ("gone", given.removed)):
            for name in names:
                self._out.print(Text(f"  {label}: {name}"))
        self._out.print(f"generation {given.generation}, indexed {given.indexed_at}")
        self._out.print(f"model {given.model or 'none'}")
        self._out.print(", ".join(f"{number} {name}" for name, number in given.counts.items()))
        self._findings(given.findings, named=True)

    def evaluation(self, given: Evaluation) -> None:
        """Print the figures of a question set as a table."""
        table = Table(box=None, pad_edge=False)
        table.add_column("measure")
        table.add_column("value", justify="right")
        for name, value in given.rows():
            table.add_row(name, value)
        self._out.print(table)

    def say(self, message: str) -> None:
        """Print a line to standard output."""
        self._out.print(Text(message))

    def error(self, message: str) -> None:
        """Print an error in one line to standard error."""
        self._err.print(Text.assemble(("error: ", "bold red"), message), soft_wrap=True)

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
            for line in Text(piece, style="bold" if loud else "").wrap(self._out, self._out.width - 2):
                self._out.print(Text.assemble(("┃ " if loud else "│ ", "cyan"), line))
        meta = quote.document.metadata
        source = [_path(meta.title, quote.headings), meta.publisher, meta.date or "no date", meta.url]
        self._indented(Text(label + " · ".join(filter(None, source)), style="cyan"))
        self._indented(Text(f"{quote.document.name} · {quote.id}", style="dim"))
        self._out.print()

    def _withheld(self, reasons: Sequence[str]) -> None:
        for reason in reasons:
            self._out.print(Text(f"A quote is withheld: {reason}", style="bold red"))

    def _findings(
        self, findings: Iterator[tuple[str, Finding]] | Sequence[tuple[str, Finding]], *, named: bool = False
    ) -> None:
        for name, found in findings:
            self._indented(Text(f"! {name + ': ' if named else ''}{found.message}", style="yellow"))

    def _indented(self, text: Text) -> None:
        for line in text.wrap(self._out, self._out.width - 2):
            self._out.print(Text("  ") + line)


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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
