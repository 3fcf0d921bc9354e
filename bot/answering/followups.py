"""Questions that lean on the one before: "and Egypt?", "why?", "what about them?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.counting import VERB, with_counted
from bot.answering.courtesies import is_courtesy
from bot.answering.parts import parts_of
from bot.answering.replacing import (
    PREPOSITION,
    TITLE,
    Replaced,
    added,
    content_words,
    names_any,
    names_in,
    names_one,
    with_another,
)
from knowledge.words import FUNCTION_WORDS, words

_ABOUT = re.compile(
    r"^(?:and|but|so|or)?[\s,]*(?:(?:what|how)\s+about|(?:(?:no|sorry|well)[\s,]+)?i\s+mean?t?)\s+(?P<rest>.+?)\s*\??$",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|but|or)[\s,]+(?P<rest>.+?)\s*\??$", re.IGNORECASE)
_CONJUNCTION = re.compile(r"^(?:and|but|or|so)(?:[\s,]+|\W*$)", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:and\s+)?(?P<word>(?:since|until)\s+when|why(?:\s+not)?|when|where|who|how(?:\s+(?:many|much|long|often|so))?"
    r"|by\s+whom|says\s+who)\s*\??$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those|there|both)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:how|what|why|who|whom|whose|when|where|which|do|does|did|is|are|was|were|has|have|had|can|could|will"
    r"|would|should|may|might)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_WHO_IS = re.compile(r"who\s+(?:is|was)", re.IGNORECASE)
_TITLED = re.compile(rf"(?:.*\s)?{TITLE}\s+[\w.’'-]+(?:\s+[\w’'-]+)?", re.IGNORECASE)
_PERSON_BACK = re.compile(
    r"\b(?:(?P<whose>his|her(?=\s+\w)(?!\s+(?:to|in|on|at|for|by|with|after|before)\b))|he|she|him|her)\b", re.I
)
_QUESTION_WORD = re.compile(r"\b(?:what|which|whom?|whose|how|when|where)\b", re.IGNORECASE)
_OWN_SUBJECT = re.compile(
    r"(?i:how|what|why|who|whom|when|where|which)(?:\s+\w+)?"
    r"\s+(?:(?i:do|does|did)\s+(?:(?i:the)\s+)?\w|(?i:has|have|had|can|could|will|would|should)\s+(?:the\s+)?[A-Z])[\w.’'-]*\s+\w"
)
"""A question word, an auxiliary, a subject and what that does: "what did Israel say"."""
_THING = re.compile(
    r"^(?!(?:what|where)\s+(?:is|are)\b)(?:(?:what|when|where|why|how)\s+)?(?:is|are|was|were)\s+"
    r"(?P<name>(?:the|their|its|our)\s+(?P<rest>(?:[\w-]+\s+){1,3}))(?![\w-]+ing$)[\w-]+$",
    re.IGNORECASE,
)
"""A question that says but one word of a thing, and not what it does: "when was the power line cut".

"Where is the field hospital" may say no more than its name.
"""
_THING_BACK = re.compile(
    r"^(?!who\s+(?:do|does|did)\b)(?:[\w]+\s+){0,3}?(?:do|does|did|is|are|was|were|has|have|had|will)"
    r"\s+(?P<it>it|they)\b(?!\s+\w+ing\b)",
    re.IGNORECASE,
)
"""Not of what goes on: "is it raining" has no thing."""
_ENOUGH = 3
"""Content words of a question that need no help from the one before."""
_NEXT = "; "
"""Stands between two earlier questions beside a question."""
_LONGEST = 1000
"""Characters of a reading; what grew longer is left as it was asked."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question in words of its own, and the earlier ones that are needed beside it."""

    asked: str
    beside: str = ""
    name: str = ""
    """Of several names that what is said now may stand for, the one that it does here."""

    def __str__(self) -> str:
        return f"{self.asked.rstrip('?').strip()} ({self.beside})?" if self.beside else self.asked

    @property
    def needed(self) -> str:
        """Return what has to stand beside a question that leans on this one: a whole question, and what leant on it."""
        asked = _bare(self.asked)
        if not self.beside or _stands_alone(asked):
            return asked
        whole = self.beside.split(_NEXT)[-1]
        return f"{asked}{_NEXT}{whole}" if content_words(asked) else whole

    @property
    def whole(self) -> str:
        """Return the latest of the questions that says enough by itself."""
        return self.needed.split(_NEXT)[-1]


def read_as(question: str, previous: Sequence[str]) -> str:
    """Return a question as it is most likely to be read after the earlier ones, latest last."""
    return readings(question, previous)[0].text


def readings(question: str, previous: Sequence[str]) -> tuple[Replaced, ...]:
    """Return how a question may be read after the earlier ones, as a rule in one way; itself if it stands alone.

    There are several where one name may stand in the place of more than one: "and Rafah?".
    """
    before: _Reading | None = None
    for each in previous:
        if words(each) and not is_courtesy(each):
            each = _balanced(each)
            told = _taken_apart(each)  # has a bracket if it was resolved before
            latest = (
                told if told.beside else _taken_apart(_CONJUNCTION.sub("", str(_resolved(each.strip(), before)[0])))
            )
            before = latest if content_words(str(latest)) else before
    said = _balanced(question.strip())
    found = () if is_courtesy(question) else _resolved(said, before)
    reads = tuple(Replaced(str(each), each.name) for each in found if len(str(each)) <= _LONGEST)
    return reads if reads and reads != (Replaced(said),) else (Replaced(question),)


def _taken_apart(read: str) -> _Reading:
    """Return a reading again that was written out."""
    text = _bare(read)
    depth = 0
    for at in range(len(text) - 1, 0, -1) if text.endswith(")") else ():
        depth += (text[at] == ")") - (text[at] == "(")
        if not depth:
            return _Reading(text[:at].rstrip(), _unbracketed(text[at + 1 : -1]))
    return _Reading(read)


def _resolved(question: str, before: _Reading | None) -> tuple[_Reading, ...]:
    """Return how a question may be read after another."""
    if before is None or not words(question):
        return (_Reading(question),)
    if not words(_CONJUNCTION.sub("", question)):
        return (before,)
    if f"{_bare(question)},".startswith(f"{_bare(before.asked)},"):
        return (_Reading(question),)  # the earlier one as it was read with what is asked now
    first, *others = parts_of(question)
    if others:
        reads = _resolved(first, before)
        whole = reads == (_Reading(first),)
        return tuple(_Reading(question if whole else " ".join([str(each), *others]), name=each.name) for each in reads)
    if match := _ABOUT.match(question) or _AND.match(question):
        rest = _unbracketed(match["rest"])
        if names_one(rest) or not _ASKS.match(rest):
            return _asking_of_another(rest, before)
        question = f"{rest[0].upper()}{rest[1:]}?"
    if bare := _BARE.match(question):
        return (_Reading(_asked_of(bare["word"], _bare(before.asked)), before.beside),)
    said = _bare(question)
    circumstance = PREPOSITION.match(said) and not _QUESTION_WORD.search(said) and not VERB.search(said)
    if said and (names_one(said) or (circumstance and len(content_words(said)) < _ENOUGH)):
        return _asking_of_another(_unbracketed(said), before)
    earlier = _bare(before.asked)
    question = _with_thing(_with_person(with_counted(question, earlier), earlier), earlier)
    if _stands_alone(question):
        return (_Reading(question),)
    return (_Reading(question, _unbracketed(before.needed)),)


def _asking_of_another(said: str, before: _Reading) -> tuple[_Reading, ...]:
    if not names_any(said):
        (only,) = with_another(said, _bare(before.asked))
        return (_Reading(f"{only.text}?", before.beside if only.text.startswith(_bare(before.asked)) else ""),)
    whole, asked = before.whole, _bare(before.asked)
    reads = with_another(said, whole)
    if whole != asked and content_words(asked) and not _POINTS_BACK.search(asked) and reads[0].text.startswith(whole):
        return (_Reading(f"{added(asked, said)}?", before.beside),)  # it goes on with what was asked last
    return tuple(_Reading(f"{each.text}?", name=each.name) for each in reads)


def _bare(question: str) -> str:
    return question.strip().rstrip("?").strip()


def _unbracketed(text: str) -> str:
    return " ".join(re.sub(r"[()]", " ", text).split())


def _balanced(text: str) -> str:
    """Return a text without its brackets if they do not close each other: it is to be put between brackets."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
    return _unbracketed(text) if depth else text


def may_stand_alone(question: str) -> bool:
    """Tell whether a question is a whole one although it says but one word of what it is about: "Who resigned?".

    Whether it goes on with the earlier one ("When is the deadline?") only what is found can tell.
    """
    return bool(content_words(question) and VERB.search(question) and not _POINTS_BACK.search(question))


def speaks_for_itself(question: str) -> bool:
    """Tell whether a question beside others has a subject and a verb of its own: it leans on none of them."""
    return bool(_OWN_SUBJECT.match(question) and content_words(question) and not _POINTS_BACK.search(question))


def _stands_alone(question: str) -> bool:
    """Tell whether a question says enough of what it is about, even if it points back as well."""
    meant = content_words(question)
    return len(meant) >= _ENOUGH or (len(meant) > 1 and (not _POINTS_BACK.search(question) or bool(names_in(question))))


def _with_person(question: str, before: str) -> str:
    """Put the one name of the earlier question in the place of "he" or "her", if it has but one and that is a person's.

    Behind a name of its own question a pronoun more likely means that.
    """
    names, own = names_in(before), names_in(question)
    if len(names) != 1 or not _is_person(before, *names[0]):
        return question
    name = before[slice(*names[0])]
    end = own[0][0] if own else len(question)
    return _PERSON_BACK.sub(lambda match: f"{name}'s" if match["whose"] else name, question[:end]) + question[end:]


def _is_person(before: str, start: int, end: int) -> bool:
    """Tell whether a name is surely a person's: "who is X", "President X"; any other may be a country's."""
    asked_who = _WHO_IS.fullmatch(before[:start].rstrip()) and not before[end:].strip()
    return bool(asked_who or _TITLED.fullmatch(before[start:end]))


def _with_thing(question: str, before: str) -> str:
    """Put the thing that the earlier question says one word of in the place of "it" or "they"."""
    pronoun, thing = _THING_BACK.search(question), _THING.match(before)
    if not pronoun or not thing or {word.lower() for word in words(thing["rest"])} & FUNCTION_WORDS:
        return question
    name = " ".join(thing["name"].split())
    many = name.endswith("s") and not name.endswith("ss")
    if many != (pronoun["it"].lower() == "they"):
        return question
    start, end = pronoun.span("it")
    return f"{question[:start]}{name}{question[end:]}"


def _asked_of(word: str, before: str) -> str:
    """Put a bare question word to the earlier question: "Why?" after "Did the talks fail?"."""
    if _INVERTED.match(before):
        return f"{word[0].upper()}{word[1:]} {before[0].lower()}{before[1:]}?"
    return f"{added(before, word.lower())}?"
