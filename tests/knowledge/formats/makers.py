"""Files made by the programs' own libraries: Word documents, PDFs and messages."""

import datetime
import io
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from typing import Any

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate

MARCH = datetime.datetime(2025, 3, 4, 9, 30)  # noqa: DTZ001  (as word processors write it)


def docx_bytes(
    parts: Sequence[tuple[str, str]], change: Callable[[Any], None] | None = None, **properties: Any
) -> bytes:
    """Make a Word document of paragraphs, each with the name of its style, or `| ` for a table."""
    document = docx.Document()
    properties.setdefault("created", MARCH)
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for style, text in parts:
        if style == "| ":
            rows = [line.split("|") for line in text.splitlines()] or [["", ""]]
            table = document.add_table(len(rows), max(map(len, rows)))
            for at, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    table.cell(at, column).text = cell
        else:
            document.add_paragraph(text, style=style or None)
    if change:
        change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_bytes(pages: Sequence[Sequence[str]], *, head: str = "", numbers: str = "", **options: Any) -> bytes:
    """Make a PDF: `#` begins headings, `- ` list items; `head` and `numbers` ({} is the page) stand on every page."""
    styles = getSampleStyleSheet()
    story: list[Any] = []
    for page in pages:
        items: list[Any] = []
        for line in [*page, ""]:
            if line.startswith("- "):
                items.append(ListItem(Paragraph(line[2:], styles["Normal"])))
                continue
            if items:
                story.append(ListFlowable(items, bulletType="bullet"))
                items = []
            marks = len(line) - len(line.lstrip("#"))
            style = f"Heading{marks}" if marks else "Normal"
            if line:
                story.append(Paragraph(line.lstrip("# "), styles[style]))
        story.append(PageBreak())
    stream = io.BytesIO()

    def furnish(canvas: Any, _: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, A4[1] - 36, head)
        canvas.drawCentredString(A4[0] / 2, 30, numbers.format(canvas.getPageNumber()))

    SimpleDocTemplate(stream, pagesize=A4, **options).build(story[:-1], onFirstPage=furnish, onLaterPages=furnish)
    return stream.getvalue()


def eml_bytes(subject: str, sender: str, text: str, html: str = "", **head: str) -> bytes:
    """Make a message; more of its head by keyword."""
    message = EmailMessage()
    message["Subject"], message["From"] = subject, sender
    message["Date"] = "Tue, 04 Mar 2025 10:00:00 +0200"
    for name, value in head.items():
        message[name] = value
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message.as_bytes()
