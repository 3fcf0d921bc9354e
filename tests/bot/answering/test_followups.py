"""A question that leans on the one before is read with it; one that stands alone is left as it is."""

import pytest

from bot.answering.followups import may_stand_alone, read_as, speaks_for_itself
from tests.conftest import AssistantMaker


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("and Egypt?", "What does the US propose?", "What does Egypt propose?"),
        ("And in Jordan?", "What is the situation in Gaza?", "What is the situation in Jordan?"),
        ("why?", "Did the talks fail?", "Why did the talks fail?"),
        ("Since when?", "Is the crossing closed?", "Since when is the crossing closed?"),
        ("why?", "What made the talks fail?", "What made the talks fail, why?"),
        ("what about them?", "What does Hamas want?", "What does Hamas want?"),
        ("what about clean water?", "How many trucks arrive?", "Clean water?"),
        ("and in April?", "How many trucks arrive?", "How many trucks arrive, in April?"),
        ("When was it restored?", "When was the power line cut?", "When was the power line restored?"),
        ("Was it true?", "What did the foreign minister say?", "Was it true (What did the foreign minister say)?"),
        ("is it raining?", "was the old bridge closed?", "is it raining (was the old bridge closed)?"),
        ("why did they close?", "Are the bakeries open?", "why did the bakeries close?"),
        ("and the other four?", "How many schools get pipes?", "How many schools get pipes, the other four?"),
        ("And how did Hamas react?", "What did the US say?", "How did Hamas react?"),
        ("Did they agree?", "What did Hamas say?", "Did they agree (What did Hamas say)?"),
    ],
)
def test_what_leans_back_is_resolved(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


@pytest.mark.parametrize(
    "question", ["Who mediates the talks?", "How many pumps in the camps stopped?", "What is the UN asking?", "thanks!"]
)
def test_what_stands_alone_is_left(question: str) -> None:
    assert read_as(question, ["What did Hamas say?"]) == question


def test_without_an_earlier_question_nothing_changes() -> None:
    assert read_as("why?", []) == "why?"


def test_the_latest_question_counts() -> None:
    assert read_as("and Egypt?", ["What does Iran want?", "Who supports Jordan?"]) == "Who supports Egypt?"


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        (
            "What does she expect of the vote?",
            "Who is Mara Lind-Okoye?",
            "What does Mara Lind-Okoye expect of the vote?",
        ),
        ("Is his brief out of date today?", "Who is Mara Lind?", "Is Mara Lind's brief out of date today?"),
        ("Did he meet the American envoy?", "Who is Mara Lind?", "Did Mara Lind meet the American envoy?"),
    ],
)
def test_a_person_is_named_again(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


def test_a_person_is_not_guessed_among_several() -> None:
    read = read_as("What does he expect of the vote?", ["Did Mara Lind meet Jon Berg?"])
    assert read == "What does he expect of the vote (Did Mara Lind meet Jon Berg)?"


def test_what_is_counted_is_said_again() -> None:
    previous = ["How many pumps were running before the flood?"]
    assert (
        read_as("How many after the repair crews came?", previous)
        == "How many pumps were running after the repair crews came?"
    )
    assert read_as("and in May?", ["How many pumps ran in April?"]) == "How many pumps ran in May?"


def test_what_names_nothing_is_asked_with_the_earlier_question() -> None:
    assert read_as("and the rest?", ["How much was paid?"]) == "How much was paid, the rest?"


def test_an_earlier_question_is_read_with_its_own_earlier_one() -> None:
    assert read_as("and Syria?", ["What does Iran want?", "and Jordan?"]) == "What does Syria want?"


@pytest.mark.parametrize("question", ["What did israel say?", "How has Hamas reacted?", "Why did talks fail?"])
def test_a_question_with_a_subject_and_a_verb_speaks_for_itself(question: str) -> None:
    assert speaks_for_itself(question)


@pytest.mark.parametrize(
    "question", ["What did it say?", "What would happen next?", "Who delivers it?", "Why did they?"]
)
def test_a_question_that_points_back_or_lacks_a_subject_does_not(question: str) -> None:
    assert not speaks_for_itself(question)


@pytest.mark.parametrize("question", ["Who resigned?", "How much is a ticket?", "When is the deadline?"])
def test_a_whole_question_of_one_word_may_stand_alone(question: str) -> None:
    assert may_stand_alone(question)


@pytest.mark.parametrize(
    "question", ["why?", "how many pupils?", "under what condition?", "Who wrote it?", "and Egypt?"]
)
def test_what_lacks_a_verb_or_points_back_does_not(question: str) -> None:
    assert not may_stand_alone(question)


def test_other_things_are_counted_in_the_same_way() -> None:
    previous = ["How many people were killed in the Sella floods?"]
    assert read_as("how many cats?", previous) == "how many cats were killed in the Sella floods?"
    assert read_as("how many since May?", previous) == "how many people were killed since May?"


def test_readings_do_not_nest_without_end() -> None:
    previous = ["Who is the president of the teachers' union?", "Did she say why?", "How many pupils?"]
    assert read_as("which towns?", previous).count("(") == 1


FARE = b"""# Zoo
The panda twins were born on 3 July.

## Visit
A ticket costs 18 dollars.

Warden Ilse Krag resigned.
"""


@pytest.mark.parametrize(
    ("question", "text"), [("How much is a ticket?", "18 dollars"), ("Who resigned?", "Ilse Krag resigned")]
)
def test_a_new_subject_is_not_answered_with_the_old_one(
    make_assistant: AssistantMaker, question: str, text: str
) -> None:
    assistant = make_assistant({"zoo.md": FARE})
    before = "When were the panda twins born?"
    after = assistant.ask(question, previous=[before])
    assert text in after.quotes[0].text
    assert after.read_as == question


def test_nor_is_a_second_part(make_assistant: AssistantMaker) -> None:
    answer = make_assistant({"zoo.md": FARE}).ask("When were the panda twins born? How much is a ticket?")
    assert ["18 dollars" in each.quotes[0].text for each in answer.parts] == [False, True]
