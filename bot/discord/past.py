"""What became of the documents, as Discord shows it."""

from collections.abc import Iterable, Iterator

from bot.assistant import Assistant
from bot.discord.access import Scope
from bot.discord.listing import failures
from bot.discord.literal import label, literal, units
from bot.discord.paging import MOST_TEXT, Block, Text, stretches
from bot.discord.render import SMALL, Result, moment
from bot.upkeep.changes import ChangedDocument, Changes, Kind, Report
from index.build import BuildReport
from knowledge.readers import collection_of

_ROOM = MOST_TEXT - 400
_OF_WHOLE = 2
"""Sentences that are shown of a document that came or went whole."""


def changes(given: Changes) -> Result:
    """Show what reindexes changed, latest first; generations are left out, for they count what is not seen too."""
    blocks = [block for report in given.reports for block in _report(report, f"__{moment(report.time)}__")]
    if given.more:
        blocks.append((Text("There are earlier changes; `since` chooses from when on."),))
    if not blocks:
        nothing = f"Nothing has changed since {moment(given.since)}." if given.since else "No change is recorded yet."
        blocks = [(Text(nothing),)]
    return Result.of("**What changed in the documents**", blocks)


def news(assistant: Assistant, given: BuildReport, scope: Scope) -> Result | None:
    """Show what one reindex changed, as far as may be seen; None if that is nothing."""
    # A collection may have gone with its last document.
    versions = [each for event in given.changes for each in (event.old, event.new) if each]
    named = {collection_of(name) for name in (*given.added, *given.changed, *given.removed)}
    seen = scope.of(sorted(named.union(each.collection for each in versions)))
    report = assistant.report(given, seen)
    blocks = list(_report(report)) if report else []
    blocks += [(Text(line),) for line in failures(given, scope)]
    return Result.of("**The documents have changed**", blocks) if blocks else None


def _report(given: Report, intro: str = "") -> Iterator[Block]:
    for each in given.documents:
        renamed = f" (was {label(each.was, 200)})" if each.was else ""
        lines = [intro] * bool(intro) + [f"**{each.kind}** {label(each.document, 200)}{renamed}", *_sentences(each)]
        yield from ((Text(text),) for text in _packed(lines))
        intro = ""


def _sentences(given: ChangedDocument) -> Iterator[str]:
    most = _OF_WHOLE if given.kind in (Kind.ADDED, Kind.REMOVED) else len(given.new) + len(given.gone)
    for what, sentences, number in (("gone", given.gone, given.gone_count), ("new", given.new, given.new_count)):
        for sentence in sentences[:most]:
            for span in stretches(sentence, (), _ROOM - 100):
                yield f"{SMALL}{what}\n> {literal(span.cut(sentence).strip())}"
        if rest := number - len(sentences[:most]):
            yield f"{SMALL}{rest} more {what}"
    if given.kind is Kind.CHANGED and not given.new_count and not given.gone_count:
        yield f"{SMALL}no sentence differs"


def _packed(lines: Iterable[str]) -> Iterator[str]:
    """Join lines to texts that fit a page."""
    text = ""
    for line in lines:
        if text and units(text) + units(line) >= _ROOM:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text
