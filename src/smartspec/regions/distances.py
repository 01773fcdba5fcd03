"""Distances on the sphere, in kilometres."""

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.results import FloatArray

#: Mean radius of the Earth in kilometres (IUGG).
EARTH_RADIUS = 6371.0088
_BLOCK = 1_000_000


def great_circle(a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Great-circle distance between points a and b.

    2R asin √(sin²(Δφ/2) + cos φ_a cos φ_b sin²(Δλ/2)), exact for near points and across 180°.

    Parameters
    ----------
    a, b : (..., 2) longitude and latitude in degrees, broadcast against each other; longitudes of any turn.

    Returns
    -------
    FloatArray
        Kilometres on a sphere of 6371.0088 km; up to 0.6 % from the ellipsoid. 0 for equal points.

    Raises
    ------
    ComputeError
        If a coordinate is not finite or a latitude is outside -90 to 90.

    Notes
    -----
    Source: Sinnott (1984), Virtues of the haversine, Sky and Telescope 68:159.

    Examples
    --------
    >>> float(great_circle([179.0, 0.0], [-179.0, 0.0]).round(1))
    222.4
    """
    first, second = checked_points(a), checked_points(b)
    longitude = np.radians(second[..., 0] - first[..., 0])
    south, north = np.radians(first[..., 1]), np.radians(second[..., 1])
    square = np.sin((north - south) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin(longitude / 2) ** 2
    return np.asarray(2.0 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0))), dtype=np.float64)


def distance_matrix(points: npt.ArrayLike) -> FloatArray:
    """All great-circle distances of n points: (n, n) kilometres, symmetric, diagonal 0.

    Examples
    --------
    >>> distance_matrix([[37.6, 55.75], [30.3, 59.95]]).round()
    array([[  0., 635.],
           [635.,   0.]])
    """
    places = checked_points(points)
    if places.ndim != 2:
        raise ComputeError(f"points must have the shape (n, 2), not {places.shape}")
    n = len(places)
    distance = np.empty((n, n))
    rows = max(1, _BLOCK // max(n, 1))
    for start in range(0, n, rows):
        distance[start : start + rows] = great_circle(places[start : start + rows, None, :], places[None, :, :])
    return distance


def checked_points(points: npt.ArrayLike) -> FloatArray:
    """Points as (..., 2) degrees; raises `ComputeError` if they are not on the globe."""
    array = np.asarray(points, dtype=np.float64)
    if array.ndim == 0 or array.shape[-1] != 2:
        raise ComputeError(f"points must have the shape (..., 2), not {array.shape}")
    if not np.isfinite(array).all() or (np.abs(array[..., 1]) > 90).any():
        hint = "give longitude first, latitude second, in degrees"
        raise ComputeError("a coordinate is not finite, or a latitude is beyond 90°", hint=hint)
    return array
