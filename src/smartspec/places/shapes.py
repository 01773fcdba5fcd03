"""Shapes of regions: a small shipped topology, and the user's own files."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

from smartspec.errors import ConfigError, nearest

Point = tuple[float, float]
#: Closed: the last point repeats the first.
Ring = tuple[Point, ...]
#: The outer ring counter-clockwise, then holes clockwise (RFC 7946).
Polygon = tuple[Ring, ...]
#: Names of the shipped sets.
SHAPE_SETS = {"ru-subjects": "shapes_ru_subjects"}


@dataclass(frozen=True, slots=True)
class Shapes:
    """Regions as polygons in degrees east and north (EPSG:4326).

    Attributes
    ----------
    polygons : region code -> its polygons. Longitudes run on where a region crosses 180 degrees: Chukotka ends at
        191 degrees east.
    vintage : which division of the land it is; "" if not known.
    source, licence : to be shown beside a map; "" if not known.
    warnings : what a reader of the map must know.
    """

    name: str
    vintage: str
    source: str
    licence: str
    polygons: Mapping[str, tuple[Polygon, ...]] = field(repr=False)
    warnings: tuple[str, ...] = ()


def decode(content: Mapping[str, Any], *, key: str) -> dict[str, tuple[Polygon, ...]]:
    """Polygons of an object of a quantised TopoJSON topology, by the `id` of its geometries."""
    (east, north), (west, south) = content["transform"]["scale"], content["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in content["arcs"]:
        xs = accumulate(x for x, _ in arc)
        ys = accumulate(y for _, y in arc)
        points = zip(xs, ys, strict=True)
        arcs.append(tuple((round(west + x * east, 6), round(south + y * north, 6)) for x, y in points))

    def ring(numbers: list[int]) -> Ring:
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return tuple(points)

    return {
        one["id"]: tuple(tuple(ring(numbers) for numbers in polygon) for polygon in one["arcs"])
        for one in content["objects"][key]["geometries"]
    }


@cache
def shapes(name: str = "ru-subjects") -> Shapes:
    """A shipped set of shapes: `ru-subjects`, the 83 subjects of ISO 3166-2:RU.

    Neighbours share the same points, so contacts between regions can be read from them: 378 ordered pairs touch.
    The file is a database under the Open Database Licence 1.0: a map made from it says "© OpenStreetMap
    contributors", and a changed file is passed on under the same licence.
    Shapes of NUTS are not shipped (GISCO allows use, not every way of passing on): read your own with `read_shapes`.

    Raises
    ------
    ConfigError
        If there is no such set.

    Examples
    --------
    >>> russia = shapes()
    >>> len(russia.polygons), russia.licence, max(x for p in russia.polygons["RU-CHU"] for x, y in p[0]) > 190
    (83, 'ODbL 1.0', True)
    """
    if name not in SHAPE_SETS:
        hint = f"{nearest(name, SHAPE_SETS)} shapes of other regions are read with `read_shapes`"
        raise ConfigError(f"no shapes `{name}`", hint=hint)
    packed = (files("smartspec.places") / "data" / f"{SHAPE_SETS[name]}.json.gz").read_bytes()
    content = json.loads(gzip.decompress(packed))
    missing = "Crimea and Sevastopol are not in the source; islands below 30 square kilometres are left out"
    found = decode(content, key="regions")
    return Shapes(name, content["vintage"], content["source"], content["licence"], found, (missing,))
