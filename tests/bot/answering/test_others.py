"""Whom, or which place, a question names: nobody else's words are quoted for theirs."""

import pytest

from bot.answering.whom import named_in
from bot.assistant import Assistant
from tests.conftest import AssistantMaker

REPLIES = (
    "The harbour board has accepted the dredging offer in full. Fishguard has accepted the dredging offer. "
    "Tarbert has not replied. Ullapool asked for a week. Mallaig rejected it outright."
)
SAID = (
    "Engineer Ines Kovar said the dredging would cost 40 million crowns. "
    "Mayor Otto Brandt said the harbour needed no dredging."
)
MINUTES = """# Meeting of the harbour board

**Ines Kovar:** We could lend two pumps for the dredging. They are in good order.

**Otto Brandt:** The town offers forty sandbags for the dredging. We will send them on Friday.

The chair closed the meeting at noon because the tide was low.
"""
WATER = (
    "People in Fishguard received 9 litres of water a day. In Tarbert the figure was 4 litres. "
    "Two wells in Ullapool were repaired."
)


@pytest.fixture
def harbour(make_assistant: AssistantMaker) -> Assistant:
    files = {
        "replies.md": f"# Replies\n\n{REPLIES}\n",
        "said.md": f"# Press\n\n{SAID}\n",
        "minutes.md": MINUTES,
        "water.md": f"# Water\n\n{WATER}\n",
        "table.md": "# Tugs\n\n| Harbour | Tugs |\n|---|---:|\n| Fishguard | 14 |\n| Tarbert | 23 |\n",
    }
    return make_assistant(files)


def test_a_sentence_tells_who_acts_who_says_it_and_where() -> None:
    assert named_in("Fatah has accepted the plan.").acting == "Fatah"
    assert named_in("CAIRO, 12 June — The Popular Front rejected the plan.").acting == "Popular Front"
    assert named_in("Mediators have accepted the plan.").acting == ""
    assert named_in("Israel's cabinet accepted the plan.").acting == ""
    assert named_in("The plan is good, John Kirby told reporters.").tellers == ("John Kirby",)
    assert named_in("In May people in Rafah and near Khan Younis left.").places == ("Rafah", "Khan Younis")


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Has Tarbert accepted the dredging offer?", "Tarbert has not replied."),
        ("Has Ullapool accepted the dredging offer?", "Ullapool asked for a week."),
        ("Did Mallaig accept the dredging offer?", "Mallaig rejected it outright."),
        ("What did Brandt say about the cost of dredging?", SAID.partition(". ")[2]),
        ("How many litres of water a day did people in Tarbert receive?", "In Tarbert the figure was 4 litres."),
    ],
)
def test_the_one_who_is_asked_of_is_quoted_not_another(harbour: Assistant, question: str, key: str) -> None:
    assert harbour.ask(question).quotes[0].key_texts[0] == key


def test_a_sentence_that_names_whom_is_asked_goes_before_one_that_names_nobody(make_assistant: AssistantMaker) -> None:
    text = (
        "Brokers said on Monday that they were still collecting replies to the dredging offer tabled by Oban, Leith "
        "and Crail.\n\n"
        "Tarbert's harbour board approved the outline by a narrow vote."
    )
    assistant = make_assistant({"offer.md": f"# Offer\n\n{text}\n"})
    (quote, *_) = assistant.ask("Did Tarbert approve the dredging offer?").quotes
    assert quote.text.startswith("Tarbert's")


def test_the_sentence_that_is_meant_brings_the_one_before_it(harbour: Assistant) -> None:
    quote = harbour.ask("Has Tarbert accepted the dredging offer?").quotes[0]
    assert quote.text == "Fishguard has accepted the dredging offer. Tarbert has not replied."


def test_nobody_elses_turn_is_quoted_and_a_turn_brings_its_speaker(harbour: Assistant) -> None:
    quotes = harbour.ask("What did Otto Brandt say he would lend for the dredging?").quotes
    assert not any("pumps" in quote.text for quote in quotes)
    (quote,) = harbour.ask("When will forty sandbags be sent on Friday?").quotes
    shown = [each.text for each in quote.context] + [quote.text]
    assert any(each.startswith("**Otto Brandt:**") for each in shown)
    (quote,) = harbour.ask("Why did the chair close the meeting?").quotes
    assert not quote.context


def test_another_place_is_no_answer(harbour: Assistant) -> None:
    keys = [key for quote in harbour.ask("How many litres of water in Ullapool?").quotes for key in quote.key_texts]
    assert not any("litres" in key for key in keys)


def test_the_row_of_another_is_no_answer(harbour: Assistant) -> None:
    quotes = harbour.ask("How many tugs does Tarbert have?").quotes
    assert all("Fishguard" not in key for quote in quotes for key in quote.key_texts)
