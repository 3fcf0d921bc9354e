"""What stands over the items of lists and the rows of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Span
from knowledge.outline import Outline
from tests.knowledge.outlines import outline_of


def over(text: str, start: str, *, plain: bool = False) -> list[str]:
    return [each.cut(text) for each in outline_of(text, plain=plain).over(text.index(start))]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("text", "start", "wanted"),
    [
        ("It rained. False:\n\n- The dam burst.\n- He fled.\n", "He fled", ["False:"]),
        ("**False:**\n\n- The dam burst.\n", "The dam", ["**False:**"]),
        ("None of this is true.\n\n1. The dam burst.\n2. He fled.\n", "He fled", ["None of this is true."]),
        ("Denied:\n• The dam burst.\n• He fled.\n", "He fled", ["Denied:"]),
        ("Staff must not:\n\n(a) open the gate;\n\n(b) drink.\n", "drink", ["Staff must not:"]),
        ("Unknown:\nHe fled by car.\nHe took the money.\nHe lied.\n", "He lied", ["Unknown:"]),
        ("Denied:\n\nThe dam burst. It rained.\n", "The dam", ["Denied:"]),
        ("Denied:\n\nThe dam burst. It rained.\n", "It rained", ["Denied:"]),
        ("Denied:\n\nThe dam burst.\n\nIt rained.\n", "It rained", []),
        ("The dam burst. It rained.\n\nHe fled.\n", "He fled", []),
        ("- The dam burst.\n- He fled.\n", "He fled", []),
    ],
)
def test_over_an_item_stands_what_introduces_its_list(text: str, start: str, wanted: list[str], plain: bool) -> None:
    assert over(text, start, plain=plain) == wanted


@pytest.mark.parametrize("plain", [False, True])
def test_a_line_between_two_lists_introduces_the_second(plain: bool) -> None:
    text = "Confirmed:\n- The road is closed\nNot confirmed:\n- The dam burst.\n- He fled.\n"
    assert over(text, "The road", plain=plain) == ["Confirmed:"]
    assert over(text, "The dam", plain=plain) == ["Not confirmed:"]
    assert over(text, "He fled", plain=plain) == ["Not confirmed:"]
    assert [each.span.cut(text) for each in outline_of(text, plain=plain).units] == [
        "Confirmed:", "The road is closed", "Not confirmed:", "The dam burst.", "He fled.",
    ]  # fmt: skip


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    "field",
    [
        "Excused: Tomás Herrera, Wen Li",
        "**Present:** Amira Haddad (in the chair), Lars de Groot and Vreni Amstad",
        "Date: 19 April 2024",
        "Present: Urs Kälin, Beat Imhof\nExcused: Rosa Zgraggen, Paul Indergand",
    ],
)
def test_a_line_that_only_gives_names_or_a_date_introduces_no_list(field: str, plain: bool) -> None:
    assert over(f"{field}\n\n- The dam burst.\n- He fled.\n", "He fled", plain=plain) == []


@pytest.mark.parametrize("line", ["Verdict: False", "Rejected by: the army, Chad.", "Denied: all of this, so far"])
def test_a_line_that_says_more_does(line: str) -> None:
    assert over(f"{line}\n\n- The dam burst.\n- He fled.\n", "He fled") == [line]


def test_over_a_nested_item_stand_the_items_around_it() -> None:
    text = "Said:\n\n- Denied by the army:\n  - by night:\n    - The dam burst.\n  - He fled.\n- It rained.\n"
    assert over(text, "The dam") == ["Said:", "Denied by the army:", "by night:"]
    assert over(text, "He fled") == ["Said:", "Denied by the army:"]
    assert over(text, "It rained") == ["Said:"]


def test_numbers_that_grow_longer_nest_nothing() -> None:
    text = "False:\n\n 9. The dam burst.\n10. He fled.\n"
    assert over(text, "He fled") == ["False:"]


TABLE = "Paid late:\n\n| Donor | Paid |\n|:--|--:|\n| Norway | 5 |\n| Chad | 7 |\n"


def rows_of(text: str) -> Outline:
    """Return an outline of lines, of which those that begin with a bar are rows, as web pages have them."""
    lines = [each for each in text.splitlines() if each and not each.startswith(("|:", "|-"))]
    spans = [Span(text.index(each), text.index(each) + len(each)) for each in lines]
    return Outline(text, spans, [span for span in spans if text[span.start] == "|"])


@pytest.mark.parametrize(
    "outline", [outline_of(TABLE), outline_of(TABLE.replace("\n|", "\n> |")), rows_of(TABLE.replace("|:--|--:|\n", ""))]
)
def test_over_a_row_stands_the_row_that_names_the_columns(outline: Outline) -> None:
    text = outline.text
    spans = [text.index("| Donor"), text.index("| Norway"), text.index("| Chad")]
    assert [each.cut(text) for each in outline.over(spans[2])] == ["Paid late:", "| Donor | Paid |"]
    assert [each.cut(text) for each in outline.over(spans[0])] == ["Paid late:"]
    assert [outline.heads_table(outline.unit_at(at)) for at in spans] == [":--" in text, False, False]


def test_a_first_row_of_three_columns_heads_a_table_that_does_not_tell() -> None:
    text = "| Donor | Pledged | Paid |\n| Norway | 5 | 4 |\n| Chad | 7 | 0 |\n"
    outline = rows_of(text)
    assert [outline.heads_table(at) for at in range(3)] == [True, False, False]
    later = Outline(text, outline.sentences[1:], outline.sentences[1:])
    assert [later.heads_table(at) for at in range(2)] == [False, False]


def test_a_first_row_of_two_columns_may_answer_but_stands_over_the_others() -> None:
    text = "| Name | Ali |\n| Born | 1970 |\n"
    assert [rows_of(text).heads_table(at) for at in range(2)] == [False, False]
    assert [each.cut(text) for each in rows_of(text).over(text.index("| Born"))] == ["| Name | Ali |"]


@pytest.mark.parametrize("mark", ["", "> "])
def test_below_an_empty_header_row_no_row_heads_the_table(mark: str) -> None:
    lines = ["| | |", "| --- | --- |", "| Name | Ali |", "| Born | 1970 |"]
    text = "The mayor:\n\n" + "".join(f"{mark}{line}\n" for line in lines)
    outline = outline_of(text)
    assert [outline.heads_table(at) for at in range(3)] == [False, False, False]
    assert over(text, "| Born") == ["The mayor:"] == over(text, "| Name")


def test_several_rows_may_name_the_columns() -> None:
    text = "| | 2024 | |\n| Donor | Pledged | Paid |\n|---|---|---|\n| Norway | 5 | 4 |\n"
    outline = rows_of(text)
    assert [outline.heads_table(at) for at in range(3)] == [True, True, False]
    assert [each.cut(text) for each in outline.over(text.index("| Norway"))] == [*text.splitlines()[:2]]


def test_a_table_has_its_own_header_row() -> None:
    text = "| Donor | Paid |\n|---|---|\n| Norway | 5 |\n\n| Town | Dead |\n|---|---|\n| Yeri | 7 |\n"
    assert over(text, "| Yeri") == ["| Town | Dead |"]
    outline = outline_of(text)
    assert [outline.heads_table(at) for at in range(4)] == [True, False, True, False]


def test_a_table_without_rows_has_its_header_row_all_the_same() -> None:
    outline = outline_of("| Donor | Paid |\n|---|---|\n\nNobody has paid.\n")
    assert [outline.heads_table(at) for at in range(2)] == [True, False]


def test_only_a_list_or_a_table_may_have_begun_before_an_outline() -> None:
    text = "- The dam burst.\n- He fled.\n\nIt rained.\n\n- The road is closed.\n"
    outline = outline_of(text)
    assert [outline.is_cut(text.index(each)) for each in ("He fled", "It rained", "The road")] == [True, False, False]
    assert not outline_of("It rained. He fled.\n").is_cut(0)
    assert [outline_of(each).is_cut_behind(0) for each in ("- He fled.\n- It rained.", "- He fled.\n\nIt rained.")] == [
        True, False,
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["- a b.", "  - c", "d:", "e f. g", "", "| h | i |", "|---|---|", "(a) j.", "• k"])))
def test_what_stands_over_something_ends_before_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    outline = outline_of(text)
    assert sum(len(unit.span) for unit in outline.units) <= len(text)
    for sentence in outline.sentences:
        at = outline.units[outline.unit_at(sentence.start)]
        over = outline.over(at.span.start if at.whole else sentence.start)
        assert all(one.end <= other.start for one, other in zip(over, (*over[1:], at.span), strict=False))
