"""Shift-share against REAT's worked examples, and its identities."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.shift_share import PARTS, dynamic_shift_share, shift_share

NAMES = {"National share": "national", "Industrial mix": "mix", "Regional share": "regional", "Growth (t1-t)": "change"}


@pytest.fixture(scope="module")
def worked(shared_data):
    text = (shared_data / "fixtures/regions/reat_worked_examples.json").read_text(encoding="utf-8")
    return json.loads(text)["shift_share"]


def period(worked, when, names=("A", "B", "C")):
    return as_counts([worked["region"][name][when] for name in names], regions=names)


def agrees(found, row, expected, kind):
    names = NAMES | ({"Regional share": "competitive"} if kind == "Esteban" else {})
    for name, ours in names.items():
        assert found[f"region_{ours}"][row] == pytest.approx(expected[name], rel=1e-9, abs=1e-9), name
    if kind == "Esteban":
        assert found["region_allocation"][row] == pytest.approx(expected["Allocation effect"], rel=1e-9)
    else:
        net = found["region_mix"][row] + found["region_regional"][row]
        assert net == pytest.approx(expected["Net total shift"], rel=1e-9)


@pytest.mark.parametrize("kind", ["Dunn", "Esteban"])
@pytest.mark.parametrize("given_nation", [True, False])
def test_one_step_is_that_of_reat(kind, given_nation, worked):
    nation = tuple(np.array(worked["nation"][when], dtype=float) for when in ("t0", "t1")) if given_nation else None
    found = shift_share(period(worked, "t0"), period(worked, "t1"), reference=nation)
    for row, name in enumerate("ABC"):
        agrees(found, row, worked["static_t0_t1"][name][kind], kind)


def both(worked, when):
    """Region A, beside the rest of the nation: a comparison needs two."""
    own = np.array(worked["region"]["A"][when], dtype=float)
    return as_counts([own, np.array(worked["nation"][when]) - own], regions=["A", "rest"])


@pytest.mark.parametrize("kind", ["Dunn", "Esteban"])
def test_two_periods_at_once_and_step_by_step_are_those_of_reat(kind, worked):
    periods = [both(worked, when) for when in ("t0", "t1", "t2")]
    agrees(shift_share(periods[0], periods[2]), 0, worked["static_A_t0_t2"][kind], kind)
    found = dynamic_shift_share(periods)
    agrees(found, 0, worked["dynamic_A"][kind]["sum"], kind)
    for step, expected in enumerate(worked["dynamic_A"][kind]["by_year"]):
        assert found["step_national"][step, 0] == pytest.approx(expected["National share"], rel=1e-9)
        assert found["step_mix"][step, 0] == pytest.approx(expected["Industrial mix"], rel=1e-9)
        if kind == "Dunn":
            assert found["step_regional"][step, 0] == pytest.approx(expected["Regional share"], rel=1e-9)
    assert round(float(found["region_regional"][0]), 3) == 4.872


def tables(periods):
    shape = st.tuples(st.just(periods), st.integers(2, 5), st.integers(2, 5))
    values = hnp.arrays(np.int64, shape, elements=st.integers(0, 50))
    return values.filter(lambda x: x.any(axis=(1, 2)).all())


@given(tables(2))
def test_the_parts_sum_to_the_change(x):
    found = shift_share(*(as_counts(part) for part in x))
    total = found["national"] + found["mix"] + found["regional"]
    np.testing.assert_allclose(total, x[1] - x[0], atol=1e-9)
    np.testing.assert_array_equal(found["change"], x[1] - x[0])
    assert (np.isnan(found["competitive"]) == (x[0] == 0)).all()
    assert (found["undefined"] == (x[0] == 0)).all()
    assert found.conventions["n_undefined_cells"] == (x[0] == 0).sum() == len(found.conventions["undefined_cells"])
    split = found["competitive"] + found["allocation"]
    there = x[0] > 0
    np.testing.assert_allclose(split[there], found["regional"][there], atol=1e-9)
    # what all regions do better and worse cancels out in every activity that is not new
    lasting = x[0].sum(axis=0) > 0
    np.testing.assert_allclose(found["regional"].sum(axis=0)[lasting], 0, atol=1e-9)
    # and what activities gain by growing faster than all, others lose
    if lasting.all():
        assert found["mix"].sum() == pytest.approx(0, abs=1e-9)


@given(tables(4))
def test_the_parts_of_several_steps_sum_to_the_whole_change(x):
    found = dynamic_shift_share([as_counts(part) for part in x])
    total = found["region_national"] + found["region_mix"] + found["region_regional"]
    np.testing.assert_allclose(total, (x[-1] - x[0]).sum(axis=1), atol=1e-8)
    esteban = found["region_competitive"] + found["region_allocation"] + found["region_undefined"]
    np.testing.assert_allclose(esteban, found["region_regional"], atol=1e-8)
    for part in ("national", "mix", "regional"):
        np.testing.assert_allclose(found[f"step_{part}"].sum(axis=0), found[f"region_{part}"], atol=1e-8)


@given(tables(2))
def test_two_periods_step_by_step_are_one_step(x):
    periods = [as_counts(part) for part in x]
    one, other = shift_share(*periods), dynamic_shift_share(periods)
    for part in PARTS:
        np.testing.assert_array_equal(one[part], other[part])


@given(tables(2), st.floats(1e-3, 1e3))
def test_the_unit_carries_through(x, scale):
    one, other = (shift_share(*(as_counts(part * k) for part in x)) for k in (1.0, scale))
    for part in PARTS:
        np.testing.assert_allclose(one[part] * scale, other[part], rtol=1e-9, atol=1e-9 * scale)


@given(tables(2))
def test_an_empty_region_changes_nothing(x):
    one = shift_share(*(as_counts(part) for part in x))
    other = shift_share(*(as_counts(np.vstack([part, np.zeros(part.shape[1])])) for part in x))
    for part in PARTS:
        np.testing.assert_array_equal(one[f"region_{part}"], other[f"region_{part}"][:-1])
        assert other[f"region_{part}"][-1] == 0


def test_a_cell_that_starts_at_zero_has_a_regional_part_but_no_split():
    found = shift_share(
        as_counts([[0, 10], [10, 10]], regions=["A", "B"]), as_counts([[5, 10], [15, 10]], regions=["A", "B"])
    )
    assert found["regional"][0, 0] == 5
    assert found.conventions["undefined_cells"] == [["A", "0"]]
    assert found["region_undefined"][0] == 5
    assert [caution.code for caution in found.cautions] == ["no-growth-rate"]


def test_a_new_activity_is_regional_and_named():
    found = shift_share(
        as_counts([[0, 10], [0, 10]], activities=["new", "old"]),
        as_counts([[5, 10], [0, 10]], activities=["new", "old"]),
    )
    assert found["regional"][0, 0] == 5
    assert found["mix"][0, 0] == found["national"][0, 0] == 0
    assert found.conventions["new_activities"] == ["new"]


def test_a_cell_missing_in_one_period_is_left_out_of_both():
    before = as_counts([[1, 2], [3, 4]], missing=[[1, 0], [0, 0]])
    after = as_counts([[9, 3], [4, 4]])
    found = shift_share(before, after)
    assert np.isnan(found["change"][0, 0])
    assert found["region_change"].tolist() == [1, 1]
    total = found["region_national"] + found["region_mix"] + found["region_regional"]
    np.testing.assert_allclose(total, [1, 1])
    assert found.conventions["missing_cells"] == 1
    assert found.conventions["n_undefined_cells"] == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda c: shift_share(c, as_counts([[1, 2], [3, 4]], regions=["A", "B"])),
        lambda c: shift_share(c, c, reference=(np.ones(2), np.ones(3))),
        lambda c: shift_share(c, c, reference=(np.array([0.0, 9.0]), np.ones(2))),
        lambda c: shift_share(c, c, reference=(np.array([np.nan, 9.0]), np.ones(2))),
        lambda c: shift_share(c, c, reference=(np.zeros(2), np.ones(2))),
        lambda c: dynamic_shift_share([c]),
        lambda c: dynamic_shift_share([c, c, c], reference=[np.ones(2), np.ones(2)]),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))
