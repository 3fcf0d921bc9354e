"""What a question asks for, and what a sentence holds of it."""

import pytest

from bot.answering.answer_types import (
    AnswerType,
    asked_for,
    counted_in,
    counts,
    denies,
    holds,
    is_money,
    tells_money,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the truce end?", AnswerType.DATE),
        ("In which year was it signed?", AnswerType.DATE),
        ("How many pumps stopped?", AnswerType.NUMBER),
        ("What percentage of buildings is damaged?", AnswerType.NUMBER),
        ("Who mediates?", AnswerType.PERSON),
        ("Where are the camps?", AnswerType.PLACE),
        ("Which country is aligned with Hamas?", AnswerType.PLACE),
        ("Why did the talks fail?", AnswerType.REASON),
        ("What does the US say?", AnswerType.OTHER),
        ("Who said how many pumps stopped?", AnswerType.PERSON),
    ],
)
def test_the_question_word_tells_what_is_asked_for(question: str, kind: AnswerType) -> None:
    assert asked_for(question) is kind


@pytest.mark.parametrize(
    ("sentence", "kind", "held"),
    [
        ("It ended in April.", AnswerType.DATE, True),
        ("It ended badly.", AnswerType.DATE, False),
        ("Two pumps stopped.", AnswerType.NUMBER, True),
        ("Pumps stopped.", AnswerType.NUMBER, False),
        ("The envoy, Amira Hassan, left.", AnswerType.PERSON, True),
        ("The envoy left.", AnswerType.PERSON, False),
        ("They failed because nobody came.", AnswerType.REASON, True),
        ("They failed.", AnswerType.REASON, False),
        ("Anything at all.", AnswerType.OTHER, True),
    ],
)
def test_a_sentence_holds_what_is_asked_for_or_not(sentence: str, kind: AnswerType, held: bool) -> None:
    assert holds(sentence, kind, set()) is held


def test_what_the_question_itself_names_is_no_answer() -> None:
    assert not holds("Of the 70 buildings many fell.", AnswerType.NUMBER, {"70"})
    assert holds("Of the 70 buildings 50 fell.", AnswerType.NUMBER, {"70"})


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("How many loaded trucks crossed?", {"load", "truck", "cross"}),
        ("And how many of the bakeries are shut?", {"bakeri"}),
        ("How much does flour cost?", set()),
        ("How many?", set()),
        ("What does a sack cost?", set()),
    ],
)
def test_what_a_question_wants_counted(question: str, things: set[str]) -> None:
    assert counted_in(question) == things


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("It let in 300 trucks a day.", False),
        ("Some 5,000 troops were sent home.", True),
        ("Nineteen of the twenty-five troops left.", True),
        ("Half of the troops left.", True),
        ("Troops left on 3 May.", False),
    ],
)
def test_a_number_of_something_else_is_no_count(sentence: str, counted: bool) -> None:
    assert counts(sentence, counted_in("How many troops are there?")) is counted


def test_a_denial_in_the_question_wants_one_in_the_sentence() -> None:
    assert denies("What did they not accept?", "They accepted all.") == (True, True)
    assert denies("What did they not accept?", "They refused the terms.") == (True, False)
    assert denies("What did they accept?", "They accepted all.") == (False, False)


@pytest.mark.parametrize("sentence", ["They refused because of the border.", "The border lies too near to them."])
def test_to_ask_why_something_is_not_so_wants_no_denial(sentence: str) -> None:
    assert denies("Why do they not accept it?", sentence) == (False, False)


def test_money_is_counted_in_a_currency() -> None:
    assert is_money(counted_in("How much emergency money was promised?"))
    assert not is_money(counted_in("How much flour was promised?"))
    assert tells_money("They promised €120 million.")
    assert tells_money("Repairs cost forty thousand dollars.")
    assert not tells_money("Half of the money has come.")
    assert not tells_money("They sent 120 trucks.")
