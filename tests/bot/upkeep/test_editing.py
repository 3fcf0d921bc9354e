from pathlib import Path

import pytest

from bot.errors import RequestError
from bot.upkeep.editing import safe_name, take_out, write

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
    ],
)
def test_names_are_made_safe(given: str, name: str) -> None:
    assert safe_name(given, KINDS) == name


@pytest.mark.parametrize("given", ["a.exe", "md", ".md", "...md", "", "-.md"])
def test_what_is_no_name_of_a_document_is_refused(given: str) -> None:
    with pytest.raises(RequestError):
        safe_name(given, KINDS)


@pytest.mark.parametrize("collection", ["..", "a/b", ".git", "a\\b", "a ", "x:y"])
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
    kept = take_out(root, removed, "field/a.md", "field")
    assert kept.read_bytes() == b"one"
    assert not (root / "field" / "a.md").exists()
