"""The gravity model: published coefficients, a second maximiser, dense dummies, and what must not change."""

import csv
import gzip
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.gravity import fit_gravity
from smartspec.regions.stacking import stack_pairs


@pytest.fixture(scope="module")
def pairs(shared_data):
    with gzip.open(shared_data / "fixtures/regions/gravity_pv1_pairs.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return columns | {name: columns[name].astype(float) for name in ("y", "ld", "same")}


@pytest.fixture(scope="module")
def published(shared_data):
    return json.loads((shared_data / "fixtures/regions/gravity_pv1_pyfixest.json").read_text(encoding="utf-8"))


def regressors(pairs):
    return {"ld": pairs["ld"], "same": pairs["same"]}


@pytest.fixture(scope="module")
def with_effects(pairs):
    return fit_gravity(pairs["y"], regressors(pairs), effects={"o": pairs["o"], "d": pairs["d"]})


@pytest.fixture(scope="module")
def stacked_pairs(pairs):
    return stack_pairs(pairs["o"], pairs["d"], pairs["y"], regressors(pairs))


@pytest.fixture(scope="module")
def stacked(stacked_pairs):
    s = stacked_pairs
    return fit_gravity(s.y, s.regressors, effects=s.effects, clusters=s.pair)


def test_coefficients_with_effects_are_the_published_ones(with_effects, published):
    fit = with_effects
    assert fit.converged
    assert (fit.conventions["n"], fit.conventions["n_separated"]) == (46_590, 4_131)
    for name in ("ld", "same"):
        assert fit[name] == pytest.approx(published["FE"][name], rel=1e-8)
        assert fit.error(name) == pytest.approx(published["FE_se_HC1"][name], rel=1e-6)


def test_stacked_coefficients_and_errors_by_pair_are_the_published_ones(stacked):
    assert stacked["ld"] == pytest.approx(-0.53166028, abs=5e-9)
    assert stacked["same"] == pytest.approx(1.59776151, abs=5e-9)
    assert stacked.error("ld") == pytest.approx(0.04044694, rel=2e-6)
    assert stacked.error("same") == pytest.approx(0.05756676, rel=2e-6)
    assert stacked.conventions["n"] == 100_172
    assert stacked.conventions["n_clusters"] == 50_086


def test_errors_without_clusters_are_too_small_by_the_root_of_two(stacked, stacked_pairs):
    s = stacked_pairs
    plain = fit_gravity(s.y, s.regressors, effects=s.effects)
    np.testing.assert_allclose(stacked.errors / plain.errors, np.sqrt(2), rtol=1e-4)
    np.testing.assert_allclose(stacked.coefficients, plain.coefficients, rtol=1e-12)


def test_stacking_ignores_which_end_is_called_origin(pairs, stacked):
    swap = np.random.default_rng(3).random(len(pairs["y"])) < 0.5
    o, d = np.where(swap, pairs["d"], pairs["o"]), np.where(swap, pairs["o"], pairs["d"])
    s = stack_pairs(o, d, pairs["y"], regressors(pairs))
    again = fit_gravity(s.y, s.regressors, effects=s.effects, clusters=s.pair)
    np.testing.assert_allclose(again.coefficients, stacked.coefficients, rtol=1e-9)
    np.testing.assert_allclose(again.errors, stacked.errors, rtol=1e-8)
    plain = fit_gravity(pairs["y"], regressors(pairs), effects={"o": o, "d": d})
    assert abs(plain["ld"] + 0.59738639) > 0.02, "without stacking the order decides"


def test_margins_of_the_fit_are_those_observed(with_effects, pairs):
    fit = with_effects
    for end in "od":
        for code in sorted(set(pairs[end]))[::40]:
            assert fit.expected[pairs[end] == code].sum() == pytest.approx(
                fit.observed[pairs[end] == code].sum(), abs=1e-5
            )


def test_without_effects_a_general_maximiser_finds_the_same(pairs):
    from scipy.optimize import minimize

    fit = fit_gravity(pairs["y"], regressors(pairs))
    x = np.column_stack([np.ones(len(pairs["y"])), pairs["ld"] - pairs["ld"].mean(), pairs["same"]])

    def loss(beta):
        expected = np.exp(x @ beta)
        return (expected.sum() - pairs["y"] @ (x @ beta)) / 1e4, x.T @ (expected - pairs["y"]) / 1e4

    found = minimize(loss, np.zeros(3), jac=True, method="BFGS", options={"gtol": 1e-10}).x
    assert fit.names == ("constant", "ld", "same")
    np.testing.assert_allclose(fit.coefficients[1:], found[1:], rtol=1e-6)
    assert fit["constant"] == pytest.approx(found[0] - found[1] * pairs["ld"].mean(), rel=1e-6)


def test_residuals_say_who_works_together_more_than_expected(with_effects):
    fit = with_effects
    kept = fit.separation.kept
    y, mu = fit.observed[kept], fit.expected[kept]
    np.testing.assert_allclose(fit.pearson[kept], (y - mu) / np.sqrt(mu), rtol=1e-12)
    assert (np.sign(fit.pearson) == np.sign(fit.deviance_residuals)).all()
    assert np.sum(fit.deviance_residuals**2) == pytest.approx(fit.deviance, rel=1e-9)
    assert (fit.expected[~kept] == 0).all()
    assert (fit.pearson[~kept] == 0).all()
    zeros = kept & (fit.observed == 0)
    np.testing.assert_allclose(fit.deviance_residuals[zeros], -np.sqrt(2 * fit.expected[zeros]), rtol=1e-9)
    assert fit.dispersion == pytest.approx(np.sum(fit.pearson**2) / (46_590 - fit.conventions["n_parameters"]))


def dense_fit(y, x, origin, destination):
    """Newton's method on dense dummies, one destination left out."""
    columns = [x, origin[:, None] == np.unique(origin), destination[:, None] == np.unique(destination)[1:]]
    design = np.column_stack(columns).astype(float)
    beta = np.zeros(design.shape[1])
    beta[x.shape[1] : x.shape[1] + len(np.unique(origin))] = np.log(y.mean())
    for _ in range(60):
        mu = np.exp(design @ beta)
        beta = beta + np.linalg.solve(design.T @ (mu[:, None] * design), design.T @ (y - mu))
    scores = design * (y - np.exp(design @ beta))[:, None]
    bread = np.linalg.inv(design.T @ (np.exp(design @ beta)[:, None] * design))
    return beta[: x.shape[1]], design, scores, bread


@given(st.integers(0, 10**6), st.integers(4, 7))
@settings(max_examples=15)
def test_effects_errors_and_clusters_equal_dense_dummies(seed, n):
    rng = np.random.default_rng(seed)
    a, b = (ends.ravel() for ends in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    x = rng.normal(size=(n * n, 2))
    y = rng.poisson(np.exp(0.3 * x[:, 0] + 1.0)) + 1.0
    pair = np.minimum(a, b) * n + np.maximum(a, b)
    beta, design, scores, bread = dense_fit(y, x, a, b)
    columns = {"u": x[:, 0], "v": x[:, 1]}
    fit = fit_gravity(y, columns, effects={"o": a, "d": b})
    np.testing.assert_allclose(fit.coefficients, beta, rtol=1e-6, atol=1e-8)
    free = len(y) - design.shape[1]
    hc1 = bread @ (scores.T @ scores) @ bread * len(y) / free
    np.testing.assert_allclose(fit.covariance, hc1[:2, :2], rtol=1e-5, atol=1e-9)
    clustered = fit_gravity(y, columns, effects={"o": a, "d": b}, clusters=pair)
    sums = np.stack([scores[pair == k].sum(axis=0) for k in np.unique(pair)])
    groups = len(sums)
    meat = bread @ (sums.T @ sums) @ bread * groups / (groups - 1) * (len(y) - 1) / free
    np.testing.assert_allclose(clustered.covariance, meat[:2, :2], rtol=1e-5, atol=1e-9)


@given(st.integers(0, 10**6))
@settings(max_examples=15)
def test_units_of_ties_and_distances_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    d = rng.uniform(10, 1000, 60)
    y = rng.poisson(50 / np.sqrt(d)) + (np.arange(60) == 0)
    one = fit_gravity(y, {"ld": np.log(d)})
    other = fit_gravity(7.0 * y, {"ld": np.log(d * 1000)})
    assert one["ld"] == pytest.approx(other["ld"], rel=1e-6, abs=1e-8)
    assert one.error("ld") == pytest.approx(other.error("ld"), rel=1e-5)
    np.testing.assert_allclose(other.expected, 7 * one.expected, rtol=1e-6)


def test_separated_zeros_change_no_coefficient():
    rng = np.random.default_rng(5)
    o, d = (ends.ravel() for ends in np.meshgrid(list("ABCD"), list("WXYZ")))
    x, y = rng.normal(size=16), rng.poisson(4.0, 16) + 1.0
    plain = fit_gravity(y, {"x": x}, effects={"o": o, "d": d})
    more = fit_gravity(
        np.r_[y, [0.0] * 4], {"x": np.r_[x, rng.normal(size=4)]}, effects={"o": [*o, *"QQQQ"], "d": [*d, *"WXYZ"]}
    )
    np.testing.assert_allclose(more.coefficients, plain.coefficients, rtol=1e-10)
    np.testing.assert_allclose(more.errors, plain.errors, rtol=1e-10)
    assert more.cautions[0].code == "zero-levels"
    assert more.expected[-4:].tolist() == [0, 0, 0, 0]


def test_what_effects_explain_is_left_out_and_named():
    o, d = (ends.ravel() for ends in np.meshgrid(np.arange(5), np.arange(5)))
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=25), rng.poisson(5.0, 25) + 1.0
    columns = {"size": o * 2.0, "x": x, "again": 3 * x + o}
    fit = fit_gravity(y, columns, effects={"o": o, "d": d})
    assert fit.names == ("x",)
    assert fit.cautions[-1].code == "collinear"
    assert fit.cautions[-1].en.endswith(": size, again")
    alone = fit_gravity(y, {"x": x}, effects={"o": o, "d": d})
    np.testing.assert_allclose(fit.coefficients, alone.coefficients, rtol=1e-10)


def test_effects_within_clusters_take_no_degrees_of_freedom():
    rng = np.random.default_rng(0)
    pair = np.repeat(np.arange(30), 4)
    x, y = rng.normal(size=120), rng.poisson(3.0, 120) + 1.0
    fit = fit_gravity(y, {"x": x}, effects={"pair": pair}, clusters=pair)
    assert fit.conventions["n_parameters"] == 1
    year = np.tile(np.arange(4), 30)
    assert (
        fit_gravity(y, {"x": x}, effects={"pair": pair, "year": year}, clusters=pair).conventions["n_parameters"] == 4
    )


def test_a_fit_that_is_stopped_early_says_so():
    fit = fit_gravity([1, 2, 4, 9, 0], {"x": [0.0, 1.0, 2.0, 3.0, 1.0]}, max_iterations=2)
    assert not fit.converged
    assert fit.cautions[-1].code == "not-converged"
    assert "2" in fit.cautions[-1].ru


def test_large_values_and_ranges_do_not_break_the_steps():
    x = np.linspace(0, 40, 60)
    y = np.round(np.exp(0.45 * x))
    fit = fit_gravity(y, {"x": x})
    assert fit.converged
    assert fit["x"] == pytest.approx(0.45, rel=1e-3)


def test_regressors_that_are_nearly_the_same_are_told_apart():
    rng = np.random.default_rng(4)
    x, u = rng.normal(size=200), rng.normal(size=200)
    y = rng.poisson(np.exp(1 + 0.3 * x + 0.2 * u)).astype(float)
    plain = fit_gravity(y, {"x": x, "u": u})
    near = fit_gravity(y, {"x": x, "v": x + 1e-6 * u})
    assert near["v"] * 1e-6 == pytest.approx(plain["u"], rel=1e-6)
    assert near["x"] + near["v"] == pytest.approx(plain["x"], rel=1e-4)
    np.testing.assert_allclose(near.expected, plain.expected, rtol=1e-7)


def test_only_effects_are_a_model_too():
    o, d = (ends.ravel() for ends in np.meshgrid(list("ABC"), list("XYZ")))
    y = np.arange(1.0, 10.0)
    fit = fit_gravity(y, {}, effects={"o": o, "d": d})
    table = y.reshape(3, 3)
    independence = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    np.testing.assert_allclose(fit.expected.reshape(3, 3), independence, rtol=1e-9)
    assert fit.names == ()


def test_what_is_wrong_is_said():
    with pytest.raises(ComputeError, match="clusters have the shape"):
        fit_gravity([1, 2, 3, 5], {"x": [0, 1, 2, 4]}, clusters=["a"])
    with pytest.raises(ComputeError, match="2 observations for 2 parameters"):
        fit_gravity([1, 2], {"x": [0, 1]})
    with pytest.raises(ComputeError, match="1 clusters"):
        fit_gravity([1, 2, 3, 5], {"x": [0, 1, 2, 4]}, clusters=list("aaaa"))
