"""Text made literal for Discord: what people see says what the text says, whatever markdown stands in it."""

import re
import unicodedata
from collections.abc import Sequence

from bot.visible import visible
from knowledge.model import Span

MARK = "**"
"""What stands on both sides of bold text."""

# Discord takes the backslash before any punctuation for "as it stands". These can begin something: emphasis,
# code, spoilers, quotes, links, headings, mentions, times, emoji, addresses, and at the beginning of a line lists.
_LIVE = re.compile(r"[\\*_~|`<>\[\]@#]|:(?=\S)|^[^\S\n]*(?P<bullet>[-+])|^[^\S\n]*\d+(?P<dot>[.)])", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_FROM_RIGHT = frozenset(("R", "AL", "AN"))
_FIRST_STRONG, _END_OF_ISOLATE = "\u2068", "\u2069"
_LONGEST_LABEL = 400


def literal(text: str, bold: Sequence[Span] = ()) -> str:
    """Return markdown that shows exactly this text, with some spans of it in bold."""
    marks = dict.fromkeys(_escaped(text), "\\")
    opening, closing = _bold_marks(text, bold)
    inserted: dict[int, str] = {}
    for at in {*marks, *opening, *closing}:
        inserted[at] = (MARK if at in closing or at in opening else "") + marks.get(at, "")
    pieces: list[str] = []
    last = 0
    for at in sorted(inserted):
        pieces += [text[last:at], inserted[at]]
        last = at
    return "".join([*pieces, text[last:]])


def label(text: str, most: int = _LONGEST_LABEL) -> str:
    """Return markdown for a name, title or question in a line of ours, cut between words where it is very long.

    Unlike a quote it may be altered: what acts instead of showing becomes visible, and its direction stays its own.
    """
    shown = visible(" ".join(text.split()))
    if len(shown) > most:
        shown = shown[: whole(shown, most - 1)].rstrip()
        shown = (shown[: shown.rindex(" ")] if " " in shown[most // 2 :] else shown) + "…"
    made = literal(shown)
    turns = any(unicodedata.bidirectional(character) in _FROM_RIGHT for character in shown)
    return f"{_FIRST_STRONG}{made}{_END_OF_ISOLATE}" if turns else made


def fitting(text: str, room: int, most: int = _LONGEST_LABEL) -> str:
    """Return a label that takes no more room, in Discord's units, with its backslashes too."""
    made = label(text, most)
    while (over := units(made) - room) > 0 and most > 1:
        # A character takes two at most, so this cuts no more than needed by half.
        most = max(1, min(most, len(text)) - max(1, over // 2))
        made = label(text, most)
    return made


def units(text: str) -> int:
    """Count a text as Discord may: characters beyond the first 65,536 as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def whole(text: str, at: int) -> int:
    """Return the last offset up to `at` that does not lie within what is seen as one character."""
    while 0 < at < len(text) and _continues(text[at - 1], text[at]):
        at -= 1
    return at


def _continues(before: str, after: str) -> bool:
    joiner, variation = "\u200d", "\ufe00" <= after <= "\ufe0f"
    skin = "\U0001f3fb" <= after <= "\U0001f3ff"
    flags = all("\U0001f1e6" <= each <= "\U0001f1ff" for each in (before, after))
    return joiner in (before, after) or variation or skin or flags or unicodedata.combining(after) != 0


def _escaped(text: str) -> list[int]:
    """Return where backslashes belong."""
    found = []
    for match in _LIVE.finditer(text):
        group = match.lastgroup
        found.append(match.start(group) if group else match.start())
    return found


def _bold_marks(text: str, bold: Sequence[Span]) -> tuple[set[int], set[int]]:
    """Return where bold begins and ends, each line on its own and without the white space at its ends."""
    opening: set[int] = set()
    closing: set[int] = set()
    for span in _joined(bold):
        for line in _LINE.finditer(text, span.start, span.end):
            stripped = line[0].strip()
            if stripped:
                start = line.start() + len(line[0]) - len(line[0].lstrip())
                opening.add(start)
                closing.add(start + len(stripped))
    return opening, closing


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Join spans that touch: where one ends and the next begins the marks would read as something else."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
