"""Processes that may be killed: one imports everything and forks another for each job, so that a job starts at once.

`python -m tests.index.doomed` reads a job a line as JSON, answers with the process id, and then with
how it ended; what a job returns stands in the file that it names.
"""

import hashlib
import json
import os
import re
import resource
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from index.build import build
from index.embedding import ModelIdentity, QuestionEmbedder, TokenVectors, Vectors
from index.preparing import BuildSettings
from index.searching.search import Searcher, SearchSettings
from index.storage import opening, store
from index.storage.archive import Archive
from index.storage.reading import Reader
from index.storage.store import Store
from index.storage.writing import Writer
from knowledge.library import Library
from knowledge.words import Analyzer

SETTINGS = BuildSettings(200, ("risk",), Analyzer(), 0.5)
_DIMENSION = 16


class QuickEmbedder:
    """Stands for the model where only the store is tested: a vector is made of the hashes of a text's words."""

    identity = ModelIdentity("quick", "0" * 64, _DIMENSION)
    max_tokens = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.embed_tokens(texts)[0]

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        return zip(range(len(texts)), *self.embed_tokens(texts), strict=True)

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        found = [self._tokens(text) for text in texts]
        sums = np.array([each.vectors.sum(axis=0) for each in found], dtype=np.float32).reshape(-1, _DIMENSION)
        return sums / np.linalg.norm(sums, axis=1, keepdims=True), found

    def begin(self, question: str) -> Future[tuple[Vectors, list[TokenVectors]]]:
        done: Future[tuple[Vectors, list[TokenVectors]]] = Future()
        done.set_result(self.embed_tokens([question]))
        return done

    def _tokens(self, text: str) -> TokenVectors:
        words = list(re.finditer(r"\S+", text))
        vectors = np.array([_vector(word[0]) for word in words], dtype=np.float32)
        return TokenVectors(
            ids=np.zeros(len(words), dtype=np.int32),
            starts=np.array([word.start() for word in words], dtype=np.int64),
            vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        )


def _vector(word: str) -> list[float]:
    return [byte - 127.5 for byte in hashlib.sha256(word.lower().encode()).digest()[:_DIMENSION]]


class QuickLoader:
    """Loads the quick embedder."""

    name = "quick"
    precision = "fp32"

    def __call__(self) -> QuestionEmbedder:
        return QuickEmbedder()


def records_of(store: Path) -> Path:
    """Name the folder of a store's archive."""
    return store.with_name(f"{store.name}-records")


def few_probabilities() -> dict[str, float]:
    """Stand for the table of common words, which would make up nearly all of a small store."""
    return {"water": 0.05, "camp": 0.02, "pump": 0.01}


def kinds_seen(reader: Reader) -> set[str]:
    """Read a whole generation and return the kinds its documents are of; fail where it is not whole."""
    documents = reader.documents()
    kinds = set()
    for document in documents:
        text = reader.text(document.id)
        assert hashlib.sha256(text.encode()).hexdigest() == document.sha256
        assert reader.sections(document.id)[-1].span.end <= len(text)
        kinds |= set(re.findall(r"kind (\w+)", text))
    ids = [int(key) for block, _, _ in reader.passages_after(0) for key in block]
    passages = reader.passages(ids)
    assert len(passages) == len(ids) == sum(document.passages for document in documents) == len(reader.tokens(ids))
    frequencies = reader.words.frequencies(["pump"])
    found = reader.words.candidates(frequencies, len(ids) + 1)
    assert sorted(found) == sorted(ids)
    assert frequencies["pump"] == len(ids)
    counts = reader.outlines(ids, np.array([reader.words.listed(["pump"])["pump"].id])).counts
    assert counts.inside.shape == (len(ids), 1)
    assert (counts.inside >= 1).all()
    return kinds


def _build(job: dict[str, Any]) -> object:
    points: list[str] = []

    def point(name: str) -> None:
        points.append(name)
        if len(points) == job.get("die_at"):
            os.kill(os.getpid(), signal.SIGKILL)

    if "die_at" in job:
        _report_points(point)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (job.get("most_bytes", limits[0]), limits[1]))
    try:
        report = build(
            Library(Path(job["documents"]), 1 << 20),
            Store(Path(job["store"])),
            QuickLoader(),
            SETTINGS,
            archive=Archive(records_of(Path(job["store"])), 0),
            rebuild=job.get("rebuild", False),
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    return {"report": asdict(report), "points": points}


def _report_points(point: Callable[[str], None]) -> None:
    """Call `point` before each SQL statement of the writer, after publishing, and before the store's folder changes."""
    to_write, publish, sync = opening.to_write, Writer.publish, os.fsync

    def traced(file: Path, *, create: bool = False) -> sqlite3.Connection:
        connection = to_write(file, create=create)
        connection.set_trace_callback(lambda statement: point(statement.split(maxsplit=1)[0]))
        return connection

    def published(writer: Writer, *arguments: Any) -> int:
        generation = publish(writer, *arguments)
        point("published")
        return generation

    def synced(number: int) -> None:
        point("fsync")
        sync(number)

    def reported(name: str) -> None:
        original = getattr(Path, name)

        def changing(path: Path, *arguments: Any, **options: Any) -> Any:
            point(name)
            return original(path, *arguments, **options)

        setattr(Path, name, changing)

    for name in ("symlink_to", "replace", "unlink"):
        reported(name)
    for place, name, instead in (
        (opening, "to_write", traced), (Writer, "publish", published), (os, "fsync", synced),
    ):  # fmt: skip
        setattr(place, name, instead)


def _write_again_and_again(job: dict[str, Any]) -> object:
    """Bring the store from the other writer's kind to its own, until told to stop; every third time anew."""
    done = 0
    while not Path(job["stop"]).exists():
        done += 1
        build(
            Library(Path(job["documents"]), 1 << 20), Store(Path(job["store"])), QuickLoader(), SETTINGS,
            archive=Archive(records_of(Path(job["store"])), 0), rebuild=done % 3 == 0,
        )  # fmt: skip
    return done


def _read_again_and_again(job: dict[str, Any]) -> object:
    """Read whole generations and search them, until told to stop."""
    place, done = Store(Path(job["store"])), 0
    searcher = Searcher(QuickLoader(), Analyzer(), SearchSettings(20, 10, 100), Path(job["store"]))
    while not Path(job["stop"]).exists():
        with place.reading() as reader:
            kinds = kinds_seen(reader)
            assert len(kinds) == 1, f"a generation of {kinds}"
            found = searcher.search(reader, "When did the pumps stop?")
            texts = [reader.text(hit.passage.document.id) for hit in found.hits]
            assert len(texts) == 10
            assert all(f"kind {next(iter(kinds))}" in text for text in texts)
        done += 1
    return done


def _read_as_nobody(job: dict[str, Any]) -> object:
    if os.getuid() == 0:
        os.setuid(65534)
    assert not os.access(job["store"], os.W_OK)
    with Store(Path(job["store"])).reading() as reader:
        return [reader.generation, sorted(kinds_seen(reader))]


_JOBS = {"build": _build, "write": _write_again_and_again, "read": _read_again_and_again, "nobody": _read_as_nobody}


def _do(job: dict[str, Any]) -> None:
    try:
        result: object = _JOBS[job["do"]](job)
        failure = ""
    except Exception as error:
        result, failure = None, f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
    with Path(job["answer"]).open("w", encoding="utf-8") as stream:
        json.dump({"result": result, "failure": failure}, stream)


def _warm_up() -> None:
    """Load what is loaded on first use, so that no job has to."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "a.md").write_text("# Water\n\nThe pumps in Gaza stopped on 3 May.", encoding="utf-8")
        build(Library(Path(home), 1 << 20), Store(Path(home) / "var"), QuickLoader(), SETTINGS)


def main() -> None:
    setattr(store, "probabilities", few_probabilities)  # noqa: B010  (what it is imported as is no one else's)
    _warm_up()
    running: dict[int, int] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            status = os.waitpid(running.pop(job["wait"]), 0)[1]
            print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)
            continue
        process = os.fork()
        if not process:
            _do(job)
            os._exit(0)
        running[process] = process
        print(json.dumps(process), flush=True)


if __name__ == "__main__":
    main()
