"""The likelihood adjusted for margins: its determinant, what it corrects, and its rules."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.dispersion import _log_determinant, _Loss, adjusted_prior
from smartspec.regions.mixtures import given_prior, log_likelihood
from smartspec.regions.prior_fitting import fit_prior
from smartspec.regions.shrinkage import shrunk_rca


def margins(x):
    return x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()


def drawn(seed, *, shape=(30, 40), mean=0.7, nu=1.5):
    """Counts and true RCA where the model holds."""
    rng = np.random.default_rng(seed)
    sizes = np.outer(np.exp(rng.normal(0, 0.5, shape[0])), np.exp(rng.normal(0, 0.5, shape[1])))
    intensity = sizes * mean * rng.gamma(nu, 1 / nu, shape)
    x = rng.poisson(intensity).astype(float)
    kept = np.ix_(x.any(axis=1), x.any(axis=0))
    return x[kept], (intensity / margins(intensity))[kept]


def test_the_determinant_is_that_of_the_design_with_its_dummies():
    rng = np.random.default_rng(0)
    weights = rng.uniform(0.1, 2.0, (6, 4))
    weights[1, 2] = 0
    row, column = np.indices(weights.shape).reshape(2, -1)
    design = np.hstack([row[:, None] == np.arange(6), column[:, None] == np.arange(1, 4)]).astype(float)
    expected = np.linalg.slogdet(design.T @ (weights.ravel()[:, None] * design))[1]
    assert _log_determinant(weights) == pytest.approx(expected, rel=1e-12)


def test_the_adjusted_likelihood_is_the_plain_one_less_half_the_determinant():
    x, _ = drawn(1)
    e, known = margins(x), np.ones(x.shape, dtype=bool)
    loss = _Loss(x, e, known)
    heights = []
    for nu in (0.8, 1.7):
        mean = loss.mean_at(nu)
        weights = mean * e / (1 + mean * e / nu)
        prior = given_prior(nu, nu / mean)
        heights.append(log_likelihood(prior, x.ravel(), e.ravel()) - _log_determinant(weights) / 2)
        for other in (mean * 1.01, mean / 1.01):
            lower = log_likelihood(given_prior(nu, nu / other), x.ravel(), e.ravel())
            assert lower < log_likelihood(prior, x.ravel(), e.ravel())
    assert loss(np.log(0.8)) - loss(np.log(1.7)) == pytest.approx(heights[1] - heights[0], rel=1e-9)


def test_the_spread_is_found_without_bias_where_the_plain_likelihood_finds_too_little():
    plain, adjusted = [], []
    for seed in range(20):
        x, _ = drawn(seed)
        e = margins(x)
        plain.append(fit_prior(x.ravel(), e.ravel()).shapes[0])
        adjusted.append(adjusted_prior(x, e, np.ones(x.shape, dtype=bool)).shapes[0])
    assert np.mean(plain) > 1.75
    assert np.mean(adjusted) == pytest.approx(1.5, abs=0.12)


def test_intervals_of_90_percent_hold_88_to_92_percent_of_the_true_values():
    inside = []
    for seed in range(20):
        x, true = drawn(seed)
        found = shrunk_rca(as_counts(x), level=0.9)
        inside.append(((found["low"] <= true) & (true <= found["high"])).mean())
    assert 0.88 <= np.mean(inside) <= 0.92


def test_turning_the_table_changes_nothing():
    x, _ = drawn(3)
    known = np.ones(x.shape, dtype=bool)
    known[2, 5] = known[4, 4] = False
    held = np.where(known, x, 0)
    one, other = adjusted_prior(held, margins(held), known), adjusted_prior(held.T, margins(held).T, known.T)
    assert one.shapes[0] == pytest.approx(other.shapes[0], rel=1e-7)
    assert one.method == "adjusted"


def test_with_much_counted_in_a_large_table_it_is_the_plain_likelihood():
    x, _ = drawn(5, shape=(60, 80), mean=60.0)
    e = margins(x)
    adjusted = adjusted_prior(x, e, np.ones(x.shape, dtype=bool)).shapes[0]
    assert adjusted == pytest.approx(fit_prior(x.ravel(), e.ravel()).shapes[0], rel=0.05)


def test_counts_that_vary_by_chance_only_have_no_spread():
    x = np.full((5, 6), 10.0)
    with pytest.raises(ComputeError, match="chance"):
        adjusted_prior(x, margins(x), np.ones(x.shape, dtype=bool))
