"""The documents and the state of the index for people at a terminal."""

from collections.abc import Iterable, Sequence

from bot.assistant import Shown
from bot.citations import count_of
from bot.terminal.screen import Screen, local
from bot.upkeep.status import Status, findings_of, reason_told
from index.build import BuildReport
from index.storage.stored import StoredDocument
from knowledge.checks import Finding


class LibraryScreen(Screen):
    """Prints what is indexed and how that stands."""

    def sources(self, documents: list[StoredDocument]) -> None:
        """Print what is indexed."""
        findings = findings_of(documents)
        for document in documents:
            meta = document.metadata
            facts = [meta.date or "no date", *filter(None, [meta.publisher, meta.url])]
            facts += [count_of(document.sections, "section"), count_of(document.passages, "passage")]
            self.line(document.name, "bold")
            self.indented(meta.title)
            self.indented(f"{document.collection} · {' · '.join(facts)}", "dim")
            self._findings((name, found) for name, found in findings if name == document.name)
        if not documents:
            self.line("No documents are indexed.")

    def show(self, given: Shown, *, exact: bool, part: bool = False) -> None:
        """Print a stored text; `exact` gives a file or pipe its very bytes, and after a part ends the line."""
        self.text(given.text.rstrip("\n") + "\n" if part else given.text, exact=exact)

    def report(self, given: BuildReport) -> None:
        """Print what a build did."""
        done = given.done()
        for label, names in done.items():
            for name in names:
                self.item(f"{label}  ", name)
        for each in given.failed:
            self.item("failed  ", f"{each.name}: {reason_told(each.reason, each.name in given.stale)}", "red")
        counts = ", ".join(f"{len(names)} {label}" for label, names in done.items())
        self.line(
            f"{counts}, {given.unchanged} unchanged, {count_of(given.embedded, 'passage')} embedded, "
            f"{len(given.failed)} failed (generation {given.generation})"
        )

    def findings(self, documents: Sequence[StoredDocument], names: Sequence[str]) -> None:
        """Print the findings about some documents, by name."""
        self._findings(((name, each) for name, each in findings_of(documents) if name in names), named=True)

    def status(self, given: Status) -> None:
        """Print the state of the index, and what to do where it is not in order."""
        if given.ok:
            self.line("The index equals the folder.", "bold")
        else:
            self.line(f"The index is not in order: {given.mend}.", "bold red")
        for label, names in given.differing.items():
            for name in names:
                self.indented(f"{label}: {name}")
        for difference in (*given.settings, *given.drift):
            self.indented(difference)
        self.line(f"generation {given.generation}, indexed {local(given.indexed_at)}")
        self.line(f"model {given.model or 'none'}")
        self.line(", ".join(count_of(number, table.removesuffix("s")) for table, number in given.counts.items()))
        self._findings(given.findings, named=True)

    def _findings(self, findings: Iterable[tuple[str, Finding]], *, named: bool = False) -> None:
        for name, found in findings:
            self.item("  ! ", f"{name + ': ' if named else ''}{found.message}", "yellow")
