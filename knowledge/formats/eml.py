"""Saved e-mail messages: subject, date and sender from the head, the text from the body."""

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from knowledge.encoding import decode_declared
from knowledge.errors import UnreadableFile
from knowledge.formats.composing import clean
from knowledge.model import Block, Content, Kind, Metadata, Span
from knowledge.plaintext import plaintext_blocks

_HEAD = re.compile(rb"\s*[!-9;-~]{1,80}:")
_BODY = re.compile(r"(<body\b[^>]*>)", re.IGNORECASE)
_SHARE_OF_PLAIN = 0.6


def read(data: bytes) -> Content:
    """Read a message; raise UnreadableFile where it is none or has no text."""
    if not _HEAD.match(data):
        raise UnreadableFile("no e-mail message, for it does not begin with a head; save the message again")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        subject, sender, sent = (_field(message, name) for name in ("subject", "from", "date"))
        rich, plain = message.get_body(("html",)), message.get_body(("plain",))
        attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except Exception as error:  # heads that break the rules break the standard library's parser in many ways
        raise UnreadableFile("a damaged e-mail message; save it again, or copy its text into a .txt file") from error
    name, address = parseaddr(sender)
    metadata = Metadata(_line(subject), _date(sent), _line(name) or address)
    content = _fullest(_rich(rich, metadata), _plain(plain, metadata))
    if content is None:
        raise UnreadableFile("a message without text; save what it carries as files of their own")
    names = ", ".join(sorted(_line(each) for each in attached))
    remarks = (f"what is attached is not read, save it as files of their own: {names}",) if attached else ()
    return replace(content, remarks=content.remarks + remarks)


def _fullest(rich: Content | None, plain: Content | None) -> Content | None:
    """Prefer the part with markup, unless it leaves much out or shows less of how the text is built."""
    less = (
        rich and plain and (len(rich.text) < _SHARE_OF_PLAIN * len(plain.text) or len(rich.blocks) < len(plain.blocks))
    )
    if less:
        return plain
    return rich or plain


def _rich(part: Any, metadata: Metadata) -> Content | None:
    if part is None:
        return None
    from knowledge.formats.html import page_content  # only such messages need it

    page, remarks = decode_declared(part.get_payload(decode=True) or b"", part.get_content_charset() or "")
    try:
        # A message has no menus to be told from its text, so all of it is the article.
        return replace(page_content(_BODY.sub(r"\1<article>", page, count=1), metadata), remarks=remarks)
    except UnreadableFile:
        return None


def _plain(part: Any, metadata: Metadata) -> Content | None:
    if part is None:
        return None
    body, remarks = decode_declared(part.get_payload(decode=True) or b"", part.get_content_charset() or "")
    body = body.strip("\n")
    if not body.strip():
        return None
    top = f"# {metadata.title}\n\n" if metadata.title else ""
    text = f"{top}{body}\n"
    title = (Block(Kind.TITLE, Span(2, 2 + len(metadata.title))),) if top else ()
    try:
        blocks = plaintext_blocks(text, len(top))
    except RecursionError as error:
        raise UnreadableFile("nested too deeply to be read as a document") from error
    return Content(text, title + blocks, metadata, remarks)


def _field(message: EmailMessage, name: str) -> str:
    return str(message.get(name) or "")


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _date(written: str) -> str:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
