"""A question that leans on the one before is read with it; one that stands alone is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.followups import may_stand_alone, read_as, readings, speaks_for_itself
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
        ("what about clean water?", "How many trucks arrive?", "clean water?"),
        ("and in April?", "How many trucks arrive?", "How many trucks arrive, in April?"),
        ("When was it restored?", "When was the power line cut?", "When was the power line restored?"),
        ("Was it true?", "What did the foreign minister say?", "Was it true (What did the foreign minister say)?"),
        ("Is it open?", "Where is the field hospital?", "Is it open (Where is the field hospital)?"),
        ("Who did it?", "was the convoy looted?", "Who did it (was the convoy looted)?"),
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
    ("question", "previous", "read"),
    [
        ("and the Rafah crossing?", "What did the US say about the Erez crossing?", "about the Rafah crossing?"),
        ("and at Rafah?", "How many trucks did the UN count at Erez?", "trucks did the UN count at Rafah?"),
        ("and near Rafah?", "How many trucks did the UN count at Erez?", "trucks did the UN count near Rafah?"),
        ("and in Rafah?", "What did the US say?", "What did the US say, in Rafah?"),
        ("Hamas?", "What is Israel's position?", "What is Hamas's position?"),
        ("and Egypt?", "What did Israel and Hamas sign?", "What did Egypt sign?"),
    ],
)
def test_the_name_in_the_same_place_is_replaced(question: str, previous: str, read: str) -> None:
    (only,) = readings(question, [previous])
    assert only.text.endswith(read)


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("and Egypt?", "What did the UN (OCHA) say?", "What did Egypt say?"),
        ("and (Egypt)?", "What did Israel say?", "What did Egypt say?"),
        ("and Egypt)?", "What did Israel say?", "What did Egypt say?"),
        ("and in May (2024)?", "What did Sweden give in 2023?", "What did Sweden give in May 2024?"),
        ("is that true?", "What did the UN (OCHA say?", "is that true (What did the UN OCHA say)?"),
    ],
)
def test_brackets_are_neither_nested_nor_left_open(question: str, previous: str, read: str) -> None:
    (only,) = readings(question, [previous])
    assert only.text == read


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("and Ms Zaid?", "What did Col. Stern say?", "What did Ms Zaid say?"),
        ("and Mr. Odeh?", "What did Dr. Amal Nasser say about water?", "What did Mr. Odeh say about water?"),
        ("and prime minister Berg?", "What did president Lind say?", "What did prime minister Berg say?"),
        ("and Rubio?", "What did US envoy J. Berg say?", "What did Rubio say?"),
    ],
)
def test_a_title_belongs_to_its_name(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("and in week 18?", "How many trucks came in week 20?", "How many trucks came in week 18?"),
        ("and since week 18?", "How many trucks came in week 20?", "How many trucks came since week 18?"),
        ("Phase two?", "When does phase 1 end?", "When does Phase two end?"),
        ("and in chapter 5?", "What does chapter 3 say?", "What does chapter 5 say?"),
        ("and Jordan in week 18?", "What did Egypt send in week 20?", "What did Jordan send in week 18?"),
        ("and in Rafah?", "How many schools in District 4 are open?", "How many schools in Rafah are open?"),
        ("and in phase 2?", "How many trucks came in week 20?", "How many trucks came in week 20, in phase 2?"),
        ("and in May 2025?", "Who came on 5 May 2024?", "Who came in May 2025?"),
        ("and annex C?", "What is in annex B?", "What is in annex C?"),
    ],
)
def test_a_number_takes_the_place_of_another_of_the_same_thing(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("and according to the UN?", "How many came according to Harbour Aid?", "How many came according to the UN?"),
        ("and according to the mayor?", "How many came according to the UN?", "How many came according to the mayor?"),
        ("and about fuel?", "What did Ms Lind say about clean water?", "What did Ms Lind say about fuel?"),
        ("what about fuel?", "What did Ms Lind say about water?", "What did Ms Lind say about fuel?"),
        ("and the mayor?", "What did Ms Lind say about water?", "the mayor?"),
        ("and injured?", "How many people were killed in May?", "How many people were injured in May?"),
        ("and in schools?", "How many people live in tents?", "How many people live in schools?"),
        ("and in schools?", "How many people live in Rafah?", "How many people live in Rafah, in schools?"),
    ],
)
def test_what_the_same_preposition_leads_is_replaced(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How many beds does Shifa have, and where is it?", "How many beds does Shifa have, and where is it?"),
        ("Is it open and what does Egypt say?", "Is it open (How many came and how many left)? What does Egypt say?"),
    ],
)
def test_a_second_part_leans_on_the_first_alone(question: str, read: str) -> None:
    assert read_as(question, ["How many came and how many left?"]) == read


def test_a_new_subject_stays_with_what_is_asked_next() -> None:
    assert (
        read_as("in May?", ["How much is flour?", "sugar (How much is flour)?"]) == "sugar, in May (How much is flour)?"
    )


def test_a_reading_is_not_read_once_more() -> None:
    previous = ["How many trucks came through Erez?", "flour (How many trucks came through Erez)?"]
    assert read_as("why?", previous) == "flour, why (How many trucks came through Erez)?"
    assert read_as("Why did Egypt object, in May?", ["Why did Egypt object?"]) == "Why did Egypt object, in May?"


def test_a_name_that_may_stand_for_several_is_read_in_each_way() -> None:
    found = readings("and Rafah?", ["What did the US say about the Erez crossing?"])
    assert {each.name: each.text for each in found} == {
        "Erez": "What did the US say about the Rafah crossing?",
        "US": "What did Rafah say about the Erez crossing?",
    }


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("and in 2024?", "How much did Sweden give in 2024?"),
        ("and 2024?", "How much did Sweden give in 2024?"),
        ("in March 2024", "How much did Sweden give in March 2024?"),
        ("and since 2020?", "How much did Sweden give since 2020?"),
        ("and this year?", "How much did Sweden give this year?"),
        ("and Norway in 2024?", "How much did Norway give in 2024?"),
        ("and Norway?", "How much did Norway give in 2023?"),
    ],
)
def test_a_time_takes_the_place_of_the_earlier_one(question: str, read: str) -> None:
    assert read_as(question, ["How much did Sweden give in 2023?"]) == read


def test_what_was_put_behind_a_question_is_replaced_by_the_like() -> None:
    previous = ["How many trucks arrive?", "in April?", "by sea?"]
    assert read_as("and in May?", previous) == "How many trucks arrive, in May, by sea?"
    assert read_as("why?", [*previous, "when?", "why?"]) == "How many trucks arrive, in April, by sea, why?"


@pytest.mark.parametrize(
    "previous",
    ["Who leads the Hamas delegation?", "What did the UN say?", "Is it quiet in Gaza?", "What does Hamas want?",
     "Why did Egypt object?", "Has Gaza City been shelled?"],
)  # fmt: skip
def test_what_is_no_person_is_not_put_in_the_place_of_one(previous: str) -> None:
    assert read_as("Did he say so?", [previous]) == f"Did he say so ({previous[:-1]})?"


def test_other_things_are_counted_where_no_auxiliary_stands() -> None:
    assert read_as("and how many bakeries?", ["How many hospitals function?"]) == "How many bakeries function?"
    previous = ["How many field hospitals function in Gaza?"]
    assert read_as("how many aid workers?", previous) == "how many aid workers function in Gaza?"
    assert read_as("how many bakeries work?", previous) == "how many bakeries work?"


@pytest.mark.parametrize("nothing", ["", "  ", "thanks", "ok", "?"])
def test_what_says_nothing_is_skipped(nothing: str) -> None:
    assert read_as("and Egypt?", ["What did Israel say?", nothing]) == "What did Egypt say?"
    assert read_as("why?", [nothing]) == "why?"


def test_a_chain_of_fragments_does_not_pile_up() -> None:
    chain = ["Who attacked the ship?", "is that true", "no, I meant the convoy", "in 2024"]
    assert read_as("why?", chain) == "the convoy, in 2024, why?"
    assert read_as("is that so?", chain) == "is that so (the convoy, in 2024)?"


FRAGMENTS = """and Rafah?|why?|in 2024|and in May?|is that true|no, I meant the convoy|what about the US and Egypt?
he said so?|and how many bakeries?|how many?|thanks|and the other two?|by whom?|What did the UN (OCHA) say?
Is it (really) true?|and this year?|Who leads the Hamas delegation?|How much did Sweden give in 2023?|and they?
since when?|to UNRWA?|and?|?| |What did Israel say?"""


@given(st.lists(st.sampled_from(FRAGMENTS.replace("\n", "|").split("|")), min_size=2, max_size=30), st.booleans())
def test_no_conversation_makes_a_question_grow_or_leaves_a_bracket_open(asked: list[str], told: bool) -> None:
    before: list[str] = []
    for each in asked:
        read = read_as(each, before)
        assert len(read) <= 200
        depth = [read[:end].count("(") - read[:end].count(")") for end in range(len(read) + 1)]
        assert min(depth) == depth[-1] == 0
        assert max(depth) <= 1
        before.append(read if told else each)


@given(st.lists(st.text(), max_size=8), st.text())
def test_any_text_is_read_somehow(previous: list[str], question: str) -> None:
    assert len(read_as(question, previous)) <= max(1000, len(question))


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
        ("Why does he object?", "What did President Berg say?", "Why does President Berg object?"),
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


@pytest.mark.parametrize(
    ("question", "previous", "read"),
    [
        ("How many left?", "How many trucks entered?", "How many trucks left?"),
        ("How many died?", "How many children are being treated?", "How many children died?"),
        ("how many are free?", "How many beds does the hospital have?", "how many beds are free?"),
        ("how many of them returned?", "How many people fled in May?", "how many people returned in May?"),
        ("How much was used?", "How much fuel arrived?", "How much fuel was used?"),
        ("how many houses burned?", "How many people were killed?", "how many houses burned?"),
    ],
)
def test_something_else_is_said_of_what_is_counted(question: str, previous: str, read: str) -> None:
    assert read_as(question, [previous]) == read


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


SAID = """# Crossings
The US welcomed the plan to open the Erez crossing. The US called the closure of the Rafah crossing a mistake.

Egypt rejected the plan for the Erez crossing. Hens lay eggs. Trains are late.
"""


@pytest.mark.parametrize(("question", "text"), [("and Rafah?", "a mistake"), ("and Egypt?", "Egypt rejected")])
def test_the_reading_that_is_answered_is_taken(make_assistant: AssistantMaker, question: str, text: str) -> None:
    assistant = make_assistant({"crossings.md": SAID})
    answer = assistant.ask(question, previous=["What did the US say about the Erez crossing?"])
    assert text in answer.quotes[0].text


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("and Rafah?", "What did the US say about the Rafah crossing?"),
        ("and Egypt?", "What did Egypt say about the Erez crossing?"),
    ],
)
def test_where_nothing_is_found_the_name_of_its_kind_is_replaced(
    make_assistant: AssistantMaker, question: str, read: str
) -> None:
    assistant = make_assistant({"zoo.md": FARE})
    assert assistant.ask(question, previous=["What did the US say about the Erez crossing?"]).read_as == read
