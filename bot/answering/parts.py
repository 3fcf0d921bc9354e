"""Questions that ask several things, taken apart; each part is a question of its own."""

import re

from bot.answering.courtesies import is_courtesy

_ASKS = r"(?:how|what|why|who|whom|whose|when|where|which)\b"
_SUBJECT = r"(?:the|a|an|any|there|it|they|he|she|we|this|that|these|those|its|their|[A-Z][\w.’'-]*)\b"
_INVERTED = rf"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)\s+{_SUBJECT}"
_START = rf"(?:(?i:{_ASKS})|{_INVERTED})"
_BETWEEN = re.compile(
    rf"\s*\?\s+(?:(?i:and|but|also)\s+)?(?=\S)|\s*[,;]?\s+(?i:and|but)\s+(?:also\s+)?(?={_START})|;\s+(?={_START})"
)
_FEWEST_WORDS = 3
"""But for what follows a question mark: "What did Egypt say? And Jordan?"."""
_MOST_PARTS = 4
_WITHOUT_VERB = re.compile(r"how\s+(?:many|much)\s+[\w-]+", re.IGNORECASE)
"""What a part that stands before others leaves to them: "how many men and how many women came"."""


def parts_of(question: str) -> tuple[str, ...]:
    """Return the questions that a question holds, in order; the question itself if it holds but one.

    "What does the US propose, and how has Hamas reacted?" holds two. Names or nouns joined by "and"
    do not make parts: each part has to begin as a question does.
    """
    ends, starts, shortest = [], [0], [_FEWEST_WORDS]
    for between in _BETWEEN.finditer(question):
        if question.count("(", 0, between.start()) == question.count(")", 0, between.start()):
            ends.append(between.start())
            starts.append(between.end())
            shortest.append(1 if "?" in between[0] else _FEWEST_WORDS)
    cut = zip(starts, [*ends, len(question)], shortest, strict=True)
    told = [(piece, least) for start, end, least in cut if (piece := question[start:end].strip(" ,;?"))]
    pieces = [piece for piece, _ in told if not is_courtesy(piece)]
    if not 1 < len(pieces) <= _MOST_PARTS or any(len(piece.split()) < least for piece, least in told):
        return (question,)
    if _WITHOUT_VERB.fullmatch(pieces[0]):
        return (question,)
    return tuple(f"{piece[0].upper()}{piece[1:]}?" for piece in pieces)
