"""A question that asks only what to be careful about is answered with the cautions that documents raise."""

import pytest

from bot.answering.cautions import asks_for_cautions
from tests.conftest import BRIEFING, SHIPPED, AssistantMaker

WORDS = ("caution", "warn", "risk", "concern")


@pytest.mark.parametrize(
    "question",
    [
        "what should i be careful about",
        "What are the main risks?",
        "what do the documents warn of",
        "Is there anything to watch out for?",
        "any dangers",
    ],
)
def test_cautions_are_asked_for_in_many_ways(question: str) -> None:
    assert asks_for_cautions(question, WORDS)


@pytest.mark.parametrize(
    "question",
    ["What are the risks for civilians?", "Who is concerned?", "Is it risk-free?", "Who watches the border?", "Why?"],
)
def test_a_question_with_a_subject_is_searched(question: str) -> None:
    assert not asks_for_cautions(question, WORDS)


def test_without_caution_words_ordinary_questions_stay_ordinary() -> None:
    assert not asks_for_cautions("What is the plan?", ())


def test_the_list_of_cautions_is_quoted_whole(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"talks.txt": SHIPPED.read_bytes(), "water.md": BRIEFING})
    answer = assistant.ask("What should I be careful about?")
    raised = assistant.cautions("talks").cautions
    quote = next(each for each in answer.quotes if each.document.name == "talks.txt")
    assert quote.headings == ("Cautionary Tales",)
    assert [each.quote.span for each in raised] == list(quote.key)
    assert all(each.quote.text in quote.text for each in raised)


def test_cautions_stay_within_the_collections(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"open/water.md": BRIEFING, "closed/talks.txt": SHIPPED.read_bytes()})
    answer = assistant.ask("What are the risks?", ["open"])
    assert not any(quote.document.collection == "closed" for quote in answer.quotes)
