"""The façade: whatever asks, the terminal or Discord, asks here and gets the same answer."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers import Answer, Choice, Nearest, Part, choose, merge
from bot.config import NO_CROSS_ENCODER, Config
from bot.errors import QuoteError
from bot.followups import read_as
from bot.parts import parts_of
from bot.quotes import Quote, cut_quote
from bot.requests import clean_question, find_document, find_section, find_topic, require_collections
from bot.status import Status, status_of
from index.build import BuildReport, BuildSettings, build
from index.cross_encoder import CrossEncoder
from index.embedding import EmbedderLoader, Progress
from index.engines import EngineLoader
from index.errors import StoreMissing
from index.reading import Reader, StoredDocument, StoredSection
from index.search import Hit, Searcher, SearchSettings
from index.spelling import corrected
from index.store import Store
from knowledge.library import Library
from knowledge.model import Span
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
class QuotedCaution:
    """A caution that a document raises."""

    title: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Cautions:
    """All cautions, by document and in its order."""

    cautions: tuple[QuotedCaution, ...]
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

    def ask(self, question: str, collections: Sequence[str] | None = None, previous: Sequence[str] = ()) -> Answer:
        """Answer a question from the documents of some collections, or of all; raise RequestError.

        `previous` are earlier questions of the conversation, latest last, that it may lean on.
        """
        question = clean_question(question, self.config.answers.max_question_chars)
        with self._reading() as reader:
            require_collections(reader, collections)
            read = self._read(reader, question, previous)
            withheld: list[str] = []
            pieces = parts_of(read)
            parts = [self._part(reader, piece, collections, withheld) for piece in _resolved(pieces)]
            if len(parts) > 1 and not any(part.answered for part in parts):
                # Perhaps it was one question after all.
                parts = [self._part(reader, read, collections, withheld)]
            best = max(parts, key=lambda part: part.score)
            quotes = tuple(dict.fromkeys(quote for part in parts for quote in part.quotes))
            closest: tuple[Quote, ...] = ()
            if not quotes and self.config.answers.show_closest:
                closest = self._closest(reader, read, collections, withheld)
            return Answer(
                question=question,
                read_as=read,
                score=best.score,
                quotes=quotes,
                nearest=() if quotes else best.nearest,
                closest=closest,
                parts=tuple(parts) if len(parts) > 1 else (),
                withheld=tuple(dict.fromkeys(withheld)),
                generation=reader.generation,
            )

    def _read(self, reader: Reader, question: str, previous: Sequence[str]) -> str:
        """Return the question as it is to be searched: resolved, spelt right, with the documents' names."""
        read = corrected(read_as(question, previous), reader, self._analyzer)
        for name, meant in self.config.question_aliases.items():
            read = re.sub(rf"\b{re.escape(name)}\b", meant, read)
        return read

    def _part(self, reader: Reader, question: str, collections: Sequence[str] | None, withheld: list[str]) -> Part:
        choices, hits = self._choices(reader, question, collections)
        settings = self.config.answers
        # If the best passage does not answer, the others are not asked: they are the next best guesses.
        answers = bool(choices) and choices[0].score >= settings.threshold
        chosen = [each for each in choices if answers and each.score >= settings.threshold][: settings.quotes]
        quotes = self._quotes(reader, merge(chosen), withheld)
        nearest = () if quotes else tuple(_nearest(hits, settings.nearest))
        return Part(question, choices[0].score if choices else 0.0, quotes, nearest)

    def _closest(
        self, reader: Reader, question: str, collections: Sequence[str] | None, withheld: list[str]
    ) -> tuple[Quote, ...]:
        choices, _ = self._choices(reader, question, collections)
        return self._quotes(reader, merge(choices[: self.config.answers.nearest]), withheld)

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
            chosen: list[Choice] = []
            for query in wanted.queries:
                choices, _ = self._choices(reader, query, collections)
                chosen += [each for each in choices if each.score >= self.config.answers.threshold][
                    : self.config.answers.quotes
                ]
            chosen = sorted(merge(chosen), key=lambda each: (each.document.name, each.span))
            withheld: list[str] = []
            quotes = self._quotes(reader, chosen, withheld)
            return Brief(name, wanted.title, quotes, tuple(dict.fromkeys(withheld)))

    def cautions(self, document: str = "", collections: Sequence[str] | None = None) -> Cautions:
        """Return every caution of the documents, or of one."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            visible = reader.documents(collections)
            shown = {find_document(visible, document)} if document else set(visible)
            found: list[QuotedCaution] = []
            withheld: list[str] = []
            for caution in reader.cautions():
                if caution.document not in shown:
                    continue
                headings = _headings_at(reader, caution.document, caution.span)
                try:
                    quote = cut_quote(reader, caution.document, headings, caution.span)
                except QuoteError as error:
                    withheld.append(str(error))
                else:
                    found.append(QuotedCaution(caution.title, quote))
            return Cautions(tuple(found), tuple(dict.fromkeys(withheld)))

    def sources(self, collections: Sequence[str] | None = None) -> list[StoredDocument]:
        """Return the indexed documents in order of name."""
        with self._reading(build=False) as reader:
            require_collections(reader, collections)
            return reader.documents(collections)

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

    def status(self) -> Status:
        """Compare the folder with the store and say how both are."""
        with self._reading(build=False) as reader:
            return status_of(self.library, reader, self._load, self._settings)

    def reindex(
        self, *, rebuild: bool = False, allow_removals: bool = False, progress: Progress | None = None
    ) -> BuildReport:
        """Bring the index up to the folder; see `index.build.build`."""
        return build(
            self.library,
            self.store,
            self._load,
            self._settings,
            rebuild=rebuild,
            allow_removals=allow_removals,
            progress=progress,
        )

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

    def _choices(
        self, reader: Reader, query: str, collections: Sequence[str] | None
    ) -> tuple[list[Choice], tuple[Hit, ...]]:
        found = self.searcher.search(reader, query, collections)
        return choose(reader, found), found.hits

    def _quotes(self, reader: Reader, choices: Iterable[Choice], withheld: list[str]) -> tuple[Quote, ...]:
        """Cut and verify; return the quotes that hold and note why others are withheld."""
        quotes: list[Quote] = []
        for each in choices:
            try:
                also = self._quotes(reader, each.also, withheld)
                quotes.append(cut_quote(reader, each.document, each.headings, each.span, each.key, also))
            except QuoteError as error:
                withheld.append(str(error))
        return tuple(quotes)


def _resolved(pieces: Sequence[str]) -> list[str]:
    """Read each part in the light of the one before: "... and who delivers it?"."""
    resolved: list[str] = []
    for piece in pieces:
        resolved.append(read_as(piece, resolved[-1:]))
    return resolved


def _nearest(hits: Sequence[Hit], most: int) -> list[Nearest]:
    """Name the sections of the best hits, each once."""
    named = [
        Nearest(hit.passage.document.name, hit.passage.document.metadata.title, hit.passage.headings) for hit in hits
    ]
    return list(dict.fromkeys(named))[:most]


def _headings_at(reader: Reader, document: StoredDocument, span: Span) -> tuple[str, ...]:
    return next(each.headings for each in reader.sections(document.id) if each.span.contains(span))
