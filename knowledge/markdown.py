"""Markdown to blocks; the one file that imports markdown-it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from knowledge.model import Block, Kind, Span
from knowledge.sentences import trim

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ITEM_MARKER = re.compile(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING_MARKER = re.compile(r"[ \t>]*#{1,6}[ \t]*")
_HEADING_CLOSER = re.compile(r"[ \t]+#+[ \t]*$")
_QUOTE_MARKER = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_RULE_ROW = re.compile(r"[\s|:+-]*")


@cache
def _parser(*disabled: str) -> MarkdownIt:
    # Inline markup stays in the quotes as written, so that step of the parser has nothing to do.
    from markdown_it import MarkdownIt  # here, so that only reading documents waits for it

    return MarkdownIt("commonmark").enable("table").disable(["inline", *disabled], ignoreInvalid=True)


_NOT_IN_PLAIN = ("code", "fence", "html_block", "reference", "blockquote", "hr")


def markdown_blocks(text: str, start: int = 0, *, plain: bool = False) -> tuple[Block, ...]:
    """Return the blocks of `text[start:]` in order; spans count in the whole text.

    `plain` reads text that was not written as Markdown: headings and lists are still seen,
    but indentation, back-ticks, `>` and `<` mean nothing.
    """
    # Parsed on its own, a body that follows front matter keeps its line numbers simple.
    lines = _Lines(text, start)
    tokens = _parser(*(_NOT_IN_PLAIN if plain else ())).parse(text[start:])
    return tuple(block for block in _blocks(tokens, lines) if len(block.span))


class _Lines:
    """Where the lines of a body start in the whole text."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.starts = [start]
        while (at := text.find("\n", self.starts[-1])) >= 0:
            self.starts.append(at + 1)
        self.starts.append(len(text))

    def span(self, first: int, after: int) -> Span:
        """Return the trimmed span of lines `[first, after)`."""
        last = len(self.starts) - 1
        return trim(self.text, Span(self.starts[min(first, last)], self.starts[min(after, last)]))

    def number(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def without(self, marker: re.Pattern[str], span: Span) -> Span:
        """Return the span without the marker at the beginning of its first line."""
        line_start = self.starts[self.number(span.start)]
        match = marker.match(self.text, line_start, span.end)
        return trim(self.text, Span(max(span.start, match.end()), span.end)) if match else span


def _blocks(tokens: list[Token], lines: _Lines) -> Iterator[Block]:
    item_depth = 0
    pending: Block | None = None  # the list item that the coming paragraphs belong to
    for token in tokens:
        if token.type == "list_item_open":
            item_depth += 1
            if pending:
                yield pending
            pending = None
        elif token.type == "list_item_close":
            item_depth -= 1
            if pending:
                yield pending
            pending = None
        elif not token.map:
            continue
        elif token.type == "heading_open":
            yield Block(Kind.HEADING, _heading(token, lines), int(token.tag[1:]))
        elif token.type == "paragraph_open" and item_depth:
            span = lines.without(_ITEM_MARKER, lines.span(*token.map))
            pending = Block(Kind.ITEM, Span(pending.span.start if pending else span.start, span.end), item_depth)
        elif token.type == "paragraph_open":
            yield Block(Kind.PARAGRAPH, lines.without(_QUOTE_MARKER, lines.span(*token.map)))
        elif token.type == "tr_open":
            span = lines.span(*token.map)
            if not _RULE_ROW.fullmatch(span.cut(lines.text)):
                yield Block(Kind.ROW, span)
        elif token.type == "fence":
            yield Block(Kind.CODE, lines.span(token.map[0] + 1, token.map[1] - 1))
        elif token.type == "code_block":
            yield Block(Kind.CODE, lines.span(*token.map))
        elif token.type == "html_block" and not token.content.lstrip().startswith("<!--"):
            yield Block(Kind.PARAGRAPH, lines.span(*token.map))
    if pending:
        yield pending


def _heading(token: Token, lines: _Lines) -> Span:
    first, after = token.map or (0, 0)
    if token.markup.startswith("#"):
        span = lines.without(_HEADING_MARKER, lines.span(first, after))
        closer = _HEADING_CLOSER.search(span.cut(lines.text))
        return Span(span.start, span.start + closer.start()) if closer else span
    return lines.without(_QUOTE_MARKER, lines.span(first, after - 1))  # setext: without its underline
