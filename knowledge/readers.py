"""Files to documents: which reader takes which suffix, and what all formats have in common."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from knowledge.encoding import decode
from knowledge.errors import UnreadableFile
from knowledge.frontmatter import split_front_matter
from knowledge.markdown import markdown_blocks
from knowledge.model import Block, Document, Kind
from knowledge.plaintext import plaintext_blocks

ROOT_COLLECTION = "main"
"""The collection of documents that lie directly in the documents folder."""

_LONGEST_TITLE_LINE = 300
_BLOCK_READERS: dict[str, Callable[[str, int], tuple[Block, ...]]] = {
    ".md": markdown_blocks,
    ".markdown": markdown_blocks,
    ".txt": plaintext_blocks,
    ".text": plaintext_blocks,
}
SUFFIXES = frozenset(_BLOCK_READERS)


def read_document(name: str, data: bytes) -> Document:
    """Turn a file's bytes into a document; `name` is its path below the documents folder.

    Raises UnreadableFile with the reason for binary or empty data or an unknown suffix.
    """
    path = PurePosixPath(name)
    blocks_of = _BLOCK_READERS.get(path.suffix.lower())
    if not blocks_of:
        raise UnreadableFile(f"no reader for {path.suffix or 'files without a suffix'}")
    text, remarks = decode(data)
    if not text.strip():
        raise UnreadableFile("empty; write something into it or remove it")
    metadata, body, more = split_front_matter(text)
    try:
        blocks = blocks_of(text, body)
    except RecursionError as error:
        raise UnreadableFile("nested too deeply to be read as a document") from error
    title, blocks = _title(text, blocks, metadata.title)
    return Document(
        name=name,
        collection=path.parts[0] if len(path.parts) > 1 else ROOT_COLLECTION,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        metadata=replace(metadata, title=title or path.stem.replace("-", " ").replace("_", " ")),
        blocks=blocks,
        remarks=remarks + more,
    )


def _title(text: str, blocks: tuple[Block, ...], given: str) -> tuple[str, tuple[Block, ...]]:
    """Find the title: front matter, else a leading level-1 heading, else a lone first line.

    A first line taken as title becomes a TITLE block, which is no evidence and never quoted.
    """
    if not blocks:
        return given, blocks
    first = blocks[0]
    line = first.span.cut(text)
    shown = " ".join(line.strip("*_").split())
    if first.kind is Kind.HEADING and first.level == 1:
        return given or shown, blocks
    lone = (
        first.kind is Kind.PARAGRAPH
        and "\n" not in line
        and len(blocks) > 1
        and len(line) <= _LONGEST_TITLE_LINE
        and not shown.endswith((".", ":", ";", ",", "…"))
    )
    if lone and given in ("", line, shown):
        return shown, (replace(first, kind=Kind.TITLE), *blocks[1:])
    return given, blocks
