"""Drawings as data, and as SVG and PNG."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.views.plan import Plan, both, number_words, palette, shortened, text_width, ticks
from smartspec.views.plan_png import find_font, font_folders, png_bytes
from smartspec.views.plan_svg import broken, clean, svg_text

NASTY = "<script>&\"'\x00\x0b]]>\ud800 Ё"


def small_plan(words="a"):
    plan = Plan(100, 50)
    plan.rect(0, 0, 10, 10, fill="seq-3", row=0)
    plan.path("M0 0L1 1", stroke="accent", line=2, title=words)
    plan.circle(5, 5, 2, fill="hatch-fill", row=1)
    plan.text(5, 5, words, turn=-45, halo=True, bold=True)
    return plan.body()


def test_both_themes_name_the_same_colours():
    assert set(palette("light")) == set(palette("dark"))
    assert {f"seq-{k}" for k in range(9)} | {f"div-{k}" for k in range(9)} <= set(palette("light"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_lines_stand_out_against_the_ground(theme):
    def luminance(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    colours = palette(theme)

    def contrast(a, b):
        low, high = sorted((luminance(colours[a]), luminance(colours[b])))
        return (high + 0.05) / (low + 0.05)

    for name in ("ink", "muted"):
        assert contrast(name, "ground") >= 4.5
    for name in ("edge", "accent", "warm"):
        assert contrast(name, "ground") >= 3
    ramp = [luminance(colours[f"seq-{k}"]) for k in range(9)]
    assert ramp in (sorted(ramp), sorted(ramp, reverse=True))


def test_an_svg_is_well_formed_whatever_names_say(elements):
    text = svg_text(small_plan(NASTY), title=NASTY, foot=[NASTY * 20], description=NASTY, hovers={0: NASTY})
    found = elements(text)
    assert [name for name, _, _ in found if name == "script"] == []
    assert list({inside for name, _, inside in found if name == "desc"}) == ["<script>&\"']]> Ё"]
    assert sum(name == "title" for name, _, _ in found) == 3


def test_the_same_plan_gives_the_same_bytes():
    assert svg_text(small_plan(), title="t") == svg_text(small_plan(), title="t")


def test_languages_and_themes_differ_in_words_and_colours_only(elements):
    plan = small_plan(both("region", "регион"))
    english, russian = (svg_text(plan, title="t", language=language) for language in ("en", "ru"))
    assert english.replace("region", "регион") == russian
    dark = svg_text(plan, title="t", theme="dark")
    assert [name for name, _, _ in elements(dark)] == [name for name, _, _ in elements(english)]
    assert palette("dark")["ground"] in dark


def test_a_mark_without_a_name_of_the_palette_is_refused():
    plan = Plan(1, 1)
    plan.rect(0, 0, 1, 1, fill="pink")
    with pytest.raises(KeyError):
        svg_text(plan.body(), title="t")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_numbers_are_written_to_three_digits_in_both_languages(value):
    words = number_words(value)
    english = words if isinstance(words, str) else words["en"]
    if abs(value) >= 1e-6:
        plain = float(english.replace(",", "").replace("−", "-"))
        assert plain == pytest.approx(value, rel=6e-3)
    assert "e" not in english
    if not isinstance(words, str):
        assert "." not in words["ru"]


def test_a_missing_number_is_a_dash():
    assert number_words(None) == number_words(float("nan")) == number_words(float("inf")) == "–"


@given(st.text(max_size=60), st.floats(20, 300))
def test_a_shortened_text_fits(text, room):
    found = shortened(text, 12, room)
    assert found == text or text_width(found, 12) <= room + 1e-6


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_lie_inside_and_are_few(low, span):
    found = ticks(low, low + span)
    assert all(low - span * 1e-6 <= tick <= low + span * (1 + 1e-6) for tick in found)
    assert len(found) <= 7


@given(st.text())
def test_clean_text_survives_every_parser(text):
    import xml.etree.ElementTree as ET

    read = ET.fromstring(f"<a>{clean(text)}</a>").text or ""  # noqa: S314
    assert read.replace("\r", "\n") == "".join(
        c for c in text if (c >= " " or c in "\t\n") and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"
    )


def test_long_lines_are_broken_at_words():
    lines = broken("one two three four five", size=10, room=70)
    assert len(lines) > 1
    assert " ".join(lines) == "one two three four five"
    assert all(text_width(line, 10) <= 70 for line in lines)


def test_a_plan_goes_into_json_as_it_is():
    assert json.loads(json.dumps(small_plan(), allow_nan=False)) == small_plan()


@pytest.fixture(scope="module")
def font():
    if find_font(font_folders()) is None:
        pytest.skip("no font with Latin and Cyrillic letters is installed on this machine")


def test_a_png_has_the_size_asked_for_and_the_same_bytes_each_time(font):
    svg = svg_text(small_plan("Ё"), title="Связи")
    first, again = png_bytes(svg, zoom=2), png_bytes(svg, zoom=2)
    assert first == again
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", first[16:24])
    assert f'width="{width // 2}" height="{height // 2}"' in svg


def test_cyrillic_letters_leave_ink_in_a_png(font):
    with_text, without = (
        png_bytes(svg_text(Plan(200, 40).body(), title=title), zoom=1) for title in ("Жуковский", " ")
    )
    assert with_text != without
    latin = png_bytes(svg_text(Plan(200, 40).body(), title="\ue000\ue001"), zoom=1)
    assert with_text != latin


def test_without_a_font_the_reader_is_told_what_to_install(tmp_path):
    with pytest.raises(ConfigError) as error:
        png_bytes("<svg xmlns='http://www.w3.org/2000/svg'/>", folders=[tmp_path])
    assert "DejaVu Sans" in error.value.hint
