"""What a person reads where a message's text holds markdown, mentions, timestamps or links.

Written from Discord's help pages and from what its client does; where that is uncertain, the reading that
changes more is taken, so that a text which passes here is shown as it stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_BLOCK = re.compile(r"```(?:[a-zA-Z0-9_+\-.#]+\n)?\n*([^\n].*?)\n*```", re.DOTALL)
_CODE = re.compile(r"(`+)(.*?[^`])\1(?!`)", re.DOTALL)
_URL = re.compile(r"(?:https?|discord|steam)://[^\s<]+[^\s<.,:;\"')\]]")
_AUTOLINK = re.compile(r"<((?:https?|discord|steam)://[^ >]+|mailto:[^ >]+|tel:[^ >]+)>")
_MASKED = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]\(\s*<?((?:https?|discord)://[^\s)>]+)>?(?:\s+[\"'(].*?[\"')])?\s*\)")
_MENTION = re.compile(r"<(?:@!?|@&|#)(\d+)>|<id:[a-z-]+>|</[-\w ]+:\d+>")
_EVERYONE = re.compile(r"@(?:everyone|here)")
_MOMENT = re.compile(r"<t:-?\d{1,17}(?::[tTdDfFRsS])?>")
_EMOJI = re.compile(r"<a?:(\w{2,}):\d+>")
_SHORTCODE = re.compile(r":([a-z0-9_+-]{2,})(?:::skin-tone-\d)?:")
_HEADING = re.compile(r" *(#{1,3}) +(?!#)([^\n]+?)#*\s*(?:\n|$)")
_SUBTEXT = re.compile(r" *-# +(?!#)([^\n]+?)\s*(?:\n|$)")
_QUOTE = re.compile(r" *>(?!>>) +([^\n]*)(\n|$)")
_REST_QUOTED = re.compile(r" *>>> +(.*)", re.DOTALL)
_BULLET = re.compile(r" *[*-] +(\S[^\n]*)(\n|$)")
_NUMBER = re.compile(r" *(\d{1,10})\. +(\S[^\n]*)(\n|$)")
_SHRUG = "¯\\_(ツ)_/¯"
_STYLES = (
    ("bold", re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)),
    ("underline", re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL)),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\.|\s+(?:[^*\s\\]|\*\*|\\.)|[^\s*\\])+?)\*(?!\*)", re.DOTALL)),
    ("italic", re.compile(r"(?<!\w)_((?:__|\\.|[^\\_])+?)_(?!\w)", re.DOTALL)),
    ("struck", re.compile(r"~~((?:\\.|[^\\])+?)~~(?!_)", re.DOTALL)),
    ("spoiler", re.compile(r"\|\|((?:\\.|[^\\])+?)\|\|", re.DOTALL)),
)


@dataclass
class Shown:
    """What is read (`text`), and what became of the rest: (kind, what it was made of) in order."""

    text: str = ""
    marks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.marks}


def shown(text: str) -> Shown:
    """Return what Discord's client shows of a text."""
    made = Shown()
    made.text = _render(text, made, lines=True)
    return made


def _render(text: str, made: Shown, *, lines: bool) -> str:
    out: list[str] = []
    at, fresh, counted = 0, True, 0
    while at < len(text):
        if lines and fresh:
            found = _line(text, at, made, counted)
            if found is not None:
                at, written, counted = found
                out.append(written)
                continue
            counted = 0
        end, written = _inline(text, at, made)
        fresh = text[end - 1] == "\n"
        out.append(written)
        at = end
    return "".join(out)


def _line(text: str, at: int, made: Shown, counted: int) -> tuple[int, str, int] | None:
    """Render what only stands at a line's beginning; `counted` is the last number of a list going on."""
    for kind, pattern, group in (("heading", _HEADING, 2), ("subtext", _SUBTEXT, 1)):
        if found := pattern.match(text, at):
            made.marks.append((kind, found[0]))
            return found.end(), _render(found[group], made, lines=False) + _broken(found[0]), 0
    if found := _REST_QUOTED.match(text, at):
        made.marks.append(("quote", found[0]))
        return found.end(), _render(found[1], made, lines=True), 0
    if found := _QUOTE.match(text, at):
        made.marks.append(("quote", found[0]))
        return found.end(), _render(found[1], made, lines=True) + found[2], 0
    if found := _BULLET.match(text, at):
        made.marks.append(("list", found[0]))
        return found.end(), "• " + _render(found[1], made, lines=False) + found[2], 0
    if found := _NUMBER.match(text, at):
        made.marks.append(("list", found[0]))
        number = counted + 1 if counted else int(found[1])
        return found.end(), f"{number}. " + _render(found[2], made, lines=False) + found[3], number
    return None


def _broken(line: str) -> str:
    return "\n" if line.endswith("\n") else ""


def _inline(text: str, at: int, made: Shown) -> tuple[int, str]:
    """Render the piece that begins at an offset; return where it ends and what is read of it."""
    if text.startswith(_SHRUG, at):
        return at + len(_SHRUG), _SHRUG
    if found := _ESCAPE.match(text, at):
        return found.end(), found[1]
    for kind, pattern, read in _PIECES:
        if found := pattern.match(text, at):
            made.marks.append((kind, found[0]))
            return found.end(), read(found)
    if found := _MASKED.match(text, at):
        made.marks.append(("masked link", found[0]))
        return found.end(), _render(found[1], made, lines=False)
    for kind, pattern in _STYLES:
        if found := pattern.match(text, at):
            made.marks.append((kind, found[0]))
            return found.end(), _render(found[1], made, lines=False)
    return at + 1, text[at]


_PIECES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("code", _BLOCK, lambda found: found[1]),
    ("code", _CODE, lambda found: found[2].strip()),
    ("link", _AUTOLINK, lambda found: found[1]),
    ("link", _URL, lambda found: found[0]),
    ("mention", _MENTION, lambda found: f"@{found[1] or 'there'}"),
    ("mention", _EVERYONE, lambda found: found[0]),
    ("moment", _MOMENT, lambda found: "1 January 1970"),
    ("emoji", _EMOJI, lambda found: f"({found[1]})"),
    ("emoji", _SHORTCODE, lambda found: f"({found[1]})"),
)
