"""Saved e-mail messages: subject, date and sender from the head, the text from the body."""

import email
import email.policy
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from knowledge.dates import full_date
from knowledge.encoding import decode_declared
from knowledge.errors import UnreadableFile
from knowledge.formats import eml_quoting
from knowledge.formats.composing import clean
from knowledge.model import Block, Content, Kind, Metadata, Span
from knowledge.plaintext import plaintext_blocks
from knowledge.sentences import trim

_HEAD = re.compile(rb"\s*[!-9;-~]{1,80}:")
_BODY = re.compile(r"(<body\b[^>]*>)", re.IGNORECASE)
_SHARE_OF_PLAIN = 0.6
_PREFIXES = re.compile(
    r"\A(?:(?:re|aw|antw|sv|vs|res|ynt|odp|fwd?|wg|tr|rv|enc|vb|vl|ilt|pd|回复|答复|转发|رد|إعادة توجيه)"
    r"(?:\s?[\[(]\d+[\])]|\d+)?\s*[:：]\s*)+",
    re.IGNORECASE,
)
"""What mail programs put before the subject of an answer or of a message that is sent on."""
_QUOTES = "what it quotes of earlier messages is left out; to have that read, save those messages as files of their own"
_FORWARDED = "holds nothing but a message that was sent on; it is read as that one, under the name of who wrote it"


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
    metadata = Metadata(_title(subject), _date(sent), _line(name) or address)
    content = _best(_rich(rich, metadata), _plain(plain, metadata))
    if content is None:
        raise UnreadableFile("a message without text; save what it carries as files of their own")
    names = ", ".join(sorted(_line(each) for each in attached))
    remarks = (f"what is attached is not read, save it as files of their own: {names}",) if attached else ()
    return replace(content, remarks=content.remarks + remarks)


def _title(subject: str) -> str:
    """Return a subject without what mail programs put before it: "AW: Re: Water" is about water."""
    line = _line(subject)
    return _PREFIXES.sub("", line) or line


def _best(rich: Content | None, plain: Content | None) -> Content | None:
    """Prefer the part in which the sender's own words were told from others', else the fullest."""
    if not rich or not plain:
        return rich or plain
    for remark in (_QUOTES, _FORWARDED):
        found = [each for each in (rich, plain) if remark in each.remarks]
        if len(found) == 1:
            return found[0]
    return _fullest(rich, plain)


def _fullest(rich: Content, plain: Content) -> Content:
    """Prefer the part with markup, unless it leaves much out or shows less of how the text is built."""
    less = len(rich.text) < _SHARE_OF_PLAIN * len(plain.text) or len(rich.blocks) < len(plain.blocks)
    return plain if less else rich


def _rich(part: Any, metadata: Metadata) -> Content | None:
    if part is None:
        return None
    from knowledge.formats.html import page_content  # only such messages need it

    page, remarks = decode_declared(part.get_payload(decode=True) or b"", part.get_content_charset() or "")
    # A message has no menus to be told from its text, so all of it is the article.
    page = _BODY.sub(r"\1<article>", page, count=1)
    quotes: list[bool] = []
    with suppress(UnreadableFile):
        content = page_content(page, metadata, lambda tree: quotes.append(eml_quoting.take_out(tree)))
        lines = _lines(content)
        own = [lines[at] for at in eml_quoting.part([line.cut(content.text) for line in lines], marked=False).own]
        if own:
            quotes.append(own[-1].end < len(content.text.rstrip()))
            content = _only(content, Span(own[0].start, own[-1].end))
            return replace(content, remarks=remarks + content.remarks + (_QUOTES,) * any(quotes))
    with suppress(UnreadableFile):
        content = page_content(page, metadata, eml_quoting.take_out_introductions)
        found = _lines(content)
        parted, head = eml_quoting.sent_on([line.cut(content.text) for line in found], marked=False)
        if parted:
            content = _only(content, Span(found[parted.start].start, found[parted.stop - 1].end))
            return _forwarded(replace(content, remarks=remarks + content.remarks), head)
    return None


def _lines(content: Content) -> list[Span]:
    """Return the lines below the title."""
    title = next((block.span.end for block in content.blocks if block.kind is Kind.TITLE), 0)
    spans, start = [], title
    for line in content.text[title:].split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans[1:] if title else spans


def _only(content: Content, kept: Span) -> Content:
    """Keep a part of a text below its title."""
    title = next((block for block in content.blocks if block.kind is Kind.TITLE), None)
    top = content.text[: title.span.end] + "\n\n" if title else ""
    body = content.text[kept.start : kept.end]
    lead, shift = len(body) - len(body.lstrip()), len(top) - kept.start
    shift -= lead
    blocks = [
        replace(block, span=Span(max(block.span.start, kept.start) + shift, min(block.span.end, kept.end) + shift))
        for block in content.blocks
        if block is not title and block.span.overlaps(kept)
    ]
    blocks = [replace(block, span=trim(top + body.strip(), block.span)) for block in blocks]
    return replace(content, text=f"{top}{body.strip()}\n", blocks=((title,) if title else ()) + tuple(blocks))


def _plain(part: Any, metadata: Metadata) -> Content | None:
    if part is None:
        return None
    body, remarks = decode_declared(part.get_payload(decode=True) or b"", part.get_content_charset() or "")
    lines = body.split("\n")
    own = eml_quoting.part(lines).own
    if any(lines[at].strip() for at in own):
        whole = len(own) == len(body.rstrip().split("\n"))
        return _composed([lines[at] for at in own], metadata, remarks + (() if whole else (_QUOTES,)))
    kept, head = eml_quoting.sent_on(lines)
    lines = eml_quoting.unmarked(lines)[kept.start : kept.stop]
    return _forwarded(_composed(lines, metadata, remarks), head) if "".join(lines).strip() else None


def _forwarded(content: Content, head: eml_quoting.Head | None) -> Content:
    """Name who wrote a message that was only sent on: whoever sent it on said nothing."""
    said = replace(
        content.metadata,
        publisher=_line(head.sender) if head else "",
        date=(full_date(head.sent) if head else "") or content.metadata.date,
    )
    return replace(content, metadata=said, remarks=(*content.remarks, _FORWARDED))


def _composed(lines: Sequence[str], metadata: Metadata, remarks: tuple[str, ...]) -> Content:
    top = f"# {metadata.title}\n\n" if metadata.title else ""
    body = "\n".join(lines).strip("\n")
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
