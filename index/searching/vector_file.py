"""The codes of very many vectors in a file beside the store, so that a start need not make them anew."""

import logging
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import ModelIdentity
from index.searching.vectors import Codes, Ids

_log = logging.getLogger(__name__)

_FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The codes of one generation."""

    generation: int
    ids: Ids
    """Of all passages, increasing."""
    lengths: NDArray[np.int32]
    """Shape (passages,): terms in each."""
    codes: Codes


def save(file: Path, store: str, model: ModelIdentity, kept: Kept) -> None:
    """Write the file, whole or not at all; that it cannot be written costs nothing but time at the next start."""
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as stream:
            np.savez(
                stream, stamp=_stamp(store, model), generation=kept.generation,
                ids=kept.ids, lengths=kept.lengths, codes=kept.codes,
            )  # fmt: skip
        partial.replace(file)
    except OSError as error:
        _log.info("cannot keep %s: %s", file, error.strerror or error)
        partial.unlink(missing_ok=True)


def load(file: Path, store: str, model: ModelIdentity) -> Kept | None:
    """Return what was kept of this store and model, None if nothing was or it cannot be read."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            if str(found["stamp"]) != _stamp(store, model):
                return None
            kept = Kept(int(found["generation"]), found["ids"], found["lengths"], found["codes"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return kept if len(kept.ids) == len(kept.lengths) == len(kept.codes) else None


def _stamp(store: str, model: ModelIdentity) -> str:
    return f"{_FORMAT} {store} {model}"
