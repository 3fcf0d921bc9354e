"""Which names a headline has that its text never mentions; the one file that imports Babel.

Babel knows the names of countries and languages; names of people are told by their capitals.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from knowledge.words import FUNCTION_WORDS, WORD, terms, words

_SHORTEST_ROOT = 4
_LONGEST_ACRONYM = 6
_TITLE_CASE = 0.85
"""Share of capitalised words above which a headline is set in title case."""

_SMALL_WORDS = frozenset(
    """across al amid among around behind beyond bin de del despite el inside ibn la le like near onto outside past
    per since toward van versus via von vs""".split()
)
_JOINING = re.compile(
    r" |[ -](?:a[dlnrstz]|ash|e[dlnrstz]|bin|ibn|bint|d[aeiou]|de[lnr]|dos|van|von)[ -]", re.IGNORECASE
)
"""What stands between the words of one name: "Deir al-Balah"."""
_FARTHEST = 5
"""How many letters an adjective is longer or shorter than its name at most."""

_ENDINGS = ("i", "n", "s", "an", "is", "ns", "ans", "ean", "ese", "ian", "ish", "ians", "nese", "vian")
_SWALLOWED = ("a", "e", "o", "y", "ey", "on", "an", "istan")
"""Ends of names that their adjectives lose: Lebanon, Lebanese; Afghanistan, Afghan."""


def unmentioned_names(title: str, body: str) -> list[str]:
    """Return the names in a title that the body does not mention in any form, in order."""
    names = list(_names(title))
    if not names:
        return []
    spoken = set(words(body))
    # "They told us" does not mention the US, so small function words are left out.
    said = (word for word in spoken if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1))
    mentioned = {word.replace(".", "").lower() for word in said} | (set(terms(" ".join(spoken))) - FUNCTION_WORDS)
    initials = _initials(body)
    return [
        written
        for written, name in names
        if not any(_mentioned(part, mentioned) or _plain(part) in initials for part in name)
    ]


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).replace(".", "").lower()


def _mentioned(word: str, mentioned: set[str]) -> bool:
    plain = _plain(word)
    if plain in mentioned or not mentioned.isdisjoint(terms(word)):
        return True
    if any(same <= mentioned for same in _other_names().get(plain, ())):
        return True
    near = (other for other in mentioned if other[:3] == plain[:3] and abs(len(other) - len(plain)) <= _FARTHEST)
    return any(other in _adjectives(plain) or plain in _adjectives(other) for other in near)


def _initials(text: str) -> set[str]:
    """Return what the first letters of capitalised words in a row spell: "un" for United Nations."""
    found: set[str] = set()
    for run in re.findall(r"[A-Z][\w’']*(?:[ -](?:of |for |and |the |on )?[A-Z][\w’']*)+", text):
        letters = "".join(word[0] for word in words(run) if word[0].isupper()).lower()
        found.update(
            letters[start : start + size]
            for start in range(len(letters))
            for size in range(2, _LONGEST_ACRONYM + 1)
            if start + size <= len(letters)
        )
    return found


def _names(title: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the names in a title with their words, those of several ("Saudi Arabia", "Deir al-Balah") together."""
    found = [(match, re.sub(r"['’]s?$", "", match[0])) for match in WORD.finditer(title)]
    large = [word for _, word in found if word.lower() not in FUNCTION_WORDS | _SMALL_WORDS and word[0].isalpha()]
    # In a headline set in title case a capital proves nothing, so there only names known to be
    # names count: countries, languages and their adjectives, and acronyms.
    title_case = sum(word[0].isupper() for word in large) > len(large) * _TITLE_CASE
    name: list[str] = []
    start = end = -1
    for position, (match, word) in enumerate(found):
        place = _is_place(word)
        if not (place or _is_acronym(word, title) or (not title_case and position and _is_capitalised(word))):
            continue
        joined = end >= 0 and _JOINING.fullmatch(title, end, match.start())
        together = joined and not (place and _is_place(name[-1]) == _ALONE)
        if name and not (together and place != _ALONE):
            yield title[start:end], name
            name = []
        start = start if name else match.start()
        name.append(word)
        end = match.start() + len(word)
    if name:
        yield title[start:end], name


def _is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word.lower() not in FUNCTION_WORDS | _NOT_NAMES | _calendar()


def _is_acronym(word: str, title: str) -> bool:
    letters = word.replace(".", "")
    short = 1 < len(letters) <= _LONGEST_ACRONYM and letters.isalpha()
    return short and letters.isupper() and not title.isupper() and letters.lower() not in _NOT_NAMES


_ALONE, _PART = 2, 1


def _is_place(word: str) -> int:
    """Tell whether a word is the name or adjective of a place (_ALONE), a part of one (_PART) or neither (0)."""
    if not word[0].isupper():
        return 0
    plain = _plain(word)
    if plain in _place_names(_ALONE):
        return _ALONE
    return _PART if plain in _place_names(_PART) else 0


@cache
def _place_names(kind: int) -> frozenset[str]:
    english = Locale("en")
    languages = [name for code, name in english.languages.items() if len(code) == 2]
    single, multiple = set[str](), set[str]()
    for name in [*english.territories.values(), *languages]:
        parts = [part.lower() for part in re.findall(r"[^\W\d_]{4,}", name)]
        (single if len(words(name)) == 1 else multiple).update(parts)
    single = {form for name in single - _NOT_NAMES for form in (name, *_adjectives(name))} | set(_other_names())
    return frozenset((single if kind == _ALONE else multiple) - _NOT_NAMES)


@lru_cache(maxsize=10_000)
def _adjectives(name: str) -> frozenset[str]:
    """Return what people and things of a place may be called: Russia, Russian, Russians."""
    if len(name) < _SHORTEST_ROOT:
        return frozenset()
    forms = {name + ending for ending in _ENDINGS}
    for end in _SWALLOWED:
        root = name.removesuffix(end)
        if root != name and len(root) >= _SHORTEST_ROOT:
            forms |= {root + ending for ending in _ENDINGS if len(ending) > 1}
            if end == "istan":
                forms |= {root, root + "s"}
    return frozenset(forms)


@cache
def _other_names() -> dict[str, tuple[frozenset[str], ...]]:
    """Map a language's name to the words of the country where it is at home, and the other way round: Dutch."""
    english = Locale("en")
    found: dict[str, tuple[frozenset[str], ...]] = dict(_SAME)
    for code, language in english.languages.items():
        home = get_global("likely_subtags").get(code, "").rpartition("_")[2]
        country = english.territories.get(home, "")
        if len(code) == 2 and country and len(words(language)) == 1:
            found[language.lower()] = found.get(language.lower(), ()) + (frozenset(country.lower().split()),)
            if len(words(country)) == 1:
                found[country.lower()] = found.get(country.lower(), ()) + (frozenset([language.lower()]),)
    return {name: same for name, same in found.items() if name not in _NOT_NAMES}


def _alike(*names: str) -> dict[str, tuple[frozenset[str], ...]]:
    return {name: tuple(frozenset(other.split()) for other in names) for name in names if " " not in name}


_SAME = (
    _alike("britain", "british", "uk", "united kingdom")
    | _alike("us", "usa", "american", "americans", "america", "united states", "washington")
    | _alike("switzerland", "swiss")
    | _alike("turkey", "türkiye", "turkish")
    | _alike("eu", "european", "europe", "european union")
    | _alike("emirati", "uae", "emirates")
    | _alike("dutch", "netherlands")
    | _alike("philippines", "filipino", "philippine")
)


@cache
def _calendar() -> frozenset[str]:
    english = Locale("en")
    return frozenset(
        name.lower()
        for names in (english.days["format"]["wide"], english.months["format"]["wide"])
        for name in names.values()
    )


_NOT_NAMES = frozenset(
    # Ordinary words that stand inside names such as "South Africa" or "United States", and what headlines shout.
    """accents ancient and area ascension bank breaking canary cape central christmas church city
    coast community cook costa diego east eastern equatorial eurozone exclusive explainer factbox federated
    garcia great grenadines heard helena high island islands isle kingdom land live lower lucia main marshall
    martin mayen mcdonald middle multiple nations new norfolk north northern northeastern northwestern ocean
    oceania opinion outer outlying papua part pierre pm polar pseudo region republic rica rico root saint
    sandwich sierra sign small solomon south southeast southern standard state states territories territory the
    traditional turks union united unknown update updated upper video vincent virgin watch west western world
    interlingue interlingua""".split()
)
