"""Reflections against EconGeo and economic-complexity, and the check that digits are left."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.complexity import complexity
from smartspec.regions.ranking import average_ranks, rank_correlation
from smartspec.regions.reflections import reflections

TOYS = ("toyA", "toyC", "sbs")


def codes(result):
    return {caution.code for caution in result.cautions}


@pytest.mark.parametrize("toy", TOYS)
def test_orders_20_and_19_scaled_to_100_are_those_of_econgeo(toy, fixture_presence, fixture_table):
    result = reflections(fixture_presence(toy))
    for name, key in (("MORc20", "region_minmax"), ("MORt19", "activity_minmax")):
        np.testing.assert_allclose(result[key], fixture_table(toy, f"econgeo_{name}").values[:, 0], rtol=0, atol=1e-6)


@pytest.mark.parametrize("toy", TOYS)
def test_orders_18_and_19_are_the_20_iterations_of_economic_complexity(toy, fixture_presence, fixture_table):
    result = reflections(fixture_presence(toy), order=18, activity_order=19, ddof=1)
    for name, key in (("eci", "region_standardised"), ("pci", "activity_standardised")):
        # differences of 1e-5 of the mean are all that is left, so 16 digits become 9 to 11
        np.testing.assert_allclose(result[key], fixture_table(toy, f"dw030_{name}").values[:, 0], rtol=0, atol=1e-9)


@pytest.mark.parametrize(("name", "lost"), [("sbs", True), ("WIND_2", True), ("toyC", False)])
def test_80_reflections_are_rounding_error_and_this_is_said(name, lost, fixture_presence, real_presence):
    m = fixture_presence(name) if name != "WIND_2" else real_presence(name)
    result = reflections(m, order=80)
    assert ("reflections-collapsed" in codes(result)) == lost
    agreement = rank_correlation(result["region_reflection"], complexity(m)["eci"])
    assert (agreement < 0.9) == lost


def test_few_reflections_are_not_settled_and_this_is_said(real_presence, fixture_presence):
    result = reflections(real_presence("WIND_2"), order=6)
    assert "reflections-unsettled" in codes(result)
    assert result.conventions["rank_correlation_with_eci"] == pytest.approx(0.88, abs=0.005)
    assert codes(reflections(real_presence("WIND_2"), order=18)) == set()
    assert codes(reflections(fixture_presence("sbs"), order=20)) == set()


@pytest.mark.parametrize(("name", "agreement"), [("sbs", 0.99999), ("WIND_2", 0.9973)])
def test_20_iterations_agree_with_the_eigenvector_as_far_as_was_measured(name, agreement, real_presence):
    result = reflections(real_presence(name), order=18, activity_order=19)
    assert result.conventions["rank_correlation_with_eci"] == pytest.approx(agreement, abs=5e-5)


def test_with_a_small_gap_even_20_iterations_are_another_order(real_presence):
    result = reflections(real_presence("WIND_1"))
    assert abs(result.conventions["rank_correlation_with_eci"]) < 0.5
    assert "reflections-unsettled" in codes(result)


def test_a_region_without_any_activity_has_no_reflection_and_spoils_none(fixture_presence):
    m = fixture_presence("toyC").values
    found = reflections(np.insert(m, 2, values=False, axis=0))
    assert np.isnan(found["region_reflection"][2])
    np.testing.assert_array_equal(np.delete(found["region_reflection"], 2), reflections(m)["region_reflection"])


@pytest.mark.parametrize("orders", [(19, None), (20, 20), (0, None), (20, -1)])
def test_orders_of_the_wrong_parity_are_refused(orders):
    with pytest.raises(ComputeError, match="even"):
        reflections([[1, 0], [1, 1]], order=orders[0], activity_order=orders[1])


def test_ranks_share_their_mean_and_ignore_rounding():
    assert average_ranks(np.array([3.0, 1.0, 3.0 + 1e-14, np.nan, 2.0])).tolist()[:3] == [1.5, 4.0, 1.5]
    assert np.isnan(average_ranks(np.array([np.nan, 1.0]))[0])
    assert average_ranks(np.array([2.0, 2.0])).tolist() == [1.5, 1.5]
    assert rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0])) == pytest.approx(0.5)
