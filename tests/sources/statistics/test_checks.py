"""Checks that run when statistics are read: on tables made for the purpose, and on what real files hold."""

import pytest

from smartspec.sources.checking.observation_additivity import is_relative
from smartspec.sources.checking.observation_checks import check_observations
from smartspec.sources.observation import Observation, observation_table
from smartspec.sources.reading import read_file


def table(*rows, **every):
    """Observations from (region, period, value); the cell is the number of the row."""
    made = [
        Observation(f"A{n}", str(value), value, region=region, period=period, **{"indicator": "staff", **every})
        for n, (region, period, value) in enumerate(rows, 1)
    ]
    return observation_table(made, file="made")


DISTRICTS = ("FD-CE", "FD-FE", "FD-NC", "FD-NW", "FD-SI", "FD-SO", "FD-UR", "FD-VO")


def country(total, part=1.0, period="2024", **every):
    return table(("RU", period, total), *((code, period, part) for code in DISTRICTS), unit="persons", **every)


@pytest.fixture(scope="module")
def problems(shared_data):
    """Problems of a real file, by name."""

    def read(name):
        return read_file(shared_data / "statistics" / name).problems

    return read


def test_parts_that_add_up_are_no_problem_and_others_are_named_with_their_cell():
    assert check_observations(country(8.0)) == []
    (found,) = check_observations(country(9.0))
    assert (found.severity, found.column) == ("warning", "value")
    assert "2024 states 9, parts give 8" in found.message
    assert found.place == "cell A1"


def test_rounding_is_allowed_only_where_units_are_scaled_or_digits_are_shown():
    assert len(check_observations(country(9.0))) == 1
    rows = [("RU", "2024", 1009.0), *((code, "2024", 126.0) for code in DISTRICTS)]
    assert check_observations(table(*rows, unit="млн. руб.")) == []
    assert len(check_observations(table(*rows, unit="человек"))) == 1


def test_relative_indicators_are_not_added_over_regions():
    assert check_observations(country(50.0, indicator="share of innovators, per cent")) == []
    words = ("в процентах", "индекс физического объема", "ВРП на душу населения", "EUR_HAB", "per capita")
    assert all(is_relative("", word) for word in words)
    assert not is_relative("млн. руб.", "Основные фонды")


def test_an_indicator_that_never_adds_up_is_said_to_be_not_additive():
    rows = [
        row for year in range(2015, 2020) for row in [("RU", str(year), 5.0), *((c, str(year), 5.0) for c in DISTRICTS)]
    ]
    (found,) = check_observations(table(*rows, unit="years"))
    assert (found.severity, "not treated as additive" in found.message) == ("note", True)


def test_a_missing_part_keeps_a_sum_from_being_judged():
    rows = [("RU", "2024", 9.0), *((code, "2024", None if code == "FD-CE" else 1.0) for code in DISTRICTS)]
    assert check_observations(table(*rows, unit="persons")) == []


def test_a_sudden_break_of_level_is_named_and_steady_growth_is_not():
    years = [str(year) for year in range(2012, 2020)]
    steady = [("RU", year, 100 * 1.1**n) for n, year in enumerate(years)]
    assert check_observations(table(*steady, unit="persons")) == []
    broken = [(r, y, v * (2 if y >= "2018" else 1)) for r, y, v in steady]
    (found,) = check_observations(table(*broken, unit="persons"))
    assert "in 2017" in found.message
    assert "in 2018" in found.message
    assert "A7" in found.place


def test_units_that_stand_twice_and_years_that_cannot_be_are_found():
    found = check_observations(table(("DE21", "2014", 1.0), ("DE21", "2014", 2.0), ("DE22", "2014", 3.0)))
    assert ["DE21" in problem.message for problem in found] == [True]
    (odd,) = check_observations(table(("DE21", "20210", 1.0), ("DE22", "3020", 1.0)))
    assert "3020" in odd.message
    late = check_observations(table(("DE21", "2030", 1.0), ("DE22", "2020", 1.0), vintage="2024-09-19"))
    assert ["2030" in problem.message for problem in late] == [True]
    forecast = table(("DE21", "2030", 1.0), ("DE22", "2030", 1.0), vintage="2024-09-19", flag="forecast")
    assert check_observations(forecast) == []


def test_sections_that_do_not_add_up_are_found():
    def block(total):
        sections = [
            Observation(f"B{n}", "1", 1.0, region="RU-TOM", activity=code, period="2024", indicator="assets", unit="ha")
            for n, code in enumerate("ABCDEFGHIJKL", 1)
        ]
        whole = Observation("A1", str(total), total, region="RU-TOM", period="2024", indicator="assets", unit="ha")
        return observation_table([whole, *sections], file="made")

    assert check_observations(block(12.0)) == []
    (found,) = check_observations(block(13.0))
    assert "sections do not add up" in found.message


def test_the_two_errors_of_research_staff_are_found(problems):
    messages = [p.message for p in problems("rosstat/findatalab_nauka_2.xls")]
    assert any("2015 states 379411, parts give 379414" in message for message in messages)
    assert any("2017 states 59690, parts give 59689" in message for message in messages)


def test_shipments_of_energy_differ_in_three_years(problems):
    (found,) = [p for p in problems("rosstat/findatalab_otgruzka_C_D_E_sub.xlsx") if "do not close" in p.message]
    assert found.place.startswith("sheet `3`")
    for year, percent in (("2005", "5.3"), ("2006", "1.7"), ("2007", "1.7")):
        assert f"E {year} states" in found.message
        assert f"({percent} %" in found.message


def test_fixed_assets_close_and_jump_in_2019(problems):
    found = [p for p in problems("rosstat/Nal_of_pus_reg-2024.xlsx") if p.place.startswith("sheet `2`")]
    assert len(found) == 1
    assert "210940524 in 2018" in found[0].message
    assert "349731105 in 2019 (+65.8 %" in found[0].message


def test_percentages_and_indices_are_not_summed(problems):
    assert not [p for p in problems("rosstat/findatalab_innovations_1.xls") if "close" in p.message]
    grp = problems("rosstat/regions_russia_2019_sec9_GRP.xlsx")
    assert not [p for p in grp if p.place.startswith(("sheet `9.1", "sheet `9.3", "sheet `9.2"))]


def test_a_region_whose_parts_disagree_with_it_is_found_in_europe(problems):
    found = [p for p in problems("eurostat/estat_nama_10r_3gdp.tsv.gz") if "`FRK` of 2 parts: 2018" in p.message]
    assert found
