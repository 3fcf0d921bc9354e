import io
import zipfile

import pytest

from knowledge.errors import UnreadableFile
from knowledge.readers import read_document
from tests.knowledge.formats.makers import docx_bytes, pdf_bytes
from tests.knowledge.formats.pages import HERALD

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", HERALD.encode(), "a web page.*rename it to end in .html"),
        ("a.txt", pdf_bytes([["Text"]]), "a PDF.*rename it to end in .pdf"),
        ("a.pdf", docx_bytes([("", "Text")]), "a Word document.*rename it to end in .docx"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), r"before 2007 \(.doc\)"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        ("a.docx", zipped("xl/workbook.xml"), "an Excel workbook"),
        ("a.docx", zipped("notes.txt"), "a ZIP archive"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", b"just text", "damaged"),
        ("a.pdf", b"just text", "damaged"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        ("a.html", b"<p>" + bytes(500), "binary"),
        ("a.md", b"{\\rtf1 text}", "RTF"),
        *[(f"a{suffix}", data, "empty") for suffix in (".pdf", ".docx", ".html", ".eml") for data in (b"", b" \n")],
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_with_what_it_is(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_document(name, data)
