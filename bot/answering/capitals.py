"""Questions typed in capitals throughout, in which nothing tells a name or an acronym from a word."""

from collections.abc import Sequence

from knowledge.words import WORD

_FEWEST_WORDS = 3
"""Shorter ones may be acronyms: "WHO?", "UN, EU"."""


def in_small_letters(question: str, aliases: Sequence[Sequence[str]]) -> str:
    """Return a question in small letters if all of it is in capitals; names in capitals among the aliases stay so."""
    found = WORD.findall(question)
    if len(found) < _FEWEST_WORDS or not question.isupper():
        return question
    kept = {name for group in aliases for name in group if name.isupper()}
    return WORD.sub(lambda match: match[0] if match[0] in kept else match[0].lower(), question)
