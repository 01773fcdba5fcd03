"""Projections, outlines, and the three kinds of maps."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from smartspec.places import shapes
from smartspec.views.chart_choropleth import choropleth_plan, classes, without_shape
from smartspec.views.chart_flows import MOST, Flow, flows_plan
from smartspec.views.chart_lisa import Local, lisa_plan
from smartspec.views.outlines import outlines
from smartspec.views.projection import albers, azimuthal, projection_of

RUSSIA = shapes("ru-subjects")


@dataclass(frozen=True)
class Squares:
    """Squares of one degree side by side."""

    polygons: dict = field(default_factory=dict)
    vintage: str = "2024"
    source: str = "drawn"
    licence: str = "none"


def square(west, south, side=1.0):
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return ((tuple(ring),),)


def area(points):
    x, y = points[:, 0], points[:, 1]
    return abs(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)) / 2


@pytest.mark.parametrize("project", [albers(meridian=100, parallels=(52, 64)), azimuthal(longitude=10, latitude=52)])
@pytest.mark.parametrize(("west", "south"), [(20, 42), (100, 60), (178, 66), (-175, 70)])
def test_projections_keep_areas(project, west, south):
    edge = np.linspace(0, 1, 200)
    lon = west + np.concatenate([edge, np.ones(200), 1 - edge, np.zeros(200)])
    lat = south + np.concatenate([np.zeros(200), edge, np.ones(200), 1 - edge])
    on_sphere = np.radians(1) * (np.sin(np.radians(south + 1)) - np.sin(np.radians(south)))
    assert area(project(lon, lat)) == pytest.approx(on_sphere, rel=1e-5)


def test_russia_has_its_own_projection_and_the_meridian_is_upright():
    found = projection_of(["RU-MOW", "RU-CHU"], np.array([37.0, 190.0]), np.array([55.0, 66.0]))
    assert "100" in found.words["en"]
    x = found.project(np.array([100.0, 100.0]), np.array([50.0, 70.0]))[:, 0]
    assert x == pytest.approx([0, 0], abs=1e-12)


@pytest.fixture(scope="module")
def russia():
    return outlines(RUSSIA, RUSSIA.polygons)


def test_every_region_of_russia_is_on_the_map_and_none_is_torn(russia):
    assert set(russia.regions) == set(RUSSIA.polygons)
    for x, y in russia.centres.values():
        assert 0 <= x <= russia.width
        assert 0 <= y <= russia.height
    assert russia.areas["RU-SA"] > russia.areas["RU-KYA"] * 0.9 > russia.areas["RU-MOS"]
    assert sum(map(len, russia.paths)) < 200_000


def test_what_is_small_is_enlarged_or_marked(russia):
    boxed = {code for box in russia.boxes for code in box.paths}
    assert {"RU-MOW", "RU-SPE", "RU-IN"} <= boxed
    assert {code for code, size in russia.areas.items() if size < 16} <= boxed | russia.small


def test_neighbours_keep_one_border_when_they_are_thinned():
    rng = np.random.default_rng(0)
    wiggle = [(1 + 0.02 * rng.normal(), y) for y in np.linspace(0, 1, 400)]
    left = ((0.0, 0.0), *wiggle, (0.0, 1.0), (0.0, 0.0))
    right = ((2.0, 0.0), (2.0, 1.0), *reversed(wiggle), (2.0, 0.0))
    drawn = outlines(Squares({"XX-1": ((left,),), "XX-2": ((right,),)}), ["XX-1"])
    ring = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    whole = outlines(Squares({"XX-1": ((ring,),)}), ["XX-1"])
    assert sum(drawn.areas.values()) == pytest.approx(whole.areas["XX-1"], rel=0.002)
    assert all(len(path) < 8000 for path in drawn.paths)


def test_other_countries_are_left_out_and_no_shape_is_no_map():
    found = Squares({"XX-1": square(0, 50), "XX-2": square(1, 50), "YY-1": square(9, 50)})
    drawn = outlines(found, ["XX-1", "XX-9"])
    assert set(drawn.regions) == {"XX-1", "XX-2"}
    assert without_shape(drawn, ["XX-1", "XX-9"]) == ["XX-9"]
    assert outlines(found, ["ZZ-1"]) is None
    assert without_shape(None, ["ZZ-1"]) == ["ZZ-1"]


def test_a_subject_without_its_okrugs_has_the_outline_of_the_subject():
    drawn = outlines(RUSSIA, [code for code in RUSSIA.polygons if code != "RU-ARK"] + ["RU-ARK-0"])
    assert "RU-ARK-0" in drawn.regions
    assert "RU-ARK" not in drawn.regions
    assert without_shape(drawn, ["RU-ARK-0", "UA-43"]) == ["UA-43"]


def test_a_box_shows_the_neighbours_of_what_it_enlarges():
    drawn = outlines(RUSSIA, ["RU-MOW", "RU-NVS"])
    assert [set(box.paths) for box in drawn.boxes] == [{"RU-MOW", "RU-MOS"}]


def test_the_foot_names_edition_licence_and_projection():
    words = outlines(Squares({"XX-1": square(0, 50)}), ["XX-1"]).words
    assert all(part in words["ru"] for part in ("2024", "drawn", "none", "Ламберта"))


def test_classes_hold_equal_numbers_and_every_value_has_one():
    found = classes(list(range(1, 101)))
    counts = [sum(found.fill(v) == fill for v in range(1, 101)) for fill in found.fills]
    assert counts == [20] * 5
    assert len(found.words()) == 5


def test_classes_about_a_centre_are_symmetric():
    found = classes([-3.0, -1.0, 0.0, 1.0, 3.0, None], centre=0.0)
    assert found.breaks == tuple(-b for b in reversed(found.breaks))
    assert found.fill(0.0) == "div-4"


@pytest.mark.parametrize("values", [[], [None], [2.0, 2.0], [0.0, 0.0, 0.0, 5.0]])
def test_few_values_make_few_classes(values):
    found = classes(values)
    assert len(found.fills) == len(found.breaks) + 1
    assert len({found.fill(v) for v in values if v is not None}) <= len(found.fills)


def test_missing_is_hatched_and_what_is_not_compared_is_plain_and_both_are_named(russia):
    codes = sorted(RUSSIA.polygons)
    values = {code: (None if code == "RU-CHU" else float(k)) for k, code in enumerate(codes) if code != "RU-SAK"}
    rows = {code: k for k, code in enumerate(values)}
    plan = choropleth_plan(russia, values, rows, classes(list(values.values())), axis="x")
    fills = {m["row"]: m["fill"] for m in plan.marks if m["t"] == "path" and "row" in m}
    assert fills[rows["RU-CHU"]] == "hatch-fill"
    assert set(fills) == set(rows.values())
    plain = [m for m in plan.marks if m.get("outline") == russia.regions["RU-SAK"]]
    assert [m.get("row") for m in plain] == [None]
    texts = [m["text"] for m in plan.marks if m["t"] == "text"]
    assert {"en": "not known (1)", "ru": "нет данных (1)"} in texts
    assert {"en": "not compared (1)", "ru": "не сравнивается (1)"} in texts


def test_quadrants_are_marked_by_letters_too_and_isolates_are_hatched(russia):
    found = {"RU-SA": Local("high-high", 0), "RU-KYA": Local("none", 1), "RU-SAK": Local(None, 2)}
    plan = lisa_plan(russia, found, axis="x")
    marked = [m["text"] for m in plan.marks if m["t"] == "text" and m.get("row") == 0]
    assert marked == [{"en": "HH", "ru": "ВВ"}]
    fills = {m["row"]: m["fill"] for m in plan.marks if m["t"] == "path" and "row" in m}
    assert fills[2] == "hatch-fill"
    assert fills[0] != fills[1]


def test_the_strongest_flows_are_drawn_thickest_uppermost(russia):
    codes = sorted(RUSSIA.polygons)
    flows = [Flow(codes[0], codes[k], float(k), k) for k in range(1, 70)] + [Flow("RU-XX", codes[1], 999.0, 0)]
    plan = flows_plan(russia, flows, {}, axis="ties", directed=False)
    curves = [m for m in plan.marks if m["t"] == "path" and "row" in m]
    assert len(curves) == MOST
    assert [m["row"] for m in curves] == sorted(m["row"] for m in curves)
    assert max(m["line"] for m in curves) == curves[-1]["line"]
    assert 0 not in {m["row"] for m in curves}


def test_flows_of_both_directions_lie_apart(russia):
    plan = flows_plan(
        russia, [Flow("RU-MOW", "RU-NVS", 2, 0), Flow("RU-NVS", "RU-MOW", 1, 1)], {}, axis="", directed=True
    )
    there, back = ([m["d"] for m in plan.marks if m.get("row") == row] for row in (0, 1))
    assert len(there) == len(back) == 2, "a curve and its head"
    control = [d[0].split("Q")[1].split()[:2] for d in (there, back)]
    assert control[0] != control[1]
