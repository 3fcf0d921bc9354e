"""What a Word document strikes out or hides from its readers: taken out before anything else reads it."""

from collections.abc import Mapping
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUN, _TEXT, _ROW, _PARAGRAPH, _VAL = (f"{_W}{name}" for name in ("r", "t", "tr", "p", "val"))
_RUN_PROPERTIES, _HIDDEN_ROW = f"{_W}rPr", f"{_W}trPr/{_W}hidden"
_MARKS = {"strike": f"{_W}strike", "double_strike": f"{_W}dstrike", "hidden": f"{_W}vanish"}
"""What a style's font calls each mark, and its element."""
OFF = ("0", "false", "off", "none")
"""What a mark says that takes back what a style gives."""


def take_out(container: Any, styles: Mapping[str, Any]) -> bool:
    """Take what is not seen as current out of a part of the document; tell whether there was any."""
    unseen = [run for run in container.iter(_RUN) if any(_has(run, mark, styles) for mark in _MARKS)]
    unseen += [line for line in container.iter(_ROW) if _is_on(line.find(_HIDDEN_ROW))]
    found = False
    for each in unseen:
        found = found or any((text.text or "").strip() for text in each.iter(_TEXT))
        each.getparent().remove(each)
    return found


def _has(run: Any, mark: str, styles: Mapping[str, Any]) -> bool:
    """Look at the run itself, else at its style, else at its paragraph's."""
    given = run.find(f"{_RUN_PROPERTIES}/{_MARKS[mark]}")
    if given is not None:
        return _is_on(given)
    paragraph = next(run.iterancestors(_PARAGRAPH), None)
    for name in (run.style, paragraph.style if paragraph is not None else None):
        style = styles.get(name) if name else None
        while style is not None and getattr(style, "font", None) is not None:
            said = getattr(style.font, mark)
            if said is not None:
                return bool(said)
            style = style.base_style
    return False


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(_VAL, "1") not in OFF
