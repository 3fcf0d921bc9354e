"""Which texts ask, and what a document says to its own questions."""

import pytest

from bot.answering.asking import asks, only_asks, replies_to, with_answers
from tests.knowledge.outlines import outline_of


@pytest.mark.parametrize(
    "text",
    [
        "Did he go?",
        "**Q: Did he go?**",
        "“Did he go?”",
        "Did he go?!",
        "هل استقال؟",
        "他辞职了吗？",
        "(Did he go?)",
        "Why⁈",
    ],
)
def test_a_text_that_ends_with_a_question_mark_asks(text: str) -> None:
    assert asks(text)
    assert only_asks(text)


def test_who_tells_of_a_question_does_more_than_ask() -> None:
    told = "The desk asked, “Did he go?”"
    assert asks(told)
    assert not only_asks(told)
    assert not asks("He asked whether he went.")
    assert not asks("“Why?” is what he asked.")


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("Did he go? He stayed with her. It rained.", "Did he", ["He stayed with her."]),
        ("**Q: Did he go?**\n\nA: He stayed with her.\n\nIt rained.", "Q:", ["A: He stayed with her."]),
        ("Did he go?\n\nYes. He went by car. It rained.", "Did he", ["Yes.", "He went by car."]),
        ("Did he go? Yes.\n\nThe town was flooded.", "Did he", ["Yes."]),
        ("Q. Did he go?\nA. Not at all, he stayed.", "Did he", ["Not at all, he stayed."]),
        ("Who pays? Who decides? Nobody can say that.", "Who pays", ["Nobody can say that."]),
        ("What is needed?\n\n- Water\n- Food\n\nIt rained.", "What", ["Water\n- Food"]),
        ("- Q: Did he go?\n- A: He stayed with her.\n", "Q:", ["A: He stayed with her."]),
        ("He spoke. Did he go?", "Did he", []),
    ],
)
def test_a_question_is_answered_by_what_stands_behind_it(text: str, question: str, wanted: list[str]) -> None:
    outline = outline_of(text)
    asked = next(each for each in outline.sentences if question in each.cut(text))
    replies = replies_to(outline, asked)
    assert [each.cut(text) for each in replies.found] == wanted
    assert not replies.listed


def test_a_list_of_questions_is_left_as_it_is() -> None:
    text = "Still open:\n\n- Who pays for it?\n- Who decides?\n\nThe council met in May."
    outline = outline_of(text)
    for question in ("Who pays", "Who decides"):
        replies = replies_to(outline, next(each for each in outline.sentences if question in each.cut(text)))
        assert replies.listed
        assert not replies.found


def test_a_question_is_measured_with_its_answer() -> None:
    assert with_answers(["When did he go?", "**", "On 4 May.", "It rained.", "Why?"]) == [
        "When did he go? ** On 4 May.", "**", "On 4 May.", "It rained.", "Why?",
    ]  # fmt: skip
