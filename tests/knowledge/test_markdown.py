import time

import pytest
from hypothesis import given

from knowledge.markdown import markdown_blocks
from knowledge.model import Kind
from tests.knowledge.strategies import QUIET, TEXTS

H, P, I, R, C = Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM, Kind.ROW, Kind.CODE  # noqa: E741


def blocks(text: str) -> list[tuple[Kind, str, int]]:
    return [(block.kind, block.span.cut(text), block.level) for block in markdown_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n###### Six", [(H, "One", 1), (H, "Six", 6)]),
        ("####### seven", [(P, "####### seven", 0)]),
        ("#hashtag", [(P, "#hashtag", 0)]),
        ("# T #\n## H ##  \n# C#\n# a \\#", [(H, "T", 1), (H, "H", 2), (H, "C#", 1), (H, "a \\#", 1)]),
        ("#\n\n## ##\n\nx", [(P, "x", 0)]),
        ("A\n===\n\nB\nC\n---\nd", [(H, "A", 1), (H, "B\nC", 2), (P, "d", 0)]),
        ("   # Indented\n    # code", [(H, "Indented", 1), (C, "# code", 0)]),
        ("> # In a quote\n> text", [(H, "In a quote", 1), (P, "text", 0)]),
        ("- # In an item\n  under", [(H, "In an item", 1), (I, "under", 1)]),
        ("- A\n  ---\n  b", [(H, "A", 2), (I, "b", 1)]),
    ],
)
def test_headings(text: str, expected: list[tuple[Kind, str, int]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize("fence", ["```", "~~~~", "``` python"])
def test_a_hash_in_a_fence_is_no_heading(fence: str) -> None:
    close = fence.split()[0]
    assert blocks(f"{fence}\n# no\n{close}\n# yes") == [(C, "# no", 0), (H, "yes", 1)]


def test_a_fence_that_is_never_closed_keeps_its_last_line() -> None:
    assert blocks("```\nfirst\nlast") == [(C, "first\nlast", 0)]
    assert blocks("~~~\nonly\n") == [(C, "only", 0)]
    assert blocks("```") == []
    assert blocks("```\n```") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n* b\n+ c", [(I, "a", 1), (I, "b", 1), (I, "c", 1)]),
        ("7. seven\n8. eight", [(I, "seven", 1), (I, "eight", 1)]),
        ("1) a\n\n2) b", [(I, "a", 1), (I, "b", 1)]),
        ("1. a\n   - b\n     1. c\n2. d", [(I, "a", 1), (I, "b", 2), (I, "c", 3), (I, "d", 1)]),
        ("- [ ] open\n- [x] done", [(I, "open", 1), (I, "done", 1)]),
        ("- lazy\ncontinued", [(I, "lazy\ncontinued", 1)]),
        ("- - twice", [(I, "twice", 2)]),
        ("- > quoted", [(I, "quoted", 1)]),
        ("> - quoted", [(I, "quoted", 1)]),
        ("- **Bold**: x", [(I, "**Bold**: x", 1)]),
        ("para\n2. no list", [(P, "para\n2. no list", 0)]),
    ],
)
def test_list_items_lose_their_markers_and_know_their_depth(text: str, expected: list[tuple[Kind, str, int]]) -> None:
    assert blocks(text) == expected


def test_an_item_keeps_its_paragraphs_code_and_tables() -> None:
    assert blocks("- a\n\n  b\n- c") == [(I, "a\n\n  b", 1), (I, "c", 1)]
    assert blocks("- a\n  ```\n  b\n  ```\n  c") == [(I, "a\n  ```\n  b\n  ```\n  c", 1)]
    assert blocks("- a\n\n  | x |\n  |---|\n  | 1 |") == [(I, "a\n\n  | x |\n  |---|\n  | 1 |", 1)]


def test_what_follows_a_nested_list_belongs_to_the_outer_item() -> None:
    assert blocks("- a\n\n  - b\n\n  c\n- d") == [(I, "a", 1), (I, "b", 2), (I, "c", 2), (I, "d", 1)]


def test_a_heading_inside_an_item_divides_it_in_order() -> None:
    assert blocks("- a\n\n  # H\n\n  b") == [(I, "a", 1), (H, "H", 1), (I, "b", 2)]


def test_table_rows_are_blocks_without_the_rule() -> None:
    text = "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n> | c |\n> |---|\n> | 3 |"
    assert [cut for kind, cut, _ in blocks(text) if kind is R] == ["| a | b |", "| 1 | 2 |", "| c |", "| 3 |"]


def test_comments_rules_and_link_targets_are_no_text() -> None:
    assert blocks("<!-- c -->\n\n***\n\n[a]: http://x.org\n\nx") == [(P, "x", 0)]


def test_spans_count_in_the_whole_text_when_the_body_starts_later() -> None:
    text = "skipped\n# not this\n# Heading\n\ntext"
    found = markdown_blocks(text, text.index("# Heading"))
    assert [block.span.cut(text) for block in found] == ["Heading", "text"]


def test_plain_reading_sees_no_code_quotes_html_or_rules() -> None:
    text = "a\n\n    b\n\n```\nc\n\n<div>\n\n# H\n- i"
    found = [(block.kind, block.span.cut(text)) for block in markdown_blocks(text, plain=True)]
    assert found == [(P, "a"), (P, "b"), (P, "```\nc"), (P, "<div>"), (H, "H"), (I, "i")]


@pytest.mark.parametrize(
    "text", ["- " * 100_000 + "end", ">" * 100_000 + " end", "> - " * 50_000 + "end", "1. " * 100_000 + "end"]
)
def test_what_is_nested_too_deeply_is_kept_and_quick(text: str) -> None:
    began = time.process_time()
    assert [cut for _, cut, _ in blocks(text)] == ["end"]
    assert time.process_time() - began < 5


def test_a_list_nested_beyond_the_parser_keeps_every_item() -> None:
    text = "".join(" " * (2 * depth) + f"- item{depth}\n" for depth in range(60))
    kept = "\n".join(cut for _, cut, _ in blocks(text))
    assert all(f"item{depth}" in kept for depth in range(60))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "*" * 50_000 + "a",
        "# a" + " " * 100_000 + "b",
        "# a" + " #" * 50_000 + "b",
        "-" + " " * 100_000 + "b",
        "x" * 1_000_000,
        "|a" * 20_000,
        "<!--\n" * 30_000,
    ],
)
def test_hostile_lines_take_no_quadratic_time(text: str) -> None:
    began = time.process_time()
    markdown_blocks(text)
    markdown_blocks(text, plain=True)
    assert time.process_time() - began < 5


@QUIET
@given(TEXTS)
def test_blocks_lie_in_the_text_in_order_without_overlap_or_surrounding_space(text: str) -> None:
    for plain in (False, True):
        end = 0
        for block in markdown_blocks(text, plain=plain):
            assert end <= block.span.start < block.span.end <= len(text)
            assert block.span.cut(text) == block.span.cut(text).strip()
            end = block.span.end
