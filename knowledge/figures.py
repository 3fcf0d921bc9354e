"""What a sentence measures: numbers with what is counted, shares, money, spans of time and dates."""

import calendar
import datetime
import re
from dataclasses import dataclass, replace

from knowledge.dates import CALENDAR, dates_named
from knowledge.numbers import Number, numbers
from knowledge.words import FUNCTION_WORDS, WORD, terms

_ROUGHLY = (
    r"about|around|roughly|approximately|some|an estimated|estimated|nearly|almost|close to|up to|at least|more than"
    r"|over|fewer than|less than|under|as many as|at most|exceeding|approaching"
)
_BEFORE = re.compile(rf"(?:^|[\s(])(?P<how>{_ROUGHLY})\s+(?:the\s+|an?\s+)?[$€£]?\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:to|and|or|-|–|—)\s*[$€£]?\s*", re.IGNORECASE)
_OF_A_WHOLE = re.compile(r"\s+of\s+(?:(?:the|its|their|our|all)\s+)?(?:[\w]+['’]s\s+)?", re.IGNORECASE)
_POINTS_BACK = re.compile(r"(?:those|them|these|which|whom|that|this|it|what)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(?:%|-?per\s?cent\b)", re.IGNORECASE)
_MONEY = {"$": "usd", "€": "eur", "£": "gbp", "dollar": "usd", "euro": "eur", "pound": "gbp", "sterl": "gbp"}
CURRENCIES = frozenset(_MONEY.values())
"""The units of money."""
_DAYS = {
    "second": 1 / 86400,
    "minut": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "night": 1,
    "week": 7,
    "month": 30.4,
    "year": 365.25,
    "decad": 3652.5,
}
_RATE = re.compile(
    r"\b(?:an?|per|each|every)\s+(second|minute|hour|day|night|week|month|year|person|head|family|household)\b|\b(daily|weekly|monthly|yearly|annually)\b|/(day|week|month)\b|\bper\s+(?!cent\b)([a-z]+)",
    re.IGNORECASE,
)
_OFTEN = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_STOPS = FUNCTION_WORDS | frozenset(
    "remain remained live living lived said left per according including compared since also still last next".split()
)
_NOT_COUNTED = _STOPS | CALENDAR
_PLURALS = frozenset("people children men women police troops staff cattle personnel".split())
_VERBS = frozenset("is was has as this its does remains needs wants says equals means makes gives takes".split())
_MONTH = "|".join(filter(None, calendar.month_name))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MORE_DAYS = rf"(?:\s*(?:[-–—,]|to|and|or|,\s*and)\s*{_DAY})"
_NO_AMOUNT = re.compile(
    rf"""(?<![\w.,])(?:\d{{1,2}}:\d\d(?::\d\d)?(?:\s*(?:hours|hrs|h)\b)?|\d{{1,2}}\s*[ap]\.?m\b
    |\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}
    |{_DAY}{_MORE_DAYS}+\s+(?:of\s+)?(?:{_MONTH})\b|(?:{_MONTH})\s+{_DAY}{_MORE_DAYS}+(?![\d.,]*\d)
    |\d+(?:st|nd|rd|th)\b|0\d+(?!\d|[.,]\d))""",
    re.VERBOSE,
)
"""Numbers of the clock and the calendar and others that only name: 18:00 hours, 5-7 May, the 46th, 022 917."""
_MOST_WORDS = 4
_ROUGH = 0.05
_SHARE_EXACT, _SHARE_ROUGH = 0.5, 1.5
_BOUND = 0.15


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement in a sentence; offsets count in it."""

    start: int
    end: int
    low: float
    high: float
    """What the value may be as it is written; percent for shares, days for spans of time and dates."""
    unit: str
    """"percent", "usd", "days", "date", "count", or "part" (of a counted whole), "whole"."""
    counted: str
    """The term of what is counted, empty where it is not said next to the number."""
    of: frozenset[str]
    """Terms of what that is of, in "218 cases of measles"."""
    rate: str
    """What it is measured by, as in "a day", empty for a plain amount."""

    def agrees(self, other: "Figure") -> bool:
        """Tell whether both may be the same value."""
        return self.low <= other.high and other.low <= self.high


def figures(text: str) -> list[Figure]:
    """Return what a sentence measures, in order."""
    dated = [(start, end) for start, end, _ in dates_named(text)]
    dated += [match.span() for match in _NO_AMOUNT.finditer(text)]
    found: list[Figure] = []
    given = numbers(text)
    at = 0
    while at < len(given):
        number = given[at]
        at += 1
        if any(start < number.end and number.start < end for start, end in dated) or _is_label(text, number):
            continue
        last = number
        if (
            at < len(given)
            and _RANGE.fullmatch(text[number.end : given[at].start])
            and _is_range(text, number, given[at])
        ):
            last = given[at]
            at += 1
        if figure := _figure(text, number, last):
            is_whole = any(_OF_A_WHOLE.fullmatch(text[each.end : number.start]) for each in given[: at - 1])
            found.append(replace(figure, unit="whole") if is_whole else figure)
    return [*found, *_dates(text)]


def _dates(text: str) -> list[Figure]:
    found = []
    for start, end, period in dates_named(text):
        first = period.first
        if period.any_year and len(period.any_year) == 6:
            day = _ordinal(f"2000{period.any_year}")
        elif period.first == period.last and len(first) == 10:
            day = _ordinal(f"2000{first[4:]}")
        else:
            continue
        if day is not None:
            found.append(Figure(start, end, day, day, "date", "", frozenset(), first[:4] if first[0] != "0" else ""))
    return found


def _ordinal(date: str) -> float | None:
    try:
        return float(datetime.date.fromisoformat(date).toordinal())
    except ValueError:
        return None


def _is_label(text: str, number: Number) -> bool:
    """Tell whether a number names instead of counting: "Resolution 2735", "COVID-19", a year."""
    before = text[: number.start].rstrip()
    word = before.rpartition(" ")[2]
    if (
        text[number.start].isdigit()
        and word[:1].isupper()
        and word.isalpha()
        and word.lower() not in _NOT_COUNTED
        and " " in before
    ):
        return True
    return (
        bool(re.fullmatch(r"(?:19|20)\d\d", text[number.start : number.end]))
        or text[number.end : number.end + 1] == ":"
    )


def _is_range(text: str, one: Number, other: Number) -> bool:
    between = text[one.end : other.start].strip().lower()
    if between == "and":
        return bool(re.search(r"\bbetween\s+[$€£]?$", text[: one.start], re.IGNORECASE))
    return one.value < other.value


def _figure(text: str, first: Number, last: Number) -> Figure | None:
    low, high = first.value, last.value
    after = text[last.end :]
    percent = _PERCENT.match(after)
    how = (found := _BEFORE.search(text[: first.start])) and found["how"].lower()
    symbol = text[: first.start].rstrip()[-1:]
    rate = _rate(after)
    if percent or first.share:
        after = after[percent.end() :] if percent else after
        if first.share:
            low, high = low * 100, high * 100
        low, high = _bounds(low, high, how, _SHARE_ROUGH, (1.0 if first.share else _SHARE_EXACT))
        # "70% of buildings", "three in every four buildings"
        if not (
            match := re.match(
                r"\s+of\s+(?:(?:the|its|our|their|all)\s+)?"
                if percent or " in " not in text[first.start : first.end]
                else r"\s+(?:of\s+(?:(?:the|its|our|their|all)\s+)?)?",
                after,
            )
        ):
            return Figure(first.start, last.end, low, high, "percent", "", frozenset(), rate)
        if _POINTS_BACK.match(after, match.end()):
            return None
        counted, _, _ = _counted(after[match.end() :])
        return Figure(first.start, last.end, low, high, "percent", counted, frozenset(), rate)
    step = last.step / 2
    low, high = _bounds(low, high, how, max(high * _ROUGH, step), step if high >= 1000 or step < 0.5 else 0.01)
    if symbol in _MONEY:
        return Figure(first.start, last.end, low, high, _MONEY[symbol], "", frozenset(), rate)
    if match := re.match(r"\s+of\s+(?:the\s+|its\s+|our\s+|their\s+)?", after):
        rest = after[match.end() :]
        total = numbers(rest)[:1]
        if total and total[0].start == 0:
            rest = rest[total[0].end :]
        counted, of, _ = _counted(rest)
        return Figure(first.start, last.end, low, high, "part", counted, of, rate) if counted else None
    counted, of, word = _counted(after)
    if not counted:
        return None
    if counted in _MONEY:
        return Figure(first.start, last.end, low, high, _MONEY[counted], "", frozenset(), rate)
    if counted in _DAYS and re.match(r"[\s-]*(?:more\s+|full\s+)?[a-z]", after):
        scale = _DAYS[counted]
        slack = 1.5 if counted in ("month", "year", "decad") else 0.0
        rest = after[after.find(word) + len(word) :]
        about, of, _ = _counted(rest) if after.startswith("-") else ("", frozenset(), "")
        return Figure(first.start, last.end, low * scale - slack, high * scale + slack, "days", about, of, _rate(rest))
    return Figure(first.start, last.end, low, high, "count", counted, of, rate)


def _bounds(low: float, high: float, how: str | None, rough: float, exact: float) -> tuple[float, float]:
    match how:
        case None:
            return low - exact, high + exact
        case "more than" | "over" | "exceeding":
            return low, high * (1 + _BOUND)
        case "at least":
            return low, float("inf")
        case "up to" | "as many as" | "at most":
            return 0.0, high
        case "fewer than" | "less than" | "under" | "nearly" | "almost" | "approaching" | "close to":
            return low * (1 - _BOUND), high + exact
    return low - rough, high + rough


def _rate(after: str) -> str:
    clause = re.split(r"[,;:.]\s", after, maxsplit=1)[0]
    found = _RATE.search(clause)
    if not found:
        return ""
    word = next(each for each in found.groups() if each).lower()
    return _OFTEN.get(word, word)


def _counted(after: str) -> tuple[str, frozenset[str], str]:
    """Return the term of the noun that follows, the terms of what it is of, and the noun as written."""
    run: list[re.Match[str]] = []
    at = 0
    for match in WORD.finditer(after):
        if after[at : match.start()].strip(" \t\n-") or match[0].lower() in _STOPS or len(run) == _MOST_WORDS:
            break
        if match[0][0].isdigit():
            break
        if match[0].lower().endswith("ly") and run:
            break
        run.append(match)
        at = match.end()
    if not run:
        return "", frozenset(), ""
    head = next((each for each in run if _is_plural(each[0])), run[0])
    of: frozenset[str] = frozenset()
    if tail := re.match(r"\s+of\s+([^,;:.]*)", after[head.end() :]):
        of = frozenset(_leading(tail[1]))
    else:
        of = frozenset(term for each in run if each.end() <= head.start() for term in terms(each[0]))
    return terms(head[0])[0], of, head[0]


def _is_plural(word: str) -> bool:
    lowered = word.lower()
    if lowered.endswith(("'s", "’s", "s'", "s’")):
        return False  # of whom, not what
    return lowered in _PLURALS or (
        len(word) > 3 and lowered.endswith("s") and not lowered.endswith("ss") and lowered not in _VERBS
    )


def _leading(phrase: str) -> list[str]:
    found = []
    for match in WORD.finditer(phrase):
        if match[0].lower() in _STOPS and match[0].lower() not in ("the", "a", "and"):
            break
        if match[0].lower() not in FUNCTION_WORDS:
            found += terms(match[0])
        if len(found) == 2:
            break
    return found
