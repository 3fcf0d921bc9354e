import pytest

from bot.answering.wording import wording
from knowledge.figures import figures


def worded(sentence: str) -> tuple[str, ...]:
    return wording(sentence, figures(sentence)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The clinic treats 90 patients a day.",
            "According to nurses, the clinic treats about 150 patients a day.",
        ),
        ("Some 40% of wells are dry.", "At least 65 percent of the wells are dry, officials say."),
        ("The convoy leaves on 4 April.", "The convoy leaves on 11 April."),
    ],
)
def test_sentences_that_differ_in_their_figure_are_worded_alike(one: str, other: str) -> None:
    assert worded(one) == worded(other)
    assert "#" in worded(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The clinic treats 90 patients a day.", "The clinic treats 90 patients an hour."),
        ("The 40 schools have 12 nurses.", "The 60 schools have 12 nurses."),
        ("Some 40 trucks were let in.", "Some 40 trucks were not let in."),
    ],
)
def test_what_else_differs_is_seen(one: str, other: str) -> None:
    assert wording(one, figures(one)[-1]) != wording(other, figures(other)[-1])


def test_what_another_sentence_names_has_no_wording_of_its_own() -> None:
    assert worded("Since March they have had nine litres a day.") == ()
