"""How sure an RCA is that rests on counted things: the interval and test of Schubert, Glänzel and Braun."""

from statistics import NormalDist

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts
from smartspec.regions.results import Caution, FloatArray, Result
from smartspec.regions.shares import Comparison, compared, ratio
from smartspec.regions.specialisation import TIE, quotients


def rca_interval(counts: Counts, *, level: float = 0.95) -> Result:
    """Interval and test of the RCA of counted things: Δ = RCA √(1/x_ri - 1/x_r), t = (RCA - 1) / Δ.

    Parameters
    ----------
    counts : numbers of things that could each have fallen into another activity (papers, patents); the interval says
        nothing about money or shares.
    level : probability of the interval RCA ± z Δ, between 0 and 1.

    Returns
    -------
    `rca`, `delta`, `t`, `low`, `high`, all (regions, activities). |t| < 2 is read as no difference from 1. `low` is not
    below 0. Where nothing is counted the last four are NaN, as the formula says nothing there: use `shrunk_rca`. Where
    a region has a single activity Δ is 0 and t infinite, or NaN if the RCA is 1 too.

    Raises
    ------
    ComputeError
        If `level` lies outside 0..1.

    Notes
    -----
    The share of the activity in the whole is taken as exact. The root is the binomial standard error; a hundred items
    give about 10 %.
    Source: Schubert, Glänzel, Braun (1989), Scientometrics 16.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> rca_interval(as_counts([[80, 20], [60, 90]]))["t"].round(1)
    array([[ 6., -6.],
           [-4.,  4.]])
    """
    if not 0 < level < 1:
        raise ComputeError(f"the level of an interval lies between 0 and 1, not at {level}")
    z = NormalDist().inv_cdf((1 + level) / 2)
    base = compared(counts)
    x = base.counts.values
    quotient = quotients(base)
    delta = quotient * np.sqrt(np.maximum(ratio(np.ones_like(x), x) - 1.0 / x.sum(axis=1, keepdims=True), 0.0))
    values = {
        "rca": quotient,
        "delta": delta,
        "t": _distance(quotient - 1.0, delta),
        "low": np.maximum(quotient - z * delta, 0.0),
        "high": quotient + z * delta,
    }
    undefined = int((base.known & (x == 0)).sum())
    conventions = {"interval": "Schubert, Glänzel, Braun", "level": float(level), "undefined_cells": undefined}
    return base.result(values, conventions=conventions, cautions=_about_counts(base, undefined))


def rca_difference(counts: Counts, first: str, second: str) -> Result:
    """Difference of two regions in each activity, and its test (RCA_1 - RCA_2) / √(Δ_1² + Δ_2²).

    Returns
    -------
    `difference` and `t`, shape (activities,); `t` is NaN where one of the regions has nothing counted.

    Raises
    ------
    ComputeError
        If a region is not among those compared, or both are the same.

    Notes
    -----
    Source: Schubert, Glänzel, Braun (1989), Scientometrics 16.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> rca_difference(as_counts([[80, 20], [60, 90]], regions=["A", "B"]), "A", "B")["t"].round(1)
    array([ 7.1, -7.1])
    """
    interval = rca_interval(counts)
    names = interval.axes["region"]
    for name in (first, second):
        if name not in names:
            raise ComputeError(f"there is no region `{name}` with a value", hint=nearest(name, names))
    if first == second:
        raise ComputeError(f"`{first}` was named twice")
    one, two = names.index(first), names.index(second)
    difference = interval["rca"][one] - interval["rca"][two]
    error = np.hypot(interval["delta"][one], interval["delta"][two])
    axes = {"activity": interval.axes["activity"]}
    conventions = {key: value for key, value in interval.conventions.items() if key not in ("level", "undefined_cells")}
    named = {**conventions, "first": first, "second": second}
    return Result({"difference": difference, "t": _distance(difference, error)}, axes, named, interval.cautions)


def _distance(difference: FloatArray, error: FloatArray) -> FloatArray:
    """Difference over error; infinite where only the error is zero, NaN where both are or one is not known."""
    found = ratio(difference, error)
    exact = (error == 0) & (np.abs(difference) > TIE)
    found[exact] = np.copysign(np.inf, difference[exact])
    return found


def _about_counts(base: Comparison, undefined: int) -> tuple[Caution, ...]:
    cautions = []
    if undefined:
        cautions.append(
            Caution(
                "no-interval-at-zero",
                f"{undefined} cells are zero and have no interval of this kind",
                f"в {undefined} ячейках ноль: такого интервала для них нет",
            )
        )
    if (base.counts.values % 1 != 0).any():
        cautions.append(
            Caution(
                "not-whole-numbers",
                "the interval holds for counted things; some values are not whole numbers",
                "интервал верен для счёта предметов; среди значений есть дробные",
            )
        )
    return tuple(cautions)
