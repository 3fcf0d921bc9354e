"""Questions that a document itself asks, and where it answers them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Kind, Span
from knowledge.outline import Outline
from knowledge.words import WORD

_MARKS = ("?", "？", "؟", "⁇", "⁈", "⁉", "፧", "՞", "\u037e")
_MARKUP = "*_~ \t"
_OPENERS, _QUOTE_ENDS = "“‘\"'«„「『", "”’\"'»」』"
_CLOSERS = f"{_MARKUP}{_QUOTE_ENDS})]!"
_MOST_QUESTIONS = 3
"""Questions in a row that one answer may follow."""
_CURT = 3
"""Words up to which an answer brings the sentence behind it: "No.", "Not for now."."""
_LONGEST_LIST = 1000


_ASKS_INDIRECTLY = re.compile(
    r"""\b(?:asked|inquired|enquired|wondered|wanted\ to\ know)
    \s(?:(?:[\w’'-]+\s){0,3}?(?:whether|if|how|why|what|when|where|which|who)|for|about)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLIES_INDIRECTLY = re.compile(
    r"\b(?:answered|replied|responded|told|said|explained|confirmed|agreed|promised|refused|declined)\b", re.IGNORECASE
)
_OF_A_QUESTION = re.compile(r"[ \t>*_]*(?:q(?:uestion)?\s*\d{0,3})\s*[*_]*[.:)][*_]*\s", re.IGNORECASE)
"""How the line of a question begins in an interview: "Q:", "Question 3."."""


def tells_of_a_question(text: str) -> bool:
    """Tell whether a sentence says that somebody asked something: "She asked whether bakeries would be included."."""
    return bool(_ASKS_INDIRECTLY.search(text)) and not _REPLIES_INDIRECTLY.search(text)


def tells_of_a_reply(text: str) -> bool:
    """Tell whether a sentence says that somebody replied something."""
    return bool(_REPLIES_INDIRECTLY.search(text))


def question_of(outline: Outline, sentence: Span) -> Span:
    """Return the question that a sentence leads up to in its line, "Q: Some say so. Are they right?", or itself."""
    text = outline.text
    line = text.rfind("\n", 0, sentence.start) + 1
    if asks(sentence.cut(text)) or not _OF_A_QUESTION.match(text, line):
        return sentence
    end = text.find("\n", sentence.end)
    behind = [each for each in outline.sentences if sentence.end <= each.start < (end if end >= 0 else len(text))]
    return next((each for each in reversed(behind) if asks(each.cut(text))), sentence)


def asks(text: str) -> bool:
    """Tell whether a text ends with a question mark, whatever closes it."""
    return text.rstrip(_CLOSERS).endswith(_MARKS)


def only_asks(text: str) -> bool:
    """Tell whether a text is a question, and does not tell of one: "He asked, “Who is there?”"."""
    bare = text.strip(_MARKUP)
    return asks(text) and (bare[-1] not in _QUOTE_ENDS or bare[0] in _OPENERS)


def is_curt(text: str) -> bool:
    """Tell whether an answer is so short that what is said behind it belongs to it."""
    return len(WORD.findall(text)) <= _CURT


@dataclass(frozen=True, slots=True)
class Replies:
    """What stands behind a question."""

    found: tuple[Span, ...]
    """The sentences that answer it, empty if it is left open."""
    listed: bool = False
    """Whether the question is one of a list of questions, which is a statement of its own."""


def replies_to(outline: Outline, question: Span) -> Replies:
    """Return what a document says to a question of its own: a sentence, of a curt one also the next, or a list."""
    text, at = outline.text, outline.unit_at(question.start)
    unit = outline.units[at]
    if unit.kind is Kind.ITEM and any(_is_asking_item(outline, each) for each in (at - 1, at + 1)):
        return Replies((), listed=True)
    found: list[Span] = []
    questions = 1
    for each in outline.sentences[outline.position(question.start) + 1 :]:
        said = each.cut(text)
        if _is_label(said):
            continue
        other = outline.unit_at(each.start)
        if asks(said) and not found:
            questions += 1
            if questions > _MOST_QUESTIONS:
                break
            continue
        if found and other != outline.unit_at(found[0].start):
            break
        if unit.kind is Kind.PARAGRAPH and outline.units[other].kind is not Kind.PARAGRAPH:
            return Replies((_list_from(outline, other),))
        found.append(each)
        if not is_curt(said) or len(found) > 1:
            break
    return Replies(tuple(found))


def with_answers(sentences: Sequence[str]) -> list[str]:
    """Return sentences in a row, each question together with the first sentence behind it that asks nothing."""
    found = list(sentences)
    for at, each in enumerate(sentences):
        if asks(each):
            behind = (j for j in range(at + 1, len(found)) if not _is_label(sentences[j]) and not asks(sentences[j]))
            end = next(behind, at)
            found[at] = " ".join(sentences[at : end + 1])
    return found


def question_before(outline: Outline, offset: int) -> Span | None:
    """Return the question that stands right before an offset, if a question stands there."""
    before = outline.before(offset)
    while before and _is_label(before.cut(outline.text)):
        before = outline.before(before.start)
    return before if before and asks(before.cut(outline.text)) else None


def _is_asking_item(outline: Outline, at: int) -> bool:
    inside = 0 <= at < len(outline.units) and outline.units[at].kind is Kind.ITEM
    return inside and asks(outline.units[at].span.cut(outline.text))


def _is_label(text: str) -> bool:
    """Tell whether a sentence is but mark-up or a letter ("**", "A."), cut off from what it belongs to."""
    return sum(map(str.isalnum, text)) < 2


def _list_from(outline: Outline, at: int) -> Span:
    """Return the list or table that begins with a unit, as far as it is not too long."""
    start = outline.units[at].span.start
    last = outline.end_of_run(at)
    while last > at and outline.units[last].span.end > start + _LONGEST_LIST:
        last -= 1
    return Span(start, outline.units[last].span.end)
