"""Shrunk RCA against DCluster, SpatialEpi and openEBGM, and against plain integration."""

import json
from math import gamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.mixtures import GammaPrior, given_prior, log_likelihood, posterior
from smartspec.regions.prior_fitting import fit_prior
from smartspec.regions.shrinkage import shrunk_rca

GIVEN = {"rtol": 1e-8, "atol": 1e-8}


@pytest.fixture(scope="module")
def peers(shared_data, fixture_records):
    """Columns of the fixture as arrays (12, 9), and the parameters they were computed with."""
    records = fixture_records("toyC", "eb_rca")
    names = [name for name in records[0] if name not in ("region", "activity")]
    columns = {name: np.array([float(record[name]) for record in records]).reshape(12, 9) for name in names}
    text = (shared_data / "fixtures/regions/toyC_12x9__eb_rca_hyper.json").read_text(encoding="utf-8")
    return columns, json.loads(text)


@pytest.fixture(scope="module")
def toy(fixture_table):
    table = fixture_table("toyC")
    return as_counts(table.values, regions=table.rows, activities=table.columns)


def test_raw_and_expected_are_those_of_the_fixture(toy, peers):
    found = shrunk_rca(toy)
    np.testing.assert_allclose(found["expected"], peers[0]["E"], rtol=1e-12)
    np.testing.assert_allclose(found["rca"], peers[0]["RCA"], rtol=1e-12)


def test_means_are_those_of_dcluster_given_its_parameters(toy, peers):
    prior = given_prior(peers[1]["DCluster"]["nu"], peers[1]["DCluster"]["alpha"])
    np.testing.assert_allclose(shrunk_rca(toy, prior=prior)["mean"], peers[0]["dcluster"], **GIVEN)


def test_means_and_medians_are_those_of_spatialepi_given_its_parameters(toy, peers):
    theta, mu = peers[1]["SpatialEpi"]["theta"], peers[1]["SpatialEpi"]["mu"]
    prior = given_prior(theta, theta / mu)
    np.testing.assert_allclose(shrunk_rca(toy, prior=prior)["mean"], peers[0]["spatialepi_mean"], **GIVEN)
    found = posterior(prior, toy.values.ravel(), peers[0]["E"].ravel()).quantile(0.5)
    np.testing.assert_allclose(found, peers[0]["spatialepi_median"].ravel(), **GIVEN)


def two_gammas_of(peers):
    p = peers[1]["openEBGM"]
    shapes, rates = np.array([p["alpha1"], p["alpha2"]]), np.array([p["beta1"], p["beta2"]])
    return GammaPrior(np.array([p["P"], 1 - p["P"]]), shapes, rates)


def test_geometric_means_and_quantiles_are_those_of_openebgm_given_its_parameters(toy, peers):
    found = shrunk_rca(toy, prior=two_gammas_of(peers), level=0.9)
    np.testing.assert_allclose(found["geometric_mean"], peers[0]["openebgm_EBGM"], **GIVEN)
    np.testing.assert_allclose(found["low"], peers[0]["openebgm_Q05"], **GIVEN)
    np.testing.assert_allclose(found["high"], peers[0]["openebgm_Q95"], **GIVEN)


def test_24_of_43_specialisations_stay_above_one_at_their_5_percent_quantile(toy, peers):
    low = shrunk_rca(toy, prior=two_gammas_of(peers))["low"]
    above = peers[0]["RCA"] >= 1
    assert above.sum() == 43
    assert (low[above] >= 1).sum() == 24


def test_parameters_are_found_where_the_peers_found_them(toy, peers):
    moments = shrunk_rca(toy, method="moments").conventions
    assert moments["nu"][0] == pytest.approx(peers[1]["DCluster"]["nu"], rel=1e-10)
    assert moments["alpha"][0] == pytest.approx(peers[1]["DCluster"]["alpha"], rel=1e-10)
    likelihood = shrunk_rca(toy, method="likelihood").conventions
    theta, mu = peers[1]["SpatialEpi"]["theta"], peers[1]["SpatialEpi"]["mu"]
    assert likelihood["nu"][0] == pytest.approx(theta, rel=1e-7)
    assert likelihood["alpha"][0] == pytest.approx(theta / mu, rel=1e-7)
    # the peer stops a little below the top
    x, e = toy.values.ravel(), peers[0]["E"].ravel()
    found = fit_prior(x, e, method="two-gammas")
    assert log_likelihood(found, x, e) >= log_likelihood(two_gammas_of(peers), x, e)
    np.testing.assert_allclose(np.sort(found.shapes), np.sort(two_gammas_of(peers).shapes), rtol=3e-4)


def test_moments_and_likelihood_differ_by_up_to_a_third(toy):
    difference = np.abs(shrunk_rca(toy, method="moments")["mean"] - shrunk_rca(toy, method="likelihood")["mean"])
    assert difference.max() == pytest.approx(0.34, abs=0.005)


def test_the_posterior_is_that_of_plain_integration():
    prior = GammaPrior(np.array([0.3, 0.7]), np.array([0.4, 5.0]), np.array([0.5, 4.0]))
    x, e = np.array([0.0, 3.0, 40.0]), np.array([0.7, 1.2, 11.0])
    found = posterior(prior, x, e)
    # the grid is in ln λ, where the density of the first component has no pole
    log_grid = np.linspace(-90, 5, 800_001)
    grid = np.exp(log_grid)
    for k in range(3):
        density = np.zeros_like(grid)
        for w, nu, alpha in zip(prior.weights, prior.shapes, prior.rates, strict=True):
            scale = alpha**nu / gamma(nu)
            density += w * scale * np.exp(nu * log_grid - alpha * grid)
        weight = density * np.exp(x[k] * np.log(e[k] * grid) - e[k] * grid)
        weight /= weight.sum()
        below = np.cumsum(weight)
        assert found.mean()[k] == pytest.approx(float(weight @ grid), rel=1e-6)
        assert found.geometric_mean()[k] == pytest.approx(float(np.exp(weight @ log_grid)), rel=1e-6)
        assert found.above(1.0)[k] == pytest.approx(float(weight[grid > 1].sum()), rel=1e-3, abs=1e-6)
        for probability in (0.05, 0.5, 0.95):
            quantile = found.quantile(probability)[k]
            assert below[np.searchsorted(grid, quantile)] == pytest.approx(probability, abs=1e-3)


def test_a_component_that_a_count_rules_out_has_no_part_in_it():
    prior = GammaPrior(np.array([0.5, 0.5]), np.array([500.0, 2.0]), np.array([5_000.0, 1.0]))
    found = posterior(prior, np.array([4_000.0]), np.array([1_000.0]))
    assert found.weights[0, 0] == 0
    alone = posterior(given_prior(2.0, 1.0), np.array([4_000.0]), np.array([1_000.0]))
    for probability in (0.05, 0.5, 0.95):
        assert found.quantile(probability)[0] == pytest.approx(alone.quantile(probability)[0], rel=1e-10)


@given(st.integers(0, 300), st.floats(0.01, 300.0), st.floats(0.05, 50.0), st.floats(0.05, 50.0))
def test_the_mean_lies_between_the_raw_value_and_the_prior(x, e, nu, alpha):
    mean = posterior(given_prior(nu, alpha), np.array([float(x)]), np.array([e])).mean()[0]
    low, high = sorted((x / e, nu / alpha))
    assert low * (1 - 1e-12) <= mean <= high * (1 + 1e-12)
    weight = e / (e + alpha)
    assert mean == pytest.approx(weight * x / e + (1 - weight) * nu / alpha, rel=1e-10)


def test_the_likelihood_is_at_its_top_and_the_moments_are_matched():
    rng = np.random.default_rng(4)
    e = rng.gamma(0.8, 5.0, 500)
    x = rng.poisson(e * rng.gamma(1.5, 1 / 1.4, 500)).astype(float)
    prior = fit_prior(x, e)
    top = log_likelihood(prior, x, e)
    for a, b in ((1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98), (1.02, 1.02), (0.98, 0.98)):
        assert log_likelihood(given_prior(prior.shapes[0] * a, prior.rates[0] * b), x, e) < top
    two = fit_prior(x, e, method="two-gammas")
    assert log_likelihood(two, x, e) >= top - 1e-6
    moments = fit_prior(x, e, method="moments")
    shrunk = posterior(moments, x, e).mean()
    assert shrunk.mean() == pytest.approx(moments.mean, rel=1e-10)
    spread = ((1 + moments.rates[0] / e) * (shrunk - moments.mean) ** 2).sum() / 499
    assert spread == pytest.approx(moments.shapes[0] / moments.rates[0] ** 2, rel=1e-9)


def test_likelihood_is_the_negative_binomial_of_scipy():
    from scipy.stats import nbinom

    x, e = np.array([0.0, 2.0, 9.0]), np.array([0.4, 3.0, 5.0])
    expected = nbinom.logpmf(x, 1.3, 0.8 / (0.8 + e)).sum()
    assert log_likelihood(given_prior(1.3, 0.8), x, e) == pytest.approx(expected, rel=1e-12)


def test_a_missing_cell_has_no_value_and_does_not_enter_the_fit():
    x = np.array([[8.0, 0, 2], [30, 60, 9], [1, 40, 50]])
    missing = np.zeros((3, 3), dtype=bool)
    missing[0, 2] = True
    found = shrunk_rca(as_counts(x, missing=missing), method="likelihood")
    for name in ("rca", "expected", "mean", "low", "high", "above_one"):
        assert np.isnan(found[name][0, 2])
        assert np.isfinite(found[name][~missing]).all()
    margins = np.where(missing, 0, x)
    e = (margins.sum(axis=1, keepdims=True) * margins.sum(axis=0) / margins.sum())[~missing]
    assert found.conventions["nu"][0] == fit_prior(x[~missing], e).shapes[0]


def test_an_empty_region_changes_nothing_but_the_report(toy):
    more = as_counts(np.vstack([toy.values, np.zeros(9)]), regions=[*toy.regions, "R99"], activities=toy.activities)
    one, other = shrunk_rca(toy), shrunk_rca(more)
    assert all(one[name].tobytes() == other[name].tobytes() for name in one.values)
    assert other.conventions["dropped_regions"] == ["R99"]


def test_a_cell_that_is_most_of_its_margin_is_a_caution(toy):
    found = shrunk_rca(as_counts([[90, 1, 2], [3, 40, 50], [2, 60, 30]]))
    assert [caution.code for caution in found.cautions] == ["cell-makes-its-margin"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: shrunk_rca(as_counts([[1.5, 2], [3, 4]])), "whole numbers"),
        (lambda: shrunk_rca(as_counts([[1, 2], [3, 4]]), level=90), "level"),
        (lambda: shrunk_rca(as_counts([[1, 2], [3, 4]]), method="bayes"), "unknown method"),
        (lambda: shrunk_rca(as_counts([[10, 10], [10, 10]])), "chance"),
        (lambda: shrunk_rca(as_counts([[10, 10], [10, 10]]), method="moments"), "chance"),
        (lambda: shrunk_rca(as_counts([[50, 51], [49, 50]]), method="moments"), "chance"),
        (lambda: given_prior(0.0, 1.0), "positive"),
        (lambda: fit_prior(np.ones(2), np.ones(2)), "2 cells"),
    ],
)
def test_what_cannot_be_answered_is_an_error(call, words):
    with pytest.raises(ComputeError, match=words):
        call()
