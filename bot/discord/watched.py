"""Saved questions, as Discord shows them: what is saved, and old and new answers one above the other."""

from collections.abc import Sequence

from bot.citations import count_of, path
from bot.discord.literal import label
from bot.discord.paging import MOST_TEXT, Block, Text, cut, stretches
from bot.discord.render import QUOTED, SMALL, Result, moment, quote, together
from bot.upkeep.watchlist import Then, Watched, WatchedChange

_LONGEST_QUESTION = 300
_ROOM = MOST_TEXT - 1000
"""For a stretch of an old quote; head and source need the rest."""


def saved(given: Sequence[Watched]) -> Result:
    """List saved questions."""
    blocks: list[Block] = []
    for each in given:
        quoted = count_of(len(each.quotes), "quote") if each.quotes else "no answer"
        facts = f"{SMALL}saved {moment(each.since)} · {quoted}, as of {moment(each.quoted_at)}"
        blocks.append((Text(f"**{each.number}** {label(each.question, 1000)}\n{facts}"),))
    nothing = Text("No question is saved here. `/watch add` saves one.")
    return Result.of("**Questions saved here**", blocks or [(nothing,)])


def change(given: WatchedChange) -> list[Result]:
    """Show what was quoted to a saved question above what is quoted now.

    That is one result where one page holds it, else one for each.
    """
    asked = label(given.watched.question, _LONGEST_QUESTION)
    head = f"**The answer to a saved question has changed**\n{SMALL}{given.watched.number}\\. {asked}"
    old = f"**Then**, as it was quoted up to {moment(given.watched.quoted_at)}:"
    new = "**Now**, as the documents say it:"
    then = [block for each in given.watched.quotes for block in _then(each)]
    now = [block for each in given.now.quotes for block in quote(each)]
    then = then or [(Text("The documents did not answer this."),)]
    now = now or [(Text("The documents do not answer this any more."),)]
    both = Result.of(head, [*_under(old, then), *_under(new, now)])
    if len(both.pages) == 1:
        return [both]
    return [Result.of(f"{head}\n{old}", then), Result.of(f"{head}\n{new}", now)]


def _under(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [*together([Text(title)], blocks[0]), *blocks[1:]]


def _then(given: Then) -> list[Block]:
    """Show a quote as it was: a record, which no button can look up any more."""
    quoted = [Text(QUOTED + cut(given.text, each)) for each in stretches(given.text, (), _ROOM)]
    where = label(path(given.title, given.section), 500)
    facts = [where, given.publisher and label(given.publisher, 255), given.date or "no date"]
    lines = [f"Then: {' · '.join(filter(None, facts))}", f"{label(given.document, 255)} · `{given.id}`"]
    source = Text("\n".join(SMALL + line for line in lines))
    return [*((each,) for each in quoted[:-1]), *together(quoted[-1:], (source,))]
