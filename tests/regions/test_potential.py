"""Quadrants and candidates with their evidence."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.complementarity import added_density
from smartspec.regions.complexity import complexity
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.density import density
from smartspec.regions.potential import QuadrantNames, potential, quadrants
from smartspec.regions.presence import as_presence
from smartspec.regions.relatedness import proximity


@pytest.fixture
def given(fixture_presence):
    m = fixture_presence("toyC")
    related = proximity(cooccurrence_in_regions(m))
    return m, related, density(m, related)["density"], complexity(m)["pci"]


def test_quadrants_divide_what_a_region_lacks_at_its_means(given):
    m, _, d, pci = given
    result = quadrants(m, d, pci)
    for r in range(m.shape[0]):
        lacking = ~m.values[r]
        near, rich = d[r, lacking].mean(), pci[lacking].mean()
        assert result.density_cut[r] == pytest.approx(near)
        assert result.complexity_cut[r] == pytest.approx(rich)
        for i in range(m.shape[1]):
            expected = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}
            code = expected[bool(d[r, i] >= near), bool(pci[i] >= rich)] if lacking[i] else -1
            assert result.codes[r, i] == code


def test_cuts_may_be_medians_of_all_or_numbers_and_a_value_at_the_cut_is_high(given):
    m, _, d, pci = given
    over_all = quadrants(m, d, pci, cut="median", over="all")
    assert np.unique(over_all.density_cut).tolist() == [np.median(d[~m.values])]
    fixed = quadrants(m, d, pci, cut=(d[0, 0], pci[0]))
    assert fixed.codes[0, 0] == 0
    assert fixed.conventions["cut"] == [d[0, 0], pci[0]]


def test_names_are_configurable(given):
    m, _, d, pci = given
    names = QuadrantNames(both="high road", complexity_only="casino", density_only="slow road", neither="dead end")
    assert quadrants(m, d, pci, names=names).names == ("high road", "slow road", "casino", "dead end")


def test_unknown_presence_density_or_complexity_is_in_no_quadrant(given):
    m, _, d, pci = given
    r, i = np.argwhere(~m.values)[0]
    mask = np.zeros(m.shape, dtype=bool)
    mask[r, i] = True
    assert quadrants(as_presence(m.values, missing=mask), d, pci).codes[r, i] == -1
    assert quadrants(m, np.where(mask, np.nan, d), pci).codes[r, i] == -1
    assert (quadrants(m, d, np.where(np.arange(9) == i, np.nan, pci)).codes[:, i] == -1).all()


def test_candidates_are_all_that_a_region_lacks_in_the_order_of_quadrants(given):
    m, related, d, pci = given
    found = potential(m, related, pci, n=100)
    order = QuadrantNames().in_order
    for r, region in enumerate(m.regions):
        own = [c for c in found if c.region == region]
        assert sorted(c.activity for c in own) == sorted(np.array(m.activities)[~m.values[r]])
        keys = [(order.index(c.quadrant), -c.density, -c.complexity) for c in own]
        assert keys == sorted(keys)
        for c in own:
            assert c.density == pytest.approx(d[r, m.activities.index(c.activity)], abs=1e-14)


def test_the_evidence_of_a_candidate_is_what_its_density_is_made_of(given):
    m, related, d, pci = given
    for c in potential(m, related, pci, n_evidence=100):
        r, i = m.regions.index(c.region), m.activities.index(c.activity)
        phi = related["proximity"][i]
        assert {s.activity for s in c.support} == {m.activities[j] for j in np.flatnonzero(m.values[r] & (phi > 0))}
        assert sum(s.relatedness for s in c.support) / phi.sum() == pytest.approx(d[r, i], abs=1e-12)
        if c.support:
            assert sum(s.share for s in c.support) == pytest.approx(1)
        added = added_density(m, related, c.region)["added_density"][:, i]
        assert {p.region for p in c.partners} == {m.regions[s] for s in np.flatnonzero(added > 0)}
        for p in c.partners:
            s = m.regions.index(p.region)
            assert p.added_density == pytest.approx(added[s], abs=1e-12)
            assert p.has_activity == m.values[s, i]
            assert p.tie is None


def test_a_relatedness_with_its_diagonal_gives_the_same_candidates(given):
    m, related, _, pci = given
    with_own = proximity(cooccurrence_in_regions(m), diagonal=True)
    assert potential(m, with_own, pci) == potential(m, related, pci)


def test_ties_order_partners(given, brute_force):
    m, related, _, pci = given
    ties = brute_force["ties"].astype(float)
    for c in potential(m, related, pci, ties=ties, n_evidence=100):
        weights = [p.added_density * p.tie for p in c.partners]
        assert weights == sorted(weights, reverse=True)
        assert all(p.tie == ties[m.regions.index(c.region), m.regions.index(p.region)] for p in c.partners)


def test_only_the_regions_wanted_and_only_so_many(given):
    m, related, _, pci = given
    found = potential(m, related, pci, regions=["R03", "R00"], n=2, n_evidence=1)
    assert [c.region for c in found] == ["R03", "R03", "R00", "R00"]
    assert all(len(c.support) <= 1 and len(c.partners) <= 1 for c in found)
    with pytest.raises(ComputeError, match="unknown region"):
        potential(m, related, pci, regions=["R77"])


def test_what_does_not_fit_is_refused(given):
    m, related, d, pci = given
    for options in ({"cut": "mode"}, {"over": "country"}):
        with pytest.raises(ComputeError):
            quadrants(m, d, pci, **options)
    with pytest.raises(ComputeError):
        quadrants(m, d[:, :3], pci)
    with pytest.raises(ComputeError):
        potential(m, related, pci, ties=np.ones((2, 2)))
