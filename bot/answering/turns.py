"""Who speaks in minutes and transcripts, where each turn begins with its speaker's name: "**Dubois:** We could ..."."""

import re
from functools import cached_property

from knowledge.model import Kind, Span
from knowledge.outline import Outline
from knowledge.words import terms

_LARGE = r"(?=[^\W\d_])[A-ZÀ-ÖØ-ÞĀ-Ž][\w.’'-]+"
_NAME = rf"{_LARGE}(?:[ ,]+(?:\([^()\n]{{1,40}}\)|{_LARGE})){{0,5}}"
_LABEL = re.compile(rf"[*_]{{0,3}}(?P<name>{_NAME})[*_]{{0,3}}[:：][*_]{{0,3}}[ \t]+(?=\S)")
_LABELS = re.compile(rf"^[ \t>]*{_LABEL.pattern}", re.MULTILINE)
_IN_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
_FEWEST = 2
"""Speakers by which turns are told from a paragraph that happens to begin with a label."""
_MOST_PARAGRAPHS = 3
"""That a turn may go on over."""


class Turns:
    """The turns in a document; none where fewer than two speakers are named."""

    def __init__(self, text: str) -> None:
        """Look for nothing yet."""
        self._text = text

    def speaker(self, outline: Outline, offset: int) -> Span | None:
        """Return where the speaker of the turn that an offset stands in is named, None if it is no turn."""
        at = outline.unit_at(offset)
        for unit in reversed(outline.units[max(0, at - _MOST_PARAGRAPHS + 1) : at + 1]):
            if unit.kind is Kind.ROW:
                break
            if match := _LABEL.match(self._text, unit.span.start, unit.span.end):
                return Span(*match.span()) if len(self._names) >= _FEWEST else None
            if not self._goes_on(unit.span.cut(self._text)):
                break
        return None

    def _goes_on(self, text: str) -> bool:
        """Tell whether a paragraph without a label is of the speaker before it: minutes also tell who did what."""
        return bool(_IN_PERSON.search(text)) and self.speakers.isdisjoint(terms(text))

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Give the terms of all speakers' names."""
        return frozenset(term for name in self._names for term in terms(name))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(match["name"] for match in _LABELS.finditer(self._text))
