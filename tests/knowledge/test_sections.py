import pytest
from hypothesis import assume, given

from knowledge.model import Block, Kind
from knowledge.readers import read_document
from knowledge.sections import sections_of
from tests import SHIPPED
from tests.knowledge.strategies import NAMES, QUIET, TEXTS, document


def sections(text: str, name: str = "a.md") -> list[tuple[tuple[str, ...], str]]:
    found = document(text, name)
    return [(section.headings, found.cut(section.span)) for section in sections_of(found)]


def test_headings_make_a_path_by_their_levels() -> None:
    text = "# A\n\na\n\n### B\n\nb\n\n## C\n\nc\n\n# D\n\nd"
    assert [path for path, _ in sections(text)] == [("A",), ("A", "B"), ("A", "C"), ("D",)]


@pytest.mark.parametrize("before", ["Introduction.\n\n", "Introduction.\n"])
def test_text_before_the_first_heading_is_a_section_without_headings(before: str) -> None:
    assert sections(before + "# A\n\na") == [((), "Introduction."), (("A",), "A\n\na")]


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("# A\n\na\n\n## B ##\n\nb\n", ["A\n\na", "B ##\n\nb"]),
        ("A\n===\na\n\nB\n===\nb", ["A\n===\na", "B\n===\nb"]),
        ("> # A\n> a\n>\n> ## B\n> b", ["A\n> a\n>", "B\n> b"]),
        ("# A\n\n- # B\n  b", ["A", "B\n  b"]),
        ("# A\n\n```\n#\n```\n\nB\n===\n", ["A\n\n```\n#\n```", "B\n==="]),
        ("# A\n\n>\n\nB\n===\n", ["A\n\n>", "B\n==="]),
    ],
)
def test_a_section_ends_before_the_line_of_the_next_heading(text: str, cuts: list[str]) -> None:
    assert [cut for _, cut in sections(text)] == cuts


def test_a_heading_of_two_lines_is_named_on_one() -> None:
    assert sections("A\n  B\n===\n\na")[0][0] == ("A B",)


@pytest.mark.parametrize("text", ["---\ntitle: X\n---\n", "#", "<!-- c -->"])
def test_a_document_without_text_has_no_sections(text: str) -> None:
    assert sections(text) == []


def test_a_heading_alone_is_a_section_without_evidence() -> None:
    found = document("# Only heading")
    assert [(section.headings, section.blocks) for section in sections_of(found)] == [(("Only heading",), ())]


def test_the_shipped_document_has_an_introduction_and_six_sections() -> None:
    found = read_document(SHIPPED.name, SHIPPED.read_bytes())
    paths = [section.headings for section in sections_of(found)]
    assert paths[0] == ()
    assert [path[0] for path in paths[1:]] == [
        "The Breakdown of Negotiations",
        "The Role of the United States",
        "The Impact on Regional Security",
        "Humanitarian Considerations",
        "Cautionary Tales",
        "Conclusion",
    ]
    assert "US-Russian" not in found.cut(sections_of(found)[0].span)


@QUIET
@given(NAMES, TEXTS)
def test_sections_are_in_order_apart_and_hold_their_blocks(name: str, text: str) -> None:
    assume(text.strip())
    found = document(text, name)
    end = 0
    held: list[Block] = []
    for section in sections_of(found):
        assert end <= section.span.start < section.span.end <= len(found.text)
        assert all(section.span.contains(block.span) for block in section.blocks)
        held.extend(section.blocks)
        end = section.span.end
    assert held == [block for block in found.blocks if block.kind not in (Kind.TITLE, Kind.HEADING)]
