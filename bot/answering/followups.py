"""Questions that lean on the one before: "and Egypt?", "why?", "what about them?"."""

import re
from collections.abc import Sequence

from bot.answering.courtesies import is_courtesy
from knowledge.words import FUNCTION_WORDS, WORD, terms, words

_ABOUT = re.compile(r"^(?:and|but|so|or)?[\s,]*(?:what|how)\s+about\s+(?P<rest>.+?)\s*\??$", re.IGNORECASE)
_AND = re.compile(r"^(?:and|but|or)[\s,]+(?P<rest>.+?)\s*\??$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:and\s+)?(?P<word>(?:since|until)\s+when|why(?:\s+not)?|when|where|who|how(?:\s+(?:many|much|long|often|so))?"
    r"|by\s+whom|says\s+who)\s*\??$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those|there|both)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:how|what|why|who|whom|whose|when|where|which|do|does|did|is|are|was|were|has|have|had|can|could|will"
    r"|would|should|may|might)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_VERB = re.compile(
    r"^who\s+\w|\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_PREPOSITION = re.compile(r"^(?:in|on|at|since|until|by|from|after|before|for|under|with|without|to)\b", re.IGNORECASE)
_PERSON_BACK = re.compile(
    r"\b(?:(?P<whose>his|her(?=\s+\w)(?!\s+(?:to|in|on|at|for|by|with|after|before)\b))|he|she|him|her)\b", re.I
)
_COUNTS = re.compile(r"^how\s+(?:many|much)\b", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(
    r"\b(?:before|after|since|until|till|once|when|while|during|by|in|on|at|from|under|if|because|according)\b",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(
    r"(?i:how|what|why|who|whom|when|where|which)(?:\s+\w+)?"
    r"\s+(?:(?i:do|does|did)\s+(?:(?i:the)\s+)?\w|(?i:has|have|had|can|could|will|would|should)\s+(?:the\s+)?[A-Z])[\w.’'-]*\s+\w"
)
"""A question word, an auxiliary, a subject and what that does: "what did Israel say"."""
_THING = re.compile(
    r"^(?:(?:what|when|where|why|how)\s+)?(?:is|are|was|were)\s+"
    r"(?P<name>(?:the|their|its|our)\s+(?P<rest>(?:[\w-]+\s+){1,3}))(?![\w-]+ing$)[\w-]+$",
    re.IGNORECASE,
)
"""A question that says but one word of a thing, and not what it does: "when was the power line cut"."""
_THING_BACK = re.compile(
    r"^(?:[\w]+\s+){0,3}?(?:do|does|did|is|are|was|were|has|have|had|will)\s+(?P<it>it|they)\b(?!\s+\w+ing\b)",
    re.IGNORECASE,
)
"""Not of what goes on: "is it raining" has no thing."""
_REMAINDER = frozenset(
    "rest remainder remaining others other one ones latter former first second third last next".split()
)
"""Words that name nothing by themselves: "the rest", "the second one"."""
_ENOUGH = 3
"""Content words of a question that need no help from the one before."""
_MONTH = "May"
"""The one name that is a function word as well."""
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)


def read_as(question: str, previous: Sequence[str]) -> str:
    """Return a question as it is to be read after the earlier ones, latest last; itself if it stands alone."""
    if not previous or is_courtesy(question):
        return question
    question = question.strip()
    before = read_as(previous[-1], previous[:-1]).strip().rstrip("?").strip()
    if bare := _BARE.match(question):
        return _asked_of(bare["word"], before)
    if match := _ABOUT.match(question) or _AND.match(question):
        rest = match["rest"]
        if _ASKS.match(rest):
            return read_as(f"{rest[0].upper()}{rest[1:]}?", previous)
        return _with_subject(rest, before)
    question = _with_thing(_with_person(_with_counted(question, before), before), before)
    if _stands_alone(question):
        return question
    return f"{question.rstrip('?').strip()} ({_needed(before)})?"


def _needed(before: str) -> str:
    """Return of an earlier question that leant on others itself as much as is needed, without nesting."""
    asked = before.rstrip(")").split(" (")
    alone = next((at for at, each in enumerate(asked) if _stands_alone(each)), len(asked) - 1)
    return ", ".join([each for each in asked[:alone] if content_words(each)] + [asked[alone]])


def may_stand_alone(question: str) -> bool:
    """Tell whether a question is a whole one although it says but one word of what it is about: "Who resigned?".

    Whether it goes on with the earlier one ("When is the deadline?") only what is found can tell.
    """
    return bool(content_words(question) and _VERB.search(question) and not _POINTS_BACK.search(question))


def speaks_for_itself(question: str) -> bool:
    """Tell whether a question beside others has a subject and a verb of its own: it leans on none of them."""
    return bool(_OWN_SUBJECT.match(question) and content_words(question) and not _POINTS_BACK.search(question))


def _stands_alone(question: str) -> bool:
    """Tell whether a question says enough of what it is about, even if it points back as well."""
    meant = content_words(question)
    return len(meant) >= _ENOUGH or (len(meant) > 1 and (not _POINTS_BACK.search(question) or bool(_names(question))))


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning."""
    return [word for word in words(text) if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1)]


def _with_person(question: str, before: str) -> str:
    """Put the one name of the earlier question in the place of "he" or "her", if it has but one.

    Behind a name of its own question a pronoun more likely means that.
    """
    names, own = _names(before), _names(question)
    if len(names) != 1:
        return question
    name = before[slice(*names[0])]
    end = own[0][0] if own else len(question)
    return _PERSON_BACK.sub(lambda match: f"{name}'s" if match["whose"] else name, question[:end]) + question[end:]


def _with_thing(question: str, before: str) -> str:
    """Put the thing that the earlier question says one word of in the place of "it" or "they"."""
    pronoun, thing = _THING_BACK.search(question), _THING.match(before)
    if not pronoun or not thing or {word.lower() for word in words(thing["rest"])} & FUNCTION_WORDS:
        return question
    name = " ".join(thing["name"].split())
    many = name.endswith("s") and not name.endswith("ss")
    if many != (pronoun["it"].lower() == "they"):
        return question
    start, end = pronoun.span("it")
    return f"{question[:start]}{name}{question[end:]}"


def _with_counted(question: str, before: str) -> str:
    """Say what the earlier question does of what is counted, where this one leaves it or what is counted out.

    "How many after the closure?", or "how many cats?" after "How many people were killed?".
    """
    counts, counted = _COUNTS.match(question), _COUNTS.match(before)
    if not counts or not counted:
        return question
    rest, what = question[counts.end() :].strip(" ?"), before[counted.end() :]
    if _CIRCUMSTANCE.match(rest):
        end = _CIRCUMSTANCE.search(what)
        what = what[: end.start()] if end else what
        return f"{counts[0]}{what.rstrip(' ,')} {question[counts.end() :].lstrip()}"
    verb = _VERB.search(what)
    if verb and rest and not _VERB.search(rest) and not _CIRCUMSTANCE.search(rest) and content_words(rest):
        return f"{counts[0]} {rest} {what[verb.start() :]}?"
    return question


def _asked_of(word: str, before: str) -> str:
    """Put a bare question word to the earlier question: "Why?" after "Did the talks fail?"."""
    if _INVERTED.match(before):
        return f"{word[0].upper()}{word[1:]} {before[0].lower()}{before[1:]}?"
    return f"{before}, {word.lower()}?"


def _with_subject(subject: str, before: str) -> str:
    """Put another subject in the place of the earlier one, or beside it where that is not clear."""
    if _POINTS_BACK.fullmatch(subject):
        return f"{before}?"
    names = _names(before)
    if not names or not _names(f"x {subject}"):
        # Another thing is asked about, which the words of the earlier question would only hide.
        meant = {word.lower() for word in content_words(subject) if not _is_number(word)} - _REMAINDER
        alone = bool(meant) and not _PREPOSITION.match(subject)
        return f"{subject[0].upper()}{subject[1:]}?" if alone else f"{before}, {subject}?"
    start, end = names[0]
    lead = before[:start]
    first = subject.split()[0].lower()
    if lead.lower().endswith(f" {first} "):
        lead = lead[: -len(first) - 1]  # "in Gaza", "and in Jordan?"
    return f"{_ARTICLE.sub('', lead)}{subject}{before[end:]}?"


def _is_number(word: str) -> bool:
    """Tell whether a word only counts: "the other four" are four of what the earlier question named."""
    return terms(word)[0][0].isdigit()


def _names(question: str) -> list[tuple[int, int]]:
    """Return where runs of capitalised words stand, the first word of the question left out."""
    found: list[tuple[int, int]] = []
    for number, match in enumerate(WORD.finditer(question)):
        word = match[0]
        grammar = word.lower() in FUNCTION_WORDS and not word.isupper() and word != _MONTH
        if number == 0 or not word[0].isupper() or grammar:
            continue
        if found and question[found[-1][1] : match.start()] in (" ", "-"):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append((match.start(), match.end()))
    return found
