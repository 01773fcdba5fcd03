"""Codes and names as tables write them, against the sheets of Rosstat."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.classifications import (
    EDITIONS,
    activities_by_name,
    activity,
    activity_by_name,
    clean_code,
    find_code,
    tree,
)

SECTIONS = list("ABCDEFGHIJKLMNOPQRS")
NAMES = st.sampled_from(sorted(EDITIONS))


@pytest.fixture(scope="module")
def sheet(shared_data):
    calamine = pytest.importorskip("python_calamine")

    def read(file, name):
        book = calamine.CalamineWorkbook.from_path(shared_data / "statistics/rosstat" / file)
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return read


@pytest.mark.parametrize("name", ["2", "4", "6"])
def test_all_section_labels_of_fixed_assets_are_found(sheet, name):
    header = next(row for row in sheet("Nal_of_pus_reg-2024.xlsx", name) if "Образование" in row)
    labels = list(dict.fromkeys(str(cell) for cell in header if cell))
    found = [activity_by_name(label, "okved2", level="section") for label in labels]
    assert [one and one.code for one in found] == [None, *SECTIONS]
    assert labels[0].startswith("Всего")


def test_codes_and_names_of_okved_2007_agree_on_the_sheet_of_innovation(sheet):
    lines = [row[:2] for row in sheet("findatalab_innovations_1.xls", "3")[6:] if row[0] and row[2] != ""]
    by_code = {label: find_code(raw, "okved-2007") for label, raw in lines}
    by_name = {label: activity_by_name(label, "okved-2007") for label, _ in lines}
    assert all(by_name.values())
    unread = {raw for label, raw in lines if by_code[label] is None}
    assert unread == {"", "38.9", "DN+39.9"}
    for label, _ in lines:
        assert by_code[label] in (None, by_name[label]), label
    codes = {one.code for one in by_name.values()}
    assert {"C", "CA", "CB", "D", "DA", "DF", "DK", "DN", "E", "01.3", "45.21.7", "64", "74"} <= codes


def test_codes_and_names_of_okved2_agree_on_the_sheet_of_innovation(sheet):
    lines = [row[:2] for row in sheet("findatalab_innovations_1.xls", "2")[7:] if row[0] and row[1] != ""]
    found = [(raw, find_code(raw, "okved2"), activity_by_name(label, "okved2")) for label, raw in lines]
    known = [line for line in found if line[1]]
    assert {type(raw) for raw, _, _ in known} == {float, str}
    assert [raw for raw, code, name in known if code != name] == ["D"]  # its label says what is left out of section D
    assert len(known) == 50
    groups = [raw.strip() for raw, code, _ in found if code is None]
    assert len(groups) == 7
    assert all(raw.startswith("132") for raw in groups)


@pytest.mark.parametrize(
    ("raw", "code"),
    [("СА ", "CA"), ("СВ", "CB"), ("с", "C"), ("01.3  ", "01.3"), ("\xa001,1", "01.1"), (10.0, "10"), (1, "01"),
     (1.1, "01.1"), (64.19, "64.19"), ("Раздел М", "M"), ("62.01.", "62.01"), ("DN+39.9", "DN+39.9"), ("", "")],
)  # fmt: skip
def test_a_code_is_tidied(raw, code):
    assert clean_code(raw) == code


@pytest.mark.parametrize(
    ("raw", "classification", "code"),
    [(10.0, "okved2", "10"), ("10.0", "okved2", "10"), ("11.0", "okved2", "11.0"), (11.0, "okved2", "11"),
     (1.0, "ford", "1"), (2.1, "ford", None), ("2.10", "ford", "2.10"), ("2.1", "ford", "2.1"), (2.2, "ford", "2.2"),
     (1.3, "okved2", "01.3"), (20.1, "nace2", "20.1"), ("1", "okved2", "01"), ("06.61.33", "grnti", "06.61.33"),
     (6.61, "grnti", "06.61"), ("1323500.029.12", "okved2", None), ("", "okved2", None), (math.nan, "okved2", None)],
)  # fmt: skip
def test_a_cell_leads_to_its_entry_or_to_none(raw, classification, code):
    found = find_code(raw, classification)
    assert (found and found.code) == code


@given(NAMES, st.data())
def test_every_code_and_every_unique_name_finds_its_entry(name, data):
    one = data.draw(st.sampled_from(list(tree(name))))
    assert find_code(f" {one.code}\xa0", name) == one
    assert one in activities_by_name(f"из них: {one.name.upper()}  1)", name)
    found = activity_by_name(one.name, name)
    assert found is None or one == found or found.name == one.name
    assert activity_by_name(one.name, name, level=one.level) in (one, None)


@given(NAMES, st.one_of(st.text(max_size=12), st.floats(), st.integers(-5, 10**6)))
def test_any_cell_gives_an_entry_or_nothing(name, raw):
    found = find_code(raw, name)
    assert found is None or found == activity(found.code, name)


@given(NAMES, st.text(max_size=40))
def test_any_label_gives_entries_of_that_name(name, text):
    assert all(one.classification == name for one in activities_by_name(text, name))


def test_a_label_with_an_exception_or_of_a_heading_is_no_activity():
    for text in ("строительство (без торговли)", "из них:", "Всего", "промышленное производство", "", "1)"):
        assert activity_by_name(text, "okved2") is None


def test_a_name_of_an_older_edition_finds_the_code_unless_the_code_was_given_away():
    label = "производство лекарственных средств и материалов, применяемых в медицинских целях"
    assert activity_by_name(label, "okved2").code == "21"
    assert activity_by_name("Деятельность дилерская", "okved2").code == "64.99.12"
    assert activity_by_name("Деятельность дилерская", "okved2-2014").code == "64.99.2"
