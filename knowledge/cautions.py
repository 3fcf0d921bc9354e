"""The cautions that a document raises: items of lists that are about risks, and sentences that warn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.model import Block, Document, Kind, Section, Span
from knowledge.sentences import sentence_spans

_LEAD = re.compile(r"\s*(?:\*\*|__)(?P<bold>[^*_\n]{2,80}?)[.:]?(?:\*\*|__)|(?P<plain>[^.:!?\n]{2,60}?)(?::|\s[–—-])\s")
_WARNING = re.compile(
    r"""\bwarn(?:s|ed|ing)?\s+(?:\w+\s+){0,3}?(?:that|of|against|about)\b
    |\bcaution(?:s|ed)?\s+(?:\w+\s+){0,2}?(?:that|against|about)\b
    |\b(?:exercise|urge[sd]?|advise[sd]?|with|extreme|great)\s+(?:\w+\s+)?caution\b
    |\brisks?\s+(?:of|that)\b|\bat\s+(?:\w+\s+)?risk\b|\brisk(?:s|ed|ing)?\s+\w+ing\b
    |\b(?:in|the|a)\s+(?:\w+\s+)?danger\s+(?:of|that)\b|\bbeware\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Caution:
    """A stretch of a document that cautions its reader; the title is in the document's words."""

    title: str
    span: Span


def cautions_of(document: Document, sections: Sequence[Section], heading_words: Sequence[str]) -> tuple[Caution, ...]:
    """Return the document's cautions in order.

    `heading_words` are beginnings of words ("caution", "risk"): whatever stands under a heading,
    or in a list behind an introducing line, that holds such a word is taken as cautions.
    """
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, heading_words))})", re.IGNORECASE)
    found: list[Caution] = []
    for section in sections:
        found.extend(_in_section(document, section, names))
    return tuple(found)


def _in_section(document: Document, section: Section, names: re.Pattern[str]) -> Iterator[Caution]:
    own = section.headings[-1] if section.headings else ""
    about_cautions = any(names.search(heading) for heading in section.headings)
    items = [block for block in section.blocks if block.kind is Kind.ITEM]
    if about_cautions and items:
        yield from _list(document, items, own)
        return
    if about_cautions and not names.search(own) and section.blocks:
        yield Caution(own, Span(section.blocks[0].span.start, section.blocks[-1].span.end))
        return
    introduced = False
    run: list[Block] = []
    for block in section.blocks:
        if block.kind is Kind.ITEM and introduced:
            run.append(block)
            continue
        yield from _list(document, run, own)
        run = []
        text = document.cut(block.span)
        introduced = text.endswith(":") and bool(names.search(_last_line(text)))
        if block.kind in (Kind.PARAGRAPH, Kind.ITEM) and not introduced:
            if about_cautions:
                yield Caution(_title(text, own), block.span)
            else:
                yield from _warnings(document, block, own)
    yield from _list(document, run, own)


def _list(document: Document, items: Sequence[Block], fallback: str) -> Iterator[Caution]:
    """Turn each outermost item, with whatever is nested in it, into a caution."""
    outermost = min((item.level for item in items), default=0)
    spans: list[Span] = []
    for item in items:
        if item.level > outermost and spans:
            spans[-1] = Span(spans[-1].start, item.span.end)
        else:
            spans.append(item.span)
    for span in spans:
        yield Caution(_title(document.cut(span), fallback), span)


def _warnings(document: Document, block: Block, own: str) -> Iterator[Caution]:
    for span in sentence_spans(document.text, block.span):
        if _WARNING.search(document.cut(span)):
            yield Caution(own or document.metadata.title, span)


def _title(text: str, fallback: str) -> str:
    match = _LEAD.match(text)
    if match:
        return " ".join((match["bold"] or match["plain"]).split())
    return fallback or " ".join(text.split()[:6])


def _last_line(text: str) -> str:
    return text[sentence_spans(text)[-1].start :]
