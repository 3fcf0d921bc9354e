import pytest
from hypothesis import assume, given

from knowledge.cautions import cautions_of
from knowledge.readers import read_document
from knowledge.sections import sections_of
from tests import SHIPPED
from tests.knowledge.strategies import NAMES, QUIET, TEXTS, document

WORDS = ("caution", "warn", "risk", "concern", "caveat", "limitation")


def cautions(text: str, name: str = "a.md") -> list[tuple[str, str]]:
    found = document(text, name)
    return [(each.title, found.cut(each.span)) for each in cautions_of(found, sections_of(found), WORDS)]


def quotes(text: str) -> list[str]:
    return [quote for _, quote in cautions(text)]


def test_the_shipped_document_has_exactly_four() -> None:
    found = read_document(SHIPPED.name, SHIPPED.read_bytes())
    made = cautions_of(found, sections_of(found), WORDS)
    assert [caution.title for caution in made] == [
        "Escalation of Violence",
        "Human Rights Violations",
        "Humanitarian Access",
        "Long-term Solutions",
    ]
    assert all(found.cut(caution.span).startswith(f"**{caution.title}**: ") for caution in made)


@pytest.mark.parametrize(
    "heading", ["Risks", "Warnings", "Key concerns", "Cautionary tales", "Areas for caution", "At-risk groups"]
)
def test_a_list_under_a_heading_of_that_kind_holds_cautions(heading: str) -> None:
    text = f"## {heading}\n\n- Famine: it may come.\n- **Flood** may too.\n- Just an item\n\n## Other\n\n- x"
    assert cautions(text) == [
        ("Famine", "Famine: it may come."),
        ("Flood", "**Flood** may too."),
        (heading, "Just an item"),
    ]


def test_each_paragraph_under_such_a_heading_is_a_caution() -> None:
    assert quotes("## Risks\n\nOne may come. Soon.\n\nTwo.\n\n## Other\n\nThree.") == ["One may come. Soon.", "Two."]


def test_each_heading_below_such_a_heading_is_a_caution() -> None:
    text = "## Risks\n\n### Famine\n\nIt may come.\n\nSoon.\n\n### Flood\n\nWater.\n\n## Other\n\nText."
    assert cautions(text) == [("Famine", "It may come.\n\nSoon."), ("Flood", "Water.")]


def test_what_is_nested_in_an_item_belongs_to_its_caution() -> None:
    assert quotes("## Risks\n\n- a\n  - a1\n\n  more\n- b") == ["a\n  - a1\n\n  more", "b"]


def test_the_rows_of_a_table_are_cautions_but_not_the_names_of_its_columns() -> None:
    assert cautions("## Risks\n\n| Risk | Level |\n|---|---|\n| Famine | high |") == [("Famine", "| Famine | high |")]


@pytest.mark.parametrize(
    "lead",
    ["Concerns:", "**Concerns:**", "**Concerns**:", "There are several key risks:", "Fine. But risks remain:", "Risks"],
)
def test_a_line_that_introduces_a_list_makes_its_items_cautions(lead: str) -> None:
    assert quotes(f"# T\n\nText.\n\n{lead}\n\n- One\n- Two\n\nText.\n\n- three") == ["One", "Two"]


def test_a_labelled_paragraph_is_a_caution() -> None:
    assert cautions("# T\n\nConcerns: aid and water.\n\nNote: aid.") == [("Concerns", "Concerns: aid and water.")]


def test_capitals_in_plain_text_head_cautions() -> None:
    assert cautions("Title\n\nRISKS\n\nFamine may come.\n\nRESPONSE\n\nAid.", "a.txt") == [
        ("RISKS", "Famine may come.")
    ]


def test_a_list_does_not_hide_the_warnings_around_it() -> None:
    text = "## Risks\n\nThe UN warned that famine is near. It is cold.\n\n- a"
    assert quotes(text) == ["The UN warned that famine is near.", "a"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The UN warned that famine is imminent.",
        "Officials warned of floods.",
        "He warns residents against travel.",
        "There is a risk of spillover.",
        "There is no doubt that there is a risk that it spreads.",
        "Civilians are at grave risk.",
        "Agencies caution against haste.",
        "Aid workers risk being shot.",
        "The truce is in danger of collapse.",
        "Treat these figures with caution.",
        "All sides must exercise extreme caution.",
        "Beware of early figures.",
    ],
)
@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_a_sentence_that_warns_is_a_caution(sentence: str, before: str) -> None:
    assert quotes(f"# T\n\n{before}It was cold. {sentence} It was late.") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "This is a risk-free plan.",
        "He is not concerned.",
        "It was a cautious welcome.",
        "He is cautiously optimistic.",
        "As far as exports are concerned, all is well.",
        "No warning was given.",
        "There is no risk of famine.",
        "The bridge isn’t at risk.",
        "The plan was met with caution.",
        "They work on risk sharing and risk rating.",
        "The concern, a large firm, grew.",
    ],
)
def test_a_sentence_that_does_not_warn_is_none(sentence: str) -> None:
    assert quotes(f"# T\n\nIt was cold. {sentence} It was late.") == []


@pytest.mark.parametrize(
    "heading",
    ["A cautious welcome", "Risk-free travel", "Concerned citizens", "Concerning the budget", "No cause for concern"],
)
def test_a_heading_that_only_sounds_so_raises_nothing(heading: str) -> None:
    assert quotes(f"# T\n\n## {heading}\n\nText.\n\n- item") == []


def test_the_documents_title_does_not_make_everything_a_caution() -> None:
    assert quotes("# Risk report\n\nIntro.\n\n## Background\n\nHistory.\n\n## Methods\n\n- x") == []


def test_a_title_that_is_the_only_heading_does() -> None:
    assert quotes("# Risks\n\n- a\n- b") == ["a", "b"]


def test_the_words_are_those_configured() -> None:
    found = document("## Peligros\n\n- a (b)\n\n## Risks\n\n- c")
    made = cautions_of(found, sections_of(found), ("peligro", "a("))
    assert [found.cut(caution.span) for caution in made] == ["a (b)"]


@QUIET
@given(NAMES, TEXTS)
def test_cautions_lie_within_sections_in_order_and_have_titles(name: str, text: str) -> None:
    assume(text.strip())
    found = document(text, name)
    sections = sections_of(found)
    end = 0
    for caution in cautions_of(found, sections, WORDS):
        assert caution.title.strip()
        assert end <= caution.span.start < caution.span.end
        assert any(section.span.contains(caution.span) for section in sections)
        end = caution.span.end


@pytest.mark.parametrize(
    "sentence",
    [
        "These numbers have not been independently verified.",
        "The claim could not be confirmed.",
        "The margin of error is 4 percentage points.",
        "The north could not be visited; its figures are projections.",
        "The count may contain errors.",
        "Preliminary figures show a rise.",
    ],
)
def test_a_sentence_that_has_doubts_of_what_is_said_is_a_caution(sentence: str) -> None:
    assert quotes(f"# T\n\nText. {sentence} More.") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The figures were verified.",
        "The well was verified as safe.",
        "The school could not be reached.",
        "It may be late.",
    ],
)
def test_a_sentence_without_doubts_is_none(sentence: str) -> None:
    assert quotes(f"# T\n\n{sentence}") == []


def test_what_stands_under_limitations_is_a_caution() -> None:
    assert quotes("## Limitations\n\nResults are early.\n\n## Other\n\nText.") == ["Results are early."]
