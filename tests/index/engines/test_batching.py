import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embedding import ModelIdentity, TokenVectors, Vectors
from index.engines.batching import BatchingEmbedder
from index.errors import ModelError, TooManyWaiting
from tests.conftest import eventually


class _Counting:
    """Embeds a text as its length and notes what came together; fails on "bad"."""

    identity = ModelIdentity("counting", "0" * 64, 1)
    max_tokens = 10

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        self.gate.wait(10)
        if "bad" in texts:
            raise ValueError("bad text")
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        vectors = self.embed(texts)
        starts = [np.arange(len(text)) for text in texts]
        return vectors, [TokenVectors(each.astype(np.int32), each, vectors[:1]) for each in starts]

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        return zip(range(len(texts)), *self.embed_tokens(texts), strict=True)


def test_a_lone_question_is_embedded_at_once() -> None:
    embedder = BatchingEmbedder(_Counting())
    embedder.embed(["first"])
    took = []
    for _ in range(20):
        started = time.perf_counter()
        assert embedder.embed(["four"]).tolist() == [[4.0]]
        took.append(time.perf_counter() - started)
    # A window for others to come would show each time, a busy machine only now and then.
    assert min(took) < 0.005
    assert embedder.embed([]).shape[0] == 0


def test_what_arrives_together_is_embedded_together_and_each_gets_its_own() -> None:
    inner = _Counting()
    embedder = BatchingEmbedder(inner, most_together=16)
    inner.gate.clear()
    with ThreadPoolExecutor(21) as pool:
        first = pool.submit(embedder.embed, ["x"])
        eventually(lambda: inner.batches)
        rest = [pool.submit(embedder.embed, ["y" * (at % 10 + 1), "z"]) for at in range(20)]
        eventually(lambda: embedder.waiting == 20)
        inner.gate.set()
        assert first.result().tolist() == [[1.0]]
        for at, each in enumerate(rest):
            assert each.result().tolist() == [[at % 10 + 1], [1.0]]
    assert len(inner.batches) == 3
    assert all(len(batch) == len(set(batch)) for batch in inner.batches)


def test_token_vectors_go_to_those_who_asked() -> None:
    embedder = BatchingEmbedder(_Counting())
    vectors, tokens = embedder.embed_tokens(["abc", "a"])
    assert vectors.tolist() == [[3.0], [1.0]]
    assert [len(each.ids) for each in tokens] == [3, 1]


def test_an_error_reaches_only_the_one_whose_text_it_was() -> None:
    inner = _Counting()
    embedder = BatchingEmbedder(inner)
    inner.gate.clear()
    with ThreadPoolExecutor(4) as pool:
        pool.submit(embedder.embed, ["x"])
        eventually(lambda: inner.batches)
        good, bad = pool.submit(embedder.embed, ["good"]), pool.submit(embedder.embed, ["bad"])
        eventually(lambda: embedder.waiting == 2)
        inner.gate.set()
        assert good.result().tolist() == [[4.0]]
        with pytest.raises(ValueError, match="bad text"):
            bad.result()
    assert embedder.embed(["later"]).tolist() == [[5.0]]


def test_too_many_are_refused_and_closing_answers_the_rest() -> None:
    inner = _Counting()
    embedder = BatchingEmbedder(inner, most_waiting=2)
    inner.gate.clear()
    with ThreadPoolExecutor(4) as pool:
        pool.submit(embedder.embed, ["x"])
        eventually(lambda: inner.batches)
        waiting = [pool.submit(embedder.embed, ["yy"]) for _ in range(2)]
        eventually(lambda: embedder.waiting == 2)
        with pytest.raises(TooManyWaiting, match="ask again"):
            embedder.embed(["z"])
        closing = pool.submit(embedder.close)
        inner.gate.set()
        assert [each.result().tolist() for each in waiting] == [[[2.0]], [[2.0]]]
        closing.result()
    with pytest.raises(ModelError, match="closed"):
        embedder.embed(["z"])


def test_many_texts_pass_by_the_queue() -> None:
    inner = _Counting()
    embedder = BatchingEmbedder(inner)
    assert len(embedder.embed(["a"] * 100)) == 100
    assert inner.batches == [["a"] * 100]
    assert embedder.waiting == 0
    embedder.close()
