"""Written dates: a document's own, and those that a question names, as periods that one may lie in."""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from dateutil import parser as dates
from dateutil.relativedelta import relativedelta

CALENDAR = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)
"""The names of all days of the week and months, in small letters."""
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name and name != "May"}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth
twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first""".split()
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAYS = {word: number for number, word in enumerate(_ORDINALS, start=1)}
_NAMED = re.compile(
    r"(?:\b(?P<bound>since|after|from|before|until|till|by|in|on|during)\s+)?(?:early |mid-?|late )?(?:the\s+)?\b(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?:(?:(?P<day>{_DAY})(?:st|nd|rd|th)?|(?P<worded>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
    rf"(?=\s+of\s))\s+(?:of\s+)?)?{_MONTH}"
    rf"(?:\s+(?P<day2>{_DAY})(?:st|nd|rd|th)?(?!\d|[.,]\d))?(?:,?\s+(?P<year>(?:19|20)\d{{2}}))?"
    r"|(?P<only_year>(?:19|20)\d{2})\b)",
    re.IGNORECASE,
)
_MONTH_OR_YEAR = re.compile(rf"\b{_MONTH}|\b\d{{4}}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)")
_EARLIEST, _LATEST = "0000", "9999"
_HALF_A_YEAR = 6
_MONTH_ONLY = len("-MM")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: ISO dates `first` to `last` inclusive, or a month (and day) of any year."""

    first: str = _EARLIEST
    last: str = _LATEST
    any_year: str = ""
    """`-MM` or `-MM-DD`, where the question names no year."""

    def holds(self, date: str) -> bool:
        """Tell whether an ISO date lies in the period; an unknown date, empty, never does."""
        if self.any_year:
            return date[4:].startswith(self.any_year)
        return bool(date) and self.first <= date <= self.last

    def meets(self, other: "Period") -> bool:
        """Tell whether a day may lie in both."""
        if not self.any_year and not other.any_year:
            return self.first <= other.last and other.first <= self.last
        one, another = (each.any_year or each._within_year() for each in (self, other))
        return one.startswith(another) or another.startswith(one)

    @property
    def is_open(self) -> bool:
        """Tell whether it has no beginning or no end, as "since 5 May" has."""
        return not self.any_year and (self.first == _EARLIEST or self.last == _LATEST)

    def nearest_to(self, date: str) -> "Period":
        """Return what names no year in the year that brings it nearest to an ISO date, empty if that is unknown."""
        if not self.any_year or not date:
            return self
        year, month = int(date[:4]), int(self.any_year[1:3])
        year += (int(date[5:7]) - month > _HALF_A_YEAR) - (month - int(date[5:7]) > _HALF_A_YEAR)
        if len(self.any_year) > _MONTH_ONLY:
            return Period(f"{year:04d}{self.any_year}", f"{year:04d}{self.any_year}")
        last = calendar.monthrange(year, month)[1]
        return Period(f"{year:04d}{self.any_year}-01", f"{year:04d}{self.any_year}-{last}")

    def _within_year(self) -> str:
        """Return what is the same every year, as in `any_year`; empty where it is not of a single month."""
        if self.first == self.last:
            return self.first[4:]
        return self.first[4:7] if self.first[:7] == self.last[:7] else ""


def full_date(written: str) -> str:
    """Return a written date as `YYYY-MM-DD`, empty unless it names day, month and year without ambiguity."""
    try:
        if match := _YEAR_FIRST.match(written):
            return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
        # Two defaults that differ in every part, and both orders of day and month: what they agree on was written.
        found = {
            dates.parse(written, default=default, dayfirst=dayfirst, ignoretz=True).date().isoformat()
            for default in (datetime.datetime(2000, 1, 1), datetime.datetime(2001, 2, 2))  # noqa: DTZ001
            for dayfirst in (False, True)
        }
    except (ValueError, OverflowError):
        return ""
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=1_000)
def dates_named(question: str) -> tuple[tuple[int, int, Period], ...]:
    """Return the periods that a question names, such as "in March", "since 5 May 2025", each with where it stands."""
    found = ((*match.span(), _period(match)) for match in _NAMED.finditer(question))
    return tuple((start, end, period) for start, end, period in found if period)


def _period(match: re.Match[str]) -> Period | None:
    bounds = _bounds(match)
    if bounds is None:
        return None
    first, last = bounds
    if match["month"] == "may" and not _may_be_a_month(match):
        return None
    if not first[0].isdigit():
        return Period(any_year=first)
    match (match["bound"] or "").lower():
        case "since" | "from":
            return Period(first=first)
        case "after":
            return Period(first=last)
        case "before" | "until" | "till" | "by":
            return Period(last=last)
    return Period(first, last)


def _may_be_a_month(match: re.Match[str]) -> bool:
    """Tell whether "may", a verb more often than a month, is one: "may 2024", "5 may", "in may" with no word behind."""
    if match["year"] or match["day"] or match["worded"]:
        return True
    begins = match["bound"] or match["day2"]
    return bool(begins) and not match.string[match.end() :].lstrip()[:1].isalnum()


def _bounds(match: re.Match[str]) -> tuple[str, str] | None:
    """Return the first and last day named, or twice the part of a date that is the same every year."""
    if year := match["only_year"]:
        return f"{year}-01-01", f"{year}-12-31"
    if match["iso"]:
        text = match["iso"]
    else:
        month, day, year = _MONTHS[match["month"].lower()], match["day"] or match["day2"], match["year"]
        if match["worded"]:
            day = str(_DAYS[match["worded"].lower()])
        if not year:
            part = f"-{month:02d}" + (f"-{int(day):02d}" if day else "")
            return part, part
        if not day:
            return f"{year}-{month:02d}-01", f"{year}-{month:02d}-{calendar.monthrange(int(year), month)[1]}"
        text = f"{year}-{month}-{day}"
    try:
        date = dates.parse(text, yearfirst=True, default=datetime.datetime(2000, 1, 1)).date().isoformat()  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None
    return date, date


_AGO = re.compile(
    r"(\d{1,9}|an?|one)\s+(minute|hour|day|week|month|year)s?(?:\s+ago)?|last\s+(hour|day|week|month|year)",
    re.IGNORECASE,
)
_NEARBY = {"now": 0, "today": 0, "yesterday": 1}
_WEEKDAY = re.compile("|".join((*calendar.day_name, *calendar.day_abbr)), re.IGNORECASE)


def moment_named(written: str, now: datetime.datetime) -> datetime.datetime | None:
    """Return the moment that a person wrote, such as "yesterday", "3 days ago", "2025-03-04 07:30"; None if unclear.

    A day begins at midnight where `now` is, a month or year with its first day; what names no year, or a weekday,
    lies in the past. Of two ways to read day and month neither is taken.
    """
    text = " ".join(written.lower().split()).removeprefix("since ")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text in _NEARBY:
        return midnight - datetime.timedelta(days=_NEARBY[text])
    try:
        if match := _AGO.fullmatch(text):
            number = int(match[1]) if (match[1] or "").isdigit() else 1
            return now - relativedelta(**{f"{match[2] or match[3]}s": number})  # type: ignore[arg-type]
        if re.match(r"\d{4}-\d\d?-\d\d?", text):
            found = {dates.parse(text, default=midnight, yearfirst=True)}
        else:
            # Whoever names a month or year but no day means all of it.
            default = midnight.replace(month=1, day=1) if _MONTH_OR_YEAR.search(text) else midnight
            found = {dates.parse(text, default=default, dayfirst=first) for first in (False, True)}
        moments = {each if each.tzinfo else each.replace(tzinfo=now.tzinfo) for each in found}
        moment = moments.pop()
        if moments:
            return None
        if moment > now and _WEEKDAY.fullmatch(text.rstrip(".")):
            moment -= datetime.timedelta(days=7)
        elif moment > now and not re.search(r"\d{4}", text):
            moment = moment.replace(year=moment.year - 1)
        moment.astimezone(datetime.UTC)  # raises where that is before the first year or past the last
    except (ValueError, OverflowError, OSError):
        return None
    return moment
