"""Write `smartspec/places/data/shapes_ru_subjects.json.gz`: borders of the Russian subjects as a small topology.

Neighbours share their arcs, so simplifying leaves no gaps and no overlaps, and every contact between regions stays.
Chukotka, cut at 180 degrees in the source, is joined and runs on to 191 degrees east.

Input: --source russia_geoboundaries_adm1.geojson: geoBoundaries gbOpen RUS-ADM1-28173009, whose own metadata name
OpenStreetMap through Wambacher, 2017, Open Database Licence 1.0 (geoBoundaries as a whole is often said to be CC BY 4.0; this layer
is not). The result is a derived database under the same licence and stays a file of its own.
Usage: python tools/make_shapes.py --source FILE
"""

import argparse
import gzip
import heapq
import json
import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/smartspec/places/data/shapes_ru_subjects.json.gz"
#: Steps of the grid in a degree: 0.001 degrees are 111 m from south to north. Coarser grids make islands cross.
GRID = 1000
#: A vertex goes if the triangle with its neighbours is smaller, in square kilometres.
TRIANGLE = 12.0
#: Borders of small regions are finer: no triangle larger than this part of the region goes.
FINENESS = 2000
#: Islands below this go, unless they touch another region or are all there is of one.
ISLAND = 30.0
KM = 111.2


def read(path):
    """Region -> rings of grid points; longitudes west of 30 degrees west continue beyond 180 degrees east."""
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        polygons = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "Polygon":
            polygons = [polygons]
        found[feature["properties"]["shapeISO"]] = [
            [[(round((x + 360 if x < -30 else x) * GRID), round(y * GRID)) for x, y, *_ in ring] for ring in polygon]
            for polygon in polygons
        ]
    return dict(sorted(found.items()))


def tidy(ring):
    """Without repeated points and without spikes; open (the first point is not repeated)."""
    points = ring[:-1] if ring[0] == ring[-1] else list(ring)
    changed = True
    while changed and len(points) > 2:
        changed = False
        for i in range(len(points)):
            before, here, after = points[i - 1], points[i], points[(i + 1) % len(points)]
            if here == after or before == after:
                del points[i]
                changed = True
                break
    return points


def untied(points):
    """The loops of a ring that passes through a point twice."""
    loops, way, place = [], [], {}
    for point in points:
        if point in place:
            start = place[point]
            loop = way[start:]
            for gone in loop:
                place.pop(gone)
            way = way[:start]
            loops.append(loop)
        place[point] = len(way)
        way.append(point)
    return [tidy(loop) for loop in [way, *loops] if len(tidy(loop)) > 2]


def clean(polygon):
    """Simple rings only: loops that turn the other way are holes of the outer ring, or become polygons of their own."""
    outer, *holes = [tidy(ring) for ring in polygon]
    if len(outer) < 3:
        return []
    loops = sorted(untied(outer), key=lambda loop: -abs(area(loop)))
    turn = area(loops[0]) > 0
    inner = [loop for loop in loops[1:] if (area(loop) > 0) != turn]
    inner += [loop for ring in holes if len(ring) > 2 for loop in untied(ring)]
    alone = [[loop] for loop in loops[1:] if (area(loop) > 0) == turn]
    return [oriented(one) for one in [[loops[0], *inner], *alone]]


def join_at_seam(polygons):
    """One set of rings where polygons end on both sides of 180 degrees: edges on the seam cancel each other."""
    seam = 180 * GRID
    latitudes = sorted({y for polygon in polygons for ring in polygon for x, y in ring if x == seam})
    edges, kept = Counter(), []
    for polygon in polygons:
        if all(x != seam for ring in polygon for x, _ in ring):
            kept.append(polygon)
            continue
        for ring in polygon:
            points = tidy(ring)
            for a, b in zip(points, points[1:] + points[:1], strict=True):
                stops = [a, b]
                if a[0] == b[0] == seam:
                    low, high = sorted((a[1], b[1]))
                    inner = [(seam, y) for y in latitudes if low < y < high]
                    stops = [a, *(inner if a[1] < b[1] else inner[::-1]), b]
                for c, d in pairwise(stops):
                    if edges[d, c]:
                        edges[d, c] -= 1
                    else:
                        edges[c, d] += 1
    following = defaultdict(list)
    for (a, b), n in sorted(edges.items()):
        following[a] += [b] * n
    while any(following.values()):
        start = min(point for point, after in following.items() if after)
        ring = [start]
        while following[ring[-1]]:
            ring.append(following[ring[-1]].pop())
            if ring[-1] == start:
                break
        kept.append([ring])
    return kept


def area(points):
    """Square kilometres in the sinusoidal projection, which keeps areas; counter-clockwise positive."""
    flat = [(x * math.cos(math.radians(y / GRID)), y) for x, y in points]
    total = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(flat, flat[1:] + flat[:1], strict=True))
    return total / 2 * (KM / GRID) ** 2


def junctions(rings):
    """Points where the way on differs between visits: ends of arcs."""
    seen, found = {}, set()
    for points in rings:
        for i, point in enumerate(points):
            pair = frozenset((points[i - 1], points[(i + 1) % len(points)]))
            if seen.setdefault(point, pair) != pair:
                found.add(point)
    return found


def cut(points, ends):
    """The arcs of a ring; a ring without ends is one closed arc from its smallest point."""
    at = [i for i, point in enumerate(points) if point in ends]
    if not at:
        first = points.index(min(points))
        turned = points[first:] + points[:first]
        return [[*turned, turned[0]]]
    turned = points[at[0] :] + points[: at[0]] + [points[at[0]]]
    arcs, start = [], 0
    for i in range(1, len(turned)):
        if turned[i] in ends:
            arcs.append(turned[start : i + 1])
            start = i
    return arcs


def triangle(a, b, c):
    scale = math.cos(math.radians(b[1] / GRID))
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return abs(cross) / 2 * scale * (KM / GRID) ** 2


def simplify(arc, limit):
    """Visvalingam and Whyatt (1993): remove the smallest triangles first; the ends stay."""
    closed = arc[0] == arc[-1]
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    gone, left, least = set(), len(arc), 4 if closed else 2
    heap = [(triangle(arc[i - 1], arc[i], arc[i + 1]), i) for i in range(1, len(arc) - 1)]
    size = {i: s for s, i in heap}
    heapq.heapify(heap)
    while heap and left > least:
        small, i = heapq.heappop(heap)
        if small >= limit:
            break
        if i in gone or size[i] != small:
            continue
        gone.add(i)
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(arc) - 1:
                size[j] = max(small, triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(heap, (size[j], j))
    return [point for i, point in enumerate(arc) if i not in gone]


def crossings(arcs):
    """Arcs that meet another one, or themselves, elsewhere than in shared end points."""
    cells = defaultdict(list)
    for number, arc in enumerate(arcs):
        for i, (a, b) in enumerate(pairwise(arc)):
            for cx in range(min(a[0], b[0]) // GRID, max(a[0], b[0]) // GRID + 1):
                for cy in range(min(a[1], b[1]) // GRID, max(a[1], b[1]) // GRID + 1):
                    cells[cx, cy].append((number, i, a, b))
    bad = set()
    for segments in cells.values():
        for k, (n, i, a, b) in enumerate(segments):
            for m, j, c, d in segments[:k]:
                if (n, i) != (m, j) and touches(a, b, c, d):
                    bad |= {n, m}
    return bad


def twisted(arcs, simple):
    """Arcs that leave a shared end point in another order around it than before."""
    leaving = defaultdict(list)
    for number, arc in enumerate(arcs):
        leaving[arc[0]].append((number, 1))
        leaving[arc[-1]].append((number, -2))
    bad = set()
    for (x, y), listed in leaving.items():
        orders = []
        for lines in (arcs, simple):
            angle = {(n, k): math.atan2(lines[n][k][1] - y, lines[n][k][0] - x) for n, k in listed}
            order = sorted(listed, key=angle.get)
            first = order.index(min(order))
            orders.append(order[first:] + order[:first])
        if orders[0] != orders[1]:
            bad |= {n for n, _ in listed}
    return bad


def side(a, b, c):
    value = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return (value > 0) - (value < 0)


def between(a, b, c):
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def touches(a, b, c, d):
    shared = {a, b} & {c, d}
    if len(shared) == 2:
        return True
    if shared:
        (point,) = shared
        e, f = (b if a == point else a), (d if c == point else c)
        return side(point, e, f) == 0 and ((between(point, e, f)) or between(point, f, e))
    s = (side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b))
    if s[0] * s[1] < 0 and s[2] * s[3] < 0:
        return True
    ends = ((0, a, b, c), (1, a, b, d), (2, c, d, a), (3, c, d, b))
    return any(s[k] == 0 and between(p, q, r) for k, p, q, r in ends)


def topology(regions):
    rings = [points for polygons in regions.values() for polygon in polygons for points in polygon]
    ends = junctions(rings)
    numbers, arcs, objects = {}, [], {}
    for code, polygons in regions.items():
        objects[code] = []
        for polygon in polygons:
            listed = []
            for points in polygon:
                line = []
                for arc in cut(points, ends):
                    back = arc[::-1]
                    if tuple(back) in numbers:
                        line.append(~numbers[tuple(back)])
                        continue
                    if tuple(arc) not in numbers:
                        numbers[tuple(arc)] = len(arcs)
                        arcs.append(arc)
                    line.append(numbers[tuple(arc)])
                listed.append(line)
            objects[code].append(listed)
    return arcs, objects


def without_islands(regions):
    """Drop small polygons that touch nothing; each region keeps its largest."""
    owners = defaultdict(set)
    for code, polygons in regions.items():
        for polygon in polygons:
            for points in polygon:
                for point in points:
                    owners[point].add(code)
    kept = {}
    for code, polygons in regions.items():
        largest = max(polygons, key=lambda polygon: area(polygon[0]))
        kept[code] = [
            polygon
            for polygon in polygons
            if polygon is largest
            or area(polygon[0]) >= ISLAND
            or any(len(owners[point]) > 1 for points in polygon for point in points)
        ]
    return kept


def oriented(polygon):
    """Outer ring counter-clockwise, holes clockwise (RFC 7946)."""
    return [points if (area(points) > 0) == (number == 0) else points[::-1] for number, points in enumerate(polygon)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, required=True)
    regions = read(parser.parse_args().source)
    regions["RU-CHU"] = join_at_seam(regions["RU-CHU"])
    tidied = {code: [one for polygon in polygons for one in clean(polygon)] for code, polygons in regions.items()}
    regions = without_islands(tidied)
    print(f"{sum(map(len, tidied.values()))} polygons, {sum(map(len, regions.values()))} kept")
    arcs, objects = topology(regions)
    limits = [TRIANGLE] * len(arcs)
    for code, polygons in objects.items():
        own = sum(area(polygon[0]) for polygon in regions[code]) / FINENESS
        for number in {n if n >= 0 else ~n for polygon in polygons for line in polygon for n in line}:
            limits[number] = min(limits[number], own)
    while True:
        simple = [simplify(arc, limit) for arc, limit in zip(arcs, limits, strict=True)]
        bad = crossings(simple) | twisted(arcs, simple)
        print(f"{len(arcs)} arcs, {sum(map(len, arcs))} -> {sum(map(len, simple))} points, {len(bad)} arcs that cross")
        worse = [n for n in bad if limits[n] > 0.001]
        if not worse:
            break
        for n in worse:
            limits[n] /= 4
    for n in sorted(bad):
        print("crosses in the source:", simple[n][:4])
    write(simple, objects)


def write(arcs, objects):
    west, south = (min(point[k] for arc in arcs for point in arc) for k in (0, 1))
    lines = []
    for arc in arcs:
        x, y, line = west, south, []
        for px, py in arc:
            line.append([px - x, py - y])
            x, y = px, py
        lines.append(line)
    geometries = [{"type": "MultiPolygon", "id": code, "arcs": polygons} for code, polygons in objects.items()]
    content = {
        "type": "Topology",
        "name": "ru-subjects",
        "vintage": "2017, 83 subjects of ISO 3166-2:RU",
        "source": "© OpenStreetMap contributors, through Wambacher, geoBoundaries gbOpen RUS-ADM1-28173009 (Runfola et al. 2020, "
        "doi:10.1371/journal.pone.0231866) and mgastner/cartogram-cpp; simplified",
        "licence": "ODbL 1.0",
        "transform": {"scale": [1 / GRID, 1 / GRID], "translate": [west / GRID, south / GRID]},
        "arcs": lines,
        "objects": {"regions": {"type": "GeometryCollection", "geometries": geometries}},
    }
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    OUT.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{OUT.name}: {len(text):,} bytes, {OUT.stat().st_size:,} compressed")


if __name__ == "__main__":
    main()
