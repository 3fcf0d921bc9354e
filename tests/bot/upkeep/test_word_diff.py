"""A difference tells both wordings whole."""

from hypothesis import given
from hypothesis import strategies as st

from bot.upkeep.word_diff import Change, Op, word_diff

WORDINGS = st.lists(st.sampled_from(["ten", "of", "70%", "1.5", "pumps", ",", " ", "\n", ".", "“", "x’s", "é"])).map(
    "".join
)


@given(WORDINGS, WORDINGS)
def test_both_wordings_can_be_read_from_it(then: str, now: str) -> None:
    found = word_diff(then, now)
    assert "".join(each.text for each in found if each.op is not Op.INSERTED) == " ".join(then.split())
    assert "".join(each.text for each in found if each.op is not Op.DELETED) == " ".join(now.split())
    assert all(each.text for each in found)


def test_a_number_is_one_word_and_a_phrase_is_changed_as_one() -> None:
    assert word_diff("About 1,500 came.", "About 2,500 came.") == (
        Change(Op.KEPT, "About "), Change(Op.DELETED, "1,500"), Change(Op.INSERTED, "2,500"), Change(Op.KEPT, " came."),
    )  # fmt: skip
    assert [each.text for each in word_diff("It may stop soon.", "It will end soon.")] == [
        "It ", "may stop", "will end", " soon.",
    ]  # fmt: skip
