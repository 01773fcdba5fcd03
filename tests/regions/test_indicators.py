"""Steps that bring indicators to one scale, each by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.indicators import Indicator, scaled, skewness

columns = hnp.arrays(np.float64, st.integers(3, 12), elements=st.integers(-1000, 1000).map(float)).filter(
    lambda v: v.min() < v.max()
)
SKEWED = np.array([1.0, 2, 3, 4, 5, 6, 400])


def one(values, indicator=None, **options):
    return scaled(np.asarray(values, dtype=float)[:, None], [indicator or Indicator("x")], **options)


@given(columns)
def test_min_max_runs_from_zero_to_one_and_keeps_the_order(values):
    found = one(values).values[:, 0]
    assert (found.min(), found.max()) == (0.0, 1.0)
    assert (np.diff(found[np.argsort(values, kind="stable")]) >= 0).all()
    turned = one(values, Indicator("x", higher_is_better=False)).values[:, 0]
    np.testing.assert_allclose(found + turned, 1.0)


@given(columns)
def test_z_scores_have_mean_zero_and_spread_one(values):
    found = one(values, scaling="z-score").values[:, 0]
    assert found.mean() == pytest.approx(0, abs=1e-9)
    assert found.std() == pytest.approx(1)


@given(columns, st.floats(0.1, 10), st.floats(-100, 100))
def test_the_unit_and_the_origin_do_not_matter_without_bounds(values, scale, shift):
    for scaling in ("min-max", "z-score"):
        a, b = one(values, scaling=scaling), one(values * scale + shift, scaling=scaling)
        np.testing.assert_allclose(a.values, b.values, atol=1e-9)


def test_fixed_bounds_keep_a_value_where_it_is_when_others_change():
    indicator = Indicator("x", bounds=(0.0, 10.0))
    found, other = one([2, 4, 8], indicator), one([2, 4, 10], indicator)
    np.testing.assert_allclose(found.values[:2], other.values[:2])
    np.testing.assert_allclose(found.values[:, 0], [0.2, 0.4, 0.8])
    assert found.steps[0]["fixed"]


def test_values_beyond_fixed_bounds_are_clipped_and_named():
    found = one([-1, 5, 12], Indicator("x", bounds=(0.0, 10.0)))
    assert found.values[:, 0].tolist() == [0, 0.5, 1]
    assert found.steps[0]["clipped"] == 2
    assert [caution.code for caution in found.cautions] == ["beyond-bounds"]


def test_skewness_is_that_of_scipy():
    from scipy.stats import skew

    assert skewness(SKEWED) == pytest.approx(skew(SKEWED, bias=False), rel=1e-12)
    assert np.isnan(skewness(np.array([1.0, 2.0])))
    assert np.isnan(skewness(np.ones(5)))


def test_the_first_root_that_suffices_is_taken_of_a_skewed_indicator():
    values = np.array([0.0, 1, 4, 9, 16, 25, 121])
    found = one(values, transform="root")
    assert skewness(values) > 1
    root = found.steps[0]["root"]
    assert abs(skewness(values ** (1 / root))) <= 1
    assert all(abs(skewness(values ** (1 / n))) > 1 for n in range(1, root))
    rooted = values ** (1 / root)
    np.testing.assert_allclose(found.values[:, 0], rooted / rooted.max())


def test_bounds_move_with_the_root():
    found = one(SKEWED, Indicator("x", bounds=(0.0, 1024.0)), transform="root")
    root = found.steps[0]["root"]
    assert root > 1
    np.testing.assert_allclose(found.values[:, 0], (SKEWED / 1024) ** (1 / root))


def test_a_bounded_an_even_and_a_negative_indicator_stay_as_they_are():
    assert one(SKEWED, Indicator("x", bounded=True), transform="root").steps[0]["root"] == 1
    assert one([1, 2, 3, 4], transform="root").steps[0]["root"] == 1
    found = one(SKEWED - 2, transform="root")
    assert found.steps[0]["root"] == 0
    assert [caution.code for caution in found.cautions] == ["skewed-and-negative"]
    np.testing.assert_allclose(found.values, one(SKEWED - 2).values)


def test_outliers_are_moved_to_the_fence_or_to_the_next_value():
    fenced = one(SKEWED, outliers="fences")
    low, high = np.quantile(SKEWED, [0.25, 0.75])
    assert fenced.steps[0]["high"] == pytest.approx(high + 3 * (high - low))
    assert fenced.steps[0]["outliers"] == 1
    two = one(SKEWED, outliers="two-sd")
    assert two.steps[0]["high"] == 6
    assert two.values[-1, 0] == two.values[-2, 0] == 1


@pytest.mark.parametrize("outliers", ["fences", "two-sd"])
def test_without_outliers_nothing_moves(outliers):
    np.testing.assert_array_equal(one([1, 2, 3, 4], outliers=outliers).values, one([1, 2, 3, 4]).values)


def test_unknown_values_stay_unknown_and_decide_nothing():
    found = one([1, np.nan, 3, 2], transform="root", outliers="fences")
    np.testing.assert_array_equal(found.values[:, 0], [0, np.nan, 1, 0.5])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: one([1, 1, 1]), "same everywhere"),
        (lambda: one([1, 1, 1], scaling="z-score"), "same everywhere"),
        (lambda: one([np.nan, np.nan]), "known nowhere"),
        (lambda: one([1, np.inf]), "infinite"),
        (lambda: one([1, 2], Indicator("x", bounds=(5.0, 5.0))), "ascend"),
        (lambda: one([1, 2, 3], outliers="drop"), "outliers"),
        (lambda: one([1, 2, 3], transform="log"), "transform"),
        (lambda: one([1, 2, 3], scaling="rank"), "scaling"),
        (lambda: scaled(np.ones((2, 2)), [Indicator("x")]), "1 indicators"),
    ],
)
def test_what_cannot_be_answered_is_an_error(call, words):
    with pytest.raises(ComputeError, match=words):
        call()
