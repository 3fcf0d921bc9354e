"""How sources and amounts are named, the same wherever people read."""

from collections.abc import Sequence

from bot.quotes import Quote


def path_of(title: str, headings: Sequence[str]) -> str:
    """Join title and headings, without a first heading that only repeats the title."""
    shown = headings[1:] if headings and headings[0] == title else headings
    return " › ".join([title, *shown])


def count_of(number: int, noun: str) -> str:
    """Name an amount: "1 section", "2 sections"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def printed_pages(quote: Quote) -> str:
    """Name the pages that a quote stands on: "p. 3", "pp. 3-4"; empty where its document has none."""
    if quote.pages is None:
        return ""
    first, last = quote.pages
    return f"p. {first}" if first == last else f"pp. {first}-{last}"
