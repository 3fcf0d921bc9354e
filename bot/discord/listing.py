"""Lists, stored texts and reports, as Discord shows them."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from bot.answering.recall import Context
from bot.assistant import Assistant, Shown
from bot.citations import count_of, path
from bot.discord import document_keys
from bot.discord.access import Scope
from bot.discord.literal import label, units
from bot.discord.paging import MOST_TEXT, Block, Text, cut, stretches
from bot.discord.render import QUOTED, SMALL, Result, citation, moment
from bot.errors import RequestError
from bot.upkeep.status import Status, findings_of, reason_told
from index.build import BuildReport
from index.storage.stored import StoredDocument, StoredSection
from knowledge.checks import Finding
from knowledge.model import Span
from knowledge.readers import collection_of

LONGEST_CHOICE = 100
"""Characters of a name or value that autocomplete offers."""
_LONGEST_MESSAGE = 2000
_HASH_DIGITS = 12
_NUMBERED = "#"
_ROOM = 200
_MOST_FINDINGS = 10


def sources(documents: Sequence[StoredDocument]) -> Result:
    """List documents with what is doubtful about them."""
    findings = findings_of(documents)
    blocks = [_document(each, [found for name, found in findings if name == each.name]) for each in documents]
    return Result.of(f"**{count_of(len(documents), 'document')}**", blocks or [(Text("No documents are indexed."),)])


def _document(given: StoredDocument, findings: Sequence[Finding]) -> Block:
    meta = given.metadata
    facts = [given.collection, meta.date or "no date", meta.publisher]
    facts += [count_of(given.sections, "section"), count_of(given.passages, "passage")]
    lines = [f"**{label(meta.title)}**", label(given.name), SMALL + label(" · ".join(filter(None, facts)))]
    lines += [f"{SMALL}! {label(each.message, 300)}" for each in findings[:5]]
    return (Text("\n".join(lines)),)


def checks(findings: Sequence[tuple[str, Finding]]) -> Result:
    """List findings by document."""
    blocks = [(Text(f"**{label(name, 200)}**: {label(found.message, 500)}"),) for name, found in findings]
    head = f"**{count_of(len(findings), 'finding')}**"
    return Result.of(head, blocks or [(Text("Nothing is doubtful about these documents."),)])


def shown(given: tuple[StoredDocument, str, StoredSection | None]) -> Result:
    """Show a stored text, or a section of it."""
    document, text, section = given
    head = f"**{label(path(document.metadata.title, section.headings if section else ()))}**"
    head += f"\n{SMALL}{label(document.name)} · `{document.sha256[:_HASH_DIGITS]}`"
    room = MOST_TEXT - units(head) - _ROOM
    return Result.of(
        head, [(Text(QUOTED + piece),) for each in stretches(text, (), room) if (piece := cut(text, each))]
    )


def in_context(given: Context) -> tuple[Result, int]:
    """Show a section with the quote marked, and say on which page the quote begins."""
    start = given.section.span.start
    mark = [Span(given.quote.span.start - start, given.quote.span.end - start)]
    head = f"The quote stands in bold.\n{citation(given.quote)}"
    room = MOST_TEXT - units(head) - _ROOM
    spans = [each for each in stretches(given.text, mark, room) if given.text[each.start : each.end].strip()]
    pages = [(Text(QUOTED + cut(given.text, each, mark)),) for each in spans]
    first = next((at for at, each in enumerate(spans) if each.end > mark[0].start), 0)
    return Result(head, tuple(pages)), first


def status(assistant: Assistant, collections: Sequence[str]) -> Result:
    """Tell how folder and index stand to each other, as far as the collections that are seen go.

    What counts in all collections, the generation too, is told only where all are seen: else a figure that
    moves would tell of documents that cannot be seen.
    """
    all_seen = set(collections) >= set(assistant.collections())
    state = assistant.status(collections)
    named = state.differing.items()
    lines = [f"{what}: {label(name, 200)}" for what, names in named for name in names[:_MOST_FINDINGS]]
    if all_seen:
        lines += [label(each) for each in (*state.settings, *state.drift)]
    elif state.settings or state.drift:
        lines.append("The index as a whole is not in order; whoever runs the bot sees how with `status`.")
    counts = [(state.counts[f"{what}s"], what) for what in ("document", "section", "passage", "caution")]
    lines.append(", ".join(count_of(*each) for each in counts))
    if all_seen:
        lines += [
            f"generation {state.generation}, indexed {moment(state.indexed_at)}",
            label(f"model {state.model or 'none'}"),
        ]
    lines.append(f"{count_of(len(state.findings), 'finding')} about the documents")
    return Result.of(f"**{_in_order(state)}**", [(Text(line),) for line in lines])


def _in_order(state: Status) -> str:
    if state.ok:
        return "The index equals the folder."
    if state.mend == "run `index`":
        return "The index is not in order: an editor can run `/library reindex`."
    return f"The index is not in order; where the bot runs: {label(state.mend)}."


def findings_seen(assistant: Assistant, collections: Sequence[str]) -> list[tuple[str, Finding]]:
    """Return the findings about the documents of some collections, which name no document of another."""
    return list(assistant.status(collections).findings)


def help_text(assistant: Assistant, collections: Sequence[str]) -> Result:
    """Tell how to ask and what answers mean."""
    named = ", ".join(label(each, 100) for each in collections[:20])
    lines = [
        "I answer only with verbatim quotes of the documents, or say that they do not answer.",
        "- `/ask`, a mention of me, or a reply to an answer of mine asks a question. In threads and direct messages"
        " you can follow up: “and Egypt?”",
        "- The sentence that answers stands in bold. Below it stand title, section, publisher and date, then the"
        " file and the id of the quote. *In context* shows the section it is from.",
        "- `/brief` gathers what is said on a topic, `/cautions` what the documents warn of, `/sources` lists the"
        " documents, `/show` shows their text.",
        "- `/verify` tells what became of a quote, `/changes` of the documents, `/conflicts` where documents give"
        " different figures.",
        "- `/watch add` saves a question for the channel: when something else is quoted to it, old and new are shown.",
        "- *Find sources*, in the menu of any message under Apps, shows the passages nearest to it.",
        "- With `private` only you see an answer; *Share* shows it to everyone here.",
        f"Collections that can be seen here: {named}",
    ]
    return Result.of("**Asking the documents**", [(Text("\n".join(lines)),)])


def report(given: BuildReport, scope: Scope, *, joined: bool = False) -> Iterator[str]:
    """Say in lines what an index run did with the documents that may be seen."""
    if joined:
        yield "Another run was already under way; this is what it did."
    lists = given.done(lambda name: scope.of([collection_of(name)]))
    for what, names in lists.items():
        if names:
            more = f" and {len(names) - _MOST_FINDINGS} more" if len(names) > _MOST_FINDINGS else ""
            yield f"{what}: {', '.join(label(name, 60) for name in names[:_MOST_FINDINGS])}{more}"
    failed = list(failures(given, scope))
    yield from failed
    if not any(lists.values()) and not failed:
        yield "Nothing has changed."


def failures(given: BuildReport, scope: Scope) -> Iterator[str]:
    """Say in lines which documents that may be seen an index run could not read."""
    failed = [each for each in given.failed if scope.of([collection_of(each.name)])]
    for each in failed[:_MOST_FINDINGS]:
        yield f"failed: {label(each.name, 60)}: {reason_told(label(each.reason, 80), each.name in given.stale)}"
    if more := len(failed[_MOST_FINDINGS:]):
        yield f"failed: {more} more; `/library checks` names them"


def in_messages(lines: Iterable[str], most: int = _LONGEST_MESSAGE) -> list[str]:
    """Join lines to as few texts as messages take; a line longer than that stays whole."""
    texts: list[str] = []
    for line in lines:
        if texts and units(texts[-1]) + 1 + units(line) <= most:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def document_choices(documents: Iterable[StoredDocument], typed: str) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of the documents whose name or title holds what was typed."""
    folded = typed.strip().casefold()
    for each in documents:
        if folded in each.name.casefold() or folded in each.metadata.title.casefold():
            name = f"{each.name} · {each.metadata.title}"
            value = each.name if len(each.name) <= LONGEST_CHOICE else document_keys.choice_of(each)
            yield clipped(name), value


def section_choices(sections: Sequence[StoredSection], typed: str) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of the sections whose headings hold what was typed."""
    folded = typed.strip().casefold()
    for number, each in enumerate(sections):
        path = " › ".join(each.headings) or "(before the first heading)"
        if folded in path.casefold():
            yield clipped(path), f"{_NUMBERED}{number}"


def part_of(
    assistant: Assistant, document: str, section: str, collections: Sequence[str]
) -> tuple[StoredDocument, str, StoredSection | None]:
    """Return a document's text, or that of one section of it; raise RequestError if it is not found."""
    if section.startswith(_NUMBERED) and section[len(_NUMBERED) :].isdecimal():
        whole = assistant.show(document, "", collections)
        number = int(section[len(_NUMBERED) :])
        if number >= len(whole.sections):
            raise RequestError("the document has changed; choose the section again")
        found = whole.sections[number]
        return whole.document, found.span.cut(whole.text), found
    given: Shown = assistant.show(document, section, collections)
    return given.document, given.text, given.sections[0] if section else None


def clipped(name: str) -> str:
    """Cut a name between words to what autocomplete takes."""
    name = " ".join(name.split())
    if len(name) <= LONGEST_CHOICE:
        return name
    return (
        textwrap.shorten(name, LONGEST_CHOICE, placeholder="…")
        if " " in name[:50]
        else name[: LONGEST_CHOICE - 1] + "…"
    )
