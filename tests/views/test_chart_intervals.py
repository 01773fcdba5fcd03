"""Ranks and quotients with their intervals."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.views.chart_intervals import MOST, Line, quotient_plan, rank_plan, standing

LINES = [
    Line("above", 2.0, 1.5, 2.6, 0),
    Line("open", 1.2, 0.8, 1.7, 1),
    Line("below", 0.5, 0.3, 0.7, 2),
    Line("zero", 0.0, 0.0, 0.2, 3),
    Line("missing", None, None, None, 4),
]


def marks(plan, kind, **look):
    return [m for m in plan.marks if m["t"] == kind and all(m.get(k) == v for k, v in look.items())]


@pytest.mark.parametrize(("line", "kind"), list(zip(LINES, ("above", "open", "below", "below", "open"), strict=True)))
def test_a_value_is_told_from_one_by_its_interval(line, kind):
    assert standing(line) == kind


def test_an_interval_that_ends_at_one_is_not_below_it():
    assert standing(Line("", 0.9, 0.8, 1.0)) == "open"
    assert standing(Line("", 1.1, 1.0, 1.3)) == "above"
    assert standing(Line("", 1.0)) == "above"


def test_every_line_has_its_row_and_what_is_missing_is_said():
    plan = quotient_plan(LINES, axis="RCA")
    assert {m["row"] for m in plan.marks if "row" in m} == {0, 1, 2, 3, 4}
    assert any(m["text"] == {"en": "not known", "ru": "нет данных"} for m in marks(plan, "text", row=4))
    assert not [m for m in plan.marks if m.get("row") == 4 and m["t"] != "text"]


def test_equal_ratios_are_equally_far_apart():
    plan = quotient_plan([Line(str(v), v, row=k) for k, v in enumerate((4.0, 2.0, 1.0, 0.5))], axis="")
    xs = [
        next(m["x"] + m.get("w", 0) / 2 for m in plan.marks if m.get("row") == k and m["t"] != "text") for k in range(4)
    ]
    steps = [a - b for a, b in itertools.pairwise(xs)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.3)
    (one,) = marks(plan, "line", line=1.5)
    assert one["x1"] == pytest.approx(xs[2], abs=0.2)


def test_shapes_tell_what_colours_tell():
    plan = quotient_plan(LINES, axis="")
    shapes = {m["row"]: m["t"] for m in plan.marks if "row" in m and m["t"] in {"circle", "rect"}}
    assert shapes == {0: "circle", 1: "circle", 2: "rect", 3: "rect"}
    fills = {m["row"]: m["fill"] for m in marks(plan, "circle") if "row" in m}
    assert fills == {0: "accent", 1: "ground"}


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1), st.floats(1, 50)), min_size=1, max_size=30),
)
def test_nothing_is_drawn_outside_whatever_the_values(found):
    plan = quotient_plan([Line("x" * 200, v, v * a, v * b, k) for k, (v, a, b) in enumerate(found)], axis="RCA")
    for form in (plan, *plan.narrow):
        for mark in form.marks:
            for x in (mark.get("x"), mark.get("x1"), mark.get("x2")):
                assert x is None or -1 <= x <= form.width + 1


def test_ranks_are_ordered_and_regions_without_one_come_last():
    plan = rank_plan([Line("b", 2, 1, 3, 0), Line("?", None, None, None, 1), Line("a", 1, 1, 2, 2)], axis="", n=3)
    labels = sorted((m["y"], m["text"]) for m in marks(plan, "text", anchor="end"))
    assert [text for _, text in labels] == ["a", "b", "?"]
    assert "1 (1–2)" in [m["text"] for m in marks(plan, "text")]


def test_a_long_list_shows_both_ends_and_says_so():
    plan = rank_plan([Line(str(k), k + 1, k + 1, k + 1, k) for k in range(MOST + 20)], axis="", n=MOST + 20)
    assert len({m["row"] for m in plan.marks if "row" in m}) == MOST
    assert plan.marks[-1]["text"]["en"].startswith("20 lines")
