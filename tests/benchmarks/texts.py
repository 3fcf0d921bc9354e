"""Real paragraphs to measure with: of the question sets, or of the shipped document with words changed."""

import json
import random
import re
from collections.abc import Iterator
from itertools import count

from knowledge.words import FUNCTION_WORDS
from tests import SHIPPED
from tests.benchmarks.sets import SETS

_SHORTEST = 200
"""Characters; shorter paragraphs are headings and captions."""

QUESTIONS = (
    "How many buildings in Gaza are damaged?",
    "What does the US say about the demands?",
    "Who mediates the talks?",
    "Which cautions does the report raise about regional security?",
)


def paragraphs() -> Iterator[str]:
    """Yield different paragraphs without end, real ones first."""
    real = list(dict.fromkeys(_real()))
    yield from real
    chance = random.Random(7)  # noqa: S311
    words = [word for text in real[:500] for word in re.findall(r"\w+", text) if word.lower() not in FUNCTION_WORDS]
    for at in count():
        yield re.sub(
            r"\w{5,}", lambda found: chance.choice(words) if chance.random() < 0.3 else found[0], real[at % len(real)]
        )


def questions(most: int) -> list[str]:
    """Return different questions, real ones as far as there are."""
    file = SETS / "squad2" / "questions.jsonl"
    if file.exists():
        found = [str(json.loads(line)["question"]) for line in file.read_text("utf-8").splitlines()]
        return found[:: max(1, len(found) // most)][:most]
    texts = [text for text, _ in zip(paragraphs(), range(most), strict=False)]
    return [*QUESTIONS, *(f"What about {' '.join(text.split()[3:9])}?" for text in texts)][:most]


def _real() -> Iterator[str]:
    for name in ("squad2", "multihop", "clapnq"):
        file = SETS / name / "corpus.jsonl"
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                yield from _long_ones(json.loads(line)["text"])
    yield from _long_ones(SHIPPED.read_text("utf-8"))


def _long_ones(text: str) -> Iterator[str]:
    for each in re.split(r"\n\s*\n", text):
        if len(each) >= _SHORTEST:
            yield " ".join(each.split())[:900]
