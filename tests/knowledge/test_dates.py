"""The dates that a question names."""

import datetime

import pytest

from knowledge.dates import dates_named, moment_named


@pytest.mark.parametrize(
    ("question", "inside", "outside"),
    [
        ("What happened in March?", ["2025-03-01", "1999-03-31"], ["2025-04-01", ""]),
        ("in March 2025", ["2025-03-31"], ["2024-03-31", "2025-04-01"]),
        ("since 5 May 2025", ["2025-05-05", "2026-01-01"], ["2025-05-04"]),
        ("after 5 May 2025", ["2026-01-01"], ["2025-05-04"]),
        ("before 2024-03-01", ["2024-02-29"], ["2024-03-02"]),
        ("on May 5, 2025", ["2025-05-05"], ["2025-05-06"]),
        ("on the 5th of May 2025", ["2025-05-05"], ["2025-05-06"]),
        ("on the twenty-first of May 2025", ["2025-05-21"], ["2025-05-01", "2025-05-20"]),
        ("on 5 May", ["2020-05-05"], ["2020-05-06"]),
        ("during 2024", ["2024-01-01", "2024-12-31"], ["2025-01-01"]),
    ],
)
def test_a_period_holds_what_lies_in_it(question: str, inside: list[str], outside: list[str]) -> None:
    ((_, _, period),) = dates_named(question)
    assert all(period.holds(date) for date in inside)
    assert not any(period.holds(date) for date in outside)


@pytest.mark.parametrize("question", ["What may happen?", "by 31 February 2025", "15 trucks a day", "Is it a march?"])
def test_what_is_no_date_is_none(question: str) -> None:
    assert dates_named(question) == () or question == "Is it a march?"


def test_the_place_of_a_date_is_told() -> None:
    question = "What was said in April 2025 about aid?"
    ((start, end, _),) = dates_named(question)
    assert question[start:end].strip() == "in April 2025"


NOW = datetime.datetime(2026, 3, 11, 15, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
"""A Wednesday."""


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("today", "2026-03-11T00:00:00+02:00"),
        ("Yesterday", "2026-03-10T00:00:00+02:00"),
        ("3 days ago", "2026-03-08T15:30:00+02:00"),
        ("a week ago", "2026-03-04T15:30:00+02:00"),
        ("2 months ago", "2026-01-11T15:30:00+02:00"),
        ("last year", "2025-03-11T15:30:00+02:00"),
        ("2026-02-01", "2026-02-01T00:00:00+02:00"),
        ("2026-02-01 07:05", "2026-02-01T07:05:00+02:00"),
        ("2026-02-01T07:05:00Z", "2026-02-01T07:05:00+00:00"),
        ("since 5 May 2025", "2025-05-05T00:00:00+02:00"),
        ("5 May", "2025-05-05T00:00:00+02:00"),
        ("Monday", "2026-03-09T00:00:00+02:00"),
        ("Friday", "2026-03-06T00:00:00+02:00"),
        ("2025", "2025-01-01T00:00:00+02:00"),
        ("March 2025", "2025-03-01T00:00:00+02:00"),
        ("2025-03", "2025-03-01T00:00:00+02:00"),
        ("March", "2026-03-01T00:00:00+02:00"),
        ("June", "2025-06-01T00:00:00+02:00"),
        ("14:30", "2026-03-11T14:30:00+02:00"),
        ("0001-01-01", None),
        ("25/12/2025", "2025-12-25T00:00:00+02:00"),
        ("03/04/2025", None),
        ("whenever", None),
        ("", None),
        ("99999999 weeks ago", None),
        ("9999 years ago", None),
    ],
)
def test_moments_are_read_as_people_write_them(written: str, moment: str | None) -> None:
    found = moment_named(written, NOW)
    assert (found and found.isoformat()) == moment


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many came in may 2024?", "2024-05-01"),
        ("Was it open in may?", "-05"),
        ("What came on 5 may?", "-05-05"),
        ("Since 7 October 1,200 people fled", "-10-07"),
    ],
)
def test_may_is_a_month_in_small_letters_where_a_date_is_plausible(question: str, first: str) -> None:
    ((_, _, period),) = dates_named(question)
    assert first in (period.first, period.any_year)


@pytest.mark.parametrize("question", ["How many may enter?", "What may 20 trucks bring?", "Those in may be released"])
def test_may_is_a_verb_else(question: str) -> None:
    assert not dates_named(question)


@pytest.mark.parametrize(
    ("text", "date", "first"),
    [
        ("in December", "2025-01-22", "2024-12-01"),
        ("on 20 January", "2025-01-22", "2025-01-20"),
        ("on 3 February", "2024-11-30", "2025-02-03"),
        ("in March 2020", "2025-01-22", "2020-03-01"),
    ],
)
def test_a_date_without_a_year_is_of_the_nearest(text: str, date: str, first: str) -> None:
    ((_, _, period),) = dates_named(text)
    assert period.nearest_to(date).first == first


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("on 28 May 2025", "on 28 April 2025", False),
        ("on 28 May 2025", "on 28 May", True),
        ("on 28 May", "in May 2025", True),
        ("on 28 May", "in April 2025", False),
        ("in May", "on 28 May 2025", True),
        ("in May", "on 28 May", True),
        ("in May", "in June", False),
        ("since 5 May 2025", "on 3 May 2025", False),
        ("since 5 May 2025", "on 9 June 2025", True),
        ("since 5 May 2025", "on 3 March", True),
        ("in 2024", "on 3 March", True),
        ("in 2024", "on 3 March 2025", False),
    ],
)
def test_dates_meet_where_a_day_may_lie_in_both(one: str, other: str, meet: bool) -> None:
    (_, _, first), (_, _, second) = dates_named(one)[0], dates_named(other)[0]
    assert first.meets(second) is second.meets(first) is meet
