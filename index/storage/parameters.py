"""How any number of values reach SQLite in one statement."""

import json
from collections.abc import Sequence


def many(values: Sequence[object]) -> tuple[str]:
    """Return the one parameter that SQLite's json_each takes apart into values: any number in one statement.

    A CROSS JOIN with it takes the values as they come; SQLite would sort an IN (SELECT ...) first, which takes
    as long again.
    """
    return (json.dumps(values if isinstance(values, list) else list(values)),)
