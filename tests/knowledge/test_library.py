import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import knowledge.library
from knowledge.errors import KnowledgeError, UnreadableFile
from knowledge.library import Library, Source, Unreadable, compare

LIMIT = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "press").mkdir(parents=True)
    (folder / "b.md").write_text("Text b.")
    (folder / "press" / "a.txt").write_text("Text a.")
    return folder


def names(folder: Path) -> list[str]:
    return [each.name for each in Library(folder, LIMIT).sources() if isinstance(each, Source)]


def refused(folder: Path) -> dict[str, str]:
    return {each.name: each.reason for each in Library(folder, LIMIT).sources() if isinstance(each, Unreadable)}


def test_documents_are_named_by_their_path_in_order(folder: Path) -> None:
    assert names(folder) == ["b.md", "press/a.txt"]
    assert refused(folder) == {}


def test_a_source_knows_its_hash_and_reads_its_document(folder: Path) -> None:
    source = next(iter(Library(folder, LIMIT).sources()))
    assert isinstance(source, Source)
    document, sha256 = source.read()
    assert document.text == "Text b."
    assert source.sha256 == sha256 == hashlib.sha256(b"Text b.").hexdigest()


def test_a_file_that_vanishes_before_it_is_read_is_unreadable(folder: Path) -> None:
    source = next(iter(Library(folder, LIMIT).sources()))
    assert isinstance(source, Source)
    source.path.unlink()
    with pytest.raises(UnreadableFile):
        source.read()


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.md",
        ".git/a.md",
        "a.md~",
        "a.md.TMP",
        "~$a.md",
        "#a.md#",
        ".~lock.a.md#",
        "a.md.part",
        "a.swp",
        "Thumbs.db",
    ],
)
def test_hidden_and_temporary_files_are_passed_over(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("text")
    assert names(folder) == ["b.md", "press/a.txt"]
    assert refused(folder) == {}


def test_a_file_of_another_kind_is_reported_with_the_known_kinds(folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"PK")
    assert ".md" in refused(folder)["a.xlsx"]
    assert names(folder) == ["b.md", "press/a.txt"]


def test_a_file_over_the_limit_is_reported_with_the_setting(folder: Path) -> None:
    (folder / "big.md").write_text("x" * (LIMIT + 1))
    (folder / "fits.md").write_text("x" * LIMIT)
    assert "max_file_mb" in refused(folder)["big.md"]
    assert "fits.md" in names(folder)


def test_links_that_lead_out_are_reported_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path)
    assert set(refused(folder)) == {"out.md", "up"}
    assert names(folder) == ["b.md", "press/a.txt"]


def test_a_link_within_the_folder_is_a_document(folder: Path) -> None:
    (folder / "c.md").symlink_to("b.md")
    assert names(folder) == ["b.md", "c.md", "press/a.txt"]


def test_broken_and_circular_links_and_linked_folders_are_reported(folder: Path) -> None:
    (folder / "broken.md").symlink_to("nowhere.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "again").symlink_to("press")
    reasons = refused(folder)
    assert set(reasons) == {"broken.md", "loop.md", "again"}
    assert "leads nowhere" in reasons["broken.md"]
    assert "leads nowhere" in reasons["loop.md"]
    assert names(folder) == ["b.md", "press/a.txt"]


def test_a_pipe_is_reported_and_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    assert set(refused(folder)) == {"pipe.md"}


@pytest.mark.parametrize("suffix", [b".md", b".bin"])
def test_a_name_that_is_not_utf8_is_reported_in_a_printable_form(folder: Path, suffix: bytes) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9" + suffix)).write_text("text")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (name,) = refused(folder)
    assert name.encode().startswith(b"caf")
    assert names(folder) == ["b.md", "press/a.txt"]


def test_a_folder_named_like_a_document_is_a_collection(folder: Path) -> None:
    (folder / "2025.md").mkdir()
    (folder / "2025.md" / "c.md").write_text("text")
    assert "2025.md/c.md" in names(folder)


@pytest.mark.parametrize("name", ["nowhere", "b.md"])
def test_a_missing_folder_is_an_error_that_names_it_and_the_setting(folder: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match=r"documents\.folder") as caught:
        list(Library(folder / name, LIMIT).sources())
    assert str(folder / name) in str(caught.value)


def known(folder: Path) -> dict[str, str]:
    return {each.name: each.sha256 for each in Library(folder, LIMIT).sources() if isinstance(each, Source)}


def test_the_folder_is_compared_by_content(folder: Path) -> None:
    (folder / "gone.md").write_text("x")
    before = known(folder)
    (folder / "gone.md").unlink()
    (folder / "b.md").write_text("Text B.")
    (folder / "new.md").write_text("n")
    changes = compare(Library(folder, LIMIT), before)
    assert [source.name for source in changes.added] == ["new.md"]
    assert [source.name for source in changes.changed] == ["b.md"]
    assert [source.name for source in changes.unchanged] == ["press/a.txt"]
    assert changes.removed == ("gone.md",)
    assert changes.unreadable == ()


def test_a_touched_file_is_unchanged(folder: Path) -> None:
    before = known(folder)
    os.utime(folder / "b.md", (1, 1))
    assert len(compare(Library(folder, LIMIT), before).unchanged) == 2


def test_only_what_may_have_changed_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library, original = Library(folder, LIMIT), Path.read_bytes
    read: list[str] = []

    def noting(path: Path) -> bytes:
        read.append(path.name)
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", noting)

    def scan() -> list[str]:
        read.clear()
        assert len(compare(library, known(folder)).unchanged) == 2
        return read[2:]  # the first two are read for `known`

    assert scan() == scan() == ["b.md", "a.txt"], "what was just written may change within a tick of the clock"
    monkeypatch.setattr(knowledge.library, "_SETTLED_NS", -(10**18))
    assert scan() == ["b.md", "a.txt"]
    assert scan() == []
    stat = (folder / "b.md").stat()
    (folder / "b.md").write_text("Text B.")
    os.utime(folder / "b.md", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert scan() == ["b.md"], "the same size and time, but other contents"


def test_a_known_document_that_became_unreadable_is_not_removed(folder: Path) -> None:
    before = known(folder)
    (folder / "b.md").write_text("x" * (LIMIT + 1))
    changes = compare(Library(folder, LIMIT), before)
    assert (changes.changed, changes.removed) == ((), ())
    assert [each.name for each in changes.unreadable] == ["b.md"]


def test_two_may_look_over_the_folder_at_the_same_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Name(str):
        """A name of the first look: wherever it is looked up later, somebody else's look goes on by one file."""

        __slots__ = ()

        def __hash__(self) -> int:
            for each in others:
                next(each, None)
            return super().__hash__()

    monkeypatch.setattr(knowledge.library, "_SETTLED_NS", -(10**18))
    library, original = Library(folder, LIMIT), Library._files
    others: list[Iterator[Source | Unreadable]] = []

    def named(self: Library) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        return ((Name(name), entry) for name, entry in original(self))

    with monkeypatch.context() as patch:
        patch.setattr(Library, "_files", named)
        assert len(list(library.sources())) == 2
    for number in range(5):
        (folder / f"new{number}.md").write_text("New.")
    other = library.sources()
    next(other)
    others.append(other)
    found = list(library.sources())
    assert found == list(Library(folder, LIMIT).sources())
    assert len(list(other)) == 6, "nor is the other look disturbed"
