import datetime
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.recall import QuoteRef
from bot.discord.asked import Asked, AskedRecords

SINCE_ALWAYS = 1e9


@pytest.fixture
def records(tmp_path: Path) -> AskedRecords:
    return AskedRecords(tmp_path / "records")


def asked(question: str, *, person: str = "ana", public: bool = True, after: str = "", kind: str = "ask") -> Asked:
    return Asked("room", person, public, kind, question, f"{question} (read)", after=after)


def test_what_was_asked_comes_back_as_it_was(records: AskedRecords, tmp_path: Path) -> None:
    other = QuoteRef("ba9876543210-0-3", document="staff/b.md")
    refs = (QuoteRef("0123456789ab-1-9", ((1, 4), (5, 9)), (other,), "a.md"),)
    kept = Asked("room", "ana", False, "ask", "Wer? «ש»", "Wer?", {"score": 0.5, "parts": [["a", 1.0, [0]]]}, refs, "x")
    records.add(kept)
    assert AskedRecords(tmp_path / "records").find(kept.id) == kept
    assert records.find("nothing") is None


def test_quotes_that_were_kept_without_their_document_are_read(records: AskedRecords, tmp_path: Path) -> None:
    kept = asked("?")
    records.add(kept)
    earlier = '[["0123456789ab-1-9", [[1, 4]], [["ba9876543210-0-3", [], []]]]]'
    with closing(sqlite3.connect(tmp_path / "records" / "asked.db")) as connection, connection:
        connection.execute("UPDATE asked SET quotes = ?", (earlier,))
    found = records.find(kept.id)
    assert found
    assert found.quotes == (QuoteRef("0123456789ab-1-9", ((1, 4),), (QuoteRef("ba9876543210-0-3"),)),)


def test_ids_cannot_be_guessed_and_fit_a_button(records: AskedRecords) -> None:
    ids = {asked("?").id for _ in range(100)}
    assert len(ids) == 100
    assert {len(each) for each in ids} == {12}


def test_a_person_is_named_the_same_in_one_database_only(records: AskedRecords, tmp_path: Path) -> None:
    name = records.person(123456789012345678)
    assert name == records.person(123456789012345678) != records.person(123456789012345679)
    assert name != AskedRecords(tmp_path / "others").person(123456789012345678)
    assert b"123456789012345678" not in (tmp_path / "records" / "asked.db").read_bytes()


def test_a_message_leads_to_the_questions_before_it_oldest_first(records: AskedRecords) -> None:
    first = asked("first")
    second = asked("second", after=first.id)
    brief = asked("brief", kind="brief")
    for number, each in enumerate((first, second, brief), 1):
        records.add(each)
        records.shown_in(each.id, number)
    assert records.before(2) == [first, second]
    assert records.before(1) == [first]
    assert records.before(3) == records.before(99) == []


def test_reading_waits_for_no_writer(records: AskedRecords, tmp_path: Path) -> None:
    kept = asked("first")
    assert records.find(kept.id) is None
    records.add(kept)
    records.shown_in(kept.id, 1)
    person = records.person(1)
    with closing(sqlite3.connect(tmp_path / "records" / "asked.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM asked")
        assert records.find(kept.id) == kept
        assert records.before(1) == [kept]
        assert records.earlier("room", "ana", SINCE_ALWAYS) == [kept]
        assert records.person(1) == person
        assert records.verdicts(kept.id) == {}
        assert records.note("nothing") == ""
        other.execute("ROLLBACK")


def test_a_chain_is_bounded_and_a_loop_in_it_ends(records: AskedRecords) -> None:
    one = asked("one")
    two = asked("two", after=one.id)
    records.add(two)
    records.add(Asked("room", "ana", True, "ask", "one", "one", after=two.id, id=one.id))
    records.shown_in(two.id, 1)
    assert len(records.before(1)) == 5


def test_a_conversation_is_what_a_person_could_read_of_it(records: AskedRecords) -> None:
    said = [
        asked("public"),
        asked("own", public=False),
        asked("of another", person="edith", public=False),
        asked("list", kind="sources"),
        Asked("elsewhere", "ana", True, "ask", "elsewhere"),
    ]
    for each in said:
        records.add(each)
    assert [each.question for each in records.earlier("room", "ana", SINCE_ALWAYS)] == ["public", "own"]
    assert [each.question for each in records.earlier("room", "edith", SINCE_ALWAYS)] == ["public", "of another"]


def test_only_the_last_are_remembered_and_not_for_ever(records: AskedRecords) -> None:
    for number in range(8):
        records.add(asked(str(number)))
    records.add(Asked("room", "ana", True, "ask", "old", at="2020-01-01T00:00:00.000+00:00"))
    assert [each.question for each in records.earlier("room", "ana", 3600.0)] == list("34567")
    assert records.earlier("room", "ana", -60.0) == []


def test_the_last_view_of_each_person_counts(records: AskedRecords) -> None:
    given = asked("?")
    records.add(given)
    for person, helpful in (("ana", True), ("edith", False), ("ana", False)):
        records.judge(given.id, person, helpful=helpful)
    assert records.verdicts(given.id) == {"ana": False, "edith": False}
    assert records.verdicts("nothing") == {}


def test_a_note_is_kept_until_another_takes_its_place(records: AskedRecords) -> None:
    assert records.note("a") == ""
    records.put_note("a", "one")
    records.put_note("a", "two")
    assert records.note("a") == "two"


def test_what_was_asked_long_ago_is_forgotten_with_the_views_of_it(tmp_path: Path) -> None:
    records = AskedRecords(tmp_path)
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=91)
    old = Asked("1", "ana", True, "ask", "How much water?", at=long_ago.isoformat(timespec="milliseconds"))
    new = Asked("1", "ana", True, "ask", "And fuel?", after=old.id)
    for each in (old, new):
        records.add(each)
        records.judge(each.id, "ana", helpful=True)
    assert records.forget(92) == 0
    assert records.forget(90) == 1
    assert records.find(old.id) is None
    assert records.verdicts(old.id) == {}
    assert records.find(new.id) == new
    assert records.verdicts(new.id) == {"ana": True}
