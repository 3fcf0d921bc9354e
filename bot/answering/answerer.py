"""Question to answer: how it is read, part by part what is quoted, and that nothing is where nothing answers."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.answering.answers import Answer, Choice, Nearest, Part, choose, merge, worth_quoting
from bot.answering.cautions import as_choices, asks_for_cautions
from bot.answering.conflicts import in_answer
from bot.answering.considered import Considered, Piece
from bot.answering.followups import read_as, speaks_for_itself
from bot.answering.parts import parts_of
from bot.answering.quotes import Quote, cut_quote
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

    def consider(
        self, reader: Reader, question: str, collections: Sequence[str] | None, previous: Sequence[str]
    ) -> Considered:
        """Search once for each part of a question and choose what may be quoted.

        `previous` are earlier questions of the conversation, latest last.
        """
        read = self._read(reader, question, previous, collections)
        pieces = tuple(self._look(reader, piece, collections) for piece in _resolved(parts_of(read)))
        if len(pieces) > 1 and not any(map(self._answers, pieces)):
            # Perhaps it was one question after all.
            pieces = (self._look(reader, read, collections),)
        return Considered(question, read, pieces)

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
            chosen += [each for each in choices if each.score >= self._settings.threshold][: self._settings.quotes]
        withheld: list[str] = []
        chosen = sorted(merge(chosen), key=lambda each: (each.document.name, each.span))
        return self._quotes(reader, chosen, withheld), tuple(dict.fromkeys(withheld))

    def _read(self, reader: Reader, question: str, previous: Sequence[str], collections: Sequence[str] | None) -> str:
        """Return the question as it is to be searched: resolved, spelt right, with the documents' names."""
        read = corrected(read_as(question, previous), reader, self._analyzer, collections)
        for name, meant in self._question_aliases.items():
            read = re.sub(rf"\b{re.escape(name)}\b", meant.replace("\\", r"\\"), read)
        return read

    def _look(self, reader: Reader, question: str, collections: Sequence[str] | None) -> Piece:
        found = self._searcher.search(reader, question, collections)
        choices = tuple(choose(reader, found, self._settings.threshold))
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


def _resolved(pieces: Sequence[str]) -> list[str]:
    """Read each part in the light of the one before: "... and who delivers it?"."""
    resolved: list[str] = []
    for piece in pieces:
        resolved.append(piece if speaks_for_itself(piece) else read_as(piece, resolved[-1:]))
    return resolved


def _nearest(hits: Sequence[Hit], most: int) -> list[Nearest]:
    """Name the sections of the best hits, each once."""
    named = [
        Nearest(hit.passage.document.name, hit.passage.document.metadata.title, hit.passage.headings) for hit in hits
    ]
    return list(dict.fromkeys(named))[:most]
