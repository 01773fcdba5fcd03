"""Fitness of regions and complexity of activities: the iteration of Tacchella and that of Servedio."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.doubts import not_converged, order_only, vanishing
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.ranking import average_ranks
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result

#: Below this fitness (mean 1), a region whose value still falls is reported as vanishing.
VANISHING = 1e-3
#: Largest relative change at which values that were stopped by their order are still called settled.
SETTLED = 1e-6
#: Keeps 1/F finite for a fitness that tends to zero.
SMALLEST = 1e-250


def fitness(
    presence: PresenceLike,
    *,
    stop: Literal["values", "ranks"] = "ranks",
    tolerance: float = 1e-10,
    stable_steps: int = 100,
    max_steps: int = 2_000,
) -> Result:
    """Fitness and complexity by the homogeneous iteration.

    F = MQ, Q = 1/(Mᵀ(1/F)) with the old F, each divided by its mean; start 1.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    stop : `ranks` ends when the order of regions has not changed for `stable_steps` steps, or the values have
        converged; `values` only then.
    tolerance : largest change of a fitness or complexity, relative to its own value, at which values have converged.
    max_steps : end in any case, with a caution.

    Returns
    -------
    Result
        `fitness`, `fitness_rank`, shape (regions,), and `fitness_complexity`, shape (activities,), both of mean 1;
        NaN without any presence. Ranks from 1, equal values share the mean. The conventions report the number of
        steps, the last relative change and for how many steps the order had been the same.

    Raises
    ------
    ComputeError
        If `stop` is unknown or a number is not positive.

    Notes
    -----
    Depending on the shape of M some values tend to zero, or swing where a part is isolated, and never converge; the
    order does. Cautions say so and name the regions that vanish; `nonhomogeneous_fitness` has none. Sources: Tacchella,
    Cristelli, Caldarelli, Gabrielli and Pietronero (2012), doi:10.1038/srep00723; convergence:
    Pugliese, Zaccaria and Pietronero (2016), doi:10.1140/epjst/e2015-50118-1.

    Examples
    --------
    >>> fitness([[1, 0, 0, 1], [1, 1, 0, 0], [1, 1, 1, 0]])["fitness_rank"]
    array([2., 3., 1.])
    """
    m = as_presence(presence)
    if stop not in ("values", "ranks"):
        raise ComputeError(f"`stop` cannot be `{stop}`", hint=nearest(stop, ("values", "ranks")))
    if min(tolerance, stable_steps, max_steps) <= 0:
        raise ComputeError("tolerance, stable_steps and max_steps must be positive")
    rows, columns = m.occupied
    inner = m.values[np.ix_(rows, columns)].astype(np.float64)
    steps_for_ranks = stable_steps if stop == "ranks" else None
    run = _run(_homogeneous(inner), tolerance=tolerance, stable_steps=steps_for_ranks, max_steps=max_steps)
    labels = np.array(m.regions, dtype=object)[rows]
    lost = [str(name) for name in labels[(run.f < VANISHING) & (run.moved > tolerance)]]
    record = {"iteration": "homogeneous", "stop": stop, "tolerance": tolerance, "vanishing_regions": lost}
    cautions = [vanishing(lost)] if lost else []
    if run.ended and run.change > SETTLED:
        cautions.append(order_only(run.change))
    values = {"fitness": run.f, "fitness_rank": average_ranks(np.log(run.f)), "fitness_complexity": run.q}
    return _result(m, values, run, record=record, cautions=tuple(cautions))


def nonhomogeneous_fitness(
    presence: PresenceLike, *, delta: float = 1e-3, tolerance: float = 1e-10, max_steps: int = 100_000
) -> Result:
    """Fitness and complexity by the non-homogeneous iteration, whose fixed point exists and is unique.

    F = δ + M(1/P), P = δ + Mᵀ(1/F), old values on the right, start 1, no normalisation inside; complexity is 1/P.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    delta : δ > 0; the smaller, the closer to `fitness` and the slower.
    tolerance : largest relative change at which the iteration ends.
    max_steps : end in any case, with a caution.

    Returns
    -------
    Result
        `fitness` (F over its mean), `fitness_raw` (F), `fitness_rank`, shape (regions,), and `fitness_complexity`
        (1/P), shape (activities,); NaN without any presence. Finite and positive for every other region.

    Raises
    ------
    ComputeError
        If a number is not positive.

    Notes
    -----
    Normalising inside the iteration leads to another fixed point. Sources: Servedio, Buttà, Mazzilli and Pietronero
    (2018), doi:10.3390/e20100783; uniqueness: Bellina et al. (2026), Phys. Rev. E 113(1).

    Examples
    --------
    >>> nonhomogeneous_fitness([[1, 0, 0], [1, 1, 0], [1, 1, 1]], delta=0.1)["fitness"].round(3)
    array([0.184, 0.634, 2.183])
    """
    m = as_presence(presence)
    if min(delta, tolerance, max_steps) <= 0:
        raise ComputeError("delta, tolerance and max_steps must be positive")
    rows, columns = m.occupied
    inner = m.values[np.ix_(rows, columns)].astype(np.float64)
    run = _run(_nonhomogeneous(inner, delta), tolerance=tolerance, stable_steps=None, max_steps=max_steps)
    values = {"fitness": run.f / run.f.mean(), "fitness_raw": run.f, "fitness_rank": average_ranks(run.f)}
    record = {"iteration": "non-homogeneous", "delta": delta, "tolerance": tolerance}
    return _result(m, {**values, "fitness_complexity": 1 / run.q}, run, record=record)


@dataclass(frozen=True, slots=True)
class _Run:
    """How an iteration ended: values, last relative change of each region, steps, steps of unchanged order."""

    f: FloatArray
    q: FloatArray
    moved: FloatArray
    change: float
    steps: int
    same: int
    ended: bool


def _homogeneous(m: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    while True:
        # rows with equal presence must stay equal, whatever order a product adds in: hence the rounding of ranks
        following = m @ q, 1.0 / ((1.0 / f) @ m)
        f, q = (np.maximum(x / x.mean(), SMALLEST) for x in following)
        yield f, q


def _nonhomogeneous(m: FloatArray, delta: float) -> Iterator[tuple[FloatArray, FloatArray]]:
    f, p = np.ones(m.shape[0]), np.ones(m.shape[1])
    while True:
        f, p = delta + m @ (1.0 / p), delta + (1.0 / f) @ m
        yield f, p


def _run(
    values: Iterator[tuple[FloatArray, FloatArray]], *, tolerance: float, stable_steps: int | None, max_steps: int
) -> _Run:
    f, q = next(values)
    same, ranks = 0, average_ranks(np.log(f))
    for steps in count(2):
        previous = f, q
        f, q = next(values)
        moved = np.abs(f / previous[0] - 1)
        change = float(max(moved.max(), np.abs(q / previous[1] - 1).max()))
        if stable_steps is not None:
            order = average_ranks(np.log(f))
            same, ranks = (same + 1 if np.array_equal(order, ranks) else 0), order
        ended = change < tolerance or (stable_steps is not None and same >= stable_steps)
        if ended or steps >= max_steps:
            break
    return _Run(f, q, moved, change, steps, same, ended)


def _result(
    m: Presence,
    values: dict[str, FloatArray],
    run: _Run,
    *,
    record: Mapping[str, object],
    cautions: tuple[Caution, ...] = (),
) -> Result:
    rows, columns = m.occupied
    placed = {name: _placed(v, columns if name == "fitness_complexity" else rows) for name, v in values.items()}
    report = {"steps": run.steps, "relative_change": run.change, "order_stable_for": run.same, "ended": run.ended}
    if not run.ended:
        cautions = (not_converged(run.steps, run.change), *cautions)
    return Result(placed, m.axes, {**m.conventions, **record, **report}, (*m.cautions, *cautions))


def _placed(values: FloatArray, there: BoolArray) -> FloatArray:
    result = np.full(len(there), np.nan)
    result[there] = values
    return result
