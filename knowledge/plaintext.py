"""Plain text to blocks: Markdown's headings and lists where they stand, and lone lines that are headings."""

import re
from dataclasses import replace

from knowledge.markdown import markdown_blocks
from knowledge.model import Block, Kind, Span
from knowledge.sentences import trim

_LONGEST_HEADING = 90
_MOST_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?;,…][\"”’')\]]*$")
_NUMBERED = re.compile(
    # "1. Scope", "2.1 Access" and "Annex B: Methods", but not "10 people died".
    r"(?:(?i:chapter|section|part|annex|appendix)\s+(?:\d{1,2}|[IVX]{1,5}|[A-Z])\b"
    r"|\d{1,2}(?:\.\d{1,2}){0,4}[.):]|\d{1,2}(?:\.\d{1,2}){0,4}(?=\s+[^\W\d_a-z])|[IVX]{1,5}[.):]|[A-Z][.)])(?:\s|$)"
)
_SMALL_WORDS = frozenset(
    """a an and as at but by for from in into nor of on onto or per so the to up via vs with yet""".split()
)


# Lone lines in capitals or title case that are no headings.
_NO_HEADING = re.compile(
    r"""dear\b|by\s+(?!the\b)|(?:from|photos?|images?|credit|sources?|copyright|tel|phone|e?-?mail):|page\s+\d+$
    |(?:(?:best|kind|warm)\s+(?:regards|wishes)|regards|sincerely|yours)(?:\s+\w+)?$|(?:yes|no|ok|thanks?)$
    |[“"‘'(©].*[”"’')]$|©|[a-z]:\s|[•·▪–—*-]\s|\S*@|https?:|www\.
    |\d+\s.*\b(?:street|st|road|rd|avenue|ave|lane|boulevard|floor|square)$
    |.*,\s[A-Z]{2}\s\d{4,}$|[\w .]+,\s(?:\w+\s\d{1,2}|\d{1,2}\s\w+\s\d{4})\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE_WORD = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|\d{1,4}(?:st|nd|rd|th)?|[\s,.:/-]",
    re.IGNORECASE,
)


def plaintext_blocks(text: str, start: int = 0) -> tuple[Block, ...]:
    """Return the blocks of `text[start:]` in order; spans count in the whole text."""
    found = markdown_blocks(text, start, plain=True)
    blocks: list[Block] = []
    for position, block in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        before = found[position - 1] if position else None
        if block.kind is Kind.PARAGRAPH and (head := _heading_above(text, block)):
            blocks.append(Block(Kind.HEADING, head, 1))
            blocks.append(replace(block, span=trim(text, Span(head.end, block.span.end))))
        elif _is_heading(text, block, before, following):
            line = _whole_line(text, block)
            blocks.append(replace(block, kind=Kind.HEADING, span=line, level=_level(line.cut(text))))
        else:
            blocks.append(block)
    return tuple(blocks)


def _is_heading(text: str, block: Block, before: Block | None, following: Block | None) -> bool:
    if following is None or following.kind is Kind.HEADING:
        return False
    line = _whole_line(text, block).cut(text)
    if block.kind is Kind.ITEM:
        in_list = Kind.ITEM in (before and before.kind, following.kind)
        return line[:1].isdigit() and not in_list and _looks_like_heading(line)
    if block.kind is not Kind.PARAGRAPH:
        return False
    if before is None and not _is_capitals(line):
        return False  # a lone first line is the title, which the reader decides
    return _looks_like_heading(line)


def _heading_above(text: str, block: Block) -> Span | None:
    """Find a line in capitals that stands right on top of its paragraph."""
    line, _, rest = block.span.cut(text).partition("\n")
    if not rest or _is_capitals(rest) or not _is_capitals(line) or not _looks_like_heading(line):
        return None
    return trim(text, Span(block.span.start, block.span.start + len(line)))


def _whole_line(text: str, block: Block) -> Span:
    """Give a list item its number back: "2. Access" is a heading under that whole name."""
    if block.kind is not Kind.ITEM:
        return block.span
    line_start = text.rfind("\n", 0, block.span.start) + 1
    marker = text[line_start : block.span.start].lstrip()
    return Span(block.span.start - len(marker), block.span.end)


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    if "\n" in line or len(line) > _LONGEST_HEADING or not 1 <= len(words) <= _MOST_WORDS:
        return False
    if not any(ch.isalpha() for ch in line) or _SENTENCE_END.search(line):
        return False
    if _NO_HEADING.match(line) or not _DATE_WORD.sub("", line):
        return False
    return _is_capitals(line) or bool(_NUMBERED.match(line)) or _is_title_case(words)


def _is_capitals(line: str) -> bool:
    return line.isupper() and sum(ch.isalpha() for ch in line) >= 3


def _is_title_case(words: list[str]) -> bool:
    large = [word for word in words if word.lower() not in _SMALL_WORDS]
    return len(large) >= 1 and all(word[0].isupper() or not word[0].isalpha() for word in large)


def _level(line: str) -> int:
    """Deeper numbers make deeper headings: "2.1 Access" lies under "2 Needs"."""
    number = re.match(r"(\d+(?:\.\d+)*)", line)
    return 1 + number[1].count(".") if number else 1
