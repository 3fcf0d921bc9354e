"""Misspelt words of a question, put right from the documents' own; the one file that imports rapidfuzz."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from rapidfuzz.distance import OSA

from index.searching.language import share_known
from index.storage.words import Words
from knowledge.words import FUNCTION_WORDS, Analyzer, Word

_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTEST = 5
_SHORTEST_TERM = 4
_MISTYPED = sorted(word for word in FUNCTION_WORDS if len(word) >= _SHORTEST_TERM)
_LONGEST_ENDING = 4
_MOST_TRIED = 5
_LONG = 8
"""From this many letters on a word may differ in two places instead of one."""


def corrected(question: str, known: Words, analyzer: Analyzer, collections: Sequence[str] | None = None) -> str:
    """Return the question with words that nobody uses replaced by the nearest that the documents use.

    A word is left alone if it stands in the documents or in the background vocabulary; else it is first taken
    for a function word, since "wich" would be the rarest word of its question. A capitalised
    one is a name and may differ in one place only: a name that the documents lack must stay lacking.
    Only the documents of `collections` count, in both: people are shown how they are read. A question in another
    language is left as it is: "proposta" is no slip.
    """
    pieces: list[str] = []
    last = 0
    found = analyzer.words(question)
    absent = _absent(dict.fromkeys(word.term for word in found), known, collections)
    if _is_foreign(question, found, absent, known, collections):
        return question
    for at, word in enumerate(found):
        written = _POSSESSIVE.sub("", question[word.start : word.end])
        suspicious = word.term in absent and _suspicious(word, written, known)
        replacement = _function_word(word, written) if suspicious else ""
        if not replacement and ((suspicious and len(written) >= _SHORTEST) or _strays(question, found, at, absent)):
            replacement = _nearest(word, written, known, collections)
        if replacement:
            pieces += [question[last : word.start], replacement]
            last = word.start + len(written)
    return "".join(pieces) + question[last:]


def _is_foreign(
    question: str, words: Sequence[Word], absent: AbstractSet[str], known: Words, collections: Sequence[str] | None
) -> bool:
    """Tell whether too few words are known for a question in the documents' language, those one slip away included."""
    strange = [word for word in words if word.term in absent and not known.is_ordinary(word.term)]
    if share_known(question, words, {word.term for word in strange}) == 1:
        return False
    unknown = set()
    for word in strange:
        written = _POSSESSIVE.sub("", question[word.start : word.end])
        meant = _function_word(word, written) or _nearest(word, written, known, collections)
        if not meant or OSA.distance(meant.lower(), written.lower()) > 1:
            unknown.add(word.term)
    return share_known(question, words, unknown) < 1


def _absent(terms: Iterable[str], known: Words, collections: Sequence[str] | None) -> set[str]:
    """Return the terms that no passage of the collections holds; ordinary ones are taken to be held where any does."""
    held = known.frequencies(list(terms))
    return {
        term
        for term, passages in held.items()
        if not passages
        or (collections is not None and not known.is_ordinary(term) and not known.is_held(term, collections))
    }


def _suspicious(word: Word, written: str, known: Words) -> bool:
    return (
        len(written) >= _SHORTEST_TERM
        and written.isalpha()
        and not written.isupper()
        and not known.is_ordinary(word.term)
    )


def _strays(question: str, words: Sequence[Word], at: int, absent: AbstractSet[str]) -> bool:
    """Tell whether a word that the documents lack is one half of a hyphenated name whose other half they hold.

    There a short or ordinary word is suspicious too: nobody else is called "Okonjo-Mash".
    """
    word = words[at]
    neighbours = [
        other for other in words[max(0, at - 1) : at + 2] if other is not word and _hyphenated(question, word, other)
    ]
    if not neighbours or not question[word.start].isupper() or word.end - word.start < _SHORTEST_TERM:
        return False
    return word.term in absent and absent.isdisjoint(other.term for other in neighbours)


def _hyphenated(question: str, one: Word, other: Word) -> bool:
    return question[min(one.end, other.end) : max(one.start, other.start)] == "-"


def _function_word(word: Word, written: str) -> str:
    """Return the function word of which this is a slip of the keyboard, such as "which" for "wich"; a name is none.

    Letters are left out more often than exchanged, so of several the longest is meant.
    """
    if written[0].isupper() and word.start > 0:
        return ""
    near = [each for each in _MISTYPED if _is_slip(written.lower(), each)]
    meant = max(near, key=len, default="")
    return meant.capitalize() if written[0].isupper() else meant


def _is_slip(typed: str, meant: str) -> bool:
    """Tell whether two letters have changed places or one within the word is left out or too many.

    Another letter makes another word, and a name begins or ends otherwise: "musk" is not "must", "theo" not "then".
    """
    if OSA.distance(typed, meant, score_cutoff=1) != 1:
        return False
    if len(typed) == len(meant):
        return sorted(typed) == sorted(meant)
    return (typed[0], typed[-1]) == (meant[0], meant[-1])


def _nearest(word: Word, written: str, known: Words, collections: Sequence[str] | None) -> str:
    """Return the nearest word of the documents as they write it, empty if none is near enough."""
    is_name = written[0].isupper() and word.start > 0
    most = 2 if len(written) >= _LONG and not is_name else 1
    shortest = max(_SHORTEST_TERM, len(word.term) - max(most, _LONGEST_ENDING))
    # Of those that are equally near, the most frequent: the first letter is hardly ever mistyped.
    near = [
        (_distance(word.term, term, most), -frequency, term)
        for term, frequency in known.beginning(word.term[0], shortest, len(word.term) + most)
    ]
    near = [each for each in near if each[0] <= most]
    for _, _, term in sorted(near)[:_MOST_TRIED]:
        forms = sorted({_POSSESSIVE.sub("", form) for form in known.written_forms(term, collections)})
        # Endings are left out more often than added, so of equally near forms the longer one is meant.
        form = min(forms, key=lambda each: (OSA.distance(each.lower(), written.lower()), -len(each)), default="")
        if form and OSA.distance(form.lower(), written.lower()) <= most:
            return form.lower() if written.islower() else form
    return ""


def _distance(typed: str, term: str, most: int) -> int:
    """Return how many places differ, also where a mistake has kept an ending from being cut off."""
    whole = OSA.distance(typed, term, score_cutoff=most)
    if len(term) < len(typed) <= len(term) + _LONGEST_ENDING:
        return min(whole, OSA.distance(typed[: len(term)], term, score_cutoff=most))
    return whole
