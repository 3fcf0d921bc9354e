"""Markdown and plain text: the stored text is the file's own, front matter included."""

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from knowledge.encoding import decode
from knowledge.errors import UnreadableFile
from knowledge.formats.datelines import apart, is_of_another_date, is_title_line
from knowledge.formats.properties import NEAR_THE_TOP, dateline
from knowledge.frontmatter import split_front_matter
from knowledge.markdown import markdown_blocks
from knowledge.model import Block, Content, Kind
from knowledge.plaintext import plaintext_blocks

_DATES_AHEAD = 3
"""How many lines that are only a date may stand ahead of a title."""
_DATED = (Kind.TITLE, Kind.PARAGRAPH, Kind.DATELINE)
"""Blocks that may say when it was written; a heading's date is more likely that of what it is about."""


def read_markdown(data: bytes) -> Content:
    """Read a Markdown file; raise UnreadableFile for binary data."""
    return _read(data, markdown_blocks)


def read_plaintext(data: bytes) -> Content:
    """Read a file of plain text; raise UnreadableFile for binary data."""
    return _read(data, plaintext_blocks)


def _read(data: bytes, blocks_of: Callable[[str, int], tuple[Block, ...]]) -> Content:
    text, remarks = decode(data)
    metadata, body, more = split_front_matter(text)
    try:
        blocks = apart(text, blocks_of(text, body))
    except RecursionError as error:
        raise UnreadableFile("nested too deeply to be read as a document") from error
    title, blocks = _title(text, blocks, metadata.title)
    date = metadata.date or dateline(block.span.cut(text) for block in blocks[:NEAR_THE_TOP] if block.kind in _DATED)
    return Content(text, blocks, replace(metadata, title=title, date=date), remarks + more)


def _title(text: str, blocks: tuple[Block, ...], given: str) -> tuple[str, tuple[Block, ...]]:
    """Find the title: front matter, else a leading level-1 heading, else a lone first line.

    A first line taken as title becomes a TITLE block, which is no evidence and never quoted. A date
    ahead of it is none.
    """
    at = sum(takewhile(bool, (_is_only_a_date(text, block) for block in blocks[:_DATES_AHEAD])))
    if at >= len(blocks):
        return given, blocks
    first = blocks[at]
    line = first.span.cut(text)
    shown = " ".join(line.strip("*_").split())
    if first.kind is Kind.HEADING and first.level == 1:
        return given or shown, blocks
    lone = first.kind is Kind.PARAGRAPH and at + 1 < len(blocks) and is_title_line(line)
    if lone and given in ("", line, shown):
        return shown, (*blocks[:at], replace(first, kind=Kind.TITLE), *blocks[at + 1 :])
    return given, blocks


def _is_only_a_date(text: str, block: Block) -> bool:
    """Tell whether a block is a date, or "Deadline: 30 June 2026", which stays what it is."""
    line = block.span.cut(text)
    is_line = block.kind is Kind.PARAGRAPH or (block.kind is Kind.HEADING and line.isupper())
    return block.kind is Kind.DATELINE or (is_line and is_of_another_date(line))
