"""Where words of an earlier text stand in the documents now, or what comes nearest to them."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from index.storage.versions import Layout, Version, of_stored
from knowledge.model import Span
from knowledge.words import FUNCTION_WORDS, Analyzer

_PASSAGES = 20
"""Passages of other documents, found by their words, in which a quote is looked for."""
_AROUND = 300
"""Characters before and after a quote that tell one place from another."""
_MOST_PLACES = 5
_COMPARED = 20
"""Stretches that share most words with the quote, which are compared in order."""

_ALIKE, _ALIKE_ELSEWHERE = 0.3, 0.7
"""Share of content words in common from which a stretch counts as a quote's successor: in its document, in another."""

_SAME_DOCUMENT, _SAME_HEADINGS = 0.5, 0.25
"""What these weigh beside the likeness of what stands around, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document that is served, as something may be found in it."""

    document: StoredDocument
    text: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document that is served."""

    document: StoredDocument
    headings: tuple[str, ...]
    span: Span


def places_of(
    reader: Reader, analyzer: Analyzer, documents: Sequence[StoredDocument], version: Version, words: str
) -> list[Text]:
    """Return the documents in which the words may stand: that of the same name first, then those that share most."""
    collections = sorted({each.collection for each in documents})
    longest = max(words.splitlines(), key=len).strip()
    holding = reader.documents_holding(longest) if longest else []
    terms = list(dict.fromkeys(analyzer.terms(words)))
    by_words = reader.words.candidates(reader.words.frequencies(terms), _PASSAGES, collections)
    sharing = [passage.document.id for _, passage in sorted(reader.passages(by_words).items())]
    wanted = {each.id for each in documents if each.name == version.name} | {*holding, *sharing}
    chosen = sorted((each for each in documents if each.id in wanted), key=lambda each: each.name != version.name)
    return [Text(each, reader.text(each.id), of_stored(reader, each.id).layout) for each in chosen]


def best_place(
    places: Sequence[Text], version: Version, text: str, span: Span, bounds: tuple[bool, bool]
) -> list[Place]:
    """Return where the words stand verbatim, but for line breaks, most alike surroundings first.

    `bounds` say whether they began and ended with a sentence: then they have to do so now, for within
    a longer sentence they may mean something else.
    """
    pattern = _pattern(span.cut(text))
    headings = version.layout.headings_at(span)
    around = _words(text[max(0, span.start - _AROUND) : span.start]), _words(text[span.end : span.end + _AROUND])
    found: list[tuple[float, Place]] = []
    for place in places:
        starts, ends = ({getattr(each, side) for each in place.layout.sentences} for side in ("start", "end"))
        for match in pattern.finditer(place.text):
            here = Span(*match.span())
            if (bounds[0] and here.start not in starts) or (bounds[1] and here.end not in ends):
                continue
            if not any(each.overlaps(here) for each in place.layout.sentences):
                continue  # a title is no evidence
            before, after = place.text[max(0, here.start - _AROUND) : here.start], place.text[here.end :][:_AROUND]
            likeness = (_ratio(around[0], _words(before)) + _ratio(around[1], _words(after))) / 2
            found.append((likeness + _kinship(place, here, version, headings), _at(place, here)))
    found.sort(key=lambda each: -each[0])
    return [place for _, place in found[:_MOST_PLACES]]


def nearest_place(places: Sequence[Text], version: Version, words: str, span: Span) -> Place | None:
    """Return the stretch of whole sentences that comes nearest to the words, None if none comes near."""
    wanted, headings = _words(words), version.layout.headings_at(span)
    count = max(1, sum(span.overlaps(each) for each in version.layout.sentences))
    rough = [
        (_shared(_content(wanted), _content(found)), place, here, found)
        for place in places
        for here, found in _stretches(place, count)
    ]
    rough.sort(key=lambda each: -each[0])
    near = [
        (_ratio(wanted, found) + _kinship(place, here, version, headings) / 5, _at(place, here))
        for shared, place, here, found in rough[:_COMPARED]
        if shared >= (_ALIKE if place.document.name == version.name else _ALIKE_ELSEWHERE)
    ]
    return max(near, key=lambda each: each[0])[1] if near else None


def _stretches(place: Text, count: int) -> Iterator[tuple[Span, list[str]]]:
    """Yield runs of about as many sentences that lie in one section, with their words."""
    sentences = place.layout.sentences
    for length in {max(1, count - 1), count, count + 1}:
        for at in range(len(sentences) - length + 1):
            here = Span(sentences[at].start, sentences[at + length - 1].end)
            if any(section.span.contains(here) for section in place.layout.sections):
                yield here, _words(here.cut(place.text))


def _kinship(place: Text, here: Span, version: Version, headings: tuple[str, ...]) -> float:
    same_document = place.document.name == version.name
    return _SAME_DOCUMENT * same_document + _SAME_HEADINGS * (place.layout.headings_at(here) == headings)


def _at(place: Text, here: Span) -> Place:
    return Place(place.document, place.layout.headings_at(here), here)


def _pattern(words: str) -> re.Pattern[str]:
    """Match the words whatever white space is between them, but not as a part of a longer word or number."""
    inner = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w)(?<!\d[.,]){inner}(?!\w)(?![.,]\d)")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[.,]\d+)*", text.casefold())


def _content(words: Sequence[str]) -> Counter[str]:
    return Counter([word for word in words if word not in FUNCTION_WORDS] or words)


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of the words of both that both hold, 0 to 1."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
