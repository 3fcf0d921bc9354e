"""What people type becomes something exact, or an error that says how to put it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.requests import clean_question, find_document, find_section, find_topic
from bot.config import Topic
from bot.errors import RequestError
from index.storage.stored import StoredDocument, StoredSection
from knowledge.model import Metadata, Span

SECTIONS = [
    StoredSection((), Span(0, 1)),
    StoredSection(("Needs",), Span(1, 2)),
    StoredSection(("Needs", "Water"), Span(2, 3)),
    StoredSection(("Outlook", "Water prices"), Span(3, 4)),
]


def document(name: str, title: str = "") -> StoredDocument:
    return StoredDocument(1, name, "main", Metadata(title), "", "", 1, 1, ())


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\0\0", "?!…", "🙂🙂", "--- *** ___", '"" () :'])
def test_what_holds_no_words_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        clean_question(text, 100)


def test_too_long_a_question_is_refused_with_both_lengths() -> None:
    with pytest.raises(RequestError, match=r"100,000.*2,000"):
        clean_question("a" * 100_000, 2000)


def test_control_characters_and_spare_space_go() -> None:
    assert clean_question("  who\0is\n\naffected ? ", 100) == "who is affected ?"


@given(st.text(max_size=50))
def test_cleaning_is_stable(text: str) -> None:
    try:
        once = clean_question(text, 100)
    except RequestError:
        return
    assert clean_question(once, 100) == once


def test_a_document_is_found_by_any_part_that_fits_only_one() -> None:
    documents = [document("a/report.md", "Water"), document("a/report-2.md", "Food"), document("b/talks.txt", "Truce")]
    assert find_document(documents, "A/REPORT.md").name == "a/report.md"
    assert find_document(documents, "talks").name == "b/talks.txt"
    assert find_document(documents, "food").name == "a/report-2.md"
    with pytest.raises(RequestError, match=r"a/report\.md, a/report-2\.md"):
        find_document(documents, "report")
    with pytest.raises(RequestError, match=r"did you mean 'b/talks\.txt'"):
        find_document(documents, "b/tlaks.txt")
    with pytest.raises(RequestError):
        find_document(documents, "")


def test_whole_words_of_a_document_s_own_name_or_title_fit_best() -> None:
    documents = [
        document("Field reports/a.md", "Water"),
        document("b.md", "The port of Tarvik"),
        document("airport-strike.md", "Strike"),
        document("Field reports/port_fees.md"),
    ]
    with pytest.raises(RequestError, match=r"'port' fits b\.md, Field reports/port_fees\.md; type more"):
        find_document(documents, "port")
    assert find_document(documents[:3], "port").name == "b.md"
    assert find_document(documents[:1] + documents[2:3], "port").name == "airport-strike.md"
    assert find_document(documents[:1], "reports").name == "Field reports/a.md"
    assert find_document(documents, "PORT fees").name == "Field reports/port_fees.md"


def test_a_section_is_found_by_its_heading_or_a_part_of_its_path() -> None:
    assert find_section(SECTIONS, "needs").headings == ("Needs",)
    assert find_section(SECTIONS, "water").headings == ("Needs", "Water")
    assert find_section(SECTIONS, "prices").headings == ("Outlook", "Water prices")
    with pytest.raises(RequestError, match="fits"):
        find_section(SECTIONS, "wat")
    with pytest.raises(RequestError, match="there is no section"):
        find_section(SECTIONS, "zzz")


def test_a_topic_is_found_by_name_title_or_a_part_that_fits_only_one() -> None:
    topics = {
        "us-stance": Topic("The US stance", ("a",)),
        "un_stance": Topic("The UN", ("b",)),
        "aid": Topic("Aid", ("c",)),
    }
    for asked in ("us-stance", "US stance", " the  us stance", "Us_Stance"):
        assert find_topic(topics, asked) == "us-stance"
    assert find_topic(topics, "the un") == "un_stance"
    with pytest.raises(RequestError, match=r"'stance' fits us-stance, un_stance"):
        find_topic(topics, "stance")
    for asked in ("weather", "", "  "):
        with pytest.raises(RequestError, match=r"there is no topic.*us-stance, un_stance, aid"):
            find_topic(topics, asked)
