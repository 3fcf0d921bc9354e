"""Numbers as texts write them: digits, words, fractions, "1.9 million", "three in every four"."""

import re
from dataclasses import dataclass

_SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "m": 1e6}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}

_PLAIN = "|".join(sorted((*_SMALL, *_TENS, "hundred", "thousand", "million", "billion"), key=len, reverse=True))
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_JOIN = r"[\s-]+(?:and\s+)?(?:a\s+half\s+(?=million|billion))?"
_WORDED = (
    rf"(?:an?\s+(?=hundred|thousand|million|billion))?(?:{_PLAIN})(?:{_JOIN}(?:{_PLAIN})(?!\w))*(?!\w|-{_ORDINAL})"
)
_WHOLE = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{_WORDED})"
_PART = rf"(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})s?"
_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_PATTERN = re.compile(
    rf"""(?<![\w.,/-])(?:
    (?P<top>{_WHOLE})[\s-]+(?P<part>{_PART})(?![\w])
    |(?P<a_part>(?:(?:an?\s+|one[\s-])(?P<only>{_PART})|(?P<half_of>half)))\s+(?=of\s+(?!{_MONTHS})|the\b)
    |(?P<some>{_WHOLE})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<of>{_WHOLE})\b(?![\s-]*(?:%|percent|million|thousand))
    |(?P<whole>{_WHOLE})(?:\s+and\s+a\s+(?P<half>half))?(?:(?:\s+|-)?(?P<scale>million|billion|trillion|thousand|bn|m)\b)?
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_ANY = re.compile(rf"\d|\b(?:{_PLAIN}|{_PART})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands."""

    start: int
    end: int
    value: float
    step: float
    """What the writing could not tell apart: 0.1 million in "1.9 million", a thousand in "46,000"."""
    share: bool
    """Whether it is a part of a whole, 0 to 1."""


def may_count(text: str) -> bool:
    """Tell quickly whether a text may hold a number: the rest is not worth a closer look."""
    return bool(_ANY.search(text))


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order."""
    return [each for match in _PATTERN.finditer(text) if (each := _number(match))]


def _number(match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["part"]:
        whole, _ = _value(match["top"])
        parts = _PARTS[_singular(match["part"])]
        return Number(start, end, whole / parts, 0.02, share=True) if 0 < whole < parts else None
    if only := match["only"] or match["half_of"]:
        return Number(start, match.end("a_part"), 1 / _PARTS[_singular(only)], 0.02, share=True)
    if match["some"]:
        (some, _), (of, _) = _value(match["some"]), _value(match["of"])
        if 0 < some < of <= 100:
            return Number(start, end, some / of, 0.02, share=True)
        return Number(start, match.end("some"), *_value(match["some"]), share=False)
    value, step = _value(match["whole"])
    if match["half"]:
        value, step = value + 0.5, 0.1
    if match["scale"]:
        scale = _SCALES[match["scale"].lower()]
        value, step = value * scale, min(step, 1) * scale
    return Number(start, end, value, step, share=False)


def _singular(part: str) -> str:
    part = part.lower()
    return part if part in _PARTS else part.removesuffix("s")


def _value(written: str) -> tuple[float, float]:
    """Return what a number is and how exactly it is written."""
    written = written.lower()
    if written[0].isdigit():
        digits = written.replace(",", "")
        decimals = len(digits.partition(".")[2])
        if decimals:
            return float(digits), 10.0**-decimals
        zeros = len(digits) - len(digits.rstrip("0"))
        value = float(digits)
        return value, min(10.0**zeros, value / 25) if len(digits) > 3 else 1.0
    total = group = 0.0
    step = 1.0
    for word in re.findall(r"[a-z]+", written):
        if word in _SMALL:
            group, step = group + _SMALL[word], 1.0
        elif word in _TENS:
            group, step = group + 10 * _TENS[word], 1.0
        elif word == "half":
            group, step = group + 0.5, 0.1
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES:
            total, step = total + max(group, 1) * _SCALES[word], min(step, 1.0) * _SCALES[word]
            group = 0.0
    return total + group, step
