"""A damaged, foreign or missing store is told plainly and never answered from."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import StoreError, StoreMissing
from index.storage.store import Store
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker


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


WRONG_CONTENTS = [
    "UPDATE meta SET value = '{}' WHERE key = 'model'",
    "UPDATE meta SET value = '5' WHERE key = 'model'",
    "UPDATE meta SET value = 'abc' WHERE key = 'generation'",
    "UPDATE meta SET value = '-1' WHERE key = 'generation'",
    "DELETE FROM meta WHERE key = 'identity'",
    "DROP TABLE passages",
    "DROP TABLE lexical",
    "DROP TABLE background",
    "DELETE FROM embeddings",
    "UPDATE embeddings SET vector = x'00'",
    "UPDATE embeddings SET vector = zeroblob(1536)",
    "UPDATE embeddings SET vector = 'text'",
    "UPDATE embeddings SET tokens = x'00'",
    "UPDATE embeddings SET tokens = x'ffffffff'",
    "UPDATE embeddings SET tokens = 7",
    "UPDATE passages SET layout = '[]'",
    "UPDATE passages SET layout = '[[[1]], []]'",
    "UPDATE passages SET layout = 'nonsense'",
    "UPDATE passages SET document_id = 9999",
    "UPDATE passages SET section_id = 9999",
    "UPDATE passages SET start = 'x'",
    "UPDATE passages SET length = 'x'",
    "UPDATE passages SET counts = x'00'",
    "UPDATE passages SET counts = 7",
    "DROP TABLE terms",
    "UPDATE terms SET passages = 'x'",
    "UPDATE sections SET headings = '5'",
    "UPDATE documents SET findings = '[1]'",
    "UPDATE documents SET title = x'ff'",
    "UPDATE background SET probability = 'x'",
    "UPDATE lexical SET body = 'water'",
    "DELETE FROM lexical",
]


@pytest.mark.parametrize("statement", WRONG_CONTENTS)
def test_wrong_contents_are_told_as_damage_and_mended_by_a_rebuild(
    make_assistant: AssistantMaker, tmp_path: Path, statement: str
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    assistant.store.close()
    alter(tmp_path, statement)
    assistant = make_assistant()
    told = ""
    try:
        answer = assistant.ask("How many litres of water do the people in the camps receive?")
        assert all(quote.text in BRIEFING for quote in answer.quotes)
    except StoreError as error:
        told = str(error)
    assert "index --rebuild" in told or statement == "DELETE FROM lexical"
    assistant.reindex(rebuild=True)
    assert make_assistant().ask("How many litres of water do the people in the camps receive?").answered


@pytest.mark.parametrize(
    "statement", ["UPDATE lexical_content SET c0 = 'zebra'", "UPDATE documents SET text = 'zebra'"]
)
def test_an_altered_store_ends_sound_after_a_rebuild(
    make_assistant: AssistantMaker, tmp_path: Path, statement: str
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    assistant.store.close()
    alter(tmp_path, statement)
    assert make_assistant().reindex(rebuild=True).embedded
    alter(tmp_path, "INSERT INTO lexical (lexical) VALUES ('integrity-check')")
    assert make_assistant().ask("How many litres of water do the people in the camps receive?").answered


def test_what_is_not_the_stores_fault_goes_through(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    with pytest.raises(ValueError, match="ours"), assistant.store.reading():
        raise ValueError("ours")


def test_a_reader_follows_a_rebuild_and_keeps_what_it_began_with(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    store = Store(tmp_path / "var")
    with store.reading() as reader:
        identity = reader.identity
        assistant.reindex(rebuild=True)
        assert reader.identity == identity
        assert reader.documents()
    with store.reading() as reader:
        assert reader.identity != identity
        assert reader.generation == 2


def test_a_failed_rebuild_leaves_the_old_store_and_nothing_else(
    make_assistant: AssistantMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    before = set((tmp_path / "var").glob("*.db"))
    with monkeypatch.context() as patch:
        patch.setattr("index.build.text_sha256", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assistant.reindex(rebuild=True)
    assert set((tmp_path / "var").glob("*.db")) == before
    assert assistant.sources()


def test_a_folder_in_place_of_the_store_is_named(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "var/store.db").mkdir(parents=True)
    assistant = make_assistant({"water.md": BRIEFING})
    for attempt in (assistant.sources, assistant.reindex, lambda: assistant.reindex(rebuild=True)):
        with pytest.raises(StoreError, match=r"store\.db is a folder"):
            attempt()


def test_a_plain_file_of_an_earlier_format_is_replaced_whole(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    alter(tmp_path, "CREATE TABLE meta (key TEXT, value TEXT)")
    alter(tmp_path, "INSERT INTO meta VALUES ('format', '1')")
    (tmp_path / "var/store.db-wal").write_bytes(b"")
    assistant = make_assistant({"water.md": BRIEFING})
    with pytest.raises(StoreError, match=r"format 1.*--rebuild"):
        assistant.sources()
    assert assistant.reindex(rebuild=True).added == ("water.md",)
    assert assistant.sources()
    assistant.reindex()
    assert not (tmp_path / "var/store.db-wal").exists()


def test_a_second_writer_waits_and_then_compares_for_itself(
    make_assistant: AssistantMaker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "index")
    assistant = make_assistant({"water.md": BRIEFING})
    with ThreadPoolExecutor(1) as pool:
        with Store(tmp_path / "var").writing():
            second = pool.submit(assistant.reindex)
            while "waiting for it to finish" not in caplog.text:
                assert not second.done()
                time.sleep(0.01)
            (tmp_path / "documents/later.md").write_text("A text that came while it waited.", encoding="utf-8")
        assert second.result().added == ("later.md", "water.md")
    assert caplog.text.count("waiting for it to finish") == 1
