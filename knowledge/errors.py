"""What can go wrong while documents are read."""


class KnowledgeError(Exception):
    """The documents folder as a whole cannot be used; the message says why and what to do."""


class UnreadableFile(KnowledgeError):
    """One file cannot become a document; the message is the reason, without the file's name."""
