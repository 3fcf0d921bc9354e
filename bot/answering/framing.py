"""Headings that have to be read with what stands below them: "False", "Scenario B", "Is the water safe?".

What stands under the former is not simply so. A word too many in the list costs a line above a quote; one that is
missing may turn a claim that the document calls false into a statement.
"""

import re
from collections.abc import Iterable, Iterator

from bot.answering.asking import asks
from bot.answering.taking_back import takes_back
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.model import Span
from knowledge.words import terms

_FRAMING = frozenset(
    terms(
        """false untrue myth fiction fabricated fake hoax invented debunked refuted disproved misinformation
        disinformation propaganda rumour hearsay gossip claim allegation alleged accusation unconfirmed
        unverified disputed unproven speculation satire parody scenario hypothetical simulation exercise drill
        imaginary forecast projection prediction sample template placeholder draft rejected withdrawn
        retracted cancelled obsolete outdated superseded archived erratum"""
    )
)
_SECTIONS_BELOW = 2
_SENTENCES_BELOW = 2
"""How far below a claim's section is looked for what takes the claim back."""
_LABEL = 6
"""Letters and digits of what may stand between a question and its answer: "A.", "Answer"."""


def frames(heading: str) -> bool:
    """Tell whether a heading says that what stands below it is not simply so."""
    return not _FRAMING.isdisjoint(terms(heading))


def framing_of(document: StoredDocument, headings: Iterable[str]) -> list[str]:
    """Return those of a document's title and of the headings above a text that say so."""
    return [each for each in (document.metadata.title, *headings) if frames(each)]


def headings_read_with(
    reader: Reader, document: StoredDocument, headings: tuple[str, ...], span: Span
) -> tuple[Span, ...]:
    """Return the headings above a stretch without which it must not be quoted, as they stand in the text, in order."""
    if not framing_of(document, headings) and not any(map(asks, headings[-1:])):
        return ()
    text = reader.text(document.id)
    path = [(each, " ".join(each.cut(text).split())) for each in _written(reader, document, span)]
    # From the first of them on all are read: under "Myths" may stand "Facts".
    first = next((at for at, (_, heading) in enumerate(path) if frames(heading)), len(path))
    read = [each for each, _ in path[first:]]
    if not read and path and asks(path[-1][1]) and sum(map(str.isalnum, text[path[-1][0].end : span.start])) <= _LABEL:
        read = [path[-1][0]]
    return tuple(read)


def taken_back_below(
    reader: Reader, document: StoredDocument, headings: tuple[str, ...], span: Span
) -> tuple[Span, ...]:
    """Return what takes a stretch back that stands under a heading such as "The claim": how the next section begins."""
    if not any(map(frames, headings[-1:])):
        return ()
    text, sections = reader.text(document.id), reader.sections(document.id)
    following = [each for each in sections if each.span.start >= span.end][:_SECTIONS_BELOW]
    for section in following:
        if section.headings and takes_back(section.headings[-1]):
            found = _pattern(section.headings[-1]).search(text, section.span.start, section.span.end)
            if found:
                return (Span(*found.span()),)
        sentences, *_ = reader.layout_around(document.id, section.span.start, 0)
        for each in sentences[:_SENTENCES_BELOW]:
            if takes_back(each.cut(text)):
                return (each,)
    return ()


def _written(reader: Reader, document: StoredDocument, span: Span) -> Iterator[Span]:
    """Yield where the title and the headings above a stretch stand in the text, outermost first."""
    text = reader.text(document.id)
    above = [each for each in reader.sections(document.id) if each.span.start <= span.start]
    path = above[-1].headings if above else ()
    title = document.metadata.title
    if title and title not in path and (match := _pattern(title).search(text, 0, span.start)):
        yield Span(*match.span())
    for depth, heading in enumerate(path, start=1):
        start = next((each.span.start for each in reversed(above) if each.headings == path[:depth]), None)
        # A stretch may be the heading itself.
        if start is not None and (found := _pattern(heading).match(text, start)) and found.end() <= span.start:
            yield Span(*found.span())


def _pattern(heading: str) -> re.Pattern[str]:
    """Return what finds a heading however its words are parted."""
    return re.compile(r"\s+".join(map(re.escape, heading.split())))
