"""Tables of the user's own, on small ones made for the case: roles, signs, marks, duplicates, bad input."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, load
from smartspec.sources.observing import Observed, read_observations
from smartspec.sources.opening import Head, open_source
from smartspec.sources.reading import read_file
from smartspec.sources.readings import Headings
from smartspec.sources.sheets import is_workbook
from smartspec.sources.statistics.tidy import recognise as recognise_tidy
from smartspec.sources.statistics.tidy_account import cell_texts, filled_cells
from smartspec.sources.statistics.wide import recognise as recognise_wide
from smartspec.sources.workbook import Book

load("sources")


def observe(path: Path, reader: str, **stated: Any) -> Observed:
    source = replace(open_source(path), **stated)
    if is_workbook(source.head):
        source = replace(source, book=Book(source))
    found = read_observations(source, SOURCES[reader])
    look_up = cell_texts(source)
    for row in found.observations.select(["sheet", "cell", "raw"]).to_pylist():
        assert look_up(row["sheet"], row["cell"]) == row["raw"]
    unbalanced = [p.message for p in found.problems if "accounted for" in p.message or "observations were" in p.message]
    assert unbalanced == []
    return found


@pytest.fixture
def tidy_of(tmp_path):
    def read(text: str, reader: str = "tidy", **stated: Any) -> Observed:
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return observe(path, reader, **stated)

    return read


@pytest.fixture
def wide_of(tidy_of):
    return lambda text, **stated: tidy_of(text, "wide", **stated)


def head_of(text: str) -> Head:
    return Head(text.encode(), text)


def errors_of(found: Observed) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in found.problems if problem.severity == "error"]


def values_of(found: Observed) -> list[float | None]:
    return found.observations["value"].to_pylist()


# Headings and roles


def test_russian_headings_name_their_roles(tidy_of):
    text = (
        "Субъект РФ;Вид деятельности;Показатель;Год;Значение;Ед. изм.;Статус;Примечание\n"
        "Томская область;72;Занятые;2020 г.;1 234,5;человек;предварительные данные;по данным РАН\n"
    )
    assert recognise_tidy(head_of(text)) == 0.6
    (row,) = tidy_of(text).observations.to_pylist()
    expected = {"region": "RU-TOM", "activity": "72", "indicator": "Занятые", "period": "2020", "value": 1234.5}
    expected |= {"unit": "человек", "flag": "provisional", "footnotes": "по данным РАН", "cell": "E2"}
    assert {name: row[name] for name in expected} == expected


def test_english_headings_name_their_roles(tidy_of):
    header = ["geo", "nace_r2", "indicator", "TIME_PERIOD", "OBS_VALUE", "unit", "OBS_FLAG", "size"]
    cells = ["ITC4", "C10", "emp", "2019", "5400", "PS", "bp", "TOTAL"]
    text = "\n".join("\t".join(row) for row in (header, cells))
    (row,) = tidy_of(text).observations.to_pylist()
    expected = {"region": "ITC4", "activity": "C10", "period": "2019", "value": 5400.0, "flag": "provisional; break"}
    expected |= {"region_classification": "NUTS 2021", "dimensions": "size=TOTAL"}
    assert {name: row[name] for name in expected} == expected


def test_stated_columns_go_before_recognised_ones_and_constants_fill_the_rest(tidy_of):
    text = "region,place,n,year\nx,Томская область,5,2020\n"
    columns = {"region": "place", "value": "n"}
    constants = {"indicator": "papers", "unit": "papers", "vintage": "2024-05-01", "classification": "OKVED2"}
    (row,) = tidy_of(text, columns=columns, constants=constants).observations.to_pylist()
    assert (row["region"], row["value"], row["indicator"], row["unit"]) == ("RU-TOM", 5.0, "papers", "papers")
    assert (row["vintage"], row["classification"], row["dimensions"]) == ("2024-05-01", "OKVED2", "region=x")


def test_a_missing_column_of_values_is_said_with_the_columns_seen_and_the_key_to_write(tidy_of):
    with pytest.raises(SourceError) as caught:
        tidy_of("region,year,staff\nRU-TOM,2020,5\n")
    assert caught.value.problem == "no column is known to hold `value`"
    assert 'columns = { value = "…" }' in caught.value.hint
    assert "smartspec.toml" in caught.value.hint
    assert "`region`, `year`, `staff`" in caught.value.hint


def test_a_stated_column_that_is_not_there_is_said_with_the_nearest(tidy_of):
    with pytest.raises(SourceError) as caught:
        tidy_of("region,year,amount\nRU-TOM,2020,5\n", columns={"value": "amonut"})
    assert caught.value.problem == "there is no column `amonut` for `value`"
    assert "did you mean `amount`?" in caught.value.hint
    with pytest.raises(SourceError, match="has no key `regoin`"):
        tidy_of("region,year,value\nRU-TOM,2020,5\n", columns={"regoin": "region"})


def test_a_wide_table_without_regions_or_values_is_refused(wide_of):
    with pytest.raises(SourceError, match="no column is known to hold `region` or `activity`"):
        wide_of("place,2019,2020\nX,1,2\n")
    with pytest.raises(SourceError, match="no column holds values"):
        wide_of("region,what,who\nRU-TOM,much,many\n")


def test_a_file_without_rows_gives_an_account_and_no_observation(tidy_of, tmp_path):
    found = tidy_of("region,year,value\n")
    assert (len(found.observations), found.sheets["headers"].to_pylist()) == (0, [3])
    (tmp_path / "own.csv").write_text("")
    with pytest.raises(SourceError, match="empty"):
        open_source(tmp_path / "own.csv")
    with pytest.raises(SourceError, match="holds no rows"):
        tidy_of(" \n\n")


# Numbers and marks


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,5", "2 345,75", "1\u00a0000,25"], [1.5, 2345.75, 1000.25]),
        (["1.5", "2345.75", "1e+05", "-3"], [1.5, 2345.75, 100000.0, -3.0]),
        (["1,234", "1,234,567", "0.5"], [1234.0, 1234567.0, 0.5]),
        (["1.234", "1.234.567", "0,5"], [1234.0, 1234567.0, 0.5]),
        (["1,234.5", "2,000"], [1234.5, 2000.0]),
        (["−7", "+4", "12,5 %"], [-7.0, 4.0, 12.5]),
        (["1'234.5", "12"], [1234.5, 12.0]),
    ],
)
def test_the_decimal_sign_is_decided_by_the_whole_column(tidy_of, cells, values):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["region", "year", "value"], *(["RU", 2020, c] for c in cells)])
    found = tidy_of(text.getvalue())
    assert values_of(found) == values
    assert errors_of(found) == []


def test_mixed_decimal_signs_keep_out_what_could_be_either(tidy_of):
    found = tidy_of('region,year,value\nRU,2018,"1,5"\nRU,2019,2.5\nRU,2020,"1,234"\n')
    assert values_of(found) == [1.5, 2.5]
    assert errors_of(found) == [("cell C4", "`1,234` is neither a number nor a known mark")]
    assert any("decimal commas and decimal points" in problem.message for problem in found.problems)
    stated = tidy_of('region,year,value\nRU,2018,"1,5"\nRU,2020,"1,234"\n', constants={"decimal": ","})
    assert values_of(stated) == [1.5, 1.234]


@pytest.mark.parametrize(("delimiter", "value"), [(",", 1234.0), (";", 1.234)])
def test_a_lone_comma_before_three_digits_is_read_by_the_delimiter_with_a_warning(tidy_of, delimiter, value):
    text = f'region{delimiter}year{delimiter}value\nRU{delimiter}2020{delimiter}"1,234"\n'
    found = tidy_of(text)
    assert values_of(found) == [value]
    assert [p.severity for p in found.problems if "nothing in the table shows" in p.message] == ["warning"]


@pytest.mark.parametrize(
    ("cell", "flag", "value"),
    [
        ("…", "missing", None), ("...", "missing", None), (":", "missing", None), ("NA", "missing", None),
        ("н/д", "missing", None), ("х", "not-applicable", None), ("x", "not-applicable", None),
        ("c", "suppressed", None), ("конф.", "", None), ("-", "missing", None), ("", "blank", None),
        ("… 3)", "missing", None), ("12³", "ok", 12.0), ("0", "ok", 0.0), ("twelve", "", None),
        ("nan", "missing", None),
        ("inf", "", None), ("1e999", "", None), ("1 2 3", "", None), ("12-13", "", None), ("1..5", "", None),
    ],
)  # fmt: skip
def test_marks_become_flags_and_what_fits_nothing_a_problem_with_its_address(tidy_of, cell, flag, value):
    found = tidy_of(f"region;year;value\nRU;2019;1\nRU;2020;{cell}\n")
    rows = found.observations.to_pylist()[1:]
    if flag:
        assert [(row["flag"], row["value"], row["raw"]) for row in rows] == [(flag, value, cell)]
        assert errors_of(found) == []
    else:
        assert (rows, errors_of(found)) == ([], [("cell C3", f"`{cell}` is neither a number nor a known mark")])


def test_a_raised_digit_is_a_footnote_not_a_part_of_the_number(tidy_of):
    rows = tidy_of("region;year;value\nRU;2020;12³\nRU;2021;… 3)\n").observations.to_pylist()
    assert [(row["value"], row["footnotes"]) for row in rows] == [(12.0, "3"), (None, "3")]


def test_a_dash_is_missing_unless_the_user_says_that_it_is_zero(tidy_of):
    text = "region;year;value\nRU;2020;-\nRU;2021;–\n"
    found = tidy_of(text)
    assert found.observations["flag"].to_pylist() == ["missing"] * 2
    assert any("2 cells hold `-`" in problem.message for problem in found.problems)
    stated = tidy_of(text, constants={"dash": "zero"})
    assert stated.observations["flag"].to_pylist() == ["zero"] * 2
    assert values_of(stated) == [0.0, 0.0]
    assert not any("cells hold `-`" in problem.message for problem in stated.problems)


def test_a_flag_beside_an_empty_cell_is_the_mark_itself(tidy_of):
    found = tidy_of("geo,time,value,flag\nITC4,2019,,c\nITC4,2020,5,u\nITC4,2021,,\n")
    rows = found.observations.to_pylist()
    assert [(row["flag"], row["value"], row["cell"]) for row in rows] == [
        ("suppressed", None, "D2"),
        ("ok", 5.0, "C3"),
        ("blank", None, "C4"),
    ]
    assert rows[1]["footnotes"] == "flag u"
    assert any("flag `u` is not known (1 rows)" in problem.message for problem in found.problems)


# Rows that do not fit, doubled rows and headings


def test_rows_of_another_width_are_kept_out_cell_by_cell(tidy_of):
    found = tidy_of("region,year,value\nRU,2019,1\nRU,Томск,2020,2\nRU,2021\nRU,2022,4\n")
    assert values_of(found) == [1.0, 4.0]
    places = [place for place, _ in errors_of(found)]
    assert places == ["cell A3", "cell B3", "cell C3", "cell D3", "cell A4", "cell B4"]
    assert found.sheets["problems"].to_pylist() == [6]


@pytest.mark.parametrize("closing", ["", '"'])
def test_a_stray_quote_costs_the_rows_with_the_fault_only(tidy_of, tmp_path, closing):
    rows = [f"RU,{year},{year - 2000}" for year in range(2001, 2021)]
    rows[3] = f'"{rows[3]}'
    rows[10] += closing
    path = tmp_path / "own.csv"
    path.write_text("\n".join(["region,year,value", *rows]), encoding="utf-8")
    found = read_observations(open_source(path), SOURCES["tidy"])
    errors = [place for place, _ in errors_of(found) if place != "file"]
    kept = [value for value in values_of(found) if value is not None]
    assert set(range(1, 21)) - {4, 11} <= set(kept) | {4, 11}
    assert len(kept) >= 18
    assert len(errors) == bool(closing)
    assert ("line 5", "a quote is not closed in its row") in [(p.place, p.message) for p in found.problems]


def test_notes_below_and_titles_above_are_no_rows(tidy_of):
    text = "Персонал;;\nна конец года;;\n\nрегион;год;значение\nТомская область;2020;5\nИсточник: Росстат;;\n"
    found = tidy_of(text)
    (account,) = found.sheets.to_pylist()
    assert (account["title"], account["headers"], account["notes"], account["numbers"]) == ("Персонал", 7, 1, 1)
    assert account["description"] == "на конец года Источник: Росстат"


def test_doubled_rows_are_all_kept_with_a_warning(tidy_of):
    found = tidy_of("region,year,value\nRU-TOM,2020,1\nRU-TOM,2020,2\nRU-OMS,2020,3\n")
    assert values_of(found) == [1.0, 2.0, 3.0]
    assert any("2 rows share their labels" in p.message and "rows 2, 3" in p.message for p in found.problems)


def test_doubled_headings_are_all_kept_with_a_warning(wide_of):
    found = wide_of("region,2017,2017,2018\nRU-TOM,1,2,3\n")
    assert sorted(values_of(found)) == [1.0, 2.0, 3.0]
    assert found.observations["cell"].to_pylist() == ["B2", "C2", "D2"]
    assert found.observations["period"].to_pylist() == ["2017", "2017", "2018"]
    assert any("2 columns have the heading `2017`" in problem.message for problem in found.problems)


def test_a_line_end_inside_quotes_moves_the_addresses_below(tidy_of):
    found = tidy_of('region,year,value,remark\n"Томская\nобласть",2019,1,a\n"Омская ""обл.""",2020,2,b\n')
    assert found.observations["cell"].to_pylist() == ["C2", "C4"]
    assert found.observations["region"].to_pylist() == ["RU-TOM", "RU-OMS"]


# What headings of wide tables are


@pytest.mark.parametrize(
    ("text", "column", "values"),
    [
        ("Регион;2019;2020 г.\nТомская область;1;2\n", "period", ["2019", "2020"]),
        ("region,2019-Q1,2019-Q2\nRU-TOM,1,2\n", "period", ["2019-Q1", "2019-Q2"]),
        ("nuts2,05,06\nITC4,1,2\n", "activity", ["05", "06"]),
        ("nuts2,A,B-C\nITC4,1,2\n", "activity", ["A", "B-C"]),
        ("region,year,staff,cost\nRU-TOM,2020,1,2\n", "indicator", ["staff", "cost"]),
        ("nace,2019,2020\nC10,1,2\n", "period", ["2019", "2020"]),
    ],
)
def test_headings_are_periods_activities_or_indicators(wide_of, text, column, values):
    assert recognise_wide(head_of(text)) == 0.55
    found = wide_of(text)
    assert found.observations[column].to_pylist() == values
    assert values_of(found) == [1.0, 2.0]


def test_a_table_whose_column_of_values_is_named_has_one_value_a_row(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("region,sector,year,staff\nDE11,A,2019,5\nDE12,B,2020,6\n", encoding="utf-8")
    found = read_file(path, headings=Headings({"value": "staff", "activity": "sector"}))
    assert found.format == "tidy"
    rows = found.tables["observations"].to_pylist()
    assert [(r["region"], r["activity"], r["period"], r["value"]) for r in rows] == [
        ("DE11", "A", "2019", 5.0),
        ("DE12", "B", "2020", 6.0),
    ]


def test_the_user_says_what_headings_are(wide_of):
    text = "activity,RU-TOM,Омская область\n72,1,2\n"
    rows = wide_of(text, columns={"headings": "region"}).observations.to_pylist()
    assert [(row["region"], row["activity"], row["value"]) for row in rows] == [
        ("RU-TOM", "72", 1),
        ("RU-OMS", "72", 2),
    ]
    with pytest.raises(SourceError, match="headings cannot be `perriod`"):
        wide_of(text, columns={"headings": "perriod"})


def test_a_word_in_a_column_of_numbers_is_a_problem_and_a_column_of_words_a_dimension(wide_of):
    found = wide_of("region,kind,2019,2020\nRU-TOM,a,1,2\nRU-OMS,b,3,много\nRU-TVE,c,5,6\n")
    assert errors_of(found) == [("cell D3", "`много` is neither a number nor a known mark")]
    assert len(found.observations) == 5
    assert set(found.observations["dimensions"].to_pylist()) == {"kind=a", "kind=b", "kind=c"}


# Workbooks and Parquet


def book_of(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(row, column, cell, None, "#DIV/0!")
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def test_a_workbook_gives_the_tables_of_its_sheets_and_leaves_out_the_others(tmp_path):
    rows = [["Регион", "Год", "Значение"], ["Томская область", 2020, 1234.5], ["Омская область", 2020, "1 234,5"]]
    path = book_of(tmp_path / "own.xlsx", {"данные": rows, "о файле": [["Составил", "кто-то"]]})
    found = observe(path, "tidy")
    assert values_of(found) == [1234.5, 1234.5]
    assert found.observations["raw"].to_pylist() == ["1234.5", "1 234,5"]
    assert found.observations["period"].to_pylist() == ["2020", "2020"]
    assert dict(zip(found.sheets["sheet"].to_pylist(), found.sheets["left_out"].to_pylist(), strict=True)) == {
        "данные": 0,
        "о файле": 2,
    }


def test_numbers_in_headings_of_a_workbook_are_codes_or_years(tmp_path):
    path = book_of(tmp_path / "own.xlsx", {"a": [["nuts2", 5, 6], ["ITC4", 1, 2]], "b": [["region", 2019.0, 2020]]})
    found = observe(path, "wide", columns={"region": "nuts2"})
    assert found.observations["activity"].to_pylist() == ["05", "06"]


def test_an_error_in_a_cell_of_a_workbook_is_a_problem(tmp_path):
    path = book_of(tmp_path / "own.xlsx", {"a": [["region", "year", "value"], ["RU", 2020, "=1/0"], ["RU", 2021, 5]]})
    found = observe(path, "tidy")
    assert values_of(found) == [5.0]
    assert errors_of(found) == [("sheet `a` cell C2", "`#DIV/0!` is neither a number nor a known mark")]


def test_parquet_keeps_missing_apart_from_not_a_number_and_lists_the_infinite(tmp_path):
    path = tmp_path / "own.parquet"
    table = pa.table(
        {
            "region": ["RU-TOM", "RU-OMS", "RU-TVE", "RU-TA"],
            "year": [2019, 2020, 2021, 2022],
            "value": [1.5, math.nan, math.inf, None],
        }
    )
    pq.write_table(table, path)
    found = observe(path, "tidy")
    rows = found.observations.to_pylist()
    assert [(row["value"], row["flag"], row["cell"]) for row in rows] == [
        (1.5, "ok", "C2"),
        (None, "missing", "C3"),
        (None, "blank", "C5"),
    ]
    assert errors_of(found) == [("cell C4", "`inf` is neither a number nor a known mark")]
    assert not any(value is not None and math.isnan(value) for value in values_of(found))


def test_parquet_may_be_wide_and_a_damaged_one_is_refused(tmp_path):
    path = tmp_path / "own.parquet"
    pq.write_table(pa.table({"nuts2": ["ITC4"], "05": [7], "06": [None]}), path)
    found = observe(path, "wide")
    assert [(r["activity"], r["value"], r["flag"]) for r in found.observations.to_pylist()] == [
        ("05", 7.0, "ok"),
        ("06", None, "blank"),
    ]
    assert observe(path, "tidy").observations["cell"].to_pylist() == ["B2", "C2"], "whichever reader takes it"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError, match="Parquet file that cannot be read"):
        observe(path, "wide")


def test_a_parquet_file_with_a_changed_byte_is_read_or_refused_and_never_breaks_the_reader(tmp_path):
    path, n_refused = tmp_path / "own.parquet", 0
    pq.write_table(pa.table({"region": ["Москва", "Омск"], "year": ["2020", "2021"], "value": [7.0, 8.5]}), path)
    whole = path.read_bytes()
    for place in range(4, len(whole) - 8, 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x80]) + whole[place + 1 :])
        try:
            observe(path, "tidy")
        except SourceError:
            n_refused += 1
    assert n_refused > 10


# Activities


def test_names_of_activities_get_codes_where_the_classification_is_known(tidy_of):
    text = "region,activity,year,value\nRU,Добыча угля,2020,1\nRU,Всего,2020,2\nRU,С Обрабатывающие,2020,3\n"
    rows = tidy_of(text, constants={"classification": "ОКВЭД2"}).observations.to_pylist()
    assert [(row["activity"], row["activity_name"]) for row in rows] == [
        ("05", "Добыча угля"),
        (None, "Всего"),
        ("C", "Обрабатывающие"),
    ]
    assert tidy_of(text).observations["activity"].to_pylist() == [None] * 3
    by_heading = tidy_of(text.replace("activity", "nace_r2")).observations["classification"].to_pylist()
    assert by_heading == ["NACE Rev. 2"] * 3


# Regions


@pytest.mark.parametrize(
    ("written", "code", "scheme"),
    [
        ("RU-TOM", "RU-TOM", "ISO 3166-2"), ("69000000000", "RU-TOM", "OKATO"), ("69000000", "RU-TOM", "OKTMO"),
        ("ITC4", "ITC4", "NUTS 2021"), ("DE", "DE", "ISO 3166-1"), ("Томская обл.", "RU-TOM", None),
        ("Tomsk Oblast", "RU-TOM", None), ("Нигде", None, None), ("99999999999", None, None), ("NA", None, None),
    ],
)  # fmt: skip
def test_regions_are_found_by_code_or_by_name(tidy_of, written, code, scheme):
    found = tidy_of(f"region,year,value\n{written},2020,1\n{written},2021,2\n")
    rows = found.observations.to_pylist()
    assert {(row["region"], row["region_classification"], row["region_name"]) for row in rows} == {
        (code, scheme, written)
    }
    notes = [p for p in found.problems if p.severity == "note" and p.column == "region"]
    assert len(notes) == (code is None and written != "NA"), "one note for each name that was not found"


def test_an_ambiguous_name_is_taken_only_where_the_table_names_the_others(tidy_of):
    alone = tidy_of("region,year,value\nAltai,2020,1\n")
    assert alone.observations["region"].to_pylist() == [None]
    assert any("may be" in problem.message for problem in alone.problems)
    beside = tidy_of("region,year,value\nAltai,2020,1\nAltai Republic,2020,2\n")
    assert beside.observations["region"].to_pylist() == ["RU-ALT", "RU-AL"]
    assert any("was taken for `RU-ALT`" in problem.message for problem in beside.problems)


# Invariants

_NAMES = ["Томская область", "Омская область", "Республика Татарстан", "г. Москва"]
_CELLS = st.sampled_from(["1", "2.5", "1234", "NA", "", "x", "много", "0"])


def _as_text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _facts(found: Observed) -> list[tuple[Any, ...]]:
    names = ("region_name", "region", "period", "value", "flag", "raw", "indicator", "dimensions")
    rows = found.observations.select(list(names)).to_pylist()
    rest = [tuple(sorted((row.pop("dimensions") or "").split("; "))) for row in rows]
    return sorted((tuple(map(str, row.values())), extra) for row, extra in zip(rows, rest, strict=True))


@given(st.lists(st.tuples(st.sampled_from(_NAMES), st.integers(2000, 2024), _CELLS), min_size=1, max_size=8), st.data())
def test_the_order_of_rows_and_columns_does_not_matter_in_tidy_tables(tmp_path_factory, body, data):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    rows = [["регион", "год", "значение", "вид"], *([name, str(year), cell, "a"] for name, year, cell in body)]
    path.write_text(_as_text(rows), encoding="utf-8")
    before = observe(path, "tidy")
    order = data.draw(st.permutations(range(4)))
    shuffled = [rows[0], *data.draw(st.permutations(rows[1:]))]
    path.write_text(_as_text([[cells[place] for place in order] for cells in shuffled]), encoding="utf-8")
    after = observe(path, "tidy")
    assert _facts(after) == _facts(before)
    assert len(errors_of(after)) == len(errors_of(before)) == sum(cell == "много" for _, _, cell in body)


@given(st.lists(st.tuples(*[st.sampled_from(["1", "2.5", "NA", "", "7"])] * 3), min_size=2, max_size=4), st.data())
def test_the_order_of_rows_and_columns_does_not_matter_in_wide_tables(tmp_path_factory, body, data):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    rows = [["регион", "2019", "2020", "2021"], *([_NAMES[n], *cells] for n, cells in enumerate(body))]
    path.write_text(_as_text(rows), encoding="utf-8")
    before = observe(path, "wide")
    assert len(before.observations) == 3 * len(body)
    order = data.draw(st.permutations(range(4)))
    shuffled = [rows[0], *data.draw(st.permutations(rows[1:]))]
    path.write_text(_as_text([[cells[place] for place in order] for cells in shuffled]), encoding="utf-8")
    assert _facts(observe(path, "wide")) == _facts(before)


@given(
    st.lists(st.lists(st.text(st.sampled_from('ab ,"\n'), max_size=4), min_size=3, max_size=3), min_size=1, max_size=6)
)
def test_cells_are_counted_as_the_csv_module_finds_them(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    text = "region,year,value\n" + _as_text(rows)
    path.write_text(text, encoding="utf-8", newline="")
    expected = sum(bool(c.strip()) for row in csv.reader(io.StringIO(text, newline="")) for c in row)
    assert filled_cells(open_source(path)) == expected
