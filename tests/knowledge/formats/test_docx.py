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


@pytest.mark.parametrize("mark", ["strike", "dstrike", "vanish"])
@pytest.mark.parametrize("where", ["run", "character style", "paragraph style", "derived style", "note", "cell"])
def test_what_is_struck_out_or_hidden_is_left_out_with_a_remark(mark: str, where: str) -> None:
    def change(document: Any) -> None:
        marked = f"<w:rPr {W}><w:{mark}/></w:rPr>"
        paragraph = document.paragraphs[0]
        if where == "note":
            note = (
                f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r>{marked}<w:t>twelve </w:t></w:r>"
                "<w:r><w:t>nine in March.</w:t></w:r></w:p></w:footnote></w:footnotes>"
            )
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
            part = Part(PackURI("/word/footnotes.xml"), kind, note.encode(), document.part.package)
            document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
            paragraph.add_run()._r.append(parse_xml(f"<w:footnoteReference {W} w:id='2'/>"))
            return
        if where == "cell":
            paragraph = document.tables[0].cell(0, 0).paragraphs[0]
        if where == "paragraph style":
            paragraph = document.add_paragraph()
        run = paragraph.add_run("twelve litres")
        if where in ("run", "cell"):
            run._r.insert(0, parse_xml(marked))
            return
        made = document.styles.add_style("Old", 1 if where == "paragraph style" else 2)
        made.element.append(parse_xml(marked))
        if where == "derived style":
            older = document.styles.add_style("Older", 2)
            older.base_style = made
            made = older
        (paragraph if where == "paragraph style" else run).style = made

    parts = [("", "The camps receive nine litres. "), ("| ", "Camp|Litres\nNorth|9"), ("", "That is all.")]
    found = read_document("a.docx", docx_bytes(parts, change))
    sound(found)
    assert "twelve" not in found.text
    assert "nine litres." in found.text
    assert ("nine in March." in found.text) is (where == "note")
    assert found.remarks == ("struck-out or hidden text in it is left out",)


def test_what_a_run_takes_back_of_its_style_is_read() -> None:
    def change(document: Any) -> None:
        document.styles["Quote"].font.strike = True
        for run in document.paragraphs[0].runs:
            run.font.strike = False
        document.paragraphs[0].add_run(" ").font.hidden = True

    found = read_document("a.docx", docx_bytes([("Quote", "The road is open."), ("Quote", "It is shut.")], change))
    assert texts(found, Kind.PARAGRAPH) == ["The road is open."]
    found = read_document("a.docx", docx_bytes([("Quote", "The road is open.")], change))
    assert (texts(found, Kind.PARAGRAPH), found.remarks) == (["The road is open."], ())


def test_a_hidden_row_is_left_out() -> None:
    def change(document: Any) -> None:
        document.tables[0].rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {W}/>"))

    found = read_document("a.docx", docx_bytes([("| ", "Camp|People\nBeta|340\nAlpha|120")], change))
    assert texts(found, Kind.ROW) == ["| Camp | People |", "| Alpha | 120 |"]
    assert len(found.remarks) == 1


@pytest.mark.parametrize("in_table", [True, False])
def test_a_text_box_is_read_once(in_table: bool) -> None:
    spaces = (
        f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-'
        'microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>Nine litres a day.</w:t></w:r></w:p></w:txbxContent>"
    run = (
        f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    def change(document: Any) -> None:
        place = document.tables[0].cell(1, 1).paragraphs[0] if in_table else document.paragraphs[0]
        place._p.append(parse_xml(run))
        inner = document.tables[0].cell(1, 0).add_table(1, 1)
        inner.cell(0, 0).text = "in the dry season"

    found = read_document("a.docx", docx_bytes([("", "About water."), ("| ", "Camp|Water\nNorth|From wells.")], change))
    sound(found)
    assert found.text.count("Nine litres a day.") == 1
    assert texts(found, Kind.ROW)[1].startswith("| North in the dry season | From wells.")
