"""The cautions that documents raise, quoted; and whether a question asks for just these."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.answers import Choice
from bot.answering.quotes import Quote, cut_quote
from bot.answering.recall import section_at
from bot.errors import QuoteError
from index.storage.reading import Reader
from index.storage.stored import StoredDocument
from knowledge.cautions import naming
from knowledge.model import Span
from knowledge.words import words

_RISK, _CAREFUL = "RISK", "CAREFUL"
"""What stands for a word that names cautions, and for one that asks to be careful, where a question is matched."""
_NAMED = re.compile(r"\b(?:dangers?|caveats?|pitfalls?)\b", re.IGNORECASE)
_CARED = re.compile(r"\b(?:careful|cautious|wary|beware|(?:watch|look)\s+out)\b", re.IGNORECASE)
_DOCUMENTS = r"(?:(?:the|these|those|your|my|our|all)\s)*(?:documents?|texts?|briefings?|reports?|sources?)"
_SAY = r"(?:mention|raise|name|list|note|give|point\sout|say|tell)"
_KIND = r"(?:(?:the|any|all|some|other|main|key|major|most|very|biggest|greatest|important|possible)\s)*"
_RISKS = rf"{_KIND}RISK(?:\s(?:and|or)\s{_KIND}RISK)*"
_SHOULD = r"(?:should|must|do|shall|ought|can)\s(?:i|we|you|one|people|readers)(?:\s(?:need|have|ought|want))?(?:\sto)?"
_ANYTHING = r"(?:anything|something|things?|what)"
_ASKING = re.compile(
    rf"""(?:please\s)?(?:
    # "What are the main risks?", "list the warnings", "do the reports mention any concerns?"
    (?:(?:(?:what|which)(?:\sabout)?|(?:(?:what|which)\s)?(?:is|are|s|were)(?:\sthere)?
        |what\s(?:do|does)\s{_DOCUMENTS}\s{_SAY}(?:\sabout)?|(?:do|does)\s{_DOCUMENTS}\s{_SAY}
        |(?:list|show|name|give|tell)(?:\s(?:me|us))?(?:\s(?:about|of))?)\s)?
    {_RISKS}
    (?:\s(?:are|is|were)(?=\s(?:there|raised|mentioned|named|listed|noted)))?
    (?:\s(?:there|here|raised|mentioned|named|listed|noted))*
    (?:\s(?:in|from|by)\s{_DOCUMENTS})?
    (?:\s(?:(?:do|does|that|which)\s)?{_DOCUMENTS}\s{_SAY}|\s{_SHOULD}\s(?:know|be\saware|(?:be\s)?CAREFUL)(?:\s(?:of|about|for))?)?
    # "What should I be careful about?", "is there anything to watch out for?"
    |(?:(?:is|are)\sthere\s|what\sis\sthere\s)?(?:{_ANYTHING}\s)?(?:that\s)?
    (?:to|{_SHOULD}|(?:i|we|you|one|people|readers)\s(?:should|must|need\sto|have\sto|ought\sto))\s
    (?:(?:be|stay|remain)\s)?CAREFUL(?:\s(?:about|of|for|with|against))?(?:\sanything)?(?:\s(?:here|there))?
    (?:\s(?:in|from)\s{_DOCUMENTS})?
    # "What do the documents warn of?"
    |what\s(?:do|does|did)\s{_DOCUMENTS}\sRISK(?:\s(?:me|us|you|people|readers))?\s(?:of|about|against)
    )""",
    re.VERBOSE,
)
"""Questions in which the cautions themselves are asked for: neither who, when or how many, nor of anything else."""


@dataclass(frozen=True, slots=True)
class QuotedCaution:
    """A caution that a document raises."""

    title: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Cautions:
    """All cautions, by document and in its order."""

    cautions: tuple[QuotedCaution, ...]
    withheld: tuple[str, ...]
    of_one: bool = False
    """Whether only one document was looked at."""

    @property
    def none(self) -> str:
        """Say that there are none."""
        return f"{'This document raises' if self.of_one else 'The documents raise'} no cautions."


def raised_by(reader: Reader, documents: Iterable[StoredDocument], *, of_one: bool = False) -> Cautions:
    """Quote every caution that these documents raise."""
    wanted = set(documents)
    found: list[QuotedCaution] = []
    withheld: list[str] = []
    for each in reader.cautions():
        if each.document not in wanted:
            continue
        try:
            headings = section_at(reader, each.document, each.span).headings
            found.append(QuotedCaution(each.title, cut_quote(reader, each.document, headings, each.span)))
        except QuoteError as error:
            withheld.append(str(error))
    return Cautions(tuple(found), tuple(dict.fromkeys(withheld)), of_one)


def asks_for_cautions(question: str, caution_words: Sequence[str]) -> bool:
    """Tell whether a question asks for cautions and for nothing else: "What are the risks?", not "who is at risk?"."""
    named = re.compile(rf"(?:{naming(caution_words).pattern})\w*", re.IGNORECASE)
    plain = _CARED.sub(_CAREFUL, _NAMED.sub(_RISK, named.sub(_RISK, question.lower())))
    return bool(_ASKING.fullmatch(" ".join(words(plain.replace("’", " ").replace("'", " ")))))


def as_choices(reader: Reader, documents: Iterable[StoredDocument]) -> tuple[Choice, ...]:
    """Return what may be quoted of these documents' cautions, the first of each document foremost.

    Items of one list are quoted together, and what stands in copies of a document once, with the others as sources.
    """
    wanted = set(documents)
    joined: list[Choice] = []
    for each in reader.cautions():
        if each.document not in wanted:
            continue
        last = joined[-1] if joined else None
        text = reader.text(each.document.id)
        if last and last.document == each.document and not _between(last.span, each.span, text):
            joined[-1] = replace(last, span=Span(last.span.start, each.span.end), key=(*last.key, each.span))
            continue
        headings = section_at(reader, each.document, each.span).headings
        joined.append(Choice(each.document, headings, each.span, (each.span,), score=1.0))
    ranked: Counter[int] = Counter()
    places: dict[Choice, int] = {}
    for choice in _folded(reader, joined):
        places[choice] = ranked[choice.document.id]
        ranked[choice.document.id] += 1
    return tuple(sorted(places, key=places.__getitem__))


def _folded(reader: Reader, choices: Iterable[Choice]) -> list[Choice]:
    """Join choices at the same place of documents that are copies, under the same headings, to the first of them."""
    folded: dict[tuple[object, ...], Choice] = {}
    for choice in choices:
        # Copies may differ in what stands over their first section, such as a date.
        at = choice.span.start - reader.sections(choice.document.id)[0].span.start
        place = (choice.document.body_sha256, choice.headings, at, choice.span.cut(reader.text(choice.document.id)))
        first = folded.get(place)
        folded[place] = replace(first, also=(*first.also, choice)) if first else choice
    return list(folded.values())


def _between(one: Span, other: Span, text: str) -> bool:
    """Tell whether any word stands between two stretches, or one holds the other's beginning."""
    return other.start < one.end or any(map(str.isalpha, text[one.end : other.start]))
