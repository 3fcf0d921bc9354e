"""What is quoted, as Discord shows it: quotes that say what the documents say, each with its source."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.answers import Answer, Nearest
from bot.answering.cautions import Cautions
from bot.answering.conflicts import Conflict, Conflicts
from bot.answering.courtesies import asks_for_sources
from bot.answering.quotes import Quote
from bot.answering.related import Related
from bot.assistant import Brief
from bot.citations import LEFT_OUT, pages, path
from bot.discord.document_keys import key_of
from bot.discord.literal import label, units
from bot.discord.paging import MOST_TEXT, Block, Page, Source, Text, cut, pages_of, stretches
from bot.upkeep.verification import Outcome, Verification
from knowledge.model import Span

NOT_ANSWERED = "**The documents do not answer this.**"
QUOTED = ">>> "
"""Everything after it is shown as a quotation."""
SMALL = "-# "

_LONGEST_QUESTION = 300
_LONGEST_PATH = 700
_LONGEST_URL = 400
_MOST_ALSO = 3
_PLAIN_URL = re.compile(r"https?://[!#-;=?-\[\]-_a-z~]+")


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown: a head that stands on every page, and the pages."""

    head: str
    pages: tuple[Page, ...]

    @staticmethod
    def of(head: str, blocks: Iterable[Block]) -> "Result":
        """Fill pages with blocks."""
        return Result(head, tuple(pages_of(list(blocks), MOST_TEXT - units(head))))


def moment(time: str) -> str:
    """Return an ISO time as each reader's Discord shows it."""
    return f"<t:{int(datetime.datetime.fromisoformat(time).timestamp())}:f>" if time else "an unknown time"


def answer(given: Answer, intro: str = "") -> Result:
    """Show quotes, or what is nearest and that it is no answer."""
    head = f"{intro}{SMALL}Asked: {label(given.question, _LONGEST_QUESTION)}"
    if given.read_as != given.question:
        head += f"\n{SMALL}Read as: {label(given.read_as, _LONGEST_QUESTION)}"
    return Result.of(head, _answer(given))


def _answer(given: Answer) -> Iterator[Block]:
    number = 0
    for part in given.parts:
        quoted = [block for at, each in enumerate(part.quotes, number + 1) for block in quote(each, f"[{at}]")]
        number += len(part.quotes)
        yield (Text(f"**{label(part.question, _LONGEST_QUESTION)}**"),)
        yield from quoted or [(Text("The documents do not answer this part."),)]
    if not given.parts:
        for number, each in enumerate(given.quotes, 1):
            yield from quote(each, f"[{number}]")
    shown = [each for part in given.parts for each in part.quotes] or given.quotes
    yield from _differing(given.conflicts, shown)
    yield from withheld(given.withheld)
    if given.answered or given.withheld:
        return
    yield (Text(NOT_ANSWERED),)
    if asks_for_sources(given.question):
        yield (Text("`/sources` lists the documents."),)
    if given.nearest:
        yield (Text("Nearest sections, which are no answer:\n" + "\n".join(map(_nearest, given.nearest))),)
    if given.closest:
        yield (Text("Closest passages, which may not answer:"),)
        for each in given.closest:
            yield from quote(each, emphasise=False)


def _differing(conflicts: Iterable[Conflict], shown: Sequence[Quote]) -> Iterator[Block]:
    """Refer to what is shown already by its number, and quote the rest."""
    for conflict in conflicts:
        above = [(_number_of(each, shown), each) for each in conflict.quotes]
        named = [f"[{number}]" for number in sorted(number for number, _ in above if number)]
        told = f"**The documents give different figures:** {' and '.join(named)}".rstrip()
        quoted = [block for number, each in above if not number for block in quote(each)]
        if not quoted:
            yield (Text(told),)
            continue
        yield from together((Text(f"{told} and" if named else told),), quoted[0])
        yield from quoted[1:]


def _number_of(wanted: Quote, shown: Sequence[Quote]) -> int:
    """Return the number of the quote that holds another, 0 where none does."""
    holding = (each.document.id == wanted.document.id and each.span.contains(wanted.span) for each in shown)
    return next((number for number, holds in enumerate(holding, 1) if holds), 0)


def conflicts(given: Conflicts) -> Result:
    """Show pairs of quotes that give different figures for the same thing."""
    blocks: list[Block] = []
    for number, conflict in enumerate(given.conflicts, 1):
        quoted = [block for each in conflict.quotes for block in quote(each)]
        blocks += together((Text(f"**{number}**"),), quoted[0])
        blocks += quoted[1:]
    if given.more:
        blocks.append((Text(f"{given.more} more are not shown."),))
    blocks += withheld(given.withheld)
    nothing = Text("No documents were found to give different figures for the same thing.")
    return Result.of("**Different figures for the same thing**", blocks or [(nothing,)])


def verification(given: Verification) -> Result:
    """Show what became of a quote."""
    head = f"**{given.outcome.value.capitalize()}** · `{given.id}`"
    if given.since:
        head += f"\n{SMALL}The text that was quoted is no longer served since {moment(given.since)}"
    if given.part:
        head += f"\n{SMALL}The id names only part of a sentence; below stands the whole sentence"
    blocks: list[Block] = []
    if given.outcome not in (Outcome.INTACT, Outcome.PART):
        blocks.append((Text("As it was quoted:"),))
        blocks += [
            (Text(QUOTED + cut(given.then.text, each)),) for each in stretches(given.then.text, (), MOST_TEXT - 400)
        ]
    if given.now:
        blocks.append((Text("As it stands now:"),))
        blocks += quote(given.now, emphasise=given.outcome is Outcome.PART)
    return Result.of(head, blocks)


def _nearest(given: Nearest) -> str:
    return f"- {label(path(given.title, given.headings), 100)} ({label(given.document, 40)})"


def brief(given: Brief) -> Result:
    """Show the quotes on a topic."""
    blocks = [block for at, each in enumerate(given.quotes, 1) for block in quote(each, f"[{at}]")]
    blocks += withheld(given.withheld)
    if not blocks:
        blocks = [(Text("Nothing in the documents comes near enough to this topic to be quoted."),)]
    return Result.of(f"**{label(given.title)}**", blocks)


def cautions(given: Cautions) -> Result:
    """Show cautions by document."""
    blocks: list[Block] = []
    document = None
    for number, each in enumerate(given.cautions, 1):
        title = f"{number}\\. **{label(each.title)}**"
        if each.quote.document != document:
            document = each.quote.document
            title = f"**{label(document.metadata.title)}**\n{title}"
        quoted = list(quote(each.quote, emphasise=False))
        blocks += together((Text(title),), quoted[0])
        blocks += quoted[1:]
    blocks += withheld(given.withheld)
    return Result.of("**Cautions**", blocks or [(Text(given.none),)])


def related(given: Related) -> Result:
    """Show the passages nearest to a message, and what of it they do not hold."""
    head = "**Passages nearest to the message.** They are no judgement of it."
    blocks = [block for each in given.quotes for block in quote(each, emphasise=False)]
    blocks += withheld(given.withheld)
    if not blocks:
        blocks = [(Text("The documents hold nothing near it."),)]
    if given.missing is None:
        forgotten = "What of the message they do not hold was told at first; the message is not kept."
        blocks.insert(0, (Text(SMALL + forgotten),))
    elif given.missing:
        named = ", ".join(label(each, 60) for each in given.missing[:20])
        more = f" and {len(given.missing) - 20} more" if len(given.missing) > 20 else ""
        blocks.insert(0, (Text(f"Numbers and names in the message that these passages do not hold: {named}{more}"),))
    return Result.of(head, blocks)


def quote(given: Quote, number: str = "", *, emphasise: bool = True) -> Iterator[Block]:
    """Show a quote whole, the sentences that answer in bold, with what has to be read with it and its source."""
    room = MOST_TEXT - _LONGEST_PATH
    before = [
        Text(f"{QUOTED}{cut(each.text, part)}" + f"\n{LEFT_OUT}" * (part.end == len(each.text)))
        for each in given.before
        for part in stretches(each.text, (), room)
    ]
    behind = [
        Text(QUOTED + f"{LEFT_OUT}\n" * (not part.start) + cut(each.text, part))
        for each in given.behind
        for part in stretches(each.text, (), room)
    ]
    keys = [Span(each.start - given.span.start, each.end - given.span.start) for each in given.key if emphasise]
    parts = [*(Text(QUOTED + cut(given.text, each, keys)) for each in stretches(given.text, keys, room)), *behind]
    source = Source(citation(given, number), given.id, key_of(given.document))
    blocks = [*((each,) for each in parts[:-1]), *together(parts[-1:], (source,))]
    yield from [*together(before, blocks[0]), *blocks[1:]] if before else blocks


def citation(given: Quote, number: str = "") -> str:
    """Name a quote's source: title, section, publisher, date, link, file and id."""
    meta = given.document.metadata
    where = label(path(meta.title, given.headings), _LONGEST_PATH)
    facts = [f"{number} {where}".strip(), pages(given.pages), label(meta.publisher, 100), meta.date or "no date"]
    lines = [" · ".join(filter(None, facts))]
    lines += [_url(meta.url)] if meta.url else []
    lines.append(f"{label(given.document.name, 255)} · `{given.id}`")
    for other in given.also[:_MOST_ALSO]:
        named = filter(None, [other.document.metadata.publisher, other.document.metadata.date])
        told = label(" · ".join([other.document.metadata.title, *named]), 150)
        lines.append(f"also: {told} ({label(other.document.name, 60)}) · `{other.id}`")
    if len(given.also) > _MOST_ALSO:
        lines.append(f"also: {len(given.also) - _MOST_ALSO} more")
    return "\n".join(SMALL + line for line in lines)


def withheld(reasons: Sequence[str]) -> list[Block]:
    """Say that and why quotes are not shown."""
    return [(Text(f"**A quote is withheld:** {label(each, 300)}"),) for each in reasons]


def _url(url: str) -> str:
    """Return a link that shows its address, or the address as text where that could show another."""
    return f"<{url}>" if len(url) <= _LONGEST_URL and _PLAIN_URL.fullmatch(url) else label(url, _LONGEST_URL)


def together(one: Sequence[Text], other: Block) -> list[Block]:
    """Join two runs of pieces to one block if one page can hold both."""
    block = (*one, *other)
    fits = sum(units(each.markdown) for each in block) <= MOST_TEXT - _LONGEST_PATH
    return [block] if fits else [tuple(one), other]
