"""Figures that differ: the same measured thing with other numbers in different documents, never judged."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.errors import QuoteError
from bot.quotes import Quote, cut_quote
from index.reading import Reader, StoredDocument
from knowledge.dates import dates_named
from knowledge.figures import Figure, figures
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, WORD, terms, words

_CLAUSE = re.compile(r"[,;:—–()]\s|\s(?:while|but|whereas|although|and that|of whom|of which|compared with)\s")
_UNMEASURED = re.compile(r"\b(?:if|suppose|would|for example|for instance|he|she)\b", re.IGNORECASE)
"""Signs that a sentence gives an example, or does not say whom it speaks of."""
_FEWEST_TERMS = 3
_FEWEST_SHARED = 2
_LEAST_SHARED = 0.5
"""Share of what two clauses say, rare words counting more, that both have to say."""
_LEAST_SHARED_UNNAMED = 0.65
"""The same where it is not said next to the number what is counted."""
_LEAST_RARITY = 7.0
_LARGEST_BLOCK = 2_000
"""Figures of one kind that are compared with each other; more say that the kind is no subject."""
_MOST_PAIRS = 200

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and what its sentence says around it."""

    figure: Figure
    context: frozenset[str]
    """Terms of its clause, without numbers and what is counted."""
    pairs: frozenset[tuple[str, str]]
    """Neighbours among the terms of its clause, as in "rural schools"."""
    names: frozenset[str]
    """Terms of the names in the sentence: places, people, bodies."""
    times: frozenset[str]
    """The months, days and years that the sentence names."""


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


def statements(sentence: str) -> list[Statement]:
    """Return what a sentence measures."""
    found = figures(sentence)
    if not found or _UNMEASURED.search(sentence):
        return []
    names = frozenset(_names(sentence))
    dated = dates_named(sentence)
    made = []
    for figure in found:
        start, end = _clause(sentence, figure)
        around = sentence[start : figure.start] + " " + sentence[figure.end : end]
        context = {term for term in _content(around) if term != figure.counted and not term[0].isdigit()}
        pairs = frozenset(
            pair
            for side in (sentence[start : figure.start], sentence[figure.end : end])
            for pair in pairwise(term for term in _content(side) if not term[0].isdigit())
        )
        times = frozenset(
            sentence[at:to].lower().split(maxsplit=1)[-1] for at, to, _ in dated if not at <= figure.start < to
        )
        made.append(Statement(figure, frozenset(context), pairs, names, times))
    return made


def differ(one: Statement, other: Statement, rarity: Rarity) -> bool:
    """Tell whether two statements give different values for what is, for all they say, the same thing."""
    a, b = one.figure, other.figure
    if (a.unit, a.rate) != (b.unit, b.rate) and not (a.unit == b.unit == "date" and not (a.rate and b.rate)):
        return False
    if a.agrees(b) or bool(a.of) != bool(b.of) or (a.of and not a.of & b.of):
        return False
    if a.counted != b.counted and (a.counted and b.counted):
        return False
    for mine, theirs in ((one.names, other.names), (one.times, other.times)):
        if mine - theirs and theirs - mine:
            return False
    shared = one.context & other.context
    if (len(shared) < _FEWEST_SHARED and one.context != other.context) or _contrast(one, other):
        return False
    weight = sum(map(rarity, shared))
    counted = rarity(a.counted) if a.counted and a.counted == b.counted else 0.0
    whole = min(sum(map(rarity, one.context)), sum(map(rarity, other.context)))
    least = _LEAST_SHARED if counted else _LEAST_SHARED_UNNAMED
    return weight >= least * whole and weight + counted >= _LEAST_RARITY


def _contrast(one: Statement, other: Statement) -> bool:
    """Tell whether a word that both say is told apart by the one before it: road repairs, rail repairs."""
    mine = {last: first for first, last in one.pairs if first not in other.context and first != other.figure.counted}
    theirs = {last for first, last in other.pairs if first not in one.context and first != one.figure.counted}
    return bool(mine.keys() & theirs)


@dataclass(frozen=True, slots=True)
class _Placed:
    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    statement: Statement


def among_documents(reader: Reader, collections: Sequence[str] | None) -> Conflicts:
    """Compare all documents, or those of some collections."""
    placed = list(_all(reader, reader.documents(collections)))
    return _reported(reader, placed)


def among_quotes(reader: Reader, quotes: Sequence[Quote]) -> tuple[Conflict, ...]:
    """Compare quotes with each other."""
    rarity = _rarity(reader)
    said = [
        (quote, [each for text in quote.key_texts for each in statements(" ".join(text.split()))]) for quote in quotes
    ]
    return tuple(
        Conflict((one, other))
        for at, (one, mine) in enumerate(said)
        for other, theirs in said[at + 1 :]
        if one.document.id != other.document.id and any(differ(a, b, rarity) for a in mine for b in theirs)
    )


def _all(reader: Reader, documents: Iterable[StoredDocument]) -> Iterator[_Placed]:
    shown = {each.id for each in documents}
    ids = reader.all_passage_ids().tolist()
    texts: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        for passage in reader.passages(ids[start : start + 500]).values():
            document = passage.document
            if document.id not in shown:
                continue
            if document.id not in texts:
                texts = {document.id: reader.text(document.id)}  # passages of one document lie together
            for span in passage.sentences:
                for each in statements(span.cut(texts[document.id])):
                    yield _Placed(document, passage.headings, span, each)


def _reported(reader: Reader, placed: Iterable[_Placed]) -> Conflicts:
    rarity = _rarity(reader)
    pairs: dict[tuple[int, Span, int, Span], tuple[_Placed, _Placed]] = {}
    for block in _blocks(placed, rarity):
        for at, one in enumerate(block):
            for other in block[at + 1 :]:
                if one.document.body_sha256 == other.document.body_sha256:
                    continue
                if differ(one.statement, other.statement, rarity):
                    first, second = sorted((one, other), key=lambda each: (each.document.name, each.span))
                    pairs[first.document.id, first.span, second.document.id, second.span] = (first, second)
    found: list[Conflict] = []
    withheld: list[str] = []
    ordered = sorted(pairs.values(), key=lambda pair: [(each.document.name, each.span) for each in pair])
    for first, second in ordered[:_MOST_PAIRS]:
        try:
            quotes = _quoted(reader, first), _quoted(reader, second)
        except QuoteError as error:
            withheld.append(str(error))
        else:
            found.append(Conflict(quotes))
    return Conflicts(tuple(found), max(0, len(ordered) - _MOST_PAIRS), tuple(dict.fromkeys(withheld)))


def _quoted(reader: Reader, placed: _Placed) -> Quote:
    return cut_quote(reader, placed.document, placed.headings, placed.span)


def _blocks(placed: Iterable[_Placed], rarity: Rarity) -> Iterator[list[_Placed]]:
    """Group what can differ: the same unit, and one of the rarest words in common."""
    blocks: defaultdict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for each in placed:
        statement = each.statement
        for term in sorted(statement.context, key=lambda term: (-rarity(term), term))[:6]:
            blocks[statement.figure.unit, term].append(each)
    return (block for block in blocks.values() if 1 < len(block) <= _LARGEST_BLOCK)


def _rarity(reader: Reader) -> Rarity:
    return lru_cache(maxsize=None)(lambda term: -math.log(reader.backgrounds([term])[term]))


def _clause(sentence: str, figure: Figure) -> tuple[int, int]:
    start, end = 0, len(sentence)
    for match in _CLAUSE.finditer(sentence):
        if match.end() <= figure.start:
            start = match.end()
        elif match.start() >= figure.end:
            end = match.start()
            break
    return (start, end) if len(set(_content(sentence[start:end]))) >= _FEWEST_TERMS else (0, len(sentence))


def _content(text: str) -> list[str]:
    return [term for word in words(text) if word.lower() not in FUNCTION_WORDS for term in terms(word)]


def _names(sentence: str) -> Iterator[str]:
    """Yield the terms of words with a capital that do not begin the sentence, months aside."""
    dates = dates_named(sentence)
    for number, match in enumerate(WORD.finditer(sentence)):
        dated = any(start <= match.start() < end for start, end, _ in dates)
        if number and match[0][0].isupper() and not dated:
            yield from terms(match[0])
