"""Compiled models kept beside the store: made once, checked against the reference, found again."""

import contextlib
import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import time
from pathlib import Path
from typing import Any

from index.embedding import Embedder, ModelIdentity
from index.engines import stamps
from index.engines.models import ModelFiles, first_line
from index.errors import Unsupported

_log = logging.getLogger(__name__)

FORMAT = 2
"""Counts up with every change of what is exported or how it is kept."""

SMALLEST_COSINES = {"fp32": (0.9999, 0.9999), "int8": (0.95, 0.8)}
"""Precision to the least likeness with the reference on the probe texts, of whole texts and of tokens.

What int8 costs in rankings is measured, see config.yaml; this bound only catches what is broken.
"""

OPSET = 18
_EXPORTER = f"torchscript-{OPSET}"
"""The tracing exporter: it needs no library beside torch, and its graph is as quick as the newer one's."""

_FACTS = "facts.json"
_VERSIONS = ("torch", "transformers", "sentence-transformers", "tokenizers", "onnx", "onnxruntime")
_STALE_SECONDS = 3600


class Exports:
    """The compiled models in a folder."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._folder = folder

    def open(self, name: str, files: ModelFiles, precision: str) -> Embedder | None:
        """Return the compiled model, None where there is none that is whole."""
        target = self._target(files, precision)
        try:
            facts = json.loads((target / _FACTS).read_text(encoding="utf-8"))
            if not _is_whole(target, facts["files"]):
                raise ValueError("a file is missing or was altered")
            from index.engines.compiled import CompiledEmbedder

            identity = ModelIdentity(name, files.sha256, facts["dimension"], precision)
            return CompiledEmbedder(identity, target, facts["places"], facts["pad_id"])
        except FileNotFoundError:
            if target.exists():
                _log.info("the compiled model in %s is damaged; making it again", target)
        except Exception as error:  # a damaged graph or tokenizer raises whatever its library raises
            _log.info("the compiled model in %s does not open (%s); making it again", target, first_line(error))
        return None

    def known_failure(self, files: ModelFiles, precision: str) -> str:
        """Return why compiling failed before with the same libraries, empty if it did not."""
        try:
            failure = json.loads(self._failure(files, precision).read_text(encoding="utf-8"))
            return str(failure["reason"]) if failure["versions"] == _versions() else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def make(self, name: str, files: ModelFiles, precision: str, reference: Any) -> Embedder:
        """Compile the reference's model and keep it, whole or not at all; raise Unsupported.

        `reference` is the `SentenceTransformerEmbedder` of the same files.
        """
        self._clean_up()
        target = self._target(files, precision)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        partial.mkdir(parents=True)
        try:
            made = _make(partial, name, files, precision, reference)
        except Exception as error:
            shutil.rmtree(partial, ignore_errors=True)
            reason = str(error) if isinstance(error, Unsupported) else f"{type(error).__name__}: {first_line(error)}"
            note = json.dumps({"model": name, "reason": reason, "versions": _versions()})
            stamps.write_whole(self._failure(files, precision), note)
            raise Unsupported(reason) from error
        try:
            shutil.rmtree(target, ignore_errors=True)
            partial.rename(target)
        except OSError:  # another process was quicker; what is open here stays readable
            shutil.rmtree(partial, ignore_errors=True)
        self._drop_superseded(name, precision, target)
        return self.open(name, files, precision) or made

    def _drop_superseded(self, name: str, precision: str, target: Path) -> None:
        """Remove what was compiled of the same model before, from other files or by an older program."""
        for facts in self._folder.glob(f"*/{_FACTS}"):
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                told = json.loads(facts.read_text(encoding="utf-8"))
                if facts.parent != target and (told["model"], told["precision"]) == (name, precision):
                    shutil.rmtree(facts.parent, ignore_errors=True)

    def _target(self, files: ModelFiles, precision: str) -> Path:
        parts = (files.sha256, files.settings_sha256, precision, _EXPORTER, str(FORMAT))
        return self._folder / hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]

    def _failure(self, files: ModelFiles, precision: str) -> Path:
        return self._target(files, precision).with_suffix(".failed.json")

    def _clean_up(self) -> None:
        """Remove what killed processes left; what is young may belong to one at work."""
        for left in self._folder.glob("*.partial"):
            if left.is_dir() and left.stat().st_mtime < time.time() - _STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _make(folder: Path, name: str, files: ModelFiles, precision: str, reference: Any) -> Embedder:
    from index.engines import export, probes, runtime
    from index.engines.compiled import GRAPH, TOKENIZER, CompiledEmbedder

    raw = folder / "raw.onnx"
    export.export(reference.model, raw)
    if precision == "int8":
        whole = raw.rename(folder / "fp32.onnx")
        runtime.quantise(whole, raw)
        whole.unlink()
    runtime.optimise(raw, folder / GRAPH)
    raw.unlink()
    (folder / TOKENIZER).write_text(export.tokenizer_json(reference.model), encoding="utf-8")
    places, pad_id = reference.places, int(reference.model.tokenizer.pad_token_id or 0)
    identity = ModelIdentity(name, files.sha256, reference.identity.dimension, precision)
    made = CompiledEmbedder(identity, folder, places, pad_id)
    found, least = probes.compare(made, reference), SMALLEST_COSINES[precision]
    if not all(cosine >= bound for cosine, bound in zip(found, least, strict=True)):
        raise Unsupported(
            f"its vectors differ from the reference's: smallest cosine {found[0]:.5f} of texts and "
            f"{found[1]:.5f} of tokens, wanted {least[0]} and {least[1]}"
        )
    facts = {
        "model": name,
        "sha256": files.sha256,
        "precision": precision,
        "dimension": identity.dimension,
        "places": places,
        "pad_id": pad_id,
        "smallest_cosine": {"texts": found[0], "tokens": found[1]},
        "versions": _versions(),
        "files": {
            each.name: {"stamp": stamps.of_file(each), "sha256": stamps.sha256([each])} for each in folder.iterdir()
        },
    }
    (folder / _FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return made


def _is_whole(folder: Path, files: dict[str, Any]) -> bool:
    """Say whether the files are those that were written; only one whose stamp changed is read."""
    return all(
        stamps.of_file(folder / name) == each["stamp"] or stamps.sha256([folder / name]) == each["sha256"]
        for name, each in files.items()
    )


def _versions() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in _VERSIONS}
