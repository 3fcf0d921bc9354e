"""Saved questions for people at a terminal."""

from collections.abc import Iterable, Sequence

from bot.answering.quotes import Quote
from bot.citations import count_of
from bot.terminal.screen import Screen, Styled
from bot.upkeep.watchlist import Checked, Then, Watched, WatchedChange

_NO_ANSWER: Styled = ("The documents do not answer this.", "")


class WatchScreen(Screen):
    """Prints what is saved and how its answers changed."""

    def watched(self, given: Sequence[Watched]) -> None:
        """Print the saved questions."""
        for each in given:
            self.line(f"{each.number}. {each.question}", "bold")
            seen = "" if each.collections is None else f" · {', '.join(each.collections)}"
            quoted = count_of(len(each.quotes), "quote") if each.quotes else "no answer"
            self.indented(f"saved {_day(each.since)} · {quoted}, as of {_day(each.quoted_at)}{seen}", "dim")
        if not given:
            self.line("No question is saved. `watch add QUESTION` saves one.")

    def checked(self, given: Checked) -> None:
        """Print what became of the saved questions."""
        self.watched_changes(given)
        if given.changes or given.failed:
            return
        self.line(f"Nothing else is quoted to {count_of(given.unchanged, 'saved question')}." * bool(given.unchanged))
        if not given.unchanged:
            self.watched(())

    def watched_changes(self, given: Checked) -> None:
        """Print old and new quotes side by side."""
        for change in given.changes:
            self._change(change)
        for watched, reason in given.failed:
            self.line(f"{watched.number}. {watched.question}", "bold")
            self.line(f"cannot be answered: {reason}", "red")
            self.line()

    def _change(self, change: WatchedChange) -> None:
        watched = change.watched
        self.line(f"{watched.number}. {watched.question}", "bold")
        then: list[Styled] = [(f"Then ({_day(watched.quoted_at)})", "bold underline"), ("", "")]
        for each in watched.quotes:
            then += _then(each)
        now: list[Styled] = [("Now", "bold underline"), ("", "")]
        for quote in change.now.quotes:
            now += _now(quote)
        self.beside(
            then if watched.quotes else [*then, _NO_ANSWER, ("", "")],
            now if change.now.quotes else [*now, _NO_ANSWER, ("", "")],
        )


def _then(each: Then) -> list[Styled]:
    facts = (each.title, each.publisher, each.date or "no date")
    return _cited(each.text, facts, each.document, each.id, [other.document for other in each.also])


def _now(quote: Quote) -> list[Styled]:
    meta, also = quote.document.metadata, [other.document.name for other in quote.also]
    return _cited(quote.text, (meta.title, meta.publisher, meta.date or "no date"), quote.document.name, quote.id, also)


def _cited(text: str, facts: Iterable[str], document: str, quote_id: str, also: Sequence[str]) -> list[Styled]:
    lines: list[Styled] = [(" ".join(text.split()), ""), (" · ".join(filter(None, facts)), "cyan")]
    lines += [(f"{document} · {quote_id}", "dim"), *((f"also: {name}", "dim") for name in also), ("", "")]
    return lines


def _day(time: str) -> str:
    return time[:10]
