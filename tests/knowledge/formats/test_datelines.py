import pytest

from knowledge.formats.datelines import is_dateline
from knowledge.model import Document, Kind
from knowledge.readers import read_document
from knowledge.sections import sections_of
from tests.knowledge.formats.makers import docx_bytes, pdf_bytes
from tests.knowledge.formats.test_hostile import sound

BODY = "The three northern camps receive nine litres of water a person a day."
TITLE, LINE = "Situation report no. 4", "Lisse, 14 February 2025"


def texts(document: Document, kind: Kind) -> list[str]:
    return [document.cut(block.span) for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize(
    "line",
    [
        "Lisse, 14 February 2025",
        "GENEVA/CAIRO, 4 March 2025 (WHO)",
        "Frankfurt am Main, Germany, 4 March 2025",
        "Brussels – March 4, 2025",
        "Tuesday, 4 March 2025",
        "2025-03-04",
        "*4 March 2025*",
        "Published on 4 March 2025",
        "Updated: 2025-03-04",
    ],
)
def test_a_line_that_only_says_where_and_when_is_a_dateline(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "The road was opened on 4 March 2025",
        "Deadline: 4 March 2025",
        "Lisse, 4 March 2025 – The road is open.",
        "From 4 March 2025 to 5 March 2025",
        "Situation report, as it stood on 4 March 2025",
        "Talks on 4 March 2025",
        "Lisse, February 2025",
        "Water",
    ],
)
def test_a_line_that_says_more_is_none(line: str) -> None:
    assert not is_dateline(line)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("below", ["\n", "\n\n"])
@pytest.mark.parametrize("above", ["{title}\n{line}", "{title}\n\n{line}", "{line}\n{title}", "{line}\n\n{title}"])
def test_title_and_dateline_are_lines_of_their_own_in_a_text(suffix: str, below: str, above: str) -> None:
    if above.endswith("{title}"):
        below = "\n\n"  # nothing else would part the title from the text
    found = read_document(f"a{suffix}", f"{above.format(title=TITLE, line=LINE)}{below}{BODY}\n".encode())
    sound(found)
    assert (found.metadata.title, found.metadata.date) == (TITLE, "2025-02-14")
    assert texts(found, Kind.TITLE) == [TITLE]
    assert texts(found, Kind.DATELINE) == [LINE]
    assert [found.cut(block.span) for each in sections_of(found) for block in each.blocks] == [BODY]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", f"# {TITLE}\n\n{LINE}\n{BODY}".encode()),
        ("a.docx", docx_bytes([("Title", TITLE), ("", LINE), ("", BODY)])),
        ("a.docx", docx_bytes([("", TITLE), ("", LINE), ("", BODY)])),
        ("a.docx", docx_bytes([("", f"{TITLE}\n{LINE}"), ("", BODY)])),
        ("a.pdf", pdf_bytes([[f"#{TITLE}", LINE, BODY]])),
        ("a.pdf", pdf_bytes([[f"{TITLE}<br/>{LINE}", BODY]])),
        ("a.html", f"<article><h1>{TITLE}</h1><p>{LINE}</p><p>{BODY}</p></article>".encode()),
        ("a.html", f"<html><body><article><p>{TITLE}<br>{LINE}</p><p>{BODY}</p></article></body></html>".encode()),
    ],
)
def test_title_and_dateline_are_told_apart_in_other_files_too(name: str, data: bytes) -> None:
    found = read_document(name, data)
    sound(found)
    assert (found.metadata.title, found.metadata.date) == (TITLE, "2025-02-14")
    assert texts(found, Kind.DATELINE) == [LINE]
    assert [found.cut(block.span) for each in sections_of(found) for block in each.blocks] == [BODY]


def test_a_dateline_alone_above_the_text_is_no_title() -> None:
    found = read_document("water-report.txt", f"{LINE}\n\n{BODY}".encode())
    assert found.metadata.title == "water report"
    assert texts(found, Kind.TITLE) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\nElections, 14 February 2025\n\nVoters come by boat.",
        f"The treaty between the parties was signed in\n{LINE}\nand came into force.",
        f"{BODY}\n{LINE}\nwas when they were counted.",
        f"{LINE}\nwas when and where they met.",
    ],
)
def test_running_text_that_holds_a_place_and_a_date_stays_whole(text: str) -> None:
    found = read_document("a.txt", f"{text}\n".encode())
    assert texts(found, Kind.DATELINE) == []
    quotable = "\n\n".join(found.cut(block.span) for each in sections_of(found) for block in each.blocks)
    assert quotable == text


@pytest.mark.parametrize("line", ["EMBARGOED UNTIL 22 FEBRUARY 2025, 06:00 GMT", "Deadline: 30 June 2026"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_line_with_the_date_of_something_else_is_neither_title_nor_dateline(line: str, suffix: str) -> None:
    found = read_document(f"a{suffix}", f"{line}\n\n{TITLE}\n\n{LINE}\n\n{BODY}\n".encode())
    sound(found)
    assert (found.metadata.title, found.metadata.date) == (TITLE, "2025-02-14")
    assert texts(found, Kind.TITLE) == [TITLE]
