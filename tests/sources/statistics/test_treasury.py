"""Forms of the Treasury: the real federal workbook against other counts, generated ones of both forms."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter

from smartspec.errors import SourceError
from smartspec.registry import SOURCES, load
from smartspec.sources.observation import SheetAccount
from smartspec.sources.observing import read_observations
from smartspec.sources.opening import open_source
from smartspec.sources.publication import Problem
from smartspec.sources.statistics import treasury_0503317, treasury_0507011
from smartspec.sources.statistics.tidy_account import cell_texts
from smartspec.sources.statistics.treasury_form import as_of, passport_of
from smartspec.sources.workbook import Book

FEDERAL = "statistics/treasury/fed_2019_0507011.xlsx"
BN = 1e9

load("sources")


def opened(path: Path) -> Any:
    source = open_source(path)
    return replace(source, book=Book(source))


@dataclass(frozen=True)
class Federal:
    """What the reader gives for the real workbook."""

    observations: pa.Table
    accounts: dict[str, SheetAccount]
    problems: list[Problem]


@pytest.fixture(scope="module")
def federal(shared_data: Path) -> Federal:
    items = list(treasury_0507011.read(opened(shared_data / FEDERAL)))
    return Federal(
        pa.concat_tables([item for item in items if isinstance(item, pa.Table)]),
        {item.sheet: item for item in items if isinstance(item, SheetAccount)},
        [item for item in items if isinstance(item, Problem)],
    )


@pytest.fixture(scope="module")
def lines(federal: Federal) -> list[dict[str, Any]]:
    """Rows of sheet 2.1: codes and sums by indicator."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    names = ["sheet", "cell", "dimensions", "indicator", "value", "row_label"]
    for row in federal.observations.select(names).to_pylist():
        if row["sheet"] == "2.1":
            line = found[int(row["cell"].lstrip("ABCDEFGHIJ"))]
            line |= dict(part.split("=") for part in (row["dimensions"] or "").split("; ") if part)
            line |= {row["indicator"]: row["value"], "name": row["row_label"]}
    return [found[line] for line in sorted(found)]


def total(lines: list[dict[str, Any]], indicator: str) -> float:
    return round(sum(line[indicator] or 0.0 for line in lines) / BN, 3)


def group(line: dict[str, Any]) -> bool:
    return "csr" in line and line.get("vr", "").endswith("00")


def element(line: dict[str, Any]) -> bool:
    return "csr" in line and "vr" in line and not line["vr"].endswith("00")


def test_every_cell_of_the_federal_form_is_accounted_for(federal, shared_data):
    accounts = federal.accounts
    assert list(accounts) == ["XDO_METADATA", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"]
    flags = Counter(zip(*(federal.observations[name].to_pylist() for name in ("sheet", "flag")), strict=True))
    for sheet in opened(shared_data / FEDERAL).book.sheets():
        account = accounts[sheet.name]
        filled = sum(str(cell).strip() != "" for cells in sheet.rows for cell in cells)
        assert account.accounted == account.cells == filled
        rows = flags[sheet.name, "ok"], flags[sheet.name, "not-applicable"], flags[sheet.name, "blank"]
        assert (account.numbers, account.flagged, account.blanks) == rows
    assert accounts["XDO_METADATA"].left_out == accounts["XDO_METADATA"].cells == 842
    assert accounts["3.2"].left_out == 6, "the signature, its name among them"
    assert "Артюхин" not in str(federal.accounts)
    assert federal.problems == []
    assert sum(account.numbers + account.flagged for account in accounts.values()) == 100_173


@pytest.mark.slow
def test_looking_every_cell_of_the_federal_form_up_again_gives_what_was_read(federal, shared_data):
    look_up = cell_texts(opened(shared_data / FEDERAL))
    for row in federal.observations.select(["sheet", "cell", "raw", "value", "footnotes"]).to_pylist():
        raw = look_up(row["sheet"], row["cell"])
        assert raw == row["raw"]
        if row["value"] is not None and row["footnotes"] is None:
            assert float("".join(raw.split()).replace(",", ".")) == row["value"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Cannot parse header or footer")
def test_sums_equal_those_of_another_library(federal, shared_data):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(shared_data / FEDERAL, read_only=True)
    by_cell = {(row["sheet"], row["cell"]): row for row in federal.observations.to_pylist()}
    checked = 0
    for name in ("1.1", "2.4", "3.1"):
        for cells in book[name].iter_rows():
            for cell in cells:
                row = by_cell.get((name, getattr(cell, "coordinate", "")))
                if row is not None and isinstance(cell.value, int | float):
                    assert row["value"] == cell.value
                    checked += 1
    assert checked > 2000


def test_the_day_after_the_year_closes_it(federal):
    rows = federal.observations
    assert set(rows["period"].to_pylist()) == {"2019"}
    assert set(rows["vintage"].to_pylist()) == {"2020-01-01"}
    assert set(rows["unit"].to_pylist()) == {"руб.", "%"}
    assert set(rows["region"].to_pylist()) == {"RU"}
    assert set(rows["indicator"].to_pylist()) == {"law", "amended plan", "executed", "percent"}


def test_the_total_and_the_administrators_say_the_same(lines):
    whole = [line for line in lines if "grbs" not in line]
    administrators = [line for line in lines if "grbs" in line and "rzpr" not in line]
    assert (len(whole), len(administrators)) == (1, 93)
    for part in (whole, administrators):
        sums = total(part, "law"), total(part, "amended plan"), total(part, "executed")
        assert sums == (15479.357, 15972.074, 15196.288)


def test_plans_stand_at_groups_and_execution_at_groups_and_elements(lines):
    groups, elements = list(filter(group, lines)), list(filter(element, lines))
    assert (len(lines), len(groups), len(elements)) == (15_786, 3949, 5943)
    assert (total(groups, "law"), total(groups, "amended plan"), total(groups, "executed")) == (
        15479.357,
        15972.074,
        15532.905,
    )
    planned = [line for line in groups if line["amended plan"] is not None]
    assert (len(planned), total(planned, "executed")) == (3649, 15187.262)
    assert total(elements, "executed") == 15196.288
    assert {line["law"] for line in elements} == {line["amended plan"] for line in elements} == {None}
    unplanned = [line for line in groups if line["amended plan"] is None and line["executed"] is not None]
    assert (len(unplanned), round(total(unplanned, "executed"), 1)) == (210, 345.6)
    endings = Counter(line["csr"][-5:] for line in unplanned)
    assert endings.pop("90000") == 2
    assert all(ending[0].isalpha() and ending.endswith("0000") for ending in endings), "whole projects, not measures"
    assert sum(endings[f"{letter}0000"] for letter in "DEGRT") == 144


def test_research_and_transfers_are_what_other_counts_say(lines):
    research = [line for line in filter(group, lines) if line["rzpr"] in ("0110", "0411")]
    planned = [line for line in research if line["amended plan"] is not None]
    assert len(research) == 156
    assert round(total(research, "law"), 1) == 346.5
    assert (round(total(planned, "amended plan"), 2), round(total(planned, "executed"), 2)) == (397.96, 373.57)
    assert round(total(research, "executed"), 2) == 384.18
    by_administrator = defaultdict(float)
    for line in planned:
        by_administrator[line["grbs"]] += line["amended plan"]
    largest = sorted(by_administrator, key=by_administrator.__getitem__, reverse=True)[:3]
    assert [(code, round(by_administrator[code] / BN, 1)) for code in largest] == [
        ("075", 171.1),
        ("730", 108.1),
        ("020", 49.7),
    ]
    assert len(by_administrator) == 39
    shares = [plan / sum(by_administrator.values()) for plan in by_administrator.values()]
    assert round(sum(share**2 for share in shares), 4) == 0.2785
    transfers = [line for line in filter(group, lines) if line["vr"] == "500"]
    assert len(transfers) == 453
    assert (round(total(transfers, "amended plan"), 1), round(total(transfers, "executed"), 1)) == (5975.7, 5813.1)


def test_codes_are_text_with_their_zeros_and_names_have_no_line_ends(lines):
    coded = [line for line in lines if "grbs" in line]
    assert {len(line["grbs"]) for line in coded} == {3}
    assert {len(line["rzpr"]) for line in coded if "rzpr" in line} == {4}
    assert {len(line["csr"]) for line in coded if "csr" in line} == {10}
    assert {len(line["vr"]) for line in coded if "vr" in line} == {3}
    assert not any("\n" in line["name"] or line["name"] != line["name"].strip() for line in lines)


def test_percents_agree_with_the_sums_they_are_made_of(lines):
    """`в 9,9 раза` stands for 990 %."""
    checked = multiples = 0
    for line in lines:
        if line["percent"] is not None and line["amended plan"] and line["executed"] is not None:
            exact = 100 * line["executed"] / line["amended plan"]
            is_multiple = line["percent"] >= 150
            assert line["percent"] == pytest.approx(exact, abs=6 if is_multiple else 0.0051)
            checked, multiples = checked + 1, multiples + is_multiple
    assert checked > 9000
    assert multiples >= 5


def test_the_day_and_number_come_from_the_head_of_the_form(shared_data, tmp_path):
    passport = passport_of(opened(shared_data / FEDERAL).book)
    assert (passport.form, passport.as_of, passport.year, passport.variant) == ("0507011", date(2020, 1, 1), "2019", "")
    assert as_of("на 1 апреля 2019 г.") == date(2019, 4, 1)
    other = tmp_path / "0503317.xlsx"
    other.write_bytes((shared_data / FEDERAL).read_bytes())
    book = opened(other).book
    assert (treasury_0507011.recognise_book(book), treasury_0503317.recognise_book(book)) == (1.0, 0.0)


# Generated forms

_BUDGETS = ["консолидированный бюджет субъекта РФ", "бюджет субъекта РФ", "бюджеты городских округов"]


def regional_form(
    path: Path, rows: list[list[Any]], *, day: str = "на 1 января 2024 г.", oktmo: Any = "69000000"
) -> Path:
    """Form 0503317 as it is laid out: a head, and a table with one column for each budget."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Доходы")
        sheet.write_row(0, 0, ["ОТЧЕТ ОБ ИСПОЛНЕНИИ КОНСОЛИДИРОВАННОГО БЮДЖЕТА СУБЪЕКТА РОССИЙСКОЙ ФЕДЕРАЦИИ"])
        sheet.write_row(1, 7, ["Форма по ОКУД", "0503317"])
        sheet.write_row(2, 0, [day])
        sheet.write_row(3, 0, ["Наименование бюджета", "Бюджет Томской области"])
        sheet.write_row(3, 7, ["по ОКТМО", oktmo])
        sheet.write_row(4, 0, ["Единица измерения: руб"])
        sheet.write_row(6, 0, ["1. Доходы бюджета"])
        for column, title in enumerate(
            ("Наименование показателя", "Код строки", "Код дохода по бюджетной классификации")
        ):
            sheet.merge_range(7, column, 8, column, title)
        sheet.merge_range(7, 3, 7, 5, "Утвержденные бюджетные назначения")
        sheet.merge_range(7, 6, 7, 8, "Исполнено")
        sheet.write_row(8, 3, _BUDGETS * 2)
        sheet.write_row(9, 0, list(range(1, 10)))
        for number, cells in enumerate(rows, 10):
            sheet.write_row(number, 0, cells)
        end = 12 + len(rows)
        sheet.write_row(
            end, 0, ["Руководитель", "", "И.И. Иванов", "", "Главный бухгалтер", "(подпись)", "П.П. Петров"]
        )
    return path


ROWS = [
    ["\nДоходы бюджета - всего", "010", "x", 100.5, "60,25", 40, "90\u00a0000,5", 55, "-"],
    ["в том числе:"],
    ["Налог на прибыль", 10, "000 1 01 01000 00 0000 110", 10, 8, 2, 9, 7, ""],
]


def test_the_budget_of_a_subject_is_read_budget_by_budget(tmp_path):
    source = opened(regional_form(tmp_path / "any.xlsx", ROWS))
    assert (treasury_0503317.recognise_book(source.book), treasury_0507011.recognise_book(source.book)) == (1.0, 0.0)
    found = read_observations(source, SOURCES["treasury_0503317"])
    rows = {row["cell"]: row for row in found.observations.to_pylist()}
    assert (rows["D11"]["value"], rows["E11"]["value"], rows["G11"]["value"]) == (100.5, 60.25, 90000.5)
    assert (rows["I11"]["flag"], rows["I13"]["flag"]) == ("missing", "blank")
    assert {row["region"] for row in rows.values()} == {"RU-TOM"}
    assert {row["period"] for row in rows.values()} == {"2023"}
    assert {row["indicator"] for row in rows.values()} == {"plan", "executed"}
    tax = rows["E13"]["dimensions"]
    assert tax == "line=010; income=00010101000000000110; budget=бюджет субъекта РФ"
    (account,) = found.sheets.to_pylist()
    assert account["left_out"] == 5, "the signatures"
    assert not [p for p in found.problems if p.severity == "error" or "accounted" in p.message]
    for row in rows.values():
        assert "Иванов" not in str(row.values())


@pytest.mark.parametrize("oktmo", [69000000, "", "69701000"])
def test_the_subject_is_found_by_a_code_stored_as_a_number_or_by_the_name(tmp_path, oktmo):
    source = opened(regional_form(tmp_path / "any.xlsx", ROWS, oktmo=oktmo))
    assert treasury_0503317.subject_of(source.book) == ("RU-TOM", "Бюджет Томской области")


def two_pages(path: Path) -> Path:
    """Form 0503317 as programs of finance offices write it: names and codes again on the page of what was executed."""
    budgets = ["консолидированный бюджет субъекта Российской Федерации", "бюджеты муниципальных округов"]
    codes = [("Наименование показателя", 1), ("Код строки", 1), ("Код дохода по бюджетной классификации", 2)]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("стр. 1-2")
        sheet.write_row(4, 14, ["Форма по ОКУД", "0503317"])
        sheet.write_row(5, 14, ["Дата", "01.01.2024"])
        sheet.write_row(7, 0, ["Наименование бюджета", "", "", "Бюджет Томской области"])
        sheet.write(10, 0, "1. Доходы бюджета")
        column = 0
        for page, sums in enumerate(("Утвержденные бюджетные назначения", "Исполнено")):
            for title, width in codes:
                sheet.merge_range(12, column, 13, column + width - 1, title)
                column += width
            sheet.merge_range(12, column, 12, column + 1, sums)
            sheet.write_row(13, column, budgets)
            tax = ["Налог на прибыль", "010", "000 1 01 01000 00 0000 110", ""]
            for row, line in enumerate((["Доходы бюджета - всего", "010", "х", ""], tax), 15):
                sheet.write_row(row, column - 4, line)
                sheet.write_row(row, column, [1000 * row + page, 100 * row + page])
            column += 2
        sheet.write_row(14, 0, list(range(1, 13)))
        sheet = book.add_worksheet("стр. 7-11")
        sheet.write(0, 1, "4. Таблица консолидируемых расчетов")
        for place, title in ((1, "Наименование показателя"), (2, "Код строки")):
            sheet.merge_range(2, place, 3, place, title)
        sheet.merge_range(2, 3, 2, 4, "Поступления")
        sheet.write_row(3, 3, ["бюджет субъекта Российской Федерации", "ИТОГО"])
        sheet.write_row(4, 1, [1, 2, 3, 4])
        sheet.write_row(5, 1, ["Всего выбытий", "899", 7, 8])
    return path


def test_names_and_codes_that_stand_on_both_pages_are_told_once(tmp_path):
    found = read_observations(opened(two_pages(tmp_path / "any.xlsx")), SOURCES["treasury_0503317"])
    rows = {(row["sheet"], row["cell"]): row for row in found.observations.to_pylist()}
    tax = {cell: row for (_, cell), row in rows.items() if row["row_label"] == "Налог на прибыль"}
    assert {cell: (row["indicator"], row["value"]) for cell, row in tax.items()} == {
        "E17": ("plan", 16000.0),
        "F17": ("plan", 1600.0),
        "K17": ("executed", 16001.0),
        "L17": ("executed", 1601.0),
    }
    assert {row["dimensions"].rpartition("; budget=")[0] for row in tax.values()} == {
        "line=010; income=00010101000000000110"
    }
    assert tax["L17"]["dimensions"].endswith("budget=бюджеты муниципальных округов")
    assert {(row["period"], row["region"]) for row in rows.values()} == {("2023", "RU-TOM")}
    settled = rows["стр. 7-11", "E6"]
    assert (settled["indicator"], settled["value"]) == ("receipts", 8.0)
    assert settled["dimensions"] == "line=899; budget=ИТОГО"
    assert found.sheets["title"].to_pylist() == ["1. Доходы бюджета", "4. Таблица консолидируемых расчетов"]
    assert found.problems == []


def plain_form(path: Path, head: tuple[str, str, str], titles: list[str], rows: list[list[Any]]) -> Path:
    """A form of a number, name of the budget and OKTMO whose headings have one row."""
    form, name, oktmo = head
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("a")
        lines = [["Форма по ОКУД", form], ["на 1 января 2024 г."], [name], ["ОКТМО", oktmo], ["1. Доходы бюджета"]]
        for row, line in enumerate((*lines, titles, list(range(1, len(titles) + 1)), *rows)):
            sheet.write_row(row, 0, line)
    return path


CODES = ["Наименование показателя", "Код строки", "Код дохода по бюджетной классификации"]


def test_the_budget_may_stand_in_the_heading_behind_what_the_sums_are(tmp_path):
    sums = ("Утвержденные бюджетные назначения", "Исполнено")
    titles = CODES + [f"{word}: {whose}" for word in sums for whose in _BUDGETS[:2]]
    rows = [["Доходы бюджета - всего", "010", "***", 4, 3, 2, 1]]
    path = plain_form(tmp_path / "a.xlsx", ("0503317", "Бюджет", "69000000"), titles, rows)
    found = read_observations(opened(path), SOURCES["treasury_0503317"])
    assert [(row["indicator"], row["dimensions"], row["value"]) for row in found.observations.to_pylist()] == [
        ("plan", f"line=010; budget={_BUDGETS[0]}", 4.0),
        ("plan", f"line=010; budget={_BUDGETS[1]}", 3.0),
        ("executed", f"line=010; budget={_BUDGETS[0]}", 2.0),
        ("executed", f"line=010; budget={_BUDGETS[1]}", 1.0),
    ]
    assert found.problems == []


@pytest.mark.parametrize(
    ("name", "oktmo", "region"),
    [("Бюджет города Томска", "69701000", None), ("Бюджет Томской области", "69000000", "RU-TOM")],
)
def test_the_budget_of_a_town_is_not_that_of_its_subject(tmp_path, name, oktmo, region):
    titles = [*CODES, "Утвержденные бюджетные назначения", "Исполнено", "Неисполненные назначения"]
    rows = [["Доходы бюджета - всего", "010", "x", 10, 4, 6], ["Налог", "010", "182 1 01 02010 01 0000 110", 5, 5, "-"]]
    path = plain_form(tmp_path / "a.xlsx", ("0503117", f"Наименование бюджета: {name}", oktmo), titles, rows)
    found = read_observations(opened(path), SOURCES["treasury_0503317"])
    values = {row["cell"]: row for row in found.observations.to_pylist()}
    assert [(values[cell]["indicator"], values[cell]["value"]) for cell in ("D8", "E8", "F8")] == [
        ("plan", 10.0),
        ("executed", 4.0),
        ("not executed", 6.0),
    ]
    assert values["D9"]["dimensions"] == "line=010; income=18210102010010000110"
    assert {(row["region"], row["region_name"]) for row in values.values()} == {(region, name)}
    assert [problem.severity for problem in found.problems] == ([] if region else ["warning"])


def test_a_report_within_the_year_says_so(tmp_path):
    source = opened(regional_form(tmp_path / "any.xlsx", ROWS, day="на 1 июля 2024 г."))
    rows = read_observations(source, SOURCES["treasury_0503317"]).observations.to_pylist()
    assert {row["period"] for row in rows} == {"2024"}
    assert {row["variant"] for row in rows} == {"from the beginning of the year to 2024-07-01"}


def test_a_word_among_the_sums_is_a_problem_with_its_address(tmp_path):
    rows = [*ROWS, ["Прочее", "010", "000 1 17 00000 00 0000 000", "много", 1, 1, 1, 1, 1]]
    found = read_observations(opened(regional_form(tmp_path / "any.xlsx", rows)), SOURCES["treasury_0503317"])
    errors = [(p.place, p.message) for p in found.problems if p.severity == "error"]
    assert errors == [("sheet `Доходы` cell D14", "`много` is neither a sum nor a known mark")]
    assert found.sheets["problems"].to_pylist() == [1]


def test_a_table_without_known_columns_is_labels_only(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "any.xlsx")) as book:
        sheet = book.add_worksheet("a")
        for row, cells in enumerate((["Форма по ОКУД", "0503317"], ["Наименование показателя", "Мнение"], ["x", "y"])):
            sheet.write_row(row, 0, cells)
    found = read_observations(opened(tmp_path / "any.xlsx"), SOURCES["treasury_0503317"])
    assert len(found.observations) == 0
    assert found.sheets["headers"].to_pylist() == [6]


def test_a_workbook_without_the_head_of_a_form_is_refused(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "0507011.xlsx")) as book:
        book.add_worksheet("2.1").write_row(0, 0, ["Наименование показателя", "Исполнено"])
    source = opened(tmp_path / "0507011.xlsx")
    assert treasury_0507011.recognise_book(source.book) == 0.0
    with pytest.raises(SourceError, match="holds no form of the Treasury"):
        read_observations(source, SOURCES["treasury_0507011"])
