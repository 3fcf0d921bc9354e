"""Questions that lean on the one before: "and Egypt?", "why?", "what about them?"."""

import re
from collections.abc import Sequence

from knowledge.words import FUNCTION_WORDS, WORD, words

_ABOUT = re.compile(r"^(?:and|but|so|or)?[\s,]*(?:what|how)\s+about\s+(?P<rest>.+?)\s*\??$", re.IGNORECASE)
_AND = re.compile(r"^(?:and|but|or)[\s,]+(?P<rest>.+?)\s*\??$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:and\s+)?(?P<word>(?:since|until)\s+when|why(?:\s+not)?|when|where|who|how(?:\s+(?:many|much|long|often|so))?"
    r"|by\s+whom|says\s+who)\s*\??$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those|there|both)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:how|what|why|who|whom|whose|when|where|which|do|does|did|is|are|was|were|has|have|had|can|could|will"
    r"|would|should|may|might)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_PREPOSITION = re.compile(r"^(?:in|on|at|since|until|by|from|after|before|for|under|with|without|to)\b", re.IGNORECASE)
_ENOUGH = 3
"""Content words of a question that need no help from the one before."""
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)


def read_as(question: str, previous: Sequence[str]) -> str:
    """Return a question as it is to be read after the earlier ones, latest last; itself if it stands alone."""
    if not previous:
        return question
    question, before = question.strip(), previous[-1].strip().rstrip("?").strip()
    if bare := _BARE.match(question):
        return _asked_of(bare["word"], before)
    if match := _ABOUT.match(question) or _AND.match(question):
        rest = match["rest"]
        if _ASKS.match(rest):
            return read_as(f"{rest[0].upper()}{rest[1:]}?", previous)
        return _with_subject(rest, before)
    if _stands_alone(question):
        return question
    return f"{question.rstrip('?').strip()} ({before})?"


def _stands_alone(question: str) -> bool:
    """Tell whether a question says enough of what it is about, even if it points back as well."""
    meant = content_words(question)
    return len(meant) >= _ENOUGH or (len(meant) > 1 and (not _POINTS_BACK.search(question) or bool(_names(question))))


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning."""
    return [word for word in words(text) if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1)]


def _asked_of(word: str, before: str) -> str:
    """Put a bare question word to the earlier question: "Why?" after "Did the talks fail?"."""
    if _INVERTED.match(before):
        return f"{word[0].upper()}{word[1:]} {before[0].lower()}{before[1:]}?"
    return f"{before}, {word.lower()}?"


def _with_subject(subject: str, before: str) -> str:
    """Put another subject in the place of the earlier one, or beside it where that is not clear."""
    if _POINTS_BACK.fullmatch(subject):
        return f"{before}?"
    names = _names(before)
    if not names or not _names(f"x {subject}"):
        # Another thing is asked about, which the words of the earlier question would only hide.
        alone = bool(content_words(subject)) and not _PREPOSITION.match(subject)
        return f"{subject[0].upper()}{subject[1:]}?" if alone else f"{before}, {subject}?"
    start, end = names[0]
    lead = before[:start]
    first = subject.split()[0].lower()
    if lead.lower().endswith(f" {first} "):
        lead = lead[: -len(first) - 1]  # "in Gaza", "and in Jordan?"
    return f"{_ARTICLE.sub('', lead)}{subject}{before[end:]}?"


def _names(question: str) -> list[tuple[int, int]]:
    """Return where runs of capitalised words stand, the first word of the question left out."""
    found: list[tuple[int, int]] = []
    for number, match in enumerate(WORD.finditer(question)):
        word = match[0]
        if number == 0 or not word[0].isupper() or (word.lower() in FUNCTION_WORDS and not word.isupper()):
            continue
        if found and question[found[-1][1] : match.start()] == " ":
            found[-1] = (found[-1][0], match.end())
        else:
            found.append((match.start(), match.end()))
    return found
