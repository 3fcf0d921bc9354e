"""What a stretch of a document cannot be read without: what introduces it, what it leans on, what takes it back."""

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.model import Kind, Span
from knowledge.outline import Outline, announces

# A sentence that begins like this cannot be read without the one before it.
_LEANS_BACK = re.compile(
    r"""[“"'‘(]*(?:however|but|and|or|so|yet|still|nevertheless|nonetheless|moreover|furthermore|therefore|thus|hence
    |instead|otherwise|in\ (?:addition|contrast|turn|response|doing\ so)|as\ a\ result|for\ (?:example|instance)
    |it|its|he|she|his|her|they|their|this|that|these|those|such|both
    |the\ (?:former|latter|rest|remainder|others?|remaining))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# So early in a sentence such a word speaks of what was said just before.
_SPEAKS_OF_IT = re.compile(
    rf"(?:{_LEANS_BACK.pattern})|(?:\w+\s+){{0,4}}(?:that|this|these|those|such)\s+\w", re.IGNORECASE | re.VERBOSE
)
# What is said of a part misleads without what is said of the rest.
_REST = re.compile(r"[“\"'‘(]*the\ (?:rest|remainder|remaining)\b", re.IGNORECASE)

_MOST_BEFORE = 2
_LONGEST_LIST = 1000
"""Characters of a list that come with the line that introduces it: about as many as a passage has."""
_NEAR = 400
"""Characters between a stretch and what introduces it up to which all of them are quoted as one.

Half a passage: a reader sees at once what belongs to what. What is farther off is set before it by itself.
"""
_LEFT_OUT = 12
"""Letters and digits between two sentences; more is left-out matter, such as a comment."""


def leans_back(text: str) -> bool:
    """Tell whether a sentence begins so that it cannot be read without the one before it."""
    return bool(_LEANS_BACK.match(text))


def speaks_of_what_was_said(text: str) -> bool:
    """Tell whether a sentence points, early on, to what was said just before it."""
    return bool(_SPEAKS_OF_IT.match(text))


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is quoted for a sentence, and of that the sentences that answer."""

    span: Span
    key: tuple[Span, ...]
    introduction: tuple[Span, ...]
    """What introduces it, within the span or before it."""


def introduced_by(outline: Outline, span: Span) -> tuple[Span, ...]:
    """Return what has to be read before a stretch and is not part of it, in order."""
    return tuple(each for each in outline.over(span.start) if each.end <= span.start)


def in_context(outline: Outline, sentence: Span) -> Stretch:
    """Widen a sentence to what must be read with it, as far as that stands near."""
    unit = outline.units[outline.unit_at(sentence.start)]
    span = unit.span if unit.whole else _with_neighbours(outline, sentence)
    key = Span(max(sentence.start, span.start), min(sentence.end, span.end))
    return Stretch(_with_introduction(outline, span), (key,), introduced_by(outline, span))


def _with_neighbours(outline: Outline, sentence: Span) -> Span:
    """Widen a sentence to the sentences that it leans on, the list that it introduces, the rest."""
    text, sentences = outline.text, outline.sentences
    position = first = outline.position(sentence.start)
    while position - first < _MOST_BEFORE and first > 0 and leans_back(sentences[first].cut(text)):
        first -= 1
    return Span(sentences[first].start, _end(outline, position))


def _end(outline: Outline, position: int) -> int:
    """Return where that ends which a sentence cannot do without: the rest, or what it introduces with a colon."""
    sentence, following = outline.sentences[position], outline.sentences[position + 1 : position + 2]
    if following and _REST.match(following[0].cut(outline.text)):
        return following[0].end
    if not announces(sentence.cut(outline.text)):
        return sentence.end
    end = sentence.end
    for unit in outline.units[outline.unit_at(sentence.end) :]:
        if unit.kind is Kind.PARAGRAPH or unit.span.end > sentence.end + _LONGEST_LIST:
            break
        end = unit.span.end
    return following[0].end if following and end == sentence.end else end


def _with_introduction(outline: Outline, span: Span) -> Span:
    """Widen a stretch to what introduces it, if that is near."""
    for each in reversed(introduced_by(outline, span)):
        widened = Span(each.start, span.end)
        if span.start - each.end > _NEAR or _leaves_out(outline, widened):
            break
        span = widened
    return span


def _leaves_out(outline: Outline, span: Span) -> bool:
    """Tell whether matter that is never quoted, such as a comment, stands within a stretch."""
    inside = [each for each in outline.sentences if span.overlaps(each)]
    gaps = (outline.text[one.end : other.start] for one, other in pairwise(inside))
    return any(sum(map(str.isalnum, gap)) > _LEFT_OUT for gap in gaps)
