"""What stands under a heading such as "False" is not quoted without it."""

import pytest

from bot.answering.framing import frames
from tests.conftest import AssistantMaker

TRACKER = """# Rumour tracker

## False

- The bakery in Harrow Lane was sold to a brewer.
- The mayor of Orsk has left for Kadra.

## Facts

- The ferry to Ilmay sails on Mondays.
"""


@pytest.mark.parametrize("heading", ["False", "Myths", "Unconfirmed reports", "Scenario B: the dam breaks", "DRAFT"])
def test_such_headings_say_that_it_is_not_simply_so(heading: str) -> None:
    assert frames(heading)


@pytest.mark.parametrize("heading", ["Facts", "Water", "The Role of the United States", "Cautionary Tales", ""])
def test_others_do_not(heading: str) -> None:
    assert not frames(heading)


@pytest.mark.parametrize("name", ["tracker.md", "tracker.txt"])
def test_they_come_with_the_quote(make_assistant: AssistantMaker, name: str) -> None:
    assistant = make_assistant({name: TRACKER})
    (quote,) = assistant.ask("Who bought the bakery in Harrow Lane?").quotes
    assert [each.text for each in quote.context] == ["Rumour tracker", "False"]
    (quote,) = assistant.ask("Did the mayor of Orsk leave for Kadra?").quotes
    assert [each.text for each in quote.context] == ["Rumour tracker", "False"]


def test_from_the_first_on_all_headings_come(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"tracker.md": TRACKER})
    (quote,) = assistant.ask("When does the ferry to Ilmay sail?").quotes
    assert [each.text for each in quote.context] == ["Rumour tracker", "Facts"]


def test_a_title_that_is_no_heading_counts(make_assistant: AssistantMaker) -> None:
    text = "---\ntitle: Exercise Blue Harbour\n---\n## Day one\n\nThe terminal of Orsk collapses and 230 people die.\n"
    assistant = make_assistant({"exercise.md": text})
    (quote,) = assistant.ask("How many people die in the terminal of Orsk?").quotes
    assert [each.text for each in quote.context] == ["Exercise Blue Harbour", "Day one"]


def test_a_claim_called_false_is_no_second_source(make_assistant: AssistantMaker) -> None:
    said = "# Post\n\nThe bakery in Harrow Lane was sold to a brewer.\n"
    assistant = make_assistant({"tracker.md": TRACKER, "post.md": said})
    assert not any(quote.also for quote in assistant.ask("Who bought the bakery in Harrow Lane?").quotes)


CHECK = """# Fact check: the bakery

## The claim

A post says that the bakery in Harrow Lane was sold to a brewer in May.

{heading}

{finding} It was filmed in Kadra.
"""


@pytest.mark.parametrize(
    ("heading", "finding", "behind"),
    [
        ("## What we found", "The claim is false.", ["The claim is false."]),
        ("## Verdict: false", "The bakery is where it was.", ["Verdict: false"]),
        ("## What we found", "The bakery was sold.", []),
    ],
)
def test_a_claim_comes_with_what_the_next_section_says_of_it(
    make_assistant: AssistantMaker, heading: str, finding: str, behind: list[str]
) -> None:
    assistant = make_assistant({"check.md": CHECK.format(heading=heading, finding=finding)})
    quote = assistant.ask("Did a post say that the bakery in Harrow Lane was sold to a brewer?").quotes[0]
    assert quote.text.startswith("A post says")
    assert [each.text for each in quote.before] == ["The claim"]
    assert [each.text for each in quote.behind] == behind
