"""Files to documents: which reader takes which suffix, and what all formats have in common."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module, metadata
from pathlib import PurePosixPath

from knowledge.errors import UnreadableFile
from knowledge.formats.datelines import with_title
from knowledge.formats.sniffing import looks_like
from knowledge.formats.text import read_markdown, read_plaintext
from knowledge.model import Content, Document

ROOT_COLLECTION = "main"
"""The collection of documents that lie directly in the documents folder."""

_READING = 6
"""Counts up with every change of what is made of a file's bytes, up to the sentences of its text."""
_LIBRARIES = ("charset-normalizer", "lxml", "markdown-it-py", "pypdfium2", "python-docx", "sentencex", "trafilatura")

Reader = Callable[[bytes], Content]


def _on_use(module: str) -> Reader:
    """Import a format's module when a file of it is read: its library is none that every command should load."""

    def read(data: bytes) -> Content:
        reader: Reader = import_module(f"knowledge.formats.{module}").read
        return reader(data)

    return read


_READERS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plaintext,
    ".text": read_plaintext,
    ".html": _on_use("html"),
    ".htm": _on_use("html"),
    ".pdf": _on_use("pdf"),
    ".docx": _on_use("docx"),
    ".eml": _on_use("eml"),
}
SUFFIXES = frozenset(_READERS)


@cache
def reading() -> str:
    """Name the way in which files are read: where it is another, the same bytes may give another text."""
    return " ".join([str(_READING), *(f"{name}-{metadata.version(name)}" for name in _LIBRARIES)])


def collection_of(name: str) -> str:
    """Return the collection of the document of this name: the sub-folder that it lies in."""
    parts = PurePosixPath(name).parts
    return parts[0] if len(parts) > 1 else ROOT_COLLECTION


def read_document(name: str, data: bytes) -> Document:
    """Turn a file's bytes into a document; `name` is its path below the documents folder.

    Raises UnreadableFile with the reason and what to do about it.
    """
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    read = _READERS.get(suffix)
    if not read:
        raise UnreadableFile(f"no reader for {path.suffix or 'files without a suffix'}")
    if not data.strip():
        raise UnreadableFile("empty; write something into it or remove it")
    found = looks_like(data)
    if found and suffix not in found.suffixes:
        raise UnreadableFile(f"is {found.what}, not what its name says; {found.advice}")
    content = with_title(read(data))
    if not content.text.strip():
        raise UnreadableFile("empty; write something into it or remove it")
    return Document(
        name=name,
        collection=collection_of(name),
        text=content.text,
        sha256=hashlib.sha256(content.text.encode()).hexdigest(),
        metadata=replace(content.metadata, title=content.metadata.title or _spoken(path.stem)),
        blocks=content.blocks,
        remarks=content.remarks,
        pages=content.pages,
    )


def _spoken(stem: str) -> str:
    return stem.replace("-", " ").replace("_", " ")
