"""Codes of EMISS, and groups of regions, against the code list and the figures of EMISS and the table of groups."""

import csv
import math
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.places import (
    SUBJECT_SETS,
    group_members,
    groups_of,
    overlapping,
    overlapping_groups,
    region,
    region_by_name,
    region_group,
    region_groups,
    region_of_okato,
    regions,
    subject_codes,
)

GENERIC = "{http://www.SDMX.org/resources/SDMXML/schemas/v1_0/generic}"


@pytest.fixture(scope="module")
def code_list(shared_data):
    text = (shared_data / "statistics/emiss/fedstat_example.xml").read_text(encoding="utf-8")
    listed = re.search(r'<structure:CodeList id="[^"]*OKATO.*?</structure:CodeList>', text, re.DOTALL).group()
    return re.findall(r'Code value="(\d+)">\s*<structure:Description[^>]*>([^<]*)<', listed)


@pytest.fixture(scope="module")
def figures(shared_data):
    found = defaultdict(dict)
    tree = ET.parse(shared_data / "statistics/emiss/fedstat_example.xml")  # noqa: S314 - a file of the tests
    for series in tree.iter(f"{GENERIC}Series"):
        key = {value.get("concept"): value.get("value") for value in series.iter(f"{GENERIC}Value")}
        year = int(series.find(f".//{GENERIC}Time").text)
        found[year][key["s_OKATO"]] = float(series.find(f".//{GENERIC}ObsValue").get("value").replace(",", "."))
    return found


def test_all_117_codes_of_emiss_have_their_unit(code_list):
    found = {code: region_of_okato(code) for code, _ in code_list}
    assert len(found) == 117
    assert Counter(one.kind for one in found.values()) == {
        "country": 1, "district": 12, "economic area": 11, "subject": 82, "okrug": 9, "residual": 2,
    }  # fmt: skip
    for code, name in code_list:
        if found[code].kind in ("subject", "okrug", "residual"):
            assert region_by_name(name) == found[code], name
        elif found[code].kind == "economic area":
            assert found[code].name_ru == name.replace(" район", " экономический район")
        elif found[code].kind == "district":
            assert region_by_name(name.split(" (")[0]).code == found[code].code


def test_a_district_code_carries_the_days_of_its_composition():
    south = [region_of_okato(code) for code in ("032", "037", "040")]
    assert {one.code for one in south} == {"FD-SO"}
    for before, after in pairwise(south):
        assert before.valid_to < after.valid_from
    assert region_of_okato("032", at=date(2015, 1, 1)) is None
    assert region_of_okato("041", at=date(2018, 11, 3)).code == "FD-SI"


def test_composition_codes_have_the_members_that_add_up_to_their_figures(figures):
    """The district as its code means it is the sum of its subjects in every year that has the code."""
    compared = 0
    for year in range(2012, 2026):
        for okato in ("030", "031", "033", "034", "038", "040", "041", "042"):
            one = region_of_okato(okato)
            members = [m.region for m in group_members(one.code, at=one.valid_to, okrugs=False)]
            parts = [figures[year][region(code).okato] for code in members]
            assert math.fsum(parts) == figures[year][okato], (year, okato)
            compared += 1
    assert compared == 112


def test_members_of_economic_areas_add_up_to_the_figures_of_their_time(figures):
    for group in region_groups("economic_area"):
        okato = group.code.removeprefix("EA-")
        year = min(year for year, row in figures.items() if okato in row)
        members = [m.region for m in group_members(group.code, okrugs=False)]
        total = math.fsum(figures[year][region(code).okato] for code in members)
        assert total == pytest.approx(figures[year][okato], rel=0.017), group.name


@pytest.mark.parametrize("code", ["", "11", "30", "9", "99999999999", "71001", "65701000", "abc", "1.5", "039", "061"])
def test_a_short_or_unknown_code_is_refused(code):
    assert region_of_okato(code) is None


def test_a_zero_taken_by_a_spreadsheet_is_brought_back_and_old_units_are_found():
    assert region_of_okato("1000000000.0").code == region_of_okato("01000000000").code == "RU-ALT"
    old = region_of_okato("04130000000")
    assert old.valid_to == date(2006, 12, 31)
    assert region_of_okato("04130000000", at=date(2010, 1, 1)) is None


@given(st.text(max_size=12))
def test_any_text_gives_a_unit_or_nothing(code):
    one = region_of_okato(code)
    assert one is None or region(one.code).kind == one.kind


def test_groups_and_members_equal_the_table_of_groups(shared_data):
    missing = {"Донецкая": "UA-14", "Луганская": "UA-09", "Запорожская": "UA-23", "Херсонская": "UA-65"}
    right = defaultdict(dict)
    with (shared_data / "taxonomies/ru_region_group_members.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            code = row["iso"] or missing[row["name_ru"].split()[0]]
            right[row["group"]][code] = (row["extent"].split()[0], row["verified"])
    arctic = {"MR24-AZ", "GT24-6"}  # the table lists no members
    listed = {one.code for one in region_groups() if one.kind != "economic_area"} - arctic - {"FD-KR"}
    assert listed == set(right)
    assert sum(map(len, right.values())) == 290
    for code, members in right.items():
        found = {m.region.removesuffix("-0"): m for m in group_members(code, subject_set="law-2022")}
        assert set(found) == set(members), code
        for region_code, (extent, verified) in members.items():
            assert found[region_code].extent == extent
            if code.startswith("MR19"):
                assert found[region_code].verified == verified


def test_names_days_and_marks_equal_the_table_of_groups(shared_data):
    with (shared_data / "taxonomies/ru_region_groups.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 37
    for row in rows:
        group = region_group(row["code"])
        assert (group.kind, group.name_ru) == (row["kind"], row["name_ru"])
        if group.kind != "federal_district":
            assert group.valid_from == date.fromisoformat(row["valid_from"])
            assert group.name == row["name_en"]


@pytest.mark.parametrize(("kind", "number"), [("macroregion_2019", 85), ("economic_area", 82)])
def test_groups_of_a_partition_hold_every_region_once(kind, number):
    members = [m.region for group in region_groups(kind) for m in group_members(group.code)]
    assert len(members) == len(set(members)) == number
    assert overlapping(members) == ()
    assert ("RU-KGD" in members) == (kind != "economic_area")  # Kaliningrad stood beside the areas
    assert overlapping_groups(group.code for group in region_groups(kind)) == ()


@given(st.sampled_from([g.code for g in region_groups()]), st.sampled_from(sorted(SUBJECT_SETS)), st.booleans())
def test_members_of_a_group_never_overlap_and_follow_the_set_of_subjects(code, chosen, okrugs):
    day = region_group(code).valid_to if code == "FD-KR" else None
    members = [m.region for m in group_members(code, at=day, subject_set=chosen, okrugs=okrugs)]
    assert overlapping(members) == ()
    assert {one.removesuffix("-0") for one in members} <= subject_codes(chosen)


def test_the_set_of_subjects_decides_about_crimea_and_the_new_subjects():
    sizes = {
        s: (len(group_members("FD-SO", subject_set=s)), len(group_members("MR24-NEW", subject_set=s)))
        for s in SUBJECT_SETS
    }
    assert sizes == {"iso": (6, 0), "rosstat-2014": (8, 0), "law-2022": (8, 4)}
    assert [m.region for m in group_members("GT24-3", subject_set="iso")] == []


def test_overlapping_groups_are_named():
    pairs = overlapping_groups(["MR24-AZ", "MR24-NW", "MR24-VO", "GT24-2", "RU-ARK", "RU", "EA-050"])
    assert ("GT24-2", "MR24-NW") in pairs
    assert ("MR24-AZ", "MR24-NW") in pairs
    assert ("MR24-AZ", "RU-ARK") in pairs
    assert ("EA-050", "MR24-NW") in pairs
    assert {pair for pair in pairs if "MR24-VO" in pair} == {("MR24-VO", "RU")}


def test_groups_of_a_region_follow_its_time():
    assert groups_of("RU-BU", "federal_district", at=date(2015, 1, 1)) == ("FD-SI",)
    assert groups_of("RU-BU", "federal_district", at=date(2020, 1, 1)) == ("FD-FE",)
    assert "FD-KR" in groups_of("UA-43")
    assert region_group("MR19-10").verified == "no (known)"
    with pytest.raises(ConfigError, match="unknown group of regions `MR19-13`"):
        group_members("MR19-13")


def test_economic_areas_are_regions_of_the_country():
    assert len(regions("economic area")) == 11
    assert region("EA-055").parent == "RU"
