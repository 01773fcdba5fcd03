"""Equal-area projections of the sphere, so that a region looks as large as it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.views.plan import Words, both

Floats = NDArray[np.float64]
#: Longitudes and latitudes in degrees, shape (n,) each, to (n, 2) on the unit sphere's plane, x right, y up.
Project = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection and how it is called."""

    words: Words
    project: Project


def albers(*, meridian: float, parallels: tuple[float, float]) -> Project:
    """Albers' equal-area conic; longitudes are taken the short way round from the meridian.

    Notes
    -----
    Source: Snyder (1987), Map projections: a working manual, USGS Professional Paper 1395, 14-1 to 14-6.

    Examples
    --------
    >>> project = albers(meridian=-96, parallels=(29.5, 45.5))
    >>> x, y = project(np.array([-75.0]), np.array([35.0]))[0] - project(np.array([-96.0]), np.array([23.0]))[0]
    >>> round(float(x), 7), round(float(y), 7)
    (0.295272, 0.2416774)
    """
    first, second = np.radians(parallels)
    n = (np.sin(first) + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)

    def project(longitudes: Floats, latitudes: Floats) -> Floats:
        theta = n * np.radians(short_way(longitudes, meridian))
        rho = np.sqrt(np.maximum(c - 2 * n * np.sin(np.radians(latitudes)), 0.0)) / n
        return np.column_stack([rho * np.sin(theta), -rho * np.cos(theta)])

    return project


def azimuthal(*, longitude: float, latitude: float) -> Project:
    """Lambert's azimuthal equal-area projection about a point.

    Notes
    -----
    Source: Snyder (1987), USGS Professional Paper 1395, 24-2 to 24-4.

    Examples
    --------
    >>> azimuthal(longitude=-100, latitude=40)(np.array([100.0]), np.array([-20.0])).round(7)
    array([[-1.4113101,  1.3419258]])
    """
    own = np.radians(latitude)

    def project(longitudes: Floats, latitudes: Floats) -> Floats:
        theta, phi = np.radians(short_way(longitudes, longitude)), np.radians(latitudes)
        towards = np.sin(own) * np.sin(phi) + np.cos(own) * np.cos(phi) * np.cos(theta)
        k = np.sqrt(2 / np.maximum(1 + towards, 1e-12))
        x = k * np.cos(phi) * np.sin(theta)
        return np.column_stack([x, k * (np.cos(own) * np.sin(phi) - np.sin(own) * np.cos(phi) * np.cos(theta))])

    return project


def short_way(longitudes: Floats, meridian: float) -> Floats:
    """Degrees east of a meridian, -180 to 180.

    Examples
    --------
    >>> short_way(np.array([-170.0, 190.0, 20.0]), 100.0)
    array([ 90.,  90., -80.])
    """
    return (np.asarray(longitudes, dtype=np.float64) - meridian + 180.0) % 360.0 - 180.0


def projection_of(codes: Iterable[str], longitudes: Floats, latitudes: Floats) -> Projection:
    """The projection for a map: by the kind of its codes, else about the middle of its points.

    Parameters
    ----------
    codes : codes of the regions; those of Russia begin with `RU-`, those of NUTS have no hyphen.
    longitudes, latitudes : points of the map, which decide where neither is meant.
    """
    listed = list(codes)
    if listed and all(code.startswith("RU-") for code in listed):
        return Projection(
            both("Albers equal-area conic, meridian 100° E", "равновеликая коническая Альберса, меридиан 100° в. д."),
            albers(meridian=100, parallels=(52, 64)),
        )
    across = np.ptp(longitudes) if len(longitudes) else 0.0
    if listed and all(is_nuts(code) for code in listed) and across > 25:
        centre = (10.0, 52.0)
    else:
        centre = _middle(longitudes, latitudes)
    return Projection(
        both("Lambert azimuthal equal-area", "равновеликая азимутальная Ламберта"),
        azimuthal(longitude=centre[0], latitude=centre[1]),
    )


def is_nuts(code: str) -> bool:
    """Whether a code looks like one of NUTS: two letters of the country, one to three signs.

    Examples
    --------
    >>> is_nuts("ITC4"), is_nuts("RU-MOW")
    (True, False)
    """
    return 3 <= len(code) <= 5 and code[:2].isalpha() and code.isalnum() and code.isupper() and code.isascii()


def _middle(longitudes: Floats, latitudes: Floats) -> tuple[float, float]:
    if not len(longitudes):
        return 0.0, 0.0
    theta, phi = np.radians(longitudes), np.radians(latitudes)
    points = np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)]).mean(axis=0)
    longitude = np.degrees(np.arctan2(points[1], points[0]))
    return round(float(longitude), 1), round(float(np.degrees(np.arctan2(points[2], np.hypot(*points[:2])))), 1)
