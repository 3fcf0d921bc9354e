"""Questions that arrive together are embedded together."""

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from index.embedding import Embedder, ModelIdentity, TokenVectors, Vectors
from index.errors import ModelError, TooManyWaiting

Pair = tuple[Vectors, list[TokenVectors]]

_MOST_WAITING = 1000
_MOST_TOGETHER = 32
_FEW = 8
"""Texts that one caller may put into the common queue; more are a batch of their own."""


@dataclass(frozen=True, slots=True)
class _Asked:
    texts: Sequence[str]
    tokens: bool
    answer: "Future[Pair]" = field(default_factory=Future)


class BatchingEmbedder:
    """An embedder before which callers of many threads queue; one thread at a time embeds for all.

    There is no waiting window: while one batch is embedded, the next gathers. So a lone question
    is embedded at once, and the more come the larger the batches grow.
    """

    def __init__(self, inner: Embedder, most_waiting: int = _MOST_WAITING, most_together: int = _MOST_TOGETHER) -> None:
        """Stand before an embedder; the first question starts the thread."""
        self.inner = inner
        self._most_waiting = most_waiting
        self._waiting: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._most_together = most_together
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._closed = False

    @property
    def identity(self) -> ModelIdentity:
        """Say which model this is."""
        return self.inner.identity

    @property
    def max_tokens(self) -> int:
        """Give the most word pieces a text may have before its end is ignored."""
        return self.inner.max_tokens

    @property
    def waiting(self) -> int:
        """Count the questions that are not being embedded yet."""
        return self._waiting.qsize()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without special tokens."""
        return self.inner.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text; raise TooManyWaiting."""
        if not texts or len(texts) > _FEW:
            return self.inner.embed(texts)
        return self._ask(texts, tokens=False).result()[0]

    def embed_tokens(self, texts: Sequence[str]) -> Pair:
        """Return one normalised vector a text and its token vectors; raise TooManyWaiting."""
        if not texts or len(texts) > _FEW:
            return self.inner.embed_tokens(texts)
        return self._ask(texts, tokens=True).result()

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        """Yield each text's position, vector and token vectors, beside the queue."""
        return self.inner.embed_each(texts)

    def begin(self, question: str) -> "Future[Pair]":
        """Put a question into the queue and go on; raise TooManyWaiting."""
        return self._ask([question], tokens=True)

    def close(self) -> None:
        """Refuse new questions and wait until those in the queue are answered."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
        if worker:
            self._waiting.put(None)
            worker.join()

    def _ask(self, texts: Sequence[str], *, tokens: bool) -> "Future[Pair]":
        asked = _Asked(texts, tokens)
        with self._lock:
            if self._closed:
                raise ModelError("the embedding model was closed; start the program again")
            if self.waiting >= self._most_waiting:
                raise TooManyWaiting(f"{self._most_waiting} questions are already waiting; ask again in a moment")
            self._waiting.put(asked)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="embedding", daemon=True)
                self._worker.start()
        return asked.answer

    def _work(self) -> None:
        closing = False
        while not closing:
            batch, closing = self._next()
            try:
                self._answer(batch)
            except BaseException as error:  # every caller must hear of it, or wait for ever
                self._answer_alone(batch, error)

    def _next(self) -> tuple[list[_Asked], bool]:
        """Wait for a question; return what waits by then, and whether there will be no more."""
        batch: list[_Asked] = []
        asked = self._waiting.get()
        while asked:
            batch.append(asked)
            if len(batch) == self._most_together:
                return batch, False
            try:
                asked = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _answer(self, batch: Sequence[_Asked]) -> None:
        if not batch:
            return
        # A question that several ask at once is embedded once.
        texts = list(dict.fromkeys(text for asked in batch for text in asked.texts))
        if any(asked.tokens for asked in batch):
            vectors, tokens = self.inner.embed_tokens(texts)
        else:
            vectors, tokens = self.inner.embed(texts), []
        places = {text: at for at, text in enumerate(texts)}
        for asked in batch:
            at = [places[text] for text in asked.texts]
            asked.answer.set_result((vectors[at], [tokens[each] for each in at] if asked.tokens else []))

    def _answer_alone(self, batch: Sequence[_Asked], error: BaseException) -> None:
        """Find out whose texts it was that failed; the others get their answers."""
        for asked in batch:
            if asked.answer.done():
                continue
            if len(batch) == 1:
                asked.answer.set_exception(error)
                continue
            try:
                self._answer([asked])
            except BaseException as own:
                asked.answer.set_exception(own)
