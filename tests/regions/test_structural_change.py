"""Structural change by plain loops, and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.structural_change import structural_change

shape = st.tuples(st.just(2), st.integers(2, 5), st.integers(2, 5))
positive = hnp.arrays(np.int64, shape, elements=st.integers(1, 60))
with_zeros = hnp.arrays(np.int64, shape, elements=st.integers(0, 60)).filter(lambda x: x.any(axis=(1, 2)).all())


@given(positive)
def test_values_are_those_of_the_formulas(x):
    found = structural_change(as_counts(x[0]), as_counts(x[1]))
    for r in range(x.shape[1]):
        a, b = x[0, r], x[1, r]
        growth = np.log(b / a) - np.log(b.sum() / a.sum())
        assert found["absolute_change"][r] == pytest.approx(np.abs(b / b.sum() - a / a.sum()).sum() / 2, abs=1e-12)
        assert found["lilien"][r] == pytest.approx((b / b.sum() @ growth**2) ** 0.5, abs=1e-9)
        mean = (a / a.sum() + b / b.sum()) / 2
        assert found["lilien_modified"][r] == pytest.approx((mean @ growth**2) ** 0.5, abs=1e-9)


@given(with_zeros)
def test_time_may_run_backwards_for_all_but_the_lilien_index(x):
    one, other = structural_change(*map(as_counts, x)), structural_change(*map(as_counts, x[::-1]))
    for name in ("absolute_change", "lilien_modified"):
        np.testing.assert_allclose(one[name], other[name], atol=1e-12)
    np.testing.assert_array_equal(one["entered"], other["left"])
    known = one["absolute_change"][np.isfinite(one["absolute_change"])]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()


@given(positive, st.floats(0.01, 100))
def test_even_growth_is_no_change_of_structure(x, scale):
    found = structural_change(as_counts(x[0]), as_counts(x[0] * scale))
    for name in ("absolute_change", "lilien", "lilien_modified"):
        np.testing.assert_allclose(found[name], 0, atol=1e-12)


def test_zeros_are_left_out_of_lilien_and_counted():
    found = structural_change(as_counts([[10, 10, 0], [1, 1, 1]]), as_counts([[10, 20, 5], [1, 1, 0]]))
    growth = np.log([1.0, 2.0]) - np.log(1.5)
    assert found["lilien"][0] == pytest.approx(float((np.array([1, 2]) / 3 @ growth**2) ** 0.5))
    assert found["lilien"][1] == pytest.approx(0, abs=1e-12)
    assert found["entered"].tolist() == [1, 0]
    assert found["left"].tolist() == [0, 1]
    assert found.conventions["cells_left_out_of_lilien"] == 2
    assert [caution.code for caution in found.cautions] == ["zeros-outside-lilien"]


def test_a_region_that_is_empty_in_one_period_is_not_a_number_and_named():
    found = structural_change(
        as_counts([[0, 0], [1, 1]], regions=["A", "B"]), as_counts([[1, 2], [3, 1]], regions=["A", "B"])
    )
    assert all(np.isnan(values[0]) for values in found.values.values())
    assert found.conventions["undefined_regions"] == ["A"]


def test_nothing_in_common_has_full_change_and_no_lilien():
    found = structural_change(as_counts([[5, 0], [1, 1]]), as_counts([[0, 5], [1, 1]]))
    assert found["absolute_change"][0] == 1
    assert np.isnan(found["lilien"][0])


def test_a_cell_missing_in_one_period_is_left_out_of_both():
    found = structural_change(
        as_counts([[4, 4, 9], [1, 1, 1]], missing=[[0, 0, 1], [0, 0, 0]]), as_counts([[2, 2, 90], [1, 1, 1]])
    )
    assert found["absolute_change"][0] == pytest.approx(0, abs=1e-12)
    assert found.conventions["missing_cells"] == 1


def test_other_labels_are_an_error():
    with pytest.raises(ComputeError, match="different regions"):
        structural_change(as_counts([[1, 2], [3, 4]]), as_counts([[1, 2], [3, 4]], regions=["A", "B"]))
