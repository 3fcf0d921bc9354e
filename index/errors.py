"""What can go wrong in the index."""


class StoreError(Exception):
    """The store cannot be used as it is; the message names the command that mends it."""


class StoreMissing(StoreError):
    """Nothing was indexed yet."""


class BuildRefused(StoreError):
    """A build was stopped before it changed anything; the message says what would allow it."""


class RecordsError(Exception):
    """What is kept beside the index cannot be read or written; the message names the file."""


class ModelError(Exception):
    """The embedding model cannot be found, is not what it should be, or does not load."""


class Unsupported(ModelError):
    """The model cannot be compiled; the message says why."""


class TooManyWaiting(ModelError):
    """More texts wait to be embedded than is sensible; asking again later helps."""


class BuildStopped(Exception):
    """Whoever follows a build wants it to end in the middle; what it embedded is kept for the next."""
