"""What a build tells the archive; that the archive cannot be written is told, but stops no build."""

import logging
from collections.abc import Sequence

from index.errors import RecordsError, StoreError, StoreMissing
from index.storage import versions
from index.storage.archive import Archive, ArchiveWriter, Event
from index.storage.store import Store
from index.storage.versions import Served
from index.storage.writing import Entry

_log = logging.getLogger(__name__)


class Chronicle:
    """The archive's side of one build.

    Texts are kept before they are published, and what was published is recorded afterwards, from the store
    itself: a build that is killed between the two is recorded by the next.
    """

    def __init__(self, archive: Archive | None, store: Store) -> None:
        """Touch nothing yet; without an archive nothing is recorded."""
        self._archive = archive
        self._store = store
        self.problem = ""
        """Why the archive could not be used, empty where it could."""

    def catch_up(self) -> None:
        """Record what an earlier build could not; only for the store's one writer, before it changes anything."""
        if not self._archive:
            return
        try:
            with self._archive.writing() as writer:
                if served := self._served(writer):
                    writer.settle(served)
        except RecordsError as error:
            self._trouble(error)
        except StoreError as error:
            # It is the build that tells of a damaged store, or mends it.
            _log.debug("nothing to record from the store as it is: %s", error)

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep the texts of documents that are about to be published."""
        if not self._archive or not entries:
            return
        try:
            with self._archive.writing() as writer:
                writer.keep(entries)
        except RecordsError as error:
            self._trouble(error)

    def record(self, generation: int) -> tuple[Event, ...]:
        """Record what serves now, and return what this generation changed."""
        if not self._archive:
            return ()
        try:
            with self._archive.writing() as writer:
                if not (served := self._served(writer)):
                    return ()
                writer.follow(served)
            with self._archive.reading() as archive:
                return tuple(archive.events(generation=(served.store, generation)))[::-1]
        except (RecordsError, StoreError) as error:
            self._trouble(error)
        return ()

    def _served(self, writer: ArchiveWriter) -> Served | None:
        """Look at the store once the archive is locked: so what is recorded last is what was published last."""
        known = {name: each.sha256 for name, each in writer.current().items()}
        try:
            with self._store.reading() as reader:
                return versions.served(reader, known)
        except StoreMissing:
            return None
        finally:
            self._store.close()  # so that the writer, when it is done, is the last and clears its log away

    def _trouble(self, error: RecordsError | StoreError) -> None:
        if str(error) != self.problem:
            _log.warning("the versions of documents are not recorded: %s", error)
        self.problem = str(error)
