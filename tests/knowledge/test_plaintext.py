import pytest
from hypothesis import given

from knowledge.model import Kind
from knowledge.plaintext import plaintext_blocks
from tests.knowledge.strategies import QUIET, TEXTS

BEFORE = "Title line\n\nIntro paragraph text goes here.\n\n"
AFTER = "\n\nThe talks went on for days and nobody knew how they would end.\n"


def headings(text: str) -> list[str]:
    return [block.span.cut(text) for block in plaintext_blocks(text) if block.kind is Kind.HEADING]


@pytest.mark.parametrize(
    "line",
    [
        "BACKGROUND",
        "1. Background",
        "1 Background",
        "2.1 Access to Water",
        "3) Outlook",
        "IV. Findings",
        "A. Scope",
        "Annex A",
        "Chapter 1",
        "Section 3: Access",
        "Humanitarian Access",
        "The Role of the United States",
        "Conclusion",
        "Best Practices",
        "By the Numbers",
        "No Way Out",
        "From Ceasefire to Peace",
        "Tel Aviv",
        "RISKS AND CONCERNS",
    ],
)
def test_a_lone_line_of_this_form_is_a_heading(line: str) -> None:
    assert headings(BEFORE + line + AFTER) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Dear colleagues",
        "Dear Colleagues",
        "By Jane Smith",
        "Kind Regards",
        "Yours sincerely",
        "Yes",
        "“No,” he said.",
        "“Never”",
        "Q: Why",
        "A: Because",
        "12 Main Street",
        "New York, NY 10001",
        "10 people died",
        "3.5 million people need aid",
        "March 2025",
        "5 March 2025",
        "Monday",
        "CAIRO, March 5 (Reuters)",
        "Geneva, 4 March 2025",
        "Photo: Jane Doe",
        "Source: OCHA",
        "© 2025 UNICEF",
        "(AP)",
        "Page 3",
        "press@example.org",
        "https://example.org",
        "He left",
        "A short paragraph follows here",
        "This is all.",
        "What happened next?",
        "- Humanitarian Access",
        "• Humanitarian Access",
        "***",
        "12",
        "الخلفية",
        "Water " * 13,
        "X" * 91,
        "Hard wrapped lines of text that\ngo on here",
    ],
)
def test_a_lone_line_of_this_form_is_no_heading(line: str) -> None:
    assert headings(BEFORE + line + AFTER) == []


def test_headings_may_stand_right_above_a_list_or_another_heading() -> None:
    assert headings("Title\n\nRISKS\n\n- a\n- b\n") == ["RISKS"]
    assert headings("Title\n\nPART ONE\n\nBackground\n\ntext here\n") == ["PART ONE", "Background"]


def test_capitals_right_above_their_paragraph_are_a_heading() -> None:
    text = "Title\n\nRESPONSE PLAN\nAid arrived late.\nIt helped.\n"
    assert [(block.kind, block.span.cut(text)) for block in plaintext_blocks(text)][1:] == [
        (Kind.HEADING, "RESPONSE PLAN"),
        (Kind.PARAGRAPH, "Aid arrived late.\nIt helped."),
    ]


def test_shouted_paragraphs_are_not_divided() -> None:
    assert headings("Title\n\nNO ENTRY\nKEEP OUT OF HERE\n\nText.\n") == []


def test_the_items_of_a_numbered_list_are_no_headings() -> None:
    assert headings("Intro.\n\n1. Ceasefire\n2. Aid\n3. Access\n\nText after the list.\n") == []
    assert headings("Intro.\n\n1. Ceasefire\n\n2. Aid\n\nText after the list.\n") == []


def test_numbered_headings_alternate_with_text_and_numbers_give_their_level() -> None:
    text = "1. Background\n\nText.\n\n1.1 Scope\n\nText.\n\n2. Response\n\nText.\n"
    found = [(block.span.cut(text), block.level) for block in plaintext_blocks(text) if block.kind is Kind.HEADING]
    assert found == [("1. Background", 1), ("1.1 Scope", 2), ("2. Response", 1)]


def test_a_last_line_heads_nothing() -> None:
    assert headings("Text goes here.\n\nTHE END") == []


def test_markdown_headings_and_underlined_ones_are_seen_in_plain_text() -> None:
    assert headings("### One ###\n\ntext\n\nTwo\n---\n\ntext") == ["One", "Two"]


@QUIET
@given(TEXTS)
def test_blocks_stay_in_order_inside_the_text(text: str) -> None:
    end = 0
    for block in plaintext_blocks(text):
        assert end <= block.span.start < block.span.end <= len(text)
        end = block.span.end
