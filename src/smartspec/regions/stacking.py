"""Pairs of regions, and undirected pairs written in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.results import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class StackedPairs:
    """Undirected pairs written in both directions, first all as given, then all reversed.

    Attributes
    ----------
    origin, destination : (2m,) labels.
    y : (2m,) the tie of the pair, the same in both directions.
    regressors : name to (2m,).
    pair : (2m,) int64 number of the pair: the clusters of the errors.
    """

    origin: tuple[str, ...]
    destination: tuple[str, ...]
    y: FloatArray
    regressors: Mapping[str, FloatArray]
    pair: IntArray

    @property
    def effects(self) -> Mapping[str, tuple[str, ...]]:
        """Origin and destination effects, as `fit_gravity` takes them."""
        return {"origin": self.origin, "destination": self.destination}

    def folded(self, values: npt.ArrayLike) -> FloatArray:
        """(m,) mean of both directions of each pair, such as of expected ties or residuals of a fit."""
        both = np.asarray(values, dtype=np.float64).reshape(2, -1)
        return np.asarray(both.mean(axis=0), dtype=np.float64)


def all_pairs(n: int) -> tuple[IntArray, IntArray]:
    """Indices (a, b), a < b, of all pairs of n regions, ordered by a, then b.

    Examples
    --------
    >>> all_pairs(3)
    (array([0, 0, 1]), array([1, 2, 2]))
    """
    a, b = np.triu_indices(n, k=1)
    return a.astype(np.int64), b.astype(np.int64)


def stack_pairs(
    a: Sequence[str],
    b: Sequence[str],
    y: npt.ArrayLike,
    regressors: Mapping[str, npt.ArrayLike | tuple[npt.ArrayLike, npt.ArrayLike]],
) -> StackedPairs:
    """Write every undirected pair in both directions, so that it does not matter which end is called origin.

    Coefficients with origin and destination effects depend on the order of the ends of undirected pairs; stacked they
    do not. Each tie then stands twice: errors must be clustered by pair, HC1 is too small by √2.

    Parameters
    ----------
    a, b : (m,) labels of the ends; each pair once, in either order.
    y : (m,) ties, pairs without ties as 0.
    regressors : name to (m,) values, or to two such arrays, from a to b and from b to a, if they differ.

    Raises
    ------
    ComputeError
        If a pair stands twice, in either order, if a region is paired with itself, or if lengths differ.

    Examples
    --------
    >>> stacked = stack_pairs(["A", "A"], ["B", "C"], [3, 0], {"ld": [1.0, 2.0]})
    >>> stacked.origin, stacked.y, stacked.pair
    (('A', 'A', 'B', 'C'), array([3., 0., 3., 0.]), array([0, 1, 0, 1]))
    """
    ties = np.asarray(y, dtype=np.float64)
    first, second = tuple(str(label) for label in a), tuple(str(label) for label in b)
    if not len(first) == len(second) == len(ties):
        raise ComputeError(f"{len(first)} and {len(second)} ends for {len(ties)} ties")
    seen: set[tuple[str, str]] = set()
    for one, other in zip(first, second, strict=True):
        pair = (one, other) if one < other else (other, one)
        if one == other or pair in seen:
            wrong = "is paired with itself" if one == other else f"and `{other}` stand twice"
            raise ComputeError(f"the region `{one}` {wrong}", hint="each undirected pair stands once, in either order")
        seen.add(pair)
    columns = {}
    for name, values in regressors.items():
        there, back = values if isinstance(values, tuple) and len(values) == 2 else (values, values)
        column = np.concatenate([np.asarray(there, dtype=np.float64), np.asarray(back, dtype=np.float64)])
        if column.shape != (2 * len(ties),):
            raise ComputeError(f"the regressor `{name}` does not have one value for each of {len(ties)} pairs")
        columns[name] = column
    number = np.arange(len(ties), dtype=np.int64)
    return StackedPairs(
        first + second, second + first, np.concatenate([ties, ties]), columns, np.concatenate([number, number])
    )
