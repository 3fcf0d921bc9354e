"""What became of quotes and documents, for people at a terminal."""

from bot.terminal.answer_screen import AnswerScreen
from bot.terminal.screen import local
from bot.upkeep.changes import ChangedDocument, Changes, Kind, Report
from bot.upkeep.verification import Outcome, Then, Verification
from bot.upkeep.word_diff import Op

_MARKS = {Op.KEPT: ("", "", ""), Op.DELETED: ("[-", "-]", "red"), Op.INSERTED: ("{+", "+}", "green")}
"""What stands around words, so that they are told apart without colour."""

_IN_SHORT, _OF_WHOLE = 3, 2
"""Sentences that are printed of a document after a reindex, and of one that came or went whole."""


class PastScreen(AnswerScreen):
    """Prints what was and what became of it."""

    def verification(self, given: Verification, *, as_indexed: bool = False) -> None:
        """Print what became of a quote, with the words then and now; `as_indexed` says that a file is another now."""
        since = f"since {local(given.since)}"
        if given.part and given.outcome is not Outcome.PART:
            self.line("The id names only part of a sentence; what follows is of the whole sentence.", "bold")
        match given.outcome:
            case Outcome.INTACT:
                where = "Intact only in the index" if as_indexed else "Intact"
                self.line(f"{where}: the document has the very text that was quoted.", "bold")
            case Outcome.PART:
                self.line("Part: the text stands there, but is only part of a sentence. The whole:", "bold")
            case Outcome.MOVED:
                self.line(
                    f"Moved: {given.then.version.name} is not the text it was {since}; its words stand in", "bold"
                )
            case Outcome.CHANGED:
                self.line(f"Changed {since}. [-Then-], {{+now+}}:", "bold")
                self.pieces((f"{_MARKS[op][0]}{text}{_MARKS[op][1]}", _MARKS[op][2]) for op, text in _by_op(given))
                self._then(given.then)
                self.line("The nearest that stands now:")
            case Outcome.GONE:
                self.line(f"Gone {since}; nothing in the documents comes near it. Then:", "bold")
                self.quoted(given.then.text)
                self._then(given.then)
        if given.now:
            self.line()
            self.quote(given.now, emphasise=given.outcome is not Outcome.CHANGED)

    def changes(self, given: Changes) -> None:
        """Print what reindexes changed, latest first."""
        for report in given.reports:
            self.line(f"{local(report.time)} (generation {report.generation})", "bold underline")
            for each in report.documents:
                renamed = f" (was {each.was})" if each.was else ""
                self.line(f"{each.kind}  {each.document}{renamed}", "bold")
                whole = each.kind in (Kind.ADDED, Kind.REMOVED)
                self._sentences(each, _OF_WHOLE if whole else len(each.new) + len(each.gone))
            self.line()
        if given.more:
            self.line("There are earlier changes; --since DATE chooses from when on.")
        if not given.reports:
            self.line(f"Nothing changed since {local(given.since)}." if given.since else "No change is recorded yet.")

    def sentences(self, given: Report) -> None:
        """Print what is new and gone in documents that were changed."""
        for each in given.documents:
            if each.kind is Kind.CHANGED:
                self.line(each.document)
                self._sentences(each, _IN_SHORT)

    def _sentences(self, given: ChangedDocument, most: int) -> None:
        for sign, style, sentences, number in (
            ("- ", "red", given.gone, given.gone_count), ("+ ", "green", given.new, given.new_count),
        ):  # fmt: skip
            for sentence in sentences[:most]:
                self.item(f"  {sign}", sentence, style)
            if rest := number - len(sentences[:most]):
                self.indented(f"{sign}{rest} more", "dim")
        if given.kind is Kind.CHANGED and not given.new_count and not given.gone_count:
            self.indented("no sentence differs", "dim")

    def _then(self, then: Then) -> None:
        self.source(then.version.metadata, then.headings, then.pages)
        self.indented(then.version.name, "dim")


def _by_op(given: Verification) -> list[tuple[Op, str]]:
    return [(each.op, each.text) for each in given.diff]
