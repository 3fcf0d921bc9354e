"""Another name or another time put in the place of one that an earlier question names: "and Rafah?", "and in 2024?"."""

import re
from dataclasses import dataclass

from knowledge.dates import dates_named
from knowledge.words import FUNCTION_WORDS, WORD, terms, words

_PREPOSITIONS = (
    r"(?:in|on|at|since|until|by|from|after|before|for|under|with|without|to|near|around|inside|across|through|via"
    r"|during|about|according\s+to)\b"
)
PREPOSITION = re.compile(rf"^{_PREPOSITIONS}", re.IGNORECASE)
_PLACING = frozenset("in at near around inside across through via".split())
"""Prepositions of places, which one may ask about by another: "through Erez", "and at Rafah?"."""
_OF_ONE = frozenset(("about", "according to"))
"""Prepositions of what a question has but one of, be it named or not: "according to the UN", "to the mayor"."""
TITLE = (
    r"(?:mrs?|ms|drs?|prof|professor|sir|dame|president|chancellor|senator|ambassador|(?:prime\s+)?minister|secretary"
    r"|envoy|mayor|governor|colonel|captain|col|capt|gen|lt|maj|sgt)\b\.?"
)
_TITLES = re.compile(rf"(?:\b(?:(?i:{TITLE})|[A-Z][a-z]{{0,3}}\.)\s+)+$")
"""Before a name: of other short words with a dot only those in capitals, "St.", "J."."""
_RELATIVE = re.compile(
    r"\b(?:(?:this|last|next)\s+(?:year|month|week|spring|summer|autumn|winter)|today|yesterday|now)\b", re.IGNORECASE
)
_BOUND = re.compile(r"^(?:since|after|from|before|until|till|by|in|on|during)\s+", re.IGNORECASE)
_MONTH = "May"
"""The one name that is a function word as well."""
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_AUXILIARY_BEFORE = re.compile(r"(?:^|\b(?:do|does|did|has|have|had|can|could|will|would|should|may|might)\s+)$", re.I)
_UNDERGONE = re.compile(r"[\w-]+ed", re.IGNORECASE)
_UNDERGOES = re.compile(rf"\b(?:is|are|was|were|been)\s+(?P<what>{_UNDERGONE.pattern})\b", re.IGNORECASE)
_LED = re.compile(rf"\b({_PREPOSITIONS})\s+(?:the\s+)?$", re.IGNORECASE)
_NUMBER = re.compile(r"\s+\d+\b")
_ADDED = re.compile(r",\s+([^,]+)$")
_POINTS_BACK = re.compile(
    r"it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those|there|both", re.IGNORECASE
)
_REMAINDER = frozenset(
    "rest remainder remaining others other one ones latter former first second third last next".split()
)
"""Words that name nothing by themselves: "the rest", "the second one"."""
_LABELLED = re.compile(
    rf"(?:\b(?P<lead>{_PREPOSITIONS})\s+)?\b(?P<label>(?!\d)\w+?)s?\s+"
    r"(?P<number>(?:\d+(?:[.,]\d+)*[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten|(?-i:[IVX]+|[A-Z]))\b)",
    re.IGNORECASE,
)
"""A number or letter behind what it counts: "in week 18", "phase two", "Article IV", "annex B"."""
_MOST_READINGS = 3
_LONGEST_ADDITION = 4
"""Words."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """An earlier question with what is said now."""

    text: str
    """Without its question mark."""
    name: str = ""
    """Which name it is in the place of, empty where that is clear."""


def with_another(said: str, before: str) -> tuple[Replaced, ...]:
    """Return how an earlier question may read with what is said now; neither ends with a question mark."""
    if _POINTS_BACK.fullmatch(said):
        return (Replaced(before),)
    said = PREPOSITION.sub(lambda match: match[0].lower(), said)
    if _UNDERGONE.fullmatch(said) and (other := _UNDERGOES.search(before)):
        return (Replaced(before[: other.start("what")] + said + before[other.end("what") :]),)
    said, before = _renumbered(said, before)
    if not words(said):
        return (Replaced(before),)
    when = _time_in(said)
    if when:
        before = _at_another_time(said[slice(*when)], before)
        said = " ".join(f"{said[: when[0]]} {said[when[1] :]}".split()).strip(" ,")
        if not words(said):
            return (Replaced(before),)
    if PREPOSITION.match(said):
        return (Replaced(_placed_alike(said, before) or added(before, said)),)
    names = _named_in(before)
    if not names or not names_in(f"x {said}"):
        # Another thing is asked about, which the words of the earlier question would only hide.
        unnumbered = _LABELLED.sub("", said)
        meant = {word.lower() for word in content_words(unnumbered) if not _is_number(word)} - _REMAINDER
        if not meant or when:
            return (Replaced(added(before, said)),)
        subject = (
            "" if said.lower().startswith("the ") else _placed_alike(f"about {said}", before)
        )  # "the mayor" may speak
        return (Replaced(subject or said),)
    tail = _behind_name(said).lower()
    alike = [each for each in names if tail and before[each[1] :].strip().lower().startswith(tail)]
    places = (alike or names)[::-1][:_MOST_READINGS]
    told = len(places) > 1
    return tuple(Replaced(_replaced(said, before, each), before[slice(*each)] * told) for each in places)


def names_one(said: str) -> bool:
    """Tell whether a text is but a name, a time or a number: "Rafah", "the Red Cross", "last year", "week 18"."""
    bare = re.sub(r"^the\s+", "", said, flags=re.IGNORECASE)
    when = _time_in(said)
    numbered = [each.span() for each in _labelled(said)] == [(0, len(said))]
    return names_in(f"x {bare}") == [(2, 2 + len(bare))] or when == (0, len(said)) or numbered


def names_any(said: str) -> bool:
    """Tell whether a text holds a name, a time or a number of something."""
    return bool(names_in(f"x {said}") or _time_in(said) or _labelled(said))


def circumstance_in(text: str) -> str:
    """Return the last time or numbered thing of a text with its preposition, empty where there is none."""
    spans = [each.span() for each in _labelled(text) if each["lead"]]
    if when := _time_in(text):
        spans.append(when)
    return text[slice(*max(spans))] if spans else ""


def added(before: str, said: str) -> str:
    """Put what is said behind an earlier question, in the place of the like that was put there before."""
    there: list[str] = []
    while (found := _ADDED.search(before)) and _is_addition(found[1]):
        there.insert(0, found[1])
        before = before[: found.start()]
    kept = [each for each in there if _kind_of(each) != _kind_of(said)][-2:]
    return ", ".join([before, *kept, said])


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning."""
    return [word for word in words(text) if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1)]


def names_in(question: str) -> list[tuple[int, int]]:
    """Return where runs of capitalised words stand with their titles, the first word of the question left out."""
    found: list[tuple[int, int]] = []
    for number, match in enumerate(WORD.finditer(question)):
        word = match[0]
        grammar = word.lower() in FUNCTION_WORDS and not word.isupper() and word != _MONTH
        if number == 0 or not word[0].isupper() or grammar:
            continue
        titles = _TITLES.search(question, found[-1][0] if found else 0, match.start())
        start = titles.start() if titles else match.start()
        if found and (question[found[-1][1] : start] in (" ", "-") or start < found[-1][1]):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append((start, match.end()))
    return found


def _named_in(before: str) -> list[tuple[int, int]]:
    """Return where names stand that are no months, with their number, as one those in a row: "Israel and Hamas"."""
    when = _time_in(before) or (0, 0)
    found: list[tuple[int, int]] = []
    for start, end in names_in(before):
        if when[0] <= start < when[1]:
            continue
        end += len(number[0]) if (number := _NUMBER.match(before[end:])) else 0
        if found and before[found[-1][1] : start] in (" and ", " or ", ", "):
            found[-1] = (found[-1][0], end)
        elif found and before[found[-1][1] : start] == " (" and before[end : end + 1] == ")":
            found[-1] = (found[-1][0], end + 1)
        else:
            found.append((start, end))
    return found


def _time_in(text: str) -> tuple[int, int] | None:
    """Return where a text names a time with its preposition, the last if there are several."""
    found = [(start, end) for start, end, _ in dates_named(text)] + [each.span() for each in _RELATIVE.finditer(text)]
    return max(found, default=None)


def _at_another_time(when: str, before: str) -> str:
    """Put a time in the place of the earlier question's, or behind it."""
    was = _time_in(before)
    if was is None:
        return added(before, when)
    bound = _BOUND.match(before[slice(*was)])
    if bound and not _BOUND.match(when) and not _RELATIVE.fullmatch(when):
        when = bound[0] + when
    return before[: was[0]] + (when if was[0] else when[0].upper() + when[1:]) + before[was[1] :]


def _labelled(text: str) -> list[re.Match[str]]:
    """Return the numbered things of a text; a month with its year or day is none."""
    found = _LABELLED.finditer(text)
    return [each for each in found if content_words(each["label"]) and not dates_named(each["label"])]


def _renumbered(said: str, before: str) -> tuple[str, str]:
    """Put numbers that are said in the place of others of the same thing; return what else is said, and the rest."""
    for new in reversed(_labelled(said)):
        alike = [each for each in _labelled(before) if each["label"].lower() == new["label"].lower()]
        if alike:
            old = alike[-1]
            lead = f"{new['lead'] or old['lead']} " if old["lead"] else ""
            before = before[: old.start()] + lead + said[new.start("label") : new.end()] + before[old.end() :]
            said = " ".join(f"{said[: new.start()]} {said[new.end() :]}".split()).strip(" ,")
    return said, before


def _placed_alike(said: str, before: str) -> str:
    """Put what is said in the place of what the same kind of preposition precedes, empty where none does."""
    asked = _kind_of(said)
    if names_in(said) or asked in _OF_ONE:
        leads = [(end, _LED.search(before[:start])) for start, end in _named_in(before)]
        for same in ({asked}, _PLACING if asked in _PLACING else set()):
            for end, lead in reversed(leads):
                if lead and _kind_of(lead[1]) in same:
                    return before[: lead.start()] + said + _without(before[end:], _behind_name(said))
    most = 2 if asked in _OF_ONE else 0
    led = rf"\b{asked}\s+(?:(?:the|an?)\s+)?(?:[\w-]+\s+){{0,{most}}}?[\w-]+(?=\s+{_PREPOSITIONS}|$)"
    thing = re.search(led, before, re.IGNORECASE)
    if thing and asked != "to" and not names_any(thing[0]) and (asked in _OF_ONE or not names_in(said)):
        return before[: thing.start()] + said + before[thing.end() :]
    return ""


def _replaced(said: str, before: str, name: tuple[int, int]) -> str:
    """Put a name in the place of another."""
    start, end = name
    lead, behind = before[:start], _without(before[end:], _behind_name(said))
    if article := _ARTICLE.search(lead):
        first = WORD.match(behind.lstrip())
        goes_on = first is not None and first[0].lower() not in FUNCTION_WORDS  # "the Erez crossing"
        own = said.lower().startswith("the ")
        if own or not goes_on or _AUXILIARY_BEFORE.search(lead[: article.start()]):
            lead = lead[: article.start()]
    doubled = re.search(rf"\b{re.escape(said.split()[0])}\s+$", lead, re.IGNORECASE)  # "annex B", and "annex C"
    lead = lead[: doubled.start()] if doubled else lead
    whose = re.search(r"['’]s?$", before[start:end])
    return f"{lead}{said}{whose[0] if whose else ''}{behind}"


def _behind_name(said: str) -> str:
    """Return what follows the last name of a text: "crossing" in "the Rafah crossing"."""
    names = names_in(f"x {said}")
    return said[names[-1][1] - 2 :].strip() if names else ""


def _without(text: str, beginning: str) -> str:
    bare = text.lstrip()
    return text if not beginning or not bare.lower().startswith(beginning.lower()) else bare[len(beginning) :]


def _is_addition(said: str) -> bool:
    """Tell whether the end of a question was put behind it: ", in April", ", why"."""
    return len(said.split()) <= _LONGEST_ADDITION and (bool(PREPOSITION.match(said)) or not content_words(said))


def _kind_of(said: str) -> str:
    """Name the preposition that something begins with, empty where there is none."""
    found = PREPOSITION.match(said)
    return " ".join(found[0].lower().split()) if found else ""


def _is_number(word: str) -> bool:
    """Tell whether a word only counts: "the other four" are four of what the earlier question named."""
    return terms(word)[0][0].isdigit()
