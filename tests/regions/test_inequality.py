"""Theil within and between districts: the identity, plain loops, and merging."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.inequality import theil_decomposition

incomes = hnp.arrays(np.float64, st.tuples(st.integers(2, 9), st.just(2)), elements=st.floats(0, 1e4)).filter(
    lambda y: (y.sum(axis=0) > 1e-3).all()
)


@given(incomes, st.data())
def test_between_and_within_sum_to_the_total(y, data):
    n = len(y)
    heads = data.draw(hnp.arrays(np.float64, y.shape, elements=st.floats(0.1, 1e3)))
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    found = theil_decomposition(y, heads, groups)
    np.testing.assert_allclose(found["between"] + found["within"], found["total"], atol=1e-10)
    for name in ("between", "within", "total"):
        assert (found[name] >= -1e-12).all()
    for t in range(2):
        income, people = y[:, t] * heads[:, t], heads[:, t]
        s, p = income / income.sum(), people / people.sum()
        expected = sum(a * np.log(a / b) for a, b in zip(s, p, strict=True) if a > 0)
        assert found["total"][t] == pytest.approx(expected, abs=1e-10)
        within = 0.0
        for group in set(groups):
            inside = np.array([g == group for g in groups])
            share = s[inside].sum()
            if share > 0:
                a, b = s[inside] / share, p[inside] / p[inside].sum()
                within += share * sum(u * np.log(u / v) for u, v in zip(a, b, strict=True) if u > 0)
        assert found["within"][t] == pytest.approx(within, abs=1e-10)


def test_one_district_is_all_within_and_single_regions_are_all_between():
    y, heads = np.array([[10.0], [20.0], [60.0]]), np.array([[3.0], [1.0], [2.0]])
    one, each = theil_decomposition(y, heads, ["a"] * 3), theil_decomposition(y, heads, ["a", "b", "c"])
    assert one["between"][0] == pytest.approx(0, abs=1e-14)
    assert each["within"][0] == pytest.approx(0, abs=1e-14)
    assert one["share_between"][0] == pytest.approx(0, abs=1e-14)
    assert each["share_between"][0] == pytest.approx(1)


def test_equal_incomes_have_no_inequality_and_no_share():
    found = theil_decomposition(np.full((3, 1), 5.0), np.ones((3, 1)), ["a", "a", "b"])
    assert found["total"][0] == pytest.approx(0, abs=1e-14)
    assert found.axes["group"] == ("a", "b")


def test_splitting_a_region_into_equal_parts_changes_nothing():
    y, heads = np.array([[10.0], [20.0], [60.0]]), np.array([[3.0], [1.0], [2.0]])
    split_y, split_heads = np.array([[10.0], [10.0], [20.0], [60.0]]), np.array([[1.0], [2.0], [1.0], [2.0]])
    one = theil_decomposition(y, heads, ["a", "a", "b"])
    other = theil_decomposition(split_y, split_heads, ["a", "a", "a", "b"])
    for name in one.values:
        np.testing.assert_allclose(one[name], other[name], atol=1e-14)


def test_regions_with_gaps_are_left_out_with_their_district():
    y = np.array([[10.0, 11], [20.0, np.nan], [60.0, 61], [5.0, 6]])
    found = theil_decomposition(y, np.ones((4, 2)), ["a", "lost", "b", "b"], regions=["A", "B", "C", "D"])
    assert found.axes == {"region": ("A", "C", "D"), "group": ("a", "b")}
    assert found.conventions["dropped_regions"] == ["B"]
    same = theil_decomposition(y[[0, 2, 3]], np.ones((3, 2)), ["a", "b", "b"])
    np.testing.assert_array_equal(found["total"], same["total"])


@pytest.mark.parametrize(
    "call",
    [
        lambda: theil_decomposition(np.ones((2, 1)), np.ones((3, 1)), ["a", "b"]),
        lambda: theil_decomposition(np.ones((2, 1)), np.ones((2, 1)), ["a"]),
        lambda: theil_decomposition(-np.ones((2, 1)), np.ones((2, 1)), ["a", "b"]),
        lambda: theil_decomposition(np.ones((2, 1)), np.zeros((2, 1)), ["a", "b"]),
        lambda: theil_decomposition(np.zeros((2, 1)), np.ones((2, 1)), ["a", "b"]),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call()
