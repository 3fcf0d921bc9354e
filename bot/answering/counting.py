"""Questions that count once more, and leave out what is counted or what of it: "how many left?", "how many cats?"."""

import re

from bot.answering.replacing import circumstance_in, content_words

_AUXILIARY = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|might|(?<!\bin )(?-i:may))\b"
VERB = re.compile(rf"^(?:who\s+\w|may\b)|\b{_AUXILIARY}", re.IGNORECASE)
"""But for the month: "in may", "since May"."""
_COUNTS = re.compile(r"^how\s+(?:many|much)\b(?:\s+of\s+(?:them|these|those|it|that)\b)?", re.IGNORECASE)
_PEOPLE = "people|men|women|children|staff|police|personnel|cattle"
_COUNTED = re.compile(rf"\s+(?:(?:[\w-]+\s+){{0,2}}?(?:[\w-]+s|{_PEOPLE})\b|[\w-]+)", re.IGNORECASE)
"""What is counted where no auxiliary ends it: "field hospitals" of "how many field hospitals function"."""
_CIRCUMSTANCE = re.compile(
    r"\b(?:before|after|since|until|till|once|when|while|during|by|in|on|at|from|under|if|because|according)\b",
    re.IGNORECASE,
)
_SAYS_WHAT_BEFELL = re.compile(
    rf"(?:{_AUXILIARY}|[\w-]+ed\b|(?:left|went|came|got|fell|fled|lost|rose|grew|took|made|gave|sent|sold|ran|stood|paid"
    r"|spent|held|met|won|kept|began|became|went|broke)\b)",
    re.IGNORECASE,
)
_ENDS_AS_MANY = re.compile(rf"(?:\w{{2,}}s|{_PEOPLE})", re.IGNORECASE)


def with_counted(question: str, before: str) -> str:
    """Return a question with what an earlier one counts, or with what it says of that, if this leaves it out.

    "How many after the closure?", "how many left?" or "how many cats?" after "How many people were killed?".
    """
    counts, counted = _COUNTS.match(question), _COUNTS.match(before)
    if not counts or not counted:
        return question
    asks = " ".join(counts[0].split()[:2])
    rest, what = question[counts.end() :].strip(" ?"), before[counted.end() :]
    verb, noun = VERB.search(what), _COUNTED.match(what)
    if _CIRCUMSTANCE.match(rest):
        end = _CIRCUMSTANCE.search(what)
        return f"{asks}{(what[: end.start()] if end else what).rstrip(' ,')} {rest}?"
    if not content_words(rest):
        return question
    if _says_what_befell(asks, rest):
        thing = (what[: verb.start()] if verb else noun[0] if noun else "").strip()
        when = "" if _CIRCUMSTANCE.search(rest) else circumstance_in(what)
        return " ".join([asks, thing, rest, *[when] * bool(when)]) + "?" if content_words(thing) else question
    said = what[verb.start() :] if verb else what[noun.end() :].strip() if noun else ""
    return f"{asks} {rest} {said}?" if _COUNTED.fullmatch(f" {rest}") and content_words(said) else question


def _says_what_befell(asks: str, rest: str) -> bool:
    """Tell whether a question goes on with a verb: what many there are of is named by a plural."""
    if _SAYS_WHAT_BEFELL.match(rest):
        return True
    return asks.lower().endswith("many") and not any(map(_ENDS_AS_MANY.fullmatch, rest.split()[:3]))
