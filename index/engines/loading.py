"""Which engine serves a configured model: the compiled one where it can be had, else the reference."""

import logging
import threading
from pathlib import Path

from index.embedding import Embedder, QuestionEmbedder
from index.engines import models
from index.engines.batching import BatchingEmbedder
from index.engines.exports import Exports
from index.errors import ModelError, Unsupported

_log = logging.getLogger(__name__)


class EngineLoader:
    """Loads a model by name or path when it is first needed, and once; safe to share between threads."""

    def __init__(self, name: str, precision: str, folder: Path) -> None:
        """Remember what is wanted and where compiled models are kept; nothing is imported or read yet."""
        self.name = name
        self.precision = precision
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: QuestionEmbedder | None = None

    def __call__(self) -> QuestionEmbedder:
        """Return the loaded model, behind a queue that embeds together what is asked together."""
        with self._lock:
            if self._loaded is None:
                self._loaded = BatchingEmbedder(load_engine(self.name, self.precision, self._folder))
            return self._loaded


def load_engine(name: str, precision: str, folder: Path) -> Embedder:
    """Return the engine for a model, compiling it on first use; raise ModelError.

    Where that is impossible the reference serves fp32; nothing else can serve int8.
    """
    files = models.find(name, folder)
    exports = Exports(folder)
    compiled = exports.open(name, files, precision)
    if compiled:
        return compiled
    failure = exports.known_failure(files, precision)
    if failure and precision != "fp32":
        raise ModelError(_impossible(name, precision, failure))
    _log.info("loading the model %s%s", name, "" if failure else " and compiling it, once")
    from index.engines import sentence_transformer  # takes seconds, so only when needed

    reference = sentence_transformer.load(name, files)
    if not failure:
        try:
            return exports.make(name, files, precision, reference)
        except Unsupported as error:
            failure = str(error)
    if precision != "fp32":
        raise ModelError(_impossible(name, precision, failure))
    _log.info("the model %s cannot be compiled (%s); it is served by sentence-transformers", name, failure)
    return reference


def _impossible(name: str, precision: str, failure: str) -> str:
    return (
        f"the model {name} cannot be compiled ({failure}), so not served in {precision}; "
        "set `embedding.precision` to fp32 in the configuration"
    )
