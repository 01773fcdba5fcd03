"""The shrunk RCA of large tables: nodes for the lines of a table, and cells a part at a time, against the plain way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammainc
from scipy.stats import gamma

from smartspec.regions import shrinkage_cells
from smartspec.regions.counts import as_counts
from smartspec.regions.dispersion import _log_determinant, _Loss, adjusted_prior
from smartspec.regions.mixtures import GammaPrior, given_prior, posterior
from smartspec.regions.shrinkage import shrunk_rca
from smartspec.regions.shrinkage_cells import distinct_counts, shrunk_cells
from smartspec.regions.shrinkage_loss import NodeLoss
from smartspec.regions.shrinkage_nodes import margins_of, nodes_for


def drawn(shape, *, mean=0.7, spread=0.6, missing=0, seed=1):
    """Counts, expected counts and known cells of a table without empty lines."""
    rng = np.random.default_rng(seed)
    sizes = np.outer(*(np.exp(rng.normal(0, spread, n)) for n in shape))
    x = rng.poisson(sizes * mean * rng.gamma(1.5, 1 / 1.5, shape)).astype(float)
    known = np.ones(shape, dtype=bool)
    known[rng.integers(0, shape[0], missing), rng.integers(0, shape[1], missing)] = False
    x[~known] = 0
    kept = np.ix_(x.any(axis=1), x.any(axis=0))
    x, known = x[kept], known[kept]
    return x, x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum(), known


@given(st.floats(0.1, 7.0), st.floats(-12, 12), st.integers(0, 2**32 - 1))
def test_functions_of_the_margins_are_those_at_the_nodes_to_the_last_digits(half, middle, seed):
    margins = np.exp(middle + np.random.default_rng(seed).uniform(-half, half, 400))
    nodes = nodes_for(margins)
    assert len(nodes.margins) < 150
    for function in (lambda m: np.sqrt(m) / (1 + m), np.log1p, lambda m: np.log1p(1 / m)):
        exact = function(margins)
        np.testing.assert_allclose(nodes.basis @ function(nodes.margins), exact, rtol=0, atol=2e-14 * exact.max())


def test_a_line_at_a_node_is_that_node_and_few_lines_are_their_own_nodes():
    few = np.array([2.0, 3.0, 50.0])
    assert nodes_for(few).margins.tolist() == few.tolist()
    nodes = nodes_for(np.geomspace(1, 100, 200))
    again = nodes_for(np.concatenate([np.geomspace(1, 100, 200), nodes.margins[1:4]]))
    assert again.basis[200:, 1:4].tolist() == np.eye(3).tolist()
    assert np.isfinite(nodes_for(np.full(50, 7.0)).basis).all()


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((300, 90), {}),
        ((90, 300), {"mean": 0.1, "spread": 1.5}),
        ((150, 140), {"mean": 30.0}),
        ((300, 90), {"missing": 12}),
        ((90, 300), {"missing": 400}),
    ],
)
def test_the_loss_at_the_nodes_is_that_of_all_cells(shape, options):
    x, e, known = drawn(shape, **options)
    plain, fast = _Loss(x, e, known), NodeLoss(x, margins_of(e), known)
    for log_shape in (-6.0, -2.0, 0.0, 0.4, 3.0, 9.0, 14.0):
        nu = np.exp(log_shape)
        assert fast.mean_at(nu) == pytest.approx(plain.mean_at(nu), rel=1e-12)
        assert fast(log_shape) == pytest.approx(plain(log_shape), rel=1e-12)
        mean = plain.mean_at(nu)
        weights = np.where(known, mean * e / (1 + mean * e / nu), 0)
        assert fast.determinant(mean, nu) == pytest.approx(_log_determinant(weights), rel=1e-11)


def test_the_prior_of_a_large_table_is_found_where_the_plain_search_finds_it():
    """Both stop within 1e-7 of the top in ln ν, where rounding hides what is higher."""
    x, e, known = drawn((220, 130), missing=9)
    loss = _Loss(x, e, known)
    plain = minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded", options={"xatol": 1e-7})
    found = adjusted_prior(x, e, known)
    assert np.log(found.shapes[0]) == pytest.approx(plain.x, abs=5e-7)
    turned = adjusted_prior(x.T, e.T, known.T)
    assert turned.shapes[0] == pytest.approx(found.shapes[0], rel=5e-7)


def test_expected_counts_that_are_no_product_of_margins_are_taken_as_they_are():
    x, e, known = drawn((220, 130))
    assert margins_of(e) is not None
    e[7, 9] *= 1.01
    assert margins_of(e) is None
    assert np.isfinite(adjusted_prior(x, e, known).shapes[0])


@pytest.mark.parametrize("nu", [0.08, 1.5, 40.0])
def test_cells_are_those_of_the_gamma_distribution_of_scipy(nu):
    x, e, known = drawn((60, 50), mean=2.0, missing=20)
    x[3, 4] = 100_000
    e = x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()
    found = shrunk_cells(x, known, given_prior(nu, nu / 1.1), level=0.9)
    after = gamma(x + nu, scale=1 / (e + nu / 1.1))
    expected = {
        "rca": x / e,
        "expected": e,
        "mean": after.mean(),
        "low": after.ppf(0.05),
        "high": after.ppf(0.95),
        "above_one": after.sf(1.0),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], np.where(known, values, np.nan), rtol=1e-10, atol=1e-300)


@pytest.mark.parametrize(
    "prior", [given_prior(1.4, 1.3), GammaPrior(np.array([0.3, 0.7]), *np.array([[0.2, 4], [0.3, 3]]))]
)
def test_parts_of_a_table_give_what_the_whole_gives(monkeypatch, prior):
    x, e, known = drawn((40, 30), missing=10)
    whole = shrunk_cells(x, known, prior, level=0.8)
    monkeypatch.setattr(shrinkage_cells, "_BLOCK", 70)
    parts = shrunk_cells(x, known, prior, level=0.8)
    after = posterior(prior, x[known], e[known])
    plain = {"mean": after.mean(), "geometric_mean": after.geometric_mean(), "high": after.quantile(0.9)}
    for name in shrinkage_cells.NAMES:
        np.testing.assert_allclose(parts[name], whole[name], rtol=1e-12)
    for name, values in plain.items():
        np.testing.assert_allclose(whole[name][known], values, rtol=1e-12)


def test_quantiles_of_mixtures_are_the_roots_of_their_distribution():
    prior = GammaPrior(np.array([0.4, 0.6]), np.array([0.3, 6.0]), np.array([0.2, 5.0]))
    after = posterior(prior, np.array([0.0, 1.0, 7.0, 90.0]), np.array([0.1, 3.0, 2.0, 40.0]))
    for probability in (0.05, 0.5, 0.95):
        for k, found in enumerate(after.quantile(probability)):
            rates, shapes, weights = after.rates[k], after.shapes[k], after.weights[k]

            def away(log_at, *, of=(weights, shapes, rates), p=probability):
                return of[0] @ gammainc(of[1], of[2] * np.exp(log_at)) - p

            assert found == pytest.approx(np.exp(brentq(away, -60, 8, xtol=1e-13)), rel=1e-10)


def test_counts_beyond_the_number_of_cells_are_told_apart_too():
    counts, place = distinct_counts(np.array([7.0, 10.0**9, 7.0, 0.0]))
    assert counts.tolist() == [0, 7, 10**9]
    assert place.tolist() == [1, 2, 1, 0]
    assert distinct_counts(np.zeros(0))[0].size == 0


def test_a_large_table_is_answered_as_its_parts_are():
    """The same prior given, a row of a large table has the values that the plain formulas give it."""
    x, e, _ = drawn((210, 100), mean=3.0)
    found = shrunk_rca(as_counts(x))
    prior = given_prior(found.conventions["nu"][0], found.conventions["alpha"][0])
    after = posterior(prior, x[11], e[11])
    for name, values in (("mean", after.mean()), ("low", after.quantile(0.05)), ("above_one", after.above(1.0))):
        np.testing.assert_allclose(found[name][11], values, rtol=1e-12)
