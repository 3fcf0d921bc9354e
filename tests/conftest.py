"""What all tests share: the real model, loaded once, and assistants over folders made for the test."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
import yaml

from bot.assistant import Assistant
from bot.config import load_config
from index.embedding import ModelIdentity, QuestionEmbedder, TokenVectors, Vectors
from index.engines.loading import EngineLoader
from index.engines.models import BUNDLED_MODEL
from tests import ROOT, SHIPPED

BRIEFING = """---
title: Water in the camps
date: 2025-03-04
publisher: Field Desk
url: https://example.org/water
---
# Water in the camps

The three northern camps receive nine litres of water a person a day. The standard is fifteen litres.

## Pumps

Two of the five pumps stopped on 1 March. Engineers expect spare parts within ten days.

## Risks

- **Cholera**: Cases were reported in two districts.
- **Fuel**: Stocks last for six days.
"""

AssistantMaker = Callable[..., Assistant]


def pytest_configure() -> None:
    # A shell has what it starts in the background ignore Ctrl-C, and so would the programs that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class CountingEmbedder:
    """The real model, counting what it embeds; it waits while `goes_on` is cleared."""

    def __init__(self, inner: QuestionEmbedder) -> None:
        self._inner = inner
        self.texts: list[str] = []
        self.goes_on = threading.Event()
        self.goes_on.set()

    @property
    def identity(self) -> ModelIdentity:
        return self._inner.identity

    @property
    def max_tokens(self) -> int:
        return self._inner.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        assert self.goes_on.wait(60)
        return self._inner.embed(texts)

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        self.texts.extend(texts)
        assert self.goes_on.wait(60)
        return self._inner.embed_tokens(texts)

    def embed_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, TokenVectors]]:
        self.texts.extend(texts)
        assert self.goes_on.wait(60)
        return self._inner.embed_each(texts)

    def begin(self, question: str) -> Future[tuple[Vectors, list[TokenVectors]]]:
        self.texts.append(question)
        assert self.goes_on.wait(60)
        return self._inner.begin(question)


class CountingLoader:
    """Loads the shared model, counting how often it was needed."""

    name = BUNDLED_MODEL
    precision = "fp32"

    def __init__(self, inner: QuestionEmbedder) -> None:
        self.embedder = CountingEmbedder(inner)
        self.calls = 0

    def __call__(self) -> QuestionEmbedder:
        self.calls += 1
        return self.embedder


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> QuestionEmbedder:
    """The bundled model, compiled for this run."""
    return EngineLoader(BUNDLED_MODEL, "fp32", tmp_path_factory.mktemp("models"))()


@pytest.fixture
def loader(model: QuestionEmbedder) -> CountingLoader:
    return CountingLoader(model)


def eventually(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is so; the bound is for a machine that is busy, not an expectation."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def write_documents(folder: Path, documents: Mapping[str, str | bytes]) -> None:
    for name, content in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def make_assistant(tmp_path: Path, loader: CountingLoader) -> AssistantMaker:
    """Give a maker of assistants over `tmp_path/documents`, holding the documents given by name."""

    def make(documents: Mapping[str, str | bytes] | None = None, /, **settings: object) -> Assistant:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        write_documents(folder, documents or {})
        config = {"documents": {"folder": "documents"}, "index": {"folder": "var"}, **settings}
        file = tmp_path / "config.yaml"
        file.write_text(yaml.safe_dump(config), encoding="utf-8")
        return Assistant(load_config(file), loader)

    return make


@pytest.fixture(scope="session")
def shipped(model: QuestionEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the shipped document with the shipped settings; not to be changed by tests."""
    home = tmp_path_factory.mktemp("shipped")
    write_documents(home / "knowledge" / "documents", {SHIPPED.name: SHIPPED.read_bytes()})
    (home / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    assistant = Assistant(load_config(home / "config.yaml"), CountingLoader(model))
    assistant.reindex()
    return assistant
