"""What differs between two wordings, word by word."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*|[^\w\s]|\s+")


class Op(StrEnum):
    """What became of some words."""

    KEPT = "="
    DELETED = "-"
    INSERTED = "+"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that were kept, deleted or inserted."""

    op: Op
    text: str


def word_diff(then: str, now: str) -> tuple[Change, ...]:
    """Return what leads from one wording to the other, white space folded.

    What is kept and deleted is together the old wording, what is kept and inserted the new one.
    """
    old, new = _tokens(then), _tokens(now)
    changes: list[Change] = []
    for _, start, end, from_, to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[start:end] == new[from_:to]:
            changes.append(Change(Op.KEPT, "".join(old[start:end])))
            continue
        changes += [Change(Op.DELETED, "".join(old[start:end])), Change(Op.INSERTED, "".join(new[from_:to]))]
    return tuple(_joined([each for each in changes if each.text]))


def _joined(changes: list[Change]) -> list[Change]:
    """Take a mere space between two changes for a part of both: phrases read better than single words."""
    joined: list[Change] = []
    run: dict[Op, str] = {}

    def close() -> None:
        joined.extend(Change(op, run[op]) for op in (Op.DELETED, Op.INSERTED) if run.get(op))
        run.clear()

    for at, change in enumerate(changes):
        if change.op is not Op.KEPT:
            run[change.op] = run.get(change.op, "") + change.text
        elif run and change.text.isspace() and at + 1 < len(changes):
            for op in (Op.DELETED, Op.INSERTED):
                run[op] = run.get(op, "") + change.text
        else:
            close()
            joined.append(change)
    close()
    return joined


def _tokens(text: str) -> list[str]:
    return [" " if token.isspace() else token for token in _TOKEN.findall(" ".join(text.split()))]
