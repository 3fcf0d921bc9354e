"""Answers and quotes for people at a terminal."""

from collections.abc import Iterator, Sequence

from bot.answering.answers import Answer, Part
from bot.answering.cautions import Cautions
from bot.answering.conflicts import Conflict, Conflicts
from bot.answering.quotes import Quote
from bot.assistant import Brief
from bot.citations import LEFT_OUT, pages, path
from bot.terminal.screen import Screen
from knowledge.model import Metadata
from knowledge.outline import lines_of


class AnswerScreen(Screen):
    """Prints what is answered."""

    def answer(self, given: Answer) -> None:
        """Print quotes, or what is nearest and that it is no answer."""
        if given.read_as != given.question:
            self.line(f"Read as: {given.read_as}", "dim")
            self.line()
        if given.parts:
            self._parts(given.parts)
        else:
            self._quotes(given.quotes)
        self._differing(given.conflicts)
        self._withheld(given.withheld)
        if not given.answered and not given.withheld:
            self._declined(given)

    def notes(self, given: Sequence[str]) -> None:
        """Print notes on the files quoted from."""
        for note in given:
            self.line(note, "bold yellow")

    def _declined(self, given: Answer) -> None:
        self.line("The documents do not answer this.", "bold")
        if given.nearest:
            self.line("Nearest sections, which are no answer:")
            for each in given.nearest:
                self.item("  · ", f"{path(each.title, each.headings)} ({each.document})")
        if given.closest:
            self.line()
            self.line("Closest passages, which may not answer:")
            for quote in given.closest:
                self.quote(quote, emphasise=False)
        else:
            self.line()

    def _parts(self, parts: Sequence[Part]) -> None:
        """Print what is said to each of several questions, also that one is not answered."""
        number = 0
        for part in parts:
            self.line(part.question, "bold underline")
            for quote in part.quotes:
                number += 1
                self.quote(quote, f"[{number}] ")
            if not part.answered:
                self.line("The documents do not answer this part.")
                self.line()

    def brief(self, given: Brief) -> None:
        """Print the quotes on a topic."""
        self.line(given.title, "bold underline")
        self.line()
        self._quotes(given.quotes)
        self._withheld(given.withheld)
        if not given.quotes and not given.withheld:
            self.line("Nothing in the documents comes near enough to this topic to be quoted.")

    def cautions(self, given: Cautions) -> None:
        """Print cautions by document."""
        document = None
        for number, caution in enumerate(given.cautions, start=1):
            if caution.quote.document != document:
                document = caution.quote.document
                self.line(document.metadata.title, "bold underline")
                self.line()
            self.line(f"{number}. {caution.title}", "bold")
            self.quote(caution.quote, emphasise=False)
        self._withheld(given.withheld)
        if not given.cautions and not given.withheld:
            self.line(given.none)

    def _quotes(self, quotes: Sequence[Quote]) -> None:
        for number, quote in enumerate(quotes, start=1):
            self.quote(quote, f"[{number}] ")

    def quote(self, quote: Quote, label: str = "", *, emphasise: bool = True) -> None:
        """Print a quote with its citation; a heavy bar marks what answers, with and without colour."""
        for extract in quote.before:
            self.quoted(extract.text)
            self._left_out()
        for piece, is_key in _stretches(quote):
            self.quoted(piece, loud=is_key and emphasise)
        for extract in quote.behind:
            self._left_out()
            self.quoted(extract.text)
        meta = quote.document.metadata
        self.source(meta, quote.headings, quote.pages, label)
        if meta.url:
            self.unbroken(meta.url, "cyan")
        self.indented(f"{quote.document.name} · {quote.id}", "dim")
        for other in quote.also:
            other_meta = other.document.metadata
            named = filter(None, [other_meta.publisher, other_meta.date])
            self.indented(f"also: {' · '.join([other_meta.title, *named])} ({other.document.name})", "dim")
        self.line()

    def _left_out(self) -> None:
        self.indented(LEFT_OUT, "dim", margin="│ ", margin_style="cyan")

    def quoted(self, text: str, *, loud: bool = False) -> None:
        """Print what a document says behind a bar, its items and rows each from a line of their own."""
        for line in lines_of(text):
            self.indented(line, "bold" if loud else "", margin="┃ " if loud else "│ ", margin_style="cyan")

    def source(self, meta: Metadata, headings: Sequence[str], found: tuple[int, int] | None, label: str = "") -> None:
        """Print title, section, pages, publisher and date."""
        facts = [path(meta.title, headings), pages(found), meta.publisher, meta.date or "no date"]
        self.indented(label + " · ".join(filter(None, facts)), "cyan")

    def conflicts(self, given: Conflicts) -> None:
        """Print pairs of quotes that give different figures."""
        for number, conflict in enumerate(given.conflicts, start=1):
            self.line(f"{number}. The documents give different figures", "bold underline")
            self.line()
            for quote in conflict.quotes:
                self.quote(quote, emphasise=False)
        if given.more:
            self.line(f"{given.more} more pairs are not shown; --collection looks at fewer documents.")
        self._withheld(given.withheld)
        if not given.conflicts and not given.withheld:
            self.line("No documents were found to give different figures for the same thing.")

    def _differing(self, conflicts: Sequence[Conflict]) -> None:
        for conflict in conflicts:
            self.line("The documents give different figures:", "bold")
            for quote in conflict.quotes:
                said = " ".join(" ".join(quote.key_texts).split())
                self.item("  · ", f"{quote.document.name}, {quote.document.metadata.date or 'no date'}: {said}")
                self.indented(quote.id, "dim", margin="    ")
            self.line()

    def _withheld(self, reasons: Sequence[str]) -> None:
        for reason in reasons:
            self.line(f"A quote is withheld: {reason}", "bold red")


def _stretches(quote: Quote) -> Iterator[tuple[str, bool]]:
    """Yield the quote's text in pieces, each with whether it is a key sentence; the mark of an item goes with it."""
    at = 0
    for span in sorted(quote.key):
        start, end = span.start - quote.span.start, span.end - quote.span.start
        line = max(at, quote.text.rfind("\n", at, start) + 1)
        begin = start if any(map(str.isalpha, quote.text[line:start])) else line
        if before := quote.text[at:begin].strip():
            yield before, False
        yield quote.text[begin:end], True
        at = end
    if rest := quote.text[at:].strip():
        yield rest, False
