"""Outlook against ecomplexity, opportunity gain against economic-complexity."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.complexity import complexity
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.outlook import opportunity_gain, outlook
from smartspec.regions.presence import as_presence
from smartspec.regions.relatedness import nearest_only, proximity

EXACT = {"rtol": 1e-12, "atol": 1e-12}


def phi(m, *, diagonal=True):
    return proximity(cooccurrence_in_regions(m), diagonal=diagonal)


@pytest.mark.parametrize("toy", ["toyC", "sbs"])
def test_coi_and_cog_are_those_of_ecomplexity(toy, fixture_presence, fixture_records):
    m = fixture_presence(toy)
    result = outlook(m, phi(m), complexity(m))
    row, column = ({name: k for k, name in enumerate(names)} for names in (m.regions, m.activities))
    coi, cog = np.full(m.shape[0], np.nan), np.full(m.shape, np.nan)
    for record in fixture_records(toy, "ecomplexity053"):
        r, i = row[record["loc"]], column[record["prod"]]
        coi[r], cog[r, i] = float(record["coi"]), float(record["cog"])
    np.testing.assert_allclose(result["coi"], coi, **EXACT)
    np.testing.assert_allclose(result["cog"], cog, **EXACT)


@pytest.mark.parametrize("toy", ["toyA", "toyC", "sbs"])
def test_opportunity_gain_is_that_of_economic_complexity_with_its_pci(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = opportunity_gain(m, phi(m), fixture_table(toy, "dw030_pci").values[:, 0])
    expected = fixture_table(toy, "dw030_oppgain").values
    np.testing.assert_allclose(result["opportunity_gain"], expected, **EXACT)
    assert np.isnan(expected).sum() == (5 if toy == "toyA" else 0)
    assert bool(result.cautions) == (toy == "toyA")


def test_the_outlook_of_a_disconnected_matrix_is_that_of_its_largest_component(fixture_presence):
    m = fixture_presence("toyA")
    inner = as_presence(m.values[1:, 1:])
    result = outlook(m, phi(m), complexity(m))
    expected = outlook(inner, phi(inner), complexity(inner))
    np.testing.assert_allclose(result["coi"][1:], expected["coi"], **EXACT)
    np.testing.assert_allclose(result["cog"][1:, 1:], expected["cog"], **EXACT)
    assert np.isnan(result["coi"][0])
    assert np.isnan(result["cog"][0]).all()
    assert np.isnan(result["cog"][:, 0]).all()
    assert "left-out" in {caution.code for caution in result.cautions}


def test_both_ways_to_the_outlook_agree_also_where_relatedness_is_not_symmetric(fixture_presence):
    m = fixture_presence("toyC")
    near = nearest_only(phi(m), n_neighbours=3)["proximity"]
    indices = complexity(m)
    p, d = indices["pci_raw"], (m.values @ near.T) / near.sum(axis=1)
    sums = (d * ~m.values) @ p
    result = outlook(m, near, indices)
    np.testing.assert_allclose(result["coi"], (sums - sums.mean()) / sums.std(), **EXACT)
    gain = ~m.values * ((~m.values * (p / near.sum(axis=1))) @ near) / indices["eci_raw"].std()
    np.testing.assert_allclose(result["cog"], gain, **EXACT)


def test_what_is_not_known_is_no_gain(fixture_presence):
    m = fixture_presence("toyC")
    mask = np.zeros(m.shape, dtype=bool)
    mask[0, 0] = True
    unknown = as_presence(m.values & ~mask, missing=mask, regions=m.regions, activities=m.activities)
    cog = outlook(unknown, phi(unknown), complexity(unknown))["cog"]
    assert np.isnan(cog[0, 0])
    assert np.isnan(cog).sum() == 1


def test_the_outlook_refuses_the_complexity_of_others(fixture_presence):
    m = fixture_presence("toyC")
    with pytest.raises(ComputeError, match="other regions"):
        outlook(as_presence(m.values), phi(m.values), complexity(m))
    with pytest.raises(ComputeError, match="empty"):
        outlook(m, phi(m, diagonal=False), complexity(m))
    with pytest.raises(ComputeError, match="in the order"):
        opportunity_gain(m, phi(m), np.ones(3))
