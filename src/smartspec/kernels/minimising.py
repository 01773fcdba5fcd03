"""Minimisation of a smooth function of many variables: L-BFGS with a preconditioner."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Function = Callable[[Floats], tuple[float, Floats]]
Precondition = Callable[[Floats], Floats]

#: Sufficient decrease and curvature of the line search.
DECREASE, CURVATURE = 1e-4, 0.9
#: Iterations in a row whose gain must be below the tolerance; one alone may be bad luck.
QUIET = 3


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where a minimisation ended.

    Attributes
    ----------
    x : as the start; `value` is the function there.
    n_iterations : steps taken.
    converged : True if the gains had become smaller than the tolerance, or no step gains any more.
    """

    x: Floats
    value: float
    n_iterations: int
    converged: bool


@dataclass(slots=True)
class _Point:
    x: Floats
    value: float
    gradient: Floats


@dataclass(frozen=True, slots=True)
class _Step:
    """A step, the change of the gradient over it, their product, and how far the preconditioner is off there."""

    step: Floats
    change: Floats
    curvature: float
    scale: float


def minimise(
    function: Function,
    start: Floats,
    *,
    precondition: Precondition,
    tolerance: float,
    max_iterations: int,
    memory: int = 10,
    longest: float = np.inf,
) -> Minimum:
    """A local minimum by L-BFGS.

    Parameters
    ----------
    function : value and gradient, the gradient shaped as `start`.
    start : any shape; not changed.
    precondition : multiplies a gradient by an approximate inverse of the second derivatives; must be symmetric and
        positive definite.
    tolerance : relative decrease below which an iteration counts as quiet; three in a row end the search.
    max_iterations : steps at most.
    memory : pairs of steps and gradient changes that are kept.
    longest : how far a row of `start` may go in a step along the bare preconditioned gradient, which a few rows on a
        steep place would otherwise rule.

    Returns
    -------
    Minimum
        The value never exceeds that of the start. Sums are formed in fixed order: the same start, the same result.

    Notes
    -----
    Source: Nocedal, Wright (2006), Numerical Optimization, algorithms 7.4, 3.5 and 3.6.

    Examples
    --------
    >>> found = minimise(lambda x: (float(((x - 3) ** 2).sum()), 2 * (x - 3)), np.zeros(2),
    ...                  precondition=lambda g: g, tolerance=1e-12, max_iterations=50)
    >>> found.x.round(6), found.converged
    (array([3., 3.]), True)
    """
    point = _Point(start, *function(start))
    steps: list[_Step] = []
    quiet = 0
    for iteration in range(max_iterations):
        direction = -_two_loops(point.gradient, steps, precondition)
        if not steps and np.isfinite(longest):
            direction = _shortened(direction, point.gradient, longest)
        slope = _dot(point.gradient, direction)
        if not slope < 0:
            if not steps:
                return Minimum(point.x, point.value, iteration, converged=True)
            steps.clear()
            continue
        found = _search(function, point, direction, slope)
        if found is None:
            if not steps:
                return Minimum(point.x, point.value, iteration, converged=True)
            steps.clear()  # perhaps the memory misleads: once more along the preconditioned gradient
            continue
        step, change = found.x - point.x, found.gradient - point.gradient
        curvature = _dot(step, change)
        if curvature > 1e-14 * np.sqrt(_dot(step, step) * _dot(change, change)):
            steps.append(_Step(step, change, curvature, curvature / _dot(change, precondition(change))))
            del steps[:-memory]
        gain = point.value - found.value
        quiet = quiet + 1 if gain <= tolerance * max(abs(found.value), 1e-300) else 0
        point = found
        if quiet >= QUIET:
            return Minimum(point.x, point.value, iteration + 1, converged=True)
    return Minimum(point.x, point.value, max_iterations, converged=False)


def _dot(a: Floats, b: Floats) -> float:
    """Sum of products; unlike that of `@` it has no threads, hence no waiting and always the same order."""
    return float(np.einsum("i,i->", a.ravel(), b.ravel()))


def _shortened(direction: Floats, gradient: Floats, longest: float) -> Floats:
    """The direction with no row longer than this; shorter as a whole if it would not lead downwards otherwise."""
    rows = np.sqrt((direction.reshape(len(direction), -1) ** 2).sum(axis=1))
    share = np.minimum(1.0, longest / np.maximum(rows, 1e-300))
    clipped = np.asarray((direction.reshape(len(direction), -1) * share[:, None]).reshape(direction.shape))
    return clipped if _dot(clipped, gradient) < 0 else direction * share.min()


def _two_loops(gradient: Floats, steps: list[_Step], precondition: Precondition) -> Floats:
    """The approximate inverse of the second derivatives times the gradient."""
    found, factors = gradient.copy(), []
    for past in reversed(steps):
        factor = _dot(past.step, found) / past.curvature
        found -= factor * past.change
        factors.append(factor)
    found = precondition(found)
    if steps:
        found *= steps[-1].scale
    for past, factor in zip(steps, reversed(factors), strict=True):
        found += (factor - _dot(past.change, found) / past.curvature) * past.step
    return found


def _search(function: Function, point: _Point, direction: Floats, slope: float) -> _Point | None:
    """A step along the direction that meets the strong Wolfe conditions; None if none lowers the value."""
    low, low_value, low_slope = 0.0, point.value, slope
    high: float | None = None
    length, best = 1.0, None
    for _ in range(30):
        x = point.x + length * direction
        found = _Point(x, *function(x))
        here = _dot(found.gradient, direction)
        finite = np.isfinite(found.value)
        if not finite or found.value > point.value + DECREASE * length * slope or found.value >= low_value:
            high = length
        else:
            best = found
            if abs(here) <= -CURVATURE * slope:
                return found
            if here * ((high if high is not None else np.inf) - low) >= 0:
                high = low
            low, low_value, low_slope = length, found.value, here
        if high is None:
            length *= 4.0
        else:
            value = found.value if high == length and finite else None
            length = _between(low, high, low_value=low_value, low_slope=low_slope, high_value=value)
        if abs(length - low) <= 1e-14 * max(1.0, abs(low)):
            break
    return best


def _between(low: float, high: float, *, low_value: float, low_slope: float, high_value: float | None) -> float:
    """Minimum of the parabola through one end with its slope and the other end, kept away from both ends."""
    width = high - low
    middle = low + width / 2
    if high_value is None:
        return middle
    bend = high_value - low_value - low_slope * width
    guess = low - low_slope * width * width / (2 * bend) if bend > 0 else middle
    inner, outer = low + 0.1 * width, high - 0.1 * width
    return min(max(guess, min(inner, outer)), max(inner, outer))
