"""Messages that are polite and ask nothing, and what is said to them."""

from knowledge.words import words

NO_QUESTION = "There is no question in this that I can read."
_COURTESIES = frozenset(
    """hello hi hey greetings good morning afternoon evening night thanks thank thx cheers please ok okay great
    perfect bye goodbye sorry""".split()
)
_BESIDE = frozenset("you all there everybody everyone again very so much many a lot for your the that help".split())


def is_courtesy(text: str) -> bool:
    """Tell whether a text only greets, thanks or takes its leave."""
    said = {word.lower() for word in words(text)}
    return bool(said & _COURTESIES) and said <= _COURTESIES | _BESIDE
