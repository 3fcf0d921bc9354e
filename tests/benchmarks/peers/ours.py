"""This project, measured as its peers are: `... peers.ours fp32|int8 build|serve FOLDER STARTED`."""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import resident_mb
from tests.benchmarks.synthetic import assistant_in


def build(folder: Path, precision: str) -> dict[str, Any]:
    """Index the passages, a document each."""
    documents = folder / "documents"
    documents.mkdir(exist_ok=True)
    texts = json.loads((folder / "passages.json").read_text())
    for number, text in enumerate(texts):
        (documents / f"{number:05}.txt").write_text(text, encoding="utf-8")
    assistant = assistant_in(folder, precision=precision)
    assistant.searcher._load()
    begun = time.perf_counter()
    assistant.reindex()
    return {"build, passages/s": round(len(texts) / (time.perf_counter() - begun), 1)}


def serve(folder: Path, precision: str, started: float) -> dict[str, Any]:
    """Retrieve, hybrid and rescored, ten passages a question."""
    asked = json.loads((folder / "questions.json").read_text())
    assistant = assistant_in(folder, precision=precision)
    assistant.retrieve(asked[0], 10)
    first = time.time() - started
    for each in asked[1:20]:
        assistant.retrieve(each, 10)
    taken = []
    for each in asked[20:]:
        begun = time.perf_counter()
        assistant.retrieve(each, 10)
        taken.append(time.perf_counter() - begun)
    memory = resident_mb()
    begun = time.perf_counter()
    (folder / "documents" / "added.txt").write_text("The lighthouse was painted in nine colours by its keeper.")
    assistant.reindex()
    hits = assistant.retrieve("Who painted the lighthouse?", 10)
    added = time.perf_counter() - begun
    if "lighthouse" not in hits[0][1]:
        raise RuntimeError("what was added is not found")
    return {
        "restart to first answer, s": round(first, 2),
        "question p50, ms": round(statistics.median(taken) * 1000, 1),
        "resident, MB": memory,
        "one added and served, ms": round(added * 1000, 1),
    }


if __name__ == "__main__":
    precision, what, where, started = sys.argv[1:]
    home = Path(where)
    print(json.dumps(build(home, precision) if what == "build" else serve(home, precision, float(started))))
