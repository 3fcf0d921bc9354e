"""Evidence to an answer: which stretches are quoted, and when the documents do not answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.evidence import Evidence
from bot.quotes import Quote
from index.reading import Reader, StoredDocument, StoredPassage
from knowledge.model import Span

# A sentence that begins like this cannot be read without the one before it.
_LEANS_BACK = re.compile(
    r"""[“"'‘(]*(?:however|but|and|or|so|yet|still|nevertheless|nonetheless|moreover|furthermore|therefore|thus|hence
    |instead|otherwise|in\ (?:addition|contrast|turn|response|doing\ so)|as\ a\ result|for\ (?:example|instance)
    |it|its|he|she|his|her|they|their|this|that|these|those|such|both|the\ (?:former|latter))\b""",
    re.IGNORECASE | re.VERBOSE,
)

_MOST_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Nearest:
    """A section that came closest to a question which it does not answer."""

    document: str
    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: quotes, or that the documents do not answer."""

    question: str
    score: float
    """Estimated probability that the first quote answers, 0 to 1."""
    quotes: tuple[Quote, ...]
    nearest: tuple[Nearest, ...]
    """The closest sections; never an answer."""
    withheld: tuple[str, ...]
    """Why quotes that were chosen are not shown."""
    generation: int

    @property
    def answered(self) -> bool:
        """Tell whether there is a quote."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch of a document chosen to be quoted, with the sentences that answer."""

    document: StoredDocument
    headings: tuple[str, ...]
    span: Span
    key: tuple[Span, ...]
    score: float
    """Estimated probability that it answers, 0 to 1."""


def choose(reader: Reader, evidence: Iterable[Evidence]) -> list[Choice]:
    """Return the best sentence of each passage with the context it needs, most probable first."""
    best: dict[int, Evidence] = {}
    for each in evidence:
        known = best.get(each.hit.passage.id)
        if known is None or each.probability > known.probability:
            best[each.hit.passage.id] = each
    ranked = sorted(best.values(), key=lambda each: (-each.probability, each.hit.rank))
    return [
        Choice(
            each.hit.passage.document,
            each.hit.passage.headings,
            in_context(each.hit.passage, each.sentence, reader.text(each.hit.passage.document.id)),
            (each.sentence,),
            each.probability,
        )
        for each in ranked
    ]


def in_context(passage: StoredPassage, sentence: Span, text: str) -> Span:
    """Widen a sentence to what must be read with it: its whole list item, or the sentences it leans on."""
    for item in passage.items:
        if item.contains(sentence):
            return item
    position = passage.sentences.index(sentence)
    first = position
    while position - first < _MOST_BEFORE and first > 0 and _LEANS_BACK.match(passage.sentences[first].cut(text)):
        first -= 1
    return Span(passage.sentences[first].start, sentence.end)


def merge(choices: Iterable[Choice]) -> list[Choice]:
    """Join choices that share text, so that no sentence is quoted twice; the better one keeps its place."""
    merged: list[Choice] = []
    for choice in choices:
        at = next(
            (
                at
                for at, other in enumerate(merged)
                if other.document.id == choice.document.id and other.span.overlaps(choice.span)
            ),
            None,
        )
        if at is None:
            merged.append(choice)
            continue
        other = merged[at]
        merged[at] = replace(
            other,
            span=Span(min(other.span.start, choice.span.start), max(other.span.end, choice.span.end)),
            key=tuple(sorted({*other.key, *choice.key})),
            score=max(other.score, choice.score),
        )
    return merged
