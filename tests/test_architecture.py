"""The rules of the house: one way of flow, and one home for each outside library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

LAYERS = ("knowledge", "index", "bot")
HOMES = {
    "yaml": {"knowledge/yaml_text.py"},
    "sentencex": {"knowledge/sentences.py"},
    "markdown_it": {"knowledge/markdown.py"},
    "Stemmer": {"knowledge/words.py"},
    "babel": {"knowledge/headline.py"},
    "dateutil": {"knowledge/dates.py"},
    "trafilatura": {"knowledge/formats/html.py"},
    "pypdfium2": {"knowledge/formats/pdf_lines.py"},
    "docx": {"knowledge/formats/docx.py"},
    "charset_normalizer": {"knowledge/encoding.py"},
    "faiss": {"index/searching/vectors.py"},
    "threadpoolctl": {"index/searching/vectors.py"},
    "sentence_transformers": {"index/engines/sentence_transformer.py", "index/engines/cross_encoder.py"},
    "transformers": {"index/engines/sentence_transformer.py"},
    "torch": {"index/engines/export.py"},
    "onnx": {"index/engines/runtime.py"},
    "onnxruntime": {"index/engines/runtime.py"},
    "tokenizers": {"index/engines/compiled.py"},
    "rapidfuzz": {"index/searching/spelling.py"},
    "huggingface_hub": {"index/engines/models.py"},
    "filelock": {"index/storage/store.py"},
    "dotenv": {"bot/config.py"},
    "aiohttp": {"bot/discord/errors.py"},
    "rich": {"bot/terminal/screen.py"},
    "watchfiles": {"knowledge/watching.py"},
    "click": {
        "bot/terminal/commands.py",
        "bot/terminal/options.py",
        "bot/terminal/overview.py",
        "bot/terminal/watch_commands.py",
        "bot/terminal/discord_commands.py",
        "bot/terminal/session.py",
        "bot/terminal/chat.py",
    },
}
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports relatively"
            yield str(node.module)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_never_go_upward(file: Path) -> None:
    layer = LAYERS.index(file.relative_to(ROOT).parts[0])
    upward = [name for name in imports(file) if name.split(".")[0] in LAYERS[layer + 1 :]]
    assert not upward


def test_storage_knows_no_search_and_models_know_neither() -> None:
    order = ("engines", "storage", "searching")
    for at, package in enumerate(order):
        files = list((ROOT / "index" / package).rglob("*.py"))
        known = {tuple(name.split(".")[:2]) for file in files for name in imports(file)}
        assert len(files) > 1
        assert known.isdisjoint(("index", later) for later in order[at + 1 :])


def test_front_ends_know_the_facade_and_not_each_other() -> None:
    fronts = {("bot", "terminal"), ("bot", "discord")}
    known = {
        (file.relative_to(ROOT).parts[:2], tuple(name.split(".")[:2]))
        for file in (ROOT / "bot").rglob("*.py")
        for name in imports(file)
        if tuple(name.split(".")[:2]) in fronts
    }
    # The commands of the command line start the one in Discord and sync its commands.
    assert {(user, used) for user, used in known if user != used} == {
        (("bot", "__main__.py"), ("bot", "terminal")),
        (("bot", "terminal"), ("bot", "discord")),
    }


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    users = {str(file.relative_to(ROOT)) for file in FILES if library in {n.split(".")[0] for n in imports(file)}}
    assert users == HOMES[library]


def test_discord_has_one_folder() -> None:
    users = {file for file in FILES if "discord" in {name.split(".")[0] for name in imports(file)}}
    assert users
    assert {file.relative_to(ROOT).parts[:2] for file in users} == {("bot", "discord")}


def test_only_the_configuration_reads_the_environment() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in FILES
        if any(word in file.read_text(encoding="utf-8") for word in ("os.environ[", "os.environ.get", "os.getenv"))
    }
    assert readers <= {"bot/config.py"}


def test_files_stay_small_enough_to_read() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name: lines for name, lines in long.items() if lines > 350} == {}
