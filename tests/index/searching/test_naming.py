"""Publishers and dates that a question names are taken for what they are."""

import pytest

from index.searching.naming import take_apart

PUBLISHERS = ["Field Desk", "Meridian Relief", "The Northgate Herald", "New Dawn"]


@pytest.mark.parametrize(
    ("question", "subject", "publishers"),
    [
        ("According to the Field Desk, how many pumps stopped?", "how many pumps stopped?", {"Field Desk"}),
        ("What did Meridian say about water?", "What did say about water?", {"Meridian Relief"}),
        ("what did meridian relief say about water?", "what did say about water?", {"Meridian Relief"}),
        ("Who lives in New York?", "Who lives in New York?", set()),
        ("Is the field flooded?", "Is the field flooded?", set()),
        ("Field Desk?", "Field Desk?", {"Field Desk"}),
    ],
)
def test_a_publisher_is_no_subject(question: str, subject: str, publishers: set[str]) -> None:
    named = take_apart(question, PUBLISHERS)
    assert (named.subject, set(named.publishers)) == (subject, publishers)


def test_a_date_stays_in_the_subject_and_is_known() -> None:
    named = take_apart("What did the US say since 5 May 2025?", [])
    assert named.subject == "What did the US say since 5 May 2025?"
    assert [each.holds("2025-06-01") for each in named.periods] == [True]
    assert {"5", "2025"} <= named.period_terms
