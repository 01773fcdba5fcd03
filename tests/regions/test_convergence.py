"""Sigma and beta convergence against other computations and known paths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.convergence import beta_convergence, sigma_convergence


def levels(seed=0, n=40):
    rng = np.random.default_rng(seed)
    first = np.exp(rng.normal(3, 0.5, n))
    return first, np.exp(np.log(first) * 0.8 + 1.2 + rng.normal(0, 0.1, n))


def test_slope_error_and_fit_are_those_of_scipy():
    from scipy.stats import linregress

    first, last = levels()
    found = beta_convergence(first, last, years=8)
    expected = linregress(np.log(first), np.log(last / first) / 8)
    assert found.slope == pytest.approx(expected.slope, rel=1e-10)
    assert found.intercept == pytest.approx(expected.intercept, rel=1e-10)
    assert found.standard_error == pytest.approx(expected.stderr, rel=1e-10)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-8)
    assert found.r2 == pytest.approx(expected.rvalue**2, rel=1e-10)
    assert found.n == 40


def test_a_known_speed_is_found_again():
    rate, years = 0.02, 15
    first = np.array([5.0, 8.0, 13.0, 30.0])
    last = np.exp(np.log(40.0) + (np.log(first) - np.log(40.0)) * np.exp(-rate * years))
    found = beta_convergence(first, last, years=years)
    assert found.speed == pytest.approx(rate, rel=1e-10)
    assert found.half_life == pytest.approx(np.log(2) / rate, rel=1e-10)
    gap = np.log(40.0 / 5.0)
    assert gap * np.exp(-found.speed * found.half_life) == pytest.approx(gap / 2, rel=1e-10)
    assert not found.cautions


def test_robust_error_is_that_of_the_sums():
    first, last = levels(1, 25)
    found = beta_convergence(first, last, years=5)
    x, y = np.log(first), np.log(last / first) / 5
    centred = x - x.mean()
    residuals = y - found.intercept - found.slope * x
    expected = ((centred**2 * residuals**2).sum() * 25 / 23) ** 0.5 / (centred**2).sum()
    assert found.robust_error == pytest.approx(expected, rel=1e-10)


def test_error_of_the_speed_is_what_a_small_step_gives():
    first, last = levels(2)
    found = beta_convergence(first, last, years=8)
    step = 1e-6
    slope = (-np.log(1 + (found.slope + step) * 8) / 8 - found.speed) / step
    assert found.speed_error == pytest.approx(abs(slope) * found.standard_error, rel=1e-4)


def test_a_control_is_the_slope_of_a_regression_on_both():
    first, last = levels(3)
    control = np.random.default_rng(5).normal(size=(40, 1))
    found = beta_convergence(first, last * np.exp(0.3 * 8 * control[:, 0]), years=8, controls=control)
    x = np.column_stack([np.ones(40), np.log(first), control])
    y = np.log(last / first) / 8 + 0.3 * control[:, 0]
    expected = np.linalg.lstsq(x, y, rcond=None)[0]
    assert found.slope == pytest.approx(expected[1], rel=1e-9)
    assert found.controls == pytest.approx((expected[2],), rel=1e-9)


def test_divergence_has_no_half_life_and_says_so():
    first = np.array([1.0, 2.0, 4.0, 9.0])
    found = beta_convergence(first, first**1.3, years=5)
    assert found.slope > 0
    assert np.isnan(found.half_life)
    assert [caution.code for caution in found.cautions] == ["no-convergence"]


def test_unknown_regions_are_left_out_and_counted():
    first, last = levels()
    one = beta_convergence(first[:-2], last[:-2], years=8)
    first[-1] = last[-2] = np.nan
    other = beta_convergence(first, last, years=8)
    assert (other.slope, other.n) == (one.slope, 38)
    assert other.conventions["left_out"] == 2


@given(st.floats(0.01, 100))
def test_the_currency_does_not_matter(scale):
    first, last = levels()
    one, other = (beta_convergence(first * k, last * k, years=8) for k in (1.0, scale))
    assert one.slope == pytest.approx(other.slope, rel=1e-8)
    assert one.standard_error == pytest.approx(other.standard_error, rel=1e-8)
    values = np.stack([first, last], axis=1)
    np.testing.assert_allclose(
        sigma_convergence(values)["log_sd"], sigma_convergence(values * scale)["log_sd"], rtol=1e-10
    )


def test_spread_falls_where_regions_come_closer():
    values = np.array([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0], [9.0, 7.0, 5.0]])
    found = sigma_convergence(values, regions=["A", "B", "C"])
    assert (np.diff(found["log_sd"]) < 0).all()
    np.testing.assert_allclose(found["change"], np.diff(found["log_sd"]))
    import statistics

    for t in range(3):
        column = values[:, t].tolist()
        assert found["variation"][t] == pytest.approx(statistics.stdev(column) / statistics.mean(column))
    population = sigma_convergence(values, ddof=0)
    np.testing.assert_allclose(population["log_sd"] * (3 / 2) ** 0.5, found["log_sd"])


def test_regions_with_gaps_are_left_out_and_named():
    values = np.array([[1.0, 2.0], [4.0, np.nan], [9.0, 7.0]])
    found = sigma_convergence(values, regions=["A", "B", "C"])
    assert found.axes["region"] == ("A", "C")
    assert found.conventions["dropped_regions"] == ["B"]
    assert [caution.code for caution in found.cautions] == ["gaps-in-time"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sigma_convergence(np.array([[1.0, 0.0], [1.0, 2.0]])), "logarithm"),
        (lambda: sigma_convergence(np.array([[1.0, np.inf], [1.0, 2.0]])), "infinite"),
        (lambda: sigma_convergence(np.array([1.0, 2.0])), "regions by periods"),
        (lambda: sigma_convergence(np.array([[1.0, np.nan], [1.0, 2.0]])), "known in every period"),
        (lambda: sigma_convergence(np.ones((2, 2)), regions=["A", "A"]), "distinct"),
        (lambda: beta_convergence(np.ones(3), np.ones(4), years=1), "shapes"),
        (lambda: beta_convergence(np.ones(3), np.ones(3), years=0), "years"),
        (lambda: beta_convergence(np.array([1.0, 2.0, 0.0]), np.ones(3), years=1), "positive"),
        (lambda: beta_convergence(np.array([1.0, 2.0]), np.ones(2), years=1), "suffice"),
        (lambda: beta_convergence(np.full(4, 3.0), np.array([1.0, 2, 3, 4]), years=1), "collinear"),
        (
            lambda: beta_convergence(np.array([1.0, 2, 3, 5]), np.ones(4), years=1, controls=np.ones((4, 1))),
            "collinear",
        ),
    ],
)
def test_what_cannot_be_answered_is_an_error(call, words):
    with pytest.raises(ComputeError, match=words):
        call()
