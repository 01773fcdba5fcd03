"""Coordinates in a standard position: the same map however it was turned, mirrored or scaled."""

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
#: Up to this many nodes plain numpy is fast enough, and needs no compiler.
FEW = 300


def mean_distance(coordinates: Coordinates) -> float:
    """Mean distance of two different nodes; 0 for fewer than two. Exact."""
    n = len(coordinates)
    if n < 2:
        return 0.0
    x, y = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
    if n <= FEW:
        total = float(np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2).sum()) / 2
    else:
        from smartspec.kernels.forces import sum_of_powers

        total = sum_of_powers(x, y, np.ones(n), 1.0)
    return total / (n * (n - 1) / 2)


def standardise(coordinates: Coordinates) -> Coordinates:
    """Centre, turn to principal axes, mirror so that no median is positive, scale to mean distance 1.

    Parameters
    ----------
    coordinates : (n, 2), finite.

    Returns
    -------
    (n, 2); the axis of the larger variance is horizontal. One node lies at the origin; nodes that all lie on one point
    stay there.

    Notes
    -----
    Source: van Eck, Waltman, Dekker, van den Berg (2010), doi:10.1002/asi.21421, section on indeterminacy.

    Examples
    --------
    >>> standardise(np.array([[0.0, 0.0], [0.0, 2.0], [0.0, 7.0]])).round(3) + 0.0
    array([[-0.643,  0.   ],
           [-0.214,  0.   ],
           [ 0.857,  0.   ]])
    """
    centred = coordinates - coordinates.mean(axis=0) if len(coordinates) else coordinates.copy()
    if len(centred) < 2 or not centred.any():
        return np.zeros_like(centred)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    turned = centred @ vectors[:, np.argsort(-values, kind="stable")]
    turned = np.where(np.median(turned, axis=0) > 0, -turned, turned)
    return np.asarray(turned / mean_distance(turned), dtype=np.float64)
