"""What was served is kept for good, what changed is recorded exactly, whatever becomes of a build."""

import datetime
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import BuildReport, build
from index.errors import RecordsError
from index.storage.archive import Archive, Event
from index.storage.chronicle import Chronicle
from index.storage.store import Store
from index.storage.writing import Writer
from knowledge.library import Library
from tests.index.doomed import SETTINGS, QuickLoader


class Home:
    """A folder of documents with its store and archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents = folder / "documents"
        self.documents.mkdir()
        self.store = Store(folder / "var")
        self.archive = Archive(folder / "records", 0)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.documents / f"{name}.md").write_text(text, encoding="utf-8")

    def build(self, *, rebuild: bool = False) -> BuildReport:
        library = Library(self.documents, 1 << 20)
        return build(
            library, self.store, QuickLoader(), SETTINGS, archive=self.archive, rebuild=rebuild, allow_removals=True
        )

    def build_killed_before(self, owner: type, step: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, step, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                self.build()

    def lose_index(self) -> None:
        self.store.close()
        for each in (self.folder / "var").iterdir():
            each.unlink()

    def lose_archive(self) -> None:
        for each in (self.folder / "records").iterdir():
            each.unlink()

    def events(self) -> list[tuple[str, str]]:
        with self.archive.reading() as archive:
            return [named(each) for each in archive.events()]

    def texts(self) -> list[str]:
        with self.archive.reading() as archive:
            return sorted({archive.text(each.sha256) for each in archive.beginning("")})


def named(event: Event) -> tuple[str, str]:
    return (event.old.name if event.old else "", event.new.name if event.new else "")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.store.close()


def test_each_build_records_what_it_changed(home: Home) -> None:
    home.write(a="The pumps run.", b="The wells are dry.", c="The road is open.")
    assert [named(each) for each in home.build().changes] == [("", "a.md"), ("", "b.md"), ("", "c.md")]
    assert home.build().changes == ()
    home.write(a="The pumps stopped.", d="A new text about tents.")
    (home.documents / "b.md").unlink()
    (home.documents / "c.md").rename(home.documents / "roads.md")
    report = home.build()
    assert {named(each) for each in report.changes} == {
        ("a.md", "a.md"), ("b.md", ""), ("c.md", "roads.md"), ("", "d.md"),
    }  # fmt: skip
    assert {each.generation for each in report.changes} == {report.generation} == {2}
    changed = next(each for each in report.changes if named(each) == ("a.md", "a.md"))
    assert changed.old
    assert changed.new
    assert changed.old.until == changed.new.since == changed.time
    assert home.texts() == sorted(
        ["The pumps run.", "The wells are dry.", "The road is open.", "The pumps stopped.", "A new text about tents."]
    )


def test_a_text_under_two_names_is_kept_once_and_each_name_is_recorded(home: Home) -> None:
    home.write(a="The pumps run.", b="The pumps run.", c="Tents.")
    home.build()
    (home.documents / "a.md").unlink()
    assert [named(each) for each in home.build().changes] == [("a.md", "")]
    with home.archive.reading() as archive:
        assert {(each.name, bool(each.until)) for each in archive.beginning("")} == {
            ("a.md", True), ("b.md", False), ("c.md", False),
        }  # fmt: skip
    assert home.texts() == ["Tents.", "The pumps run."]


def test_a_rebuild_and_a_lost_index_change_nothing(home: Home) -> None:
    home.write(a="The pumps run.", b="Tents.")
    home.build()
    assert home.build(rebuild=True).changes == ()
    (home.documents / "b.md").unlink()
    home.lose_index()
    assert [named(each) for each in home.build().changes] == [("b.md", "")]
    assert home.texts() == ["Tents.", "The pumps run."]


def test_an_archive_that_was_lost_begins_with_what_serves(home: Home) -> None:
    home.write(a="The pumps run.")
    home.build()
    home.lose_archive()
    home.write(b="Tents.")
    assert [named(each) for each in home.build().changes] == [("", "b.md")]
    assert home.texts() == ["Tents.", "The pumps run."]


def test_what_a_killed_build_published_is_recorded_by_the_next(home: Home) -> None:
    home.write(a="The pumps run.")
    home.build()
    home.write(a="The pumps stopped.")
    home.build_killed_before(Chronicle, "record")
    with home.store.reading() as reader:
        published = reader.meta("indexed_at")
    home.write(a="The pumps run again.")
    assert len(home.build().changes) == 1
    with home.archive.reading() as archive:
        events = list(archive.events())
    assert [each.generation for each in events] == [3, 2, 1]
    assert events[1].time == published
    assert home.texts() == ["The pumps run again.", "The pumps run.", "The pumps stopped."]


def test_what_a_killed_build_kept_but_never_published_goes(home: Home) -> None:
    home.write(a="The pumps run.")
    home.build()
    home.write(a="A draft that nobody saw.")
    home.build_killed_before(Writer, "publish")
    assert "A draft that nobody saw." in home.texts()
    home.write(a="The pumps stopped.")
    home.build()
    assert home.texts() == ["The pumps run.", "The pumps stopped."]
    assert home.events() == [("a.md", "a.md"), ("", "a.md")]


def test_a_text_that_a_lost_index_served_is_kept(home: Home) -> None:
    home.write(a="The pumps run.")
    home.build()
    home.write(a="The pumps stopped.")
    home.build_killed_before(Chronicle, "record")
    home.lose_index()
    home.write(a="The pumps run again.")
    home.build()
    home.build()
    assert "The pumps stopped." in home.texts()


@pytest.mark.parametrize("held", [b"garbage" * 1000, b"SQLite format 3\x00" + b"\x01" * 500])
def test_a_damaged_archive_stops_no_build_and_is_told(
    home: Home, held: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    home.write(a="The pumps run.")
    home.build()
    (home.folder / "records/archive.db").write_bytes(held)
    home.write(b="Tents.")
    report = home.build()
    assert report.added == ("b.md",)
    assert "archive.db" in report.problem
    assert "move it away" in report.problem
    assert report.changes == ()
    assert len([each for each in caplog.records if "archive.db" in each.message]) == 1
    home.lose_archive()
    assert not home.build().problem
    assert home.texts() == ["Tents.", "The pumps run."]


def test_a_folder_that_cannot_be_written_to_stops_no_build_and_is_told(home: Home) -> None:
    (home.folder / "records").write_text("in the way", encoding="utf-8")
    home.write(a="The pumps run.")
    report = home.build()
    assert report.added == ("a.md",)
    assert "records.folder" in report.problem


def test_an_altered_text_is_never_given_out(home: Home) -> None:
    home.write(a="The pumps run.")
    home.build()
    with home.archive.reading() as archive:
        sha256 = archive.beginning("")[0].sha256
    with home.archive._records.transaction() as connection:
        connection.execute("UPDATE texts SET packed = ?", (zlib.compress(b"The pumps stopped."),))
    with pytest.raises(RecordsError, match="not what was kept"), home.archive.reading() as archive:
        archive.text(sha256)


def test_only_what_ended_long_ago_is_dropped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.archive = Archive(home.folder / "records", 30)
    home.write(a="Written in January.", b="It stands for ever.")
    days = iter(range(0, 400, 20))

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Clock":
            return cls(2025, 1, 1, tzinfo=tz) + datetime.timedelta(days=next(days))

    monkeypatch.setattr("index.build.datetime.datetime", Clock)
    home.build()
    for text in ("Written on day 20.", "Written on day 40.", "Written on day 60."):
        home.write(a=text)
        home.build()
    assert home.texts() == ["It stands for ever.", "Written on day 20.", "Written on day 40.", "Written on day 60."]
    assert home.events() == [("a.md", "a.md"), ("a.md", "a.md")]
