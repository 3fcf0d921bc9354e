"""Words that stand in the same places and mean different things: to a model of meaning they are alike."""

from collections.abc import Set

from knowledge.words import terms

_GROUPS = """
killed dead deaths died fatalities / wounded wounds injured injuries hurt
destroyed levelled flattened / damaged
rose rise rises increased increase gained grew / fell fall drop dropped decreased decrease declined decline shrank
import imports imported / export exports exported
bought buys purchased / sold sells
won wins / lost loses
arrived entered / left departed
opened reopened / closed shut
freed released / captured arrested detained abducted
hired / fired dismissed
men man male / women woman female / children
boys / girls
north northern / south southern / east eastern / west western
urban city / rural village
domestic / foreign
first / second / third / fourth / fifth / last
upper / lower
minimum least / maximum most / average
highest / lowest
monthly / yearly annual / weekly / daily
morning / evening / night
pledged promised / paid delivered received disbursed
produced / consumed
income revenue / profit / loss losses / debt
budget / spending
birth born / marriages / divorces
teachers / pupils students
doctors / nurses / patients
employees workers / customers
soldiers troops / civilians
sent deployed / lost
"""


def _read() -> list[list[frozenset[str]]]:
    lines = [line.split("/") for line in _GROUPS.strip().split("\n")]
    return [[frozenset(terms(side)) for side in sides] for sides in lines]


_SIDES = _read()


def opposed(one: Set[str], other: Set[str]) -> bool:
    """Tell whether, of words that exclude each other, two sets of terms hold different ones and none in common."""
    for sides in _SIDES:
        mine = [number for number, side in enumerate(sides) if side & one]
        theirs = [number for number, side in enumerate(sides) if side & other]
        if mine and theirs and not set(mine) & set(theirs):
            return True
    return False
