"""Further choices of figures: all that there is room for, each in the body or in the part that it names."""

import json

import pytest

from smartspec.views import figure_parts
from smartspec.views.comparison import comparison_body, figures_of
from smartspec.views.figure import FILE_MARKS, MOST_MARKS, Figure, narrow_key, room_for
from smartspec.views.figure_parts import in_parts
from smartspec.views.plan import Plan

ADDRESS = "/api/comparison/patents"


@pytest.fixture(scope="module")
def body(compared, drawn):
    return comparison_body(compared, figures_of(compared, drawn), drawn, sources=[])


def expanded(part):
    """Drawings of a part with their marks in place."""
    marks = part.get("marks")
    return {
        key: plan if marks is None else {**plan, "marks": [marks[number] for number in plan["marks"]]}
        for key, plan in part["plans"].items()
    }


@pytest.mark.parametrize(("kept", "size"), [(1_500, 20_000), (0, 300)])
def test_every_drawing_is_in_the_body_or_in_the_part_that_its_choice_names(body, monkeypatch, kept, size):
    monkeypatch.setattr(figure_parts, "KEPT_MARKS", kept)
    monkeypatch.setattr(figure_parts, "PART_MARKS", size)
    bodies = in_parts(body, ADDRESS)
    named = {ADDRESS}
    for whole, figure in zip(body["figures"], bodies[ADDRESS]["figures"], strict=True):
        found = dict(figure["plans"])
        for choice in figure["choices"]:
            if "part" in choice:
                address = f"{ADDRESS}/{figure['name']}/{choice['part']}"
                named.add(address)
                plans = expanded(bodies[address])
                assert choice["key"] in plans
                found |= plans
            else:
                assert choice["key"] in figure["plans"]
        assert found == whole["plans"]
        assert "part" not in figure["choices"][0], "the first picture needs the body alone"
    assert set(bodies) == named


def test_a_body_without_its_further_choices_is_smaller(body):
    first = in_parts(body, ADDRESS)[ADDRESS]
    assert len(json.dumps(first["figures"])) < 0.7 * len(json.dumps(body["figures"]))


def made(n):
    """A figure that is offered n drawings of a thousand marks."""
    figure = Figure("ranks", "intervals", "regions", ("region",), ("period",), ())
    for k in range(n):
        plan = Plan(10, 10, narrow=[Plan(5, 10)])
        for _ in range(1000):
            plan.circle(0, 0, 1)
        figure.add({"period": str(k)}, plan)
    return figure


def test_a_file_has_room_for_more_and_both_say_what_they_lack():
    served = made(70)
    with room_for(FILE_MARKS):
        filed = made(70)
    assert (len(served.plans), len(filed.plans)) == (MOST_MARKS // 1000, FILE_MARKS // 1000)
    assert len(made(70).plans) == len(served.plans), "room is given inside only"
    for figure, left, way in ((served, 56, "compare.html"), (filed, 10, "--only-period")):
        note = figure.body({})["notes"][-1]
        assert f"{left} further choices" in note["en"]
        assert f"ещё {left} " in note["ru"]
        assert way in note["en"]
        assert way in note["ru"]
    assert "further choices" not in made(3).body({})["notes"][-1]["en"]


def test_narrower_forms_stand_beside_the_drawing_under_their_width():
    found = made(1).body({})["plans"]
    assert set(found) == {"0", narrow_key("0", Plan(5, 10))} == {"0", "0@5"}
    assert "summary" in found["0"]
