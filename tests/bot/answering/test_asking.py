"""Which texts ask, and what a document says to its own questions."""

import pytest

from bot.answering.asking import asks, only_asks, question_of, replies_to, tells_of_a_question, with_answers
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


@pytest.mark.parametrize(
    "text", ["She asked whether he went.", "The crew asked for boats.", "He wanted to know how deep it is."]
)
def test_a_sentence_may_tell_of_a_question(text: str) -> None:
    assert tells_of_a_question(text)


@pytest.mark.parametrize(
    "text", ["He said that she asked whether he went.", "He asked her to go.", "The question is whether he went."]
)
def test_others_do_not(text: str) -> None:
    assert not tells_of_a_question(text)


@pytest.mark.parametrize("label", ["Q: ", "**Q:** ", "Question 2: "])
def test_what_leads_up_to_a_question_belongs_to_it(label: str) -> None:
    outline = outline_of(f"{label}Some say he went. Is that so?\nA: He stayed. Some say she went.\nIs that so?")
    first, last = (each for each in outline.sentences if "Some say" in each.cut(outline.text))
    assert question_of(outline, first).cut(outline.text) == "Is that so?"
    assert question_of(outline, last) == last
