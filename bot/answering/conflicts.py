"""Figures that differ: the same measured thing with other numbers in different documents, never judged."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.answering.leaning import in_context
from bot.answering.quotes import Quote, cut_quote, outlined
from bot.answering.series import of_one_series
from bot.answering.statements import Rarity, Statement, comparable, differ, measured, statements, values_differ
from bot.answering.surroundings import Surroundings, surroundings
from bot.errors import QuoteError
from index.searching.neighbours import nearest_elsewhere, tokens_of
from index.searching.search import Hit
from index.storage.reading import Reader
from index.storage.stored import StoredPassage
from index.tokens import Tokens
from knowledge.figures import Figure
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, terms

_MOST_NEAR = 20
_LEAST_COSINE = 0.3
"""Of two passages that may speak of one thing."""
_MOST_COMPARED = 30_000
"""Passages with figures up to which each is compared with all others in meaning."""
_LARGEST_BLOCK = 100
"""Figures of one kind that are compared with each other; more say that the kind is no subject."""
_NAMING = 6.0
"""Rarity from which a word around two sentences may be what both speak of."""
_FEWEST_WORDS = 3
"""With `#` for the figure, of sentences that say the same if these are all they say."""
_MOST_PAIRS = 200
_MOST_IN_ANSWER = 3
_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two quotes of different documents that give different figures for one thing."""

    quotes: tuple[Quote, Quote]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What differs among the documents."""

    conflicts: tuple[Conflict, ...]
    more: int
    """How many others were left out."""
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """A statement and where it stands."""

    passage: StoredPassage
    span: Span
    statement: Statement

    @property
    def key(self) -> tuple[str, Span]:
        return self.passage.document.name, self.span


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """Compares statements by their words and by what these mean where they stand."""

    reader: Reader
    rarity: Rarity
    tokens: dict[int, Tokens] = field(default_factory=dict)
    around: dict[int, frozenset[str]] = field(default_factory=dict)
    surroundings: dict[tuple[int, Span], Surroundings] = field(default_factory=dict)
    meanings: dict[tuple[int, Span, int], NDArray[np.float32]] = field(default_factory=dict)

    def differ(self, pairs: Iterable[tuple[_Placed, _Placed]]) -> Iterator[tuple[_Placed, _Placed]]:
        """Yield those that differ, by document and place, each pair of sentences once."""
        possible: dict[tuple[tuple[str, Span], tuple[str, Span]], list[tuple[_Placed, _Placed]]] = defaultdict(list)
        for one, other in pairs:
            if one.passage.document.body_sha256 != other.passage.document.body_sha256 and comparable(
                one.statement, other.statement
            ):
                first, second = sorted((one, other), key=lambda each: each.key)
                possible[first.key, second.key].append((first, second))
        wanted = {each.passage.id for found in possible.values() for pair in found for each in pair} - set(self.tokens)
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _READ_AT_ONCE):
            self.tokens.update(tokens_of(self.reader, ordered[start : start + _READ_AT_ONCE]))
        for key in sorted(possible):
            for first, second in possible[key]:
                if _each_of_its_time(first, second) or not self._one_subject(first, second):
                    continue
                mine, theirs = self._meaning(first), self._meaning(second)
                cosines = mine @ theirs.T if mine is not None and theirs is not None else None
                if differ(first.statement, second.statement, self.rarity, cosines):
                    yield first, second
                    break

    def _one_subject(self, one: _Placed, other: _Placed) -> bool:
        """Tell whether both sentences, or else what stands around them, name one thing."""
        if one.statement.names & other.statement.names:
            return True
        mine, theirs = (_contents(each.statement.wording) for each in (one, other))
        if len(mine) >= _FEWEST_WORDS and mine == theirs:
            return not self._surroundings(one).told_apart(self._surroundings(other))
        return bool(self._around(one.passage) & self._around(other.passage))

    def _surroundings(self, placed: _Placed) -> Surroundings:
        key = placed.passage.id, placed.span
        if key not in self.surroundings:
            text = self.reader.text(placed.passage.document.id)
            self.surroundings[key] = surroundings(placed.passage, placed.span, text, self.rarity)
        return self.surroundings[key]

    def _around(self, passage: StoredPassage) -> frozenset[str]:
        """Return the rare terms of a passage, its headings and its title."""
        if passage.id not in self.around:
            over = terms(" ".join([passage.document.metadata.title, *passage.headings]))
            inside = (term for sentence in passage.terms.sentences for term in sentence)
            self.around[passage.id] = frozenset(
                term for term in (*over, *inside) if not term[0].isdigit() and self.rarity(term) >= _NAMING
            )
        return self.around[passage.id]

    def _meaning(self, placed: _Placed) -> NDArray[np.float32] | None:
        key = placed.passage.id, placed.span, placed.statement.figure.start
        if key not in self.meanings:
            tokens = self.tokens.get(placed.passage.id)
            if tokens is None:
                return None
            at = placed.span.start - placed.passage.span.start
            stretches = [(at + word.start, at + word.end) for word in placed.statement.words]
            self.meanings[key] = tokens.means(stretches)
        return self.meanings[key]


def _each_of_its_time(one: _Placed, other: _Placed) -> bool:
    """Tell whether two reports of a series each speak of the time that they report on."""
    named = one.statement.times & other.statement.times
    return not named and of_one_series(one.passage.document, other.passage.document)


def _contents(wording: Sequence[str]) -> frozenset[str]:
    return frozenset(wording) - FUNCTION_WORDS


def among_documents(reader: Reader, collections: Sequence[str] | None) -> Conflicts:
    """Compare all documents, or those of some collections."""
    placed = list(_all(reader, {each.id for each in reader.documents(collections)}))
    comparison = _Comparison(reader, _rarity(reader))
    differing = list(comparison.differ(_candidates(reader, placed, comparison.rarity)))
    found: list[Conflict] = []
    withheld: list[str] = []
    for pair in differing[:_MOST_PAIRS]:
        found += _quoted(reader, pair, {}, withheld)
    return Conflicts(tuple(found), max(0, len(differing) - _MOST_PAIRS), tuple(dict.fromkeys(withheld)))


def in_answer(
    reader: Reader, quotes: Sequence[Quote], hits: Iterable[Hit], withheld: list[str]
) -> tuple[Conflict, ...]:
    """Compare the quotes of an answer, and their other sources, with each other and with all passages found."""
    passages = {hit.passage.id: hit.passage for hit in hits}
    shown = {
        (quote.document.id, span): quote
        for main in quotes
        for quote in (main, *main.also)
        for span in quote.key
    }  # fmt: skip
    quoted: list[_Placed] = []
    for passage in passages.values():
        if key := [span for span in passage.sentences if (passage.document.id, span) in shown]:
            quoted += _in_passage(passage, reader.text(passage.document.id), key)
    if not quoted:  # most answers measure nothing, so the other passages need no look
        return ()
    figures = {each.statement.figure for each in quoted}
    placed = [each for passage in passages.values() for each in _differing(figures, passage, reader)]
    pairs = ((one, other) for one in quoted for other in placed if one.passage.document.id != other.passage.document.id)
    comparison = _Comparison(reader, _rarity(reader))
    differing = list(comparison.differ(pairs))
    found: list[Conflict] = []
    for pair in differing[:_MOST_IN_ANSWER]:
        found += _quoted(reader, pair, shown, withheld)
    return tuple(found)


def _quoted(
    reader: Reader, pair: tuple[_Placed, _Placed], shown: dict[tuple[int, Span], Quote], withheld: list[str]
) -> list[Conflict]:
    """Cut both quotes, verified, unless they are shown already; note why if that is not possible."""
    quotes = []
    for each in pair:
        document = each.passage.document
        try:
            quote = shown.get((document.id, each.span))
            if not quote:
                found = in_context(outlined(reader, document, each.span), each.span)
                if not found.whole:
                    return []
                quote = cut_quote(reader, document, each.passage.headings, found.span, found.key)
            quotes.append(quote)
        except QuoteError as error:
            withheld.append(str(error))
            return []
    return [Conflict((quotes[0], quotes[1]))]


def _all(reader: Reader, shown: set[int]) -> Iterator[_Placed]:
    ids = sorted(reader.all_passage_ids().tolist())
    text: tuple[int, str] = (-1, "")
    for start in range(0, len(ids), _READ_AT_ONCE):
        for _, passage in sorted(reader.passages(ids[start : start + _READ_AT_ONCE]).items()):
            if passage.document.id in shown:
                if passage.document.id != text[0]:
                    text = passage.document.id, reader.text(passage.document.id)
                yield from _in_passage(passage, text[1])


def _in_passage(passage: StoredPassage, text: str, sentences: Sequence[Span] | None = None) -> Iterator[_Placed]:
    for span in passage.sentences if sentences is None else sentences:
        for each in statements(span.cut(text)):
            yield _Placed(passage, span, each)


def _differing(figures: Collection[Figure], passage: StoredPassage, reader: Reader) -> Iterator[_Placed]:
    """Yield what a passage's sentences say that give another value than one of some figures.

    What a sentence says is worked out for those alone, since that is most of the work.
    """
    text = reader.text(passage.document.id)
    sentences = [
        span
        for span in passage.sentences
        if any(values_differ(one, other) for other in measured(span.cut(text)) for one in figures)
    ]
    return _in_passage(passage, text, sentences)


def _candidates(reader: Reader, placed: Sequence[_Placed], rarity: Rarity) -> Iterator[tuple[_Placed, _Placed]]:
    """Yield pairs that may speak of one thing: of passages near in meaning, or that share a rare word."""
    of_passage: defaultdict[int, list[_Placed]] = defaultdict(list)
    for each in placed:
        of_passage[each.passage.id].append(each)
    if 1 < len(of_passage) <= _MOST_COMPARED:
        ids, vectors = reader.vectors_of(list(of_passage))
        owners = np.array([of_passage[key][0].passage.document.id for key in ids.tolist()], dtype=np.int64)
        for one, other in nearest_elsewhere(vectors, owners, _MOST_NEAR, _LEAST_COSINE):
            for mine in of_passage[int(ids[one])]:
                yield from ((mine, theirs) for theirs in of_passage[int(ids[other])])
    for block in _blocks(placed, rarity):
        for at, mine in enumerate(block):
            yield from ((mine, theirs) for theirs in block[at + 1 :])


def _blocks(placed: Iterable[_Placed], rarity: Rarity) -> Iterator[list[_Placed]]:
    """Group what can differ: the same unit, and one of the rarest words in common."""
    blocks: defaultdict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for each in placed:
        statement = each.statement
        for term in sorted(statement.context, key=lambda term: (-rarity(term), term))[:6]:
            blocks[statement.figure.unit, term].append(each)
    return (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _rarity(reader: Reader) -> Rarity:
    return lru_cache(maxsize=None)(lambda term: -math.log(reader.words.backgrounds([term])[term]))
