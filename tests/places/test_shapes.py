"""Shapes: the shipped ones against their source, and the user's files against what other programs write."""

import json
import sqlite3
import struct
from collections import defaultdict
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError, SourceError
from smartspec.places import read_shapes, regions, shapes
from smartspec.places.geopackage import polygons_of
from smartspec.places.shape_files import _continued

SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]


def contacts(polygons, digits=None):
    """Ordered pairs of regions that share a vertex (queen contiguity of a topology)."""
    owners = defaultdict(set)
    for code, parts in polygons.items():
        for part in parts:
            for ring in part:
                for x, y in ring:
                    owners[(x, y) if digits is None else (round(x, digits), round(y, digits))].add(code)
    return {(a, b) for codes in owners.values() for a in codes for b in codes if a != b}


def area(polygon):
    rings = (sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2 for ring in polygon)
    return sum(rings)


def components(codes, pairs):
    left, found = set(codes), 0
    while left:
        found += 1
        waiting = [left.pop()]
        while waiting:
            here = waiting.pop()
            near = {b for a, b in pairs if a == here} & left
            left -= near
            waiting += near
    return found


@pytest.fixture(scope="module")
def source(shared_data):
    return read_shapes(shared_data / "geo/russia_geoboundaries_adm1.geojson")


def test_shipped_contacts_are_those_of_the_source(source):
    shipped = contacts(shapes("ru-subjects").polygons)
    assert shipped == contacts(source.polygons)
    assert len(shipped) == 378
    codes = set(shapes().polygons)
    assert codes - {a for a, _ in shipped} == {"RU-KGD", "RU-SAK"}
    assert components(codes, shipped) == 3


def test_shipped_areas_are_those_of_the_source(source):
    for code, parts in shapes().polygons.items():
        right = sum(map(area, source.polygons[code]))
        assert sum(map(area, parts)) == pytest.approx(right, rel=0.012), code


def test_shipped_codes_are_the_subjects_of_iso_and_the_file_is_small():
    own = {one.code for one in regions("subject", country="RU")} | {one.code for one in regions("okrug")}
    assert set(shapes().polygons) == {code for code in own if code.startswith("RU-")}
    assert len(own) == 83
    packed = files("smartspec.places") / "data/shapes_ru_subjects.json.gz"
    assert len(packed.read_bytes()) < 150_000


def test_the_licence_of_the_layer_is_named_and_not_that_of_the_collection():
    assert shapes().licence == "ODbL 1.0"
    assert shapes().source.startswith("© OpenStreetMap contributors")
    assert "geoBoundaries" in shapes().source


def test_rings_are_closed_and_turn_as_the_standard_says():
    for parts in shapes().polygons.values():
        for part in parts:
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in part)
            assert area(part[:1]) > 0
            assert all(area((hole,)) < 0 for hole in part[1:])


def test_chukotka_runs_on_over_180_degrees_without_a_seam():
    mainland = max(shapes().polygons["RU-CHU"], key=area)
    longitudes = [x for x, _ in mainland[0]]
    assert min(longitudes) < 160
    assert max(longitudes) > 190
    assert sum(a[0] == b[0] == 180 for a, b in pairwise(mainland[0])) == 0


def test_borders_do_not_cross():
    """Segments of two regions, or of one, meet only in shared vertices; a grid keeps the comparison short."""
    rings = [ring for parts in shapes().polygons.values() for part in parts for ring in part]
    cells = defaultdict(set)
    for a, b in {tuple(sorted(ends)) for ring in rings for ends in pairwise(ring)}:
        for x in range(int(a[0]), int(b[0]) + 1):
            for y in range(int(min(a[1], b[1])), int(max(a[1], b[1])) + 1):
                cells[x, y].add((a, b))
    for segments in cells.values():
        listed = sorted(segments)
        assert not any(crossing(*one, *other) for n, one in enumerate(listed) for other in listed[n + 1 :])


def turn(a, b, c):
    value = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return (value > 1e-12) - (value < -1e-12)


def crossing(a, b, c, d):
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]) or {a, b} & {c, d}:
        return False
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def test_unknown_shapes_are_an_error_that_says_what_to_do():
    with pytest.raises(ConfigError, match="read_shapes"):
        shapes("nuts2")


def collection(*features):
    listed = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
        for properties, kind, coordinates in features
    ]
    return {"type": "FeatureCollection", "features": listed}


def written(folder, content):
    path = folder / "own.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_map_of_nuts_is_read_with_its_vintage(shared_data):
    found = read_shapes(shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson")
    assert len(found.polygons) == 334
    assert found.vintage == "NUTS 2021"
    assert len(contacts(found.polygons)) == 1464


def test_the_column_of_codes_is_found_by_its_values(tmp_path):
    point = ({"name": "x", "okato": "69000000000"}, "Point", [0, 0])
    path = written(tmp_path, collection(({"name": "Tomsk", "okato": "69000000000"}, "Polygon", [SQUARE]), point))
    found = read_shapes(path)
    assert set(found.polygons) == {"RU-TOM"}
    assert found.polygons["RU-TOM"][0][0][1] == (1.0, 0.0)  # turned round: counter-clockwise


def test_names_are_understood_where_their_column_is_named(tmp_path):
    here, there = ({"имя": n} for n in ("Томская область", "где-то"))
    path = written(tmp_path, collection((here, "Polygon", [SQUARE]), (there, "Polygon", [SQUARE])))
    with pytest.raises(SourceError, match="no property holds codes") as error:
        read_shapes(path)
    assert "properties: имя" in str(error.value)
    found = read_shapes(path, code="имя")
    assert set(found.polygons) == {"RU-TOM", "где-то"}
    assert found.warnings == ("found by name: RU-TOM", "no known regions: где-то")


def test_parts_of_one_region_are_joined_and_shapes_without_a_code_are_counted(tmp_path):
    parts = [({"id": code}, "Polygon", [SQUARE]) for code in ("RU-TOM", "RU-TOM", None)]
    found = read_shapes(written(tmp_path, collection(*parts)), code="id")
    assert len(found.polygons["RU-TOM"]) == 2
    assert found.warnings == ("1 shapes without `id` are left out", "several shapes for RU-TOM: taken together")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "not a GeoJSON file"),
        ("[" * 100_000, "not a GeoJSON file"),
        ({"type": "Topology"}, "not a FeatureCollection"),
        ([], "not a FeatureCollection"),
        (collection(), "no polygons"),
        ({"type": "FeatureCollection", "features": [7]}, "feature 1 is damaged"),
        (collection(({"id": "RU"}, "Polygon", [[[0, 0], [1, 1]]])), "a ring of 3 points"),
        (collection(({"id": "RU"}, "Polygon", [[[5e5, 4e6], [6e5, 4e6], [6e5, 5e6]]])), "no position in degrees"),
        (collection(({"id": "RU"}, "Polygon", [[[0, float("nan")], [1, 1], [2, 2]]])), "no position in degrees"),
        (collection(({"id": "RU"}, "Polygon", [[["a", "b"]]])), "is damaged"),
        (collection(({"id": "RU", "iso": "FR"}, "Polygon", [SQUARE])) | {"crs": {"properties": {"name": "EPSG:3857"}}},
         "not in degrees"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_fault(tmp_path, content, problem):
    with pytest.raises(SourceError, match=problem):
        read_shapes(written(tmp_path, content), code="id" if "id" in str(content) else None)


def test_a_file_of_another_kind_or_none_is_named(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_shapes(tmp_path / "none.gpkg")
    (tmp_path / "a.shp").write_bytes(b"")
    with pytest.raises(SourceError, match=r"cannot read shapes from `\.shp`"):
        read_shapes(tmp_path / "a.shp")


def ring_bytes(order, ring, more=0):
    return struct.pack(f"{order}I", len(ring)) + b"".join(
        struct.pack(f"{order}{2 + more}d", *point, *[7.0] * more) for point in ring
    )


def geometry(ring, *, order="<", kind=6, more=0, envelope=0):
    """A geometry of a GeoPackage, written from the standard."""
    mark = b"\x01" if order == "<" else b"\x00"
    offset = {0: 0, 1: 1000, 2: 3000}[more]
    polygon = mark + struct.pack(f"{order}II", 3 + offset, 1) + ring_bytes(order, ring, more)
    body = polygon if kind == 3 else mark + struct.pack(f"{order}II", 6 + offset, 1) + polygon
    return (
        b"GP\x00" + bytes([1 | envelope << 1]) + struct.pack("<i", 4326) + bytes({0: 0, 1: 32, 2: 48}[envelope]) + body
    )


def geopackage(path, layers, *, epsg=4326):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        base.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)")
        base.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization_coordsys_id INTEGER)")
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?)", (epsg, epsg))
        for name, lines in layers.items():
            quoted = name.replace('"', '""')
            base.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", (name,))
            base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", (name, epsg))
            base.execute(f'CREATE TABLE "{quoted}" (fid INTEGER PRIMARY KEY, iso TEXT, geom BLOB)')
            base.executemany(f'INSERT INTO "{quoted}" (iso, geom) VALUES (?, ?)', lines)  # noqa: S608
    base.close()
    return path


def test_a_geopackage_gives_what_the_same_geojson_gives(tmp_path, source):
    lines = [(code, geometry(part[0])) for code, parts in source.polygons.items() for part in parts[:1]]
    found = read_shapes(geopackage(tmp_path / "own.gpkg", {'a "layer"': lines}))
    assert found.name == 'a "layer"'
    assert {c: p[0][0] for c, p in found.polygons.items()} == {c: p[0][0] for c, p in source.polygons.items()}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "more", "envelope"), [(3, 0, 0), (6, 0, 1), (6, 1, 2), (3, 2, 1)])
def test_every_form_of_a_geometry_is_read(order, kind, more, envelope):
    found = polygons_of(geometry(SQUARE, order=order, kind=kind, more=more, envelope=envelope))
    assert found == [[[tuple(point) for point in SQUARE]]]


def test_layers_and_systems_are_asked_for_and_checked(tmp_path):
    layers = {"a": [("RU-TOM", geometry(SQUARE))], "b": [("FR", geometry(SQUARE)), ("IT", None)]}
    path = geopackage(tmp_path / "two.gpkg", layers)
    with pytest.raises(SourceError, match="2 layers: a, b"):
        read_shapes(path)
    assert set(read_shapes(path, layer="b").polygons) == {"FR"}
    with pytest.raises(SourceError, match="no layer `c`"):
        read_shapes(path, layer="c")
    with pytest.raises(SourceError, match="EPSG:3035"):
        read_shapes(geopackage(tmp_path / "metres.gpkg", layers, epsg=3035), layer="a")


def test_a_file_that_is_no_database_and_one_still_open_elsewhere_are_named(tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(SourceError, match="not a GeoPackage"):
        read_shapes(path)
    (tmp_path / "x.gpkg-wal").write_bytes(b"1")
    with pytest.raises(SourceError, match="changes wait"):
        read_shapes(path)


@given(st.binary(max_size=60), st.integers(0, 120))
def test_damaged_bytes_of_a_geometry_raise_nothing_but_a_value_error(noise, cut):
    whole = geometry(SQUARE, envelope=1)
    for data in (noise, b"GP\x00\x01" + noise, whole[:cut] + noise):
        try:
            found = polygons_of(data)
        except ValueError:
            continue
        assert found is None or isinstance(found, list)


def test_only_a_region_on_both_sides_of_180_degrees_is_continued():
    east, west = ((tuple((x + shift, y) for x, y in SQUARE),) for shift in (179, -180))
    assert _continued([east, west])[1][0][0] == (180.0, 0.0)
    assert _continued([west]) == [west]
