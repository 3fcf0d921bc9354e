"""Questions that ask several things are taken apart; those that only join names are not."""

import pytest

from bot.answering.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What does the US propose, and how has Hamas reacted?",
            ("What does the US propose?", "How has Hamas reacted?"),
        ),
        ("Is aid arriving? And who delivers it?", ("Is aid arriving?", "Who delivers it?")),
        ("How many pumps stopped; what is the standard?", ("How many pumps stopped?", "What is the standard?")),
        ("What did Egypt say? And Jordan? Thanks!", ("What did Egypt say?", "Jordan?")),
        ("Did the talks fail and has the US changed course?", ("Did the talks fail?", "Has the US changed course?")),
    ],
)
def test_several_questions_become_parts(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who mediates between Israel and Hamas?",
        "What do Egypt and Jordan want?",
        "Which firm spent billions and is also accused of harm?",
        "Why?",
        "What, when?",
        "the truce and what it means",
        "How many men and how many women came?",
        "Where is it (How many trucks entered and how many left)?",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts_of(question) == (question,)
