"""Records are kept all or nothing, across processes, and say what is wrong with their file."""

from pathlib import Path

import pytest

from index.errors import RecordsError
from index.storage import records as records_module
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


def filled(file: Path) -> Records:
    records = Records(file, SCHEMA)
    with records.transaction() as connection:
        connection.executemany("INSERT INTO notes VALUES (?)", [(f"{at} " * 500,) for at in range(200)])
    return records


def test_damage_is_found_where_nobody_reads(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    Records(file, SCHEMA).check()
    records = filled(file)
    records.check()
    data = bytearray(file.read_bytes())
    data[-8192:] = b"\xff" * 8192
    file.write_bytes(data)
    assert kept_first(records).startswith("0 ")
    with pytest.raises(RecordsError, match=r"notes\.db.*put back a copy"):
        records.check()


def kept_first(records: Records) -> str:
    with records.reading() as connection:
        assert connection
        return str(connection.execute("SELECT text FROM notes LIMIT 1").fetchone()[0])


def test_a_file_too_large_to_look_through_is_not_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "_MOST_SECONDS", 0.0)
    filled(tmp_path / "notes.db").check()


def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(RecordsError, match="rights and free space"):
        kept(Records(tmp_path / "file" / "notes.db", SCHEMA))
