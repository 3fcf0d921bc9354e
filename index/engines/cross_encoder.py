"""A better reader for those who have one: a cross-encoder that orders the best passages anew."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from index.engines import models
from index.errors import ModelError

_log = logging.getLogger(__name__)


class CrossEncoder:
    """Any sentence-transformers cross-encoder by name or path, loaded when first needed, and once."""

    def __init__(self, name: str) -> None:
        """Remember the name; nothing is imported or read yet."""
        self.name = name
        self._lock = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers the question, comparable within one call; raise ModelError."""
        with self._lock:  # the model's tokenizer may not be used by two threads at once
            if self._model is None:
                self._model = self._load()
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(value) for value in found]

    def _load(self) -> Any:
        _log.info("loading the cross-encoder %s", self.name)
        from sentence_transformers import CrossEncoder as Model  # takes seconds, so only when needed

        try:
            model = Model(self.name, device="cpu")
        except Exception as error:  # the library raises whatever its parts raise
            raise ModelError(
                f"the cross-encoder {self.name!r} does not load ({models.first_line(error)}); "
                "check `search.cross_encoder` in the configuration"
            ) from error
        if getattr(model, "num_labels", 1) != 1:
            raise ModelError(
                f"the cross-encoder {self.name!r} gives {model.num_labels} scores a text; name one that gives one"
            )
        return model
