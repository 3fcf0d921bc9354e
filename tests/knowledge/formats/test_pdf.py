import io
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import UnreadableFile
from knowledge.model import Document, Kind, pages_of
from knowledge.readers import read_document
from tests.knowledge.formats.makers import pdf_bytes
from tests.knowledge.formats.test_hostile import sound

HEADS = ("", "Field Desk | Situation report")
NUMBERS = ("", "{}", "Page {}", "- {} -", "Page {} of 3")
PAGES = [
    [
        "# Water in the camps",
        "Geneva, 4 March 2025",
        "The three northern camps receive nine litres of water a person a day, far below the standard. " * 4,
        "## Pumps",
        "Two of the five pumps stopped in the night, and engineers expect spare parts within ten days.",
    ],
    [
        "## Risks",
        "- Cholera was reported in two districts",
        "- Fuel lasts for six days",
        "More trucks are on their way.",
    ],
    ["## Outlook", "The ministry will report again when the crossing is open."],
]


def texts(document: Document, kind: Kind) -> list[str]:
    return [document.cut(block.span) for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("title", ["", "Water in the camps"])
def test_a_report_comes_through(head: str, numbers: str, title: str) -> None:
    found = read_document(
        "a.pdf", pdf_bytes(PAGES, head=head, numbers=numbers, title=title or None, author="Field Desk")
    )
    sound(found)
    meta = found.metadata
    assert (meta.title, meta.date, meta.publisher) == ("Water in the camps", "2025-03-04", "Field Desk")
    assert texts(found, Kind.HEADING) == ["Pumps", "Risks", "Outlook"]
    assert texts(found, Kind.ITEM) == ["Cholera was reported in two districts", "Fuel lasts for six days"]
    for page, words in enumerate(("Two of the five pumps", "Cholera", "The ministry will"), start=1):
        span = next(block.span for block in found.blocks if found.cut(block.span).startswith(words))
        assert pages_of(found.pages, span) == (page, page)
    assert "Field Desk |" not in found.text
    assert "Page" not in found.text


def drawn(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 10, **options: Any) -> bytes:
    """Make a PDF line by line: where each starts, from the lower left, and its text."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_words_divided_at_line_ends_are_joined_as_the_document_writes_them() -> None:
    lines = ["The mediators spoke of a human-", "itarian pause and of a cease-", "fire. The US-"]
    lines += ["backed plan has long-", "term aims; other long-term aims are open."]
    found = read_document("a.pdf", drawn([[(72, 700 - 12 * at, line) for at, line in enumerate(lines)]]))
    assert found.text.strip() == (
        "The mediators spoke of a humanitarian pause and of a ceasefire. The US-backed plan has long-term aims; "
        "other long-term aims are open."
    )


def test_a_paragraph_over_two_pages_stays_whole_and_knows_both() -> None:
    first = [(72, 700 - 12 * at, "The convoy waited at the crossing for many hours and") for at in range(3)]
    second = [(72, 700, "then it was let through to the north of the valley.")]
    found = read_document("a.pdf", drawn([first, second]))
    (block,) = found.blocks
    assert found.cut(block.span).endswith("hours and then it was let through to the north of the valley.")
    assert pages_of(found.pages, block.span) == (1, 2)


@pytest.mark.parametrize("across", [True, False])
def test_two_columns_are_read_one_after_the_other(across: bool) -> None:
    left = [(50, 700 - 12 * at, f"left line {at} of the newspaper column,") for at in range(8)]
    right = [(320, 700 - 12 * at, f"right line {at} of the newspaper column,") for at in range(8)]
    order = [each for pair in zip(left, right, strict=True) for each in pair] if across else left + right
    found = read_document("a.pdf", drawn([order]))
    assert found.text.index("left line 7") < found.text.index("right line 0")


def test_a_table_comes_through_row_by_row() -> None:
    cells = [("Camp", "Litres"), ("North", "9"), ("South", "11")]
    page = [(x, 700 - 14 * at, cell) for at, row in enumerate(cells) for x, cell in zip((72, 250), row, strict=True)]
    found = read_document("a.pdf", drawn([page]))
    assert texts(found, Kind.ROW) == [
        "| Camp | Litres |",
        "| North | 9 |",
        "| South | 11 |",
    ]


def test_a_locked_pdf_is_refused() -> None:
    data = drawn([[(72, 700, "Secret text of the report.")]], encrypt=StandardEncryption("key", ownerPassword="own"))
    with pytest.raises(UnreadableFile, match="password"):
        read_document("a.pdf", data)


@pytest.mark.parametrize("picture", [True, False])
def test_a_pdf_without_text_is_refused(picture: bool) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    if picture:
        canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "gray")), 50, 50, 400, 600)
    canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFile, match="scanned" if picture else "holds no text"):
        read_document("a.pdf", stream.getvalue())


def test_chinese_lines_are_joined_without_spaces() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("STSong-Light", 11)
    for at, line in enumerate(["据联合国报告三月一日五台水泵中有两台停止运转营地每人每天只", "得到九升水。"]):
        canvas.drawString(70, 740 - 16 * at, line)
    canvas.save()
    assert "营地每人每天只得到九升水。" in read_document("a.pdf", stream.getvalue()).text


def test_scanned_pages_are_named_even_if_they_are_numbered() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    said = {1: "In the north 12 wells ran dry.", 3: "Traders of the coast mended 32 wells in May."}
    for number in range(1, 5):
        if number in said:
            canvas.drawString(70, 780, said[number])
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.drawCentredString(297, 30, str(number))
        canvas.showPage()
    canvas.save()
    found = read_document("a.pdf", stream.getvalue())
    assert found.remarks == ("pages 2, 4 without text, perhaps scanned",)
    assert "32 wells" in found.text


def test_a_pdf_of_nothing_but_what_repeats_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="besides page numbers"):
        read_document("a.pdf", drawn([[(70, 780, f"Page {number}")] for number in range(1, 6)]))


BELOW = "The camps of the northern district receive nine litres of water a person a day at most."


def headed(*headings: str, x: float = 72) -> list[str]:
    """Return the headings of a page that has a title, these lines in a larger font, and text below them."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(x, 780, "Situation report 7")
    canvas.setFont("Helvetica-Bold", 14)
    for at, heading in enumerate(headings):
        canvas.drawString(x, 740 - 16 * at, heading)
    canvas.setFont("Helvetica", 10)
    for at in range(4):
        canvas.drawString(x, 700 - 12 * at, BELOW)
    canvas.save()
    return texts(read_document("a.pdf", stream.getvalue()), Kind.HEADING)


@pytest.mark.parametrize(
    "headings",
    [
        ("Humanitarian situation", "Water and sanitation"),
        ("1.1 Water, sanitation and what the clusters will need", "1.2 Sanitation"),
        ("Methods of the survey and of those who took part in it", "Annex B"),
        ("Who needs water?", "The north"),
    ],
)
def test_headings_on_lines_that_follow_each_other_are_two(headings: tuple[str, str]) -> None:
    assert headed(*headings) == list(headings)


@pytest.mark.parametrize(
    "lines",
    [
        ("Humanitarian situation in the three northern districts", "Before Winter"),  # the next word does not fit
        ("Humanitarian situation in the", "Northern districts"),
        ("Humanitarian situation:", "Water and sanitation"),
        ("Humanitarian situation", "in the northern districts"),
    ],
)
def test_a_heading_that_is_broken_up_is_one(lines: tuple[str, str]) -> None:
    assert headed(*lines) == [" ".join(lines)]


def test_a_title_that_is_broken_for_its_looks_is_one() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 20)
    for at, line in enumerate(["Situation report", "Water in the camps"]):
        canvas.drawString(72, 780 - 24 * at, line)
    canvas.setFont("Helvetica", 10)
    for at in range(4):
        canvas.drawString(72, 720 - 12 * at, BELOW)
    canvas.save()
    assert read_document("a.pdf", stream.getvalue()).metadata.title == "Situation report Water in the camps"
