"""A question in capitals throughout is read as if in small letters."""

import pytest

from bot.answering.capitals import in_small_letters
from tests.conftest import BRIEFING, AssistantMaker


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("WHO VOTED AGAINST THE BUDGET?", "who voted against the budget?"),
        ("WHAT DOES THE US WANT?", "what does the US want?"),
        ("WHO?", "WHO?"),
        ("UN, EU", "UN, EU"),
        ("What did the WHO say?", "What did the WHO say?"),
        ("ماذا قالت الأمم المتحدة؟", "ماذا قالت الأمم المتحدة؟"),
    ],
)
def test_only_what_is_all_capitals_changes(typed: str, read: str) -> None:
    assert in_small_letters(typed, [["United States", "US"]]) == read


def test_a_shouted_question_is_answered_alike(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    calm, shouted = assistant.ask("how many pumps have stopped?"), assistant.ask("HOW MANY PUMPS HAVE STOPPED?")
    assert calm.answered
    assert shouted.score == calm.score
    assert [each.text for each in shouted.quotes] == [each.text for each in calm.quotes]
