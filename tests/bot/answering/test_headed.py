"""A heading that says just what is asked for has what stands under it quoted."""

from bot.assistant import Assistant
from tests.conftest import AssistantMaker

TALKS = """# The ferry talks

The ferry talks between Oban and Tarbert drag on.

## Sticking points

- Who pays for the new pier
- The winter timetable

## Next steps

Both sides meet again on 9 May. A surveyor will look at the pier.

## Why do the ferry talks drag on?

Nobody wants to pay.
"""


def _asked(make_assistant: AssistantMaker, question: str) -> tuple[Assistant, tuple[str, ...]]:
    assistant = make_assistant({"talks.md": TALKS, "bees.md": "# Bees\n\nThe queen lays eggs. Points of sale close.\n"})
    return assistant, tuple(quote.text for quote in assistant.ask(question).quotes)


def test_a_list_under_a_heading_is_quoted_whole(make_assistant: AssistantMaker) -> None:
    for question in ("What are the sticking points?", "What are the sticking points of the ferry talks?"):
        assistant, quotes = _asked(make_assistant, question)
        assert quotes[0] == "Who pays for the new pier\n- The winter timetable"
    assert assistant.ask("sticking points").quotes[0].key_texts == ("Who pays for the new pier", "The winter timetable")


def test_the_heading_is_found_among_many_passages_that_hold_the_words(make_assistant: AssistantMaker) -> None:
    files = {
        f"{at}.md": f"# Note {at}\n\nThe ferry report lists highlights of week {at} at length.\n" for at in range(60)
    }
    for at in (3, 4):
        files[f"report-{at}.md"] = f"# Ferry report {at}\n\n## Highlights\n\n- Pier {at} was mended\n- It rained\n"
    quotes = make_assistant(files).ask("What are the highlights of ferry report 4?").quotes
    assert quotes[0].text == "Pier 4 was mended\n- It rained"


def test_a_paragraph_under_a_heading_is_quoted_whole(make_assistant: AssistantMaker) -> None:
    _, quotes = _asked(make_assistant, "What are the next steps?")
    assert quotes[0] == "Both sides meet again on 9 May. A surveyor will look at the pier."


def test_a_heading_that_says_less_or_more_or_of_another_kind_does_not_answer(make_assistant: AssistantMaker) -> None:
    for question in ("What are the sticking points of the bees?", "How many steps are next?", "What is the point?"):
        _, quotes = _asked(make_assistant, question)
        assert not any("new pier" in quote or "surveyor" in quote for quote in quotes)


def test_a_question_is_answered_under_the_same_question(make_assistant: AssistantMaker) -> None:
    _, quotes = _asked(make_assistant, "Why do the ferry talks drag on?")
    assert quotes[0] == "Nobody wants to pay."
