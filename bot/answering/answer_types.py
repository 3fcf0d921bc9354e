"""What kind of thing a question asks for, and which kinds a sentence holds."""

import re
from enum import StrEnum
from itertools import islice, takewhile

from knowledge.figures import CURRENCIES, figures
from knowledge.words import FUNCTION_WORDS, terms


class AnswerType(StrEnum):
    """What a question asks for."""

    DATE = "date"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    OTHER = "other"


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TIMES = "year|month|date|day|week|century|decade|time|period"
_ASKS = {
    AnswerType.DATE: rf"\bwhen\b|\b(?:what|which)\s+(?:\w+\s+)?(?:{_TIMES})\b",
    AnswerType.NUMBER: r"""\bhow\s+(?:many|much|old|long|far|tall|large|big|high|often|fast|deep|wide|heavy)\b
        |\bwhat\s+(?:(?:is|was|are|were)\s+the\s+|\w+\s+)?
        (?:percent\w*|number|population|amount|cost|price|share|proportion|total|rate|size|age|height|length)\b""",
    AnswerType.PERSON: r"""\bwho(?:m|se)?\b|\bnames?\s+of\b|\b(?:what|which)\s+(?:\w+\s+)?
        (?:person|man|woman|king|queen|president|author|leader|minister|official|general|player|scientist)\b""",
    AnswerType.PLACE: r"""\bwhere\b|\b(?:what|which)\s+(?:\w+\s+)?(?:countr(?:y|ies)|cit(?:y|ies)|states?|places?
        |regions?|towns?|continents?|rivers?|areas?|locations?|nations?|islands?|airports?|hospitals?)\b""",
    AnswerType.REASON: r"""\bwhy\b|\bhow\s+come\b
        |\bwhat\s+(?:(?:is|was|are|were)\s+)?(?:the\s+)?(?:reasons?|causes?|caused|led)\b""",
}
_ASKED = {kind: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for kind, pattern in _ASKS.items()}

_DATE = re.compile(
    rf"""\b(?:{_MONTHS})\b|\b1\d\d\d\b|\b20\d\ds?\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b
    |\b(?:century|centuries|yesterday|today|tomorrow|tonight)\b
    |\b(?:years?|months?|weeks?|days?|decades?)\s+(?:ago|later|earlier|before|after)\b""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"""\d[\d.,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)
    teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|billions?|dozens?|half|third
    |quarter|twice|none|single|both)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REASON = re.compile(
    r"""\b(?:because|due\s+to|since|therefore|thus|hence|owing\s+to|thanks\s+to|reasons?|amid(?:st)?|in\s+response
    |as\s+a\s+result|result(?:s|ed|ing)?\s+(?:of|in|from)|in\s+order\s+to|so\s+(?:that|as)|causes?|caused|causing
    |led\s+to|lead(?:s|ing)?\s+to|to\s+(?:avoid|prevent|protect|ensure|allow|help|keep|provide|reduce)|by\s+\w+ing)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNTED = re.compile(r"\bhow\s+(?:many|much)\s+(?:of\s+(?:(?:the|its|their|these|those)\s+)?)?", re.IGNORECASE)
_MOST_COUNTED = 3
_AMOUNTS = frozenset("one half dozen hundr thousand million billion".split())
"""Terms that count but are not written as digits."""
_MONEY = frozenset(terms("money cash funds funding dollars euros pounds"))
_BEHIND_NUMBER = 4
"""Words behind a number among which stands what it counts: "110 loaded trucks", "nineteen of the bakeries"."""
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]*|^[A-Z]{2,}\b|^[A-Z][\w’'-]+(?=\s+[A-Z])")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|unlike|neither|nor|cannot|except|least|fewest)\b|n['’]t\b", re.IGNORECASE
)
_DENIAL = re.compile(
    rf"{_NEGATION.pattern}|\b(?:lack|fail|avoid|refus|reject|oppos)\w*|\bun\w{{4,}}|\bin(?:capable|ability)\b",
    re.IGNORECASE,
)


def asked_for(question: str) -> AnswerType:
    """Return what a question asks for, by the question word that comes first."""
    found = {kind: match.start() for kind, pattern in _ASKED.items() if (match := pattern.search(question))}
    return min(found, key=lambda kind: found[kind]) if found else AnswerType.OTHER


def holds(sentence: str, kind: AnswerType, question_terms: set[str]) -> bool:
    """Tell whether a sentence holds something of a kind that the question does not itself name."""
    match kind:
        case AnswerType.DATE:
            return _holds_new(_DATE, sentence, question_terms)
        case AnswerType.NUMBER:
            return _holds_new(_NUMBER, sentence, question_terms)
        case AnswerType.PERSON | AnswerType.PLACE:
            return _holds_new(_NAME, sentence, question_terms)
        case AnswerType.REASON:
            return bool(_REASON.search(sentence))
    return True


def _holds_new(pattern: re.Pattern[str], sentence: str, question_terms: set[str]) -> bool:
    return any(not question_terms.issuperset(terms(match[0])) for match in pattern.finditer(sentence))


def counted_in(question: str) -> frozenset[str]:
    """Return the terms of what a question wants counted ("how many loaded trucks"), empty if nothing."""
    match = _COUNTED.search(question)
    if not match:
        return frozenset()
    return frozenset(
        islice(takewhile(lambda t: t not in FUNCTION_WORDS, terms(question[match.end() :])), _MOST_COUNTED)
    )


def counts(sentence: str, things: frozenset[str]) -> bool:
    """Tell whether a sentence says a number of some things: whether one of them stands shortly behind a number."""
    found = terms(sentence) if things else []
    return any(
        (term[0].isdigit() or term in _AMOUNTS) and not things.isdisjoint(found[at + 1 : at + 1 + _BEHIND_NUMBER])
        for at, term in enumerate(found)
    )


def is_money(things: frozenset[str]) -> bool:
    """Tell whether the things that are to be counted are money."""
    return not things.isdisjoint(_MONEY)


def tells_money(sentence: str) -> bool:
    """Tell whether a sentence names an amount in a currency."""
    return any(figure.unit in CURRENCIES for figure in figures(sentence))


def is_negative(text: str) -> bool:
    """Tell whether a text holds a word that negates."""
    return bool(_NEGATION.search(text))


def denies(question: str, sentence: str) -> tuple[bool, bool]:
    """Tell whether a question is put in the negative, and whether only the question is.

    To ask why something is not so is not held to be negative: documents that say why need not deny it ("because
    of the storm the talks were put off").
    """
    negative = bool(_NEGATION.search(question)) and asked_for(question) is not AnswerType.REASON
    return negative, negative and not _DENIAL.search(sentence)
