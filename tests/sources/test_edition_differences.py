"""Two editions of one indicator stay apart and their differences are counted."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from smartspec.schema import TABLES
from smartspec.sources.checking.edition_differences import edition_differences
from smartspec.sources.observation import Observation, observation_table
from smartspec.sources.reading import read_file
from smartspec.store import Engine, arrow_schema


def run(*tables):
    with Engine() as engine:
        return edition_differences(
            {"observations": engine.from_arrow(TABLES["observations"], pa.concat_tables(tables))}
        )


def edition(file, values, vintage=""):
    rows = [
        Observation(
            f"B{n}", str(v), v, region="RU-TOM", period=str(y), indicator="GRP", unit="roubles", vintage=vintage
        )
        for n, (y, v) in enumerate(values.items(), 1)
    ]
    return observation_table(rows, file=file)


def test_editions_that_agree_give_nothing_and_others_one_problem():
    same = edition("a.xlsx", {2015: 1.0, 2016: 2.0}), edition("b.xlsx", {2015: 1.0, 2016: 2.0})
    assert len(run(*same)["edition_differences"]) == len(run(*same)["problems"]) == 0
    made = run(edition("a.xlsx", {2015: 1.0, 2016: 2.0}), edition("b.xlsx", {2015: 1.0, 2016: 2.5}))
    (row,) = made["edition_differences"].to_pylist()
    assert (row["period"], row["first_value"], row["second_value"], row["difference"]) == ("2016", 2.0, 2.5, 25.0)
    (problem,) = made["problems"].to_pylist()
    assert "differ in 1 of 2 numbers, in 1 by more than 1 %" in problem["message"]


def test_two_vintages_of_one_file_are_two_editions():
    made = run(edition("a.xlsx", {2016: 2.0}, "2018"), edition("a.xlsx", {2016: 3.0}, "2019"))
    assert made["edition_differences"]["first"].to_pylist() == ["a.xlsx! 2018"]


def test_a_difference_from_zero_has_no_percentage():
    made = run(edition("a.xlsx", {2016: 0.0}), edition("b.xlsx", {2016: 3.0}))
    assert made["edition_differences"]["difference"].to_pylist() == [None]


@pytest.mark.slow
def test_the_revision_of_gross_regional_product_is_shown(shared_data):
    """174 region-years of 2016 and 2017 differ, 170 by more than 1 %; 1,337 of 2000 to 2015 are equal."""
    folder = shared_data / "statistics" / "rosstat"

    def grp(file, **chosen):
        found = read_file(folder / file).tables["observations"].cast(arrow_schema(TABLES["observations"]))
        for column, value in chosen.items():
            found = found.filter(pc.equal(found[column], value))
        found = found.filter(pc.less_equal(found["period"], "2017"))
        for column, value in (("indicator", "grp"), ("unit", "mln"), ("dimensions", None), ("activity", None)):
            place = found.schema.get_field_index(column)
            found = found.set_column(place, column, pa.array([value] * len(found), pa.string()))
        return found

    panel = grp("regions_rosstat_2000_2020_panel.csv", indicator="grp")
    book = grp("regions_russia_2019_sec9_GRP.xlsx", sheet="9.1.")
    made = run(panel, book)
    found = made["edition_differences"].to_pylist()
    assert {row["period"] for row in found} == {"2016", "2017"}
    assert len(found) == 174
    assert sum(abs(row["difference"]) > 1 for row in found) == 170
    (problem,) = made["problems"].to_pylist()
    assert "differ in 174 of 1511 numbers" in problem["message"]
