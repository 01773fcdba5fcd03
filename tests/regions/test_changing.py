"""What changes between two periods: plain loops, missing cells, the country as reference, who goes first."""

import numpy as np
import pytest

from smartspec.regions.changing import Snapshot, changes
from smartspec.regions.counts import as_counts
from smartspec.regions.leading import period_leads
from smartspec.regions.specialisation import specialised

REGIONS, ACTIVITIES = list("ABCD"), list("xyzw")


def snapshot(period, values, *, missing=None, nation=None, regions=REGIONS):
    counts = as_counts(values, missing=missing, regions=regions, activities=ACTIVITIES)
    return Snapshot(period, counts, specialised(counts), nation)


@pytest.fixture
def two():
    rng = np.random.default_rng(5)
    return rng.integers(1, 40, (4, 4)).astype(float), rng.integers(1, 40, (4, 4)).astype(float)


def test_effects_of_regions_and_cells_equal_a_plain_loop(two):
    before, after = two
    found = changes(snapshot("1", before), snapshot("2", after))
    nation, later = before.sum(axis=0), after.sum(axis=0)
    g = later.sum() / nation.sum() - 1
    cells = {(row["region"], row["activity"]): row for row in found.cells}
    for r, region in enumerate(REGIONS):
        total = {"national": 0.0, "mix": 0.0, "regional": 0.0}
        for i, activity in enumerate(ACTIVITIES):
            g_i, g_ri = later[i] / nation[i] - 1, after[r, i] / before[r, i] - 1
            e = before[r, i]
            parts = {"national": e * g, "mix": e * (g_i - g), "regional": e * (g_ri - g_i)}
            for name, value in parts.items():
                assert cells[region, activity][name] == pytest.approx(value, abs=1e-9)
                total[name] += value
        row = found.regions[r]
        assert row["region"] == region
        assert row["change"] == pytest.approx(after[r].sum() - before[r].sum())
        for name, value in total.items():
            assert row[name] == pytest.approx(value, abs=1e-9)


def test_the_country_as_reference_changes_the_growth_that_is_compared_with(two):
    before, after = two
    nation = [dict(zip(ACTIVITIES, map(float, values), strict=True)) for values in ([500] * 4, [600, 650, 500, 700])]
    found = changes(snapshot("1", before, nation=nation[0]), snapshot("2", after, nation=nation[1]))
    g = 2450 / 2000 - 1
    for r, row in enumerate(found.regions):
        assert row["national"] == pytest.approx(before[r].sum() * g)
        assert row["mix"] == pytest.approx(
            sum(before[r, i] * (x / 500 - 1 - g) for i, x in enumerate((600, 650, 500, 700)))
        )
        assert row["national"] + row["mix"] + row["regional"] == pytest.approx(row["change"])
    assert found.conventions["shift-share"]["reference"] == "given"
    assert "reference-below-sum" not in {one.code for one in found.cautions}


def test_a_reference_of_the_sum_is_the_sum(two):
    before, after = two
    nation = [dict(zip(ACTIVITIES, values.sum(axis=0).tolist(), strict=True)) for values in two]
    own = changes(snapshot("1", before), snapshot("2", after))
    given = changes(snapshot("1", before, nation=nation[0]), snapshot("2", after, nation=nation[1]))
    for first, second in zip(own.regions, given.regions, strict=True):
        assert first == pytest.approx(second)


def test_activities_that_the_reference_does_not_state_are_left_out_and_named(two):
    nation = [dict(zip(ACTIVITIES, [500.0, 500.0, None, 500.0], strict=True))] * 2
    found = changes(snapshot("1", two[0], nation=nation[0]), snapshot("2", two[1], nation=nation[1]))
    codes = {one.code: one for one in found.cautions}
    assert codes["not-in-reference"].en.endswith(": z")
    assert all(row.get("national") is None for row in found.cells if row["activity"] == "z")
    kept = [0, 1, 3]
    assert found.regions[0]["change"] == pytest.approx((two[1] - two[0])[0, kept].sum())


def test_a_reference_smaller_than_the_regions_and_one_of_nothing_are_said(two):
    small = dict(zip(ACTIVITIES, [1.0] * 4, strict=True))
    found = changes(snapshot("1", two[0], nation=small), snapshot("2", two[1], nation=small))
    assert "reference-below-sum" in {one.code for one in found.cautions}
    none = changes(snapshot("1", two[0], nation={}), snapshot("2", two[1], nation={}))
    assert "no-shift-share" in {one.code for one in none.cautions}
    assert "change" not in none.regions[0]
    assert none.regions[0]["structural_change"] is not None


def test_entry_exit_and_leads_leave_out_what_is_not_known_in_one_of_the_periods(two):
    before, after = two
    missing = np.zeros((4, 4), dtype=bool)
    missing[0, 0] = missing[2, 3] = True
    first, second = snapshot("1", before, missing=missing), snapshot("2", after)
    found = changes(first, second)
    had, has = first.presence.values, second.presence.values
    cells = {(row["region"], row["activity"]): row["dynamics"] for row in found.cells}
    names = {(False, True): "entered", (True, True): "kept", (True, False): "left", (False, False): "absent"}
    entered = [[False] * 4 for _ in range(4)]
    for r, region in enumerate(REGIONS):
        lacked = had_it = gained = lost = 0
        for i, activity in enumerate(ACTIVITIES):
            if missing[r, i]:
                assert cells[region, activity] is None
                continue
            assert cells[region, activity] == names[had[r, i], has[r, i]]
            entered[r][i] = bool(not had[r, i] and has[r, i])
            lacked, had_it = lacked + (not had[r, i]), had_it + had[r, i]
            gained, lost = gained + entered[r][i], lost + (had[r, i] and not has[r, i])
        row = found.regions[r]
        assert row["entry_rate"] == (pytest.approx(gained / lacked) if lacked else None)
        assert row["exit_rate"] == (pytest.approx(lost / had_it) if had_it else None)
    leads = {(row["leader"], row["follower"]): row for row in found.leads}
    for a, leader in enumerate(REGIONS):
        for b, follower in enumerate(REGIONS):
            shared = [i for i in range(4) if had[a, i] and not missing[a, i]]
            gained = sum(entered[b][i] for i in shared)
            exposed = sum(not had[b, i] and not missing[b, i] for i in shared)
            assert leads.get((leader, follower), {"gained": 0})["gained"] == gained
            if gained:
                assert leads[leader, follower]["rate"] == pytest.approx(gained / exposed)


def test_too_little_in_common_gives_no_rows_but_a_caution(two):
    other = snapshot("2", two[1], regions=["A", "P", "Q", "R"])
    found = changes(snapshot("1", two[0]), other)
    assert (found.regions, found.cells, found.leads) == ([], [], [])
    assert [one.code for one in found.cautions] == ["nothing-in-both-periods"]


def test_cells_of_zero_in_both_periods_have_no_row(two):
    for matrix in two:
        matrix[1, 1] = 0
    assert len(changes(snapshot("1", two[0]), snapshot("2", two[1])).cells) == 15


def test_a_region_whose_shares_follow_another_by_a_period_is_led_by_it():
    rng = np.random.default_rng(2)
    paths = np.exp(rng.normal(0, 0.5, (12, 4)))
    matrices = [np.array([paths[t + 1], paths[t], np.exp(rng.normal(0, 0.5, 4))]) * 100 for t in range(11)]
    counts = [as_counts(m, regions=["LEAD", "NEXT", "OTHER"], activities=ACTIVITIES) for m in matrices]
    leads, record, cautions = period_leads({str(2000 + t): one for t, one in enumerate(counts)})
    shares = np.array([m / m.sum(axis=1, keepdims=True) for m in matrices])
    steps = np.diff(shares, axis=0)

    def correlation(early, late):
        x, y = (block - block.mean(axis=0) for block in (early, late))
        return (x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum())

    expected = correlation(steps[:-1, 0], steps[1:, 1]) - correlation(steps[:-1, 1], steps[1:, 0])
    assert leads["LEAD", "NEXT"] == pytest.approx(expected)
    assert leads["LEAD", "NEXT"] == max(leads.values()) > 1
    assert record["lagged-correlation"]["max_lag"] == 1
    assert cautions == ()
    uneven = period_leads({str(2000 + t + t // 8): one for t, one in enumerate(counts)})
    assert uneven[0] == leads
    assert [one.code for one in uneven[2]] == ["uneven-periods"]


def test_few_periods_or_unknown_cells_give_no_lead():
    counts = [as_counts(np.ones((2, 2)) + t, regions=["A", "B"], activities=["x", "y"]) for t in range(4)]
    assert period_leads({str(t): one for t, one in enumerate(counts)}) == ({}, {}, ())
    gaps = [as_counts(np.ones((2, 2)), missing=np.ones((2, 2)) - np.eye(2)) for _ in range(6)]
    leads, _, cautions = period_leads({str(t): one for t, one in enumerate(gaps)})
    assert leads == {}
    assert [one.code for one in cautions] == ["no-lagged-correlation"]
