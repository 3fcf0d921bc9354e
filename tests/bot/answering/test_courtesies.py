import pytest

from bot.answering.courtesies import asks_for_sources, is_courtesy


@pytest.mark.parametrize("text", ["Thanks!", "thank you so much for your help", "Hi all", "Good morning.", "ok, great"])
def test_what_only_greets_or_thanks_is_a_courtesy(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text", ["what can you do?", "Who are you", "who’re you?", "How do you work", "can you help me please?"]
)
def test_so_is_what_asks_who_answers(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "you?",
        "Thanks, and Egypt?",
        "hello, who mediates",
        "ok why",
        "is that so",
        "how does it work",
        "What can you do for Gaza?",
        "who is this",
        "/help",
    ],
)
def test_what_asks_as_well_is_none(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    ["What documents do you have?", "which sources are there", "List all the files", "How many reports are indexed?"],
)
def test_who_asks_which_documents_there_are_is_understood(text: str) -> None:
    assert asks_for_sources(text)


@pytest.mark.parametrize(
    "text", ["What documents do drivers need?", "Which sources of water are there?", "What do you have on Egypt?", ""]
)
def test_who_asks_the_documents_is_not(text: str) -> None:
    assert not asks_for_sources(text)
