"""Sentences that point to the one before them, and such that only seem to."""

import pytest

from bot.answering.pointing import leans_back


@pytest.mark.parametrize(
    "sentence",
    [
        "It was closed on Monday.",
        "It is ready to talk.",
        "It is a delicate balance that the minister must keep.",
        "In a statement on Sunday it called the paper a basis for talks.",
        "In a letter of 7 May it called for talks.",
        "After the meeting she said that the border would stay closed.",
        "During the night they left.",
        "In that case the price of sugar would double.",
        "Under this plan ten captives would be freed.",
        "In the end 71 came.",
        "The former is open.",
        "The first would cut trade.",
    ],
)
def test_it_leans_back(sentence: str) -> None:
    assert leans_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not true that Kuwait paid.",
        "It is critical for all parties to act.",
        "As tensions mount, it is critical for all parties to act.",
        "In April it is expected that rain falls.",
        "In Geneva, the envoy said it would rain.",
        "On Monday Netanyahu said he agreed.",
        "In response to the attack, the army said it would stay.",
        "After the ministry said it would pay, talks began.",
        "In May 2025 the agency said that it was late.",
        "The first trucks arrived.",
    ],
)
def test_it_stands_alone(sentence: str) -> None:
    assert not leans_back(sentence)
