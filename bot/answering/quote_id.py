"""The id of a quote: the same on every machine, for it is the hash of a text and the offsets in it."""

import re
from dataclasses import dataclass

from knowledge.model import Span

_DIGITS = 12
_FORM = re.compile(r"\[?([0-9a-f]{12,64})-(\d{1,12})-(\d{1,12})\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuoteId:
    """A stretch of the text that has a hash."""

    sha256: str
    """In hexadecimal; of one that was read perhaps only the beginning."""
    span: Span

    def __str__(self) -> str:
        """Write it as it stands below a quote."""
        return f"{self.sha256[:_DIGITS]}-{self.span.start}-{self.span.end}"

    @staticmethod
    def read(written: str) -> "QuoteId | None":
        """Read an id, also in brackets, in capitals or with more digits of the hash; None where it is none."""
        match = _FORM.fullmatch(written.strip())
        if not match or int(match[2]) >= int(match[3]):
            return None
        return QuoteId(match[1].lower(), Span(int(match[2]), int(match[3])))
