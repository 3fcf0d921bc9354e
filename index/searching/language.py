"""Whether a question is in another language than the documents: then chance decides which words they share."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from knowledge.words import Word

_FEWEST_UNKNOWN = 2
"""One word may be a slip, or rare."""
_MOST_UNKNOWN = 0.5
"""Share of the words up to which they may be unknown where a word carries grammar, as one in most questions does."""


def share_known(text: str, words: Sequence[Word], unknown: AbstractSet[str]) -> float:
    """Return the share of a question's words that are known, names aside; 1 unless so few are that it is foreign.

    `unknown` are the terms that neither a document nor ordinary English has.
    """
    plain = [word for at, word in enumerate(words) if not (at and text[word.start].isupper())]
    strange = sum(word.term in unknown for word in plain)
    # A single letter may be a word of any language.
    has_grammar = any(not word.carries_meaning and word.end - word.start > 1 for word in plain)
    if strange < _FEWEST_UNKNOWN or (has_grammar and strange < _MOST_UNKNOWN * len(plain)):
        return 1.0
    return 1 - strange / len(plain)
