"""Documents put into the folder and taken out of it: safe names, whole files, and nothing ever lost."""

import dataclasses
import datetime
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from bot.errors import RequestError
from index.build import BuildReport
from knowledge.readers import ROOT_COLLECTION

_LONGEST_NAME = 120
_MOST_BYTES = 200
"""Of a name without its suffix: disks take 255, and what is kept aside has the time before its name."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(filename: str, suffixes: Collection[str]) -> str:
    """Return a name for a file in a folder of documents; raise RequestError for a kind that is not taken."""
    plain = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(ch for ch in plain if unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = _UNSAFE.sub("-", plain).strip(" ").lstrip(".~#-$ ").rstrip(". ")
    suffix = PurePosixPath(plain).suffix.lower()
    if suffix not in suffixes:
        raise RequestError(
            f"{suffix or 'a file without a suffix'} is not taken; kinds of files: {', '.join(sorted(suffixes))}"
        )
    stem = _fitting(plain[: -len(suffix)].rstrip(". ")[:_LONGEST_NAME])
    if not any(character.isalnum() for character in stem):
        raise RequestError(f"{filename!r} is no name for a document; give it one with letters or digits")
    return f"{'_' if _RESERVED.match(plain) else ''}{stem}{suffix}"


def folder_of(root: Path, collection: str) -> Path:
    """Return the folder of a collection, which may not exist yet; raise RequestError for what can be none."""
    if collection == ROOT_COLLECTION:
        return root
    if _UNSAFE.search(collection) or collection.startswith(".") or collection != collection.strip(". "):
        raise RequestError(f"{collection!r} is no name for a collection")
    return root / collection


class Edit:
    """One document written into the folder or taken out of it, which can be undone."""

    def __init__(self, file: Path, kept: Path | None, *, made_folder: bool = False) -> None:
        """Remember the file, where its earlier version lies, and whether its folder was made for it."""
        self.file = file
        self.kept = kept
        self._made_folder = made_folder

    def undo(self) -> None:
        """Put back what was there before; raise RequestError, which says how it is instead, if the disk refuses."""
        try:
            if self.kept:
                _put(self.file, self.kept.read_bytes())
            else:
                self.file.unlink(missing_ok=True)
                if self._made_folder:
                    with suppress(OSError):  # something else was put there meanwhile
                        self.file.parent.rmdir()
        except OSError as error:
            is_there = "stays in" if self.file.exists() else f"lies in {self.kept}, no longer in"
            raise RequestError(
                f"{self.file.name} {is_there} the documents folder: {error.strerror or 'the disk refuses'}"
            ) from error


def write(root: Path, removed: Path, collection: str, name: str, data: bytes, *, replace: bool) -> Edit:
    """Write a document whole or not at all; an earlier one of that name is kept under `removed`.

    Raises RequestError if there is one and it is not to be replaced, or if the disk refuses.
    """
    folder = folder_of(root, collection)
    file = folder / name
    try:
        made_folder = not folder.exists()
        folder.mkdir(exist_ok=True)
        if not folder.resolve().is_relative_to(root.resolve()):
            raise RequestError(f"the folder of {collection!r} lies outside the documents folder")
        same = next((each for each in folder.iterdir() if each.name.casefold() == name.casefold()), None)
        if same is not None and not replace:
            raise RequestError(f"there is a document {same.name} already; use `replace` to put this one in its place")
        if same is not None and (same.is_symlink() or not same.is_file()):
            raise RequestError(f"{same.name} is no ordinary file; it is left alone")
        file = same or file
        kept = _keep(file, removed, collection) if same else None
        _put(file, data)
    except OSError as error:
        raise RequestError(f"{name} cannot be written: {error.strerror or 'the disk refuses'}") from error
    return Edit(file, kept, made_folder=made_folder)


def take_out(root: Path, removed: Path, name: str, collection: str) -> Edit:
    """Move a document out of the folder, to below `removed`; raise RequestError if the disk refuses."""
    file = root / name
    try:
        kept = _keep(file, removed, collection)
        file.unlink()
    except OSError as error:
        raise RequestError(f"{name} cannot be removed: {error.strerror or 'the disk refuses'}") from error
    return Edit(file, kept)


@contextmanager
def undone_if_raised(edit: Edit) -> Iterator[None]:
    """Undo an edit if what follows raises: what was refused leaves the folder as it was."""
    try:
        yield
    except Exception:
        edit.undo()
        raise


def telling_of(
    report: BuildReport, *, added: Collection[str] = (), changed: Collection[str] = (), removed: Collection[str] = ()
) -> BuildReport:
    """Return a report that names these documents too, unless it tells of them.

    An earlier run may have come upon an edit before the one that was begun for it.
    """
    told = {*report.added, *report.changed, *report.removed}

    def with_more(names: Collection[str], more: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted({*names, *(each for each in more if each not in told)}))

    return dataclasses.replace(
        report,
        added=with_more(report.added, added),
        changed=with_more(report.changed, changed),
        removed=with_more(report.removed, removed),
    )


def _keep(file: Path, removed: Path, collection: str) -> Path:
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    kept = removed / collection / f"{now} {_fitting(file.stem)}{file.suffix}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, kept)
    return kept


def _fitting(stem: str) -> str:
    while len(os.fsencode(stem)) > _MOST_BYTES:
        stem = stem[:-1]
    return stem


def _put(file: Path, data: bytes) -> None:
    """Write beside the file and rename, so that nobody ever reads a part of it."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
