"""Records are kept all or nothing, across processes, and say what is wrong with their file."""

from pathlib import Path

import pytest

from index.errors import RecordsError
from index.storage.records import Records

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL);"


def kept(records: Records) -> list[str]:
    with records.transaction() as connection:
        return [row[0] for row in connection.execute("SELECT text FROM notes")]


def test_what_is_written_is_there_for_the_next_to_open_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "notes.db"
    with Records(file, SCHEMA).transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('one')")
    assert kept(Records(file, SCHEMA)) == ["one"]


def fail_after_writing(records: Records) -> None:
    with records.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('one')")
        raise LookupError


def test_an_error_takes_everything_back(tmp_path: Path) -> None:
    records = Records(tmp_path / "notes.db", SCHEMA)
    with pytest.raises(LookupError):
        fail_after_writing(records)
    assert kept(records) == []


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(RecordsError, match=r"notes\.db.*move it away"):
        kept(Records(file, SCHEMA))
    assert file.read_bytes() == b"no database" * 1000


def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(RecordsError, match="rights and free space"):
        kept(Records(tmp_path / "file" / "notes.db", SCHEMA))
