"""Publishers and dates that a question names are taken for what they are, and nothing else is."""

from collections.abc import Sequence

import pytest

from index.searching.naming import take_apart
from tests.conftest import AssistantMaker


class Papers:
    """Publishers, of some of whom others speak as well, and one who may not be seen."""

    def publishers(self) -> Sequence[str]:
        return ["Field Desk", "Israel Hayom", "Jordan Smith", "Meridian Relief", "Reuters", "Unseen Post"]

    def publishes(self, publisher: str, collections: Sequence[str] | None) -> bool:
        return publisher != "Unseen Post"

    def others_say(self, term: str, publisher: str, collections: Sequence[str] | None) -> bool:
        return term in {"israel", "jordan"}


@pytest.mark.parametrize(
    ("question", "subject", "publishers"),
    [
        ("According to the Field Desk, how many pumps stopped?", "how many pumps stopped?", {"Field Desk"}),
        ("What did Meridian say about water?", "What did say about water?", {"Meridian Relief"}),
        ("what did meridian relief say about water?", "what did say about water?", {"Meridian Relief"}),
        ("What did the Reuters report on the port tell?", "What did report on the port tell?", {"Reuters"}),
        ("Which port is shut, according to Reuters?", "Which port is shut, ?", {"Reuters"}),
        ("How many lorries does Meridian have?", "How many lorries does have?", {"Meridian Relief"}),
        ("How many live in Meridian?", "How many live in Meridian?", {"Meridian Relief"}),
        ("What did Israel say about water?", "What did Israel say about water?", {"Israel Hayom"}),
        ("What did Israel Hayom say about Israel?", "What did say about Israel?", {"Israel Hayom"}),
        ("How many people in Jordan are hungry?", "How many people in Jordan are hungry?", {"Jordan Smith"}),
        ("What did the Unseen Post say?", "What did the Unseen Post say?", set()),
        ("Who lives in Jordan Valley?", "Who lives in Jordan Valley?", set()),
        ("Is the field flooded?", "Is the field flooded?", set()),
        ("Field Desk?", "Field Desk?", {"Field Desk"}),
    ],
)
def test_a_publisher_is_no_subject_and_a_subject_no_publisher(
    question: str, subject: str, publishers: set[str]
) -> None:
    named = take_apart(question, Papers())
    assert (named.subject, set(named.publishers)) == (subject, publishers)


@pytest.mark.parametrize(
    ("question", "subject", "latest"),
    [
        ("What is the latest number of trucks?", "What is the number of trucks?", True),
        ("What is the most recent US position?", "What is the US position?", True),
        ("How many trucks come now?", "How many trucks come ?", True),
        ("What is the current in the river?", "What is the current in the river?", False),
        ("Who crossed the current?", "Who crossed the current?", False),
        ("What is the latest?", "What is the latest?", False),
        ("What was the latest offer in May 2024?", "What was the latest offer in May 2024?", False),
    ],
)
def test_words_for_the_latest_are_no_subject(question: str, subject: str, latest: bool) -> None:
    named = take_apart(question, Papers())
    assert (named.subject, named.latest) == (subject, latest)


def test_a_publisher_who_may_not_be_seen_changes_nothing(make_assistant: AssistantMaker) -> None:
    files = {
        "a.md": b"---\npublisher: Field Desk\n---\n# A\nIn Jerusalem 31 shops were closed.\nIn Nablus 77 shops were.\n",
        "hidden/b.md": b"---\npublisher: Jerusalem Post\n---\n# B\nNothing to see.\n",
    }
    assistant = make_assistant(files)
    assistant.reindex()
    question = "How many shops were closed in Jerusalem?"
    with assistant.store.reading() as reader:
        assert take_apart(question, reader, ["main"]).publishers == frozenset()
        assert reader.publishes("Jerusalem Post", None)
        assert not reader.publishes("Jerusalem Post", ["main"])
        assert reader.others_say("jerusalem", "Jerusalem Post", None)
        assert not reader.others_say("jerusalem", "Field Desk", None)
        assert not reader.others_say("jerusalem", "Jerusalem Post", ["hidden"])
    assert "31 shops" in assistant.ask(question, ["main"]).quotes[0].text


def test_a_date_stays_in_the_subject_and_is_known() -> None:
    named = take_apart("What did the US say since 5 May 2025?", Papers())
    assert named.subject == "What did the US say since 5 May 2025?"
    assert [each.holds("2025-06-01") for each in named.periods] == [True]
    assert {"5", "2025"} <= named.period_terms
