"""The documents folder: which files it holds, and how that differs from what is known already."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from knowledge.errors import KnowledgeError, UnreadableFile
from knowledge.model import Document
from knowledge.readers import SUFFIXES, read_document

_TEMPORARY = ("~", ".tmp", ".part", ".partial", ".crdownload", ".swp")
_NOT_DOCUMENTS = (".", "~$", "#")
"""What the names of hidden files, of office programs' lock files and of editors' backups begin with."""

_LITTER = frozenset(("thumbs.db", "desktop.ini", "icon\r"))

_SETTLED_NS = 2_000_000_000
"""How long ago a file must have changed for its stamp to tell of the next change."""

Stamp: TypeAlias = tuple[int, int, int, int]
"""Bytes, ns of the last change of contents and of anything, inode. No program can set the second time."""

Hashed: TypeAlias = tuple[Stamp, str]
"""A file's stamp and the SHA-256 of its bytes, which need no other look while it bears that stamp."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the folder that could not become a document, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the folder that can be read; `name` is its path below the folder."""

    name: str
    path: Path
    sha256: str
    """Of the file's bytes when the folder was scanned."""

    def read(self) -> tuple[Document, str]:
        """Return the document and the SHA-256 of the bytes it was read from; raise UnreadableFile."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise UnreadableFile(error.strerror or str(error)) from error
        return read_document(self.name, data), hashlib.sha256(data).hexdigest()


class Library:
    """A folder of documents, read only when asked."""

    def __init__(self, folder: Path, max_file_bytes: int) -> None:
        """Refuse larger files than `max_file_bytes` without reading them."""
        self.folder = folder
        self._max_file_bytes = max_file_bytes
        self._hashed: Mapping[str, Hashed] = {}

    def sources(self) -> Iterator[Source | Unreadable]:
        """Yield every file in order of name; raise KnowledgeError if there is no folder."""
        self._require_folder()
        root = self.folder.resolve()
        files = sorted(self._files(), key=lambda each: each[0].split("/"))
        # Several threads may look at once, so nobody alters what another reads: it is replaced whole.
        before, after = self._hashed, dict[str, Hashed]()
        for name, entry in files:
            try:
                yield self._source(entry, name, root, before, after)
            except (UnreadableFile, OSError) as error:
                printable = name.encode("utf-8", "backslashreplace").decode()
                yield Unreadable(printable, getattr(error, "strerror", None) or str(error))
        self._hashed = after

    def glance(self) -> dict[str, Stamp]:
        """Map every file to its size, times and inode, opening none: enough to tell whether one changed.

        Raises KnowledgeError if there is no folder.
        """
        self._require_folder()
        seen: dict[str, Stamp] = {}
        for _, entry in self._files():
            with contextlib.suppress(OSError):  # gone since it was listed
                seen[entry.path] = _stamp(entry)
        return seen

    def _require_folder(self) -> None:
        if not self.folder.is_dir():
            wrong = "is no folder; name one under" if self.folder.exists() else "does not exist; create it or change"
            raise KnowledgeError(f"the documents folder {self.folder} {wrong} `documents.folder` in the configuration")

    def _files(self) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        """Yield the path below the folder of all that is no folder itself, links unfollowed.

        Listing tells kinds apart without a look at each file, so a folder of ten thousand takes a moment.
        """
        waiting = [""]
        while waiting:
            below = waiting.pop()
            try:
                with os.scandir(self.folder / below) as listing:
                    entries = list(listing)
            except OSError as error:
                raise KnowledgeError(f"cannot list {error.filename}: {error.strerror}") from error
            for entry in entries:
                name = f"{below}/{entry.name}" if below else entry.name
                if not entry.is_dir(follow_symlinks=False):
                    if not _ignored(entry.name):
                        yield name, entry
                elif not entry.name.startswith("."):
                    waiting.append(name)

    def _source(
        self, entry: "os.DirEntry[str]", name: str, root: Path, before: Mapping[str, Hashed], after: dict[str, Hashed]
    ) -> Source:
        path = Path(entry.path)
        if entry.is_symlink():
            # os.path, for in Python 3.11 Path.resolve raises RuntimeError on a link to itself.
            if not Path(os.path.realpath(path)).is_relative_to(root):
                raise UnreadableFile("a link that leaves the documents folder; not followed")
            if path.is_dir():
                raise UnreadableFile("a link to a folder; not followed")
            if not path.exists():
                raise UnreadableFile("a link that leads nowhere; mend or remove it")
            if not path.is_file():
                raise UnreadableFile("not a regular file")
        elif not entry.is_file(follow_symlinks=False):
            raise UnreadableFile("not a regular file")
        if path.suffix.lower() not in SUFFIXES:
            known = ", ".join(sorted(SUFFIXES))
            raise UnreadableFile(f"no reader for this kind of file; known kinds: {known}")
        stamp = _stamp(entry)
        size = stamp[0]
        if size > self._max_file_bytes:
            raise UnreadableFile(
                f"{size / 2**20:.0f} MB, more than `documents.max_file_mb` "
                f"({self._max_file_bytes / 2**20:.0f}); split it or raise the limit"
            )
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise UnreadableFile("its name is not valid UTF-8; rename it") from error
        hashed, settled = before.get(name), True
        if hashed is None or hashed[0] != stamp:
            # Clocks tick coarsely: what is written just after the look may bear the same time.
            settled = max(stamp[1:3]) < time.time_ns() - _SETTLED_NS
            hashed = stamp, hashlib.sha256(path.read_bytes()).hexdigest()
        if settled:
            after[name] = hashed
        return Source(name, path, hashed[1])


def _stamp(entry: "os.DirEntry[str]") -> Stamp:
    stat = entry.stat()  # a link is as new as what it leads to
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _ignored(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith(_NOT_DOCUMENTS) or lowered.endswith(_TEMPORARY) or lowered in _LITTER


@dataclass(frozen=True, slots=True)
class Changes:
    """How the folder differs from what is known; every list is in order of name."""

    added: tuple[Source, ...]
    changed: tuple[Source, ...]
    removed: tuple[str, ...]
    unchanged: tuple[Source, ...]
    unreadable: tuple[Unreadable, ...]


def compare(library: Library, known: Mapping[str, str]) -> Changes:
    """Compare the folder with `known`, which maps the names of documents to the SHA-256 of their files.

    A known document whose file is still there but unreadable counts as neither changed nor removed.
    """
    added: list[Source] = []
    changed: list[Source] = []
    unchanged: list[Source] = []
    unreadable: list[Unreadable] = []
    for source in library.sources():
        if isinstance(source, Unreadable):
            unreadable.append(source)
        elif source.name not in known:
            added.append(source)
        elif source.sha256 != known[source.name]:
            changed.append(source)
        else:
            unchanged.append(source)
    files: list[Source | Unreadable] = [*added, *changed, *unchanged, *unreadable]
    seen = {each.name for each in files}
    removed = sorted(name for name in known if name not in seen)
    return Changes(tuple(added), tuple(changed), tuple(removed), tuple(unchanged), tuple(unreadable))
