"""Outlines of regions on a map: projected, fitted, thinned to what a screen shows, small ones enlarged beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from smartspec.views.enlarged import BOXES, REMOTE
from smartspec.views.plan import Words, both
from smartspec.views.projection import Floats, Project, projection_of

#: Across, down and times: how a path of the wide map comes to its place on a narrower one.
Move = tuple[float, float, float]
Ring = Sequence[tuple[float, float]]
Polygons = Sequence[Sequence[Ring]]
WIDTH, TALLEST, EDGE = 920.0, 560.0, 6.0
BOX_HEIGHT, BOX_GAP = 132.0, 14.0
#: All points of a map within a cell of so many pixels become their mean: neighbours keep one border, and points that
#: nobody sees go.
CELL = 1.3
#: Smaller islands than this are left out unless they are the whole region; smaller regions get a mark.
SMALLEST_RING, SMALLEST_REGION = 1.0, 16.0


class Shapes(Protocol):
    """What is read of shapes: polygons by code and what must be said of them."""

    @property
    def polygons(self) -> Mapping[str, Polygons]:
        """Code to polygons; a polygon is its ring and its holes; a ring is (longitude, latitude) pairs, closed."""

    @property
    def vintage(self) -> str:
        """Edition of the outlines."""

    @property
    def source(self) -> str:
        """Producer."""

    @property
    def licence(self) -> str:
        """Licence."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map that is enlarged beside it: where it lies, number of the outline and centre by code."""

    words: Words
    x: float
    y: float
    width: float
    paths: Mapping[str, int]
    centres: Mapping[str, tuple[float, float]]
    move: Move | None = None

    @property
    def times(self) -> float:
        """Size beside that on the wide map."""
        return self.move[2] if self.move else 1.0


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines ready for drawing.

    Attributes
    ----------
    paths : texts of SVG paths, which marks name by number.
    regions : code to the number of its path on the map itself.
    centres : code to (x, y), the centre of its largest part.
    areas : code to its size on the map in square pixels.
    small : codes that are too small to be seen and stand in no box.
    boxes : parts that are enlarged.
    width, height : size of the map with its boxes.
    map_height : height without them.
    words : what the foot says: projection, edition, producer, licence.
    """

    paths: tuple[str, ...]
    regions: Mapping[str, int]
    centres: Mapping[str, tuple[float, float]]
    areas: Mapping[str, float]
    small: frozenset[str]
    boxes: tuple[Box, ...]
    width: float
    height: float
    map_height: float
    words: Words
    move: Move | None = None


def outlines(shapes: Shapes, codes: Iterable[str]) -> Outlines | None:
    """The map of the countries in which the regions lie; None where no shape has any of the codes.

    Parameters
    ----------
    shapes : as the room of places gives them.
    codes : codes of the regions compared; others of the same countries are outlined as well. A subject without its
        okrugs (`RU-TYU-0`) has the outline of the subject, which is drawn without them.
    """
    compared = set(codes)
    called = {code.removesuffix("-0"): code for code in compared if code not in shapes.polygons}
    polygons = {called.get(code, code): polygons for code, polygons in shapes.polygons.items()}
    countries = {code[:2] for code in compared if code in polygons}
    wanted = sorted(code for code in polygons if code[:2] in countries)
    if not wanted:
        return None
    near = [code for code in wanted if code not in REMOTE] or wanted
    points = np.concatenate([_points(polygons[code]) for code in near])
    projection = projection_of(near, points[:, 0], points[:, 1])
    drawn = {code: _projected(polygons[code], projection.project) for code in near}
    fit = _Fit.of(drawn.values(), width=WIDTH, height=TALLEST)
    paths: list[str] = []
    regions, centres, areas = {}, {}, {}
    for code, rings in fit.rings(drawn).items():
        regions[code] = len(paths)
        paths.append(_path(rings))
        centres[code], areas[code] = _centre(rings)
    boxes = _boxes({code: polygons[code] for code in wanted}, compared, paths, top=fit.height)
    boxed = {code for box in boxes for code in box.paths}
    for box in boxes:
        for code, centre in box.centres.items():
            centres.setdefault(code, centre)
    small = frozenset(code for code in near if areas[code] < SMALLEST_REGION and code not in boxed)
    height = fit.height + (BOX_HEIGHT + BOX_GAP + 18 if boxes else 0)
    said = _words(shapes, projection.words)
    return Outlines(tuple(paths), regions, centres, areas, small, tuple(boxes), WIDTH, height, fit.height, said)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the plane is brought into a rectangle."""

    scale: float
    left: float
    top: float
    height: float
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def of(
        cls, drawn: Iterable[list[Floats]], *, width: float, height: float, x: float = 0.0, y: float = 0.0
    ) -> "_Fit":
        points = np.concatenate([ring for rings in drawn for ring in rings])
        low, high = points.min(axis=0), points.max(axis=0)
        across, up = np.maximum(high - low, 1e-9)
        scale = min((width - 2 * EDGE) / across, (height - 2 * EDGE) / up)
        spare = (width - 2 * EDGE - across * scale) / 2
        return cls(float(scale), float(low[0] - spare / scale), float(high[1]), float(up * scale + 2 * EDGE), x, y)

    def rings(self, drawn: Mapping[str, list[Floats]]) -> dict[str, list[Floats]]:
        """Rings in pixels, thinned; rings of no size are left out, but the largest of a region is kept."""
        pixels = {code: [self.pixels(ring) for ring in rings] for code, rings in drawn.items()}
        every = np.concatenate([ring for rings in pixels.values() for ring in rings])
        cells, place, n = np.unique(np.floor(every / CELL), axis=0, return_inverse=True, return_counts=True)
        place = place.reshape(-1)
        means = np.column_stack([np.bincount(place, weights=every[:, k], minlength=len(cells)) / n for k in (0, 1)])
        means = means.round(1)
        found, start = {}, 0
        for code, rings in pixels.items():
            thinned = []
            for ring in rings:
                own = place[start : start + len(ring)]
                start += len(ring)
                thinned.append(means[own[np.flatnonzero(np.diff(own, prepend=-1))]])
            found[code] = _seen(thinned)
        return found

    def pixels(self, ring: Floats) -> Floats:
        """A ring in pixels, y downwards."""
        x = (ring[:, 0] - self.left) * self.scale + EDGE + self.x
        return np.column_stack([x, (self.top - ring[:, 1]) * self.scale + EDGE + self.y])


def _seen(rings: list[Floats]) -> list[Floats]:
    sizes = [abs(_area(ring)) for ring in rings]
    largest = int(np.argmax(sizes))
    return [ring for k, ring in enumerate(rings) if k == largest or (len(ring) > 3 and sizes[k] > SMALLEST_RING)]


def _boxes(polygons: Mapping[str, Polygons], compared: set[str], paths: list[str], *, top: float) -> list[Box]:
    """Boxes that hold a region of the comparison, with all regions that belong into them."""
    chosen = [(words, [code for code in codes if code in polygons]) for words, codes in BOXES]
    chosen = [(words, codes) for words, codes in chosen if compared & set(codes)]
    if not chosen:
        return []
    width = min(200.0, (WIDTH - BOX_GAP * (len(chosen) - 1)) / len(chosen))
    found = []
    for number, (words, codes) in enumerate(chosen):
        points = np.concatenate([_points(polygons[code]) for code in codes])
        project = projection_of([], points[:, 0], points[:, 1]).project
        drawn = {code: _projected(polygons[code], project) for code in codes}
        x, y = number * (width + BOX_GAP), top + BOX_GAP + 18
        fit = _Fit.of(drawn.values(), width=width, height=BOX_HEIGHT, x=x, y=y)
        numbers, centres = {}, {}
        for code, rings in fit.rings(drawn).items():
            numbers[code] = len(paths)
            paths.append(_path(rings))
            centres[code] = _centre(rings)[0]
        found.append(Box(words, x, y, width, numbers, centres))
    return found


def _points(polygons: Polygons) -> Floats:
    return np.concatenate([np.asarray(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon])


def _projected(polygons: Polygons, project: Project) -> list[Floats]:
    rings = [np.asarray(ring, dtype=np.float64) for polygon in polygons for ring in polygon]
    return [project(ring[:, 0], ring[:, 1]) for ring in rings]


def _area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)) / 2


def _centre(rings: list[Floats]) -> tuple[tuple[float, float], float]:
    """Centre of gravity of the largest ring, and the area of all; holes are small beside what they lie in."""
    sizes = [abs(_area(ring)) for ring in rings]
    ring = rings[int(np.argmax(sizes))]
    area = _area(ring)
    if abs(area) < 1e-6:
        x, y = ring.mean(axis=0)
        return (float(x), float(y)), sum(sizes)
    x, y = ring[:, 0], ring[:, 1]
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    centre = (((x + np.roll(x, -1)) * cross).sum() / (6 * area), ((y + np.roll(y, -1)) * cross).sum() / (6 * area))
    return (float(centre[0]), float(centre[1])), sum(sizes)


def _path(rings: list[Floats]) -> str:
    """Rings as the text of a path, in steps of tenths of a pixel from point to point."""
    parts = []
    for ring in rings:
        tenths = np.round(ring * 10).astype(np.int64)
        steps = np.diff(tenths, axis=0)[: -1 if (tenths[0] == tenths[-1]).all() else None]
        written = " ".join(f"{_tenths(x)} {_tenths(y)}" for x, y in steps.tolist())
        parts.append(f"M{_tenths(int(tenths[0][0]))} {_tenths(int(tenths[0][1]))}l{written}z")
    return "".join(parts).replace(" -", "-")


def _tenths(n: int) -> str:
    whole, rest = divmod(abs(n), 10)
    return ("-" if n < 0 else "") + (f"{whole or ''}.{rest}" if rest else f"{whole}")


def _words(shapes: Shapes, projection: Words) -> Words:
    source = Path(shapes.source).name if shapes.source.endswith((".json", ".geojson", ".gpkg")) else shapes.source
    given = ", ".join(text for text in (source, shapes.vintage, shapes.licence) if text)
    english, russian = (projection, projection) if isinstance(projection, str) else (projection["en"], projection["ru"])
    return both(f"Outlines: {given}; projection: {english}", f"Границы: {given}; проекция: {russian}")
