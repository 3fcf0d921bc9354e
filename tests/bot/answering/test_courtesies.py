import pytest

from bot.answering.courtesies import is_courtesy


@pytest.mark.parametrize("text", ["Thanks!", "thank you so much for your help", "Hi all", "Good morning.", "ok, great"])
def test_what_only_greets_or_thanks_is_a_courtesy(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize("text", ["", "you?", "Thanks, and Egypt?", "hello, who mediates", "ok why", "is that so"])
def test_what_asks_as_well_is_none(text: str) -> None:
    assert not is_courtesy(text)
