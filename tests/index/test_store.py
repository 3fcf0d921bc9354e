"""A damaged, foreign or missing store is told plainly and never answered from."""

import sqlite3
from pathlib import Path

import pytest

from index.errors import StoreError, StoreMissing
from index.store import Store
from tests.conftest import BRIEFING, SHIPPED, AssistantMaker


def alter(tmp_path: Path, statement: str) -> None:
    with sqlite3.connect(tmp_path / "var/store.db") as connection:
        connection.execute(statement)
    connection.close()


def test_a_missing_store_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="run `index`"), Store(tmp_path).reading():
        pass


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9])
def test_a_truncated_store_is_never_answered_from(make_assistant: AssistantMaker, tmp_path: Path, keep: float) -> None:
    make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()}).reindex()
    file = tmp_path / "var/store.db"
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * keep)])
    assistant = make_assistant()
    if keep:
        with pytest.raises(StoreError, match="--rebuild"):
            assistant.ask("How much water do the camps receive?")
    assert assistant.reindex(rebuild=True).embedded
    assert assistant.ask("How much water do the camps receive?").generation == 1


def test_garbage_is_no_store(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/store.db").write_bytes(b"not a database at all, " * 500)
    assistant = make_assistant({"water.md": BRIEFING})
    with pytest.raises(StoreError, match="--rebuild"):
        assistant.sources()
    with pytest.raises(StoreError, match="--rebuild"):
        assistant.reindex()
    assert assistant.reindex(rebuild=True).added == ("water.md",)
    assert assistant.sources()


def test_a_database_of_something_else_is_named(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    alter(tmp_path, "CREATE TABLE recipes (id)")
    with pytest.raises(StoreError, match="not a store of this program"):
        make_assistant({"water.md": BRIEFING}).sources()


def test_another_format_is_named_and_can_be_rebuilt(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    assistant.store.close()
    alter(tmp_path, "UPDATE meta SET value = '999' WHERE key = 'format'")
    with pytest.raises(StoreError, match=r"format 999.*--rebuild"):
        make_assistant().sources()
    assert make_assistant().reindex(rebuild=True).unchanged == 1
    assert make_assistant().sources()


def test_a_reader_keeps_its_generation_while_a_writer_publishes(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    with Store(tmp_path / "var").reading() as reader:
        before = reader.generation
        (tmp_path / "documents/more.md").write_text("A text that came later.", encoding="utf-8")
        assistant.reindex()
        assert reader.generation == before
        assert len(reader.documents()) == 1
    with Store(tmp_path / "var").reading() as reader:
        assert (reader.generation, len(reader.documents())) == (before + 1, 2)


def test_a_folder_that_cannot_be_written_is_named(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(StoreError, match=r"index\.folder"):
        make_assistant({"water.md": BRIEFING}).reindex()
