"""Two sets of activities over the same regions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.cross_space import cross_density, cross_proximity
from smartspec.regions.density import density
from smartspec.regions.presence import as_presence
from smartspec.regions.relatedness import proximity

matrices = hnp.arrays(np.bool_, (5, 4)).filter(lambda m: m.any())


def by_loops(a, b):
    found = np.zeros((a.shape[1], b.shape[1]))
    for i in range(a.shape[1]):
        for j in range(b.shape[1]):
            larger = max(a[:, i].sum(), b[:, j].sum())
            found[i, j] = (a[:, i] & b[:, j]).sum() / larger if larger else 0
    return found


@given(matrices, matrices)
def test_cross_proximity_and_density_are_those_of_plain_loops(a, b):
    result = cross_proximity(a, b)
    expected = by_loops(a, b)
    np.testing.assert_allclose(result["cross_proximity"], expected, rtol=1e-14)
    found = cross_density(a, result)["cross_density"]
    for r in range(5):
        for j in range(4):
            whole = expected[:, j].sum()
            if whole == 0:
                assert np.isnan(found[r, j])
            else:
                assert found[r, j] == pytest.approx((a[r] * expected[:, j]).sum() / whole)


def test_cross_space_is_that_of_economic_complexity(fixture_presence):
    """Version 0.3.0 on toyC, activities A0 to A4 against A5 to A8."""
    m = fixture_presence("toyC")
    parts = (slice(0, 5), slice(5, 9))
    a, b = (as_presence(m.values[:, s], regions=m.regions, activities=m.activities[s]) for s in parts)
    result = cross_proximity(a, b)
    expected = [[0, 0, 0, 4 / 7], [0.25, 0.4, 0, 2 / 7], [2 / 7, 3 / 7, 1 / 7, 4 / 7], [0.5, 2 / 3, 1 / 6, 2 / 7]]
    np.testing.assert_allclose(result["cross_proximity"], [*expected, [0.75, 0.4, 0.5, 1 / 7]], rtol=1e-14)
    first = [[0.16, 0.22613065326633167, 0.1764705882352941, 0.30769230769230776], [1.0, 1.0, 1.0, 0.6923076923076924]]
    last = [0.58, 0.7889447236180905, 0.3823529411764706, 0.6153846153846155]
    found = cross_density(a, result)["cross_density"]
    np.testing.assert_allclose(found[:2], first, rtol=1e-12)
    np.testing.assert_allclose(found[9], last, rtol=1e-12)


def test_a_set_with_itself_is_the_proximity_with_its_diagonal(fixture_presence):
    m = fixture_presence("sbs")
    own = proximity(cooccurrence_in_regions(m), diagonal=True)
    crossed = cross_proximity(m, m)
    np.testing.assert_allclose(crossed["cross_proximity"], own["proximity"], rtol=0, atol=1e-15)
    expected = density(m, own, diagonal=True)["density"]
    np.testing.assert_allclose(cross_density(m, crossed)["cross_density"], expected, rtol=1e-12)


def test_regions_are_joined_by_label_and_those_of_one_set_only_are_named(fixture_presence):
    m = fixture_presence("toyC")
    turned = as_presence(m.values[::-1], regions=m.regions[::-1], activities=m.activities)
    np.testing.assert_array_equal(
        cross_proximity(m, turned)["cross_proximity"], cross_proximity(m, m)["cross_proximity"]
    )
    fewer = as_presence(m.values[2:], regions=m.regions[2:], activities=m.activities)
    result = cross_proximity(m, fewer)
    assert result.conventions["regions_in_both"] == 10
    assert "R00, R01" in str(result.cautions[-1])
    with pytest.raises(ComputeError, match="fewer than two"):
        cross_proximity(m, as_presence(m.values, regions=[f"X{k}" for k in range(12)]))


def test_isolated_activities_of_the_second_set_are_named():
    result = cross_density([[1, 0], [1, 1]], cross_proximity([[1, 0], [1, 1]], [[1, 0], [1, 0]]))
    assert np.isnan(result["cross_density"][:, 1]).all()
    assert result.conventions["isolated_activities"] == ["1"]
    assert [c.code for c in result.cautions] == ["isolated-activities"]


def test_a_matrix_that_does_not_fit_is_refused():
    with pytest.raises(ComputeError, match="shape"):
        cross_density([[1, 0], [1, 1]], np.ones((3, 2)))
    with pytest.raises(ComputeError, match="negative"):
        cross_density([[1, 0], [1, 1]], -np.ones((2, 2)))
