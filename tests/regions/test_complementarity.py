"""Complementarity against plain loops, and density of the union less one's own."""

import csv
import gzip
from collections import defaultdict
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.complementarity import added_density, complementary_linkages, pair_complementarity
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.density import density
from smartspec.regions.presence import as_presence
from smartspec.regions.relatedness import nearest_only, proximity

EXACT = {"rtol": 1e-12, "atol": 1e-12}

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 7), st.integers(3, 7))).filter(lambda m: m.any())


def phi(m):
    return proximity(cooccurrence_in_regions(m))


def test_added_density_is_that_of_plain_loops(fixture_presence, brute_force):
    m = fixture_presence("toyC")
    expected = brute_force["bb_added_density_r_i_s"]
    for r, region in enumerate(m.regions):
        found = 100 * added_density(m, phi(m), region)["added_density"]
        np.testing.assert_allclose(found.T, expected[r], **EXACT)


def test_complementary_linkages_are_those_of_plain_loops(fixture_presence, brute_force):
    m = fixture_presence("toyC")
    result = complementary_linkages(m, phi(m), brute_force["ties"], everywhere=True)
    expected = brute_force["bb_complementary_linkages_r_i"]
    np.testing.assert_allclose(100 * result["complementary_linkages"], expected, **EXACT)
    lacking = complementary_linkages(m, phi(m), brute_force["ties"])["complementary_linkages"]
    assert (np.isnan(lacking) == m.values).all()
    np.testing.assert_allclose(100 * lacking[~m.values], expected[~m.values], **EXACT)


def test_pair_complementarity_is_that_of_plain_loops(fixture_presence, brute_force):
    m = fixture_presence("toyC")
    result = pair_complementarity(m, phi(m))
    expected = brute_force["bb_pair_complementarity_r_s"]
    np.testing.assert_allclose(100 * result["complementarity"], expected, **EXACT)
    lacking = (~m.values).sum(axis=1)[:, None]
    np.testing.assert_allclose(result["complementarity_mean"], result["complementarity"] / lacking, **EXACT)
    assert np.abs(expected - expected.T).max() > 1


@given(matrices, st.data())
def test_added_density_is_density_of_the_union_less_ones_own(present, data):
    related = phi(present)
    r = data.draw(st.integers(0, len(present) - 1))
    added = added_density(present, related, str(r))["added_density"]
    own = density(present, related)["density"][r]
    union = present | present[r]
    np.testing.assert_allclose(added, density(union, related)["density"] - own, **EXACT)


@given(matrices, st.data())
def test_the_identity_holds_where_cells_are_not_known(present, data):
    unknown = data.draw(hnp.arrays(np.bool_, present.shape))
    known = present & ~unknown
    if not known.any():
        return
    m, related = as_presence(known, missing=unknown), phi(present)
    r = data.draw(st.integers(0, len(present) - 1))
    added = added_density(m, related, str(r))["added_density"]
    mask = np.broadcast_to(unknown[r], present.shape)
    joined = as_presence((known | known[r]) & ~mask, missing=mask) if ((known | known[r]) & ~mask).any() else None
    if joined is not None:
        expected = density(joined, related)["density"] - density(m, related)["density"][r]
        np.testing.assert_allclose(added, expected, **EXACT)
    pairs = pair_complementarity(m, related)["complementarity"]
    lacking = m.absent[r] & ~np.isnan(added[0])
    np.testing.assert_allclose(pairs[r], added[:, lacking].sum(axis=1), **EXACT)


def test_pairs_are_sums_of_added_density_also_where_relatedness_is_not_symmetric(fixture_presence):
    m = fixture_presence("toyC")
    near = nearest_only(phi(m), n_neighbours=3)
    pairs = pair_complementarity(m, near)["complementarity"]
    for r, region in enumerate(m.regions):
        added = added_density(m, near, region)["added_density"]
        np.testing.assert_allclose(pairs[r], added[:, ~m.values[r]].sum(axis=1), **EXACT)


def test_linkages_of_real_regions_are_sums_over_their_real_partners(real_presence, shared_data):
    m = real_presence("WIND_2")
    place = {name: k for k, name in enumerate(m.regions)}
    papers = defaultdict(set)
    with gzip.open(shared_data / "statistics/europe/ut_nuts2_WIND_2.tsv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            papers[row["ut"]].add(place[row["nuts2"]])
    ties = np.zeros((len(place), len(place)))
    for regions in papers.values():
        for r, s in permutations(regions, 2):
            ties[r, s] += 1
    assert ties[place["PT16"], place["PT17"]] == 89
    assert ties.sum() / 2 == 10_279
    related = phi(m)
    found = complementary_linkages(m, related, ties, everywhere=True)["complementary_linkages"]
    pairs = pair_complementarity(m, related)["complementarity"]
    for region in ("PT16", "FR10"):
        r = place[region]
        added = added_density(m, related, region)["added_density"]
        np.testing.assert_allclose(found[r], ties[r] @ added, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(pairs[r], added[:, ~m.values[r]].sum(axis=1), rtol=1e-10, atol=1e-12)


@given(matrices)
def test_a_region_gives_nothing_to_itself_nor_to_its_double(present):
    doubled = np.concatenate([present, present[:1]])
    pairs = pair_complementarity(doubled, phi(present))["complementarity"]
    assert (pairs.diagonal() == 0).all()
    assert pairs[0, -1] == pairs[-1, 0] == 0


@given(matrices)
def test_more_ties_mean_more_linkages_in_proportion(present):
    ties = np.arange(len(present) ** 2, dtype=float).reshape(len(present), -1)
    found = [
        complementary_linkages(present, phi(present), t, everywhere=True)["complementary_linkages"]
        for t in (ties, 3 * ties)
    ]
    np.testing.assert_allclose(3 * found[0], found[1], **EXACT)


def test_the_ties_of_a_region_with_itself_do_not_count(fixture_presence, brute_force):
    m, ties = fixture_presence("toyC"), brute_force["ties"].astype(float)
    with_own = ties + np.diag(np.arange(12.0))
    found = [complementary_linkages(m, phi(m), t)["complementary_linkages"] for t in (ties, with_own)]
    np.testing.assert_array_equal(*found)


def test_ties_and_labels_that_do_not_fit_are_refused(fixture_presence):
    m = fixture_presence("toyC")
    with pytest.raises(ComputeError, match="shape"):
        complementary_linkages(m, phi(m), np.ones((2, 2)))
    with pytest.raises(ComputeError, match="negative"):
        complementary_linkages(m, phi(m), -np.ones((12, 12)))
    with pytest.raises(ComputeError, match="unknown region"):
        added_density(m, phi(m), "R99")
