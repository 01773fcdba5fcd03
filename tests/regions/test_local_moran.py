"""Local Moran's I: an independent package's counts, exact p of small maps, isolates, corrections."""

import csv
import gzip
from collections import defaultdict
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartspec.regions.local_moran as module
from smartspec.errors import ConfigError
from smartspec.regions.contiguity import contiguity
from smartspec.regions.local_moran import QUADRANTS, adjusted, local_moran
from smartspec.regions.moran import moran
from smartspec.regions.polygons import read_outlines
from smartspec.regions.spatial_weights import as_weights, row_standardised


@pytest.fixture(scope="module")
def europe(shared_data):
    total = defaultdict(float)
    with gzip.open(shared_data / "statistics/europe/nuts_counts_WIND_2.tsv.gz", "rt") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            total[row["nuts2"]] += float(row["counts"])
    outlines = read_outlines(shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson", key="NUTS_ID")
    outlines = [outline for outline in outlines if outline.region in total]
    return np.log([total[outline.region] for outline in outlines]), row_standardised(contiguity(outlines))


@pytest.fixture(scope="module")
def long_run(europe):
    return local_moran(*europe, permutations=49_999, seed=7)


def spread_of(p, permutations, alpha):
    """Mean and standard deviation of the number of regions below alpha in a run of that many permutations."""
    rng = np.random.default_rng(0)
    drawn = (rng.binomial(permutations, p[None, :], (400, len(p))) + 1) / (permutations + 1)
    below = (drawn < alpha).sum(axis=1)
    return below.mean(), below.std()


def test_numbers_below_five_per_cent_agree_with_an_independent_package(europe, long_run):
    # Its own draws gave 63 directed and 35 two-sided of 300. From p of a long run, what should 999 draws give, and do
    # both its number and ours lie within three standard deviations?
    tested = long_run.tested
    assert tested.sum() == 300
    run = local_moran(*europe, permutations=999, seed=12345)
    for alternative, alpha, theirs in (("directed", 0.05, 63), ("two-sided", 0.025, 35)):
        mean, deviation = spread_of(long_run.p_directed[tested], 999, alpha)
        ours = int(run.significant(0.05, alternative=alternative, correction="none").sum())
        assert abs(theirs - mean) < 3 * deviation
        assert abs(ours - mean) < 3 * deviation


@pytest.mark.parametrize(("draws", "directed", "two_sided"), [(999, 7, 0), (9_999, 12, 2)])
def test_numbers_after_correction_include_those_of_an_independent_package(europe, draws, directed, two_sided):
    # Neighbouring ranks share draws, so the corrected number jumps with the seed; the other package's must be among
    # what ten seeds give.
    runs = [local_moran(*europe, permutations=draws, seed=seed) for seed in range(10)]
    kept = {
        alternative: [int(run.significant(0.05, alternative=alternative).sum()) for run in runs]
        for alternative in ("directed", "two-sided")
    }
    assert min(kept["directed"]) <= directed <= max(kept["directed"]) < 25
    assert min(kept["two-sided"]) <= two_sided <= max(kept["two-sided"]) < 20


def test_isolates_have_no_p_and_stay_out_of_every_correction(europe):
    # Two packages give isolates the smallest p there is, and one counts them in the correction.
    values, weights = europe
    for isolates in ("leave-out", "keep"):
        found = local_moran(values, weights, isolates=isolates, seed=3)
        alone = weights.islands
        assert alone.sum() == 14
        assert np.isnan(found.p_directed[alone]).all()
        assert np.isnan(found.p_two_sided[alone]).all()
        assert np.isnan(found.local[alone]).all()
        assert (found.quadrant[alone] == 0).all()
        assert not found.significant(1.0)[alone].any()
        assert (found.tested == ~alone).all()
        assert (found.conventions["n"], found.conventions["n_tested"]) == (314 if isolates == "keep" else 300, 300)
        assert np.nanmax(found.p_two_sided) <= 1
        np.testing.assert_array_equal(adjusted(found.p_directed)[~alone], adjusted(found.p_directed[~alone]))


def test_local_values_and_quadrants_are_those_of_an_independent_package(europe):
    values, weights = europe
    found = local_moran(values, weights)
    here = found.tested
    # The other package divides by n - 1 where we divide by n.
    theirs = np.array([0.26478578, 0.05817129, -0.07654501, 0.07117099])
    np.testing.assert_allclose(found.local[here][:4] * 299 / 300, theirs, atol=5e-9)
    assert np.bincount(found.quadrant[here], minlength=5).tolist() == [0, 96, 55, 83, 66]


@given(st.integers(0, 10**6), st.integers(5, 12))
def test_local_values_add_up_to_the_whole(seed, n):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 3, (n, n)) + np.eye(n, k=1) + np.eye(n, k=-1)
    x, weights = rng.normal(size=n), as_weights(matrix, [str(k) for k in range(n)])
    found = local_moran(x, weights, permutations=99)
    whole = moran(x, weights, permutations=0).statistic
    assert found.local.sum() == pytest.approx(weights.matrix.sum() * whole, abs=1e-9)
    sides = {"high-high": (1, 1), "low-high": (-1, 1), "low-low": (-1, -1), "high-low": (1, -1)}
    for k, quadrant in enumerate(found.quadrant):
        assert sides[QUADRANTS[quadrant]] == (np.sign(found.z[k]), np.sign(found.lag[k]))


@pytest.mark.parametrize("values", [[3.0, 1.0, 4.0, 1.5, 9.0, 2.6], [0.0, 0.0, 0.0, 1.0, 1.0, 5.0]])
def test_p_is_that_of_all_arrangements_of_the_others(values):
    x = np.array(values)
    matrix = np.eye(6, k=1) + np.eye(6, k=-1) + 2 * np.eye(6, k=2)
    weights = row_standardised(as_weights(matrix, list("ABCDEF")))
    found, w = local_moran(x, weights, permutations=19_999, seed=1), weights.matrix.toarray()
    z = (x - x.mean()) / x.std()
    for r in range(6):
        others = [s for s in range(6) if s != r]
        lags = np.array([w[r, others] @ z[list(order)] for order in permutations(others)])
        above = (z[r] * lags >= found.local[r] - 1e-9).mean()
        below = (z[r] * lags <= found.local[r] + 1e-9).mean()
        exact = min(above, below)
        assert found.p_directed[r] == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 19_999) + 1e-4)
        assert found.p_two_sided[r] == min(1.0, 2 * found.p_directed[r])


def test_the_size_of_blocks_changes_nothing(europe, monkeypatch):
    whole = local_moran(*europe, permutations=499, seed=4)
    monkeypatch.setattr(module, "_BLOCK", 5_000)
    parts = local_moran(*europe, permutations=499, seed=4)
    np.testing.assert_array_equal(whole.p_directed, parts.p_directed)


def test_under_chance_five_per_cent_are_below_five_per_cent():
    side = 14
    cells = np.arange(side * side).reshape(side, side)
    matrix = np.zeros((side * side, side * side))
    for a, b in ((cells[1:], cells[:-1]), (cells[:, 1:], cells[:, :-1])):
        matrix[a.ravel(), b.ravel()] = matrix[b.ravel(), a.ravel()] = 1
    weights = row_standardised(as_weights(matrix, [str(k) for k in range(side * side)]))
    share = [
        local_moran(np.random.default_rng(k).normal(size=side * side), weights, permutations=499, seed=k)
        .significant(0.05, correction="none")
        .mean()
        for k in range(12)
    ]
    assert 0.035 < np.mean(share) < 0.06


def test_ties_count_on_both_sides():
    # All neighbours alike whatever the draw: nothing is significant.
    x = np.array([0.0, 0, 0, 0, 0, 0, 0, 1.0])
    ring = as_weights(np.roll(np.eye(8), 1, axis=1) + np.roll(np.eye(8), -1, axis=1), list("ABCDEFGH"))
    found = local_moran(x, ring)
    assert found.p_two_sided[7] == 1.0


def test_too_few_permutations_for_a_correction_are_said(europe):
    found = local_moran(*europe, permutations=999)
    assert found.cautions[-1].code == "few-permutations"
    assert "11999" in found.cautions[-1].en
    enough = local_moran(*europe, permutations=11_999)
    assert [caution.code for caution in enough.cautions] == ["isolates-leave-out"]
    with pytest.raises(ConfigError, match="10 permutations are too few"):
        local_moran(*europe, permutations=10)


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=30), st.floats(0.001, 0.3))
def test_adjusted_p_reject_what_the_procedures_reject(p, alpha):
    ordered = np.sort(p)
    n = len(p)
    steps = [k for k in range(1, n + 1) if ordered[k - 1] <= k * alpha / n]
    passed = max(steps, default=0)
    close = np.abs(ordered * n / np.arange(1, n + 1) - alpha).min() < 1e-12
    found = adjusted(p)
    assert close or (found <= alpha).sum() == (np.array(p) <= (ordered[passed - 1] if passed else -1)).sum()
    np.testing.assert_allclose(adjusted(p, correction="bonferroni"), np.minimum(1, n * np.array(p)))
    with_gaps = adjusted([*p, np.nan, np.nan])
    np.testing.assert_array_equal(with_gaps[:n], found)
    assert np.isnan(with_gaps[n:]).all()


def test_a_failure_between_two_successes_does_not_stop_the_search():
    # One peer stops at the first failure.
    p = [0.001, 0.04, 0.041, 0.042]
    assert (adjusted(p) <= 0.05).tolist() == [True] * 4


def test_unknown_words_are_refused(long_run):
    with pytest.raises(ConfigError, match="unknown alternative `one-sided`"):
        long_run.significant(alternative="one-sided")
    with pytest.raises(ConfigError, match="unknown correction `fdr`"):
        adjusted([0.1], correction="fdr")
