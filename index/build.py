"""Bringing the store up to the folder: only what changed is read, split and embedded again."""

import datetime
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from index.embedding import Embedder, EmbedderLoader, TokenVectors, Vectors
from index.errors import BuildRefused, StoreError
from index.preparing import BuildSettings, Read, Steps, entries_of, read_all, untold
from index.storage.archive import Archive, Event
from index.storage.chronicle import Chronicle
from index.storage.decoding import Failure
from index.storage.reading import Reader
from index.storage.store import Store
from index.storage.writing import Entry, Writer, text_sha256
from index.tokens import codec_for
from knowledge.library import Changes, Library, Unreadable, compare
from knowledge.readers import reading

_TEXTS_A_COMMIT = 64
"""A second or two of work, of which the commit is a few thousandths."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; names of documents in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    embedded: int
    """Distinct texts of passages that were not embedded before."""
    failed: tuple[Unreadable, ...]
    generation: int
    changes: tuple[Event, ...] = ()
    """What was published, by document, with the versions before and after."""
    stale: tuple[str, ...] = ()
    """Those that failed but are still answered from, as they were."""
    problem: str = ""
    """Why nothing could be kept in the archive, empty where it could."""

    @property
    def renamed(self) -> dict[str, str]:
        """Return the old name by the new one of documents that were renamed, as far as the archive tells."""
        pairs = [(each.old.name, each.new.name) for each in self.changes if each.old and each.new]
        return {new: old for old, new in pairs if new != old}

    def done(self, seen: Callable[[str], object] = bool) -> dict[str, list[str]]:
        """Return what became of documents whose names are `seen`: "b (was a)" only where both are."""
        renamed = {new: old for new, old in self.renamed.items() if seen(new) and seen(old)}
        return {
            "added": [name for name in self.added if seen(name) and name not in renamed],
            "changed": [name for name in self.changed if seen(name)],
            "removed": [name for name in self.removed if seen(name) and name not in renamed.values()],
            "renamed": [f"{new} (was {old})" for new, old in sorted(renamed.items())],
        }


def build(
    library: Library,
    store: Store,
    load: EmbedderLoader,
    settings: BuildSettings,
    *,
    archive: Archive | None = None,
    rebuild: bool = False,
    allow_removals: bool = False,
    expected_gone: Collection[str] = (),
    progress: Steps = untold,
) -> BuildReport:
    """Make the store equal the folder and say what changed; readers see it all at once or not at all.

    The `archive` keeps what is published and what it replaces; that it cannot is told in the report.

    `rebuild` reads and embeds everything anew, whatever state the store is in. Raises BuildRefused
    when too many documents are missing, of which those that are `expected_gone` do not count, StoreError,
    ModelError or KnowledgeError.
    """
    chronicle = Chronicle(archive, store)
    with store.writing(start_over=rebuild) as writer:
        chronicle.catch_up()
        stored = writer.stored
        if stored.generation:
            _require_same_model(stored, load)
        known = stored.file_hashes() if writer.before is None else writer.before.files
        changes = compare(library, known or {})
        made_by = {"settings": settings.fingerprint(), "reading": reading()}
        afresh = rebuild or any(stored.meta(name) != value for name, value in made_by.items())
        sources = [*changes.added, *changes.changed, *(changes.unchanged if afresh else ())]
        documents, failures = read_all(sources, () if afresh else stored.failures, progress)
        failures += [Failure(each.name, each.reason) for each in changes.unreadable]
        if not allow_removals:
            _require_most_present(known, changes, failures, settings.max_removed_share, expected_gone)
            if rebuild:
                _require_nothing_lost(known, documents, failures)
        entries, more = entries_of(documents, load, settings, progress) if documents else ([], [])
        failures = sorted((*failures, *more), key=lambda each: each.name)
        embedded = _embed(entries, writer, load(), progress) if entries else 0
        notes = {
            "indexed_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            **made_by,
            "failed": json.dumps([(each.name, each.reason) for each in failures]),
            "failed_sha256": json.dumps([each.sha256 for each in failures]),
        }
        generation = stored.generation
        publishes = bool(entries or changes.removed or rebuild or not generation)
        if publishes:
            progress("publishing", 0, 0)
            chronicle.keep(entries)
            generation = writer.publish(entries, changes.removed, notes)
        else:
            writer.note(notes)
    recorded = chronicle.record(generation) if publishes else ()
    done = {entry.document.name for entry in entries}
    return BuildReport(
        added=tuple(each.name for each in changes.added if each.name in done),
        changed=tuple(each.name for each in changes.changed if each.name in done),
        removed=changes.removed,
        unchanged=len(changes.unchanged),
        embedded=embedded,
        failed=tuple(Unreadable(each.name, each.reason) for each in failures),
        generation=generation,
        changes=recorded,
        stale=() if rebuild else tuple(each.name for each in failures if each.name in (known or {})),
        problem=chronicle.problem,
    )


def _require_same_model(stored: Reader, load: EmbedderLoader) -> None:
    if stored.model and (stored.model.name, stored.model.precision) != (load.name, load.precision):
        raise StoreError(
            f"the store was built with the model {stored.model}, the configuration names {load.name} in "
            f"{load.precision}; run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
        )


def _require_most_present(
    known: dict[str, str] | None,
    changes: Changes,
    failures: Sequence[Failure],
    max_removed_share: float,
    expected_gone: Collection[str],
) -> None:
    """Refuse to go on where most documents are gone; one that cannot be read now is not gone."""
    failed = {each.name for each in failures}
    there = {each.name for each in (*changes.added, *changes.changed, *changes.unchanged)} - failed
    if known is None:
        if not there:
            raise BuildRefused(
                "the folder holds no document that can be read, and the index is too damaged to say what it held; if "
                "that is meant, run `index --rebuild --allow-removals`, otherwise check that the folder is mounted"
            )
        return
    removed = set(changes.removed).difference(expected_gone)
    left = known.keys() - set(changes.removed).intersection(expected_gone)
    present = len(there | (failed & left))
    if len(left) - present > len(left) * max_removed_share or (left and not present):
        raise BuildRefused(
            f"{_gone(len(removed), len(left))} gone from the folder; if that is meant, "
            "run `index --allow-removals`, otherwise check that the folder is mounted (nothing was changed)"
        )


def _gone(gone: int, known: int) -> str:
    if known == 1:
        return "the only document is"
    return f"{gone} of {known} documents {'is' if gone == 1 else 'are'}"


def _require_nothing_lost(known: dict[str, str] | None, documents: Sequence[Read], failures: Sequence[Failure]) -> None:
    """Refuse a rebuild that would drop the last good text of a document that cannot be read now."""
    read = {document.name for document, _ in documents}
    lost = sorted({each.name for each in failures if each.name in (known or {})} - read)
    if lost:
        raise BuildRefused(
            f"{', '.join(lost)} cannot be read now, and a rebuild would drop the text that was read before; mend or "
            "remove what is damaged, or run `index --rebuild --allow-removals` (nothing was changed)"
        )


def _embed(entries: Sequence[Entry], writer: Writer, embedder: Embedder, progress: Steps) -> int:
    """Embed the texts that are new, keeping them as it goes: an interrupted build loses little."""
    writer.use_model(embedder.identity)
    codec = codec_for(embedder.identity)
    texts = {text_sha256(text): text for entry in entries for text in entry.passage_texts()}
    missing = writer.missing(list(texts))
    todo = [key for key in texts if key in missing]
    embedded: list[tuple[bytes, Vectors, TokenVectors]] = []
    for done, (at, vector, tokens) in enumerate(embedder.embed_each([texts[key] for key in todo]), start=1):
        embedded.append((todo[at], vector, tokens))
        if len(embedded) == _TEXTS_A_COMMIT or done == len(todo):
            writer.save_embeddings(embedded, codec)
            embedded.clear()
        progress("embedding", done, len(todo))
    return len(todo)
