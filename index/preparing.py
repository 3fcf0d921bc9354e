"""Files to what the store keeps of them: read, split into passages, looked through for terms, cautions and findings."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import TypeAlias

from index.embedding import Embedder, EmbedderLoader
from index.errors import BuildStopped, ModelError
from index.storage.decoding import Failure
from index.storage.writing import Entry, EntryTerms
from knowledge.cautions import cautions_of
from knowledge.checks import check_document
from knowledge.errors import UnreadableFile
from knowledge.library import Source
from knowledge.model import Document
from knowledge.passages import passages_of
from knowledge.sections import sections_of
from knowledge.words import Analyzer

_log = logging.getLogger(__name__)

Read: TypeAlias = tuple[Document, str]
"""A document and the SHA-256 of the file it was read from."""

Steps: TypeAlias = Callable[[str, int, int], None]
"""Told of the step at hand and how much of how much of it is done, 0 of 0 where nothing is counted; BuildStopped from
it ends the build."""

_LONGEST_REASON = 200
_COUNTED_TOGETHER = 500
"""Sentences whose word pieces are counted between two reports, a few hundredths of a second of work."""


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


def untold(_step: str, _done: int, _total: int) -> None:
    """Take a report of progress that nobody waits for."""


def read_all(sources: Sequence[Source], known: Sequence[Failure], progress: Steps) -> tuple[list[Read], list[Failure]]:
    """Read what can be read; a file that failed and has not changed since fails again unread."""
    before = {(each.name, each.sha256): each for each in known}
    documents: list[Read] = []
    failures: list[Failure] = []
    for number, source in enumerate(sources):
        progress("reading", number, len(sources))
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


def entries_of(
    documents: Sequence[Read], load: EmbedderLoader, settings: BuildSettings, progress: Steps
) -> tuple[list[Entry], list[Failure]]:
    """Split documents into passages, and say which of them cannot be; raise ModelError."""
    embedder = load()
    done = _Characters(sum(len(document.text) for document, _ in documents), progress)
    entries: list[Entry] = []
    failures: list[Failure] = []
    for document, file_sha256 in documents:
        try:
            entries.append(_entry(document, file_sha256, embedder, settings, done))
        except (ModelError, MemoryError, BuildStopped):
            raise
        except Exception as error:
            failures.append(_failure(document.name, file_sha256, error))
    return entries, failures


class _Characters:
    """How far the texts are split: each character is looked at once for passages, once for terms."""

    def __init__(self, length: int, progress: Steps) -> None:
        self._total = length * 2
        self._done = 0
        self._progress = progress

    def add(self, characters: int) -> None:
        # What is too long for a passage is counted again, so the sum may be more than there is.
        self._done = min(self._done + characters, self._total)
        self._progress("splitting", self._done, self._total)


def _failure(name: str, sha256: str, error: Exception) -> Failure:
    """Tell of one file's failure: whatever is odd about it must not keep the others out of the index."""
    if isinstance(error, UnreadableFile):
        # What the disk refused now it may give the next time.
        return Failure(name, str(error), "" if isinstance(error.__cause__, OSError) else sha256)
    _log.debug("unforeseen failure on %s", name, exc_info=error)
    reason = " ".join(str(error).split())[:_LONGEST_REASON]
    return Failure(name, f"something in it is not foreseen ({type(error).__name__}: {reason})", sha256)


def _entry(
    document: Document, file_sha256: str, embedder: Embedder, settings: BuildSettings, done: _Characters
) -> Entry:
    for each in (document.text, *astuple(document.metadata)):
        each.encode()  # what is no text is found here, not when everything is published

    def count(texts: Sequence[str]) -> list[int]:
        sizes: list[int] = []
        for start in range(0, len(texts), _COUNTED_TOGETHER):
            some = texts[start : start + _COUNTED_TOGETHER]
            sizes += embedder.count_tokens(some)
            done.add(sum(map(len, some)))
        return sizes

    def terms(text: str) -> list[str]:
        done.add(len(text))
        return settings.analyzer.terms(text)

    sections = sections_of(document)
    limit = embedder.max_tokens
    target = min(settings.passage_tokens, limit)
    passages = passages_of(document, sections, count, target, limit)
    return Entry(
        document=document,
        file_sha256=file_sha256,
        sections=sections,
        passages=passages,
        cautions=cautions_of(document, sections, settings.caution_words),
        findings=check_document(document),
        terms=EntryTerms(
            title=settings.analyzer.terms(document.metadata.title),
            headings=[settings.analyzer.terms(" ".join(section.headings)) for section in sections],
            sentences=[[terms(document.cut(span)) for span in each.sentences] for each in passages],
        ),
    )
