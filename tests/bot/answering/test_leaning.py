"""What is quoted with a sentence that cannot be read alone."""

import pytest

from bot.answering.leaning import in_context, introduced_by
from knowledge.outline import Outline
from tests.knowledge.outlines import outline_of

PUMPS = "The pumps stopped. However, they will run again. It takes a day. Nobody was hurt."


def quoted(text: str, sentence: str, outline: Outline | None = None) -> str:
    outline = outline or outline_of(text)
    wanted = next(each for each in outline.sentences if sentence in each.cut(text))
    return in_context(outline, wanted).span.cut(text)


def before(text: str, sentence: str) -> list[str]:
    """Return what is set before a quote because it stands too far off to be part of it."""
    outline = outline_of(text)
    wanted = next(each for each in outline.sentences if sentence in each.cut(text))
    return [each.cut(text) for each in introduced_by(outline, in_context(outline, wanted).span)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The pumps", "The pumps stopped. However, they will run again."),
        ("Nobody", "Nobody was hurt."),
        ("However", "The pumps stopped. However, they will run again."),
        ("It takes", "The pumps stopped. However, they will run again. It takes a day."),
    ],
)
def test_a_sentence_brings_what_it_leans_on(sentence: str, wanted: str) -> None:
    assert quoted(PUMPS, sentence) == wanted


def test_a_part_is_not_quoted_without_the_rest() -> None:
    text = "Half was paid in May. The rest is due in July. Nobody complained."
    for sentence in ("Half", "The rest"):
        assert quoted(text, sentence) == "Half was paid in May. The rest is due in July."


@pytest.mark.parametrize("turn", ["In the end 71 came.", "But only 71 came.", "Only 71 came."])
def test_what_was_expected_is_not_quoted_without_what_came_of_it(turn: str) -> None:
    assert quoted(f"We expected 400 trucks. {turn} It rained.", "expected") == f"We expected 400 trucks. {turn}"
    assert quoted(f"We expected 400 trucks.\n\n{turn}", "expected") == "We expected 400 trucks."


def test_a_list_item_is_quoted_whole() -> None:
    assert quoted(f"- {PUMPS}\n", "It takes") == PUMPS


def test_a_line_that_introduces_a_list_brings_the_list() -> None:
    text = "We ask for two things:\n\n1. Open the gate.\n2. Mend the pump.\n\nThe next bulletin:\n\n3. Comes in May."
    assert quoted(text, "two things") == "We ask for two things:\n\n1. Open the gate.\n2. Mend the pump."


def test_a_colon_brings_the_sentence_that_it_announces() -> None:
    assert quoted("He put it so:\n\nThe pumps stopped. Nobody was hurt.", "put it") == (
        "He put it so:\n\nThe pumps stopped."
    )


def test_an_item_brings_the_line_that_introduces_its_list() -> None:
    text = "It rained. These claims are false:\n\n- The dam was opened.\n- The mayor fled.\n"
    assert quoted(text, "dam") == "These claims are false:\n\n- The dam was opened."
    assert quoted(text, "mayor") == "These claims are false:\n\n- The dam was opened.\n- The mayor fled."


def test_a_row_brings_the_row_that_names_its_columns() -> None:
    text = "| Donor | Pledged |\n|---|---|\n| Norway | 5 |\n| Red Cross | 9 |\n"
    assert quoted(text, "Red Cross") == text.rstrip()


def test_what_introduces_an_item_far_down_a_list_is_set_before_it() -> None:
    items = [f"The {at}th post said that the {at}th dam was opened on purpose by night." for at in range(4, 40)]
    text = "These claims are false:\n\n" + "".join(f"- {item}\n" for item in items)
    assert quoted(text, items[-1]) == items[-1]
    assert before(text, items[-1]) == ["These claims are false:"]
    assert before(text, items[1]) == []


def test_a_comment_is_not_quoted_between_a_line_and_the_list_that_it_introduces() -> None:
    text = "These claims are false:\n\n<!-- the desk has to look at this list once more -->\n\n- The dam was opened.\n"
    assert quoted(text, "dam") == "The dam was opened."
    assert before(text, "dam") == ["These claims are false:"]


def test_a_question_and_its_answer_are_quoted_together() -> None:
    text = "It rained.\n\n**Q: Did he flee?**\n\nA: No, not at all. He stayed. It rained again."
    assert quoted(text, "**Q: Did he") == "**Q: Did he flee?**\n\nA: No, not at all."
    assert quoted(text, "No, not") == "**Q: Did he flee?**\n\nA: No, not at all."


@pytest.mark.parametrize(
    ("reply", "brought"),
    [
        ("No, he stayed with her.", True),
        ("He stayed with her.", True),
        ("Never.", True),
        ("The mayor had no car.", False),
    ],
)
def test_in_running_text_an_answer_brings_its_question_if_it_does_not_stand_alone(reply: str, brought: bool) -> None:
    assert quoted(f"It rained. Did he flee? {reply}", reply) == "Did he flee? " * brought + reply


def test_the_answer_is_the_key_of_a_question_but_not_of_one_that_is_told_of() -> None:
    for text, wanted in (
        ("Did he flee? He stayed with her.", ["He stayed with her."]),
        (
            "The desk asked, “Did he flee?” He stayed with her.",
            ["The desk asked, “Did he flee?”", "He stayed with her."],
        ),
    ):
        outline = outline_of(text)
        assert [each.cut(text) for each in in_context(outline, outline.sentences[0]).key] == wanted


def test_a_question_that_is_left_open_is_not_whole() -> None:
    outline = outline_of("It rained. Did he flee?")
    assert [in_context(outline, each).whole for each in outline.sentences] == [True, False]
    listed = outline_of("- Did he flee?\n- Who paid?\n")
    assert all(in_context(listed, each).whole for each in listed.sentences)


@pytest.mark.parametrize("sentence", ["Posts said", "He took", "That claim"])
def test_a_claim_is_not_quoted_without_what_takes_it_back(sentence: str) -> None:
    text = "It rained. Posts said that the mayor fled. He took the money. That claim is false. Nobody was hurt."
    told = "Posts said that the mayor fled. He took the money. That claim is false."
    assert quoted(text, sentence) == told
    assert quoted(text, "Nobody") == "Nobody was hurt."


def test_a_claim_in_a_list_is_not_quoted_without_what_takes_the_list_back() -> None:
    text = "Posts said:\n\n- The dam was opened.\n- The mayor fled.\n\nNone of this is true. It rained."
    assert quoted(text, "dam") == text.removesuffix(" It rained.")
    outline = outline_of(text)
    dam = in_context(outline, outline.sentences[1])
    assert [each.cut(text) for each in dam.key] == ["The dam was opened.", "None of this is true."]


def test_a_claim_is_not_whole_where_what_takes_it_back_is_far_off() -> None:
    items = "".join(f"- Post {at} said that the {at}th dam was opened on purpose by night.\n" for at in range(40))
    outline = outline_of(f"Seen:\n\n{items}\nNone of this is true.\n")
    assert [in_context(outline, outline.sentences[at]).whole for at in (2, 39)] == [False, True]


@pytest.mark.parametrize("sentence", ["Ms Zaid", "Mr Stern"])
def test_what_was_asked_and_what_was_replied_are_quoted_together(sentence: str) -> None:
    told = "Ms Zaid asked whether the boats would be included. Mr Stern replied that they would not."
    assert quoted(f"The board met. {told} It rained.", sentence) == told


def test_what_was_asked_in_another_paragraph_was_not_replied_to() -> None:
    text = "Ms Zaid asked for boats.\n\nMr Stern said that it rained."
    assert quoted(text, "Ms Zaid") == "Ms Zaid asked for boats."
    assert quoted(text, "Mr Stern") == "Mr Stern said that it rained."
