"""Which sentences take back what was said before them."""

import pytest

from bot.answering.taking_back import takes_back


@pytest.mark.parametrize(
    "text",
    [
        "This claim is false.",
        "That is not true.",
        "The ministry denied this.",
        "No evidence supports that.",
        "This was later corrected: the dam held.",
        "However, the ministry denied it.",
        "The claim, which spread online, was debunked.",
        "**Not true.**",
        "Verdict: false.",
        "None of these claims is true.",
        "There is no evidence for this.",
        "Reuters could not verify the report.",
        "The army rejected the accusation as baseless.",
        "It never happened.",
        "He later retracted the statement.",
        "Aid groups dispute these figures.",
        "But that has not been confirmed.",
        "Fact-checkers found the story to be false.",
        "The figures were later withdrawn.",
        "That’s wrong.",
        "The correct number is 79.",
        "The actual cost of the dam was nine crowns.",
        "It should have said May.",
    ],
)
def test_what_points_to_a_statement_and_denies_it_takes_it_back(text: str) -> None:
    assert takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "The governor denied that he ordered the troops to assemble.",
        "The ministry denied ordering it to close.",
        "This week the ministry did not respond.",
        "It is not clear when it will open.",
        "They did not respond.",
        "He rejected the offer.",
        "The army withdrew from the town.",
        "He said that the pump is not new.",
        "This means that in a closed circuit of pipes no pump has to lift anything.",
        "It was confirmed in May.",
        "No aid arrived in this district.",
        "The right bank is flooded.",
        "He should have read it.",
    ],
)
def test_what_only_points_or_only_denies_does_not(text: str) -> None:
    assert not takes_back(text)
