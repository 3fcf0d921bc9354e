"""What several of this folder's tests need: texts that look like documents, and a document without ceremony."""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

from knowledge.model import Document
from knowledge.readers import read_document

QUIET = settings(deadline=None, derandomize=True, max_examples=120, database=None)

_LINES = st.sampled_from(
    [
        "",
        "",
        "# Heading",
        "## Sub heading ##",
        "#",
        "RISKS",
        "Setext",
        "=====",
        "---",
        "> quoted text",
        "> # quoted heading",
        "> - quoted item",
        "- item one. It goes on.",
        "  - nested item",
        "      deep text",
        "  continued",
        "1. first",
        "12) twelfth",
        "- # heading in item",
        "  # heading inside an item",
        "```",
        "~~~",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "<div>",
        "<!-- a comment of several words that nobody reads -->",
        "[ref]: http://example.org",
        "Mr. Smith left. He said “No.” Then 3.5% fell!",
        "قال إن المحادثات توقفت. هل ستستأنف؟",
        "כן! הוא אמר שלא.",
        "Great 😀. Next",
        "Risks:",
        "\t tabbed\x0c\u2028odd\u00a0spaces",
        "title: x",
    ]
)
_LINE = st.one_of(_LINES, _LINES, _LINES, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
TEXTS = st.lists(_LINE, max_size=25).map("\n".join)
NAMES = st.sampled_from(["a.md", "a.txt"])


def document(text: str, name: str = "a.md") -> Document:
    return read_document(name, text.encode())


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def count_characters(texts: Sequence[str]) -> list[int]:
    """As a tokenizer that knows no words would: white space costs nothing."""
    return [sum(not ch.isspace() for ch in text) for text in texts]
