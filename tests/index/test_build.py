"""Only what changed is embedded, a build is all or nothing, and an empty folder wipes nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

import index.build
import index.preparing
from bot.terminal.commands import run
from bot.terminal.session import Session
from index.errors import BuildRefused, StoreError
from index.storage.writing import Writer
from knowledge.errors import KnowledgeError
from knowledge.model import Document
from tests import ROOT, SHIPPED
from tests.conftest import BRIEFING, AssistantMaker, CountingLoader


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


def test_editing_one_paragraph_of_200_documents_embeds_that_paragraph(
    make_assistant: AssistantMaker, loader: CountingLoader, tmp_path: Path
) -> None:
    text = "# Camp {0}\n\n## Water\n\nWell {0} gives {0} litres.\n\n## Food\n\nStore {0} holds {0} bags.\n"
    documents = {f"{number:03d}.md": text.format(number) for number in range(200)}
    assistant = make_assistant(documents)
    assert assistant.reindex().embedded == 400
    loader.embedder.texts.clear()
    edited = documents["077.md"].replace("77 bags", "12 bags")
    (tmp_path / "documents/077.md").write_text(edited, encoding="utf-8")
    assert (assistant.reindex().embedded, loader.embedder.texts) == (1, ["Store 77 holds 12 bags."])


def test_an_index_run_without_changes_imports_no_model(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    make_assistant({"water.md": BRIEFING}).reindex()
    config = str(tmp_path / "config.yaml")
    code = f"""import sys
from bot.terminal.commands import run
assert run(["--config", {config!r}, "index"]) == 0
print([each for each in ("torch", "onnxruntime", "sentence_transformers", "tokenizers") if each in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "1 unchanged, 0 passages embedded" in " ".join(done.stdout.split())
    assert done.stdout.splitlines()[-1] == "[]"


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


@pytest.mark.parametrize(("indexed", "removed", "refused"), [(1, 1, True), (2, 1, False), (2, 2, True), (3, 2, True)])
def test_more_than_the_configured_share_gone_at_once_stops_and_asks(
    make_assistant: AssistantMaker, tmp_path: Path, indexed: int, removed: int, *, refused: bool
) -> None:
    names = [f"{number}.md" for number in range(indexed)]
    assistant = make_assistant({name: f"Well {name} ran dry." for name in names})
    before = assistant.reindex().generation
    for name in names[:removed]:
        (tmp_path / "documents" / name).unlink()
    if not refused:
        assert assistant.reindex().removed == tuple(names[:removed])
        return
    gone = "the only document is" if indexed == 1 else f"{removed} of {indexed} documents are"
    told = f"{gone} gone .* `index --allow-removals`.*nothing was changed"
    with pytest.raises(BuildRefused, match=told):
        assistant.reindex()
    assert (assistant.status().generation, len(assistant.sources())) == (before, indexed)
    assert assistant.reindex(allow_removals=True).removed == tuple(names[:removed])


def test_what_was_expected_to_be_gone_does_not_count_and_lets_nothing_else_go(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    names = [f"{number}.md" for number in range(4)]
    assistant = make_assistant({name: f"Well {name} ran dry." for name in names})
    assistant.reindex()
    for name in names[:3]:
        (tmp_path / "documents" / name).unlink()
    with pytest.raises(BuildRefused, match="2 of 3 documents are gone"):
        assistant.reindexer.run(expected_gone=names[:1])
    assert len(assistant.sources()) == 4
    assert assistant.reindexer.run(expected_gone=names[:2]).report.removed == tuple(names[:3])
    (tmp_path / "documents" / names[3]).unlink()
    assert assistant.reindexer.run(expected_gone=names).report.removed == (names[3],)


@pytest.mark.parametrize(("share", "refused"), [(0.0, True), (0.3, False), (0.2, True)])
def test_the_share_is_configured(
    make_assistant: AssistantMaker, tmp_path: Path, share: float, *, refused: bool
) -> None:
    settings = {"documents": {"folder": "documents", "max_removed_share": share}}
    assistant = make_assistant({f"{number}.md": f"Well {number} ran dry." for number in range(4)}, **settings)
    assistant.reindex()
    (tmp_path / "documents/0.md").unlink()
    if refused:
        with pytest.raises(BuildRefused, match="1 of 4 documents"):
            assistant.reindex()
    else:
        assert assistant.reindex().removed == ("0.md",)


def test_a_folder_that_was_always_empty_is_indexed_without_asking(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({})
    assert assistant.reindex().generation == 1
    assert assistant.reindex().removed == ()


def test_a_refusal_reaches_programs_as_an_error(
    make_assistant: AssistantMaker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(make_assistant({"water.md": BRIEFING}))
    assert run(["index", "--json"], session) == 0
    (tmp_path / "documents/water.md").unlink()
    capsys.readouterr()
    assert run(["index", "--json"], session) == 1
    (line,) = capsys.readouterr().out.splitlines()
    payload = json.loads(line)
    assert list(payload) == ["error"]
    assert "the only document is gone" in payload["error"]
    assert "`index --allow-removals`" in payload["error"]
    assert run(["index", "--json", "--allow-removals"], session) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == ["water.md"]


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
    assert report.stale == ("water.md",)
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
        patch.setattr(loader.embedder, "embed_each", fail)
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


def test_what_another_version_read_is_read_again_and_only_what_differs_is_embedded(
    make_assistant: AssistantMaker, loader: CountingLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<html><body><article><p>The wells are deep.</p><p>The road is {}open.</p></article></body></html>"
    assistant = make_assistant({"water.md": BRIEFING, "road.html": page.format("<s>not </s>")})
    with monkeypatch.context() as patch:
        patch.setattr("knowledge.formats.html_unseen.is_marked", lambda _: False)
        patch.setattr("index.build.reading", lambda: "an older way")
        first = assistant.reindex()
    assert "not open" in assistant.show("road.html").text
    found = assistant.status()
    assert (found.ok, found.mend, len(found.settings)) == (False, "run `index`", 1)
    report = assistant.reindex()
    assert (report.changed, report.unchanged, report.generation) == ((), 2, first.generation + 1)
    assert report.embedded == 1
    assert [each.new.name for each in report.changes if each.new] == ["road.html"]
    assert "The road is open." in assistant.show("road.html").text
    assert assistant.status().ok
    assert assistant.reindex().generation == report.generation


def test_a_store_of_another_model_is_refused_naming_both(
    make_assistant: AssistantMaker, loader: CountingLoader
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    loader.name = "another/model"
    with pytest.raises(StoreError, match=r"all-MiniLM-L6-v2.*another/model.*--rebuild"):
        assistant.reindex()


def test_a_failed_file_is_neither_read_again_nor_loads_the_model_until_it_changes(
    make_assistant: AssistantMaker, loader: CountingLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "empty.md": " \n"})
    assistant.reindex()
    calls = loader.calls
    with monkeypatch.context() as patch:
        patch.setattr("knowledge.library.read_document", lambda *_: pytest.fail("read again"))
        report = assistant.reindex()
    assert [each.name for each in report.failed] == ["empty.md"]
    assert loader.calls == calls
    (tmp_path / "documents/empty.md").write_text("Now it speaks of wells and their depth.", encoding="utf-8")
    assert assistant.reindex().added == ("empty.md",)
    assert not assistant.reindex().failed


def test_only_unreadable_files_load_no_model(make_assistant: AssistantMaker, loader: CountingLoader) -> None:
    assert make_assistant({"empty.md": " "}).reindex().failed
    assert not loader.calls


@pytest.mark.parametrize("step", ["sections_of", "check_document", "cautions_of", "passages_of"])
def test_an_odd_document_fails_alone(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    original = getattr(index.preparing, step)

    def fail(document: Document, *rest: object) -> object:
        if document.name == "odd.md":
            raise KeyError("odd")
        return original(document, *rest)

    monkeypatch.setattr(index.preparing, step, fail)
    report = make_assistant({"water.md": BRIEFING, "odd.md": "Some text about wells."}).reindex()
    assert report.added == ("water.md",)
    assert [(each.name, "KeyError" in each.reason) for each in report.failed] == [("odd.md", True)]


def test_half_a_character_in_the_front_matter_stops_nothing(make_assistant: AssistantMaker) -> None:
    documents = {"water.md": BRIEFING, "odd.md": '---\ntitle: "a \\uD800"\n---\nSome text about wells.'}
    report = make_assistant(documents).reindex()
    assert "water.md" in report.added


def test_a_rebuild_over_an_emptied_folder_asks_first(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    (tmp_path / "documents/water.md").unlink()
    with pytest.raises(BuildRefused, match="--allow-removals"):
        assistant.reindex(rebuild=True)
    assert assistant.sources()
    assistant.store.close()
    (tmp_path / "var/store.db").resolve().write_bytes(b"garbage" * 1000)
    (tmp_path / "documents/empty.md").write_text(" ")
    with pytest.raises(BuildRefused, match="--allow-removals"):
        assistant.reindex(rebuild=True)
    assert assistant.reindex(rebuild=True, allow_removals=True).generation == 1
    assert not assistant.sources()


def test_a_rebuild_asks_before_it_drops_the_last_good_text(make_assistant: AssistantMaker, tmp_path: Path) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    assistant.reindex()
    (tmp_path / "documents/water.md").write_bytes(b"\x00" * 50)
    with pytest.raises(BuildRefused, match=r"water\.md.*--allow-removals"):
        assistant.reindex(rebuild=True)
    assert "nine litres" in assistant.show("water.md").text


def test_an_interrupted_first_build_of_another_model_leaves_nothing_of_it(
    make_assistant: AssistantMaker, loader: CountingLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assistant.reindex()
    texts = len(loader.embedder.texts)
    assert texts
    with monkeypatch.context() as patch:
        other = replace(loader.embedder.identity, sha256="f" * 64)
        patch.setattr(type(loader.embedder), "identity", other)
        patch.setattr(Writer, "publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assistant.reindex()
    assert len(loader.embedder.texts) == 2 * texts
    assert assistant.reindex().embedded == texts
    assert assistant.status().model == loader.embedder.identity


def test_embeddings_are_kept_in_small_steps(
    make_assistant: AssistantMaker, loader: CountingLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "_TEXTS_A_COMMIT", 2)
    parts = (f"## Part {n}\n\nWell {n} gives {n} litres a day.\n" for n in range(6))
    assistant = make_assistant({"wells.md": "\n".join(parts)})
    original = loader.embedder.embed_each

    def fail_late(texts: Sequence[str]) -> Iterator[object]:
        yield from islice(original(texts), 4)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(loader.embedder, "embed_each", fail_late)
        with pytest.raises(MemoryError):
            assistant.reindex()
    assert assistant.reindex().embedded == 2
