"""How sources and amounts are named, the same wherever people read."""

from collections.abc import Sequence

LEFT_OUT = "[…]"
"""Stands between a quote and what has to be read before it, where the document says more in between."""


def path(title: str, headings: Sequence[str]) -> str:
    """Join title and headings, without a first heading that only repeats the title."""
    shown = headings[1:] if headings and headings[0] == title else headings
    return " › ".join([title, *shown])


def count_of(number: int, noun: str) -> str:
    """Name an amount: "1 section", "2 sections"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def pages(found: tuple[int, int] | None) -> str:
    """Return pages as a citation names them, empty where there are none."""
    if found is None:
        return ""
    first, last = found
    return f"p. {first}" if first == last else f"pp. {first}-{last}"
