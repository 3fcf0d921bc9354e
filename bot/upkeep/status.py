"""How folder, configuration and store stand to each other."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.upkeep.drift import Drift
from index.embedding import EmbedderLoader, ModelIdentity
from index.preparing import BuildSettings
from index.storage import decoding
from index.storage.decoding import Failure
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.checks import Finding
from knowledge.errors import UnreadableFile
from knowledge.library import Changes, Library, Source, compare
from knowledge.readers import collection_of, reading


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index; names of documents in order."""

    generation: int
    indexed_at: str
    """ISO 8601 in UTC."""
    model: ModelIdentity | None
    counts: dict[str, int]
    findings: tuple[tuple[str, Finding], ...]
    """Names of documents or files, each with a finding."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    stale: tuple[str, ...]
    """Documents that are still answered from as they were, for their files can no longer be read."""
    altered: tuple[str, ...]
    """Documents whose stored text is not what was indexed."""
    settings: tuple[str, ...]
    """How the configuration differs from what the store was built with, a sentence each."""
    drift: tuple[str, ...]
    """How store, vectors in memory and archive disagree, a sentence each."""
    mend: str
    """What to do, empty where folder, configuration and store agree."""

    @property
    def ok(self) -> bool:
        """Tell whether a build would find nothing to do."""
        return not self.mend

    @property
    def differing(self) -> dict[str, tuple[str, ...]]:
        """Map each way in which documents differ, in words for people, to their names."""
        return {
            "new": self.added,
            "changed": self.changed,
            "gone": self.removed,
            "no longer readable": self.stale,
            "altered in the store": self.altered,
        }


def status_of(
    library: Library,
    reader: Reader,
    load: EmbedderLoader,
    settings: BuildSettings,
    drift: Drift,
    collections: Sequence[str] | None = None,
) -> Status:
    """Compare the folder and the configuration with the store as it is, as far as some collections show."""
    known = reader.file_hashes()
    changes = _within(compare(library, known), collections)
    files = _files(changes, known, {each.name: each for each in reader.failures})
    documents = reader.documents(collections)
    altered = tuple(each.name for each in documents if _is_altered(reader, each))
    other_model, other_settings = _other_model(reader, load), _other_settings(reader, settings)
    mend = _mend(
        rebuild=bool(altered or other_model),
        index=bool(files.added or files.changed or changes.removed or other_settings),
        stale=files.stale,
    )
    return Status(
        generation=reader.generation,
        indexed_at=decoding.time(reader.meta("indexed_at"), "the time of the last build"),
        model=reader.model,
        counts=_counts(reader, documents, whole=collections is None),
        findings=(*findings_of(documents), *_findings(files, altered)),
        added=files.added,
        changed=files.changed,
        removed=changes.removed,
        stale=files.stale,
        altered=altered,
        settings=(*other_model, *other_settings),
        drift=drift.found,
        mend=mend or drift.mend,
    )


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of the folder that a build would read, and those that it could not; names in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    reasons: Mapping[str, str]
    """Why those that cannot be read cannot."""


def _files(changes: Changes, known: Mapping[str, str], failed: Mapping[str, Failure]) -> _Files:
    """Tell differences from findings: a file that the last build could not make a document of is a finding."""
    broken = {each.name for each in (*changes.added, *changes.changed) if _fails_still(each, failed)}
    reasons = {each.name: each.reason for each in changes.unreadable} | {name: failed[name].reason for name in broken}
    return _Files(
        added=tuple(each.name for each in changes.added if each.name not in broken),
        changed=tuple(each.name for each in changes.changed if each.name not in broken),
        stale=tuple(sorted(name for name in reasons if name in known)),
        reasons=reasons,
    )


def _findings(files: _Files, altered: Iterable[str]) -> Iterator[tuple[str, Finding]]:
    for name, reason in sorted(files.reasons.items()):
        yield name, Finding("unreadable", reason_told(reason, name in files.stale))
    for name in altered:
        yield name, Finding("altered", "its stored text is not what was indexed; it is not quoted")


def _within(changes: Changes, collections: Sequence[str] | None) -> Changes:
    if collections is None:
        return changes

    def seen(name: str) -> bool:
        return collection_of(name) in collections

    return Changes(
        added=tuple(each for each in changes.added if seen(each.name)),
        changed=tuple(each for each in changes.changed if seen(each.name)),
        removed=tuple(filter(seen, changes.removed)),
        unchanged=tuple(each for each in changes.unchanged if seen(each.name)),
        unreadable=tuple(each for each in changes.unreadable if seen(each.name)),
    )


def _counts(reader: Reader, documents: Sequence[StoredDocument], *, whole: bool) -> dict[str, int]:
    ids = {each.id for each in documents}
    counts = {
        "documents": len(documents),
        "sections": sum(each.sections for each in documents),
        "passages": sum(each.passages for each in documents),
        "cautions": sum(each.document.id in ids for each in reader.cautions()),
    }
    return {**counts, "embeddings": reader.count("embeddings")} if whole else counts


def _fails_still(source: Source, failed: Mapping[str, Failure]) -> bool:
    """Tell whether a file is one that failed before and has not been mended since."""
    if source.name not in failed:
        return False
    if sha256 := failed[source.name].sha256:
        return sha256 == source.sha256
    # It failed for a reason that may have passed without any change to the file.
    try:
        source.read()
    except UnreadableFile:
        return True
    return False


def _is_altered(reader: Reader, document: StoredDocument) -> bool:
    return hashlib.sha256(reader.text(document.id).encode()).hexdigest() != document.sha256


def _other_model(reader: Reader, load: EmbedderLoader) -> list[str]:
    model = reader.model
    if not model or (model.name, model.precision) == (load.name, load.precision):
        return []
    return [
        f"the store was built with the model {model.name} in {model.precision}, "
        f"the configuration names {load.name} in {load.precision}"
    ]


def _other_settings(reader: Reader, settings: BuildSettings) -> list[str]:
    found = []
    if reader.meta("settings") != settings.fingerprint():
        found.append("the store was built with other `index.passage_tokens`, `cautions.words` or `aliases`")
    if reader.meta("reading") != reading():
        found.append("the documents were read by another version of this program, or of the libraries it reads with")
    return found


def _mend(*, rebuild: bool, index: bool, stale: Sequence[str]) -> str:
    if rebuild:
        return "run `index --rebuild`"
    if index:
        return "run `index`"
    return f"make {stale[0]} readable or remove it, then run `index`" if stale else ""


def reason_told(reason: str, is_stale: bool) -> str:
    """Return why a file cannot be read, and that answers come from it all the same if they do."""
    return f"{reason}; answers still come from it as it was" if is_stale else reason


def findings_of(documents: Iterable[StoredDocument]) -> list[tuple[str, Finding]]:
    """Return the findings about documents, each with the name, copies of one text among them."""
    documents = list(documents)
    by_body: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        if document.passages:
            by_body[document.body_sha256].append(document.name)
    found: list[tuple[str, Finding]] = []
    for document in documents:
        found += [(document.name, finding) for finding in document.findings]
        copies = [name for name in by_body[document.body_sha256] if name != document.name]
        if copies:
            found.append((document.name, Finding("copy", f"has the same text as {', '.join(copies)}")))
    return found
