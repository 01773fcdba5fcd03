"""Outlines from GeoJSON, and centres on the sphere."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.regions.distances import great_circle
from smartspec.regions.polygons import Outline, centres, outlines_of, read_outlines


def feature(region, coordinates, kind="Polygon"):
    return {"type": "Feature", "properties": {"id": region}, "geometry": {"type": kind, "coordinates": coordinates}}


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return np.array(ring, dtype=float)


def outline(*rings, holes=None):
    return Outline("A", rings, holes or (False,) * len(rings))


def test_the_real_maps_are_read_whole(shared_data):
    nuts = read_outlines(shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson", key="NUTS_ID")
    russia = read_outlines(shared_data / "geo/russia_geoboundaries_adm1.geojson", key="shapeISO")
    assert (len(nuts), len(russia)) == (334, 83)
    assert [o.region for o in nuts] == sorted({o.region for o in nuts})
    assert any(any(o.holes) for o in nuts)


def test_centres_of_real_regions_lie_where_the_regions_are(shared_data):
    russia = read_outlines(shared_data / "geo/russia_geoboundaries_adm1.geojson", key="shapeISO")
    found = dict(zip((o.region for o in russia), centres(russia), strict=True))
    # Towns near the middle of their region; Chukotka crosses 180°.
    near = {"RU-SPE": (30.3, 59.9), "RU-TOM": (82.9, 58.4), "RU-CHU": (172.0, 66.5), "RU-TA": (50.7, 55.4)}
    for code, place in near.items():
        assert great_circle(found[code], place) < 150, code


@given(st.floats(-175, 175), st.floats(-80, 80), st.floats(0.1, 3))
def test_a_symmetric_box_has_its_meridian_in_the_middle(west, south, width):
    (centre,) = centres([outline(box(west, south, west + width, min(south + width, 89.0)))])
    assert abs((centre[0] - west - width / 2 + 180) % 360 - 180) < 1e-6
    assert south < centre[1] < south + width


@given(st.floats(0.5, 40), st.floats(0, 360), st.booleans())
def test_turning_the_globe_or_the_ring_moves_nothing(width, turn, backwards):
    ring = box(0, 10, width, 30)
    turned = ring[::-1].copy() if backwards else ring.copy()
    turned[:, 0] = (turned[:, 0] + turn + 180) % 360 - 180
    before, after = centres([outline(ring)])[0], centres([outline(turned)])[0]
    assert after[1] == pytest.approx(before[1], abs=1e-8)
    assert abs((after[0] - before[0] - turn + 180) % 360 - 180) < 1e-8


def test_the_centre_equals_a_mean_over_many_points():
    # A spherical box by quadrature: equal steps of longitude and of the sine of latitude have equal areas. Edges of
    # the ring follow parallels by many short steps.
    steps = np.linspace(0, 1, 2001)
    west, east, south, north = 20.0, 60.0, 40.0, 70.0
    along = west + (east - west) * steps
    ring = np.vstack(
        [
            np.column_stack([along, np.full(2001, south)]),
            np.column_stack([along[::-1], np.full(2001, north)]),
            [[west, south]],
        ]
    )
    sines = np.sin(np.radians(south)) + (np.sin(np.radians(north)) - np.sin(np.radians(south))) * (
        (np.arange(2000) + 0.5) / 2000
    )
    longitudes = np.radians(west + (east - west) * (np.arange(2000) + 0.5) / 2000)
    flat = np.sqrt(1 - sines**2).mean()
    x, y, z = flat * np.cos(longitudes).mean(), flat * np.sin(longitudes).mean(), sines.mean()
    expected = np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))])
    np.testing.assert_allclose(centres([outline(ring)])[0], expected, atol=1e-4)


def test_a_hole_pushes_the_centre_away():
    whole = centres([outline(box(0, 0, 10, 10))])[0]
    holed = centres([outline(box(0, 0, 10, 10), box(6, 1, 9, 9), holes=(False, True))])[0]
    assert holed[0] < whole[0] - 0.5


def test_islands_weigh_by_area_and_points_without_area_by_number():
    big_and_small = centres([outline(box(0, 0, 4, 4), box(20, 0, 21, 1))])[0]
    assert 2 < big_and_small[0] < 4
    flat = np.array([[10.0, 0.0], [12.0, 0.0], [10.0, 0.0], [12.0, 0.0], [10.0, 0.0]])
    assert np.isfinite(centres([outline(flat)])).all()


def test_features_of_one_name_are_joined():
    found = outlines_of([feature("B", [box(0, 0, 1, 1).tolist()]), feature("B", [box(3, 0, 4, 1).tolist()])], key="id")
    assert [(o.region, len(o.rings)) for o in found] == [("B", 2)]


def test_what_is_no_map_is_refused(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="no GeoJSON"):
        read_outlines(path, key="id")
    path.write_text(json.dumps({"type": "Topology"}), encoding="utf-8")
    with pytest.raises(SourceError, match="no FeatureCollection"):
        read_outlines(path, key="id")
    with pytest.raises(SourceError, match=r"no property `code`(.|\n)*its properties are `id`"):
        outlines_of([feature("A", [[]])], key="code")
    with pytest.raises(SourceError, match="needs a polygon, not Point"):
        outlines_of([feature("A", [0, 0], "Point")], key="id")
    with pytest.raises(SourceError, match="not closed"):
        outlines_of([feature("A", [[[0, 0], [1, 0], [1, 1], [0, 1]]])], key="id")
    with pytest.raises(SourceError, match="no list of points"):
        outlines_of([feature("A", [[["x", 0], [1, 0], [1, 1], ["x", 0]]])], key="id")
