"""What a stretch of a document cannot be read without: what introduces it, what it leans on, what takes it back."""

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.asking import (
    asks,
    is_curt,
    only_asks,
    question_before,
    question_of,
    replies_to,
    tells_of_a_question,
    tells_of_a_reply,
)
from bot.answering.pointing import leans_back, qualifies
from bot.answering.taking_back import takes_back
from knowledge.model import Kind, Span
from knowledge.outline import Outline, announces

_REPLY = re.compile(r"\W*(?:yes|no|not|never|none|neither|nobody|nothing|perhaps|maybe|because|to|by)\b", re.IGNORECASE)
_MOST_BEFORE = _MOST_BEHIND = 2
_LONGEST_LIST = 1000
"""Characters of a list that come with the line that introduces it: about as many as a passage has."""
_NEAR = 400
"""Characters between a stretch and what introduces it up to which all of them are quoted as one.

Half a passage: a reader sees at once what belongs to what. What is farther off is set before it by itself.
"""
_FARTHEST = 1000
"""Characters up to which a quote grows by what it is an answer to and what takes it back."""
_LEFT_OUT = 12
"""Letters and digits between two sentences; more is left-out matter, such as a comment."""


def _leans(text: str) -> bool:
    return leans_back(text) or takes_back(text)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is quoted for a sentence, and of that the sentences that answer."""

    span: Span
    key: tuple[Span, ...]
    around: tuple[Span, ...]
    """What introduces it, within the span or before it, and what takes it back."""
    whole: bool = True
    """Whether all that it cannot do without is there: a question's answer, what takes it back."""


def introduced_by(outline: Outline, span: Span) -> tuple[Span, ...]:
    """Return what has to be read before a stretch and is not part of it, in order."""
    return tuple(each for each in outline.over(span.start) if each.end <= span.start)


def in_context(outline: Outline, sentence: Span) -> Stretch:
    """Widen a sentence to what must be read with it, as far as that stands near."""
    unit = outline.units[outline.unit_at(sentence.start)]
    span = unit.span if unit.whole else _with_neighbours(outline, sentence)
    unwidened = span
    key = [Span(max(sentence.start, span.start), min(sentence.end, span.end))]
    whole = True
    question = question_of(outline, sentence)
    if asks(text := question.cut(outline.text)):
        replies = replies_to(outline, question)
        whole = bool(replies.found) or replies.listed
        key = [*key[: not replies.found or not only_asks(text)], *replies.found]
        span = Span(span.start, max(span.end, key[-1].end))
    elif reply := _reported_reply(outline, sentence):
        key.append(reply)
        span = Span(span.start, max(span.end, reply.end))
    span = _with_questions(outline, _with_reported_question(outline, span))
    if taken_back := _taken_back(outline, span):
        key.append(taken_back)
        span = Span(span.start, max(span.end, taken_back.end))
    if span != unwidened:
        whole = whole and len(span) <= len(unwidened) + _FARTHEST and not _leaves_out(outline, span)
    introduction = introduced_by(outline, span)
    around = (*introduction, taken_back) if taken_back else introduction
    return Stretch(_with_introduction(outline, span), tuple(key), around, whole)


def _with_questions(outline: Outline, span: Span) -> Span:
    """Widen an answer to the question, or questions in a row, that it is given to.

    In running text only what would not stand alone: there a question may be but a turn of speech.
    """
    for _ in range(_MOST_BEFORE):
        question = question_before(outline, span.start)
        if not question or span.start - question.end > _NEAR:
            break
        one_paragraph = outline.unit_at(question.start) == outline.unit_at(span.start)
        if one_paragraph and not _replies(span.cut(outline.text)):
            break
        span = Span(question.start, span.end)
    return span


def _with_reported_question(outline: Outline, span: Span) -> Span:
    """Widen what tells of a reply to the sentence before it that tells of its question."""
    before = outline.before(span.start)
    if not before or not _in_one_unit(outline, before, span) or not tells_of_a_reply(span.cut(outline.text)):
        return span
    return Span(before.start, span.end) if tells_of_a_question(before.cut(outline.text)) else span


def _reported_reply(outline: Outline, sentence: Span) -> Span | None:
    """Return the next sentence where it tells what was replied to the question that this one tells of."""
    following = outline.after(sentence.end)
    if not following or not tells_of_a_question(sentence.cut(outline.text)):
        return None
    near = _in_one_unit(outline, sentence, following)
    return following if near and tells_of_a_reply(following.cut(outline.text)) else None


def _replies(text: str) -> bool:
    return asks(text) or is_curt(text) or leans_back(text) or bool(_REPLY.match(text))


def _taken_back(outline: Outline, span: Span) -> Span | None:
    """Return the sentence behind a stretch that says that it is not so, if there is one."""
    at = outline.unit_at(span.start)
    places = [span.end]
    if outline.units[at].kind is not Kind.PARAGRAPH:
        places.append(outline.units[outline.end_of_run(at)].span.end)  # "None of this is true." below a list
    for place in places:
        for _ in range(_MOST_BEHIND):
            following = outline.after(place)
            if following is None:
                break
            if takes_back(text := following.cut(outline.text)):
                return following
            if not leans_back(text):
                break
            place = following.end
    return None


def _with_neighbours(outline: Outline, sentence: Span) -> Span:
    """Widen a sentence to the sentences that it leans on, the list that it introduces, the rest."""
    text, sentences = outline.text, outline.sentences
    position = first = outline.position(sentence.start)
    while position - first < _MOST_BEFORE and first > 0 and _leans(sentences[first].cut(text)):
        first -= 1
    return Span(sentences[first].start, _end(outline, position))


def _end(outline: Outline, position: int) -> int:
    """Return where that ends which a sentence cannot do without: the rest, or what it introduces with a colon."""
    sentence, following = outline.sentences[position], outline.sentences[position + 1 : position + 2]
    if following and qualifies(following[0].cut(outline.text)) and _in_one_unit(outline, sentence, following[0]):
        return following[0].end
    if not announces(sentence.cut(outline.text)):
        return sentence.end
    end = sentence.end
    for unit in outline.units[outline.unit_at(sentence.end) :]:
        if unit.kind is Kind.PARAGRAPH or unit.span.end > sentence.end + _LONGEST_LIST:
            break
        end = unit.span.end
    return following[0].end if following and end == sentence.end else end


def _in_one_unit(outline: Outline, one: Span, other: Span) -> bool:
    return outline.unit_at(one.start) == outline.unit_at(other.start)


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
