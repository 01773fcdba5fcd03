"""Files of Statista: Market Insights workbooks, single statistics as CSV and as workbooks with an overview."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, load
from smartspec.sources.observing import Observed, read_observations
from smartspec.sources.opening import Head, open_source
from smartspec.sources.sheets import is_workbook
from smartspec.sources.statistics import statista_csv, statista_data, statista_xlsx
from smartspec.sources.statistics.tidy_account import cell_texts
from smartspec.sources.workbook import Book

MARKET = "statistics/statista/health_digital-health_worldwide_USD_en.xlsx"
SHOPPING = "statistics/statista/statista_2024.csv"

load("sources")


def opened(path: Path) -> Any:
    source = open_source(path)
    return replace(source, book=Book(source)) if is_workbook(source.head) else source


def observe(path: Path, reader: str) -> Observed:
    source = opened(path)
    found = read_observations(source, SOURCES[reader])
    look_up = cell_texts(source)
    for row in found.observations.select(["sheet", "cell", "raw"]).to_pylist():
        assert look_up(row["sheet"], row["cell"]) == row["raw"]
    assert not [p for p in found.problems if "accounted for" in p.message or "observations were" in p.message]
    return found


@pytest.fixture(scope="module")
def market(shared_data: Path) -> Observed:
    return observe(shared_data / MARKET, "statista_xlsx")


@pytest.fixture(scope="module")
def cells(market: Observed) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["sheet"], row["cell"]): row for row in market.observations.to_pylist()}


@pytest.fixture
def csv_of(tmp_path):
    def read(text: str) -> Observed:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return observe(path, "statista_csv")

    return read


def head_of(text: str) -> Head:
    return Head(text.encode(), text)


def facts(found: Observed, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found.observations.to_pylist()]


# Market Insights


def test_every_cell_of_the_market_is_accounted_for(market, shared_data):
    accounts = {row["sheet"]: row for row in market.sheets.to_pylist()}
    assert list(accounts) == ["Intro", "Revenue", "Users", "Global Comparison", "Key Market Indicators"]
    parts = ("numbers", "flagged", "headers", "notes", "left_out", "problems")
    for sheet in opened(shared_data / MARKET).book.sheets():
        filled = sum(str(cell).strip() != "" for cells in sheet.rows for cell in cells)
        assert sum(accounts[sheet.name][part] for part in parts) == accounts[sheet.name]["cells"] == filled
    numbers = [accounts[name]["numbers"] for name in accounts]
    assert numbers == [0, 161, 104, 1963, 2256]
    assert accounts["Global Comparison"]["numbers"] == 151 * 13
    assert not [problem for problem in market.problems if problem.severity == "error"]


def test_blocks_have_their_own_indicators_units_and_days(market, cells):
    units = {row["indicator"]: row["unit"] for row in cells.values() if row["sheet"] == "Revenue"}
    assert units == {
        "REVENUE": "billion USD (US$)",
        "REVENUE CHANGE": "percent",
        "MARKET DRIVERS FOR VALUE CHANGE": "percent",
        "AVERAGE REVENUE PER USER": "USD (US$)",
    }
    days = {row["indicator"]: row["vintage"] for row in cells.values() if row["sheet"] == "Revenue"}
    assert days["REVENUE"] == "2024-09-19"
    assert days["MARKET DRIVERS FOR VALUE CHANGE"] == "2024-07-11"
    comparison = {row["unit"] for row in cells.values() if row["sheet"] == "Global Comparison"}
    assert comparison == {"million USD (US$)"}


def test_values_stand_under_their_year_and_segment(cells):
    total = cells["Revenue", "I5"]
    assert (total["value"], total["period"], total["activity_name"], total["flag"]) == (171.86, "2024", None, "ok")
    by_segment = {
        row["activity_name"]: row["value"]
        for row in cells.values()
        if row["indicator"] == "REVENUE" and row["period"] == "2024"
    }
    assert len(by_segment) == 4
    assert sum(value for segment, value in by_segment.items() if segment) == pytest.approx(171.86, abs=0.02)


def test_years_after_the_update_are_forecasts(cells):
    for row in cells.values():
        year = int(row["period"] or 0)
        expected = "forecast" if year > int(row["vintage"][:4]) and row["value"] is not None else "ok"
        assert row["flag"] == ("blank" if row["value"] is None else expected)
    later = Counter(row["period"] for row in cells.values() if row["flag"] == "forecast" and row["sheet"] == "Revenue")
    assert set(later) == {"2025", "2026", "2027", "2028", "2029"}


def test_rows_of_a_comparison_are_countries(cells):
    rows = [row for row in cells.values() if row["sheet"] == "Global Comparison"]
    (russia,) = [row for row in rows if row["region_name"] == "Russia" and row["period"] == "2017"]
    assert (russia["value"], russia["region"]) == (897.45, "RU")
    assert len({row["region_name"] for row in rows}) == len({row["region"] for row in rows}) == 151
    assert all(re.fullmatch("[A-Z]{2}", row["region"]) for row in rows)


def test_units_change_from_row_to_row_under_a_title_without_one(cells):
    units = {
        row["indicator"]: row["unit"] for row in cells.values() if (row["row_label"] or "").startswith("POPULATION >")
    }
    assert units["POPULATION: Population"] == "billion #"
    assert units["POPULATION: Population, 45-54 Years"] == "million #"
    assert len(units) == 7
    assert cells["Key Market Indicators", "B5"]["unit"] is None


def test_a_rate_of_growth_is_no_value_of_a_year(cells):
    growth = [row for row in cells.values() if row["column_label"] == "CAGR"]
    assert {row["period"] for row in growth} == {None}
    assert {row["unit"] for row in growth if row["value"] is not None} == {None}
    (gdp,) = [row for row in growth if row["indicator"].startswith("GROSS DOMESTIC PRODUCT")]
    assert (gdp["value"], gdp["indicator"]) == (3.14, "GROSS DOMESTIC PRODUCT (GDP): GDP (per Capita), CAGR")


def test_zeros_before_the_first_number_are_kept_with_a_warning(market, cells):
    row = [cells["Key Market Indicators", f"{letter}6"] for letter in "BCDEFGHI"]
    assert [one["value"] for one in row][:7] == [0.0] * 7
    assert row[7]["value"] > 0
    said = [problem.message for problem in market.problems if "before its first number" in problem.message]
    assert said[0].startswith("`Mobile Broadband Connections (per 100 Capita)` is 0 from 2000 to 2006")
    assert len(said) == 2


def market_book(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Intro").write_row(0, 0, ["Statista Market Insights"])
        sheet = book.add_worksheet("Revenue")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return path


HEAD = [["Market: Robots, Region: Germany, Currency: EUR"], []]
TAIL = [["Most recent update:", "05/01/2023"], ["Sources", "Statista Market Insights"]]


def test_numbers_and_years_as_text_are_read(tmp_path):
    block = [["UNITS in thousand units"], ["", "2022", "2023", "2024"], ["Total", "1,234.5", "7", "8"]]
    found = observe(market_book(tmp_path / "m.xlsx", [*HEAD, *block, *TAIL]), "statista_xlsx")
    expected = [("DE", "2022", 1234.5, "ok"), ("DE", "2023", 7.0, "ok"), ("DE", "2024", 8.0, "forecast")]
    assert facts(found, "region", "period", "value", "flag") == expected


def test_what_stands_beside_the_years_or_is_a_word_is_a_problem(tmp_path):
    block = [["UNITS in thousand units"], ["", "2022", "2023"], ["Total", 1, "many", 9]]
    found = observe(market_book(tmp_path / "m.xlsx", [*HEAD, *block, *TAIL]), "statista_xlsx")
    errors = [(p.place, p.message) for p in found.problems if p.severity == "error"]
    assert errors == [
        ("sheet `Revenue` cell C5", "`many` is neither a number nor a known mark"),
        ("sheet `Revenue` cell D5", "`9` has no year above it"),
    ]


def test_a_market_without_a_table_is_refused(tmp_path):
    with pytest.raises(SourceError, match="holds no table"):
        observe(market_book(tmp_path / "m.xlsx", HEAD), "statista_xlsx")


# One statistic


def test_the_german_export_keeps_its_labels(shared_data):
    found = observe(shared_data / SHOPPING, "statista_csv")
    rows = facts(found, "activity_name", "value", "cell")
    assert len(rows) == 18
    assert rows[0] == ("Bekleidung", 50.0, "B2")
    assert ("Bücher, Filme, Musik & Spiele (keine Downloads)", 25.0, "B6") in rows
    assert [p.message for p in found.problems if p.column == "unit"] == ["states no unit"]
    assert statista_csv.recognise(open_source(shared_data / SHOPPING).head) == 0.7


ENGLISH = (
    '\ufeff"Revenue of robots worldwide from 2019 to 2025 (in million U.S. dollars)"\n\n'
    '"","Revenue",""\n"2019","1,234","in million U.S. dollars"\n"2020","12,345.5","in million U.S. dollars"\n'
    '"2025*","20,000","in million U.S. dollars"\n\n"Source: Statista"\n"* Forecast."\n'
)


def test_an_english_export_has_titles_thousands_and_units_in_the_last_column(csv_of):
    assert statista_csv.recognise(head_of(ENGLISH.lstrip("\ufeff"))) == 0.9
    found = csv_of(ENGLISH)
    assert facts(found, "period", "value", "unit", "flag") == [
        ("2019", 1234.0, "in million U.S. dollars", "ok"),
        ("2020", 12345.5, "in million U.S. dollars", "ok"),
        ("2025", 20000.0, "in million U.S. dollars", "forecast"),
    ]
    (account,) = found.sheets.to_pylist()
    assert (account["numbers"], account["headers"], account["notes"]) == (3, 8, 2)


def test_a_german_export_has_semicolons_and_decimal_commas(csv_of):
    text = (
        "Umsatz nach Ländern (in Milliarden Euro);;\nMerkmal;2022;2023\nDeutschland;1.234,5;1,2\n"
        "Frankreich;7;-\nItalien;8;9\nQuelle: Statista;;\n"
    )
    assert statista_csv.recognise(head_of(text)) == 0.9
    found = csv_of(text)
    rows = facts(found, "region", "period", "value", "flag")
    assert rows[:4] == [
        ("DE", "2022", 1234.5, "ok"),
        ("DE", "2023", 1.2, "ok"),
        ("FR", "2022", 7.0, "ok"),
        ("FR", "2023", None, "missing"),
    ]
    assert {unit for (unit,) in facts(found, "unit")} == {"in Milliarden Euro"}


def test_several_series_stand_apart(csv_of):
    found = csv_of(
        'Users by sex\n"Characteristic","Men","Women"\n"18-24","1.5","2.5"\n"25-34","3.5","4.5"\nSource: Statista\n'
    )
    assert facts(found, "dimensions", "activity_name", "value") == [
        ("series=Men", "18-24", 1.5),
        ("series=Women", "18-24", 2.5),
        ("series=Men", "25-34", 3.5),
        ("series=Women", "25-34", 4.5),
    ]


def test_other_tables_are_not_taken_for_statista(csv_of):
    for text in ("region,year,value\nRU,2020,1\n", "a,b\nx,y\n", "", "Title,Abstract\nStatista,We use Statista 2020\n"):
        assert statista_csv.recognise(head_of(text)) == 0.0
    with pytest.raises(SourceError, match="holds no table"):
        csv_of("a,b\nx,y\n")


def statistic_book(path: Path, data: str = "Data", overview: str = "Overview") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(overview)
        rows = [
            ["Revenue of robots in Germany"], [], ["Region", "Germany"], ["Publication date", "09/19/2023"],
            ["Source", "Statista"], ["Contact", "someone@statista.com"],
        ]  # fmt: skip
        for number, cells in enumerate(rows):
            sheet.write_row(number, 1, cells)
        sheet = book.add_worksheet(data)
        title = "Revenue of robots in Germany from 2019 to 2021 (in million euros)"
        rows = [[], ["Revenue of robots in Germany"], [title], [], ["", "Revenue"]]
        rows += [
            ["2019", 12.5, "in million euros"],
            ["2020", 13, "in million euros"],
            ["2021*", 15, "in million euros"],
        ]
        for number, cells in enumerate(rows):
            sheet.write_row(number, 1, cells)
    return path


@pytest.mark.parametrize(("data", "overview"), [("Data", "Overview"), ("Daten", "Überblick")])
def test_a_statistic_with_an_overview_takes_region_and_day_from_it(tmp_path, data, overview):
    path = statistic_book(tmp_path / "statistic_id1.xlsx", data, overview)
    assert statista_data.recognise_book(opened(path).book) == 0.95
    assert statista_xlsx.recognise_book(opened(path).book) == 0.0
    found = observe(path, "statista_data")
    assert facts(found, "region", "period", "value", "unit", "flag", "vintage") == [
        ("DE", "2019", 12.5, "in million euros", "ok", "2023-09-19"),
        ("DE", "2020", 13.0, "in million euros", "ok", "2023-09-19"),
        ("DE", "2021", 15.0, "in million euros", "forecast", "2023-09-19"),
    ]
    left_out = dict(zip(found.sheets["sheet"].to_pylist(), found.sheets["left_out"].to_pylist(), strict=True))
    assert left_out == {data: 0, overview: 1}
    assert "@" not in str(found.sheets.to_pylist())
