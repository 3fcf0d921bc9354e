"""Documents to sections: the stretches between headings, each with its path of headings."""

from itertools import pairwise

from knowledge.model import Document, Kind, Section, Span

_NOT_EVIDENCE = (Kind.TITLE, Kind.HEADING, Kind.DATELINE)


def sections_of(document: Document) -> tuple[Section, ...]:
    """Return the document's sections in order; together they cover every quotable block.

    A section starts where its heading's text starts and ends where the next one starts.
    """
    blocks = document.blocks
    heads = [at for at, block in enumerate(blocks) if block.kind is Kind.HEADING]
    bounds = [-1, *heads, len(blocks)]
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for head, after in pairwise(bounds):
        if head >= 0:
            level = blocks[head].level
            path = [step for step in path if step[0] < level]
            path.append((level, " ".join(document.cut(blocks[head].span).split())))
        body = tuple(block for block in blocks[head + 1 : after] if block.kind not in _NOT_EVIDENCE)
        if head < 0 and not body:
            continue
        start = blocks[head].span.start if head >= 0 else body[0].span.start
        end = blocks[after].span.start if after < len(blocks) else len(document.text)
        sections.append(Section(tuple(name for _, name in path), _snug(document.text, start, end), body))
    return tuple(sections)


def _snug(text: str, start: int, end: int) -> Span:
    """End a section before the next heading's line, which may begin with markers, and the white space ahead of it."""
    if end < len(text):
        end = max(start, text.rfind("\n", 0, end) + 1)
    return Span(start, start + len(text[start:end].rstrip()))
