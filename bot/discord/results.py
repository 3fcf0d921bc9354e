"""What was asked for, looked up through the façade, as pages; runs in threads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.answering.answers import Answer, Part
from bot.answering.conflicts import Conflict
from bot.answering.recall import QuoteRef
from bot.answering.related import Related
from bot.assistant import Assistant
from bot.discord import document_keys, listing, past, render, watched
from bot.discord.access import Scope
from bot.discord.asked import Asked
from bot.discord.paging import Text
from bot.discord.render import Result
from bot.errors import RequestError

ASK, FIND = "ask", "find"
NEED_MODEL = frozenset((ASK, FIND, "brief", "conflicts"))
"""What asks the model or compares all passages: it waits its turn and counts as a question."""
NEED_MODEL_AGAIN = NEED_MODEL - {ASK, FIND}
"""What does so to be shown again; of the others the quotes are kept."""
_OF_THE_PAST = frozenset(("changes", "verify"))
"""What tells of collections that exist no more, too."""


def answered(
    assistant: Assistant, scope: Scope, question: str, collection: str = "", previous: Sequence[str] = ()
) -> tuple[Answer, Result]:
    """Answer a question from what may be seen."""
    given = assistant.ask(question, scope.within(assistant.collections(), collection), previous)
    return given, render.answer(given)


def asked_of(given: Answer, place: str, person: str, *, public: bool, after: str = "") -> Asked:
    """Return what has to be kept of an answer to show it again and to follow it up."""
    at = {each.id: number for number, each in enumerate(given.quotes)}
    parts = [[each.question, each.score, [at[quote.id] for quote in each.quotes]] for each in given.parts]
    conflicts = [
        [[each.id, [[*span] for span in each.key], each.document] for each in map(QuoteRef.of, pair.quotes)]
        for pair in given.conflicts
    ]
    arguments = {"score": given.score, "parts": parts, "conflicts": conflicts}
    quotes = tuple(map(QuoteRef.of, given.quotes))
    return Asked(place, person, public, ASK, given.question, given.read_as, arguments, quotes, after)


def first_shown(assistant: Assistant, asked: Asked, scope: Scope, text: str = "") -> tuple[Asked, Result]:
    """Return what a command shows that is not a question, and what is to be kept of it: of a text only the quotes."""
    if asked.kind != FIND:
        return asked, looked_up(assistant, asked.kind, asked.arguments, scope)
    if not text:
        raise RequestError("this message holds no text that sources could be found for")
    given = assistant.sources_for(text, scope.within(assistant.collections()))
    return replace(asked, quotes=tuple(map(QuoteRef.of, given.quotes))), render.related(given)


def shown(assistant: Assistant, asked: Asked, scope: Scope) -> Result:
    """Show again what was shown: quotes cut anew, lists as they are now; raise RequestError where nothing is left."""
    if asked.kind == ASK:
        return render.answer(_answer_again(assistant, asked, scope))
    if asked.kind == FIND and asked.quotes:
        quotes, reasons = assistant.recall(asked.quotes, scope.within(assistant.collections()))
        return render.related(Related(tuple(filter(None, quotes)), None, tuple(reasons)))
    return looked_up(assistant, asked.kind, asked.arguments, scope)


def for_everyone(
    assistant: Assistant, asked: Asked, everyone: Scope, earlier: Sequence[str] = ()
) -> tuple[Asked, Result]:
    """Return a private answer as a public one; raise RequestError if it cannot be shown whole to everyone.

    How the question was read is told only in words of its own and of public `earlier` ones: others may have been
    spelt as in documents that not everyone sees.
    """
    typed = _words(" ".join([asked.question, *earlier]))
    read_as = asked.read_as if _words(asked.read_as) <= typed else asked.question
    arguments = dict(asked.arguments)
    if asked.kind == ASK:
        parts = enumerate(arguments.get("parts", ()), 1)
        arguments["parts"] = [[own if _words(own) <= typed else f"Part {at}", *rest] for at, (own, *rest) in parts]
    shared = Asked(asked.place, asked.person, True, asked.kind, asked.question, read_as, arguments, asked.quotes)
    if asked.kind == ASK and _answer_again(assistant, shared, everyone).withheld:
        raise RequestError(
            "nothing was shared: a quote has changed since, or is from documents that not everyone sees here"
        )
    return shared, shown(assistant, shared, everyone)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def looked_up(assistant: Assistant, kind: str, arguments: Mapping[str, Any], scope: Scope) -> Result:
    """Return what a command shows that is not a question."""
    if kind == "watch":
        return watched.saved(assistant.watchlist.saved([arguments["place"]], scope.limit))
    existing = assistant.collections_ever() if kind in _OF_THE_PAST else assistant.collections()
    collections = scope.within(existing, arguments.get("collection", ""))
    match kind:
        case "brief":
            return render.brief(assistant.brief(arguments["topic"], collections))
        case "cautions":
            return render.cautions(assistant.cautions(_document(assistant, arguments, collections), collections))
        case "conflicts":
            return render.conflicts(assistant.conflicts(collections))
        case "verify":
            return render.verification(assistant.verify(arguments["quote"], collections))
        case "changes":
            return past.changes(assistant.changes(arguments["since"], None if scope.everything else collections))
        case "sources":
            return listing.sources(assistant.sources(collections))
        case "show":
            name = _document(assistant, arguments, collections)
            return listing.shown(listing.part_of(assistant, name, arguments.get("section", ""), collections))
        case "status":
            return listing.status(assistant, collections)
        case "checks":
            return listing.checks(listing.findings_seen(assistant, collections))
        case "help":
            return listing.help_text(assistant, collections)
    raise RequestError("this can no longer be shown; use the command again")


def removed(assistant: Assistant, key: str, scope: Scope) -> Result:
    """Take a document out of the library; raise RequestError if it has changed or is gone."""
    found = document_keys.with_key(assistant.sources(scope.within(assistant.collections())), key)
    report = assistant.remove_document(found)
    return Result.of("**The document is removed**", [(Text("\n".join(listing.report(report, scope))),)])


def in_context(assistant: Assistant, quote_id: str, key: str, scope: Scope) -> tuple[Result, int]:
    """Return the section of a quote, and the number of the page that the quote begins on.

    `key` is its document's; where that is gone, or the key is empty, a copy is shown.
    """
    collections = scope.within(assistant.collections())
    document = document_keys.named(assistant.sources(collections), key)
    return listing.in_context(assistant.context(QuoteRef(quote_id, document=document), collections))


def _document(assistant: Assistant, arguments: Mapping[str, Any], collections: Sequence[str]) -> str:
    return document_keys.meant(assistant.sources(collections), arguments.get("document", ""))


def _answer_again(assistant: Assistant, asked: Asked, scope: Scope) -> Answer:
    collections = scope.within(assistant.collections())
    quotes, withheld = assistant.recall(asked.quotes, collections)
    parts = tuple(
        Part(question, score, tuple(each for at in numbers if (each := quotes[at])), ())
        for question, score, numbers in asked.arguments.get("parts", ())
    )
    return Answer(
        question=asked.question,
        read_as=asked.read_as,
        score=asked.arguments.get("score", 0.0),
        quotes=tuple(filter(None, quotes)),
        nearest=(),
        closest=(),
        parts=parts,
        withheld=tuple(withheld),
        generation=0,
        conflicts=tuple(_conflicts_again(assistant, asked, collections)),
    )


def _conflicts_again(assistant: Assistant, asked: Asked, collections: Sequence[str]) -> Iterator[Conflict]:
    """Yield the conflicts of which both quotes still hold and may be seen."""
    for pair in asked.arguments.get("conflicts", ()):
        refs = [
            QuoteRef(quote_id, tuple((start, end) for start, end in key), (), *document)
            for quote_id, key, *document in pair
        ]
        one, other = assistant.recall(refs, collections)[0]
        if one and other:
            yield Conflict((one, other))
