"""The workbooks of Rosstat: facts that were measured on the files beforehand, and every cell found again."""

import collections
import csv
import functools
import re
from pathlib import Path

import openpyxl
import pyarrow.compute as pc
import pytest
import xlrd
from openpyxl.cell.rich_text import CellRichText

from smartspec.places import region, regions_by_name, subjects
from smartspec.sources.opening import open_source
from smartspec.sources.reading import read_file
from smartspec.sources.statistics import rosstat
from smartspec.sources.workbook import Book

FILES = (
    "Nal_of_pus_reg-2024.xlsx",
    "findatalab_innovations_1.xls",
    "findatalab_nauka_2.xls",
    "findatalab_nauka_3.xls",
    "findatalab_otgruzka_C_D_E_sub.xlsx",
    "findatalab_ppt-1.xlsx",
    "regions_russia_2019_sec9_GRP.xlsx",
)
FUNDS, INNOVATION, STAFF, RESEARCHERS, SHIPPED, TECHNOLOGY, PRODUCT = FILES
#: Sheets whose rows are regions.
REGIONAL = [
    *((FUNDS, name) for name in "123456"),
    (INNOVATION, "1"),
    (STAFF, "2"),
    (RESEARCHERS, "4"),
    *((SHIPPED, name) for name in "123"),
    (TECHNOLOGY, "3"),
    *((PRODUCT, f"9.{name}.") for name in ("1", "2", "3", "4.1", "4.2", "4.3", "5", "6")),
]
#: Numbers, marks in place of numbers, empty cells in the body.
SHEETS = {
    (FUNDS, "1"): (1597, 0, 35), (FUNDS, "2"): (15359, 0, 1), (FUNDS, "3"): (1602, 0, 30),
    (FUNDS, "4"): (13225, 1372, 763), (FUNDS, "5"): (1598, 0, 34), (FUNDS, "6"): (11457, 1951, 1952),
    (INNOVATION, "1"): (1520, 8, 8), (INNOVATION, "2"): (478, 53, 0), (INNOVATION, "3"): (174, 43, 0),
    (STAFF, "1"): (85, 0, 0), (STAFF, "2"): (4995, 274, 11), (STAFF, "3"): (44, 0, 0), (STAFF, "4"): (12, 0, 0),
    (STAFF, "5"): (100, 0, 0), (RESEARCHERS, "1"): (308, 0, 0), (RESEARCHERS, "2"): (231, 0, 0),
    (RESEARCHERS, "3"): (45, 0, 0), (RESEARCHERS, "4"): (3031, 131, 6), (SHIPPED, "1"): (1130, 4, 18),
    (SHIPPED, "2"): (1132, 2, 18), (SHIPPED, "3"): (1132, 2, 18), (TECHNOLOGY, "1"): (128, 0, 0),
    (TECHNOLOGY, "2"): (45, 0, 0), (TECHNOLOGY, "3"): (1095, 824, 1), (PRODUCT, "9.1."): (1673, 5, 50),
    (PRODUCT, "9.2."): (1664, 14, 50), (PRODUCT, "9.3."): (1665, 11, 52), (PRODUCT, "9.4.1."): (1671, 7, 50),
    (PRODUCT, "9.4.2."): (1671, 7, 50), (PRODUCT, "9.4.3."): (1671, 7, 50), (PRODUCT, "9.5."): (1662, 16, 50),
    (PRODUCT, "9.6."): (1484, 2, 50),
}  # fmt: skip
CONSUMPTION = "ФАКТИЧЕСКОЕ КОНЕЧНОЕ ПОТРЕБЛЕНИЕ ДОМАШНИХ ХОЗЯЙСТВ НА ТЕРРИТОРИИ СУБЪЕКТОВ РОССИЙСКОЙ ФЕДЕРАЦИИ"
DISTRICTS = ("FD-CE", "FD-NW", "FD-SO", "FD-NC", "FD-VO", "FD-UR", "FD-SI", "FD-FE")


@pytest.fixture(scope="session")
def folder(shared_data):
    return shared_data / "statistics" / "rosstat"


@pytest.fixture(scope="session")
def reading(folder):
    @functools.cache
    def of_file(name):
        return read_file(folder / name)

    return of_file


@pytest.fixture(scope="session")
def rows(reading):
    @functools.cache
    def of_sheet(name, sheet):
        table = reading(name).tables["observations"]
        return table.filter(pc.equal(table["sheet"], sheet)).to_pylist()

    return of_sheet


@pytest.fixture(scope="session")
def account(reading):
    def of_sheet(name, sheet):
        return next(row for row in reading(name).tables["source_sheets"].to_pylist() if row["sheet"] == sheet)

    return of_sheet


@pytest.fixture(scope="session")
def value(rows):
    @functools.cache
    def index(name, sheet):
        found = {}
        for row in rows(name, sheet):
            key = (
                row["region"],
                row["period"],
                row["activity_name"],
                row["indicator"].rpartition(" > ")[2],
                row["variant"],
            )
            assert key not in found, key
            found[key] = row
        return found

    def look_up(name, sheet, *, region="RU", period="", activity=None, topic=None, variant=None):
        hits = [
            row["value"]
            for (r, p, a, t, v), row in index(name, sheet).items()
            if (r, p) == (region, period)
            and (activity is None or (a or "").startswith(activity))
            and (topic is None or t == topic)
            and (variant is None or variant in (v or ""))
        ]
        assert len(hits) == 1, (region, period, activity, topic, hits)
        return hits[0]

    return look_up


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_recognised_and_nothing_of_it_is_left_over(reading, name):
    found = reading(name)
    assert found.format == "rosstat"
    assert found.records_in_file == found.records_read
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    for sheet in found.tables["source_sheets"].to_pylist():
        parts = ("numbers", "flagged", "headers", "notes", "left_out", "problems")
        assert sheet["cells"] == sum(sheet[part] for part in parts)
        assert sheet["problems"] == 0


@pytest.mark.parametrize(("name", "sheet"), SHEETS, ids=str)
def test_numbers_marks_and_blanks_of_each_sheet(account, rows, name, sheet):
    found = account(name, sheet)
    assert (found["numbers"], found["flagged"], found["blanks"]) == SHEETS[name, sheet]
    flags = collections.Counter(row["flag"] for row in rows(name, sheet))
    assert flags["blank"] == found["blanks"]
    assert flags["ok"] + flags["break"] == found["numbers"]


@pytest.fixture(scope="session")
def sheets_of(folder):
    """Name of a file to its sheets as rows of values, by other libraries than the reader's."""

    @functools.cache
    def read(name):
        if name.endswith(".xls"):
            book = xlrd.open_workbook(folder / name)
            return {s.name: [s.row_values(i) for i in range(s.nrows)] for s in book.sheets()}
        return {s.title: [[_value(c) for c in row] for row in s.iter_rows()] for s in _new_book(folder / name)}

    return read


@functools.cache
def _new_book(path):
    return openpyxl.load_workbook(path, data_only=True, rich_text=True)


def _value(cell):
    """Value of a cell; that library shows the target of a link as the text of an empty cell."""
    if cell.hyperlink and "!" in str(cell.value):
        return None
    return str(cell.value) if isinstance(cell.value, CellRichText) else cell.value


@pytest.mark.parametrize("name", FILES)
def test_cells_counted_by_another_library_are_those_accounted_for(reading, sheets_of, name):
    found = {row["sheet"]: row["cells"] for row in reading(name).tables["source_sheets"].to_pylist()}
    assert found == {
        sheet: sum(v is not None and str(v).strip() != "" for row in rows for v in row)
        for sheet, rows in sheets_of(name).items()
    }


@pytest.mark.parametrize("name", FILES)
def test_every_observation_is_found_again_in_its_cell(reading, sheets_of, name):
    table = reading(name).tables["observations"].select(["sheet", "cell", "raw", "value", "flag"])
    seen = set()
    for row in table.to_pylist():
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", row["cell"]).groups()
        column = functools.reduce(lambda n, letter: n * 26 + ord(letter) - 64, letters, 0)
        there = sheets_of(name)[row["sheet"]][int(number) - 1][column - 1]
        if isinstance(there, int | float):
            assert float(row["raw"]) == row["value"] == float(there)
        elif row["flag"] == "blank":
            assert not (there or "").strip()
        else:
            assert row["raw"] == there
            plain = re.sub(r"[^\d.…-]", "", there)
            assert row["value"] == (0.0 if plain == "-" else None if plain[0] in ".…" else float(plain))
        seen.add((row["sheet"], row["cell"]))
    assert len(seen) == len(table)


def test_a_cell_is_looked_up_again_as_written(folder, rows):
    file = open_source(folder / STAFF)
    for row in rows(STAFF, "2")[::777]:
        assert rosstat.cell_text(file, "2", row["cell"]) == (row["raw"] or "")


@pytest.mark.parametrize(("name", "sheet"), REGIONAL)
def test_all_96_regions_are_known_on_every_sheet_of_regions(rows, name, sheet):
    found = {row["region"] for row in rows(name, sheet)}
    assert None not in found
    assert len(found) == 96
    assert {"RU", "RU-ARK", "RU-ARK-0", "RU-NEN", "RU-TYU", "RU-TYU-0", *DISTRICTS} <= found
    assert collections.Counter(region(code).kind for code in found)["district"] == 8


def test_runs_of_superscripts_that_were_counted_before_are_all_there(folder):
    own = {name: Book(open_source(folder / name)).superscripts for name in FILES}
    n_cells = {name: {sheet: len(cells) for sheet, cells in sheets.items() if cells} for name, sheets in own.items()}
    assert n_cells[FUNDS] == {"2": 4, "4": 4, "6": 4}
    assert n_cells[SHIPPED] == {"1": 7, "2": 4, "3": 4}
    # One more than is marked in the text: cell A104 is superscript as a whole, and its first run states no font.
    assert n_cells[TECHNOLOGY] == {"1": 2, "2": 6, "3": 399 + 1}
    assert n_cells[PRODUCT] == {"9.6.": 1 + 2}
    for name, n_runs in ((STAFF, 281), (RESEARCHERS, 161), (INNOVATION, 25)):
        assert n_superscript_runs(folder / name, own[name]) == n_runs


def n_superscript_runs(path, own):
    """Superscript runs that the text of cells marks itself; each of their cells must be among our own."""
    book, n = xlrd.open_workbook(path, formatting_info=True), 0
    for sheet in book.sheets():
        for place, runs in sheet.rich_text_runlist_map.items():
            raised = [start for start, font in runs if book.font_list[font].escapement == 1]
            raised = [start for start in raised if start < len(sheet.cell_value(*place))]
            assert not raised or place in own[sheet.name]
            n += len(raised)
    return n


@pytest.mark.parametrize("name", [FUNDS, SHIPPED, TECHNOLOGY, PRODUCT])
def test_superscripts_are_those_of_another_library(folder, name):
    own, n = Book(open_source(folder / name)).superscripts, 0
    for sheet in _new_book(folder / name):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, CellRichText)):
            place = cell.row - 1, cell.column - 1
            inherited = cell.font.vertAlign == "superscript"
            runs = [
                (r, inherited) if isinstance(r, str) else (r.text, r.font.vertAlign == "superscript")
                for r in cell.value
            ]
            if any(raised for _, raised in runs):
                mine = own[sheet.title][place]
                assert "".join(t for t, r in mine if r) == "".join(t for t, r in runs if r)
                assert "".join(t for t, _ in mine) == "".join(t for t, _ in runs)
                n += 1
    assert n == sum(map(len, own.values()))


def test_fixed_assets_are_a_matrix_of_regions_by_activities(rows, value):
    whole = "Всего по обследуемым"
    assert value(FUNDS, "2", period="2017", activity=whole) == 194_649_464
    assert value(FUNDS, "2", period="2024", activity=whole) == 496_609_170
    by_year = collections.defaultdict(dict)
    for row in rows(FUNDS, "2"):
        if row["region"] == "RU":
            by_year[row["period"]][row["activity"]] = row["value"]
    assert sorted(by_year) == [str(year) for year in range(2017, 2025)]
    for found in by_year.values():
        assert sorted(filter(None, found)) == list("ABCDEFGHIJKLMNOPQRS")
        assert sum(v for code, v in found.items() if code) == found[None]
    assert {row["classification"] for row in rows(FUNDS, "2")} == {"OKVED2"}
    assert {row["activity_name"] for row in rows(FUNDS, "2") if row["activity"] == "M"} == {
        "Деятельность профессиональная, научная и техническая"
    }


def sums(rows, name, sheet, codes):
    """Russia, and the sum of other regions, by column."""
    whole, parts = {}, collections.defaultdict(list)
    for row in rows(name, sheet):
        column = re.sub(r"\d", "", row["cell"])
        if row["region"] == "RU":
            whole[column] = row["value"]
        elif row["region"] in codes and row["value"] is not None:
            parts[column].append(row["value"])
    return [(total, sum(parts[column])) for column, total in whole.items()]


@pytest.mark.parametrize(
    ("name", "sheet", "n_equal", "n"),
    [
        (FUNDS, "2", 160, 160), (FUNDS, "4", 152, 160), (FUNDS, "6", 139, 160), (STAFF, "2", 53, 55),
        (RESEARCHERS, "4", 33, 33), (TECHNOLOGY, "3", 20, 20), (PRODUCT, "9.1.", 18, 18),
    ],
)  # fmt: skip
def test_districts_add_up_to_russia_where_they_did_when_counted_before(rows, name, sheet, n_equal, n):
    found = sums(rows, name, sheet, DISTRICTS)
    assert len(found) == n
    assert sum(abs(whole - parts) < 0.06 for whole, parts in found) == n_equal


def test_the_85_subjects_without_overlap_add_up_to_russia(rows):
    codes = {one.code for one in subjects()}
    assert len(codes) == 85
    assert all(whole == parts for whole, parts in sums(rows, FUNDS, "2", codes))


def test_arkhangelsk_and_tyumen_stand_with_and_without_their_okrugs(value):
    at = functools.partial(value, FUNDS, "2", period="2024", activity="Всего")
    assert (at(region="RU-ARK"), at(region="RU-ARK-0"), at(region="RU-NEN")) == (4_430_617, 3_086_150, 1_344_467)
    parts = [at(region=code) for code in ("RU-TYU-0", "RU-KHM", "RU-YAN")]
    assert sorted(parts) == [5_347_721, 21_135_614, 21_584_642]
    assert sum(parts) == at(region="RU-TYU") == 48_067_977


def test_each_sheet_has_its_own_unit(account):
    assert [account(FUNDS, name)["unit"][:3] for name in "123456"] == ["млн", "млн", "млн", "тыс", "млн", "тыс"]
    assert account(PRODUCT, "9.1.")["unit"] == "миллионов рублей"
    assert account(PRODUCT, "9.2.")["unit"] == "рублей"
    assert account(PRODUCT, "9.3.")["unit"] == "в процентах к предыдущему году"
    assert [account(SHIPPED, name)["unit"] for name in "123"] == ["млн.руб.", "млн.руб", "млн.руб."]
    assert (account(STAFF, "2")["unit"], account(INNOVATION, "1")["unit"]) == ("человек", "процентов")


def test_the_day_of_update_is_the_vintage_of_every_row(reading):
    days = {name: set(reading(name).tables["observations"]["vintage"].to_pylist()) for name in FILES}
    assert days == {
        FUNDS: {"2025-11-26"}, INNOVATION: {"2025-08-29"}, STAFF: {"2025-08-31"}, RESEARCHERS: {"2025-08-31"},
        SHIPPED: {"2022-06-09"}, TECHNOLOGY: {"2025-04-04"}, PRODUCT: {None},
    }  # fmt: skip


def test_marks_mean_what_the_legend_of_their_sheet_says(rows):
    def flags(name, sheet, mark):
        return dict(collections.Counter(r["flag"] for r in rows(name, sheet) if (r["raw"] or "").strip() == mark))

    assert (flags(FUNDS, "4", "…"), flags(FUNDS, "4", "...")) == ({"suppressed": 1002}, {"suppressed": 370})
    assert flags(FUNDS, "6", "..") == {"suppressed": 1}
    assert flags(STAFF, "2", "…4)") == {"suppressed": 245}
    assert flags(STAFF, "2", "-") == {"zero": 29}
    assert flags(RESEARCHERS, "4", "…3)") == {"suppressed": 122}
    assert flags(TECHNOLOGY, "3", "... 3)") == {"suppressed": 390}
    assert flags(TECHNOLOGY, "3", "...") == {"missing": 18}
    assert flags(TECHNOLOGY, "3", "-") == {"zero": 416}
    assert flags(SHIPPED, "1", "… 3") == {"suppressed": 2}
    assert [flags(PRODUCT, f"9.{n}.", "…")["missing"] for n in ("1", "2", "3", "5", "6")] == [5, 14, 11, 16, 2]


def test_research_staff_has_the_two_errors_of_the_source(value, rows):
    staff = functools.partial(value, STAFF, "2")
    assert staff(period="2010", topic="Численность персонала – всего") == 736_540
    assert staff(period="2024", topic="Численность персонала – всего") == 675_696
    assert staff(region="RU-BEL", period="2010", topic="Численность персонала – всего") == 1189
    parts = ("исследователи", "техники", "вспомогательный персонал", "прочий персонал")
    assert {row["indicator"].rpartition(" > ")[2] for row in rows(STAFF, "2")} == {
        "Численность персонала – всего",
        *parts,
    }
    for topic, period, stated, summed in (
        ("исследователи", "2015", 379_411, 379_414),
        ("техники", "2017", 59_690, 59_689),
    ):
        assert staff(period=period, topic=topic) == stated
        assert sum(staff(region=code, period=period, topic=topic) for code in DISTRICTS) == summed
    for year in ("2010", *map(str, range(2015, 2025))):
        assert sum(staff(period=year, topic=t) for t in parts) == staff(
            period=year, topic="Численность персонала – всего"
        )


def test_researchers_with_a_degree(value, rows):
    assert value(RESEARCHERS, "4", period="2010", topic="Всего") == 105_114
    assert value(RESEARCHERS, "4", period="2024", topic="Всего") == 89_586
    blocks = collections.Counter(row["row_label"].partition(" > ")[0] for row in rows(RESEARCHERS, "1"))
    assert blocks == dict.fromkeys(("Исследователи", "имеют ученые степени", "доктора наук", "кандидата наук"), 77)
    assert {row["period"] for row in rows(RESEARCHERS, "1")} == {"2010", *map(str, range(2015, 2025))}


def test_2017_stands_twice_under_two_manuals_and_the_series_breaks_there(value, rows):
    third, fourth = (value(INNOVATION, "1", period="2017", variant=edition) for edition in ("3-й", "4-й"))
    assert (third, fourth) == (8.5, 14.605187775341275)
    russia = [row for row in rows(INNOVATION, "1") if row["region"] == "RU"]
    by_edition = {e: [r["period"] for r in russia if e in r["variant"]] for e in ("3-й", "4-й")}
    assert by_edition == {"3-й": [str(y) for y in range(2010, 2018)], "4-й": [str(y) for y in range(2017, 2025)]}
    assert [row["period"] for row in russia if row["flag"] == "break"] == ["2017"]


def test_the_slip_in_a_heading_is_put_right_and_told(reading, rows):
    assert [row["period"] for row in rows(INNOVATION, "2") if row["cell"] in ("I6", "J6", "K6")] == [
        "2022",
        "2023",
        "2024",
    ]
    told = [p for p in reading(INNOVATION).problems if p.place == "sheet `2`, cell J4"]
    assert [(problem.severity, problem.column) for problem in told] == [("warning", "period")]
    assert all("10) Без учета" in row["footnotes"] for row in rows(INNOVATION, "2") if row["cell"] == "J6")


def test_codes_of_activities_are_clean(rows):
    old = {row["activity_name"]: row["activity"] for row in rows(INNOVATION, "3")}
    assert [old[name] for name in ("добыча топливно-энергетических полезных ископаемых", "связь")] == ["CA", "64"]
    assert {"01.3", "DN+39.9", "45.25", "E"} <= set(old.values())
    new = {row["activity"] for row in rows(INNOVATION, "2")}
    assert {"10", "01.1", "H", "1323500.029.12", None} <= new
    assert {row["classification"] for row in rows(INNOVATION, "2")} == {"OKVED2"}
    assert {row["classification"] for row in rows(INNOVATION, "3")} == {"OKVED 2007"}


def test_shipments_are_of_the_activity_that_their_title_names(value, rows):
    for sheet, code, total in (("1", "C", 3_062_460), ("2", "D", 8_871_976), ("3", "E", 1_690_656)):
        assert {(row["activity"], row["classification"]) for row in rows(SHIPPED, sheet)} == {(code, "OKVED 2007")}
        assert value(SHIPPED, sheet, period="2005") == total
    assert len({row["indicator"] for sheet in "123" for row in rows(SHIPPED, sheet)}) == 1


def test_technologies_and_product_of_russia(value):
    assert (value(TECHNOLOGY, "3", period="2005"), value(TECHNOLOGY, "3", period="2024")) == (637, 2725)
    assert value(TECHNOLOGY, "3", period="2008") == 854
    assert (
        value(TECHNOLOGY, "1", period="2008", topic="Разработанные передовые производственные технологии - всего")
        == 787
    )
    assert value(PRODUCT, "9.1.", period="2000") == pytest.approx(5_753_671.6)
    assert value(PRODUCT, "9.1.", period="2017") == pytest.approx(74_926_791.6)


def test_titles_become_indicators_without_their_numbers(rows):
    topics = {sheet: {row["indicator"] for row in rows(PRODUCT, sheet)} for sheet in ("9.1.", "9.4.2.", "9.6.")}
    assert topics == {
        "9.1.": {"ВАЛОВОЙ РЕГИОНАЛЬНЫЙ ПРОДУКТ"},
        "9.4.2.": {f"{CONSUMPTION} > Расходы домашних хозяйств"},
        "9.6.": {"ВАЛОВОЕ НАКОПЛЕНИЕ ОСНОВНОГО КАПИТАЛА"},
    }
    assert {row["dimensions"] for row in rows(PRODUCT, "9.4.2.")} == {"basis=в текущих рыночных ценах"}


def test_notes_stand_on_the_cells_that_they_are_about(rows, reading):
    def notes(name, sheet, code, period):
        return {r["footnotes"] for r in rows(name, sheet) if (r["region"], r["period"]) == (code, period)}

    assert {note[:33] for note in notes(STAFF, "2", "RU-MOW", "2010")} == {"1) Информация по г. Москве и Моск"}
    crimea = notes(STAFF, "2", "UA-43", "2015")
    assert {note[:40] for note in crimea} == {"2) Разработка официальной статистической"}
    assert {note[:28] for note in notes(STAFF, "2", "FD-SI", "2015")} == {"3) Данные приведены в новом "}
    assert notes(STAFF, "2", "RU-BEL", "2015") == {None}
    assert [p.message[:29] for p in reading(STAFF).problems if p.column == "footnotes"] == [
        "note 3) is printed twice; the"
    ]
    two = next(r["footnotes"] for r in rows(STAFF, "2") if r["raw"] == "…4)" and r["period"] == "2024")
    assert [part[:2] for part in two.split(" | ")] == ["4)", "5)"]
    south = {r["footnotes"] for r in rows(SHIPPED, "1") if r["region"] == "FD-SO"}
    assert {note[:10] for note in south} == {"2) С 2014 "}


@pytest.mark.slow
def test_no_person_is_read(reading):
    for name in FILES:
        for table in reading(name).tables.values():
            text = str(table.to_pylist())
            for word in (
                "Кочнева",
                "Горева",
                "Прокофьева",
                "Ширяева",
                "Бабаян",
                "568-00-42",
                "563-00-42",
                "исполнител",
            ):
                assert word not in text


@pytest.fixture(scope="session")
def panel(folder):
    """Region and year to the row of a panel that others made from tables of Rosstat."""
    with (folder / "regions_rosstat_2000_2020_panel.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    found = {(regions_by_name(line["region_rus"], country="RU")[0].code, line["year"]): line for line in lines}
    assert len(found) == len(lines) == 1827
    return found


@pytest.mark.parametrize(
    ("column", "name", "sheet", "years", "n_equal", "n"),
    [
        # 60 pairs more than when counted before: five labels with Latin letters were not known then.
        ("mining", SHIPPED, "1", range(2005, 2017), 961 + 60, 962 + 60),
        ("manuf", SHIPPED, "2", range(2005, 2017), 963 + 60, 964 + 60),
        ("grp", PRODUCT, "9.1.", range(2000, 2016), 1337, 1337),
        ("grp", PRODUCT, "9.1.", range(2016, 2018), 0, 174),
    ],
)
def test_a_panel_made_by_others_has_the_same_values_where_it_is_of_the_same_edition(
    rows, panel, column, name, sheet, years, n_equal, n
):
    pairs = [
        (float(panel[row["region"], row["period"]][column]), row["value"])
        for row in rows(name, sheet)
        if int(row["period"]) in years
        and row["value"] is not None
        and panel.get((row["region"], row["period"]), {}).get(column, "NA") != "NA"
    ]
    assert len(pairs) == n
    assert sum(a == pytest.approx(b, rel=1e-6) for a, b in pairs) == n_equal


def test_products_of_other_offices_are_not_taken(shared_data):
    for name in ("statista/health_digital-health_worldwide_USD_en.xlsx", "treasury/fed_2019_0507011.xlsx"):
        assert rosstat.recognise_book(Book(open_source(Path(shared_data / "statistics" / name)))) == 0
