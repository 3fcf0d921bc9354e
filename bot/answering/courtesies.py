"""Messages that ask the documents nothing: that are polite, or ask which documents there are."""

import re

from knowledge.words import words

NO_QUESTION = "There is no question in this that I can read."
_COURTESIES = frozenset(
    """hello hi hey greetings good morning afternoon evening night thanks thank thx cheers please ok okay great
    perfect bye goodbye sorry""".split()
)
_BESIDE = frozenset("you all there everybody everyone again very so much many a lot for your the that help".split())


_DOCUMENTS = r"(?:documents?|sources?|files?|texts?|reports?|briefings?)"
_ASKS_FOR_SOURCES = re.compile(
    rf"""(?:(?:what|which|how\ many)\ (?:(?:other|kinds?\ of|sorts?\ of)\ )?{_DOCUMENTS}
        \ (?:do\ (?:you|we)\ (?:have|know|use|hold|search|see|cover)|are\ (?:there|indexed|available|here|you\ using)
        |can\ (?:you|i)\ (?:see|search|read|ask\ about)|have\ you(?:\ got)?)
    |(?:list|show(?:\ me)?|name)\ (?:me\ )?(?:all\ )?(?:of\ )?(?:the|your)\ {_DOCUMENTS}
    |what\ are\ (?:the|your)\ {_DOCUMENTS}|what\ do\ you\ (?:know|have))\b(?:\ (?:about|here|in\ total|indexed))*""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_for_sources(text: str) -> bool:
    """Tell whether a text only asks which documents there are."""
    return bool(_ASKS_FOR_SOURCES.fullmatch(" ".join(words(text))))


def is_courtesy(text: str) -> bool:
    """Tell whether a text only greets, thanks or takes its leave."""
    said = {word.lower() for word in words(text)}
    return bool(said & _COURTESIES) and said <= _COURTESIES | _BESIDE
