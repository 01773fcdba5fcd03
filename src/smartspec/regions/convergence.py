"""Do regions come closer to each other? Their spread over time, and growth against the initial level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.panel import throughout
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result


def sigma_convergence(values: FloatArray, *, regions: Sequence[str] | None = None, ddof: int = 1) -> Result:
    """Spread of regions in each period: it falls under sigma convergence.

    Parameters
    ----------
    values : shape (regions, periods), positive, for instance income per head at constant prices; NaN where not known.
    ddof : 1 divides by n - 1, 0 by n.

    Returns
    -------
    `log_sd`, the standard deviation of logarithms, and `variation`, standard deviation over mean, shape (periods,);
    `change`, shape (periods - 1,), of `log_sd` from one period to the next. Only regions known in every period are
    compared; the others are named.

    Raises
    ------
    ComputeError
        If a value is zero, negative or infinite, or fewer than two regions are known throughout.

    Notes
    -----
    Source: Barro, Sala-i-Martin (1992), doi:10.1086/261816.

    Examples
    --------
    >>> found = sigma_convergence(np.array([[10.0, 20.0], [40.0, 50.0]]))
    >>> found["log_sd"].round(3), found["variation"].round(3)
    (array([0.98 , 0.648]), array([0.849, 0.606]))
    """
    panel = throughout(np.asarray(values, dtype=np.float64), regions)
    matrix = panel.values
    low = np.flatnonzero((matrix <= 0).any(axis=1))
    if low.size:
        raise ComputeError("a value of zero or less has no logarithm", place=f"region `{panel.regions[low[0]]}`")
    log_sd = np.log(matrix).std(axis=0, ddof=ddof)
    found = {
        "log_sd": log_sd,
        "variation": matrix.std(axis=0, ddof=ddof) / matrix.mean(axis=0),
        "change": np.diff(log_sd),
    }
    record = {**panel.conventions, "ddof": ddof, "log_base": "e"}
    return Result(found, {"region": panel.regions}, record, panel.cautions)


@dataclass(frozen=True, slots=True)
class BetaConvergence:
    """Regression of growth on the initial level.

    Attributes
    ----------
    slope, intercept : b and a of (1/T) ln(y_T / y_0) = a + b ln y_0 + controls; b < 0 is convergence.
    standard_error, robust_error : of b; least squares, and HC1 of White.
    t, p_value : of b = 0 with `standard_error`, two-sided, Student with n - k degrees of freedom.
    speed, speed_error : λ = -ln(1 + b T) / T a year, and its error by the delta method; NaN if 1 + b T <= 0.
    half_life : ln 2 / λ years until half of a gap is closed; NaN unless λ > 0.
    r2, n, controls : fit, regions, and the slopes of the controls.
    """

    slope: float
    intercept: float
    standard_error: float
    robust_error: float
    t: float
    p_value: float
    speed: float
    speed_error: float
    half_life: float
    r2: float
    n: int
    controls: tuple[float, ...]
    conventions: dict[str, Any]
    cautions: tuple[Caution, ...] = ()


def beta_convergence(
    first: FloatArray, last: FloatArray, *, years: float, controls: FloatArray | None = None
) -> BetaConvergence:
    """Do regions that start lower grow faster? Ordinary least squares with its errors, speed and half-life.

    Parameters
    ----------
    first, last : shape (regions,), positive levels at both ends; NaN where not known, and such a region is left out.
    years : T between them, positive.
    controls : shape (regions, k) for conditional convergence; NaN leaves the region out.

    Raises
    ------
    ComputeError
        If shapes differ, a level is zero, negative or infinite, fewer regions remain than the parameters and one more,
        or the regressors are collinear (all regions start from the same level).

    Notes
    -----
    A spread that rises is compatible with b < 0 (Galton's fallacy): see `sigma_convergence` as well.
    Source: Barro, Sala-i-Martin (1992), doi:10.1086/261816.

    Examples
    --------
    >>> found = beta_convergence(np.array([10.0, 20.0, 40.0]), np.array([16.0, 27.0, 48.0]), years=10)
    >>> round(found.slope, 4), round(found.half_life, 1)
    (-0.0208, 29.8)
    """
    start, end = np.asarray(first, dtype=np.float64), np.asarray(last, dtype=np.float64)
    more = np.empty((start.size, 0)) if controls is None else np.asarray(controls, dtype=np.float64)
    if start.ndim != 1 or end.shape != start.shape or more.ndim != 2 or len(more) != start.size:
        raise ComputeError(f"shapes do not fit: {start.shape}, {end.shape}, controls {more.shape}")
    if not (np.isfinite(years) and years > 0):
        raise ComputeError(f"the number of years must be positive, not {years}")
    known: BoolArray = ~(np.isnan(start) | np.isnan(end) | np.isnan(more).any(axis=1))
    if not (np.isfinite(np.stack([start, end])[:, known]) & (np.stack([start, end])[:, known] > 0)).all():
        raise ComputeError("levels must be positive and finite", hint="declare what is not known as NaN")
    growth = np.log(end[known] / start[known]) / years
    x = np.column_stack([np.ones(int(known.sum())), np.log(start[known]), more[known]])
    slopes, errors, robust, r2 = _least_squares(x, growth)
    b, se = float(slopes[1]), float(errors[1])
    left = 1.0 + b * years
    speed = float(-np.log(left) / years) if left > 0 else np.nan
    t = float(np.divide(b, se)) if se > 0 else np.nan
    return BetaConvergence(
        slope=b,
        intercept=float(slopes[0]),
        standard_error=se,
        robust_error=float(robust[1]),
        t=t,
        p_value=_two_sided(t, len(x) - x.shape[1]),
        speed=speed,
        speed_error=float(se / left) if left > 0 else np.nan,
        half_life=float(np.log(2.0) / speed) if speed > 0 else np.nan,
        r2=r2,
        n=len(x),
        controls=tuple(float(value) for value in slopes[2:]),
        conventions={"years": float(years), "log_base": "e", "left_out": int((~known).sum()), "robust": "HC1"},
        cautions=() if speed > 0 else (_no_half_life(),),
    )


def _least_squares(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Slopes, their errors, their HC1 errors, and R²."""
    n, k = x.shape
    if n <= k:
        raise ComputeError(f"{n} regions do not suffice for {k} parameters and an error")
    if np.linalg.matrix_rank(x - np.r_[0.0, x[:, 1:].mean(axis=0)]) < k:
        raise ComputeError(
            "the regressors are collinear", hint="all regions start from one level, or a control is constant"
        )
    q, r = np.linalg.qr(x)
    slopes = np.linalg.solve(r, q.T @ y)
    residuals = y - x @ slopes
    inverse = np.linalg.inv(r)
    bread = inverse @ inverse.T
    squares = float(residuals @ residuals)
    errors = np.sqrt(np.diag(bread) * squares / (n - k))
    meat = (x * residuals[:, None]).T @ (x * residuals[:, None])
    robust = np.sqrt(np.diag(bread @ meat @ bread) * n / (n - k))
    spread = float(((y - y.mean()) ** 2).sum())
    return slopes, errors, robust, 1.0 - squares / spread if spread > 0 else np.nan


def _two_sided(t: float, degrees: int) -> float:
    from scipy.special import stdtr

    return float(2.0 * stdtr(degrees, -abs(t)))


def _no_half_life() -> Caution:
    return Caution(
        "no-convergence",
        "the slope gives no positive speed of convergence, so there is no half-life",
        "оценка наклона не даёт положительной скорости сходимости, поэтому период полусближения не определён",
    )
