"""What can go wrong between a question and its answer."""

from collections.abc import Sequence

from index.errors import ModelError, RecordsError, StoreError
from knowledge.errors import KnowledgeError


class ConfigError(Exception):
    """config.yaml cannot be used; the message names the key and what to write instead."""


class ConfigMissing(ConfigError):
    """The configuration file that was named is not there."""


class RequestError(Exception):
    """What was asked for cannot be looked up as it was put; the message says how to put it."""


class UnknownCollection(RequestError):
    """There is no such collection; the message does not name the others, which not everybody may see."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Take the name and those that exist."""
        super().__init__(f"there is no collection {name!r}")
        self.known = tuple(known)

    @property
    def in_full(self) -> str:
        """Return the message with the names of all collections, for whoever may see everything."""
        return f"{self}; collections: {', '.join(self.known) or 'none'}"


class QuoteError(Exception):
    """A quote does not hold against the stored text and is not sent."""


class Closing(Exception):
    """The program was ending before a question's turn came."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the program is closing; ask again when it runs")


FAILURES = (ConfigError, QuoteError, Closing, StoreError, RecordsError, ModelError, KnowledgeError)
"""What can fail although it was asked for rightly; every message fits in one line and needs no traceback."""
