import pytest

from knowledge.formats.composing import Piece
from knowledge.formats.properties import dateline, metadata_from
from knowledge.model import Kind


@pytest.mark.parametrize(
    "text",
    [
        "GENEVA/CAIRO, 4 March 2025 (WHO) – The hospital has fuel for six days, and engineers work on its pumps.",
        "Gaza City, March 4, 2025 — Families get nine litres of water a person a day, the cluster said on Tuesday.",
        "CAIRO, Egypt, 4 March 2025: The convoy of thirty trucks crossed in the morning after a wait of two days.",
        "Port Sudan, 4 march 2025 – The convoy of thirty trucks crossed in the morning after a wait of two long days.",
        "Évian, France, 4 March 2025 – The convoy of thirty trucks crossed in the morning after a wait of two days.",
        "NEW YORK, 4 March 2025 - The envoy told the council that two of the five pumps stopped, and a third would.",
        "Situation Report No. 12 | 4 March 2025 | Field Desk",
        "Reporting period: 26 February – 4 March 2025",
    ],
)
def test_a_document_is_dated_by_the_line_that_says_when_it_was_written(text: str) -> None:
    assert dateline(["Water", text, "Geneva, 9 September 2020"]) == "2025-03-04"


@pytest.mark.parametrize(
    "text",
    [
        "On 4 March 2025 the pumps stopped in the north of the valley, and they have not run since, engineers say.",
        "The pumps stopped on 4 March 2025.",
        "The agency, founded on 4 March 1950 - and ever since in the field - says that two of the five pumps stopped.",
        "March 2025",
        "As agreed in Doha, 4 March 2025: the parties exchange prisoners.",
        "In a letter dated Geneva, 4 March 2025 - two years before the war - the office warned of shortages.",
        "In its report to the Council, 4 March 2025: the commission said so.",
        "The Ministry, 4 March 2025: all of the pumps in the north of the valley have been repaired since the flood.",
        "EMBARGOED UNTIL 4 MARCH 2025, 06:00 GMT",
        "Next meeting: 4 March 2025",
        "Deadline: 4 March 2025",
        "The Council Of All The Towns, 4 March 2025 – two years before the flood – said that the pumps were too old.",
    ],
)
def test_a_sentence_with_a_date_dates_nothing(text: str) -> None:
    assert dateline([text]) == ""


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Annual report, January 2019", ""),  # made anew, years later
        ("Bulletin of February 2019", ""),
        ("January 2019 | Field Desk", ""),
        ("Outlook for June 2025", "2025-03-04"),
        ("Since March 2011", "2025-03-04"),
        ("Food prices, compared with March 2020", "2025-03-04"),
        ("Valid until May 2027", "2025-03-04"),
        ("The next review is due in June 2026", "2025-03-04"),
        ("Prices rose by a third in Halden, March 2020", "2025-03-04"),
        ("Bulletin of February 2025", "2025-03-04"),
        ("March 2025", "2025-03-04"),
        ("From January 2019 to March 2025", "2025-03-04"),
        ("The survey of January 2019 was the last.", "2025-03-04"),
        ("Geneva, 7 January 2019", "2019-01-07"),
    ],
)
def test_when_the_file_was_made_counts_only_where_the_text_says_nothing_else(line: str, date: str) -> None:
    pieces = [Piece(Kind.TITLE, "Water"), Piece(Kind.PARAGRAPH, line), Piece(Kind.PARAGRAPH, "Two pumps stopped.")]
    assert metadata_from(pieces, None, None, "2025-03-04")[0].date == date
