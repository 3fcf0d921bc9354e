"""What became of quotes and documents, for people at a terminal."""

from bot.answer_screen import AnswerScreen, pages, path
from bot.screen import local
from bot.verification import Outcome, Then, Verification
from bot.word_diff import Op

_MARKS = {Op.KEPT: ("", "", ""), Op.DELETED: ("[-", "-]", "red"), Op.INSERTED: ("{+", "+}", "green")}
"""What stands around words, so that they are told apart without colour."""


class PastScreen(AnswerScreen):
    """Prints what was and what became of it."""

    def verification(self, given: Verification) -> None:
        """Print what became of a quote, with the words then and now."""
        since = f"since {local(given.since)}"
        match given.outcome:
            case Outcome.INTACT:
                self.line("Intact: the document has the very text that was quoted.", "bold")
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
                self.indented(" ".join(given.then.text.split()), margin="│ ", margin_style="cyan")
                self._then(given.then)
        if given.now:
            self.line()
            self.quote(given.now, emphasise=given.outcome is not Outcome.CHANGED)

    def _then(self, then: Then) -> None:
        meta = then.version.metadata
        source = [path(meta.title, then.headings), pages(then.pages), meta.publisher, meta.date or "no date"]
        self.indented(" · ".join(filter(None, source)), "cyan")
        self.indented(then.version.name, "dim")


def _by_op(given: Verification) -> list[tuple[Op, str]]:
    return [(each.op, each.text) for each in given.diff]
