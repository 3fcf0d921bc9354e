"""The watch tells of every change of the folder once, when it has come to rest, whatever becomes of the folder."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge import watching
from knowledge.library import Library
from knowledge.watching import FolderWatch

LONG = 60.0
"""Seconds after which something that has to be noticed is given up."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "camps").mkdir(parents=True)
    (folder / "a.md").write_text("one", encoding="utf-8")
    return folder


@pytest.fixture(params=["auto", "poll"])
def watch(request: pytest.FixtureRequest, folder: Path) -> Iterator[FolderWatch]:
    """A watch that has told of what was there at the beginning."""
    watch = FolderWatch(Library(folder, 1 << 20), request.param)
    assert changed(watch)
    assert not changed(watch, 0)
    yield watch
    watch.close()


def changed(watch: FolderWatch, seconds: float = LONG) -> bool:
    return watch.wait(threading.Event(), seconds)


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def replace(folder: Path) -> None:
    """What editors do: the new text beside the old one, then renamed over it, here of the same size and time."""
    before = (folder / "a.md").stat()
    write(folder / ".a.md.tmp", "two")
    os.utime(folder / ".a.md.tmp", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / ".a.md.tmp").rename(folder / "a.md")


def write_in_new_folder(folder: Path) -> None:
    (folder / "new").mkdir()
    write(folder / "new" / "b.md", "b")


def put_another_in_its_place(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "new": lambda folder: write(folder / "b.md", "b"),
    "new in a new folder": write_in_new_folder,
    "edited": lambda folder: write(folder / "a.md", "longer"),
    "replaced": replace,
    "deleted": lambda folder: (folder / "a.md").unlink(),
    "renamed": lambda folder: (folder / "a.md").rename(folder / "b.md"),
    "moved to another collection": lambda folder: (folder / "a.md").rename(folder / "camps" / "a.md"),
    "gone": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "another in its place": put_another_in_its_place,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_once(watch: FolderWatch, folder: Path, change: str) -> None:
    CHANGES[change](folder)
    assert changed(watch)
    assert not changed(watch, 0)


def test_a_folder_that_comes_back_is_watched_again(watch: FolderWatch, folder: Path) -> None:
    shutil.rmtree(folder)
    assert changed(watch)
    folder.mkdir()
    assert changed(watch)
    write(folder / "b.md", "b")
    assert changed(watch)


def test_what_changed_while_nobody_waited_is_told(watch: FolderWatch, folder: Path) -> None:
    write(folder / "b.md", "b")
    time.sleep(1)  # so that the system's event is an old one
    assert changed(watch)


def test_files_that_are_no_documents_are_no_change(watch: FolderWatch, folder: Path) -> None:
    for name in (".hidden", "~$a.docx", "a.md~", "b.part"):
        write(folder / name, "x")
    assert not changed(watch, 4)


def test_a_file_that_is_still_written_is_waited_for(
    watch: FolderWatch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_QUIET_SECONDS", 3.0)  # the pauses stay far below it on a busy machine too
    done = threading.Event()

    def write_in_pieces() -> None:
        for piece in range(12):
            with (folder / "slow.md").open("a", encoding="utf-8") as file:
                file.write(f"piece {piece}\n")
            time.sleep(0.3)
        done.set()

    writer = threading.Thread(target=write_in_pieces)
    writer.start()
    assert changed(watch)
    assert done.is_set()
    writer.join()
    assert not changed(watch, 0)


def test_a_file_that_never_rests_does_not_hold_up_the_others(
    watch: FolderWatch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_RESTLESS_SECONDS", 2.0)
    enough = threading.Event()

    def go_on_writing() -> None:
        while not enough.wait(0.05):
            with (folder / "log.txt").open("a", encoding="utf-8") as file:
                file.write("line\n")

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        assert changed(watch)
    finally:
        enough.set()
        writer.join()


def test_the_system_tells_when_to_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(watching._LOOK_SECONDS, "auto", 10 * LONG)
    watch = FolderWatch(Library(folder, 1 << 20))
    assert changed(watch)
    assert not changed(watch, 1)
    for name in ("b.md", "camps/c.md"):
        write(folder / name, "text")
        assert changed(watch)
    watch.close()


def test_stopping_ends_the_waiting(watch: FolderWatch) -> None:
    stop = threading.Event()
    told: list[bool] = []
    waiting = threading.Thread(target=lambda: told.append(watch.wait(stop, LONG)))
    began = time.monotonic()
    waiting.start()
    stop.set()
    waiting.join()
    assert told == [False]
    assert time.monotonic() - began < LONG / 2


def test_where_the_system_refuses_the_folder_is_looked_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    caplog.set_level("INFO")
    watch = FolderWatch(Library(folder, 1 << 20))
    assert changed(watch)
    assert not changed(watch, 0.5)
    write(folder / "b.md", "b")
    assert changed(watch)
    assert [record.message.count("watch limit reached") for record in caplog.records] == [1]
