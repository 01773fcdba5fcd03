"""The user's own shapes: GeoJSON and GeoPackage, read without executing anything in them."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from smartspec.errors import SourceError, nearest
from smartspec.places.nuts_codes import is_nuts, nuts_vintage
from smartspec.places.okato import region_of_okato
from smartspec.places.region_names import region_by_name
from smartspec.places.region_table import known
from smartspec.places.shapes import Point, Polygon, Ring, Shapes

#: A feature: its properties and its polygons as rings of raw positions.
Feature = tuple[Mapping[str, Any], list[list[list[Any]]]]
#: Names of properties that usually hold the code, in order of trust.
_USUAL = ("NUTS_ID", "shapeISO", "ISO_3166_2", "iso_3166_2", "ISO3166-2", "iso_code", "okato", "OKATO", "code", "id")
_LARGEST = 512 * 2**20


def read_shapes(path: Path | str, *, code: str | None = None, layer: str | None = None) -> Shapes:
    """Shapes of a `.geojson`, `.json` or `.gpkg` file in degrees (EPSG:4326), by region code.

    Parameters
    ----------
    code : property that holds the code of the region; None finds the one whose values are known codes (registry,
        NUTS, OKATO). A property that is named may also hold names of regions. Features without a value in it are
        left out and counted in `warnings`.
    layer : layer of a GeoPackage; None takes the only one.

    Returns
    -------
    Shapes
        Codes that the registry knows under another name are given as the registry writes them (OKATO becomes ISO
        3166-2); others stay as they are. Several features of one code become one region.

    Raises
    ------
    SourceError
        If the file is no such file or damaged, is not in degrees, holds no polygons, or tells no code.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceError("no such file", place=f"`{path}`")
    if path.stat().st_size > _LARGEST:
        raise SourceError("larger than 512 MB", place=f"`{path}`", hint="simplify the shapes first")
    suffix = path.suffix.lower()
    if suffix == ".gpkg":
        from smartspec.places.geopackage import read_geopackage

        name, features = read_geopackage(path, layer=layer)
    elif suffix in (".geojson", ".json"):
        name, features = path.stem, _geojson(path)
    else:
        raise SourceError(
            f"cannot read shapes from `{suffix}`", place=f"`{path}`", hint="export as GeoJSON or GeoPackage"
        )
    if not features:
        raise SourceError("no polygons in the file", place=f"`{path}`")
    column = code or _code_column(features, path)
    if all(column not in properties for properties, _ in features):
        names = sorted({name for properties, _ in features for name in properties})
        raise SourceError(f"no property `{column}`", place=f"`{path}`", hint=nearest(column, names))
    return _collect(name, column, features, path)


def _geojson(path: Path) -> list[Feature]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise SourceError(f"not a GeoJSON file: {error}", place=f"`{path}`") from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        hint = "convert it to GeoJSON first" if isinstance(content, dict) and content.get("type") == "Topology" else ""
        raise SourceError("not a FeatureCollection", place=f"`{path}`", hint=hint)
    crs = content.get("crs")
    system = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if system and not any(good in system for good in ("CRS84", "EPSG::4326", "EPSG:4326")):
        raise SourceError(f"not in degrees: `{system}`", place=f"`{path}`", hint="export in EPSG:4326")
    found: list[Feature] = []
    for number, feature in enumerate(content.get("features") or (), 1):
        try:
            found += _feature(feature)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SourceError(f"feature {number} is damaged: {error!r}", place=f"`{path}`") from error
    return found


def _feature(feature: Mapping[str, Any]) -> list[Feature]:
    """The feature, or nothing if it has no polygon."""
    geometry, properties = feature.get("geometry"), dict(feature.get("properties") or {})
    if "id" in feature:
        properties.setdefault("id", feature["id"])
    if geometry is None or geometry["type"] not in ("Polygon", "MultiPolygon"):
        return []
    whole = geometry["coordinates"]
    return [(properties, whole if geometry["type"] == "MultiPolygon" else [whole])]


def region_code(value: object) -> str | None:
    """The registry's code of a value of a property, or None if it is no code of a region."""
    text = str(value).strip()
    if known(text) or (is_nuts(text) and not nuts_vintage([text])[0].strangers):
        return text
    one = region_of_okato(text)
    return one.code if one else None


def _code_column(features: list[Feature], path: Path) -> str:
    """The property whose values are codes of regions, most of them and the most different ones."""
    values: dict[str, list[object]] = defaultdict(list)
    for properties, _ in features:
        for name, value in properties.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                values[name].append(value)
    scores = {}
    for name, listed in values.items():
        codes = {code for code in map(region_code, set(listed)) if code}
        usual = -_USUAL.index(name) if name in _USUAL else -len(_USUAL)
        if len(codes) * 2 > len(features):
            scores[name] = (len(codes), usual)
    if not scores:
        hint = f"name it with `code`; properties: {', '.join(sorted(values)) or 'none'}"
        raise SourceError("no property holds codes of regions", place=f"`{path}`", hint=hint)
    best = max(scores.values())
    first = [name for name, score in scores.items() if score == best]
    if len(first) > 1:
        hint = "name one of them with `code`"
        raise SourceError(f"several properties hold codes: {', '.join(sorted(first))}", place=f"`{path}`", hint=hint)
    return first[0]


def _collect(name: str, column: str, features: list[Feature], path: Path) -> Shapes:
    polygons: dict[str, list[Polygon]] = {}
    without, repeated, unknown, named = 0, set(), set(), set()
    for number, (properties, raw) in enumerate(features, 1):
        value = properties.get(column)
        if value is None or not str(value).strip():
            without += 1
            continue
        text = str(value).strip()
        one = None if region_code(value) else region_by_name(text)
        code = region_code(value) or (one.code if one else text)
        if one:
            named.add(code)
        elif not region_code(value):
            unknown.add(code)
        if code in polygons:
            repeated.add(code)
        try:
            polygons.setdefault(code, []).extend(_polygon(rings) for rings in raw)
        except (TypeError, ValueError, IndexError) as error:
            raise SourceError(f"shape {number} (`{code}`) is damaged: {error}", place=f"`{path}`") from error
    notes = (
        (f"{without} shapes without `{column}` are left out", without),
        (f"several shapes for {_listed(repeated)}: taken together", repeated),
        (f"found by name: {_listed(named)}", named),
        (f"no known regions: {_listed(unknown)}", unknown),
    )
    whole = {code: tuple(_continued(parts)) for code, parts in sorted(polygons.items())}
    return Shapes(name, _vintage(whole), str(path), "", whole, tuple(text for text, there in notes if there))


def _listed(codes: Iterable[str]) -> str:
    names = sorted(codes)
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _vintage(polygons: Mapping[str, object]) -> str:
    """The vintage of NUTS that all codes fit, if they are codes of NUTS."""
    if not all(is_nuts(code) for code in polygons):
        return ""
    fits = [fit.vintage for fit in nuts_vintage(polygons) if not fit.strangers]
    return f"NUTS {' or '.join(sorted(fits))}" if fits else ""


def _polygon(rings: list[list[Any]]) -> Polygon:
    if not rings:
        raise ValueError("a polygon without rings")
    return tuple(_ring(points, outer=number == 0) for number, points in enumerate(rings))


def _ring(points: list[Any], *, outer: bool) -> Ring:
    ring: list[Point] = [(float(point[0]), float(point[1])) for point in points]
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    if len(ring) < 4:
        raise ValueError(f"a ring of {len(ring)} points")
    for x, y in ring:
        if not (math.isfinite(x) and -360 <= x <= 360 and -90 <= y <= 90):
            raise ValueError(f"({x}, {y}) is no position in degrees; export in EPSG:4326")
    turn = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    return tuple(ring if (turn < 0) == outer else ring[::-1])


def _continued(parts: list[Polygon]) -> list[Polygon]:
    """Polygons of a region that lies on both sides of 180 degrees, with longitudes that run on eastwards."""
    ends = [(min(x for x, _ in part[0]), max(x for x, _ in part[0])) for part in parts]
    if not (min(west for west, _ in ends) < -150 and max(east for _, east in ends) > 150):
        return parts
    return [
        tuple(tuple((x + 360, y) for x, y in ring) for ring in part) if east <= 0 else part
        for part, (_, east) in zip(parts, ends, strict=True)
    ]
