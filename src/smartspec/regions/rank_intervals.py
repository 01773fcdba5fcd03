"""Ranks, and how often each is reached when what decides them is drawn at random."""

from collections.abc import Iterable

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.results import FloatArray

#: Scores that differ by less than this, relative to the largest, are equal: rounding must not rank.
_EQUAL = 1e-12


def ranks(scores: FloatArray) -> FloatArray:
    """Rank of each row in each column, 1 for the highest score; equal scores share the better rank.

    Parameters
    ----------
    scores : shape (items, draws), finite.

    Examples
    --------
    >>> ranks(np.array([[3.0], [5.0], [3.0], [1.0]])).ravel()
    array([2., 1., 2., 4.])
    """
    n = len(scores)
    order = np.argsort(-scores, axis=0, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=0)
    reach = _EQUAL * np.maximum(np.abs(scores).max(axis=0), np.finfo(np.float64).tiny)
    fresh = np.ones_like(scores, dtype=np.bool_)
    fresh[1:] = ordered[:-1] - ordered[1:] > reach
    first = np.maximum.accumulate(np.where(fresh, np.arange(1, n + 1)[:, None], 0), axis=0)
    found = np.empty(scores.shape)
    np.put_along_axis(found, order, first.astype(np.float64), axis=0)
    return found


def rank_shares(blocks: Iterable[FloatArray]) -> FloatArray:
    """Share of the draws in which each item (row) has rank k + 1 (column k); rows sum to 1.

    Parameters
    ----------
    blocks : scores, each of shape (items, some draws).

    Raises
    ------
    ComputeError
        If there is no draw.
    """
    counted: FloatArray | None = None
    for scores in blocks:
        n = len(scores)
        counted = np.zeros((n, n)) if counted is None else counted
        place = ranks(scores).astype(np.int64) - 1 + n * np.arange(n)[:, None]
        counted += np.bincount(place.ravel(), minlength=n * n).reshape(n, n)
    if counted is None or not counted.any():
        raise ComputeError("there is no draw")
    return np.asarray(counted / counted.sum(axis=1, keepdims=True))


def share_quantile(shares: FloatArray, probability: float) -> FloatArray:
    """Smallest rank that at least `probability` of the draws reach or better, for each row of `shares`."""
    reached = np.cumsum(shares, axis=1) >= probability - 1e-12
    return np.asarray(reached.argmax(axis=1) + 1, dtype=np.float64)
