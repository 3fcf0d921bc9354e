"""How common words are in English at large: what a small folder cannot know about its own words.

The word pieces of the bundled model's vocabulary stand roughly in order of frequency, so a word's
place in that file gives its frequency by Zipf's law.
"""

import math

from index.engines.models import BUNDLED_MODEL, locate
from knowledge.words import terms

_FIRST_WORD = 1996
"""Line of vocab.txt at which whole words begin; special tokens and single characters come before."""
_RATE = 12.0
"""Expected occurrences of the most frequent word in a passage of about 120 words."""
_UNKNOWN_RANK = 40_000
_NAME_RANK = 300
"""Aliases are given for names that briefings use often."""


def unlisted(term: str) -> float:
    """Return the probability of a term that is not among `probabilities`: an alias, or a rare word."""
    return _held(_RATE / (_NAME_RANK if term.endswith("+") else _UNKNOWN_RANK))


def probabilities() -> dict[str, float]:
    """Map terms to the probability, 0 to 1, that a passage of ordinary English holds them."""
    vocabulary = (locate(BUNDLED_MODEL) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    rates: dict[str, float] = {}
    for rank, word in enumerate(vocabulary[_FIRST_WORD:], start=1):
        if word.isalnum():
            for term in terms(word):
                rates[term] = rates.get(term, 0.0) + _RATE / rank
    return {term: _held(rate) for term, rate in rates.items()}


def _held(rate: float) -> float:
    return 1 - math.exp(-rate)
