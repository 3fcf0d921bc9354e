"""Figures carry what is counted, and are as wide as their writing leaves open."""

import pytest

from knowledge.figures import Figure, figures


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "unit", "counted", "rate"),
    [
        ("An estimated 70% of buildings are damaged.", "percent", "build", ""),
        ("Three in every four buildings are damaged.", "percent", "build", ""),
        ("Aid groups logged 110 trucks a day.", "count", "truck", "day"),
        ("It would cost $800 million.", "usd", "", ""),
        ("It would cost forty million dollars.", "usd", "", ""),
        ("A 45-day pause was agreed.", "days", "paus", ""),
        ("Talks began on 14 March.", "date", "", ""),
        ("Three quarters of the buildings are damaged.", "percent", "build", ""),
        ("Some 55 percent of the district's wells are dry.", "percent", "well", ""),
        ("He gained 153 yards per game.", "count", "yard", "game"),
        ("On Sunday 310 flights were cancelled.", "count", "flight", ""),
        ("It ran out on the twelfth of April.", "date", "", ""),
        ("Two of our drivers were wounded.", "part", "driver", ""),
    ],
)
def test_what_is_measured(text: str, unit: str, counted: str, rate: str) -> None:
    figure = only(text)
    assert (figure.unit, figure.counted, figure.rate) == (unit, counted, rate)


@pytest.mark.parametrize(
    "text",
    [
        "Resolution 2735 was passed.",
        "In 2023 nothing changed.",
        "1: first point",
        "COVID-19",
        "the old quarter of Belem",
        "30% of those in it",
        "The gate shuts at 18:00 hours and opens at 6 a.m.",
        "At 0800 hours it left.",
        "It was the 46th of them.",
        "On 07-10-2023 fighters came.",
        "Call 022 917 00 12.",
    ],
)
def test_what_only_names_is_no_figure(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The talks ran from 5-7 May.", ["7 May"]),
        ("Between 3 and 9 June, 400 trucks came.", ["400", "9 June"]),
        ("Since 7 October 1,200 people fled.", ["1,200", "Since 7 October"]),
        ("In October 40 trucks came by 3 November.", ["40", "by 3 November"]),
        ("It killed 1,000 people.", ["1,000"]),
        ("Two in five of the buildings are damaged.", ["Two in five"]),
    ],
)
def test_days_of_the_calendar_are_no_amounts(text: str, written: list[str]) -> None:
    assert [text[each.start : each.end].strip(".") for each in figures(text)] == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("70% of buildings", "about 70 percent of buildings"),
        ("two thirds of schools", "67% of schools"),
        ("30 to 40 trucks", "35 trucks"),
        ("between 30 and 40 trucks", "35 trucks"),
        ("more than 46,000 people", "47,035 people"),
        ("nearly 2 million people", "1.9 million people"),
        ("six weeks", "42 days"),
        ("3,000 dollars", "$3,000"),
    ],
)
def test_values_that_may_be_the_same(one: str, other: str) -> None:
    assert only(one).agrees(only(other))
    assert only(other).agrees(only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("70% of buildings", "two thirds of buildings"),
        ("1.9 million people", "1.7 million people"),
        ("110 trucks", "160 trucks"),
        ("30 to 40 trucks", "45 trucks"),
        ("on 12 April", "on April 19"),
        ("20,000 reservists", "24,000 reservists"),
    ],
)
def test_values_that_differ(one: str, other: str) -> None:
    assert not only(one).agrees(only(other))
