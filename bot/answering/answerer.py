"""Question to answer: how it is read, part by part what is quoted, and that nothing is where nothing answers."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.answering.answers import Answer, Choice, Nearest, Part, merge, worth_quoting
from bot.answering.capitals import in_small_letters
from bot.answering.cautions import as_choices, asks_for_cautions
from bot.answering.choosing import choose
from bot.answering.conflicts import in_answer
from bot.answering.considered import Considered, Piece
from bot.answering.followups import may_stand_alone, read_as, readings, speaks_for_itself
from bot.answering.parts import parts_of
from bot.answering.quotes import Quote, cut_quote
from bot.answering.replacing import Replaced, names_in
from bot.config import Answers
from bot.errors import QuoteError
from index.searching.search import Hit, Searcher
from index.searching.spelling import corrected
from index.storage.reading import Reader
from knowledge.words import Analyzer


class Answerer:
    """Answers from whatever generation it is handed; safe to share between threads."""

    def __init__(
        self,
        searcher: Searcher,
        analyzer: Analyzer,
        settings: Answers,
        question_aliases: Mapping[str, str],
        caution_words: Sequence[str],
    ) -> None:
        """Search nothing yet."""
        self._searcher = searcher
        self._analyzer = analyzer
        self._settings = settings
        self._question_aliases = question_aliases
        self._caution_words = caution_words
        self._instead = {
            term: frozenset(analyzer.terms(name))
            for name, meant in question_aliases.items()
            for term in analyzer.terms(meant)
        }

    def consider(
        self, reader: Reader, question: str, collections: Sequence[str] | None, previous: Sequence[str]
    ) -> Considered:
        """Search once for each part of a question and choose what may be quoted.

        `previous` are earlier questions of the conversation, latest last.
        """
        said, *before = (in_small_letters(each, self._analyzer.aliases) for each in (question, *previous))
        alone = self._worded(said, reader, collections)
        if not previous:
            return self._considered(reader, question, alone, alone, collections)
        reads = self._most_alike_first(readings(said, before), alone)
        worded = [self._worded(each.text, reader, collections) for each in reads]
        considered = [self._considered(reader, question, each, alone, collections) for each in worded]
        return max(considered, key=self._how_fitting) if len(considered) > 1 else considered[0]

    def _considered(
        self, reader: Reader, question: str, read: str, alone: str, collections: Sequence[str] | None
    ) -> Considered:
        """Search a question as it is read."""
        parts = parts_of(read)
        if len(parts) > 1:
            pieces = [self._look_after(reader, *each, collections) for each in _separate(parts)]
            if any(map(self._answers, pieces)):
                return Considered(question, read, tuple(pieces))
            # Perhaps it was one question after all.
        piece = self._look_after(reader, read, alone, collections)
        return Considered(question, piece.question, (piece,))

    def _most_alike_first(self, reads: Sequence[Replaced], said: str) -> Sequence[Replaced]:
        """Order readings by how near in meaning what was said now is to the name that it is in the place of."""
        if len(reads) == 1:
            return reads
        alike = self._searcher.likeness(said.strip(" ?"), [each.name for each in reads])
        return [each for _, each in sorted(zip(alike, reads, strict=True), key=lambda pair: -pair[0])]

    def _how_fitting(self, considered: Considered) -> float:
        """Return how probably one reading of several is answered, 0 unless by a sentence with all its names."""
        piece = max(considered.pieces, key=lambda piece: piece.score)
        names = self._analyzer.terms(" ".join(piece.question[slice(*each)] for each in names_in(piece.question)))
        return piece.score if piece.choices and piece.choices[0].terms.issuperset(names) else 0.0

    def answer_to(self, reader: Reader, considered: Considered) -> Answer:
        """Cut the quotes of what was considered, each verified, or decline."""
        withheld: list[str] = []
        parts = [self._part(reader, piece, withheld) for piece in considered.pieces]
        best = max(parts, key=lambda part: part.score)
        quotes = tuple(dict.fromkeys(quote for part in parts for quote in part.quotes))
        closest: tuple[Quote, ...] = ()
        if not quotes and self._settings.show_closest:
            choices = max(considered.pieces, key=lambda piece: piece.score).leading
            closest = self._quotes(reader, merge(choices[: self._settings.nearest]), withheld)
        conflicts = in_answer(reader, quotes, (hit for _, hit in considered.hits), withheld)
        return Answer(
            question=considered.question,
            read_as=considered.read_as,
            score=best.score,
            quotes=quotes,
            nearest=() if quotes else best.nearest,
            closest=closest,
            parts=tuple(parts) if len(parts) > 1 else (),
            withheld=tuple(dict.fromkeys(withheld)),
            generation=reader.generation,
            conflicts=conflicts,
        )

    def gather(
        self, reader: Reader, queries: Sequence[str], collections: Sequence[str] | None
    ) -> tuple[tuple[Quote, ...], tuple[str, ...]]:
        """Return the best quotes for several queries in the order of the documents, and why others are withheld."""
        chosen: list[Choice] = []
        for query in queries:
            choices = self._look(reader, query, collections).leading
            chosen += worth_quoting(choices, self._settings.threshold)[: self._settings.quotes]
        withheld: list[str] = []
        chosen = sorted(merge(chosen), key=lambda each: (each.document.name, each.span))
        return self._quotes(reader, chosen, withheld), tuple(dict.fromkeys(withheld))

    def _worded(self, read: str, reader: Reader, collections: Sequence[str] | None) -> str:
        """Return a question as it is to be searched: spelt right, with the documents' names."""
        read = corrected(read, reader.words, self._analyzer, collections)
        for name, meant in self._question_aliases.items():
            read = re.sub(rf"\b{re.escape(name)}\b", meant.replace("\\", r"\\"), read)
        return read

    def _look_after(self, reader: Reader, read: str, alone: str, collections: Sequence[str] | None) -> Piece:
        """Search a question as it is read after an earlier one, or alone where that finds nothing of its own."""
        piece = self._look(reader, read, collections)
        if read == alone or not may_stand_alone(alone) or self._speaks_of(piece, alone):
            return piece
        return self._look(reader, alone, collections)

    def _speaks_of(self, piece: Piece, question: str) -> bool:
        """Tell whether the best sentence found holds a word of a question."""
        return bool(piece.choices) and not piece.choices[0].terms.isdisjoint(self._analyzer.terms(question))

    def _look(self, reader: Reader, question: str, collections: Sequence[str] | None) -> Piece:
        found = self._searcher.search(reader, question, collections)
        choices = tuple(choose(reader, found, self._settings.threshold, self._analyzer.terms, self._instead))
        if asks_for_cautions(question, self._caution_words):
            choices = as_choices(reader, reader.documents(collections)) or choices
        return Piece(question, found, choices)

    def _answers(self, piece: Piece) -> bool:
        return piece.score >= self._settings.threshold

    def _part(self, reader: Reader, piece: Piece, withheld: list[str]) -> Part:
        settings = self._settings
        chosen = merge(worth_quoting(piece.choices, settings.threshold))[: settings.quotes]
        quotes = self._quotes(reader, chosen, withheld)
        nearest = () if quotes else tuple(_nearest(piece.found.hits, settings.nearest))
        return Part(piece.question, piece.score, quotes, nearest)

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


def _separate(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Return each part as it is read in the light of the one before ("... and who delivers it?"), and alone."""
    resolved: list[tuple[str, str]] = []
    for part in parts:
        before = [read for read, _ in resolved[-1:]]
        resolved.append((part if speaks_for_itself(part) else read_as(part, before), part))
    return resolved


def _nearest(hits: Sequence[Hit], most: int) -> list[Nearest]:
    """Name the sections of the best hits, each once."""
    named = [
        Nearest(hit.passage.document.name, hit.passage.document.metadata.title, hit.passage.headings) for hit in hits
    ]
    return list(dict.fromkeys(named))[:most]
