"""What names the columns of a table, and where one table ends and the next starts."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.pdfgen.canvas import Canvas

from knowledge.model import Document, Kind
from knowledge.outline import Outline
from knowledge.readers import read_document
from tests.knowledge.formats.makers import docx_bytes
from tests.knowledge.formats.test_hostile import sound

PAID = [["Donor", "Paid"], ["Norway", "5"]]
MAYOR = [["Name", "Ali"], ["Born", "1970"]]
SAID = "It is not known what became of the camps in the north of the district, the ministry said on Monday."


def tables(found: Document) -> list[tuple[str, str]]:
    """Return each row with the rows that stand over it."""
    sound(found)
    rows = [block.span for block in found.blocks if block.kind is Kind.ROW]
    sentences = [block.span for block in found.blocks if block.kind is not Kind.TITLE]
    outline = Outline(found.text, sentences, rows)
    over = [[each for each in outline.over(row.start) if each in rows] for row in rows]
    return [
        (found.cut(row), " ".join(map(found.cut, above)) or ("columns" if outline.heads_table(at) else ""))
        for row, above in zip(rows, over, strict=True)
        for at in [outline.unit_at(row.start)]
    ]


def web_page(*written: str) -> Document:
    markup = "".join(f"<table>{each}</table>" for each in written)
    body = f"<article><h1>Camps</h1><p>{SAID}</p>{markup}<p>{SAID} That is all.</p></article>"
    return read_document("a.html", f"<html><body>{body}</body></html>".encode())


def word_document(tables: list[list[list[str]]], change: Callable[[Any], None] | None = None) -> Document:
    parts = [("| ", "\n".join("|".join(row) for row in table)) for table in tables]
    return read_document(
        "a.docx", docx_bytes([("", SAID), *(each for part in parts for each in (part, ("", "")))], change)
    )


def bold(document: Any, table: int, *cells: tuple[int, int]) -> None:
    for place in cells:
        for run in document.tables[table].cell(*place).paragraphs[0].runs:
            run.bold = True


KNOWN = [("| Donor | Paid |", "columns"), ("| Norway | 5 |", "| Donor | Paid |")]
UNKNOWN = [("| Donor | Paid |", ""), ("| Norway | 5 |", "| Donor | Paid |")]
NONE = [("| Name | Ali |", ""), ("| Born | 1970 |", "")]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<tr><th>Donor</th><th>Paid</th></tr><tr><td>Norway</td><td>5</td></tr>", KNOWN),
        ("<thead><tr><th>Donor</th><th>Paid</th></tr></thead><tr><th>Norway</th><td>5</td></tr>", KNOWN),
        ("<tr><td>Donor</td><td>Paid</td></tr><tr><td>Norway</td><td>5</td></tr>", UNKNOWN),
        ("<tr><th>Name</th><td>Ali</td></tr><tr><th>Born</th><td>1970</td></tr>", NONE),
    ],
)
def test_a_web_page_tells_which_cells_are_heads(markup: str, wanted: list[tuple[str, str]]) -> None:
    other = "<tr><th>Town</th><th>Dead</th></tr><tr><td>Yeri</td><td>7</td></tr>"
    also = [("| Town | Dead |", "columns"), ("| Yeri | 7 |", "| Town | Dead |")]
    assert tables(web_page(markup, other)) == wanted + also
    assert tables(web_page(other, markup)) == also + wanted


@pytest.mark.parametrize("how", ["flag", "bold", "no"])
def test_a_word_document_tells_by_its_flag_or_by_bold_type(how: str) -> None:
    def furnish(document: Any) -> None:
        if how == "flag":
            for at in (0, 1):
                properties = document.tables[at].rows[0]._tr.get_or_add_trPr()
                properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        elif how == "bold":
            bold(document, 0, (0, 0), (0, 1))
            bold(document, 1, (0, 0), (0, 1), (1, 0))

    wanted = UNKNOWN if how == "no" else KNOWN
    assert tables(word_document([PAID, PAID], furnish)) == wanted + wanted


def test_bold_names_beside_what_is_said_of_them_head_no_columns() -> None:
    found = word_document([MAYOR, PAID], lambda document: bold(document, 0, (0, 0), (1, 0)))
    assert tables(found) == NONE + UNKNOWN


@pytest.mark.parametrize("is_bold", [True, False])
def test_a_pdf_tells_by_bold_type(is_bold: bool) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 750, SAID)
    for at, cells in enumerate(PAID + PAID):
        canvas.setFont("Helvetica-Bold" if is_bold and at in (0, 2) else "Helvetica", 12)
        for x, cell in zip((72, 250), cells, strict=True):
            canvas.drawString(x, 700 - 14 * at, cell)
    canvas.save()
    found = tables(read_document("a.pdf", stream.getvalue()))
    assert found == (KNOWN + KNOWN if is_bold else [*UNKNOWN, *((text, "| Donor | Paid |") for text, _ in UNKNOWN)])
