"""Whether the parts of the index agree and are sound: rows of the store, vectors in memory, the records."""

from dataclasses import dataclass

from index.errors import RecordsError
from index.searching.resident import Resident
from index.storage.archive import Archive
from index.storage.reading import Reader
from index.storage.records import Records


@dataclass(frozen=True, slots=True)
class Drift:
    """How the parts disagree, a sentence each, and what mends it; both empty where they agree."""

    found: tuple[str, ...]
    mend: str


def drift_of(reader: Reader, archive: Archive, resident: Resident | None) -> Drift:
    """Compare what must be equal, and look into the records for damage.

    Vectors in memory count only where they are of the reader's generation.
    """
    passages, embedded, listed = reader.count("passages"), reader.embedded(), reader.count("lexical")
    if passages != embedded or passages != listed:
        told = f"the store holds {passages} passages, {embedded} of them with a vector, and {listed} in the word index"
        return Drift((told,), "run `index --rebuild`")
    current = resident and (resident.store, resident.generation) == (reader.identity, reader.generation)
    if resident and current and not len(resident.vectors) == len(resident.ids) == passages:
        told = f"{len(resident.vectors)} vectors are in memory, the store holds {passages} passages"
        return Drift((told,), "restart the bot")
    for file in sorted(archive.folder.glob("*.db")):
        try:
            Records(file, "").check()
        except RecordsError as error:
            return Drift((str(error),), f"mend {file}, then run `index`")
    try:
        with archive.reading() as archived:
            if archived.followed != (reader.identity, reader.generation):
                return Drift(("the archive of versions is behind the index",), "run `index`")
    except RecordsError as error:
        return Drift((f"the archive of versions fails: {error}",), "mend the archive, then run `index`")
    return Drift((), "")
