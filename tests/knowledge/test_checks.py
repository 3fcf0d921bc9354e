import datetime
from dataclasses import replace

import pytest

from knowledge.checks import check_document
from knowledge.readers import read_document
from tests import SHIPPED
from tests.knowledge.strategies import document

LONG = "The parties met and spoke about aid for a long time. " * 6


def checks(text: str) -> dict[str, str]:
    return {finding.check: finding.message for finding in check_document(document(text))}


def test_the_shipped_documents_headline_names_russia_which_its_text_never_mentions() -> None:
    found = {each.check: each.message for each in check_document(read_document(SHIPPED.name, SHIPPED.read_bytes()))}
    assert set(found) == {"headline", "no-date"}
    assert "Russia" in found["headline"]
    assert "US" not in found["headline"].replace("Russia", "")


def test_a_sound_document_has_no_findings() -> None:
    assert checks(f"---\ndate: 2025-03-01\n---\n# Talks about aid\n\n{LONG}") == {}


def test_a_date_still_to_come_is_told() -> None:
    given = document(f"---\ndate: 2025-03-03\n---\n# Talks about aid\n\n{LONG}")
    (found,) = check_document(given, datetime.date(2025, 3, 1))
    assert "2025-03-03" in found.message
    assert check_document(given, datetime.date(2025, 3, 2)) == ()


def test_a_missing_date_comes_with_the_fix() -> None:
    assert "YYYY-MM-DD" in checks(f"# Talks\n\n{LONG}")["no-date"]


@pytest.mark.parametrize("name", ["a.pdf", "a.DOCX", "a.html", "a.eml"])
def test_where_no_front_matter_can_be_written_none_is_asked_for(name: str) -> None:
    found = check_document(replace(document(f"# Talks\n\n{LONG}"), name=name))
    (told,) = [each.message for each in found if each.check == "no-date"]
    assert "front matter" not in told


@pytest.mark.parametrize("text", ["# Only heading", "---\ntitle: X\n---\n", "# A\n\n## B\n", "***"])
def test_a_document_without_text_is_empty_and_nothing_else(text: str) -> None:
    assert list(checks(text)) == ["empty"]


def test_few_words_are_short() -> None:
    assert "3" in checks("# T\n\nThree words only")["short"]
    assert "short" in checks("# T\n\nPlease switch on JavaScript. Home. Imprint. Contact.")
    assert "short" not in checks(f"# T\n\n{LONG}")
    assert "short" not in checks("# T\n\nThe report said 97 trucks. The correct number is 79.")


def test_the_readers_remarks_are_findings() -> None:
    assert "soon" in checks(f"---\ndate: soon\n---\n{LONG}")["reading"]


def test_a_name_in_a_heading_is_not_in_the_text() -> None:
    assert "Russia" in checks(f"# Talks with Russia\n\n## Russia\n\n{LONG}")["headline"]
