"""Outlines of regions as rings of points, and their centres on the sphere."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from smartspec.errors import SourceError
from smartspec.regions.results import FloatArray


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one region.

    Attributes
    ----------
    region : label.
    rings : closed rings, each (points, 2) float64 of longitude and latitude in degrees, first point repeated last.
    holes : for each ring whether it is a hole of the polygon before it.
    """

    region: str
    rings: tuple[FloatArray, ...]
    holes: tuple[bool, ...]


def read_outlines(path: Path, *, key: str) -> tuple[Outline, ...]:
    """Read the polygons of a GeoJSON file.

    Parameters
    ----------
    path : a FeatureCollection of Polygon and MultiPolygon in degrees.
    key : property that names the region, such as `NUTS_ID`; features of one name are joined.

    Returns
    -------
    tuple of Outline
        Sorted by region.

    Raises
    ------
    SourceError
        If the file is no FeatureCollection, a feature has no such property or no polygon, or a ring is not closed.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"no GeoJSON: {error}", place=f"`{Path(path).name}`") from None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise SourceError("no FeatureCollection", place=f"`{Path(path).name}`")
    return outlines_of(content["features"], key=key)


def outlines_of(features: Iterable[Mapping[str, Any]], *, key: str) -> tuple[Outline, ...]:
    """Turn GeoJSON features into outlines, sorted by region.

    Examples
    --------
    >>> square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    >>> feature = {"properties": {"id": "A"}, "geometry": {"type": "Polygon", "coordinates": [square]}}
    >>> [(o.region, o.rings[0].shape, o.holes) for o in outlines_of([feature], key="id")]
    [('A', (5, 2), (False,))]
    """
    rings: dict[str, list[FloatArray]] = {}
    holes: dict[str, list[bool]] = {}
    for k, feature in enumerate(features):
        region = (feature.get("properties") or {}).get(key)
        if not region:
            known = ", ".join(f"`{name}`" for name in feature.get("properties") or {})
            raise SourceError(f"no property `{key}`", place=f"feature {k}", hint=f"its properties are {known}")
        for polygon in _polygons(feature.get("geometry") or {}, region):
            for n, ring in enumerate(polygon):
                rings.setdefault(region, []).append(_ring(ring, region))
                holes.setdefault(region, []).append(n > 0)
    return tuple(Outline(region, tuple(rings[region]), tuple(holes[region])) for region in sorted(rings))


def centres(outlines: Sequence[Outline]) -> FloatArray:
    """Centres of mass on the sphere: (n, 2) longitude and latitude in degrees.

    The moment of an area on the unit sphere is half the sum over its edges of angle times unit normal; no projection,
    and a region may cross 180°. The centre of a crescent or of islands may lie outside the region.

    Raises
    ------
    ComputeError
        Never: an outline without area gets the mean of its points.

    Notes
    -----
    Source: Brock (1975), doi:10.1115/1.3423592 (moment of a region of a sphere as a line integral).

    Examples
    --------
    >>> square = np.array([[179.0, -1.0], [-179.0, -1.0], [-179.0, 1.0], [179.0, 1.0], [179.0, -1.0]])
    >>> np.abs(centres([Outline("A", (square,), (False,))]).round(6))
    array([[180.,   0.]])
    """
    found = np.empty((len(outlines), 2))
    for k, outline in enumerate(outlines):
        moment = np.zeros(3)
        for ring, hole in zip(outline.rings, outline.holes, strict=True):
            moment += (-1.0 if hole else 1.0) * _moment(ring)
        if np.linalg.norm(moment) < 1e-15:
            moment = np.vstack([_unit(ring) for ring in outline.rings]).mean(axis=0)
        x, y, z = moment
        found[k] = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return found


def _moment(ring: FloatArray) -> FloatArray:
    points = _unit(ring)
    normal = np.cross(points[:-1], points[1:])
    sine = np.linalg.norm(normal, axis=1)
    angle = np.arctan2(sine, np.einsum("ij,ij->i", points[:-1], points[1:]))
    scale = np.divide(angle, sine, out=np.ones_like(sine), where=sine > 0)
    moment = 0.5 * (normal * scale[:, None]).sum(axis=0)
    # Rings run either way round in files: the moment of a region smaller than a hemisphere points to its own side.
    side = float(moment @ points[:-1].mean(axis=0))
    return np.asarray(moment if side >= 0 else -moment, dtype=np.float64)


def _unit(ring: FloatArray) -> FloatArray:
    longitude, latitude = np.radians(ring[:, 0]), np.radians(ring[:, 1])
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _polygons(geometry: Mapping[str, Any], region: str) -> list[Any]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and coordinates:
        return list(coordinates)
    raise SourceError(f"a region needs a polygon, not {kind}", place=f"region `{region}`")


def _ring(points: Any, region: str) -> FloatArray:  # noqa: ANN401 - decoded JSON
    try:
        ring = np.array([point[:2] for point in points], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SourceError(f"a ring is no list of points: {error}", place=f"region `{region}`") from None
    if len(ring) < 4 or not np.isfinite(ring).all() or (ring[0] != ring[-1]).any():
        raise SourceError("a ring has under four points or is not closed", place=f"region `{region}`")
    return ring
