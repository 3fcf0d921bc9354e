"""What is counted of passages comes back for the terms that are asked for."""

import numpy as np
import pytest

from index.storage.counts import pack, unpack


def test_counts_come_back_in_the_order_of_the_terms() -> None:
    packed = [pack({7: 2, 3: 1}, [3, 9]), pack({}, []), pack({3: 300}, [7])]
    counts = unpack(packed, np.array([9, 3, 0, 7]))
    assert counts.inside.tolist() == [[0, 1, 0, 2], [0, 0, 0, 0], [0, 300, 0, 0]]
    assert counts.over.tolist() == [[True, True, False, False], [False] * 4, [False, False, False, True]]


def test_nothing_asked_or_nothing_held_is_nothing_counted() -> None:
    assert unpack([pack({1: 1}, [])], np.array([], dtype=np.int64)).inside.shape == (1, 0)
    assert unpack([], np.array([1, 2])).over.shape == (0, 2)


@pytest.mark.parametrize("packed", [b"\1", bytes(4), bytes(9)])
def test_half_a_pair_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="pair"):
        unpack([pack({1: 1}, []), packed], np.array([1]))
