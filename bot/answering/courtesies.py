"""Messages that ask the documents nothing: that are polite, or ask which documents there are."""

import re

from knowledge.words import words

NO_QUESTION = "There is no question in this that I can ask the documents."
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
_ASKS_THE_BOT = re.compile(
    r"""(?:and\ |so\ )?(?:(?:who|what|how)(?:\ are|'re)\ you(?:\ doing)?|who\ (?:made|built)\ you
    |what(?:'s|\ is)\ your\ name|are\ you\ (?:an?\ )?(?:bot|robot|human|person|ai|real|there)
    |(?:what|who)(?:'s|\ is)\ this\ bot|(?:how|what)\ do\ you\ (?:work|do)|(?:how|what)\ does\ this\ bot\ (?:work|do)
    |what\ (?:else\ )?can\ (?:you\ (?:do|answer|help(?:\ me)?\ with)|i\ ask(?:\ you)?(?:\ about)?)
    |how\ (?:do|can)\ i\ (?:use|ask)\ (?:you|this(?:\ bot)?)|(?:how\ )?can\ you\ help(?:\ me)?)
    (?:\ (?:for\ me|here|exactly|then|please|today))*""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_for_sources(text: str) -> bool:
    """Tell whether a text only asks which documents there are."""
    return bool(_ASKS_FOR_SOURCES.fullmatch(_plain(text)))


def is_courtesy(text: str) -> bool:
    """Tell whether a text only greets, thanks, takes its leave, or asks who or what it is that answers."""
    said = {word.lower() for word in words(text)}
    return (bool(said & _COURTESIES) and said <= _COURTESIES | _BESIDE) or bool(_ASKS_THE_BOT.fullmatch(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(words(text)).replace("’", "'")
