"""What a web page strikes out or hides from its readers: taken out before anything else reads the page."""

import re
from collections.abc import Iterator
from typing import Any

_STRUCK = ("s", "strike", "del")
_MARKED = re.compile(
    r"<(?:s|strike|del)[\s/>]|\bhidden\b|display\s*:\s*none|line-through|mso-hide\s*:\s*all", re.IGNORECASE
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WHOLE_PAGE = ("html", "head", "body")
"""Programs hide these until a page is loaded, and browsers save them as they were."""
_OF_THE_TEXT = frozenset(("article", "main", "p", "li", "td", "th", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"))
_BESIDE = frozenset(("nav", "header", "footer", "aside", "form", "button", "dialog", "menu", "script", "style"))


def is_marked(page: str) -> bool:
    """Tell quickly whether a page may strike out or hide anything."""
    return _MARKED.search(page) is not None


def take_out(tree: Any) -> bool:
    """Take what is not seen as current out of a page's tree; tell whether any of that stood in its text.

    Most pages hide menus and forms, which nobody would take for their text.
    """
    unseen = list(_unseen(tree))
    of_text = any(map(_stands_in_text, unseen))
    for each in unseen:
        each.drop_tree()
    return of_text


def _unseen(element: Any) -> Iterator[Any]:
    """Yield the outermost elements that are struck out or hidden."""
    waiting = [element]
    while waiting:
        for child in waiting.pop():
            if not isinstance(child.tag, str):  # a comment
                continue
            if child.tag not in _WHOLE_PAGE and (_is_struck(child) or _is_hidden(child)):
                yield child
            else:
                waiting.append(child)


def _is_struck(element: Any) -> bool:
    return element.tag in _STRUCK or _STRUCK_STYLE.search(element.get("style", "")) is not None


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", "")) is not None


def _stands_in_text(element: Any) -> bool:
    if not "".join(element.itertext()).strip():
        return False
    around = {element.tag, *(outer.tag for outer in element.iterancestors())}
    return _is_struck(element) or (not around.isdisjoint(_OF_THE_TEXT) and around.isdisjoint(_BESIDE))
