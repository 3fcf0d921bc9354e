"""The cautions that a document raises: items of lists that are about risks, and sentences that warn or have doubts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.model import Block, Document, Kind, Section, Span
from knowledge.sentences import sentence_spans

_LEAD = re.compile(r"\s*(?:\*\*|__)(?P<bold>[^*_\n]{2,80}?)[.:]?(?:\*\*|__)|(?P<plain>[^.:!?\n]{2,60}?)(?::|\s[–—-])\s")
_CELL = re.compile(r"(?P<bold>)(?P<plain>[^|\n]*[^|\s])\s*\|")
_WARNING = re.compile(
    r"""\bwarn(?:s|ed|ing)?\s+(?:\w+\s+){0,3}?(?:that|of|against|about)\b
    |\bcaution(?:s|ed)?\s+(?:\w+\s+){0,2}?(?:that|against|about)\b
    |\b(?:exercise|urge[sd]?|advise[sd]?|extreme|great)\s+(?:\w+\s+)?caution\b
    |\b(?:treat\w*|read|use[ds]?|proceed\w*|handled?|interpret\w*|approach\w*)\s+(?:\w+\s+){0,3}?with\s+(?:\w+\s+)?caution\b
    |\brisks?\s+(?:of|that)\b|\bat\s+(?:\w+\s+)?risk\b
    |\brisk(?:s|ed|ing)?\s+(?!(?:rating|sharing|financing|pooling|planning|mapping|pricing|reporting|monitoring)\b)\w+ing\b
    |\b(?:in|the|a)\s+(?:\w+\s+)?danger\s+(?:of|that)\b|\bbeware\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RESERVATION = re.compile(
    r"""\b(?:not|never)\s+(?:yet\s+)?(?:been\s+)?(?:\w+ly\s+)?(?:verified|corroborated)\b|\bunverified\b
    |\b(?:could|can)\s*not\s+(?:be\s+)?(?:\w+ly\s+)?(?:verif(?:y|ied)|confirm(?:ed)?|corroborated?)\b|\bmargins?\s+of\s+error\b
    |\b(?:figure|number|estimate|result|count|total|data|finding)s?\s+(?:is|are|was|were|remains?)\s+(?:\w+\s+)?
     (?:preliminary|provisional|incomplete|uncertain|unreliable|projections?|approximate)\b
    |\b(?:preliminary|provisional|incomplete|unreliable)\s+(?:figure|number|estimate|result|count|data|finding)s?\b
    |\bmay\s+(?:contain\s+errors|be\s+(?:incomplete|inaccurate|unreliable))\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What says of itself that something is not certain; there is nothing in it to be denied."""
_DENIED = re.compile(r"(?:\b(?:no|not|never|without|little|nor)|n['’]t)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_MOST_LEAD_WORDS = 4


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
    names = naming(heading_words)
    # The document's own title is no heading of a list of cautions, unless it is the only heading.
    title = document.metadata.title if len(sections) > 1 else ""
    found: list[Caution] = []
    for section in sections:
        found.extend(_in_section(document, section, names, title))
    return tuple(found)


def naming(heading_words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds words with these beginnings where they caution somebody."""
    # "Concerned citizens", "Concerning aid" and "Risk-free" caution nobody.
    stems = "|".join(map(re.escape, heading_words)) or "(?!)"
    return re.compile(rf"\b(?:{stems})(?!ed\b|(?<=concern)ing\b|\w*[-\s]free\b)", re.IGNORECASE)


def _in_section(document: Document, section: Section, names: re.Pattern[str], title: str) -> Iterator[Caution]:
    own = section.headings[-1] if section.headings else ""
    about_cautions = any(_holds(names, heading) for heading in section.headings if heading != title)
    kinds = {block.kind for block in section.blocks}
    listed = bool(kinds & {Kind.ITEM, Kind.ROW})
    if about_cautions and not listed and not _holds(names, own) and section.blocks:
        yield Caution(own, Span(section.blocks[0].span.start, section.blocks[-1].span.end))
        return
    introduced = False
    for kind, group in groupby(section.blocks, key=lambda block: block.kind):
        run = list(group)
        if kind is Kind.ITEM and (introduced or about_cautions):
            yield from _list(document, run, own)
        elif kind is Kind.ROW and (introduced or about_cautions):
            yield from _list(document, run[1:], own)  # the first row names the columns
        elif kind in (Kind.PARAGRAPH, Kind.ITEM):
            for block in run:
                yield from _in_text(document, block, own, names, whole=about_cautions and not listed)
        introduced = _introduces(document.cut(run[-1].span), names)


def _in_text(document: Document, block: Block, own: str, names: re.Pattern[str], *, whole: bool) -> Iterator[Caution]:
    text = document.cut(block.span)
    if text.rstrip("*_").endswith(":") and _introduces(text, names):
        return
    lead = _LEAD.match(text)
    name = lead["bold"] or lead["plain"] if lead else ""
    labelled = _holds(names, name) and len(name.split()) <= _MOST_LEAD_WORDS
    if whole or labelled:
        yield Caution(_title(text, own), block.span)
        return
    for span in sentence_spans(document.text, block.span):
        sentence = document.cut(span)
        warns = any(not _DENIED.search(sentence[: match.start()]) for match in _WARNING.finditer(sentence))
        if warns or _RESERVATION.search(sentence):
            yield Caution(own or document.metadata.title, span)


def _holds(names: re.Pattern[str], text: str) -> bool:
    return any(not _DENIED.search(text[: match.start()]) for match in names.finditer(text))


def _introduces(text: str, names: re.Pattern[str]) -> bool:
    """Tell whether a list that follows the text is of cautions: "Concerns:", or a lone line that names them."""
    line = _last_sentence(text).strip("*_")
    label = line == text.strip("*_") and len(line.split()) <= _MOST_LEAD_WORDS and line[-1:].isalnum()
    return (line.endswith(":") or label) and _holds(names, line)


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


def _title(text: str, fallback: str) -> str:
    text = text.lstrip("| \t") if text.startswith("|") else text
    match = _CELL.match(text) if "|" in text else _LEAD.match(text)
    if match:
        return " ".join((match["bold"] or match["plain"]).split()).strip("*_")
    return fallback.rstrip(":") or " ".join(text.split()[:6])


def _last_sentence(text: str) -> str:
    spans = sentence_spans(text)
    return spans[-1].cut(text) if spans else ""
