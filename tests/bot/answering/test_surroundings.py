import pytest

from bot.answering.surroundings import names_in, seen_in


def rarity(term: str) -> float:
    return 8.1 if term in ("rafah", "jabalia", "khan") else 4.0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Water in Nuseirat camp", {"nuseirat"}),
        ("The Nasser hospital was hit in May.", {"nasser"}),
        ("Water And Sanitation Outlook", set()),
        ("Rafah", {"rafah"}),
        ("Rain fell on Monday and on 3 March 2025.", set()),
        ("Wells are dry.", set()),
    ],
)
def test_capitals_prove_names_only_where_nothing_else_asks_for_them(text: str, names: set[str]) -> None:
    assert names_in(text, rarity) == names


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (["Water in Nuseirat camp in Gaza"], ["Water in Jabalia camp in Gaza"], True),
        (["The camp of Bureij is full.", "Report on Gaza"], ["Notes", "Report on Gaza"], False),
        (["Rafah"], ["Notes from the field"], False),
        (["Summary", "Report on Gaza"], ["Summary", "Notes from Gaza City in winter"], False),
        ([], [], False),
    ],
)
def test_two_surroundings_are_told_apart_by_what_each_names_alone(
    one: list[str], other: list[str], apart: bool
) -> None:
    mine, theirs = seen_in(one, rarity), seen_in(other, rarity)
    assert mine.told_apart(theirs) is apart
    assert theirs.told_apart(mine) is apart
