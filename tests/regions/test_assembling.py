"""Rows become a matrix of one level of regions and one level of activities, or a clear error."""

import pytest

from smartspec.errors import ComputeError
from smartspec.places import subjects
from smartspec.regions.assembling import assemble, chosen_activities, chosen_regions


def rows(cells, period="2024"):
    return [
        {
            "region": region,
            "activity": activity,
            "period": period,
            "value": value,
            "flag": "ok" if value is not None else "suppressed",
        }
        for (region, activity), value in cells.items()
    ]


SQUARE = {("RU-TOM", "A"): 1.0, ("RU-TOM", "B"): 2.0, ("RU-OMS", "A"): 3.0, ("RU-OMS", "B"): 4.0}


def test_missing_is_not_zero():
    found = assemble(rows(SQUARE | {("RU-OMS", "B"): None}), "2024")
    assert found.counts.missing.tolist() == [[False, True], [False, False]]
    absent = {key: value for key, value in SQUARE.items() if key != ("RU-OMS", "B")}
    assert assemble(rows(absent), "2024").counts.missing.sum() == 1
    assert assemble(rows(absent), "2024", absent="zero").counts.missing.sum() == 0


def test_countries_and_districts_beside_subjects_are_left_out_and_named():
    more = {("RU", "A"): 9.0, ("RU", "B"): 9.0, ("FD-SI", "A"): 9.0, ("FD-SI", "B"): 9.0}
    found = assemble(rows(SQUARE | more), "2024")
    assert found.counts.regions == ("RU-OMS", "RU-TOM")
    assert [caution.code for caution in found.cautions] == ["regions-of-other-levels"]


def test_overlapping_regions_are_refused():
    cells = {(region, activity): 1.0 for region in ("RU-ARK", "RU-NEN", "RU-TOM") for activity in "AB"}
    with pytest.raises(ComputeError, match="`RU-ARK` holds `RU-NEN`"):
        assemble(rows(cells), "2024", level="as-they-are")


def test_the_whole_table_of_rosstat_gives_85_subjects_and_without_okrugs_82():
    codes = {one.code for one in subjects()} | {one.code for one in subjects(okrugs=False)} | {"RU", "FD-CE"}
    assert len(codes) >= 87
    assert len(chosen_regions(codes)) == 85
    assert len(chosen_regions(codes, "subject-totals")) == 82


def test_the_level_of_activities_with_most_codes_is_taken():
    one = [{"activity": code} for code in ("C", "10", "11", "12", "10.1")]
    assert chosen_activities(one) == {"10", "11", "12"}


def test_a_row_that_stands_twice_is_refused():
    with pytest.raises(ComputeError, match="stands 2 times"):
        assemble(rows(SQUARE) + rows({("RU-TOM", "A"): 5.0}), "2024")


def test_a_period_without_data_names_the_nearest():
    with pytest.raises(ComputeError, match="no values by activity in the period `2023`") as found:
        assemble(rows(SQUARE), "2023")
    assert "2024" in found.value.hint


def test_one_region_is_refused():
    with pytest.raises(ComputeError, match="fewer than two regions"):
        assemble(rows({("RU-TOM", "A"): 1.0, ("RU-TOM", "B"): 2.0}), "2024")


def test_what_was_counted_where_it_lies_keeps_okrugs_apart_from_their_subjects():
    cells = {(region, activity): 1.0 for region in ("RU-TYU", "RU-KHM", "RU-TOM") for activity in "AB"}
    assert assemble(rows(cells), "2024").counts.regions == ("RU-TOM", "RU-TYU")
    assert assemble(rows(cells), "2024", level="located").counts.regions == ("RU-KHM", "RU-TOM", "RU-TYU-0")
