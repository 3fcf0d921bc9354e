"""Only what changed is embedded, a build is all or nothing, and an empty folder wipes nothing."""

from pathlib import Path

import pytest

from index.errors import BuildRefused, StoreError
from knowledge.errors import KnowledgeError
from tests.conftest import BRIEFING, SHIPPED, AssistantMaker, CountingLoader


def test_a_second_build_neither_embeds_nor_loads_the_model(
    make_assistant: AssistantMaker, loader: CountingLoader
) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    first = assistant.reindex()
    calls, texts = loader.calls, len(loader.embedder.texts)
    second = assistant.reindex()
    assert first.added == ("talks.txt", "water.md")
    assert (second.unchanged, second.embedded, second.generation) == (2, 0, first.generation)
    assert (loader.calls, len(loader.embedder.texts)) == (calls, texts)


def test_an_edit_embeds_only_the_passages_it_touches(
    make_assistant: AssistantMaker, loader: CountingLoader, tmp_path: Path
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    loader.embedder.texts.clear()
    (tmp_path / "documents/water.md").write_text(BRIEFING.replace("ten days", "twelve days"), encoding="utf-8")
    report = assistant.reindex()
    assert report.changed == ("water.md",)
    assert report.embedded == 1
    assert loader.embedder.texts == [
        "Two of the five pumps stopped on 1 March. Engineers expect spare parts within twelve days."
    ]


def test_a_rename_embeds_nothing(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    (tmp_path / "documents/water.md").rename(tmp_path / "documents/camps.md")
    report = assistant.reindex()
    assert (report.added, report.removed, report.embedded) == (("camps.md",), ("water.md",), 0)


def test_a_removed_document_is_gone_from_everything(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    (tmp_path / "documents/water.md").unlink()
    assistant.reindex()
    assert [each.name for each in assistant.sources()] == ["talks.txt"]
    assert {hit.passage.document.name for hit, _ in assistant.retrieve("water in the camps", 50)} == {"talks.txt"}
    assert not [each for each in assistant.cautions().cautions if each.title == "Cholera"]


def test_an_empty_folder_wipes_nothing_without_being_told_to(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    (tmp_path / "documents/water.md").unlink()
    with pytest.raises(BuildRefused, match="--allow-removals"):
        assistant.reindex()
    assert assistant.sources()
    assert assistant.reindex(allow_removals=True).removed == ("water.md",)
    assert not assistant.sources()


def test_a_missing_folder_is_an_error_and_the_index_still_serves(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    (tmp_path / "documents").rename(tmp_path / "unmounted")
    with pytest.raises(KnowledgeError, match="does not exist"):
        assistant.reindex()
    assert assistant.sources()


def test_bad_files_are_reported_and_the_rest_is_indexed(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant(
        {"a.md": BRIEFING, "binary.txt": b"\x00\x01\x02" * 100, "empty.md": b" \n", "photo.jpg": b"\xff\xd8"}
    )
    with (tmp_path / "documents/huge.txt").open("wb") as stream:
        stream.truncate(200 << 20)
    report = assistant.reindex()
    assert report.added == ("a.md",)
    assert {each.name for each in report.failed} == {"binary.txt", "empty.md", "photo.jpg", "huge.txt"}
    assert assistant.status().ok
    assert {name for name, found in assistant.status().findings if found.check == "unreadable"} == {
        "binary.txt", "empty.md", "photo.jpg", "huge.txt",
    }  # fmt: skip


def test_a_document_that_became_unreadable_keeps_its_last_good_text(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    (tmp_path / "documents/water.md").write_bytes(b"\x00" * 50)
    report = assistant.reindex()
    assert [each.name for each in report.failed] == ["water.md"]
    assert "nine litres" in assistant.show("water.md").text


def test_a_rebuild_embeds_everything_again_and_drops_the_old(
    make_assistant: AssistantMaker, loader: CountingLoader
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    first = assistant.reindex()
    loader.embedder.texts.clear()
    second = assistant.reindex(rebuild=True)
    assert second.embedded == first.embedded == len(loader.embedder.texts)
    assert second.generation == first.generation + 1
    assert assistant.status().counts["embeddings"] == first.embedded


def test_a_failure_while_embedding_leaves_the_old_generation_serving(
    make_assistant: AssistantMaker, loader: CountingLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    before = assistant.reindex().generation

    def fail(*_: object) -> None:
        raise MemoryError

    (tmp_path / "documents/more.md").write_text("Another text about wells and their depth.", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(loader.embedder, "embed_tokens", fail)
        with pytest.raises(MemoryError):
            assistant.reindex()
    assert assistant.status().generation == before
    assert assistant.reindex().added == ("more.md",)


def test_changed_settings_split_every_document_again(make_assistant: AssistantMaker) -> None:
    long = {"long.md": "\n\n".join(f"Sentence number {n} speaks of the well in district {n}." for n in range(60))}
    few = make_assistant(long).reindex()
    passages = make_assistant(long).status().counts["passages"]
    smaller = make_assistant(long, index={"folder": "var", "passage_tokens": 64})
    report = smaller.reindex()
    assert (report.added, report.changed, report.unchanged) == ((), (), 1)
    assert report.generation == few.generation + 1
    assert smaller.status().counts["passages"] > passages


def test_a_store_of_another_model_is_refused_naming_both(
    make_assistant: AssistantMaker, loader: CountingLoader
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    loader.name = "another/model"
    with pytest.raises(StoreError, match=r"all-MiniLM-L6-v2.*another/model.*--rebuild"):
        assistant.reindex()
