"""Markdown to blocks; the one file that imports markdown-it."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.model import Block, Kind, Span
from knowledge.sentences import trim

# Possessive, so that a long run of spaces costs no more than one look at it.
_CONTAINERS = r"(?:[ \t>]*+(?:[-+*]|\d{1,9}[.)])[ \t]++)*+[ \t>]*+"  # list and quote markers around a block
_MARKER = re.compile(_CONTAINERS)
_ITEM_MARKER = re.compile(_CONTAINERS + r"(?:\[[ xX]\][ \t]+)?")
_HEADING_MARKER = re.compile(_CONTAINERS + r"#{1,6}[ \t]*")
_FENCE_END = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*")
_QUOTE_MARKER = re.compile(r"[ \t>]*")
_RULE_ROW = re.compile(r"[\s|:+-]*")


def _parser(*disabled: str) -> MarkdownIt:
    # Inline markup stays in the quotes as written, so that step of the parser has nothing to do.
    return MarkdownIt("commonmark").enable("table").disable(["inline", *disabled], ignoreInvalid=True)


_MARKDOWN = _parser()
_DEEPEST = _MARKDOWN.options["maxNesting"] - 1
_PLAIN = _parser("code", "fence", "html_block", "reference", "blockquote", "hr")


def markdown_blocks(text: str, start: int = 0, *, plain: bool = False) -> tuple[Block, ...]:
    """Return the blocks of `text[start:]` in order; spans count in the whole text.

    `plain` reads text that was not written as Markdown: headings and lists are still seen,
    but indentation, back-ticks, `>` and `<` mean nothing.
    """
    # Parsed on its own, a body that follows front matter keeps its line numbers simple.
    lines = _Lines(text, start)
    tokens = (_PLAIN if plain else _MARKDOWN).parse(text[start:])
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
    items: list[bool] = []  # for each list item around the token, whether it has given a block yet
    pending: Block | None = None  # the list item that gathers whatever stands in it
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close") and pending:
            yield pending
            pending = None
        if token.type == "list_item_open":
            items.append(False)
        elif token.type == "list_item_close":
            items.pop()
        block = _block(token, lines) if token.map else None
        if not block or not len(block.span):
            continue
        if not items or block.kind is Kind.HEADING:
            if pending:
                yield pending
            pending = None
            yield block
            continue
        end = lines.span(*(token.map or (0, 0))).end
        if pending:
            pending = Block(Kind.ITEM, Span(pending.span.start, end), pending.level)
        else:
            # What follows a nested list still belongs to the outer item, so it counts as nested too.
            start = lines.without(_ITEM_MARKER, block.span).start
            pending = Block(Kind.ITEM, Span(start, end), len(items) + items[-1])
            items[-1] = True


def _block(token: Token, lines: _Lines) -> Block | None:
    span = lines.span(*(token.map or (0, 0)))
    # Inside the deepest list or quote that it enters, the parser drops what it finds.
    dropped = token.type in ("list_item_open", "blockquote_open") and token.level >= _DEEPEST
    if token.type == "heading_open":
        return Block(Kind.HEADING, _heading(token, lines), int(token.tag[1:]))
    if token.type == "paragraph_open" or dropped:
        return Block(Kind.PARAGRAPH, lines.without(_MARKER if dropped else _QUOTE_MARKER, span))
    if token.type == "tr_open":
        row = lines.without(_QUOTE_MARKER, span)
        return None if _RULE_ROW.fullmatch(row.cut(lines.text)) else Block(Kind.ROW, row)
    if token.type == "fence":
        return Block(Kind.CODE, _fenced(token, lines))
    if token.type == "code_block":
        return Block(Kind.CODE, span)
    if token.type == "html_block" and not token.content.lstrip().startswith("<!--"):
        return Block(Kind.PARAGRAPH, span)
    return None


def _fenced(token: Token, lines: _Lines) -> Span:
    """Leave out the fences; the closing one may be missing, at the end of a text."""
    first, after = token.map or (0, 0)
    closed = after - first > 1 and _FENCE_END.fullmatch(lines.span(after - 1, after).cut(lines.text))
    return lines.span(first + 1, max(first + 1, after - 1 if closed else after))


def _heading(token: Token, lines: _Lines) -> Span:
    first, after = token.map or (0, 0)
    if not token.markup.startswith("#"):
        return lines.without(_MARKER, lines.span(first, after - 1))  # setext: without its underline
    span = lines.without(_HEADING_MARKER, lines.span(first, after))
    line = span.cut(lines.text)
    bare = line.rstrip("#")
    closed = len(bare) < len(line) and (not bare or bare[-1] in " \t")
    return Span(span.start, span.start + len(bare.rstrip())) if closed else span
