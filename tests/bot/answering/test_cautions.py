"""A question that asks only what to be careful about is answered with the cautions that documents raise."""

import pytest

from bot.answering.cautions import asks_for_cautions
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker

WORDS = ("caution", "warn", "risk", "concern")


@pytest.mark.parametrize(
    "question",
    [
        "what should i be careful about",
        "What are the main risks?",
        "what do the documents warn of",
        "Is there anything to watch out for?",
        "any dangers",
        "Any concerns?",
        "list the warnings",
        "What risks are there?",
        "Which concerns are raised in the reports?",
        "What's the biggest risk?",
        "Show me the dangers and risks",
        "Do the documents mention any risks?",
        "What risks should I be aware of?",
        "Should I be careful about anything?",
        "what to beware of",
    ],
)
def test_cautions_are_asked_for_in_many_ways(question: str) -> None:
    assert asks_for_cautions(question, WORDS)


@pytest.mark.parametrize(
    "question",
    [
        "What are the risks for civilians?",
        "Who is concerned?",
        "Is it risk-free?",
        "Who watches the border?",
        "Why?",
        "When was the warning?",
        "Who raised concerns?",
        "How many people are at risk?",
        "How much of it is at risk?",
        "Who is in danger?",
        "Who said it was risky?",
        "Why is there a risk?",
        "Where is the danger?",
        "Which people are at risk?",
        "Is anyone at risk?",
        "Is it in danger?",
        "Which report warns?",
        "How many reports mention risks?",
        "What concerns him?",
        "What are their concerns?",
        "What did they risk?",
        "Why should I be careful?",
        "What should he be careful about?",
        "Is he wary of it?",
        "Who is cautious?",
    ],
)
def test_a_question_for_anything_else_is_searched(question: str) -> None:
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


def test_cautions_of_copies_are_quoted_once(make_assistant: AssistantMaker) -> None:
    report = "# Report\n\n## Risks\n\n- Theft: cables are stolen.\n\n## Water\n\nThe pumps run.\n"
    dated = f"---\ndate: 2025-04-01\n---\n{report}"
    documents = {"a.md": report, "b.md": report, "c.md": dated, "d.md": report.replace("cables", "pipes")}
    answer = make_assistant(documents).ask("What are the risks?")
    sources = [[quote.document.name, *(each.document.name for each in quote.also)] for quote in answer.quotes]
    assert sources == [["a.md", "b.md", "c.md"], ["d.md"]]
    assert all("cables are stolen" in each.text for each in answer.quotes[0].also)
