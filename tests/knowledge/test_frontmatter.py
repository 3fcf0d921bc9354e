import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.frontmatter import split_front_matter
from knowledge.model import Metadata
from tests.knowledge.strategies import QUIET


def date_of(written: str) -> tuple[str, tuple[str, ...]]:
    metadata, _, remarks = split_front_matter(f"---\ndate: {written}\n---\nbody")
    return metadata.date, remarks


def test_fields_are_read_and_the_body_starts_behind_them() -> None:
    text = "---\nTitle: Gaza  talks\ndate: 2025-03-01\npublisher: OCHA\nurl: https://a.org/b\nother: [1]\n---\nbody"
    metadata, start, remarks = split_front_matter(text)
    assert metadata == Metadata("Gaza talks", "2025-03-01", "OCHA", "https://a.org/b")
    assert text[start:] == "body"
    assert remarks == ()


@pytest.mark.parametrize("text", ["---\n---\nbody", "---\n\n---\nbody", "---  \n# note\n...\nbody"])
def test_empty_front_matter_is_skipped_silently(text: str) -> None:
    metadata, start, remarks = split_front_matter(text)
    assert (metadata, text[start:], remarks) == (Metadata(), "body", ())


@pytest.mark.parametrize(
    "text", ["body", "", "--- x\na: b\n---\n", " ---\na: b\n---\n", "---\na: b\n", "----\na: b\n----\n"]
)
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    assert split_front_matter(text) == (Metadata(), 0, ())


@pytest.mark.parametrize("text", ["---\nauthor: A\nTitle: b\n\n# Aid\n", "---\ndate: 2025-03-01"])
def test_front_matter_that_is_not_closed_is_text_and_told(text: str) -> None:
    metadata, start, (remark,) = split_front_matter(text)
    assert (metadata, start) == (Metadata(), 0)
    assert "`---`" in remark


@pytest.mark.parametrize(
    "fields",
    [
        "title: Gaza: the talks",
        "title: 'open",
        "title: a\ntitle: b",
        "title: [a\ndate: 2025-01-01",
        "\ttitle: x\nurl: y",
    ],
)
def test_broken_fields_are_skipped_with_a_remark(fields: str) -> None:
    text = f"---\n{fields}\n---\nbody"
    metadata, start, remarks = split_front_matter(text)
    assert metadata == Metadata()
    assert text[start:] == "body"
    assert len(remarks) == 1
    assert "YAML" in remarks[0]


@pytest.mark.parametrize(
    "between", ["Prose between two rules.", "Note: prose\nthat: goes: on.\n\nAnd ends here.", "- a\n- b"]
)
def test_prose_between_two_rules_stays_in_the_body(between: str) -> None:
    metadata, start, remarks = split_front_matter(f"---\n{between}\n---\nbody")
    assert (metadata, start, len(remarks)) == (Metadata(), 0, 1)


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("No", "No"),
        ("2024", "2024"),
        ("007", "007"),
        ("[A, B]", "A, B"),
        ("", ""),
        ("~", ""),
        ("|\n  two\n  lines", "two lines"),
    ],
)
def test_a_value_is_read_as_it_is_written(value: str, title: str) -> None:
    metadata, _, remarks = split_front_matter(f"---\ntitle: {value}\n---\n")
    assert (metadata.title, remarks) == (title, ())


@pytest.mark.parametrize("value", ["{a: b}", "[[a]]"])
def test_a_value_that_is_no_line_is_left_out_with_a_remark(value: str) -> None:
    metadata, _, remarks = split_front_matter(f"---\ntitle: {value}\nurl: u\n---\n")
    assert (metadata.title, metadata.url) == ("", "u")
    assert "title" in remarks[0]


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-04",
        "2025-3-4",
        "2025/03/04",
        "2025.03.04",
        "20250304",
        "'2025-03-04'",
        "March 4, 2025",
        "4 March 2025",
        "4th of March 2025",
        "Tue, 4 Mar 2025 10:00:00 +0000",
        "2025-03-04T10:00:00Z",
        "2025-03-04 10:00 EST",
    ],
)
def test_a_full_date_is_understood_in_many_spellings(written: str) -> None:
    assert date_of(written) == ("2025-03-04", ())


@pytest.mark.parametrize(
    ("written", "date"), [("25/03/2025", "2025-03-25"), ("03/25/2025", "2025-03-25"), ("04/04/2025", "2025-04-04")]
)
def test_a_date_with_one_reading_only_is_understood(written: str, date: str) -> None:
    assert date_of(written) == (date, ())


@pytest.mark.parametrize(
    "written",
    [
        "2025",
        "March 2025",
        "Monday",
        "10:30",
        "yesterday",
        "2025-13-45",
        "2025-02-30",
        "0000-00-00",
        "03/04/2025",
        "1e999",
        "9" * 30,
        "soon",
        "4 مارس 2025",
    ],
)
def test_an_incomplete_impossible_or_ambiguous_date_is_remarked_on(written: str) -> None:
    date, remarks = date_of(written)
    assert date == ""
    assert "YYYY-MM-DD" in remarks[0]
    assert written in remarks[0]


def test_aliases_that_multiply_cost_nothing() -> None:
    levels = "".join(f"l{n}: &l{n} [*l{n - 1},*l{n - 1},*l{n - 1},*l{n - 1}]\n" for n in range(1, 30))
    began = time.process_time()
    metadata, _, _ = split_front_matter(f"---\nl0: &l0 [x]\n{levels}title: *l29\n---\n")
    assert metadata.title == ""
    assert time.process_time() - began < 2


@QUIET
@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_an_iso_date_comes_back_as_it_is(date: datetime.date) -> None:
    assert date_of(date.isoformat()) == (date.isoformat(), ())


@QUIET
@given(st.text(max_size=30).map(lambda text: " ".join(text.split())))
def test_any_date_field_is_a_date_or_none(written: str) -> None:
    date, _ = date_of(written)
    assert date == "" or datetime.date.fromisoformat(date)
