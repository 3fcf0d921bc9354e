"""Whether a sentence speaks of another time than the one that a question names, or of nothing but a time."""

from collections.abc import Iterable, Sequence

from knowledge.dates import Period, dates_named
from knowledge.words import FUNCTION_WORDS, terms


def of_another_time(asked: Sequence[Period], sentence: str, around: Iterable[str], document_date: str) -> bool:
    """Tell whether a sentence is of none of the periods asked for, as far as it, its document or its context tells.

    `around` is what is read with it: headings, title, the sentences before it, nearest first.
    """
    if not asked:
        return False
    own = _named(sentence, document_date)
    if _may_be_of(asked, own):
        return False
    if any(_meets(asked, _named(each, document_date)) for each in around):
        return False
    of_document = bool(document_date) and any(_month_of(document_date).meets(each) for each in asked)
    if own:
        return not of_document
    # Of what is asked since or until a day a document of any day may tell.
    return bool(document_date) and not of_document and not any(each.is_open for each in asked)


def says_only_when(sentence: str) -> bool:
    """Tell whether a sentence says hardly a word beside the time that it names: "Covering 5 to 11 May 2025."."""
    return bool(dates_named(sentence)) and len(said_beside_times(sentence)) <= 1


def said_beside_times(text: str) -> list[str]:
    """Return the content terms of a text without its dates and numbers, in order."""
    rest, last = "", 0
    for start, end, _ in dates_named(text):
        rest, last = rest + text[last:start] + " ", end
    return [term for term in terms(rest + text[last:]) if term not in FUNCTION_WORDS and not term[0].isdigit()]


def _named(text: str, date: str) -> list[Period]:
    return [period.nearest_to(date) for _, _, period in dates_named(text)]


def _meets(asked: Sequence[Period], named: Sequence[Period]) -> bool:
    return any(one.meets(other) for one in asked for other in named)


def _may_be_of(asked: Sequence[Period], named: Sequence[Period]) -> bool:
    """Tell whether a sentence names a period asked for, or one before and one after it, as "between 2017 and 2021"."""
    if _meets(asked, named):
        return True
    years = [each for each in named if not each.any_year]
    return len(years) > 1 and Period(min(each.first for each in years), max(each.last for each in years)).meets(
        asked[0]
    )


def _month_of(date: str) -> Period:
    return Period(f"{date[:7]}-01", f"{date[:7]}-31")
