"""What a sentence measures and what it says of it; when two such statements cannot both be right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.answering.opposites import opposed, sides_of
from bot.answering.wording import CLAUSE, SAID_BEFORE, saying, wording
from knowledge.dates import dates_named
from knowledge.figures import Figure, figures
from knowledge.formats.datelines import is_dateline
from knowledge.formats.properties import end_of_lead
from knowledge.numbers import may_count, numbers
from knowledge.words import FUNCTION_WORDS, WORD, terms

_UNMEASURED = re.compile(r"^(?:of|it|they)\b|\b(?:if|suppose|would|for example|for instance|he|she)\b", re.IGNORECASE)
"""Signs that a sentence gives an example or a part of something, or does not say whom it speaks of."""
_INTENDED = re.compile(
    r"\b(?:will|could|should|(?:is|are|was|were)\s+to|oblige[sd]?|plan(?:s|ned)?|propos(?:al|ed|es)|target|goal|minimum"
    r"|standard|needs?)\b",
    re.IGNORECASE,
)
_NOT_CONTENT = FUNCTION_WORDS | frozenset(
    """one hundred thousand million billion trillion dozen percent per cent nearly almost roughly approximately around
    estimated least since still another since""".split()
)
_RELATIVE = re.compile(
    r"\b(?:(?:last|this|next)\s+(?:night|week|month|year|season|spring|summer|autumn|winter)|yesterday|today|tomorrow)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\b(?:not|never|cannot)|n['’]t)\s+(?:yet\s+|be\s+|been\s+)*(\w+)", re.IGNORECASE)
_LABEL = re.compile(r"\b([A-Z][\w-]*)\s+(\d+)\b")
_PHASES = {"before": "before", "until": "before", "after": "after", "since": "after"}
_FEWEST_TERMS = 2
_FEWEST_SHARED = 1.6
"""Words, those that are only alike counting less."""
_ONE_SHARED = 0.9
"""One is enough where it is all that a clause says of what is counted."""
_LEAST_SHARED = 0.5
"""Share of what two clauses say, rare words counting more, that both have to say."""
_LEAST_SHARED_UNNAMED = 0.65
"""The same where it is not said next to the number what is counted."""
_LEAST_SHARED_LONGER = 0.35
"""Share of what the clause that says more has to say."""
_LEAST_RARITY = 7.0
_ALIKE_FROM, _ALIKE = 0.5, 0.7
"""Cosines of two words where they stand: from the first on they are somewhat alike, from the second as good as one."""
_SAME_NOUN = 0.6
_SAME_ACT = 0.5
_UNLIKE = 0.3
_MOST_EXCHANGED = 2

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Said:
    """A content word of a clause; offsets count in the sentence."""

    term: str
    start: int
    end: int
    name: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and what its sentence says around it."""

    figure: Figure
    words: tuple[Said, ...]
    """Of its clause, without numbers, in order."""
    noun: int | None
    """Which of the words is what is counted."""
    act: int | None
    """Which of them comes last before the figure, names aside."""
    pairs: frozenset[tuple[str, str]]
    """Neighbours among the terms of its clause, as in "rural schools"."""
    names: frozenset[str]
    """Terms of the names in the sentence, without those who say it: places, people, bodies, days of the week."""
    terms: frozenset[str]
    """All content terms of the sentence."""
    times: frozenset[str]
    """The months, days and years that the sentence names, and weeks and seasons such as the last."""
    phases: frozenset[str]
    """Whether it speaks of before or after something."""
    intended: bool
    """Whether it says what is to be rather than what is."""
    beside: frozenset[float]
    """The other numbers of the sentence."""
    figures: tuple[Figure, ...]
    """All that the sentence measures."""
    sentence: str
    denied: frozenset[str]
    """Terms of what it says is not so."""
    sides: Mapping[int, frozenset[int]]
    """Which of the words that exclude each other its clause holds; see `opposites.sides_of`."""

    @property
    def context(self) -> frozenset[str]:
        """Give the terms of its clause without what is counted."""
        return frozenset(word.term for word in self.words if word.term != self.figure.counted)

    @property
    def wording(self) -> tuple[str, ...]:
        """Give what the sentence says, term by term; see `wording.wording`. Few comparisons come so far."""
        return wording(self.sentence, self.figure)


@lru_cache(maxsize=50_000)
def measured(sentence: str) -> tuple[Figure, ...]:
    """Return the figures of a sentence that says what is so: none of an example, of a part, or of who is not named."""
    if not may_count(sentence) or _UNMEASURED.search(sentence) or is_dateline(sentence):
        return ()
    lead = end_of_lead(sentence)
    return tuple(each for each in figures(sentence) if each.start >= lead)


@lru_cache(maxsize=50_000)
def statements(sentence: str) -> tuple[Statement, ...]:
    """Return what a sentence measures and what it says of it."""
    found = measured(sentence)
    if not found:
        return ()
    lead = end_of_lead(sentence)
    dates = [each for each in dates_named(sentence) if each[0] >= lead]
    content = [word for word in _content(sentence, [(start, end) for start, end, _ in dates]) if word.start >= lead]
    given = numbers(sentence)
    made = []
    for figure in found:
        start, end = _clause(sentence, figure, content)
        inside = tuple(word for word in content if start <= word.start < end)
        outside = [word for word in inside if not figure.start <= word.start < figure.end]
        after = [at for at, word in enumerate(outside) if word.start >= figure.start]
        before = [at for at, word in enumerate(outside) if word.start < figure.start]
        acts = [at for at in before if not outside[at].name]
        noun = next((at for at in after if outside[at].term == figure.counted), None)
        sides = (outside[: len(before)], outside[len(before) :])
        times = frozenset(
            sentence[at:to].lower().split(maxsplit=1)[-1] for at, to, _ in dates if not at <= figure.start < to
        ) | {" ".join(match[0].lower().split()) for match in _RELATIVE.finditer(sentence)}
        made.append(
            Statement(
                figure,
                tuple(outside),
                noun,
                acts[-1] if acts else None,
                frozenset(
                    (one.term, other.term)
                    for side in sides
                    for one, other in pairwise(side)
                    if sentence[one.end : other.start].isspace()
                ),
                _names(sentence, figure, content),
                frozenset(word.term for word in content),
                times,
                frozenset(_PHASES[word] for word in sentence[start:end].lower().split() if word in _PHASES),
                bool(_INTENDED.search(sentence, start, end)),
                frozenset(each.value for each in given if not figure.start <= each.start < figure.end),
                found,
                sentence,
                frozenset(term for match in _DENIED.finditer(sentence, start, end) for term in terms(match[1])),
                sides_of(word.term for word in outside),
            )
        )
    return tuple(made)


def values_differ(one: Figure, other: Figure) -> bool:
    """Tell whether two figures are of one kind and cannot be the same value."""
    if (one.unit, one.rate) != (other.unit, other.rate):
        return one.unit == other.unit == "date" and not (one.rate and other.rate) and not one.agrees(other)
    return not one.agrees(other)


def comparable(one: Statement, other: Statement) -> bool:
    """Tell, without what words mean, whether two statements could differ at all."""
    a, b = one.figure, other.figure
    if not values_differ(a, b) or one.intended != other.intended:
        return False
    for denies, said in ((one, other), (other, one)):
        denied = denies.denied - said.denied
        if denied and not denied.isdisjoint(said.wording):
            return False
    if a.unit == "date" and any(each.unit != "date" for each in (*one.figures, *other.figures)):
        return False  # it tells when that was counted
    if one.phases and other.phases and not one.phases & other.phases:
        return False
    if one.names - other.terms and other.names - one.terms:
        return False
    if one.times - other.times and other.times - one.times:
        return False
    if opposed(one.sides, other.sides):
        return False
    if any(_same_value(a, each) for each in other.figures) or any(_same_value(b, each) for each in one.figures):
        return False
    # The same words with only other numbers, and nothing that names the case: two cases.
    named = one.names & other.names
    return bool(named) or not (one.beside and other.beside and not one.beside & other.beside)


def _same_value(one: Figure, other: Figure) -> bool:
    return (one.unit, one.counted) == (other.unit, other.counted) and one.agrees(other)


def differ(one: Statement, other: Statement, rarity: Rarity, cosines: NDArray[np.float32] | None = None) -> bool:
    """Tell whether two statements give different values for what is, for all they say, the same thing.

    `cosines`, shape (words of one, words of other), says how alike the words are where they stand; without
    it only words of one stem are the same.
    """
    if not comparable(one, other) or not one.words or not other.words:
        return False
    alike = _alike(one, other, cosines)
    if one.noun is not None and other.noun is not None:
        same = one.figure.counted == other.figure.counted
        if not same and (cosines is None or cosines[one.noun, other.noun] < _SAME_NOUN):
            return False
        counted = min(rarity(one.figure.counted), rarity(other.figure.counted))
    elif one.figure.counted and other.figure.counted and one.figure.counted != other.figure.counted:
        return False
    else:
        counted = 0.0
    if _other_kind(one, alike.max(axis=1)) or _other_kind(other, alike.max(axis=0)):
        return False
    mine, theirs = _about(one), _about(other)
    if not mine or not theirs:
        return False
    if _contrast(one, other, alike) or _exchanged(one, other, alike, cosines) or _other_act(one, other, alike, cosines):
        return False
    shares = []
    for statement, own, met in ((one, mine, alike.max(axis=1)), (other, theirs, alike.max(axis=0))):
        weights = np.array([rarity(statement.words[at].term) for at in own])
        shares.append((float(weights.sum()), float(weights @ met[own]), float(met[own].sum())))
    (whole, weight, count), (longer, theirs_weight, _) = sorted(shares)
    if count < _FEWEST_SHARED and not (counted and count > _ONE_SHARED and weight > _ONE_SHARED * whole):
        return False
    least = _LEAST_SHARED if counted else _LEAST_SHARED_UNNAMED
    enough = weight >= least * whole and theirs_weight >= _LEAST_SHARED_LONGER * longer
    return enough and weight + counted >= _LEAST_RARITY


def _about(statement: Statement) -> list[int]:
    """Return which of the words are other than what is counted."""
    return [at for at, word in enumerate(statement.words) if word.term != statement.figure.counted]


def _alike(one: Statement, other: Statement, cosines: NDArray[np.float32] | None) -> NDArray[np.float64]:
    """Return how much each word of one is each of the other, 0 to 1."""
    same = np.array([[mine.term == theirs.term for theirs in other.words] for mine in one.words], dtype=np.float64)
    if cosines is None:
        return same
    near = np.clip((cosines - _ALIKE_FROM) / (_ALIKE - _ALIKE_FROM), 0.0, 1.0)
    named = np.array([[mine.name or theirs.name for theirs in other.words] for mine in one.words])
    return np.maximum(same, np.where(named, 0.0, near))


def _other_kind(statement: Statement, met: NDArray[np.float64]) -> bool:
    """Tell whether it is of something else that things are counted: cases of measles, cases of cholera."""
    kind = [at for at, word in enumerate(statement.words) if word.term in statement.figure.of]
    return any(met[at] < _SAME_ACT for at in kind) or len(kind) < len(statement.figure.of)


def _contrast(one: Statement, other: Statement, alike: NDArray[np.float64]) -> bool:
    """Tell whether a word that both say is told apart by the one before it: road repairs, rail repairs."""
    mine = {word.term for word, met in zip(one.words, alike.max(axis=1), strict=True) if met < _SAME_ACT}
    theirs = {word.term for word, met in zip(other.words, alike.max(axis=0), strict=True) if met < _SAME_ACT}
    apart = {last for first, last in one.pairs if first in mine and first != one.figure.counted}
    return bool(apart & {last for first, last in other.pairs if first in theirs and first != other.figure.counted})


def _exchanged(
    one: Statement, other: Statement, alike: NDArray[np.float64], cosines: NDArray[np.float32] | None
) -> bool:
    """Tell whether little but one word stands in the place of another: because of the strike, because of the snow."""
    mine = [at for at in range(len(one.words)) if at != one.noun and alike[at].max() < _SAME_ACT]
    theirs = [at for at in range(len(other.words)) if at != other.noun and alike[:, at].max() < _SAME_ACT]
    if not mine or not theirs or len(mine) > _MOST_EXCHANGED or len(theirs) > _MOST_EXCHANGED:
        return False
    near = alike if cosines is None else cosines
    return float(near[np.ix_(mine, theirs)].max()) < _UNLIKE


def _other_act(
    one: Statement, other: Statement, alike: NDArray[np.float64], cosines: NDArray[np.float32] | None
) -> bool:
    """Tell whether what is done with the things counted is another: lost 85 soldiers, sent 1,200 soldiers."""
    if one.act is None or other.act is None:
        return False
    near = alike if cosines is None else np.maximum(alike, cosines)
    return float(near[one.act].max()) < _SAME_ACT and float(near[:, other.act].max()) < _SAME_ACT


def _clause(sentence: str, figure: Figure, content: list[Said]) -> tuple[int, int]:
    """Return the bounds of the clause that a figure stands in, without who says it."""
    start, end = 0, len(sentence)
    for match in CLAUSE.finditer(sentence):
        if match.end() <= figure.start:
            start = match.end()
        elif match.start() >= figure.end:
            end = match.start()
            break
    if sum(start <= word.start < end for word in content) < _FEWEST_TERMS:
        start, end = 0, len(sentence)
    said = SAID_BEFORE.match(sentence[start : figure.start])
    return (start + said.end() if said else start), end


def _content(sentence: str, dated: list[tuple[int, int]]) -> list[Said]:
    found = []
    for number, match in enumerate(WORD.finditer(sentence)):
        term = terms(match[0])[0]
        if match[0].lower() in _NOT_CONTENT or term[0].isdigit():
            continue
        in_date = any(start <= match.start() < end for start, end in dated)
        name = bool(number) and match[0][0].isupper() and not in_date
        found.append(Said(term, match.start(), match.end(), name))
    return found


def _names(sentence: str, figure: Figure, content: list[Said]) -> frozenset[str]:
    """Return the terms of names, without those of clauses that only tell who says it."""
    told = saying(sentence, figure)
    taken = [(word.start, word.end) for word in content if word.name]
    labels = (
        f"{match[1]} {match[2]}".lower()
        for match in _LABEL.finditer(sentence)
        if match.start(2) != figure.start and match.span(1) in taken
    )
    return frozenset(
        word.term for word in content if word.name and not any(start <= word.start < end for start, end in told)
    ) | frozenset(labels)
