"""What is believed of every cell of a table after its count was seen, a part of the table at a time."""

from collections.abc import Callable

import numpy as np

from smartspec.regions.mixtures import GammaPrior, posterior
from smartspec.regions.results import BoolArray, FloatArray, IntArray

#: Cells that are worked on together.
_BLOCK = 1 << 17
NAMES = ("rca", "expected", "mean", "geometric_mean", "low", "high", "above_one")


def shrunk_cells(x: FloatArray, known: BoolArray, prior: GammaPrior, *, level: float) -> dict[str, FloatArray]:
    """All quantities of all cells, NaN where a cell is missing.

    Parameters
    ----------
    x, known : shape (regions, activities); `x` is 0 where missing.
    level : probability of the interval.
    """
    rows, columns, total = x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True), x.sum()
    found = {name: np.full(x.shape, np.nan) for name in NAMES}
    quantities = _of_one_gamma if len(prior.weights) == 1 else _of_several
    step = max(1, _BLOCK // x.shape[1])
    for first in range(0, len(x), step):
        part = slice(first, first + step)
        at = known[part]
        observed, expected = x[part][at], (rows[part] * columns / total)[at]
        cells = {"rca": observed / expected, "expected": expected}
        cells |= quantities(prior, observed, expected, level)
        for name, values in cells.items():
            found[name][part][at] = values
    return found


def _of_several(prior: GammaPrior, observed: FloatArray, expected: FloatArray, level: float) -> dict[str, FloatArray]:
    after = posterior(prior, observed, expected)
    return {
        "mean": after.mean(),
        "geometric_mean": after.geometric_mean(),
        "low": after.quantile((1 - level) / 2),
        "high": after.quantile((1 + level) / 2),
        "above_one": after.above(1.0),
    }


def _of_one_gamma(prior: GammaPrior, observed: FloatArray, expected: FloatArray, level: float) -> dict[str, FloatArray]:
    """The same for a single gamma: quantiles of gamma(x + ν, E + α) are those of gamma(x + ν, 1) over E + α.

    What depends on the count alone is worked out once for each different count.
    """
    from scipy.special import digamma, gammaincc, gammaincinv

    counts, place = distinct_counts(observed)
    shapes, rates = counts + prior.shapes[0], expected + prior.rates[0]

    def of_count(function: Callable[[FloatArray], FloatArray]) -> FloatArray:
        found: FloatArray = function(shapes)[place]
        return found

    return {
        "mean": (observed + prior.shapes[0]) / rates,
        "geometric_mean": np.exp(of_count(digamma) - np.log(rates)),
        "low": of_count(lambda shape: gammaincinv(shape, (1 - level) / 2)) / rates,
        "high": of_count(lambda shape: gammaincinv(shape, (1 + level) / 2)) / rates,
        "above_one": gammaincc(observed + prior.shapes[0], rates),
    }


def distinct_counts(observed: FloatArray) -> tuple[FloatArray, IntArray]:
    """Distinct counts in ascending order, and the place of each cell among them.

    Examples
    --------
    >>> distinct_counts(np.array([5.0, 0.0, 5.0]))
    (array([0., 5.]), array([1, 0, 1]))
    """
    if not observed.size or observed.max() > observed.size:
        counts, place = np.unique(observed, return_inverse=True)
        return counts, place
    whole = observed.astype(np.int64)
    seen = np.zeros(int(whole.max()) + 1, dtype=np.int64)
    seen[whole] = 1
    return np.flatnonzero(seen).astype(np.float64), (np.cumsum(seen) - 1)[whole]
