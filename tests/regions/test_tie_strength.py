"""Strength of ties: values found elsewhere, plain formulas, identities."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.cooperation import cooperation, incidence
from smartspec.regions.tie_strength import quasi_independence, same_group_share, tie_strength


@st.composite
def networks(draw):
    n = draw(st.integers(3, 7))
    pairs = draw(st.lists(st.tuples(st.integers(0, 15), st.integers(0, n - 1)), min_size=4, max_size=60))
    pairs += [(100, 0), (100, 1), (101, 1), (101, 2), (102, 0), (102, 2)]
    return cooperation(incidence([p for p, _ in pairs], [chr(65 + r) for _, r in pairs]))


@pytest.fixture(scope="module")
def wind(shared_data):
    with gzip.open(shared_data / "statistics/europe/ut_nuts2_WIND_2.tsv.gz", "rt") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    return cooperation(incidence([row[0] for row in rows], [row[1] for row in rows]))


def test_the_strongest_real_pair_has_its_known_ratios(wind):
    result = tie_strength(wind)
    k = list(zip(result.axes["region_a"], result.axes["region_b"], strict=True)).index(("PT16", "PT17"))
    assert result["tie"][k] == 89
    assert result["association_strength"][k] == pytest.approx(20.265, abs=5e-4)
    assert result["quasi_ratio"][k] == pytest.approx(19.828, abs=5e-4)
    assert len(result["tie"]) == 4_020


def test_the_share_of_real_ties_within_countries(wind):
    result = same_group_share(wind, {region: region[:2] for region in wind.regions})
    assert float(result["share"]) == pytest.approx(0.437, abs=5e-4)
    assert result.conventions["n_regions_without_ties"] == 7
    assert np.isnan(result["region"]).sum() == 7


def test_quasi_independence_keeps_the_margins_of_the_real_network(wind):
    margins = np.asarray(wind.full.sum(axis=1)).ravel()
    factors = quasi_independence(margins)
    np.testing.assert_allclose(factors * (factors.sum() - factors), margins, rtol=1e-12, atol=1e-12)


def test_plain_independence_misses_the_margin_by_the_empty_diagonal(wind):
    margins = np.asarray(wind.full.sum(axis=1)).ravel()
    total = margins.sum()
    expected = np.outer(margins, margins) / total
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(expected.sum(axis=1), margins * (1 - margins / total), rtol=1e-12)


@given(networks(), st.sampled_from(["full", "fractional"]), st.sampled_from(["links", "documents", "collaborative"]))
def test_every_measure_equals_its_formula(network, counting, size):
    result = tie_strength(network, counting=counting, size=size)
    ties = network.weights(counting).toarray()
    c = {"links": ties.sum(axis=1), "documents": network.documents, "collaborative": network.collaborative}[size]
    total = {"links": ties.sum(), "documents": network.n_documents, "collaborative": network.n_collaborative}[size]
    rows = zip(result.axes["region_a"], result.axes["region_b"], strict=True)
    position = {region: k for k, region in enumerate(network.regions)}
    for k, (one, other) in enumerate(rows):
        r, s = position[one], position[other]
        assert r < s
        assert result["tie"][k] == ties[r, s] > 0
        assert result["salton"][k] == pytest.approx(ties[r, s] / (c[r] * c[s]) ** 0.5)
        assert result["jaccard"][k] == pytest.approx(ties[r, s] / (c[r] + c[s] - ties[r, s]))
        assert result["affinity_ab"][k] == pytest.approx(ties[r, s] / c[r])
        assert result["affinity_ba"][k] == pytest.approx(ties[r, s] / c[s])
        assert result["association_strength"][k] == pytest.approx(ties[r, s] * total / (c[r] * c[s]))
        for name, x, y in (("ric_ab", r, s), ("ric_ba", s, r)):
            if c[y] - ties[r, s] > 1e-9:
                ric = (ties[r, s] / c[x]) / ((c[y] - ties[r, s]) / (total - c[x]))
                assert result[name][k] == pytest.approx(ric)
    assert len(result["tie"]) == (ties > 0).sum() / 2


@given(networks())
def test_association_strength_is_the_rca_of_the_ties(network):
    ties = network.full.toarray()
    margin = ties.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = ties / margin[:, None]
        rca = share / (margin / margin.sum())[None, :]
    a, b = network.pairs()
    np.testing.assert_allclose(tie_strength(network)["association_strength"], rca[a, b], rtol=1e-12)


@given(st.lists(st.floats(0.05, 20), min_size=3, max_size=12))
def test_factors_are_found_again_from_the_margins_they_make(values):
    factors = np.array(values)
    margins = factors * (factors.sum() - factors)
    found = quasi_independence(margins)
    np.testing.assert_allclose(found * (found.sum() - found), margins, rtol=1e-9)
    np.testing.assert_allclose(np.outer(found, found), np.outer(factors, factors), rtol=1e-6)


def test_a_hub_of_every_tie_has_the_limit_of_quasi_independence():
    factors = quasi_independence([6.0, 1.0, 2.0, 3.0, 0.0])
    np.testing.assert_allclose(factors[0] * factors[1:], [1, 2, 3, 0], rtol=1e-12)
    assert factors[1] * factors[2] < 1e-15
    star = cooperation(incidence(list("ppqqrr"), list("HAHBHA")))
    np.testing.assert_allclose(tie_strength(star)["quasi_ratio"], 1.0, rtol=1e-9)


def test_relative_intensity_without_another_tie_is_infinite_and_said():
    network = cooperation(incidence(list("ppqq"), list("ABBC")))
    result = tie_strength(network)
    assert result["ric_ba"].tolist() == [np.inf, pytest.approx(3.0)]
    assert result["ric_ab"].tolist() == [pytest.approx(3.0), np.inf]
    assert result.conventions["n_infinite_ric"] == 2
    assert result.cautions[-1].code == "infinite-ric"


@given(networks())
def test_same_group_share_counts_ties_within_and_expects_what_factors_say(network):
    groups = ["x" if k % 2 else "y" for k in range(len(network.regions))]
    same = np.array([[g == h for h in groups] for g in groups])
    result = same_group_share(network, groups, counting="fractional")
    ties = network.fractional.toarray()
    assert float(result["share"]) == pytest.approx((ties * same).sum() / ties.sum())
    factors = quasi_independence(ties.sum(axis=1))
    expected = np.outer(factors, factors)
    np.fill_diagonal(expected, 0)
    assert float(result["expected"]) == pytest.approx((expected * same).sum() / expected.sum(), abs=1e-9)
    one = same_group_share(network, ["x"] * len(groups))
    assert float(one["share"]) == float(one["expected"]) == pytest.approx(1.0)


def test_what_is_wrong_is_said():
    network = cooperation(incidence(list("ppqq"), list("ABBC")))
    with pytest.raises(ConfigError, match="unknown size `link`"):
        tie_strength(network, size="link")
    with pytest.raises(ComputeError, match="1 regions have no group, such as `C`"):
        same_group_share(network, {"A": "x", "B": "x"})
    with pytest.raises(ComputeError, match="exceeds the sum of all others"):
        quasi_independence([5.0, 1.0, 1.0])
    with pytest.raises(ComputeError, match="not all zero"):
        quasi_independence([0.0, 0.0])
