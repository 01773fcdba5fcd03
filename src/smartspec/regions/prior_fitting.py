"""Gamma priors found from the table that they are to serve."""

from dataclasses import replace
from typing import Literal

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.mixtures import GammaPrior
from smartspec.regions.results import FloatArray, IntArray

#: Steps of the fixed point of the moments; convergence is linear and takes about thirty on real tables.
_MOST_STEPS = 20_000
#: Cells on which starts are compared.
_PART = 10_000


def fit_prior(
    observed: FloatArray,
    expected: FloatArray,
    *,
    method: Literal["moments", "likelihood", "two-gammas"] = "likelihood",
) -> GammaPrior:
    """Find the prior from the cells themselves.

    Parameters
    ----------
    observed, expected : shape (n,), counts and what the margins let expect, `expected` positive.
    method : `moments` solves mean and variance of the posterior means (Clayton, Kaldor); `likelihood` maximises the
        negative binomial likelihood; `two-gammas` does so for a mixture of two gammas (DuMouchel), which fits tables
        with many empty cells beside a few very large quotients.

    Raises
    ------
    ComputeError
        If fewer than three cells are given, or the counts vary no more than chance makes them: then no spread of the
        true quotients can be found, and they are all the same.

    Notes
    -----
    Source: Clayton, Kaldor (1987), doi:10.2307/2532003; DuMouchel (1999), doi:10.1080/00031305.1999.10474456.

    Examples
    --------
    >>> prior = fit_prior(np.array([0.0, 9.0, 2.0, 21.0]), np.array([5.0, 5.0, 6.0, 16.0]))
    >>> prior.shapes.round(3), prior.rates.round(3)
    (array([1.085]), array([1.241]))
    """
    if observed.size < 3:
        raise ComputeError(f"a prior cannot be found from {observed.size} cells", hint="give its parameters")
    if method == "moments":
        return _by_moments(observed, expected)
    if method not in ("likelihood", "two-gammas"):
        raise ComputeError(f"unknown method `{method}`", hint="known are `moments`, `likelihood`, `two-gammas`")
    single = _by_likelihood(observed, expected)
    return single if method == "likelihood" else _two_gammas(observed, expected, single)


def _by_moments(observed: FloatArray, expected: FloatArray) -> GammaPrior:
    quotient = observed / expected
    mean, spread = float(quotient.mean()), float(quotient.var(ddof=1))
    if spread == 0:
        raise _no_spread()
    alpha = mean / spread
    for _ in range(_MOST_STEPS):
        shrunk = (observed + mean * alpha) / (expected + alpha)
        mean = float(shrunk.mean())
        spread = float(((1 + alpha / expected) * (shrunk - mean) ** 2).sum() / (observed.size - 1))
        if not spread > 1e-9 * mean**2:
            raise _no_spread()
        before, alpha = alpha, mean / spread
        if abs(alpha - before) <= 1e-13 * alpha:
            break
    if alpha * mean > 1e8:
        raise _no_spread()
    return GammaPrior(np.ones(1), np.array([mean * alpha]), np.array([alpha]), "moments")


def _by_likelihood(observed: FloatArray, expected: FloatArray) -> GammaPrior:
    mean = max(float(observed.sum() / expected.sum()), 1e-6)
    prior, _ = _highest(observed, expected, [(1.0, 1.0, 1.0 / mean)])
    if prior.shapes[0] > 1e6:
        raise _no_spread()
    return replace(prior, method="likelihood")


def _two_gammas(observed: FloatArray, expected: FloatArray, single: GammaPrior) -> GammaPrior:
    """Best of several fixed starts, compared on part of a large table: the likelihood has more than one top."""
    nu, alpha = float(single.shapes[0]), float(single.rates[0])
    starts = [
        [(0.5, nu / 4, alpha / 4), (0.5, nu * 4, alpha * 4)],
        [(0.3, 0.1, 0.1), (0.7, 4.0, 4.0)],
        [(0.7, 0.2, 0.1), (0.3, 2.0, 4.0)],
    ]
    step = -(-observed.size // _PART)
    # neighbours in a table are alike, so the part is drawn with a fixed seed
    part = np.random.default_rng(0).permutation(observed.size)[::step] if step > 1 else slice(None)
    best, _ = max((_highest(observed[part], expected[part], start) for start in starts), key=lambda pair: pair[1])
    if step > 1:
        start = list(zip(best.weights.tolist(), best.shapes.tolist(), best.rates.tolist(), strict=True))
        best, _ = _highest(observed, expected, start)
    return replace(best, method="two-gammas")


def _highest(
    observed: FloatArray, expected: FloatArray, start: list[tuple[float, float, float]]
) -> tuple[GammaPrior, float]:
    """Climb from components (weight, shape, rate) to the nearest top of the likelihood; also the height reached."""
    from scipy.optimize import minimize

    n, size = len(start), observed.size
    weights, shapes, rates = (np.array(column) for column in zip(*start, strict=True))
    counts, place = np.unique(observed, return_inverse=True)

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        prior = _prior_at(point, n)
        height, slope = _climb(prior, (counts, place), observed, expected)
        return -height / size, -slope / size

    first = np.concatenate([np.log(weights), np.log(shapes), np.log(rates)])
    bounds = [(-9.0, 9.0)] * n + [(-12.0, 16.0)] * (2 * n)
    # the ridge of a mixture is flat: what more steps gain there is nothing that a quantile shows
    options = {"maxiter": 300, "ftol": 1e-15 if n == 1 else 1e-12, "gtol": 1e-10, "maxcor": 20}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return _prior_at(found.x, n), -float(found.fun) * size


def _prior_at(point: FloatArray, n: int) -> GammaPrior:
    weights = np.exp(point[:n] - point[:n].max())
    return GammaPrior(weights / weights.sum(), np.exp(point[n : 2 * n]), np.exp(point[2 * n :]))


def _climb(
    prior: GammaPrior, distinct: tuple[FloatArray, IntArray], observed: FloatArray, expected: FloatArray
) -> tuple[float, FloatArray]:
    """Log likelihood without the constant `ln x!`, and its slope in the logarithms of weights, shapes and rates."""
    from scipy.special import digamma, gammaln

    counts, place = distinct
    x, e = observed[:, None], expected[:, None]
    nu, alpha = prior.shapes, prior.rates
    shrink = np.log1p(e / alpha)
    parts = (gammaln(counts[:, None] + nu) - gammaln(nu))[place] - nu * shrink - x * np.log1p(alpha / e)
    parts += np.log(prior.weights)
    top = parts.max(axis=1, keepdims=True)
    share = np.exp(parts - top)
    total = share.sum(axis=1, keepdims=True)
    share /= total
    by_shape = (digamma(counts[:, None] + nu) - digamma(nu))[place] - shrink
    by_rate = (nu * e / alpha - x) / (alpha + e)
    slope = [share.sum(axis=0) - observed.size * prior.weights, nu * (share * by_shape).sum(axis=0)]
    slope.append(alpha * (share * by_rate).sum(axis=0))
    return float((top + np.log(total)).sum()), np.concatenate(slope)


def _no_spread() -> ComputeError:
    problem = "the counts vary no more than chance makes them, so no spread of the quotients can be found"
    return ComputeError(problem, hint="read every quotient as equal, or give the parameters of the prior")
