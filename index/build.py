"""Bringing the store up to the folder: only what changed is read, split and embedded again."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

from index.embedding import Embedder, EmbedderLoader, Progress
from index.errors import BuildRefused, StoreError
from index.reading import Reader
from index.store import Store
from index.tokens import codec_for
from index.writing import Entry, EntryTerms, Writer, text_sha256
from knowledge.cautions import cautions_of
from knowledge.checks import check_document
from knowledge.errors import UnreadableFile
from knowledge.library import Changes, Library, Source, Unreadable, compare
from knowledge.passages import passages_of
from knowledge.sections import sections_of
from knowledge.words import Analyzer

_TEXTS_A_COMMIT = 512


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


def build(
    library: Library,
    store: Store,
    load: EmbedderLoader,
    settings: BuildSettings,
    *,
    rebuild: bool = False,
    allow_removals: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Make the store equal the folder and say what changed; readers see it all at once or not at all.

    `rebuild` reads and embeds everything anew, whatever state the store is in. Raises BuildRefused
    when too many documents are missing, StoreError, ModelError or KnowledgeError.
    """
    with store.writing(start_over=rebuild) as writer:
        stored = writer.stored
        if not rebuild:
            _require_same_model(stored, load)
        known = stored.file_hashes()
        changes = compare(library, known)
        if not allow_removals:
            _require_most_present(known, changes, settings.max_removed_share)
        sources = [*changes.added, *changes.changed]
        if rebuild or stored.meta("settings") != settings.fingerprint():
            sources += changes.unchanged
        entries, broken = _entries(sources, load, settings)
        failed = sorted((*changes.unreadable, *broken), key=lambda each: each.name)
        epoch = stored.epoch + 1 if rebuild or not stored.generation else stored.epoch
        embedded = _embed(entries, writer, epoch, load(), progress) if entries else 0
        notes = {
            "indexed_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "settings": settings.fingerprint(),
            "failed": json.dumps([(each.name, each.reason) for each in failed]),
        }
        generation = stored.generation
        if entries or changes.removed or epoch != stored.epoch:
            model = load().identity if entries else stored.model
            generation = writer.publish(epoch, model, entries, changes.removed, notes)
        else:
            writer.note(notes)
    done = {entry.document.name for entry in entries}
    return BuildReport(
        added=tuple(each.name for each in changes.added if each.name in done),
        changed=tuple(each.name for each in changes.changed if each.name in done),
        removed=changes.removed,
        unchanged=len(changes.unchanged),
        embedded=embedded,
        failed=tuple(failed),
        generation=generation,
    )


def _require_same_model(stored: Reader, load: EmbedderLoader) -> None:
    if stored.model and (stored.model.name, stored.model.precision) != (load.name, load.precision):
        raise StoreError(
            f"the store was built with the model {stored.model}, config.yaml names {load.name} in {load.precision}; "
            "run `index --rebuild`, or set `embedding.model` and `embedding.precision` back"
        )


def _require_most_present(known: dict[str, str], changes: Changes, max_removed_share: float) -> None:
    present = len(changes.added) + len(changes.changed) + len(changes.unchanged) + len(changes.unreadable)
    missing = len(known) - present
    if missing > len(known) * max_removed_share or (known and not present):
        raise BuildRefused(
            f"{len(changes.removed)} of {len(known)} documents are gone from the folder; if that is meant, "
            "run `index --allow-removals`, otherwise check that the folder is mounted (nothing was changed)"
        )


def _entries(
    sources: Sequence[Source], load: EmbedderLoader, settings: BuildSettings
) -> tuple[list[Entry], list[Unreadable]]:
    entries, broken = [], []
    for source in sources:
        try:
            entries.append(_entry(source, load(), settings))
        except UnreadableFile as error:
            broken.append(Unreadable(source.name, str(error)))
    return entries, broken


def _entry(source: Source, embedder: Embedder, settings: BuildSettings) -> Entry:
    document, file_sha256 = source.read()
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


def _embed(entries: Sequence[Entry], writer: Writer, epoch: int, embedder: Embedder, progress: Progress | None) -> int:
    """Embed the texts that are new, keeping them as it goes: an interrupted build loses little."""
    stored = writer.stored
    if epoch != stored.epoch:
        writer.begin_epoch(epoch, embedder.identity)
    elif stored.model and stored.model != embedder.identity:
        raise StoreError(
            f"the store was built with the model {stored.model}, this is {embedder.identity}; run `index --rebuild`"
        )
    codec = codec_for(embedder.identity)
    texts = {text_sha256(text): text for entry in entries for text in entry.passage_texts()}
    missing = writer.missing(epoch, list(texts))
    # Sorted by length here too, so that each batch that is kept holds texts of like length.
    todo = sorted((key for key in texts if key in missing), key=lambda key: len(texts[key]))
    for start in range(0, len(todo), _TEXTS_A_COMMIT):
        keys = todo[start : start + _TEXTS_A_COMMIT]

        def report(done: int, _: int, before: int = start) -> None:
            if progress:
                progress(before + done, len(todo))

        vectors, tokens = embedder.embed_tokens([texts[key] for key in keys], report)
        writer.save_embeddings(epoch, keys, vectors, tokens, codec)
    return len(todo)
