"""What a file is, told by its first bytes: names lie more often than these."""

import io
import re
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Likeness:
    """A kind of file; `what` and `advice` go into the message to whoever named it otherwise."""

    what: str
    advice: str
    suffixes: frozenset[str] = frozenset()
    """What a file of this kind may be called here; empty where there is no reader for it."""


_REMOVE = "remove it or convert it to text"
_PDF = Likeness("a PDF", "rename it to end in .pdf", frozenset([".pdf"]))
_HTML = Likeness("a web page", "rename it to end in .html", frozenset([".html", ".htm"]))
_DOCX = Likeness("a Word document", "rename it to end in .docx", frozenset([".docx"]))
_LOCKED = Likeness("a password-protected Office document", "save it without a password, as .docx")
_OLD_WORD = Likeness("a Word document of before 2007 (.doc)", "open it and save it as .docx")
_OLD_OFFICE = Likeness("an Office or Outlook file of an old kind", "open it and save it as .docx, .eml or text")
_BEGINNINGS = (
    (b"{\\rtf", Likeness("a rich text file (RTF)", "open it and save it as .docx")),
    (b"%!PS", Likeness("a PostScript file", "convert it to PDF")),
    (b"\x89PNG", Likeness("a picture", _REMOVE)),
    (b"\xff\xd8\xff", Likeness("a picture", _REMOVE)),
    (b"GIF8", Likeness("a picture", _REMOVE)),
    (b"\x1f\x8b", Likeness("a compressed file (gzip)", "unpack it")),
    (b"7z\xbc\xaf", Likeness("an archive (7z)", "unpack it")),
    (b"Rar!", Likeness("an archive (RAR)", "unpack it")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_ZIPPED = (
    ("ppt/", Likeness("a PowerPoint presentation", "save it as PDF")),
    ("xl/", Likeness("an Excel workbook", "save it as PDF or text")),
    ("META-INF/container.xml", Likeness("an e-book (EPUB)", "convert it to HTML or PDF")),
    ("META-INF/manifest.xml", Likeness("an OpenDocument file", "open it and save it as .docx")),
)
_ZIP = Likeness("a ZIP archive", "unpack it")


def looks_like(data: bytes) -> Likeness | None:
    """Return what a file's bytes say it is, None for text and for what is not known here."""
    if data.startswith(b"%PDF-"):
        return _PDF
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"PK\x03\x04"):
        return _zip(data)
    if _PAGE.match(data[:16384]):
        return _HTML
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)


def _ole(data: bytes) -> Likeness:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _LOCKED
    return _OLD_WORD if "WordDocument".encode("utf-16-le") in data else _OLD_OFFICE


def _zip(data: bytes) -> Likeness | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return None  # damaged: whether it was a Word document can no longer be told
    if any(name.startswith("word/") for name in names):
        return _DOCX
    return next((kind for beginning, kind in _ZIPPED if any(name.startswith(beginning) for name in names)), _ZIP)
