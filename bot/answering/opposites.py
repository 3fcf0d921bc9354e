"""Words that stand in the same places and mean different things: to a model of meaning they are alike."""

from collections.abc import Iterable, Mapping

from knowledge.words import terms

_GROUPS = """
killed dead deaths died fatalities / wounded wounds injured injuries hurt / missing unaccounted / \
    displaced homeless evacuated / detained arrested captured abducted / freed released / rescued / infected sickened
evacuated / stranded trapped
destroyed levelled flattened / damaged
rose rise rises increased increase gained grew / fell fall drop dropped decreased decrease declined decline shrank
import imports imported / export exports exported
bought buys purchased / sold sells
won wins / lost loses
arrived entered / left departed
opened reopened / closed shut
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
spring / summer / autumn / winter
pledged promised / paid delivered received disbursed
produced / consumed
income revenue / profit / loss losses / debt
budget / spending
birth born / marriages / divorces
teachers / pupils students
doctors / nurses / patients
employees workers / customers
litres liters / gallons
kilometres kilometers / miles / metres meters / feet
kilograms kilos / pounds / grams / tonnes tons
hectares / acres
soldiers troops / civilians
sent deployed / lost
"""


def _read() -> dict[str, list[tuple[int, int]]]:
    """Map each term to the groups that it is in, each with its side."""
    found: dict[str, list[tuple[int, int]]] = {}
    for group, line in enumerate(_GROUPS.strip().split("\n")):
        for number, side in enumerate(line.split("/")):
            for term in set(terms(side)):
                found.setdefault(term, []).append((group, number))
    return found


_SIDES = _read()


def sides_of(said: Iterable[str]) -> dict[int, frozenset[int]]:
    """Map each group of words that exclude each other to the sides of it that some terms take."""
    found: dict[int, frozenset[int]] = {}
    for term in said:
        for group, side in _SIDES.get(term, ()):
            found[group] = found.get(group, frozenset()) | {side}
    return found


def opposed(one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]) -> bool:
    """Tell whether in some group both take sides and none in common."""
    return any(not sides & other[group] for group, sides in one.items() if group in other)
