"""A heading that says just what a question asks for: what stands under it answers ("What are the sticking points?")."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.answer_types import AnswerType, asked_for
from bot.answering.quotes import outlined
from index.searching.search import Found, Hit
from index.storage.reading import Reader
from knowledge.model import Kind, Span
from knowledge.words import Terms, terms

_LONGEST = 1000
"""Characters of what stands under a heading that are quoted: about as many as a passage has."""


@dataclass(frozen=True, slots=True)
class Headed:
    """What stands under a heading that says what a question asks for."""

    hit: Hit
    """The best of its section."""
    headings: tuple[str, ...]
    span: Span
    key: tuple[Span, ...]
    """Its sentences or list items."""


def headed(reader: Reader, found: Found, analyse: Terms) -> Iterator[Headed]:
    """Yield what stands under such headings in the documents of the hits, the best hit's first."""
    question = found.query.text
    asked, worded = found.query.idf.keys(), terms(question)
    if not asked:
        return
    is_general = asked_for(question) is AnswerType.OTHER
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for hit in found.hits:
        document, headings = hit.passage.document, hit.passage.headings
        for depth, heading in enumerate(headings, start=1):
            path = document.id, headings[:depth]
            if path in seen or heading == document.metadata.title:
                continue
            seen.add(path)
            said = set(analyse(heading))
            if not said or not said <= asked:
                continue
            over = said.union(*map(analyse, (document.metadata.title, *headings[: depth - 1])))
            if terms(heading) == worded or (is_general and asked <= over):
                yield from _under(reader, hit, headings[:depth])


def _under(reader: Reader, hit: Hit, headings: tuple[str, ...]) -> Iterator[Headed]:
    """Yield the first list, or the first paragraph, under a heading, unless it is long."""
    document = hit.passage.document
    section = next((each for each in reader.sections(document.id) if each.headings == headings), None)
    if section is None:
        return
    outline = outlined(reader, document, section.span)
    units, at = outline.units, outline.unit_at(section.span.start)
    if at >= len(units) or not section.span.contains(units[at].span):
        return
    end = at if units[at].kind is Kind.PARAGRAPH else outline.end_of_run(at)
    if end == at and end + 1 < len(units) and units[end + 1].kind is not Kind.PARAGRAPH:
        end = outline.end_of_run(end + 1)
    start = units[at].span.start
    while end > at and units[end].span.end > start + _LONGEST:
        end -= 1
    span = Span(start, units[end].span.end)
    if len(span) <= _LONGEST:
        yield Headed(hit, headings, span, tuple(each for each in outline.sentences if span.contains(each)))
