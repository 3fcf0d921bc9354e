"""Whatever bytes a file holds, it becomes a document whose spans are sound, or is refused with a reason."""

import io
import re
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.model import Document
from knowledge.readers import SUFFIXES, read_document
from tests.knowledge.formats.makers import docx_bytes, eml_bytes, pdf_bytes
from tests.knowledge.formats.pages import HERALD
from tests.knowledge.strategies import QUIET, TEXTS

PAGE = HERALD.encode()
WORD = docx_bytes([("Heading 1", "Needs"), ("", "The camps receive nine litres of water."), ("List Bullet", "Fuel")])
PDF = pdf_bytes([["# Needs", "The camps receive nine litres of water.", "- Fuel"], ["Second page of the report."]])
MAIL = eml_bytes(
    "Water", "Field Desk <desk@example.org>", "The camps receive nine litres.", "<p>The camps receive it.</p>"
)


def sound(document: Document) -> None:
    assert document.metadata.title
    assert document.text
    document.text.encode()
    spans = [block.span for block in document.blocks]
    assert all(0 <= span.start < span.end <= len(document.text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(document.cut(span) == document.cut(span).strip() for span in spans)
    assert all(before <= after for before, after in pairwise(document.pages))
    assert all(0 <= at <= len(document.text) for at in document.pages)


def reads_or_refuses(name: str, data: bytes) -> None:
    try:
        found = read_document(name, data)
    except UnreadableFile:
        return
    sound(found)


SUFFIX = st.sampled_from(sorted(SUFFIXES))
BYTES = st.binary(max_size=300) | TEXTS.map(str.encode) | TEXTS.map(lambda text: text.encode("utf-16"))


@QUIET
@given(SUFFIX, BYTES)
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    reads_or_refuses("a" + suffix, data)


@QUIET
@given(SUFFIX, st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"<!doctype html><html>", b"From: a@b\n\n"]), BYTES)
def test_bytes_that_begin_like_a_format_are_read_or_refused(suffix: str, beginning: bytes, data: bytes) -> None:
    reads_or_refuses("a" + suffix, beginning + data)


@QUIET
@given(
    st.sampled_from([(".html", PAGE), (".docx", WORD), (".pdf", PDF), (".eml", MAIL)]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=6),
    st.floats(0.2, 1),
)
def test_damaged_files_are_read_or_refused(
    file: tuple[str, bytes], damage: list[tuple[float, bytes]], kept: float
) -> None:
    suffix, data = file[0], bytearray(file[1])
    for where, patch in damage:
        at = int(where * len(data))
        data[at : at + len(patch)] = patch
    reads_or_refuses("a" + suffix, bytes(data[: int(kept * len(data))] if kept < 0.9 else data))


_TAGS = st.sampled_from(
    "p div h1 h2 h3 ul ol li table tr td th br span a article main nav blockquote pre code section dl dt dd".split()
)


@QUIET
@given(st.lists(st.tuples(_TAGS, st.booleans(), TEXTS), max_size=25))
def test_any_markup_is_read_or_refused(parts: list[tuple[str, bool, str]]) -> None:
    body = "".join(f"<{'/' if closing else ''}{tag}>{text}" for tag, closing, text in parts)
    reads_or_refuses("a.html", f"<html><head><title>T</title></head><body>{body}</body></html>".encode())


@settings(QUIET, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Heading 1", "Heading 3", "List Bullet", "Title", "| "]), TEXTS), max_size=8
    )
)
def test_any_paragraphs_of_a_word_document_come_through(parts: list[tuple[str, str]]) -> None:
    parts = [(style, re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", text)) for style, text in parts]
    reads_or_refuses("a.docx", docx_bytes(parts))


def bomb(size: int, name: str = "word/document.xml") -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as file,
    ):
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return stream.getvalue()


@pytest.mark.parametrize(("size", "name"), [(80 << 20, "word/document.xml"), (300 << 20, "word/media/image.png")])
def test_a_zip_bomb_is_refused_unopened(size: int, name: str) -> None:
    stream = io.BytesIO(bomb(size, name))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/other.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_document("a.docx", stream.getvalue())


def with_document(xml: str) -> bytes:
    """A Word document whose main part is replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


def test_entities_are_not_expanded() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{lines}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>before &e11; &f; after</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        found = read_document("a.docx", with_document(xml))
    except UnreadableFile:
        return
    assert len(found.text) < 100
    assert "root:" not in found.text


@pytest.mark.parametrize("depth", [200, 5_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "ul><li", "table><tr><td", "blockquote", "b", "p><span"])
def test_deep_nesting_in_a_page_is_survived(tag: str, depth: int) -> None:
    reads_or_refuses("a.html", f"<html><body>{f'<{tag}>' * depth}The talks went on for days.".encode())


def test_deep_nesting_in_a_word_document_is_survived() -> None:
    depth = 5_000
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "<w:sdt><w:sdtContent>" * depth
        + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
        + "</w:sdtContent></w:sdt>" * depth
        + "</w:body></w:document>"
    )
    reads_or_refuses("a.docx", with_document(xml))


def test_a_pdf_with_a_broken_table_of_its_objects_is_still_read() -> None:
    data = re.sub(rb"startxref\n\d+", b"startxref\n99999", PDF)
    assert data != PDF
    assert "nine litres" in read_document("a.pdf", data).text


def test_a_truncated_pdf_is_read_or_refused() -> None:
    for kept in range(0, len(PDF), 97):
        reads_or_refuses("a.pdf", b"%PDF-1.4\n" + PDF[9 : 9 + kept])
