"""The parts of the benchmark, each yielding figures under a label."""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from bot.assistant import Assistant
from bot.config import load_config
from index.embedding import ModelIdentity, QuestionEmbedder
from index.engines.models import BUNDLED_MODEL
from tests.benchmarks.measure import in_own_process, whole_process
from tests.benchmarks.sets import WORK
from tests.benchmarks.synthetic import assistant_in, discard, facts, fill
from tests.benchmarks.texts import QUESTIONS, paragraphs
from tests.index.doomed import QuickEmbedder

Figures: TypeAlias = Iterator[tuple[str, dict[str, Any]]]

_BUILT = 1000
_UNCHANGED = 10_000
_SERVING = "tests.benchmarks.serving"


def build(_: Sequence[int]) -> Figures:
    """Build from real texts, start, and reindex what is unchanged."""
    home = WORK / "build"
    shutil.rmtree(home, ignore_errors=True)
    _write(home / "documents", _BUILT)
    assistant = assistant_in(home)
    assistant.searcher._load()
    begun = time.perf_counter()
    assistant.reindex()
    taken = time.perf_counter() - begun
    passages = _passages(assistant)
    yield (
        "build",
        {
            "passages": passages,
            "build, passages/s": round(passages / taken, 1),
            "disk, bytes/passage": round(_bytes(home / "var") / passages),
        },
    )
    shutil.copytree(WORK / "models", home / "var" / "models", dirs_exist_ok=True)
    config = str(home / "config.yaml")
    yield (
        "start",
        {
            "restart to first answer, s": whole_process("--config", config, "ask", QUESTIONS[0]),
            "unchanged reindex, s": whole_process("--config", config, "index", runs=3),
        },
    )


def unchanged(_: Sequence[int]) -> Figures:
    """Run `index` over passages of which none changed: many in a file, and each in its own."""
    for files in (_UNCHANGED // 10, _UNCHANGED):
        home = WORK / f"unchanged-{files}"
        shutil.rmtree(home, ignore_errors=True)
        texts = list(islice(paragraphs(), _BUILT))
        (home / "documents").mkdir(parents=True)
        for number in range(files):
            # A number of its own lets a repeated paragraph be a passage of its own.
            parts = (
                f"## Part {number}-{part}\n\nRecord {number}-{part}. {texts[(number + part) % _BUILT]}"
                for part in range(_UNCHANGED // files)
            )
            text = "\n\n".join([f"# Note {number}", *parts])
            (home / "documents" / f"{number:05}.md").write_text(text + "\n", encoding="utf-8")
        assistant_in(home)
        assistant = Assistant(load_config(home / "config.yaml"), _Quick())
        assistant.reindex()
        yield (
            f"unchanged, {files} files",
            {
                "passages": _passages(assistant),
                "unchanged reindex, s": whole_process("--config", str(home / "config.yaml"), "index", runs=3),
            },
        )
        shutil.rmtree(home)


class _QuickEmbedder(QuickEmbedder):
    identity = ModelIdentity(BUNDLED_MODEL, "0" * 64, QuickEmbedder.identity.dimension)


class _Quick:
    """Stands for the bundled model where nothing is to be embedded when it counts."""

    name = BUNDLED_MODEL
    precision = "fp32"

    def __call__(self) -> QuestionEmbedder:
        return _QuickEmbedder()


def scale(sizes: Sequence[int]) -> Figures:
    """Serve stores of synthetic rows."""
    for size in sizes:
        home = filled(size)
        assistant = assistant_in(home)
        made = {"passages": size, "disk, bytes/passage": round(_bytes(home / "var") / size)}
        # Apart from each other, so that the memory of exact search is not taken for that of serving.
        found = in_own_process(_SERVING, str(home), "recall")["recall@10"]
        yield f"scale {size}", {**made, **in_own_process(_SERVING, str(home), "stages"), "recall@10": found}
        yield f"scale {size} one added", _one_added(home, assistant)


def together(_: Sequence[int]) -> Figures:
    """Ask 200 questions at once."""
    yield "together", in_own_process(_SERVING, str(filled(_UNCHANGED)), "together")


PARTS: dict[str, Callable[[Sequence[int]], Figures]] = {
    "build": build,
    "unchanged": unchanged,
    "scale": scale,
    "together": together,
}


def filled(size: int) -> Path:
    """Return the folder of a synthetic store, filled on first use."""
    home = WORK / f"scale-{size}"
    if not facts(home):
        discard(home)
        assistant = assistant_in(home)
        begun = time.perf_counter()
        fill(assistant, assistant.searcher._load(), size)
        (home / "facts.json").write_text(json.dumps({"fill, s": round(time.perf_counter() - begun)}), encoding="utf-8")
    return home


def _one_added(home: Path, assistant: Assistant) -> dict[str, Any]:
    """Add one document of one passage several times, each until its text is what a search finds first."""
    from tests.benchmarks.adding import seconds_to_add

    taken = sorted(seconds_to_add(assistant, number) for number in range(7))
    return {"one document added and served, ms": round(taken[3] * 1000, 1)}


def _write(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number, text in enumerate(islice(paragraphs(), count)):
        (folder / f"{number:05}.md").write_text(f"# Note {number}\n\n{text}\n", encoding="utf-8")


def _passages(assistant: Assistant) -> int:
    with assistant.store.reading() as reader:
        return reader.count("passages")


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file() and not file.is_symlink())
