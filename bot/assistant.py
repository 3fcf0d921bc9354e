"""The façade: whatever asks, the terminal or Discord, asks here and gets the same answer."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer
from bot.answering.cautions import Cautions, raised_by
from bot.answering.conflicts import Conflicts, among_documents
from bot.answering.considered import Considered, Seen, seen
from bot.answering.quotes import Quote, cut_quote
from bot.answering.recall import Context, QuoteRef, context, recall
from bot.answering.related import Related, related
from bot.answering.requests import clean_question, find_document, find_section, find_topic, require_collections
from bot.config import NO_CROSS_ENCODER, Config
from bot.errors import FAILURES, RequestError
from bot.failures import LOG_NAME, FailureLog
from bot.upkeep.changes import Changes, Report, changes_since, report_of
from bot.upkeep.drift import drift_of
from bot.upkeep.editing import take_out, telling_of, undone_if_raised, write
from bot.upkeep.freshness import documents_in, notes_on
from bot.upkeep.live import Live, News
from bot.upkeep.reindexing import Reindexer
from bot.upkeep.status import Status, status_of
from bot.upkeep.verification import Verification, verify_quote
from bot.upkeep.watchlist import Watchlist
from index.build import BuildReport, build
from index.embedding import EmbedderLoader
from index.engines.cross_encoder import CrossEncoder
from index.engines.loading import EngineLoader
from index.errors import RecordsError, StoreMissing
from index.preparing import BuildSettings, Steps, untold
from index.searching.search import Hit, Searcher, SearchSettings
from index.storage.archive import Archive
from index.storage.reading import Reader
from index.storage.store import Store
from index.storage.stored import StoredDocument, StoredSection
from knowledge.library import Library
from knowledge.model import Span
from knowledge.watching import FolderWatch
from knowledge.words import Analyzer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Brief:
    """The quotes on one topic, in the order of the documents."""

    topic: str
    title: str
    quotes: tuple[Quote, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored document, or one section of it: the text that offsets count in."""

    document: StoredDocument
    text: str
    sections: tuple[StoredSection, ...]


class Assistant:
    """Answers from one store; safe to share between threads."""

    def __init__(self, config: Config, load: EmbedderLoader | None = None) -> None:
        """Open nothing yet: what a command does not need is not loaded for it.

        `load` gives a model to use instead of the configured one, such as one that is loaded already.
        """
        self.config = config
        self.library = Library(config.path(config.documents.folder), config.documents.max_file_mb << 20)
        self.store = Store(config.path(config.index.folder))
        self.archive = Archive(config.path(config.records.folder), config.records.keep_days)
        self._load = load or EngineLoader(
            config.embedding.model, config.embedding.precision, config.path(config.index.folder) / "models"
        )
        self._analyzer = Analyzer(config.aliases)
        self._settings = BuildSettings(
            config.index.passage_tokens, config.cautions.words, self._analyzer, config.documents.max_removed_share
        )
        named = config.search.cross_encoder
        judge = CrossEncoder(named) if named != NO_CROSS_ENCODER else None
        self.searcher = Searcher(
            self._load,
            self._analyzer,
            SearchSettings(config.search.candidates, config.search.rescored, config.search.exact_up_to),
            config.path(config.index.folder),
            judge,
        )
        self._answerer = Answerer(
            self.searcher, self._analyzer, config.answers, config.question_aliases, config.cautions.words
        )
        self.watchlist = Watchlist(config.path(config.records.folder) / "watchlist.db", self.ask, self._existing)
        self.reindexer = Reindexer(
            partial(build, self.library, self.store, self._load, self._settings, archive=self.archive)
        )

    def ask(self, question: str, collections: Sequence[str] | None = None, previous: Sequence[str] = ()) -> Answer:
        """Answer a question from the documents of some collections, or of all; raise RequestError.

        `previous` are earlier questions of the conversation, latest last, that it may lean on.
        """
        return self.consider(question, collections, previous)[0]

    def consider(
        self, question: str, collections: Sequence[str] | None = None, previous: Sequence[str] = ()
    ) -> tuple[Answer, Considered]:
        """Answer as `ask` does, and return with the answer what was looked at for it."""
        question = clean_question(question, self.config.answers.max_question_chars)
        with self._reading() as reader:
            require_collections(reader, collections)
            considered = self._answerer.consider(reader, question, collections, previous)
            return self._answerer.answer_to(reader, considered), considered

    def notes_on(self, shown: Iterable[Answer | Quote | StoredDocument]) -> tuple[str, ...]:
        """Say what became of the files of documents that are shown since they were indexed, in a sentence each."""
        with self._reading(build=False) as reader:
            return notes_on(self.library.folder, reader, documents_in(shown))

    def seen(self, considered: Considered, most: int) -> list[Seen]:
        """Put the best passages that were looked at into words."""
        with self._reading() as reader:
            return seen(reader, considered, most)

    def retrieve(self, question: str, most: int, collections: Sequence[str] | None = None) -> list[tuple[Hit, str]]:
        """Return the best hits for a question, each with the text of its passage."""
        question = clean_question(question, self.config.answers.max_question_chars)
        with self._reading() as reader:
            found = self.searcher.search(reader, question, collections)
            return [(hit, hit.passage.span.cut(reader.text(hit.passage.document.id))) for hit in found.hits[:most]]

    def brief(self, topic: str, collections: Sequence[str] | None = None) -> Brief:
        """Gather the best quotes on a topic of config.yaml; raise RequestError for an unknown one."""
        name = find_topic(self.config.topics, topic)
        wanted = self.config.topics[name]
        with self._reading() as reader:
            require_collections(reader, collections)
            quotes, withheld = self._answerer.gather(reader, wanted.queries, collections)
            return Brief(name, wanted.title, quotes, withheld)

    def cautions(self, document: str = "", collections: Sequence[str] | None = None) -> Cautions:
        """Return every caution of the documents, or of one."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            visible = reader.documents(collections)
            wanted = [find_document(visible, document)] if document else visible
            return raised_by(reader, wanted, of_one=bool(document))

    def conflicts(self, collections: Sequence[str] | None = None) -> Conflicts:
        """Return where documents give different figures for the same thing."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            return among_documents(reader, collections)

    def sources(self, collections: Sequence[str] | None = None) -> list[StoredDocument]:
        """Return the indexed documents in order of name."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            return reader.documents(collections)

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        with self._reading(build=False) as reader:
            return reader.collections()

    def _existing(self) -> list[str]:
        """Return the names of all collections, of an index that is built if there is none."""
        with self._reading() as reader:
            return reader.collections()

    def collections_ever(self) -> list[str]:
        """Return the names of all collections that exist, or did as far as the archive knows."""
        return sorted({*self.collections(), *self._archived_collections()})

    def _archived_collections(self) -> set[str]:
        try:
            with self.archive.reading() as archive:
                return archive.collections()
        except RecordsError:
            return set()  # what serves can be told of all the same

    def recall(
        self, refs: Sequence[QuoteRef], collections: Sequence[str] | None = None
    ) -> tuple[list[Quote | None], list[str]]:
        """Cut quotes given earlier again, None for each that no longer holds, and say why."""
        with self._reading(build=False) as reader:
            return recall(reader, refs, collections)

    def context(self, ref: QuoteRef, collections: Sequence[str] | None = None) -> Context:
        """Return a quote in its section; raise RequestError or QuoteError."""
        with self._reading(build=False) as reader:
            return context(reader, ref, collections)

    def sources_for(self, text: str, collections: Sequence[str] | None = None) -> Related:
        """Return the passages nearest to a text, and what of it they do not hold."""
        text = clean_question(text, self.config.answers.max_question_chars)
        with self._reading() as reader:
            require_collections(reader, collections)
            return related(reader, self.searcher, self._analyzer, text, self.config.answers.quotes, collections)

    def show(self, document: str, section: str = "", collections: Sequence[str] | None = None) -> Shown:
        """Return a document's stored text, or one section's; raise RequestError if it is not found."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            found = find_document(reader.documents(collections), document)
            text, sections = reader.text(found.id), reader.sections(found.id)
            cut_quote(reader, found, (), Span(0, len(text)))
            if not section:
                return Shown(found, text, tuple(sections))
            wanted = find_section(sections, section)
            return Shown(found, wanted.span.cut(text), (wanted,))

    def verify(self, quote_id: str, collections: Sequence[str] | None = None) -> Verification:
        """Say what became of a quote that was given once; raise RequestError for an unknown id."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections, self._archived_collections())
            return verify_quote(reader, self.archive, self._analyzer, quote_id, collections)

    def changes(self, since: str = "", collections: Sequence[str] | None = None) -> Changes:
        """Say what reindexes changed since a date, or lately; raise RequestError for what is no date."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections, self._archived_collections())
        return changes_since(self.archive, since, collections)

    def report(self, build: BuildReport, collections: Sequence[str] | None = None) -> Report | None:
        """Say what one reindex changed, as some collections show it; None if that is nothing."""
        return report_of(self.archive, build.changes, collections) if build.changes else None

    def status(self, collections: Sequence[str] | None = None) -> Status:
        """Compare folder, store, vectors in memory and archive, and say how they are, as some collections show it."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            drift = drift_of(reader, self.archive, self.searcher.resident)
            return status_of(self.library, reader, self._load, self._settings, drift, collections)

    def reindex(self, *, rebuild: bool = False, allow_removals: bool = False, progress: Steps = untold) -> BuildReport:
        """Bring the index up to the folder; see `index.build.build`, and `reindexer` for who asks meanwhile."""
        return self.reindexer.run(rebuild=rebuild, allow_removals=allow_removals, progress=progress).report

    def add_document(self, collection: str, name: str, data: bytes, *, replace: bool = False) -> BuildReport:
        """Put a document into the folder and index it; what raises undoes that, RequestError if it cannot be read."""
        before = self._file_hashes()
        edit = write(self.library.folder, self._removed, collection, name, data, replace=replace)
        with undone_if_raised(edit):
            report = self.reindexer.run(join=False).report
        own = edit.file.relative_to(self.library.folder).as_posix()
        if reason := next((each.reason for each in report.failed if each.name == own), ""):
            edit.undo()
            with suppress(*FAILURES):  # what has to be told is that it was taken out again
                self.reindexer.run(join=False, expected_gone=[own])
            raise RequestError(f"{name} cannot be read, so it was taken out again: {reason}")
        if before.get(own) == hashlib.sha256(data).hexdigest():
            return report
        return telling_of(report, changed=[own]) if own in before else telling_of(report, added=[own])

    def remove_document(self, document: StoredDocument) -> BuildReport:
        """Move a document out of the folder, where it is kept aside, and take it out of the index; or undo that."""
        with undone_if_raised(take_out(self.library.folder, self._removed, document.name, document.collection)):
            report = self.reindexer.run(join=False, expected_gone=[document.name]).report
        return telling_of(report, removed=[document.name])

    def _file_hashes(self) -> dict[str, str]:
        try:
            with self._reading(build=False) as reader:
                return reader.file_hashes()
        except StoreMissing:
            return {}

    @property
    def _removed(self) -> Path:
        return self.config.path(self.config.records.folder) / "removed"

    def live(self, on_news: Callable[[News], None]) -> Live:
        """Return what keeps the index equal to the folder once it is started; see `bot.upkeep.live.Live`."""
        how = self.config.documents.watch
        watch = FolderWatch(self.library, how) if how != "never" else None
        return Live(self, watch, FailureLog(self.config.path(self.config.index.folder) / LOG_NAME), on_news)

    @property
    def published(self) -> str:
        """Name the state that serves, empty where there is none."""
        try:
            with self._reading(build=False) as reader:
                return f"{reader.identity}-{reader.generation}"
        except StoreMissing:
            return ""

    def release(self) -> None:
        """Close what the calling thread holds open."""
        self.store.close()

    @contextmanager
    def _reading(self, *, build: bool = True) -> Iterator[Reader]:
        """Read the store; where there is none yet build it first, or raise StoreMissing."""
        try:
            with self.store.reading() as reader:
                yield reader
                return
        except StoreMissing:
            if not build:
                raise
            _log.info("there is no index yet; building it from %s", self.library.folder)
        self.reindex()
        with self.store.reading() as reader:
            yield reader
