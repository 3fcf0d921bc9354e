"""Outlines of texts, read as the formats are read."""

from knowledge.markdown import markdown_blocks
from knowledge.model import Kind
from knowledge.outline import Outline
from knowledge.plaintext import plaintext_blocks
from knowledge.sentences import sentence_spans


def outline_of(text: str, *, plain: bool = False) -> Outline:
    """Return the outline of a text without headings."""
    blocks = plaintext_blocks(text) if plain else markdown_blocks(text)
    assert not any(block.kind is Kind.HEADING for block in blocks)
    sentences = [span for block in blocks for span in sentence_spans(text, block.span)]
    return Outline(text, sentences, [block.span for block in blocks if block.kind in (Kind.ITEM, Kind.ROW)])
