"""How well a sentence answers a question, as a probability from a few measured features."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.reading import Reader
from index.search import Found, Hit, Searcher
from knowledge.model import Span
from knowledge.words import terms

_COEFFICIENTS = Path(__file__).with_name("answerability.json")
"""Fitted numbers and where they come from."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit with the features that speak for it."""

    hit: Hit
    sentence: Span
    sentence_cosine: float
    """Of the question with the sentence alone."""
    sentence_coverage: float
    """Share, 0 to 1, of the question's content words that stand in the sentence, rare words counting more."""
    passage_cosine: float
    passage_coverage: float

    def features(self) -> tuple[float, ...]:
        """Return the features in the order of the coefficients."""
        return (self.sentence_cosine, self.sentence_coverage, self.passage_cosine, self.passage_coverage)

    @property
    def probability(self) -> float:
        """Estimate how probable it is that the sentence answers, 0 to 1."""
        intercept, weights = _fitted()
        total = intercept + sum(weight * value for weight, value in zip(weights, self.features(), strict=True))
        return 1 / (1 + math.exp(-total))


def gather(reader: Reader, searcher: Searcher, found: Found) -> Iterator[Evidence]:
    """Yield the evidence that every sentence of the hits gives."""
    total = sum(found.idf.values()) or 1.0
    texts = [reader.text(hit.passage.document.id) for hit in found.hits]
    sentences = [
        [span.cut(text) for span in hit.passage.sentences] for hit, text in zip(found.hits, texts, strict=True)
    ]
    vectors = iter(searcher.embed([each for some in sentences for each in some]))
    for hit, text, spoken in zip(found.hits, texts, sentences, strict=True):
        # Headings are part of the context in which a sentence is read; the title is not evidence.
        around = terms(hit.passage.span.cut(text)) + terms(" ".join(hit.passage.headings))
        for span, sentence in zip(hit.passage.sentences, spoken, strict=True):
            yield Evidence(
                hit,
                span,
                float(next(vectors) @ found.vector),
                _coverage(found.idf, terms(sentence)) / total,
                hit.cosine,
                _coverage(found.idf, around) / total,
            )


def _coverage(idf: dict[str, float], spoken: Sequence[str]) -> float:
    held = set(spoken)
    return sum(weight for term, weight in idf.items() if term in held)


@cache
def _fitted() -> tuple[float, tuple[float, ...]]:
    fitted = json.loads(_COEFFICIENTS.read_text(encoding="utf-8"))
    return float(fitted["intercept"]), tuple(fitted["weights"].values())
