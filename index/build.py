"""Bringing the store up to the folder: only what changed is read, split and embedded again."""

import datetime
import json
import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TypeAlias

from index.embedding import Embedder, EmbedderLoader, Progress
from index.errors import BuildRefused, ModelError, StoreError
from index.storage.archive import Archive, Event
from index.storage.chronicle import Chronicle
from index.storage.decoding import Failure
from index.storage.reading import Reader
from index.storage.store import Store
from index.storage.writing import Entry, EntryTerms, Writer, text_sha256
from index.tokens import codec_for
from knowledge.cautions import cautions_of
from knowledge.checks import check_document
from knowledge.errors import UnreadableFile
from knowledge.library import Changes, Library, Source, Unreadable, compare
from knowledge.model import Document
from knowledge.passages import passages_of
from knowledge.sections import sections_of
from knowledge.words import Analyzer

_log = logging.getLogger(__name__)

Read: TypeAlias = tuple[Document, str]
"""A document and the SHA-256 of the file it was read from."""

_TEXTS_A_COMMIT = 64
"""A second or two of work, of which the commit is a few thousandths."""

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How documents become passages, and how careful a build is."""

    passage_tokens: int
    """Word pieces that a passage is filled up to."""
    caution_words: tuple[str, ...]
    analyzer: Analyzer
    max_removed_share: float
    """Share of the documents, 0 to 1, that may be missing at once before a build stops and asks."""

    def fingerprint(self) -> str:
        """Name the settings that stored documents depend on."""
        return json.dumps([self.passage_tokens, self.caution_words, self.analyzer.aliases])


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
    problem: str = ""
    """Why nothing could be kept in the archive, empty where it could."""


def build(
    library: Library,
    store: Store,
    load: EmbedderLoader,
    settings: BuildSettings,
    *,
    archive: Archive | None = None,
    rebuild: bool = False,
    allow_removals: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Make the store equal the folder and say what changed; readers see it all at once or not at all.

    The `archive` keeps what is published and what it replaces; that it cannot is told in the report.

    `rebuild` reads and embeds everything anew, whatever state the store is in. Raises BuildRefused
    when too many documents are missing, StoreError, ModelError or KnowledgeError.
    """
    chronicle = Chronicle(archive, store)
    with store.writing(start_over=rebuild) as writer:
        chronicle.catch_up()
        stored = writer.stored
        if stored.generation:
            _require_same_model(stored, load)
        known = stored.file_hashes() if writer.before is None else writer.before.files
        changes = compare(library, known or {})
        afresh = rebuild or stored.meta("settings") != settings.fingerprint()
        sources = [*changes.added, *changes.changed, *(changes.unchanged if afresh else ())]
        documents, failures = _read(sources, () if afresh else stored.failures)
        failures += [Failure(each.name, each.reason) for each in changes.unreadable]
        if not allow_removals:
            _require_most_present(known, changes, failures, settings.max_removed_share)
            if rebuild:
                _require_nothing_lost(known, documents, failures)
        entries, more = _entries(documents, load, settings) if documents else ([], [])
        failures = sorted((*failures, *more), key=lambda each: each.name)
        embedded = _embed(entries, writer, load(), progress) if entries else 0
        notes = {
            "indexed_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "settings": settings.fingerprint(),
            "failed": json.dumps([(each.name, each.reason) for each in failures]),
            "failed_sha256": json.dumps([each.sha256 for each in failures]),
        }
        generation = stored.generation
        publishes = bool(entries or changes.removed or rebuild or not generation)
        if publishes:
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
        problem=chronicle.problem,
    )


def _require_same_model(stored: Reader, load: EmbedderLoader) -> None:
    if stored.model and (stored.model.name, stored.model.precision) != (load.name, load.precision):
        raise StoreError(
            f"the store was built with the model {stored.model}, config.yaml names {load.name} in {load.precision}; "
            "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
        )


def _require_most_present(
    known: dict[str, str] | None, changes: Changes, failures: Sequence[Failure], max_removed_share: float
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
    present = len(there | (failed & known.keys()))
    if len(known) - present > len(known) * max_removed_share or (known and not present):
        raise BuildRefused(
            f"{_gone(len(changes.removed), len(known))} gone from the folder; if that is meant, "
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


def _read(sources: Sequence[Source], known: Sequence[Failure]) -> tuple[list[Read], list[Failure]]:
    """Read what can be read; a file that failed and has not changed since fails again unread."""
    before = {(each.name, each.sha256): each for each in known}
    documents: list[Read] = []
    failures: list[Failure] = []
    for source in sources:
        failure = before.get((source.name, source.sha256))
        if failure is None:
            try:
                documents.append(source.read())
                continue
            except MemoryError:
                raise
            except Exception as error:
                failure = _failure(source.name, source.sha256, error)
        failures.append(failure)
    return documents, failures


def _entries(
    documents: Sequence[Read], load: EmbedderLoader, settings: BuildSettings
) -> tuple[list[Entry], list[Failure]]:
    embedder = load()
    entries: list[Entry] = []
    failures: list[Failure] = []
    for document, file_sha256 in documents:
        try:
            entries.append(_entry(document, file_sha256, embedder, settings))
        except (ModelError, MemoryError):
            raise
        except Exception as error:
            failures.append(_failure(document.name, file_sha256, error))
    return entries, failures


def _failure(name: str, sha256: str, error: Exception) -> Failure:
    """Tell of one file's failure: whatever is odd about it must not keep the others out of the index."""
    if isinstance(error, UnreadableFile):
        # What the disk refused now it may give the next time.
        return Failure(name, str(error), "" if isinstance(error.__cause__, OSError) else sha256)
    _log.debug("unforeseen failure on %s", name, exc_info=error)
    reason = " ".join(str(error).split())[:_LONGEST_REASON]
    return Failure(name, f"something in it is not foreseen ({type(error).__name__}: {reason})", sha256)


def _entry(document: Document, file_sha256: str, embedder: Embedder, settings: BuildSettings) -> Entry:
    for each in (document.text, *astuple(document.metadata)):
        each.encode()  # what is no text is found here, not when everything is published
    sections = sections_of(document)
    limit = embedder.max_tokens
    target = min(settings.passage_tokens, limit)
    passages = passages_of(document, sections, embedder.count_tokens, target, limit)
    analyzer = settings.analyzer
    return Entry(
        document=document,
        file_sha256=file_sha256,
        sections=sections,
        passages=passages,
        cautions=cautions_of(document, sections, settings.caution_words),
        findings=check_document(document),
        terms=EntryTerms(
            title=analyzer.terms(document.metadata.title),
            headings=[analyzer.terms(" ".join(section.headings)) for section in sections],
            sentences=[[analyzer.terms(document.cut(span)) for span in each.sentences] for each in passages],
        ),
    )


def _embed(entries: Sequence[Entry], writer: Writer, embedder: Embedder, progress: Progress | None) -> int:
    """Embed the texts that are new, keeping them as it goes: an interrupted build loses little."""
    writer.use_model(embedder.identity)
    codec = codec_for(embedder.identity)
    texts = {text_sha256(text): text for entry in entries for text in entry.passage_texts()}
    missing = writer.missing(list(texts))
    # Sorted by length here too, so that each batch that is kept holds texts of like length.
    todo = sorted((key for key in texts if key in missing), key=lambda key: len(texts[key]))
    for start in range(0, len(todo), _TEXTS_A_COMMIT):
        keys = todo[start : start + _TEXTS_A_COMMIT]

        def report(done: int, _: int, before: int = start) -> None:
            if progress:
                progress(before + done, len(todo))

        vectors, tokens = embedder.embed_tokens([texts[key] for key in keys], report)
        writer.save_embeddings(keys, vectors, tokens, codec)
    return len(todo)
