"""Indicators are chosen by explicit words, and nothing is joined across editions, units or classifications."""

import json

import pytest

from smartspec.errors import ComputeError
from smartspec.regions.statistical_indicators import indicators
from smartspec.schema import TABLES
from smartspec.sources.observation import Observation, observation_table
from smartspec.sources.reading import read_file
from smartspec.store import Engine


def run(table, **options):
    with Engine() as engine:
        opened = {"observations": engine.from_arrow(TABLES["observations"], table)}
        return indicators(opened, None, **{"name": "x", **options})["indicators"].to_pylist()


def observations(*rows):
    made = [
        Observation(
            cell=f"B{n}", raw="", **{"indicator": "GRP", "unit": "mln", "region": "RU-TOM", "period": "2020"} | row
        )
        for n, row in enumerate(rows, 1)
    ]
    return observation_table(made, file="f.xlsx")


def test_a_value_keeps_the_cell_it_comes_from():
    (row,) = run(observations({"value": 5.0}), indicator="grp", multiply=1000.0, new_unit="thousand")
    assert (row["value"], row["unit"], row["provenance"]) == (5000.0, "thousand", "f.xlsx!!B1")
    assert json.loads(row["convention"]) == {"multiply": 1000.0}


@pytest.mark.parametrize(
    ("column", "option"),
    [("vintage", "vintage"), ("unit", "unit"), ("classification", "classification"), ("variant", "variant")],
)
def test_several_editions_units_or_classifications_are_refused_until_one_is_chosen(column, option):
    table = observations({"value": 1.0, column: "old"}, {"value": 2.0, column: "new", "period": "2021"})
    with pytest.raises(ComputeError, match=f"`{column}` fit: `new`; `old`") as found:
        run(table, indicator="GRP")
    assert found.value.hint == f"choose one with `{option}`"
    assert [row["value"] for row in run(table, indicator="GRP", **{option: "new"})] == [2.0]


def test_latest_takes_the_last_edition_of_each_number():
    table = observations(
        {"value": 1.0, "vintage": "2019"},
        {"value": 2.0, "vintage": "2021"},
        {"value": 3.0, "vintage": "2019", "period": "2018"},
    )
    with pytest.raises(ComputeError, match="`vintage`"):
        run(table, indicator="GRP", vintage="latest")
    rows = run(table.slice(0, 2), indicator="GRP", vintage="latest")
    assert [(row["value"], row["vintage"]) for row in rows] == [(2.0, "2021")]


def test_two_numbers_for_one_place_are_refused_with_their_cells():
    with pytest.raises(ComputeError, match=r"f\.xlsx!!B1 and f\.xlsx!!B2"):
        run(observations({"value": 1.0}, {"value": 2.0}), indicator="GRP")


def test_an_unknown_indicator_names_the_nearest():
    with pytest.raises(ComputeError) as found:
        run(observations({"value": 1.0}), indicator="GRB")
    assert "GRP" in found.value.hint


def test_per_head_is_missing_where_the_denominator_is_missing_or_zero():
    people = [
        {"indicator": "people", "unit": "persons", "value": v, "period": y} for y, v in (("2020", 4.0), ("2021", 0.0))
    ]
    table = observations(*({"value": 8.0, "period": y} for y in ("2020", "2021", "2022")), *people)
    found = {row["period"]: row for row in run(table, indicator="GRP", per="people")}
    assert found["2020"]["value"] == 2.0
    assert found["2020"]["unit"] == "mln / persons"
    assert found["2020"]["provenance"] == "f.xlsx!!B1 | f.xlsx!!B4"
    assert [(found[y]["value"], found[y]["flag"]) for y in ("2021", "2022")] == [(None, "no-denominator")] * 2


def test_deflating_chains_the_index_in_both_directions():
    index = [
        {"indicator": "prices", "unit": "%", "region": "RU", "value": v, "period": y}
        for y, v in (("2020", 110.0), ("2021", 120.0))
    ]
    table = observations(*({"value": 132.0, "period": y} for y in ("2019", "2020", "2021", "2023")), *index)
    found = {row["period"]: row["value"] for row in run(table, indicator="GRP", deflator="prices", base_period="2020")}
    assert found["2020"] == pytest.approx(132.0)
    assert found["2021"] == pytest.approx(132.0 / 1.2)
    assert found["2019"] == pytest.approx(132.0 * 1.1)
    assert found["2023"] is None
    with pytest.raises(ComputeError, match="base period"):
        run(table, indicator="GRP", deflator="prices")


def test_shares_of_a_region_use_its_stated_total_else_the_sum_of_known_parts():
    stated = observations({"value": 10.0}, {"value": 4.0, "activity": "A"}, {"value": 5.0, "activity": "B"})
    assert [row["value"] for row in run(stated, indicator="GRP", share="of-region")] == [1.0, 0.4, 0.5]
    summed = observations({"value": 4.0, "activity": "A"}, {"value": 6.0, "activity": "B"})
    assert [row["value"] for row in run(summed, indicator="GRP", share="of-region")] == [0.4, 0.6]
    unknown = observations({"value": 4.0, "activity": "A"}, {"value": None, "flag": "suppressed", "activity": "B"})
    rows = run(unknown, indicator="GRP", share="of-region")
    assert [(row["value"], row["flag"]) for row in rows] == [(None, "no-total"), (None, "suppressed")]


def test_shares_of_the_country():
    table = observations({"value": 10.0, "region": "RU"}, {"value": 4.0})
    assert [row["value"] for row in run(table, indicator="GRP", share="of-country")] == [1.0, 0.4]


def test_blank_cells_and_rows_without_a_region_take_no_part():
    table = observations(
        {"value": 1.0},
        {"value": None, "flag": "blank", "period": "2021"},
        {"value": 2.0, "region": "", "period": "2022"},
    )
    assert [row["period"] for row in run(table, indicator="GRP")] == ["2020"]


def test_fixed_assets_in_two_units_are_not_joined(shared_data):
    table = read_file(shared_data / "statistics/rosstat/Nal_of_pus_reg-2024.xlsx").tables["observations"]
    with pytest.raises(ComputeError, match="`indicator` fit"):
        run(table, indicator="Наличие основных фондов*")
    with pytest.raises(ComputeError, match=r"`classification` fit|`unit` fit"):
        run(table, indicator="*коммерческих организаций (без*")
    rows = run(table, indicator="*полному кругу организаций", sheet="2")
    russia = {row["period"]: row["value"] for row in rows if row["region"] == "RU" and not row["activity"]}
    assert (russia["2017"], russia["2024"]) == (194_649_464, 496_609_170)


def test_numbers_of_institutions_are_added_up_only_when_asked():
    table = observations(
        {"value": 1.0, "dimensions": "name=a"},
        {"value": 2.5, "dimensions": "name=b"},
        {"value": None, "flag": "missing", "dimensions": "name=a", "period": "2021"},
        {"value": 4.0, "dimensions": "name=b", "period": "2021"},
    )
    with pytest.raises(ComputeError, match="`dimensions` fit"):
        run(table, indicator="GRP")
    found = {row["period"]: row for row in run(table, indicator="GRP", add_up=True)}
    assert (found["2020"]["value"], found["2020"]["provenance"]) == (3.5, "f.xlsx!!B1 | f.xlsx!!B2")
    assert (found["2021"]["value"], found["2021"]["flag"]) == (None, "missing")


def test_an_activity_without_a_code_goes_by_its_name_and_a_total_by_none():
    table = observations({"value": 1.0, "activity_name": "museums"}, {"value": 2.0, "activity_name": "Всего"})
    assert [row["activity"] for row in run(table, indicator="GRP")] == ["museums", ""]
