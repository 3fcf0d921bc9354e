"""Measure one store while it serves, in a process of its own: `python -m tests.benchmarks.serving HOME`."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bot.assistant import Assistant
from bot.workers import Workers
from index.embedding import Vectors
from tests.benchmarks.measure import milliseconds, peak_mb, resident_mb, spread
from tests.benchmarks.synthetic import assistant_in
from tests.benchmarks.texts import questions

_RECALL_QUERIES = 40


def stages(assistant: Assistant) -> dict[str, float]:
    """Return medians and 95th percentiles of the stages of a question."""
    asked = questions(220)
    warm, asked = asked[:20], asked[20:]
    begun = time.perf_counter()
    assistant.ask(warm[0])
    first = time.perf_counter() - begun
    embedder = assistant.searcher._load()
    vectors = dict(zip(asked, embedder.embed(asked), strict=True))
    searcher, analyzer = assistant.searcher, assistant._analyzer
    with assistant.store.reading() as reader:
        resident = searcher._current(reader, embedder)

        def words(question: str) -> None:
            reader.words.candidates(reader.words.frequencies(list(dict.fromkeys(analyzer.terms(question)))), 50)

        def search(question: str) -> None:
            searcher.search(reader, question)

        def candidates(question: str) -> None:
            searcher.candidates(reader, question)

        for question in warm:
            search(question)
        figures = (
            spread("embed", milliseconds(lambda each: embedder.embed_tokens([each]), asked))
            | spread("dense", milliseconds(lambda q: resident.vectors.search(vectors[q], 50, reader.vectors_of), asked))
            | spread("lexical", milliseconds(words, asked))
            | spread("embed and retrieve", milliseconds(candidates, asked))
            | spread("the same and compare by tokens", milliseconds(search, asked))
        )
    figures |= spread("whole answer", milliseconds(assistant.ask, asked))
    return {"ready and first answer, s": round(first, 2), **figures}


def recall(assistant: Assistant) -> dict[str, float]:
    """Return how many of the ten nearest to real questions are found, against comparing every vector."""
    embedder = assistant.searcher._load()
    queries = embedder.embed(questions(_RECALL_QUERIES))
    with assistant.store.reading() as reader:
        return {"recall@10": _recall(assistant.searcher._current(reader, embedder), queries, reader)}


def _recall(resident: Any, queries: Vectors, reader: Any) -> float:
    best = [np.empty((0, 2)) for _ in queries]
    for ids, _, block in reader.passages_after(0):
        for at, cosines in enumerate(queries @ block.T):
            top = np.argpartition(-cosines, min(10, len(cosines) - 1))[:10]
            both = np.concatenate([best[at], np.column_stack([ids[top], cosines[top]])])
            best[at] = both[np.argsort(-both[:, 1])][:10]
    found = [{key for key, _ in resident.vectors.search(query, 10, reader.vectors_of)} for query in queries]
    return round(float(np.mean([len(set(b[:, 0].astype(int)) & f) / 10 for b, f in zip(best, found, strict=True)])), 4)


def together(assistant: Assistant) -> dict[str, float]:
    """Return how many questions a second are answered one by one, and 200 at once."""
    asked = questions(220)
    for question in asked[:20]:
        assistant.ask(question)
    asked = asked[20:]
    begun = time.perf_counter()
    for question in asked:
        assistant.ask(question)
    alone = len(asked) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    with Workers("answering") as workers:
        for each in [workers.submit(assistant.ask, question) for question in asked]:
            each.result()
    at_once = len(asked) / (time.perf_counter() - begun)
    return {
        "one by one, questions/s": round(alone, 1),
        "200 at once, questions/s": round(at_once, 1),
        "ratio": round(at_once / alone, 2),
    }


_MEASURED = {"together": together, "stages": stages, "recall": recall}


def main(home: Path, what: str) -> None:
    """Measure and print one JSON object."""
    assistant = assistant_in(home)
    figures = _MEASURED[what](assistant)
    print(json.dumps({**figures, "resident, MB": resident_mb(), "peak resident, MB": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
