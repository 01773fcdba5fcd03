"""Poisson regression by iterated weighted least squares, with effects taken out of every step."""

from dataclasses import dataclass

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.effects import Effects, absorb
from smartspec.regions.results import FloatArray

_TINY = 1e-300
_HALVINGS = 30
#: Normal equations lose twice the digits of the condition number; beyond this, orthogonal factors.
_WELL_CONDITIONED = 1e8


@dataclass(frozen=True, slots=True)
class PoissonFit:
    """Maximum of the Poisson likelihood.

    Attributes
    ----------
    coefficients : (k,).
    expected : (n,) fitted values, positive.
    partial : (n, k) regressors without what effects explain under the final weights.
    deviance : Σ 2(y ln(y/μ) - y + μ).
    iterations, sweeps : steps of the regression; passes to take effects out, over all steps.
    converged, absorbed : whether the deviance, and in the last step the effects, reached their precision.
    """

    coefficients: FloatArray
    expected: FloatArray
    partial: FloatArray
    deviance: float
    iterations: int
    sweeps: int
    converged: bool
    absorbed: bool


def maximise(
    y: FloatArray, columns: FloatArray, effects: Effects | None, *, tolerance: float, max_iterations: int
) -> PoissonFit:
    """Maximise the Poisson likelihood over coefficients and effects.

    Parameters
    ----------
    y : (n,) not negative; no observation separated, no column collinear.
    columns : (n, k); the constant is among them if there are no effects.
    tolerance : relative change of the deviance, to be met twice in a row.

    Returns
    -------
    PoissonFit
        Steps that would raise the deviance are halved; the precision of the effects grows with the fit.

    Raises
    ------
    ComputeError
        If the deviance is not finite whatever the step.

    Examples
    --------
    >>> fit = maximise(np.array([1.0, 3.0]), np.ones((2, 1)), None, tolerance=1e-10, max_iterations=50)
    >>> fit.expected.round(9), fit.converged
    (array([2., 2.]), True)
    """
    membership = None if effects is None else effects.membership()
    expected = (y + y.mean()) / 2.0
    working = np.log(expected) + (y - expected) / expected
    # Steps are halved towards what the model can express: first the constant, never the starting values above.
    linear, deviance = np.full(len(y), np.log(y.mean())), _deviance(y, np.full(len(y), y.mean()))
    beta, start = np.zeros(columns.shape[1]), None
    precision, met, iterations, sweeps, absorbed = 1e-6, 0, 0, 0, True
    while met < 2 and iterations < max_iterations:
        iterations += 1
        both = np.column_stack([working, columns])
        if membership is not None:
            part = absorb(membership, both, expected, start=start, precision=precision)
            both, start, absorbed, sweeps = part.residuals, part.coefficients, part.converged, sweeps + part.sweeps
        beta, remainder = _least_squares(both, expected)
        linear, expected, now = _step(y, linear, working - remainder, deviance)
        change = abs(now - deviance) / (0.1 + abs(now))
        working = linear + (y - expected) / expected
        deviance, precision = now, max(1e-12, min(precision, 1e-3 * change))
        met = met + 1 if change < tolerance else 0
    partial = columns
    if membership is not None and columns.shape[1]:
        part = absorb(membership, columns, expected)
        partial, absorbed, sweeps = part.residuals, absorbed and part.converged, sweeps + part.sweeps
    return PoissonFit(beta, expected, partial, deviance, iterations, sweeps, met >= 2, absorbed)


def _least_squares(both: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    target, columns = both[:, 0], both[:, 1:]
    if not columns.shape[1]:
        return np.zeros(0), target
    weighted = weights[:, None] * columns
    gram = columns.T @ weighted
    scale = np.sqrt(np.diag(gram))
    if np.linalg.cond(gram / np.outer(scale, scale)) < _WELL_CONDITIONED:
        beta = np.linalg.solve(gram, weighted.T @ target)
    else:
        root = np.sqrt(weights)
        q, r = np.linalg.qr(columns / scale * root[:, None])
        beta = np.linalg.solve(r, q.T @ (target * root)) / scale
    return np.asarray(beta, dtype=np.float64), np.asarray(target - columns @ beta, dtype=np.float64)


def _step(y: FloatArray, old: FloatArray, new: FloatArray, deviance: float) -> tuple[FloatArray, FloatArray, float]:
    for _ in range(_HALVINGS):
        with np.errstate(over="ignore", invalid="ignore"):
            expected = np.maximum(np.exp(new), _TINY)
            now = _deviance(y, expected)
        if np.isfinite(now) and now <= deviance * (1 + 1e-8) + 1e-8:
            return new, expected, now
        new = (old + new) / 2.0
    if not np.isfinite(now):
        raise ComputeError("the Poisson regression ran off to infinity", hint="look at the scale of the regressors")
    return new, expected, now


def _deviance(y: FloatArray, expected: FloatArray) -> float:
    return float(2.0 * np.sum(deviance_terms(y, expected)))


def deviance_terms(y: FloatArray, expected: FloatArray) -> FloatArray:
    """(n,) y ln(y/μ) - y + μ, where 0 ln 0 is 0."""
    logarithm = np.log(np.where(y > 0, y, 1.0) / np.where(y > 0, expected, 1.0))
    return np.asarray(y * logarithm - y + expected, dtype=np.float64)
