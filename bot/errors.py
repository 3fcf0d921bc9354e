"""What can go wrong between a question and its answer."""

from index.errors import ModelError, RecordsError, StoreError
from knowledge.errors import KnowledgeError


class ConfigError(Exception):
    """config.yaml cannot be used; the message names the key and what to write instead."""


class RequestError(Exception):
    """What was asked for cannot be looked up as it was put; the message says how to put it."""


class QuoteError(Exception):
    """A quote does not hold against the stored text and is not sent."""


class Closing(Exception):
    """The program was ending before a question's turn came."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the program is closing; ask again when it runs")


FAILURES = (ConfigError, QuoteError, Closing, StoreError, RecordsError, ModelError, KnowledgeError)
"""What can fail although it was asked for rightly; every message fits in one line and needs no traceback."""
