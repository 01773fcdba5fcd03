"""Clusters of one clustering found again in another, so that they keep their numbers and colours."""

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError

Codes = NDArray[np.int64]


def match_clusters(old: NDArray[np.integer], new: NDArray[np.integer]) -> NDArray[np.int32]:
    """The new clustering with the numbers of the old one wherever a cluster is found again.

    Parameters
    ----------
    old, new : (n,) cluster of each node, in the same order of nodes; 0 is no cluster. A node that one of the two lacks
        gets 0 there.

    Returns
    -------
    (n,) int32
        The partition of `new`. Clusters are paired so that as many nodes as possible keep their number; two clusters
        that share no node are not paired. The others get numbers that no old cluster had, lowest first, in the order of
        `new`: a number passed on to another cluster would pass on its colour.

    Raises
    ------
    ComputeError
        If the two differ in length or a label is negative.

    Notes
    -----
    The pairing is an optimal assignment. Source: Kuhn (1955), doi:10.1002/nav.3800020109.

    Examples
    --------
    >>> match_clusters(np.array([1, 1, 1, 2, 2, 3]), np.array([2, 2, 2, 1, 1, 1]))
    array([1, 1, 1, 2, 2, 2], dtype=int32)
    >>> match_clusters(np.array([1, 1, 2, 2]), np.array([1, 2, 3, 3]))
    array([1, 3, 2, 2], dtype=int32)
    """
    old, new = np.asarray(old, dtype=np.int64), np.asarray(new, dtype=np.int64)
    if len(old) != len(new):
        raise ComputeError(f"the old clustering has {len(old)} nodes and the new one {len(new)}")
    if min(old.min(initial=0), new.min(initial=0)) < 0:
        raise ComputeError("a cluster number is negative", hint="clusters are 1, 2, ...; 0 is no cluster")
    old_names, new_names = np.unique(old[old > 0]), np.unique(new[new > 0])
    both = (old > 0) & (new > 0)
    rows, columns = _pair(np.searchsorted(new_names, new[both]), np.searchsorted(old_names, old[both]))
    numbers = np.zeros(len(new_names), dtype=np.int64)
    numbers[rows] = old_names[columns]
    left = np.flatnonzero(numbers == 0)
    free = np.setdiff1d(np.arange(1, len(old_names) + len(left) + 1), old_names)
    numbers[left] = free[: len(left)]
    found = np.zeros(len(new), dtype=np.int32)
    found[new > 0] = numbers[np.searchsorted(new_names, new[new > 0])]
    return found


def _pair(rows: Codes, columns: Codes) -> tuple[Codes, Codes]:
    """Rows and columns assigned to each other so that most of the given (row, column) pairs are covered."""
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(rows):
        return rows, columns
    n_rows, n_columns = int(rows.max()) + 1, int(columns.max()) + 1
    n = n_rows + n_columns
    graph = coo_array((np.ones(len(rows)), (rows, n_rows + columns)), shape=(n, n))
    _, part = connected_components(graph.tocsr(), directed=False)
    order = np.argsort(part[rows], kind="stable")
    pairs: list[tuple[Codes, Codes]] = []
    for inside in np.split(order, np.flatnonzero(np.diff(part[rows[order]])) + 1):
        row_names, row = np.unique(rows[inside], return_inverse=True)
        column_names, column = np.unique(columns[inside], return_inverse=True)
        shared = np.zeros((len(row_names), len(column_names)), dtype=np.int64)
        np.add.at(shared, (row, column), 1)
        chosen = linear_sum_assignment(shared, maximize=True)
        real = shared[chosen] > 0
        pairs.append((row_names[chosen[0][real]], column_names[chosen[1][real]]))
    found = [np.concatenate(side) for side in zip(*pairs, strict=True)]
    return found[0], found[1]
