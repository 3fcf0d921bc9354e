"""Numbers are read however they are written, as exactly as they are written."""

import pytest

from knowledge.numbers import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("46,000 people", 46_000), ("1.9 million people", 1.9e6), ("$3bn", 3e9), ("thirty-five trucks", 35),
        ("nine thousand tonnes", 9_000), ("two hundred and eighteen cases", 218), ("a million tents", 1e6),
        ("one and a half million people", 1.5e6), ("seventy-two million dollars", 72e6), ("69% of it", 69),
    ],
)  # fmt: skip
def test_amounts(text: str, value: float) -> None:
    (number,) = numbers(text)
    assert number.value == pytest.approx(value)
    assert not number.share


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two thirds of schools", 2 / 3), ("three quarters of them", 3 / 4), ("half of it", 1 / 2),
        ("a quarter of the standard", 1 / 4), ("three in every four buildings", 3 / 4), ("1 in 3", 1 / 3),
        ("four out of five", 4 / 5),
    ],
)  # fmt: skip
def test_shares(text: str, value: float) -> None:
    (number,) = numbers(text)
    assert number.value == pytest.approx(value)
    assert number.share


@pytest.mark.parametrize(
    "text", ["no tent", "the ninth of June", "in the second half of June", "a third of April", "often"]
)
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == []
