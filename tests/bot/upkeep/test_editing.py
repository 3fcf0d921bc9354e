from pathlib import Path

import pytest

from bot.errors import RequestError
from bot.upkeep.editing import Edit, safe_name, take_out, telling_of, undone_if_raised, write
from index.build import BuildReport

KINDS = frozenset((".md", ".txt"))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("a.md", "a.md"),
        ("../../etc/pass wd.md", "pass wd.md"),
        ("C:\\temp\\x.TXT", "x.txt"),
        (".hidden.md", "hidden.md"),
        ("~$lock.md", "lock.md"),
        ("nul.md", "_nul.md"),
        ("a\u202efdp\x00.md", "afdp.md"),
        ('q?"<>|*.md', "q------.md"),
        ("x" * 300 + ".md", "x" * 120 + ".md"),
        ("水" * 120 + ".md", "水" * 66 + ".md"),
    ],
)
def test_names_are_made_safe(given: str, name: str) -> None:
    assert safe_name(given, KINDS) == name


@pytest.mark.parametrize("given", ["a.exe", "md", ".md", "...md", "", "-.md"])
def test_what_is_no_name_of_a_document_is_refused(given: str) -> None:
    with pytest.raises(RequestError):
        safe_name(given, KINDS)


@pytest.mark.parametrize("collection", ["..", "a/b", ".git", "a\\b", "a ", "x:y", "x" * 300])
def test_what_is_no_name_of_a_collection_is_refused(tmp_path: Path, collection: str) -> None:
    with pytest.raises(RequestError):
        write(tmp_path, tmp_path / "removed", collection, "a.md", b"x", replace=False)
    assert not list(tmp_path.iterdir())


def test_undoing_puts_back_what_was_there(tmp_path: Path) -> None:
    root, removed = tmp_path / "documents", tmp_path / "removed"
    root.mkdir()
    first = write(root, removed, "main", "a.md", b"one", replace=False)
    with pytest.raises(RequestError, match="already"):
        write(root, removed, "main", "A.md", b"two", replace=False)
    write(root, removed, "main", "a.md", b"two", replace=True).undo()
    assert (root / "a.md").read_bytes() == b"one"
    first.undo()
    assert not list(root.iterdir())


def test_what_is_taken_out_is_kept(tmp_path: Path) -> None:
    root, removed = tmp_path / "documents", tmp_path / "removed"
    root.mkdir()
    write(root, removed, "field", "a.md", b"one", replace=False)
    edit = take_out(root, removed, "field/a.md", "field")
    assert edit.kept is not None
    assert edit.kept.read_bytes() == b"one"
    assert not (root / "field" / "a.md").exists()
    edit.undo()
    assert (root / "field" / "a.md").read_bytes() == b"one"


def test_undoing_leaves_no_folder_that_was_not_there(tmp_path: Path) -> None:
    root, removed = tmp_path / "documents", tmp_path / "removed"
    (root / "empty").mkdir(parents=True)
    for collection in ("new", "empty"):
        write(root, removed, collection, "a.md", b"one", replace=False).undo()
    kept = write(root, removed, "used", "a.md", b"one", replace=False)
    (root / "used" / "b.md").write_bytes(b"put there meanwhile")
    kept.undo()
    assert sorted(each.name for each in root.iterdir()) == ["empty", "used"]


@pytest.mark.parametrize(("letter", "most"), [("x", 252), ("水", 84)])
def test_a_name_as_long_as_disks_take_is_kept_aside_too(tmp_path: Path, letter: str, most: int) -> None:
    root, removed = tmp_path / "documents", tmp_path / "removed"
    root.mkdir()
    name = letter * most + ".md"
    (root / name).write_bytes(b"one")
    for edit in (write(root, removed, "main", name, b"two", replace=True), take_out(root, removed, name, "main")):
        assert edit.kept is not None
        assert f" {letter}" in edit.kept.stem
        assert edit.kept.suffix == ".md"
    assert [each.read_bytes() for each in sorted((removed / "main").iterdir())] == [b"one", b"two"]


def test_what_is_refused_is_undone(tmp_path: Path) -> None:
    root, removed = tmp_path / "documents", tmp_path / "removed"
    root.mkdir()
    with (
        pytest.raises(ValueError, match="refused"),
        undone_if_raised(write(root, removed, "main", "a.md", b"", replace=False)),
    ):
        raise ValueError("refused")
    assert not list(root.iterdir())


def test_what_cannot_be_undone_says_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()  # stands for a folder that the disk refuses to change
    with pytest.raises(RequestError, match=r"a\.md stays in the documents folder"):
        Edit(tmp_path / "a.md", None).undo()


@pytest.mark.parametrize("what", ["added", "changed", "removed"])
def test_a_report_tells_of_what_an_earlier_run_did(what: str) -> None:
    report = BuildReport(("a.md",), (), (), 0, 0, (), 1)
    assert getattr(telling_of(report, **{what: ["b.md"]}), what)[-1] == "b.md"
    assert telling_of(report, **{what: ["a.md"]}) == report
