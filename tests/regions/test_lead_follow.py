"""Entry, exit, leaders and followers, lagged correlation."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.lead_follow import activity_dynamics, lagged_correlation, lead_follow

PRESENCE = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).random((2, 5, 7)) < 0.5)


@given(PRESENCE)
def test_entry_and_exit_equal_plain_rules(presence):
    before, after = presence
    result = activity_dynamics(before, after)
    for r in range(5):
        for i in range(7):
            entry = np.nan if before[r, i] else float(after[r, i])
            leaving = float(not after[r, i]) if before[r, i] else np.nan
            assert result["entry"][r, i] == pytest.approx(entry, nan_ok=True)
            assert result["exit"][r, i] == pytest.approx(leaving, nan_ok=True)
        either = (before[r] | after[r]).sum()
        kept = (before[r] & after[r]).sum() / either if either else np.nan
        assert result["region_persistence"][r] == pytest.approx(kept, nan_ok=True)
        rates = np.nan if before[r].all() else np.nanmean(result["entry"][r])
        assert result["region_entry_rate"][r] == pytest.approx(rates, nan_ok=True)
    for i in range(7):
        rates = np.nanmean(result["exit"][:, i]) if before[:, i].any() else np.nan
        assert result["activity_exit_rate"][i] == pytest.approx(rates, nan_ok=True)
    counts = result.conventions
    assert counts["n_stayed"] + counts["n_left"] == before.sum()
    assert counts["n_stayed"] + counts["n_entered"] == after.sum()


@given(PRESENCE)
def test_leading_equals_plain_loops(presence):
    before, after = presence
    result = lead_follow(before, after)
    for r in range(5):
        for s in range(5):
            open_to = [i for i in range(7) if before[r, i] and not before[s, i]]
            gained = sum(after[s, i] for i in open_to)
            lacked = [i for i in range(7) if not before[s, i]]
            own = sum(after[s, i] for i in lacked) / len(lacked) if lacked else 0
            assert (result["exposed"][r, s], result["gained"][r, s]) == (len(open_to), gained)
            rate = gained / len(open_to) if open_to else np.nan
            assert result["rate"][r, s] == pytest.approx(rate, nan_ok=True)
            assert result["lift"][r, s] == pytest.approx(rate / own if own else np.nan, nan_ok=True)
    np.testing.assert_array_equal(result["net"], -result["net"].T)
    assert (np.diag(result["gained"]) == 0).all()


def test_the_region_that_had_everything_leads():
    result = lead_follow([[1, 1, 1], [0, 0, 1], [0, 0, 0]], [[1, 1, 1], [1, 0, 1], [0, 0, 1]])
    assert result["net"][0].tolist() == [0, 1, 1]
    assert result["net"][1].tolist() == [-1, 0, 1]


@given(st.integers(0, 10**6), st.booleans())
def test_lagged_correlation_equals_that_of_numpy(seed, differences):
    series = np.random.default_rng(seed).normal(size=(10, 3))
    result = lagged_correlation(series, max_lag=2, differences=differences)
    used = np.diff(series, axis=0) if differences else series
    for lag in range(3):
        for r in range(3):
            for s in range(3):
                expected = np.corrcoef(used[: len(used) - lag, r], used[lag:, s])[0, 1]
                assert result["correlation"][lag, r, s] == pytest.approx(expected, abs=1e-12)
    best = result["correlation"][1:].max(axis=0)
    np.testing.assert_allclose(result["lead"], best - best.T)


@given(st.integers(0, 10**6))
def test_activities_are_pooled_about_their_own_means(seed):
    series = np.random.default_rng(seed).normal(size=(8, 2, 3))
    found = lagged_correlation(series, max_lag=1, differences=False)["correlation"][1, 0, 1]
    early, late = series[:-1, 0], series[1:, 1]
    early, late = (early - early.mean(axis=0)).ravel(), (late - late.mean(axis=0)).ravel()
    assert found == pytest.approx(early @ late / np.sqrt(early @ early * (late @ late)))
    shifted = lagged_correlation(series + np.array([100.0, -5.0, 0.0]), max_lag=1, differences=False)
    assert shifted["correlation"][1, 0, 1] == pytest.approx(found, abs=1e-9)


def test_an_echo_is_found_and_a_common_trend_is_not_taken_for_one():
    rng = np.random.default_rng(1)
    leader = rng.normal(size=40)
    echo = np.r_[rng.normal(), leader[:-1]]
    trend = np.arange(40.0)[:, None] * 5
    series = np.column_stack([leader, echo]) + trend
    found = lagged_correlation(series, max_lag=2)
    assert found["lead"][0, 1] > 0.5
    assert found["lead"][1, 0] == -found["lead"][0, 1]
    raw = lagged_correlation(np.column_stack([rng.normal(size=40), rng.normal(size=40)]) + trend, differences=False)
    assert raw["correlation"][:, 0, 1].min() > 0.95, "levels with a trend all seem to lead"


def test_a_series_that_does_not_vary_has_no_correlation():
    series = np.column_stack([np.full(6, 0.1), np.arange(6.0)])
    found = lagged_correlation(series, max_lag=1, differences=False)
    assert np.isnan(found["correlation"][:, 0, :]).all()
    assert np.isnan(found["lead"][0, 1])
    assert [caution.code for caution in lagged_correlation(series, max_lag=2).cautions] == ["few-periods"]


def test_what_is_wrong_is_said():
    with pytest.raises(ComputeError, match="presence must be a matrix of 0 and 1"):
        lead_follow([[0.5, 1]], [[1, 1]])
    with pytest.raises(ComputeError, match="the shapes"):
        activity_dynamics([[0, 1]], [[1, 1, 0]])
    with pytest.raises(ComputeError, match="4 periods leave 1 pairs at lag 2"):
        lagged_correlation(np.eye(4), max_lag=2)
    with pytest.raises(ConfigError, match="must not be negative"):
        lagged_correlation(np.eye(4), max_lag=-1)
    with pytest.raises(ComputeError, match="must be finite"):
        lagged_correlation([[1.0, np.nan]] * 9)


def test_chance_is_the_share_of_random_gains_that_fall_as_often_on_what_the_leader_had():
    rng = np.random.default_rng(6)
    before, after = rng.random((2, 5, 9)) < 0.45
    found = lead_follow(before, after)
    for leader, follower in itertools.permutations(range(5), 2):
        lacked = [i for i in range(9) if not before[follower, i]]
        n = sum(after[follower, i] for i in lacked)
        draws = [sum(before[leader, i] for i in chosen) for chosen in itertools.combinations(lacked, int(n))]
        gained = found["gained"][leader, follower]
        assert found["chance"][leader, follower] == pytest.approx(sum(d >= gained for d in draws) / len(draws))


def test_what_is_not_known_is_neither_gained_nor_lacked():
    before, after = np.array([[1, 1, 0], [0, 0, 0]]), np.array([[1, 1, 0], [1, 1, 0]])
    missing = np.array([[0, 0, 0], [1, 0, 0]])
    found = lead_follow(before, after, missing=missing)
    assert (found["gained"][0, 1], found["exposed"][0, 1]) == (1, 1)
    dynamics = activity_dynamics(before, after, missing=missing)
    assert np.isnan(dynamics["entry"][1, 0])
    assert dynamics["region_entry_rate"][1] == 0.5
    with pytest.raises(ComputeError, match="`missing` has the shape"):
        lead_follow(before, after, missing=missing[:1])
