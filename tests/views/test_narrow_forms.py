"""Drawings for a phone: nothing small, nothing cut, nothing lost that the wide drawing shows."""

import pytest

from smartspec.views.plan import BOLD, LANGUAGES, PHONE, said, text_width

MAPS = ("choropleth", "lisa", "flows")
NAMES = ("ranks", "options", "specialisation", "benchmarks", "peers", "matrix", "relatedness", *MAPS)


def narrowest(figure):
    """The narrowest form of each drawing, with the wide one."""
    for plan in figure.plans.values():
        yield plan, min(plan.narrow, key=lambda form: form.width)


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_has_a_form_for_a_phone(figures, name):
    for _, form in narrowest(figures[name]):
        assert form.frozen is not None or form.width == PHONE


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_narrow_form_is_small_or_cut(figures, name):
    for _, form in narrowest(figures[name]):
        for mark in form.marks:
            if mark["t"] != "text" or mark.get("turn"):
                continue
            assert mark["size"] >= 12, mark
            for language in LANGUAGES:
                wide = text_width(said(mark["text"], language), mark["size"]) * (BOLD if mark.get("bold") else 1)
                share = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.get("anchor", "start")]
                left = mark["x"] - share * wide
                assert left >= -4, (mark, "left")
                assert left + wide <= form.width + 4, (mark, "right")
            assert -4 <= mark["y"] <= form.height + 4


@pytest.mark.parametrize("name", NAMES)
def test_a_narrow_form_shows_the_same_rows(figures, name):
    for wide, form in narrowest(figures[name]):
        rows, narrow = ({m["row"] for m in one.marks if "row" in m and m["t"] != "text"} for one in (wide, form))
        assert narrow == rows


@pytest.mark.parametrize("name", MAPS)
def test_moved_outlines_stay_inside_the_narrow_map(figures, drawn, name):
    for _, form in narrowest(figures[name]):
        moved = [mark["move"] for mark in form.marks if "outline" in mark]
        assert moved
        for across, down, times in moved:
            assert 0 < times <= 1
            assert across <= form.width
            assert down <= form.height
        on_map = [tuple(mark["move"]) for mark in form.marks if mark.get("outline") in set(drawn.regions.values())]
        assert set(on_map) == {(0, 0, round(PHONE / drawn.width, 4))}
