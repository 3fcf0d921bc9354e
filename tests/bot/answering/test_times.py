"""The time that a question names, or the latest: nothing of another time is quoted for it."""

import pytest

from bot.answering.times import of_another_time, says_only_when
from bot.assistant import Assistant
from knowledge.dates import dates_named
from tests.conftest import AssistantMaker


@pytest.mark.parametrize(
    ("question", "sentence", "around", "date", "other"),
    [
        ("in May 2024", "61 trucks came.", [], "2024-05-13", False),
        ("in May 2024", "61 trucks came.", [], "2025-02-10", True),
        ("in May 2024", "61 trucks came.", [], "", False),
        ("in May 2024", "61 trucks came.", ["May 2024"], "2025-02-10", False),
        ("in May 2024", "On 3 May 61 trucks came.", [], "2025-02-10", True),
        ("in May 2024", "In April 2024 61 trucks came.", [], "", True),
        ("in May 2024", "On 28 June 61 trucks will come.", [], "2024-05-13", False),
        ("in 2024", "On 20 January 897 trucks came.", [], "2025-01-22", True),
        ("in 2024", "In December 897 trucks came.", [], "2025-01-22", False),
        ("in 2020", "She was mayor between 2017 and 2021.", [], "", False),
        ("since May 2024", "61 trucks came.", [], "2024-02-10", False),
        ("how many", "61 trucks came in 2023.", [], "2024-02-10", False),
    ],
)
def test_a_sentence_or_its_document_is_of_another_time(
    question: str, sentence: str, around: list[str], date: str, other: bool
) -> None:
    asked = [period for _, _, period in dates_named(question)]
    assert of_another_time(asked, sentence, around, date) is other


@pytest.fixture
def weekly(make_assistant: AssistantMaker) -> Assistant:
    files = {}
    for at, (date, price) in enumerate([("03-07", 45), ("03-14", 70), ("03-21", 120), ("04-04", 95), ("04-11", 88)]):
        text = f"The price of flour in Oban stood at {price} crowns a sack. The harbour was busy."
        files[f"{at}.md"] = f"---\ntitle: Week {at}\ndate: 2025-{date}\n---\n# Week {at}\n\n{text}\n"
    files["old.md"] = "---\ndate: 2025-05-01\n---\n# Bread\n\nA bakery in Oban burnt down, and flour was lost.\n"
    return make_assistant(files)


@pytest.mark.parametrize(
    ("question", "price"),
    [
        ("What is the latest price of flour in Oban?", "88 crowns"),
        ("What is the price of flour in Oban now?", "88 crowns"),
        ("What is the current price of flour in Oban?", "88 crowns"),
        ("What was the price of flour in Oban on 14 March 2025?", "70 crowns"),
    ],
)
def test_of_equal_sentences_the_newest_or_the_one_of_the_day_goes_first(
    weekly: Assistant, question: str, price: str
) -> None:
    assert price in weekly.ask(question).quotes[0].text


def test_nothing_is_quoted_of_another_month_or_year(weekly: Assistant) -> None:
    for when in ("in August 2025", "in 2021", "in june"):
        assert not weekly.ask(f"What was the price of flour in Oban {when}?").answered
    april = weekly.ask("What was the price of flour in Oban in April?").quotes
    assert {quote.document.metadata.date[:7] for quote in april} == {"2025-04"}


@pytest.mark.parametrize(
    ("sentence", "only"),
    [
        ("Covering 5 to 11 May 2025.", True),
        ("12 May 2025", True),
        ("Signed in Oban on 12 May 2025.", False),
        ("Fog.", False),
        ("61 trucks came on 12 May.", False),
    ],
)
def test_a_sentence_may_say_nothing_but_a_time(sentence: str, only: bool) -> None:
    assert says_only_when(sentence) is only


def test_what_only_names_a_time_is_quoted_only_to_who_asks_for_one(make_assistant: AssistantMaker) -> None:
    text = "Covering 5 to 11 May 2025.\n\nThe mayor opened the new ferry terminal of Oban. The harbour was busy.\n"
    assistant = make_assistant({"week.md": f"---\ndate: 2025-05-12\n---\n# Ferry notes\n\n{text}"})
    quotes = assistant.ask("Which terminal did the mayor open since 5 May 2025?").quotes
    assert ["terminal" in each.text for each in quotes] == [True]
