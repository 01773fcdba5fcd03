"""Ranks of values that come from iterations: equal up to rounding is equal."""

import numpy as np

from smartspec.regions.results import FloatArray


def average_ranks(values: FloatArray, *, digits: int = 10) -> FloatArray:
    """Ranks from 1 for the largest value; equal values share the mean of their ranks, NaN stays NaN.

    Parameters
    ----------
    values : shape (n,).
    digits : values that agree to so many digits of the range of all are equal.

    Examples
    --------
    >>> average_ranks(np.array([0.5, 2.0, 0.5, np.nan]))
    array([2.5, 1. , 2.5, nan])
    """
    ranks = np.full(len(values), np.nan)
    known = np.isfinite(values)
    if not known.any():
        return ranks
    inner = values[known]
    width = np.ptp(inner) or 1.0
    _, groups, sizes = np.unique(-(inner / width).round(digits), return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    ranks[known] = (last - (sizes - 1) / 2)[groups]
    return ranks


def rank_correlation(x: FloatArray, y: FloatArray) -> float:
    """Spearman's correlation over the places known in both; 1 if either does not vary there."""
    both = np.isfinite(x) & np.isfinite(y)
    a, b = average_ranks(x[both]), average_ranks(y[both])
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 1.0
    return float(np.corrcoef(a, b)[0, 1])
