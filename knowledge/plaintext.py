"""Plain text to blocks: Markdown's headings and lists where they stand, and lone lines that are headings."""

import re
from dataclasses import replace

from knowledge.markdown import markdown_blocks
from knowledge.model import Block, Kind, Span

_LONGEST_HEADING = 90
_MOST_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?;,…][\"”’')\]]*$")
_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|annex|appendix)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,4}[.):]?|[IVX]{1,5}[.):]|[A-Z][.)])\s+\S",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    """a an and as at but by for from in into nor of on onto or per so the to up via vs with yet""".split()
)


def plaintext_blocks(text: str, start: int = 0) -> tuple[Block, ...]:
    """Return the blocks of `text[start:]` in order; spans count in the whole text."""
    blocks = list(markdown_blocks(text, start, plain=True))
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if following is None or following.kind is not Kind.PARAGRAPH:
            continue
        if position == 0 and block.kind is Kind.PARAGRAPH and not _is_capitals(block.span.cut(text)):
            continue  # a lone first line is the title, which the reader decides
        line = _whole_line(text, block)
        if block.kind in (Kind.PARAGRAPH, Kind.ITEM) and _looks_like_heading(line.cut(text)):
            blocks[position] = replace(block, kind=Kind.HEADING, span=line, level=_level(line.cut(text)))
    return tuple(blocks)


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
