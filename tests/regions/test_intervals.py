"""Interval and test of Schubert, Glänzel and Braun."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.intervals import rca_difference, rca_interval


def counts_of(table):
    return as_counts(table.values, regions=table.rows, activities=table.columns)


def test_22_of_43_specialisations_of_the_toy_are_beyond_doubt(fixture_table):
    found = rca_interval(counts_of(fixture_table("toyC")))
    above = found["rca"] >= 1
    assert above.sum() == 43
    assert (found["t"][above] >= 2).sum() == 22


def test_values_are_those_of_the_formula(fixture_table):
    table = fixture_table("toyC")
    found = rca_interval(counts_of(table), level=0.9)
    x = table.values
    for r, i in np.ndindex(x.shape):
        if x[r, i] == 0:
            assert np.isnan([found[name][r, i] for name in ("delta", "t", "low", "high")]).all()
            continue
        quotient = x[r, i] * x.sum() / (x[r].sum() * x[:, i].sum())
        delta = quotient * (1 / x[r, i] - 1 / x[r].sum()) ** 0.5
        assert found["delta"][r, i] == pytest.approx(delta, rel=1e-12)
        assert found["t"][r, i] == pytest.approx((quotient - 1) / delta, rel=1e-9, abs=1e-12)
        assert found["low"][r, i] == pytest.approx(max(quotient - 1.6448536269514722 * delta, 0), rel=1e-9)
        assert found["high"][r, i] == pytest.approx(quotient + 1.6448536269514722 * delta, rel=1e-9)
    assert found.conventions["undefined_cells"] == (x == 0).sum()


def test_the_error_is_the_binomial_one_of_the_share():
    x = np.array([[30.0, 70.0], [500.0, 900.0]])
    found = rca_interval(as_counts(x))
    share = 0.3
    error = (share * (1 - share) / 100) ** 0.5
    assert found["delta"][0, 0] == pytest.approx(error / (530 / 1500), rel=1e-12)


def test_a_hundred_items_give_about_ten_percent():
    found = rca_interval(as_counts([[100, 100_000], [10_000, 10_000_000]]))
    assert found["delta"][0, 0] / found["rca"][0, 0] == pytest.approx(0.1, rel=1e-3)


def test_a_region_of_one_activity_is_certain_or_undefined():
    found = rca_interval(as_counts([[5, 0], [3, 4]]))
    assert found["delta"][0, 0] == 0
    assert np.isposinf(found["t"][0, 0])
    only = rca_interval(as_counts([[5, 0], [3, 0]]))
    assert np.isnan(only["t"]).all()


def test_two_regions_differ_by_the_errors_of_both(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    interval, found = rca_interval(counts), rca_difference(counts, "R02", "R08")
    error = np.sqrt(interval["delta"][2] ** 2 + interval["delta"][8] ** 2)
    np.testing.assert_allclose(found["t"], (interval["rca"][2] - interval["rca"][8]) / error, rtol=1e-12)
    back = rca_difference(counts, "R08", "R02")
    np.testing.assert_array_equal(found["t"], -back["t"])


def test_cautions_name_zeros_missing_cells_and_broken_numbers():
    found = rca_interval(as_counts([[1.5, 0, 3], [2, np.nan, 1]], missing=[[0, 0, 0], [0, 1, 0]]))
    # the second activity has no value left
    assert [caution.code for caution in found.cautions] == ["empty-activities", "not-whole-numbers"]
    with_zero = rca_interval(as_counts([[1, 0, 3], [2, 4, 1]]))
    assert [caution.code for caution in with_zero.cautions] == ["no-interval-at-zero"]


@pytest.mark.parametrize(
    "call",
    [
        lambda c: rca_interval(c, level=1.0),
        lambda c: rca_interval(c, level=95),
        lambda c: rca_difference(c, "0", "9"),
        lambda c: rca_difference(c, "0", "0"),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))
