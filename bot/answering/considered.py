"""What was looked at for a question, each part searched once: answers and figures are both taken from it."""

from dataclasses import dataclass
from itertools import zip_longest

from bot.answering.answers import Choice
from bot.answering.evidence import Judge
from index.searching.search import Found, Hit
from index.storage.reading import Reader


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One question, as it was searched, with what may be quoted for it."""

    question: str
    found: Found
    choices: tuple[Choice, ...]
    """Best first."""

    @property
    def leading(self) -> tuple[Choice, ...]:
        """Give the best choice of each passage."""
        return tuple(choice for choice in self.choices if choice.leads)

    @property
    def score(self) -> float:
        """Give the estimated probability that its best choice answers, 0 to 1."""
        return self.choices[0].score if self.choices else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Considered:
    """A question, how it was read, and what was found for each of its parts."""

    question: str
    read_as: str
    pieces: tuple[Piece, ...]
    """At least one."""

    @property
    def hits(self) -> tuple[tuple[Found, Hit], ...]:
        """Give the passages found, each once, best first: of several parts the best ones, then the second ones."""
        ranks = zip_longest(*([(piece.found, hit) for hit in piece.found.hits] for piece in self.pieces))
        by_passage: dict[int, tuple[Found, Hit]] = {}
        for found, hit in (pair for rank in ranks for pair in rank if pair):
            by_passage.setdefault(hit.passage.id, (found, hit))
        return tuple(by_passage.values())


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A passage that was found, in words."""

    hit: Hit
    text: str
    sentence: str
    """Of its sentences the one that answers best."""


def seen(reader: Reader, considered: Considered, most: int) -> list[Seen]:
    """Put the best passages into words, best first."""
    found = []
    judges: dict[int, Judge] = {}
    for result, hit in considered.hits[:most]:
        text = reader.text(hit.passage.document.id)
        judge = judges.get(id(result)) or judges.setdefault(id(result), Judge(result))
        sentence = hit.passage.sentences[judge.gather(hit, text).best]
        found.append(Seen(hit, hit.passage.span.cut(text), sentence.cut(text)))
    return found
