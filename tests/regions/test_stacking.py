"""Undirected pairs in both directions."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.stacking import all_pairs, stack_pairs


def test_every_pair_stands_in_both_directions():
    stacked = stack_pairs("AAB", "BCC", [1, 2, 3], {"ld": [5, 6, 7], "gap": ([1, 2, 3], [-1, -2, -3])})
    ends = list(zip(stacked.origin, stacked.destination, strict=True))
    assert ends == [*zip("AAB", "BCC", strict=True), *zip("BCC", "AAB", strict=True)]
    assert stacked.y.tolist() == [1, 2, 3, 1, 2, 3]
    assert stacked.regressors["ld"].tolist() == [5, 6, 7, 5, 6, 7]
    assert stacked.regressors["gap"].tolist() == [1, 2, 3, -1, -2, -3]
    assert stacked.pair.tolist() == [0, 1, 2, 0, 1, 2]
    assert stacked.effects == {"origin": tuple("AABBCC"), "destination": tuple("BCCAAB")}
    assert stacked.folded([1, 2, 3, 3, 4, 5]).tolist() == [2, 3, 4]


def test_pairs_are_all_and_in_order():
    a, b = all_pairs(5)
    assert len(a) == 10
    assert (a < b).all()
    assert (np.diff(a * 5 + b) > 0).all()


def test_what_is_no_list_of_pairs_is_refused():
    with pytest.raises(ComputeError, match="the region `B` and `A` stand twice"):
        stack_pairs("AB", "BA", [1, 1], {})
    with pytest.raises(ComputeError, match="the region `A` is paired with itself"):
        stack_pairs("A", "A", [1], {})
    with pytest.raises(ComputeError, match="2 and 2 ends for 1 ties"):
        stack_pairs("AB", "CD", [1], {})
    with pytest.raises(ComputeError, match="the regressor `ld` does not have one value"):
        stack_pairs("A", "B", [1], {"ld": [1, 2]})
