"""Outlines of the regions of a comparison, distances between them, and local clusters of a measure on the map."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from smartspec.regions.contiguity import contiguity
from smartspec.regions.distances import distance_matrix
from smartspec.regions.local_moran import QUADRANTS, local_moran
from smartspec.regions.moran import moran
from smartspec.regions.polygons import Outline, centres
from smartspec.regions.results import Caution, FloatArray
from smartspec.regions.spatial_weights import row_standardised

Row = dict[str, Any]
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Land:
    """Outlines of regions, under the codes of the comparison.

    Attributes
    ----------
    outlines : sorted by region; regions without an outline are absent.
    source : file or set of shapes, with licence and vintage.
    """

    outlines: tuple[Outline, ...]
    source: str

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that have an outline."""
        return tuple(one.region for one in self.outlines)


def land_of(regions: Iterable[str], path: Path | None = None) -> Land:
    """Outlines of regions from the user's file, or from the shapes of Russian subjects that are shipped.

    A subject without its okrugs (`RU-TYU-0`) has the outline of the subject, which the shipped map draws without them.

    Parameters
    ----------
    regions : codes of the comparison.
    path : GeoJSON or GeoPackage in degrees.

    Raises
    ------
    SourceError
        If the file is no map.
    """
    from smartspec.places import read_shapes, shapes

    found = read_shapes(path) if path else shapes("ru-subjects")
    outlines = []
    for code in sorted(set(regions)):
        polygons = found.polygons.get(code) or found.polygons.get(code.removesuffix("-0"))
        if polygons:
            rings = [(ring, place > 0) for polygon in polygons for place, ring in enumerate(polygon)]
            arrays = tuple(np.array(ring, dtype=np.float64) for ring, _ in rings)
            outlines.append(Outline(code, arrays, tuple(hole for _, hole in rings)))
    named = "; ".join(part for part in (found.name, found.vintage, found.source, found.licence) if part)
    return Land(tuple(outlines), named)


def shape_rows(regions: Iterable[str], path: Path) -> list[Row]:
    """Rows of `region_shapes` from the user's file, longitudes and latitudes to 4 digits (about 10 m)."""
    from smartspec.places import read_shapes

    found = read_shapes(path)
    about = {"source": Path(found.source).name or path.name, "vintage": found.vintage or None}
    return [
        {"region": code, "outline": json.dumps(_rounded(found.polygons[code]), separators=(",", ":")), **about}
        | {"licence": found.licence or None}
        for code in sorted(set(regions) & set(found.polygons))
    ]


def _rounded(polygons: Any) -> list[list[list[list[float]]]]:  # noqa: ANN401  # nested tuples of points
    return [[[[round(x, 4), round(y, 4)] for x, y in ring] for ring in polygon] for polygon in polygons]


def distances(land: Land) -> dict[tuple[str, str], float]:
    """Great-circle distances between the centres of regions, kilometres, by pair in the order of codes."""
    if len(land.outlines) < 2:
        return {}
    found, names = distance_matrix(centres(land.outlines)), land.regions
    return {(names[a], names[b]): float(found[a, b]) for a in range(len(names)) for b in range(a + 1, len(names))}


def local_clusters(
    land: Land, values: Mapping[str, float | None], *, permutations: int = 999, seed: int = 0
) -> tuple[dict[str, Row], dict[str, Any], tuple[Caution, ...]]:
    """Local Moran's I of a measure with queen contiguity, row-standardised, for the table `compared_regions`.

    Parameters
    ----------
    values : region to the measure; None is missing.
    permutations, seed : of the conditional permutations.

    Returns
    -------
    Region to its columns, the conventions with Moran's I of the whole map, and cautions. A quadrant is named where the
    two-sided p, corrected after Benjamini and Hochberg, is at most 0.05.
    """
    names = land.regions
    numbers: FloatArray = np.array([_number(values.get(name)) for name in names])
    missing = np.isnan(numbers)
    if len(names) - int(missing.sum()) < 5 or np.ptp(numbers[~missing]) == 0:
        return {}, {}, ()
    weights = row_standardised(contiguity(land.outlines))
    given = np.where(missing, 0.0, numbers)
    found = local_moran(given, weights, missing=missing, permutations=permutations, seed=seed)
    whole = moran(given, weights, missing=missing, permutations=permutations, seed=seed)
    kept = found.significant(SIGNIFICANT)
    rows = {
        name: {
            "local_moran": float(found.local[number]),
            "lisa_p": float(found.p_two_sided[number]),
            "lisa_quadrant": QUADRANTS[found.quadrant[number]] if kept[number] else "none",
        }
        for number, name in enumerate(names)
        if found.tested[number]
    }
    record = {
        "moran": whole.statistic,
        "moran_p_two_sided": whole.p_two_sided,
        "moran_n": whole.n,
        "weights": "queen contiguity, row-standardised",
        "shapes": land.source,
        "significance": f"two-sided p, Benjamini-Hochberg, {SIGNIFICANT}",
        **found.conventions,
    }
    return rows, record, found.cautions


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def without_outline(regions: Sequence[str], land: Land) -> tuple[Caution, ...]:
    """Says which regions are not on the map."""
    absent = sorted(set(regions) - set(land.regions))
    if not absent:
        return ()
    listed = ", ".join(absent[:20]) + (", …" if len(absent) > 20 else "")
    return (
        Caution(
            "regions-without-shape",
            f"{len(absent)} regions have no outline on the map and take no part in what rests on it: {listed}",
            f"у {len(absent)} регионов нет контура на карте, в расчётах по карте они не участвуют: {listed}",
        ),
    )
