import hashlib
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.model import Kind
from knowledge.readers import read_document
from tests import ROOT, SHIPPED
from tests.knowledge.strategies import NAMES, QUIET, TEXTS, document


def test_the_stored_text_is_the_files_own_with_front_matter() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: X\r\n---\r\n\r\n# H\r\rBody\r\n"
    found = read_document("a.md", data)
    assert found.text == "---\ntitle: X\n---\n\n# H\n\nBody\n"
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()
    assert [found.cut(block.span) for block in found.blocks] == ["H", "Body"]


@pytest.mark.parametrize(
    ("name", "collection"),
    [("a.md", "main"), ("press/a.md", "press"), ("press/2025/a.TXT", "press"), ("a.markdown", "main")],
)
def test_the_first_folder_is_the_collection(name: str, collection: str) -> None:
    assert document("text", name).collection == collection


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From matter\n---\n# Heading\n\nText.", "From matter"),
        ("# Heading  *here*\n\nText.", "Heading *here"),
        ("# Only heading", "Only heading"),
        ("First line\n\nText.", "First line"),
        ("**First line**\n\nText.", "First line"),
        ("## Not the title\n\nText.", "my file"),
        ("Tuesday, 4 March 2025\n\nWater in the camps\n\nText.", "Water in the camps"),
        ("4 March 2025\n\n# Water\n\nText.", "Water"),
        ("# 4 March 2025\n\nThe river rose by 3 metres\n\nText.", "4 March 2025"),
        ("4 March 2025\n\n" * 1500 + "The river rose.", "my file"),
        ("4 March 2025\n\nPumps stopped.", "my file"),
        ("A sentence.\n\nText.", "my file"),
        ("**Risks:**\n\n- a", "my file"),
        ("Two\nlines\n\nText.", "my file"),
        ("Only line", "my file"),
        ("- item\n\nText.", "my file"),
        ("x" * 301 + "\n\nText.", "my file"),
        ("---\ntitle: X\n---\n", "X"),
    ],
)
def test_the_title_is_found_or_else_the_files_name(text: str, title: str) -> None:
    assert document(text, "press/my-file.md").metadata.title == title


def test_a_first_line_taken_as_title_is_no_evidence() -> None:
    assert [block.kind for block in document("First line\n\nText.").blocks] == [Kind.TITLE, Kind.PARAGRAPH]


def test_a_line_after_a_date_that_is_the_heading_stays_evidence() -> None:
    blocks = document("# 4 March 2025\n\nThe river rose by 3 metres\n\nText.").blocks
    assert [block.kind for block in blocks] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_a_first_line_that_differs_from_the_given_title_stays_evidence() -> None:
    assert document("---\ntitle: X\n---\nFirst line\n\nText.").blocks[0].kind is Kind.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Envoy presents plan\n\nWashington, 14 March 2025\n\nThe envoy came.", "2025-03-14"),
        ("Situation report, 12 March 2025\n\nWater is short.", "2025-03-12"),
        ("---\ndate: 2025-03-01\n---\nPlan\n\nGeneva, 4 March 2025\n\nText.", "2025-03-01"),
        ("Plan\n\nThe envoy came on 14 March 2025.\n\nText.", ""),
        ("# Plan\n\n## 14 March 2025\n\nThe envoy came.", ""),
        ("Plan\n\nGeneva, 3/4/2025\n\nText.", ""),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_line_near_the_top_dates_a_text_that_does_not_say_otherwise(text: str, date: str, name: str) -> None:
    assert document(text, name).metadata.date == date


def test_remarks_of_encoding_and_front_matter_come_together() -> None:
    found = read_document("a.md", "---\ndate: soon\n---\n“Text”".encode("cp1252"))
    assert len(found.remarks) == 2


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\n" * 1000])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        read_document("a.md", data)


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.md.bak"])
def test_an_unknown_kind_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile, match="no reader"):
        read_document(name, b"text")


def test_the_shipped_document_is_read_as_it_is_meant() -> None:
    found = read_document(SHIPPED.name, SHIPPED.read_bytes())
    assert found.metadata.title == found.text.splitlines()[0]
    assert found.blocks[0].kind is Kind.TITLE
    assert [block.level for block in found.blocks if block.kind is Kind.HEADING] == [3] * 6
    assert sum(block.kind is Kind.ITEM for block in found.blocks) == 4
    assert found.remarks == ()


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_two_megabytes_are_read_in_seconds(name: str) -> None:
    part = "## Heading\n\n" + "The talks went on for days. " * 30 + "\n\n- An item of some length\n- Another\n\n"
    began = time.process_time()
    document(part * (2_000_000 // len(part)), name)
    assert time.process_time() - began < 10


@QUIET
@given(NAMES, st.binary(max_size=300) | TEXTS.map(str.encode) | TEXTS.map(lambda text: text.encode("utf-16")))
def test_reading_raises_nothing_but_unreadable_file(name: str, data: bytes) -> None:
    try:
        found = read_document(name, data)
    except UnreadableFile:
        return
    assert found.metadata.title
    assert all(0 <= block.span.start < block.span.end <= len(found.text) for block in found.blocks)


def test_the_libraries_of_formats_are_loaded_only_by_a_file_of_that_format() -> None:
    libraries = "{'trafilatura', 'lxml', 'docx', 'pypdfium2', 'charset_normalizer'}"
    code = f"import sys, bot.terminal.commands, bot.assistant; print(sorted({libraries} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
