"""Telling cheaply whether files changed, and writing small ones so that a kill leaves no half."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path


def of_folder(folder: Path, suffixes: Sequence[str]) -> dict[str, list[int]]:
    """Map each file with one of the suffixes, by its path in the folder, to [bytes, ns of change], sorted."""
    return {
        file.relative_to(folder).as_posix(): of_file(file)
        for file in sorted(folder.rglob("*"))
        if file.suffix in suffixes and file.is_file()
    }


def of_file(file: Path) -> list[int]:
    """Return [bytes, ns of change]."""
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def sha256(files: Sequence[Path]) -> str:
    """Return the SHA-256 of the files' bytes in order, in hexadecimal."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def write_whole(file: Path, text: str) -> None:
    """Write a file that is either the old or the new one at any moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)
