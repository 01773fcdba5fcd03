"""Matrix, scatter and network."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from smartspec.views.chart_heatmap import ENDS, MOST_ROWS, Matrix, heatmap_plan, seriation, shade
from smartspec.views.chart_relatedness import Activity, Links, chosen_links, places_of, relatedness_plan
from smartspec.views.chart_scatter import Option, scatter_plan
from smartspec.views.label_places import Places
from smartspec.views.plan import Plan, text_width


def banded(n, m):
    rows, columns = np.arange(n)[:, None] / n, np.arange(m)[None, :] / m
    return np.exp(-(((rows - columns) * 4) ** 2)) * 3


def test_seriation_finds_the_order_that_made_the_matrix():
    rng = np.random.default_rng(3)
    down, across = rng.permutation(40), rng.permutation(25)
    rows, columns = seriation(banded(40, 25)[np.ix_(down, across)])
    found = [int(down[k]) for k in rows]
    assert found in (list(range(40)), list(range(39, -1, -1)))
    order = [int(across[k]) for k in columns]
    assert order in (list(range(25)), list(range(24, -1, -1)))


def test_shades_are_symmetric_about_one():
    for value in (0.1, 0.3, 0.6, 0.8, 1.0):
        number, mirrored = (int(shade(v).removeprefix("div-")) for v in (value, 1 / value))
        assert number + mirrored == 8
    assert len(ENDS) == 8


def matrix(values):
    n, m = values.shape
    rows = np.arange(n * m).reshape(n, m)
    return Matrix(values, values >= 1, rows, [f"r{k}" for k in range(n)], [f"activity {k}" for k in range(m)])


def test_every_cell_is_drawn_once_and_a_dot_says_that_it_is_present():
    values = banded(6, 5)
    values[2, 3] = np.nan
    plan = heatmap_plan(matrix(values), axis="RCA")
    cells = {m["row"]: m["fill"] for m in plan.marks if m["t"] == "rect" and "row" in m}
    assert set(cells) == set(range(30))
    assert [row for row, fill in cells.items() if fill == "hatch-fill"] == [13]
    dots = {m["row"] for m in plan.marks if m["t"] == "circle" and "row" in m}
    assert dots == set(np.flatnonzero(np.nan_to_num(values).ravel() >= 1).tolist())


def test_a_matrix_that_is_too_large_says_what_it_leaves_out():
    plan = heatmap_plan(matrix(banded(MOST_ROWS + 7, 4)), axis="")
    assert any("7 regions" in m["text"]["en"] for m in plan.marks if m["t"] == "text" and isinstance(m["text"], dict))


OPTIONS = [Option(f"a{k}", float(x), float(y), "", 1.0, k) for k, (x, y) in enumerate([(9, 9), (1, 9), (9, 1), (1, 1)])]


def test_each_quadrant_has_its_own_shape():
    plan = scatter_plan(OPTIONS, across="x", up="y", names={})
    looks = {m["row"]: (m["t"], m["fill"]) for m in plan.marks if "row" in m and m["t"] != "text"}
    assert len(set(looks.values())) == 4
    assert looks[0][1] != looks[3][1]


def test_names_of_quadrants_come_from_the_table():
    given = [Option("a", 9, 9, "high road", 1.0, 0), *OPTIONS[1:]]
    plan = scatter_plan(given, across="x", up="y", names={"high road": {"en": "A", "ru": "Б"}})
    assert {"en": "A", "ru": "Б"} in [m["text"] for m in plan.marks if m["t"] == "text"]


@pytest.mark.parametrize("n", [5, 30, 60, 75])
def test_names_of_columns_do_not_run_into_each_other(n):
    plan = heatmap_plan(matrix(banded(4, n)), axis="")
    turned = [m for m in plan.marks if m["t"] == "text" and m.get("turn")]
    assert len(turned) == n
    step = turned[1]["x"] - turned[0]["x"]
    apart = step * math.sin(math.radians(-turned[0]["turn"]))
    assert apart >= turned[0]["size"] * 0.98


@pytest.mark.parametrize("options", [[], OPTIONS[:1], [OPTIONS[0]] * 3])
def test_few_or_equal_points_are_drawn_all_the_same(options):
    assert len(scatter_plan(options, across="x", up="y", names={}).marks) > 8


def test_labels_cover_neither_each_other_nor_points():
    rng = np.random.default_rng(5)
    plan, places = Plan(500, 400), Places(500, 400)
    points = [(*p, 5.0) for p in rng.uniform(20, 380, (60, 2)).tolist()]
    for x, y, r in points:
        places.point(x, y, r)
    written = sum(places.place(plan, point, f"label {k}", size=11, row=k) for k, point in enumerate(points))
    assert 0 < written < 60
    boxes = []
    for mark in plan.marks:
        wide = text_width(mark["text"], 11)
        left = {"start": 0.0, "end": wide, "middle": wide / 2}[mark["anchor"]]
        boxes.append((mark["x"] - left, mark["y"] - 6, mark["x"] - left + wide, mark["y"] + 6))
    for a, b in itertools.combinations(boxes, 2):
        assert not (a[0] < b[2] - 0.2 and a[2] > b[0] + 0.2 and a[1] < b[3] - 0.2 and a[3] > b[1] + 0.2)
    for (left, top, right, bottom), (x, y, _) in itertools.product(boxes, points):
        assert not (left < x < right and top < y < bottom)


def random_links(n, seed):
    first, second = np.triu_indices(n, 1)
    return Links(first, second, np.random.default_rng(seed).random(len(first)).round(2))


@pytest.mark.parametrize("seed", range(5))
def test_links_are_a_maximum_spanning_tree_and_the_strongest_others(seed):
    n, links = 15, random_links(15, seed)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(links.first.tolist(), links.second.tolist(), links.value.tolist(), strict=True))
    graph.remove_edges_from([(a, b) for a, b, w in graph.edges(data="weight") if w == 0])
    tree = chosen_links(links, n=n, extra=0)
    assert tree.value.sum() == pytest.approx(nx.maximum_spanning_tree(graph).size(weight="weight"))
    kept = chosen_links(links, n=n, extra=1)
    pairs = {(int(a), int(b)) for a, b in zip(kept.first, kept.second, strict=True)}
    assert len(pairs) == n - 1 + n
    others = {p: w for *p, w in zip(kept.first, kept.second, kept.value, strict=True) for p in [tuple(map(int, p))]}
    left_out = [
        w for a, b, w in zip(links.first, links.second, links.value, strict=True) if (int(a), int(b)) not in others
    ]
    of_tree = {(int(a), int(b)) for a, b in zip(tree.first, tree.second, strict=True)}
    assert max(left_out) <= min(w for pair, w in others.items() if pair not in of_tree) + 1e-12


def test_parts_that_are_not_linked_stay_apart_and_values_of_zero_link_nothing():
    links = Links(np.array([0, 2, 0]), np.array([1, 3, 3]), np.array([1.0, 1.0, 0.0]))
    assert len(chosen_links(links, n=4).value) == 2


def test_places_are_the_same_on_every_run_and_related_ones_are_near():
    links = chosen_links(random_links(12, 1), n=12)
    places = places_of(links, n=12)
    assert (places == places_of(links, n=12)).all()
    assert places.min() == pytest.approx(0)
    assert places.max() == pytest.approx(1)
    linked = np.linalg.norm(places[links.first] - places[links.second], axis=1).mean()
    every = np.linalg.norm(places[:, None] - places[None], axis=2)[np.triu_indices(12, 1)].mean()
    assert linked < every


def test_present_activities_are_full_and_absent_ones_rings():
    links = Links(np.array([0]), np.array([1]), np.array([1.0]))
    points = [Activity("a", "cat-0", 4.0, present=True, row=0), Activity("b", "cat-1", 1.0, present=False, row=1)]
    plan = relatedness_plan(points, links, np.array([[0.0, 0.0], [1.0, 1.0]]), axis="")
    circles = {m["row"]: m for m in plan.marks if m["t"] == "circle" and "row" in m}
    assert (circles[0]["fill"], circles[1]["fill"]) == ("cat-0", "ground")
    area = [(circles[k]["r"] - 4) ** 2 for k in (0, 1)]
    assert area[0] == pytest.approx(4 * area[1], rel=0.05)
