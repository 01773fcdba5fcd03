"""Regions: codes, names, levels and time, against independent directories."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.places import (
    district_of,
    nuts_2021,
    overlapping,
    region,
    region_by_code,
    region_by_name,
    regions,
    regions_by_name,
    roll_up,
    subject_codes,
    subjects,
)
from smartspec.places.region_records import table

DAYS = st.dates(date(2000, 5, 13), date(2030, 1, 1))


def test_codes_and_districts_equal_the_directory_of_2022(shared_data):
    names = {
        "Центральный": "CE", "Северо-Западный": "NW", "Южный": "SO", "Северо-Кавказский": "NC",
        "Приволжский": "VO", "Уральский": "UR", "Сибирский": "SI", "Дальневосточный": "FE",
    }  # fmt: skip
    with (shared_data / "geo/hflabs_region.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        one = region(row["iso_code"])
        right = (row["okato"], row["oktmo"], row["kladr_id"], row["geoname_code"])
        assert (one.okato, one.oktmo, one.kladr, one.geonames) == right
        code = names.get(row["federal_district"])
        assert district_of(one.code) == (f"FD-{code}" if code else None)
        assert region_by_name(row["name_with_type"]) == one
    assert {row["iso_code"] for row in rows} - {"KZ-BAY"} == subject_codes("rosstat-2014")


def test_the_sets_of_subjects_have_the_stated_sizes():
    assert [len(subject_codes(s)) for s in ("iso", "rosstat-2014", "law-2022")] == [83, 85, 89]
    with pytest.raises(ConfigError, match="unknown set of subjects"):
        subject_codes("rosstat")


def test_members_of_the_districts_equal_the_table_of_groups(shared_data):
    right = defaultdict(set)
    with (shared_data / "taxonomies/ru_region_group_members.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["group"].startswith("FD-"):
                right[row["group"]].add(row["iso"])
    mine = defaultdict(set)
    for code in subject_codes():
        mine[district_of(code)].add(code)
    assert mine == right


@given(DAYS, st.sampled_from(["iso", "rosstat-2014", "law-2022"]), st.booleans())
def test_subjects_never_overlap_and_every_one_of_russia_has_a_district(day, chosen, okrugs):
    listed = subjects(subject_set=chosen, at=day, okrugs=okrugs)
    alive = {r.code for r in table() if r.valid(day)}
    assert {one.code for one in listed} <= alive
    assert len({one.code for one in listed}) == len(listed)
    holders = {one.parent for one in listed if one.kind == "residual"}
    within = {one.within for one in listed if one.kind == "okrug"}
    assert holders == within
    assert not holders & {one.code for one in listed}
    for one in listed:
        if one.country == "RU":
            assert district_of(one.code, at=day).startswith("FD-")


@pytest.mark.parametrize(
    ("day", "size"),
    [(date(2004, 1, 1), 89), (date(2006, 1, 1), 88), (date(2007, 2, 1), 86), (date(2007, 8, 1), 85),
     (date(2008, 2, 1), 84), (date(2008, 4, 1), 83), (date(2013, 1, 1), 83), (date(2015, 1, 1), 85)],
)  # fmt: skip
def test_the_number_of_subjects_follows_the_mergers(day, size):
    assert len(subjects(at=day)) == size


@pytest.mark.parametrize(
    ("code", "day", "district"),
    [("RU-BU", date(2018, 11, 2), "FD-SI"), ("RU-BU", date(2018, 11, 3), "FD-FE"),
     ("RU-STA", date(2010, 1, 18), "FD-SO"), ("RU-STA", date(2010, 1, 19), "FD-NC"),
     ("UA-43", date(2015, 1, 1), "FD-KR"), ("UA-43", date(2016, 7, 28), "FD-SO"),
     ("RU-TOM", date(1999, 1, 1), None)],
)  # fmt: skip
def test_districts_change_on_the_day_of_the_decree(code, day, district):
    assert district_of(code, at=day) == district


def test_a_unit_that_is_no_more_is_found_by_its_day():
    assert region("RU-CHI").successors == ("RU-ZAB",)
    assert region("RU-KAM", at=date(2007, 6, 30)).name == "Kamchatka Oblast"
    with pytest.raises(ConfigError, match="did not exist on 2010"):
        region("RU-CHI", at=date(2010, 1, 1))


def test_overlap_is_named_and_rests_add_up():
    assert overlapping(["RU-TYU", "RU-YAN", "RU-KHM"]) == (("RU-TYU", "RU-KHM"), ("RU-TYU", "RU-YAN"))
    assert overlapping(["FD-UR", "RU-YAN"]) == (("FD-UR", "RU-YAN"),)
    assert overlapping(["ITC", "ITC4", "IT", "FR"]) == (("IT", "ITC"), ("IT", "ITC4"), ("ITC", "ITC4"))
    assert overlapping([one.code for one in subjects()]) == ()


def test_every_nuts_2_unit_rolls_up_to_a_known_nuts_1_unit_and_country():
    assert len(regions("nuts2")) == 334
    for one in regions("nuts2"):
        assert region(roll_up(one.code, "nuts1")).kind == "nuts1"
        assert region(roll_up(one.code, "country")).kind == "country"
    assert roll_up("EL30", "country") == "GR"
    assert roll_up("RU-KHM", "subject") == roll_up("RU-TYU-0", "subject") == "RU-TYU"


def test_every_rosstat_sheet_gives_96_different_units(shared_data, workbooks):
    sheets = 0
    for path in sorted((shared_data / "statistics/rosstat").glob("*.xlsx")):
        for name, labels in workbooks.first_columns(path):
            found = [regions_by_name(label) for label in labels]
            assert all(len(units) <= 1 for units in found), (path.name, name)
            counts = Counter(units[0].code for units in found if units)
            if len(counts) > 20:
                sheets += 1
                assert len(counts) == 96, (path.name, name)
                assert {code for code, n in counts.items() if n > 1} <= {"RU"}, (path.name, name)
    assert sheets == 18


def test_names_of_other_tables_are_found(shared_data):
    folder = shared_data / "statistics/rosstat"
    for file, column, n in (
        ("regions_rosstat_2000_2020_panel.csv", "region_rus", 87),
        ("ru_grp_structure_by_okved_section_2005_2012.csv", "reg_name", 88),
        ("ru_grp_structure_by_okved_section_2005_2012.csv", "reg_translit", 88),
    ):
        with (folder / file).open(encoding="utf-8-sig") as rows:
            names = {row[column] for row in csv.DictReader(rows)}
        assert len(names) == n
        assert {name: len(regions_by_name(name)) for name in names} == dict.fromkeys(names, 1)


def test_the_code_list_of_emiss_leads_to_the_same_units_by_name_and_by_okato(shared_data):
    text = (shared_data / "statistics/emiss/fedstat_example.xml").read_text(encoding="utf-8")
    listed = re.search(r'<structure:CodeList id="[^"]*OKATO.*?</structure:CodeList>', text, re.DOTALL).group()
    pairs = re.findall(r'Code value="(\d+)">\s*<structure:Description[^>]*>([^<]*)<', listed)
    units = [(code, name) for code, name in pairs if len(code) == 11]
    assert (len(pairs), len(units)) == (117, 93)
    for code, name in units:
        assert region_by_code(code, "okato") == region_by_name(name), name
        assert region_by_name(name) is not None
    groups = {region_by_name(name).code for code, name in pairs if code != "643" and int(code) < 43}
    assert groups == {r.code for r in regions("district")}


@pytest.mark.parametrize(
    ("name", "code"),
    [("Hенецкий автономный округ", "RU-NEN"), ("г.Москва1)", "RU-MOW"), ("в том числе:\nНенецкий авт.округ", "RU-NEN"),
     ("Ханты-Мансийский\n   автономный округ – Югра 2)", "RU-KHM"), ("Калинингpадская область", "RU-KGD"),
     ("Республика Адыгея (Адыгея)", "RU-AD"), ("Чувашская республика", "RU-CU"),
     ("Тюменская область без АО", "RU-TYU-0"),
     ("Кемеровская область- Кузбасс", "RU-KEM"), ("Сибирский           федеральный округ", "FD-SI"),
     ("Архангельская область", "RU-ARK"), ("Moscow Region", "RU-MOS"), ("Moscow", "RU-MOW"), ("Tyva Republic", "RU-TY"),
     ("Altai Krai", "RU-ALT"), ("Altai Republic", "RU-AL"), ("Российская Федерация", "RU"), ("Donetsk Oblast", "UA-14"),
     ("Bavaria", "DE2"), ("Lombardia", "ITC4"), ("Berlin", "DE30"), ("Минская область", "BY-MI")],
)  # fmt: skip
def test_spellings_lead_to_their_unit(name, code):
    assert region_by_name(name).code == code


@pytest.mark.parametrize(
    "name", ['"-" - явление отсутствует.', "Altai", "", "область", "2)", "Смоленск и др.", "Russian"]
)
def test_a_footnote_or_a_shared_name_is_no_region(name):
    assert region_by_name(name) is None


def test_names_can_be_asked_for_one_country_kind_day_and_script():
    assert region_by_name("Perm Oblast", at=date(2004, 1, 1)).type == "oblast"
    assert region_by_name("Luxembourg", country="LU", kind="nuts2").code == "LU00"
    assert region_by_name("Томская область", language="en") is None
    assert region_by_name("Bavaria", kind="subdivision").code == "DE-BY"
    assert region_by_name("Bayern", country="FR") is None


@given(st.text(max_size=40))
def test_any_label_gives_existing_units_or_nothing(name):
    for one in regions_by_name(name):
        assert one in table()


def test_codes_of_2014_statistics_reach_the_map_of_2021_or_are_named(shared_data):
    with (shared_data / "statistics/eurostat/sbs_nuts2_nace2_employment_2014.csv").open(encoding="utf-8") as file:
        codes = {row["nuts2"].split()[0] for row in csv.DictReader(file)}
    old = {code for code in codes if nuts_2021(code).changes}
    broken = "DED3 FI18 FR91 HU10 IE01 IE02 ITD5 ITE3 LT00 PL12 SI01 SI02 UKD2 UKD5 UKI1 UKI2 UKM2 UKM3"
    assert (len(codes), len(old)) == (267, 63)
    assert {code for code in old if not nuts_2021(code).exact} == set(broken.split())
    assert all(nuts_2021(code).codes for code in codes)


def test_changes_of_nuts_equal_the_successions_of_an_independent_table(shared_data):
    with (shared_data / "geo/nuts_changes_rOpenGov_regions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["typology"] == "nuts_level_2"]
    compared = 0
    for row in rows:
        old, new = row["code_2010"].split()[0], row["code_2021"].split()[0]
        if len(old) == len(new) == 4 and "ZZ" not in old + new and (old, new) != ("UKM2", "UKM7"):
            assert new in nuts_2021(old).codes, (old, new)
            compared += 1
    assert compared > 200
    assert nuts_2021("XX99").codes == ()


def test_nuts_2_codes_and_names_are_those_of_the_map(shared_data):
    import json

    text = (shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson").read_text(encoding="utf-8")
    units = {f["properties"]["NUTS_ID"] for f in json.loads(text)["features"]}
    assert {one.code for one in regions("nuts2")} == units
