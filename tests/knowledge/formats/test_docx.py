from typing import Any

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.model import Document, Kind
from knowledge.readers import read_document
from tests.knowledge.formats.makers import docx_bytes
from tests.knowledge.formats.test_hostile import sound

W = nsdecls("w")


def texts(document: Document, kind: Kind) -> list[str]:
    return [document.cut(block.span) for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize("title_style", ["Title", "Heading 1"])
@pytest.mark.parametrize("listed", ["List Bullet", "List Number"])
@pytest.mark.parametrize("dateline", ["", "Geneva, 5 May 2025"])
@pytest.mark.parametrize("title", ["", "Water in the camps", "Document1"])
def test_a_report_comes_through(title_style: str, listed: str, dateline: str, title: str) -> None:
    def furnish(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Field Desk header"
        document.sections[0].footer.paragraphs[0].text = "Page 1"

    parts = [
        (title_style, "Water in the camps"),
        ("", dateline),
        ("", "The three northern camps receive nine litres of water a person a day."),
        ("Heading 2", "Risks"),
        (listed, "Cholera was reported"),
        (f"{listed} 2", "in two districts"),
        (listed, "Fuel lasts for six days"),
        ("Heading 2", "Supplies"),
        ("| ", "Camp|Litres\nNorth|9"),
        ("Heading 3", "Outlook"),
        ("", "More trucks are on their way."),
    ]
    found = read_document("a.docx", docx_bytes(parts, furnish, title=title, author="Field Desk"))
    sound(found)
    meta = found.metadata
    assert (meta.title, meta.publisher) == ("Water in the camps", "Field Desk")
    assert meta.date == ("2025-05-05" if dateline else "2025-03-04")
    headings = [(found.cut(each.span), each.level) for each in found.blocks if each.kind is Kind.HEADING]
    assert headings == [("Risks", 2), ("Supplies", 2), ("Outlook", 3)]
    items = [(found.cut(each.span), each.level) for each in found.blocks if each.kind is Kind.ITEM]
    assert items == [("Cholera was reported", 1), ("in two districts", 2), ("Fuel lasts for six days", 1)]
    assert texts(found, Kind.ROW) == ["| Camp | Litres |", "| North | 9 |"]
    assert "header" not in found.text
    assert "Page 1" not in found.text
    assert ("1. Cholera" in found.text) is (listed == "List Number")


def test_a_lone_bold_line_is_a_heading() -> None:
    def change(document: Any) -> None:
        document.paragraphs[0].add_run("What we saw").bold = True

    found = read_document("a.docx", docx_bytes([("", ""), ("", "The bridge was gone.")], change))
    assert found.metadata.title == "What we saw"


def test_tracked_changes_are_read_as_if_accepted() -> None:
    def change(document: Any) -> None:
        first, second, *_ = document.paragraphs
        first._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>4,000 </w:delText></w:r></w:del>"))
        first._p.append(parse_xml(f"<w:ins {W}><w:r><w:t>5,200 people.</w:t></w:r></w:ins>"))
        second._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del/></w:rPr>"))
        document.tables[0].rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))

    parts = [("", "The camp held "), ("", "The road "), ("", "is open."), ("| ", "Camp|People\nBeta|340\nAlpha|120")]
    found = read_document("a.docx", docx_bytes(parts, change))
    assert texts(found, Kind.PARAGRAPH) == ["The camp held 5,200 people.", "The road is open."]
    assert texts(found, Kind.ROW) == ["| Camp | People |", "| Alpha | 120 |"]


def test_a_footnote_is_read_to_the_letter() -> None:
    def change(document: Any) -> None:
        note = (
            f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r><w:t>Survey of Febru</w:t></w:r>"
            "<w:r><w:t>ary.</w:t></w:r></w:p><w:p><w:r><w:t>By phone.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, note.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        document.paragraphs[0].add_run()._r.append(parse_xml(f"<w:footnoteReference {W} w:id='2'/>"))

    found = read_document("a.docx", docx_bytes([("", "Prices rose by 14%.")], change))
    assert texts(found, Kind.PARAGRAPH) == ["Prices rose by 14%.", "Survey of February. By phone."]
