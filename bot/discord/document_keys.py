"""Short keys for documents, which buttons and choices carry: of name and text, so that a copy is another document."""

import hashlib
import re
from collections.abc import Sequence

from bot.errors import RequestError
from index.storage.stored import StoredDocument

PATTERN = r"[0-9a-f]{12,24}"
"""Earlier keys had 12 digits, of the text alone; they fit no document any more, so that is told."""
_DIGITS = 24
_MARK = "#"


def key_of(document: StoredDocument) -> str:
    """Return the key, in hexadecimal."""
    named = f"{document.sha256} {document.name}".encode(errors="surrogatepass")
    return hashlib.blake2b(named, digest_size=_DIGITS // 2).hexdigest()


def named(documents: Sequence[StoredDocument], key: str) -> str:
    """Return the name of the document, empty if there is none with this key."""
    return next((each.name for each in documents if key and key_of(each) == key), "")


def with_key(documents: Sequence[StoredDocument], key: str) -> StoredDocument:
    """Return the document; raise RequestError if its name or text has changed or it is gone."""
    found = next((each for each in documents if key_of(each) == key), None)
    if not found:
        raise RequestError("the document has changed or is gone; look it up again")
    return found


def choice_of(document: StoredDocument) -> str:
    """Return a choice of autocomplete for a document whose name is too long for one."""
    return _MARK + key_of(document)


def meant(documents: Sequence[StoredDocument], chosen: str) -> str:
    """Return the name of the document that such a choice stands for; other text as it is; raise RequestError."""
    if any(each.name == chosen for each in documents) or not re.fullmatch(_MARK + PATTERN, chosen):
        return chosen
    return with_key(documents, chosen.removeprefix(_MARK)).name
