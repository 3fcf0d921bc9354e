"""Which file of the store's folder serves: `store.db` links to it, and is set to another in one step.

SQLite keeps a log beside its file under the file's name, so one file must never be put in the place of
another while anybody may have that open. Here no file takes another's name: each store gets a new one,
SQLite follows the link before it looks for a log, and what no longer serves is unlinked, which those
who still read it do not feel.
"""

import contextlib
import os
import re
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError

_LINK = "store.db"
_LOGS = ("-wal", "-shm", "-journal")
_OURS = re.compile(r"store-[0-9a-f]{12}\.db(-wal|-shm|-journal|\.link)?|store\.db(-wal|-shm|-journal)")


@dataclass(frozen=True, slots=True)
class Serving:
    """The file that serves, told apart from every other that ever had its name."""

    file: Path
    device: int
    inode: int


class StoreFiles:
    """The files of one store."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self.folder = folder
        self.link = folder / _LINK

    def serving(self) -> Serving | None:
        """Return the file that serves, None where there is none; raise StoreError."""
        file = Path(os.path.realpath(self.link))
        try:
            found = file.stat()
        except FileNotFoundError:
            # Between the two looks it may have been replaced and removed; then the link leads elsewhere now.
            return None if Path(os.path.realpath(self.link)) == file else self.serving()
        except OSError as error:
            raise StoreError(
                f"cannot reach {self.link}: {error.strerror}; mend that or change `index.folder` in the configuration"
            ) from error
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(f"{self.link} is a folder, no file; move it away and run `index`")
        return Serving(file, found.st_dev, found.st_ino)

    def fresh(self) -> Path:
        """Name a file that no store ever had."""
        return self.folder.absolute() / f"store-{uuid.uuid4().hex[:12]}.db"

    def serve(self, file: Path) -> None:
        """Let a complete file serve from now on, even through a power cut."""
        link = file.with_name(f"{file.name}.link")
        link.symlink_to(file.name)
        link.replace(self.link)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def sweep(self) -> None:
        """Remove what does not serve: what was replaced, and what killed rebuilds left; only for the writer."""
        with contextlib.suppress(OSError):  # what cannot be removed now is removed next time
            for file in list(self._idle()):
                file.unlink(missing_ok=True)

    def _idle(self) -> Iterator[Path]:
        serving = self.serving()
        if serving:
            kept = {serving.file.name, *(serving.file.name + log for log in _LOGS)}
            yield from (file for file in self.folder.iterdir() if _OURS.fullmatch(file.name) and file.name not in kept)
