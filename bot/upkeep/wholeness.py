"""Whether offsets cut a sentence: "A video claims that X" says the opposite without its first words."""

from bisect import bisect_right
from collections.abc import Sequence

from knowledge.model import Span
from knowledge.outline import Outline
from knowledge.sentences import trim


def whole(text: str, sentences: Sequence[Span], span: Span) -> Span:
    """Return a stretch of a text widened to the sentences, and outside of them to the lines, that it begins or ends in.

    What quotes are cut at, also a line within a sentence that announces a list, is left as it is.
    """
    units = [unit.span for unit in Outline(text, sentences, ()).units]
    start, end = span.start, span.end
    if start not in {each.start for each in (*sentences, *units)}:
        start = min(start, _around(text, sentences, start).start)
    if end not in {each.end for each in (*sentences, *units)}:
        end = max(end, _around(text, sentences, end - 1).end)
    return Span(start, end) if any(map(str.isalnum, text[start : span.start] + text[span.end : end])) else span


def _around(text: str, sentences: Sequence[Span], offset: int) -> Span:
    """Return the sentence that an offset lies in, or of what stands between sentences its line without white space."""
    behind = bisect_right(sentences, offset, key=lambda each: each.start)
    before = sentences[behind - 1] if behind else Span(0, 0)
    if offset < before.end:
        return before
    line_end = text.find("\n", offset)
    ends = [line_end if line_end >= 0 else len(text), *(each.start for each in sentences[behind : behind + 1])]
    return trim(text, Span(max(before.end, text.rfind("\n", 0, offset) + 1), min(ends)))
