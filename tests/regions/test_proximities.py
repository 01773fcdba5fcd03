"""Proximities between regions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.distances import great_circle
from smartspec.regions.proximities import geographic, institutional, organisational, profile_proximity

PROFILES = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).integers(0, 4, (5, 6)).astype(float))


def test_distance_and_its_logarithm():
    points = [[37.6, 55.75], [30.3, 59.95], [37.6, 55.75]]
    result = geographic(points, ["MOS", "SPE", "MOW"])
    assert result["distance"][0, 1] == pytest.approx(float(great_circle(points[0], points[1])))
    assert result["log_distance"][0, 1] == pytest.approx(np.log(result["distance"][0, 1]))
    assert np.isnan(result["log_distance"][0, 2])
    assert result.conventions["n_pairs_at_one_point"] == 1
    assert result.cautions[0].en.endswith(": MOS-MOW")


@given(PROFILES, st.floats(0.1, 50))
def test_cosine_of_profiles_equals_the_formula_and_ignores_size(profiles, scale):
    result = profile_proximity(profiles, list("ABCDE"))
    bigger = profile_proximity(profiles * [[scale], [1], [1], [1], [1]], list("ABCDE"))
    np.testing.assert_allclose(bigger["proximity"], result["proximity"], atol=1e-12)
    for r in range(5):
        for s in range(5):
            top = sum(profiles[r] * profiles[s])
            bottom = (sum(profiles[r] ** 2) * sum(profiles[s] ** 2)) ** 0.5
            expected = top / bottom if bottom else np.nan
            assert result["proximity"][r, s] == pytest.approx(expected, nan_ok=True)
    np.testing.assert_array_equal(result["distance"], 1 - result["proximity"])


def test_a_region_without_a_profile_is_named():
    result = profile_proximity([[1, 0], [0, 0]], ["A", "B"], kind="technological")
    assert np.isnan(result["distance"][:, 1]).all()
    assert result.cautions[0].ru.endswith(": B")
    assert result.conventions["proximity"] == "technological"


def test_regions_of_one_group():
    one = institutional(["x", "y", "x"], ["A", "B", "C"])["same"]
    assert one.tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    np.testing.assert_array_equal(one, institutional({"A": "x", "B": "y", "C": "x"}, ["A", "B", "C"])["same"])


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ABCX")), max_size=30))
def test_shared_organisations_equal_set_arithmetic(sites):
    result = organisational([o for o, _ in sites], [r for _, r in sites], list("ABC"))
    found = {region: {o for o, r in sites if r == region} for region in "ABC"}
    for k, r in enumerate("ABC"):
        for m, s in enumerate("ABC"):
            assert result["shared"][k, m] == len(found[r] & found[s])
            either = len(found[r] | found[s])
            expected = 1 if r == s else (len(found[r] & found[s]) / either if either else 0)
            assert result["jaccard"][k, m] == pytest.approx(expected)
    assert result.conventions["n_sites_elsewhere"] == sum(r == "X" for _, r in sites)


def test_what_is_wrong_is_said():
    with pytest.raises(ComputeError, match="none negative"):
        profile_proximity([[1, -1], [0, 1]], ["A", "B"])
    with pytest.raises(ComputeError, match="2 rows for 1 distinct regions"):
        profile_proximity([[1, 1], [0, 1]], ["A", "A"])
    with pytest.raises(ComputeError, match="1 regions have no group, such as `B`"):
        institutional({"A": "x"}, ["A", "B"])
    with pytest.raises(ComputeError, match="1 organisations for 2 sites"):
        organisational(["o"], ["A", "B"], ["A", "B"])
