"""EMISS: the real SDMX download, the same table as a workbook, zeros that mean not covered, and no persons."""

import re
from collections import Counter, defaultdict

import pytest
import xlsxwriter

from smartspec.errors import SourceError
from smartspec.places import region, subject_codes
from smartspec.sources.reading import read_file

PASSPORT = [
    ("Наименование показателя", "Численность женщин"),
    ("Код показателя", "33459"),
    ("Единица измерения", "человек"),
    ("Дата последнего обновления", "15.04.2025"),
    ("Методология", "по пособию; вопросы: a.b@example.org"),
    ("Ответственный", "Иванова И.И."),
    ("Контакты", "(495) 111-22-33 (доб. 4) ivanova@example.org"),
]
AREA = "Классификатор объектов административно-территориального деления (ОКАТО)"


@pytest.fixture(scope="module")
def path(statistics):
    return statistics / "emiss" / "fedstat_example.xml"


@pytest.fixture(scope="module")
def women(path, read_as):
    return read_as("emiss_xml", path)


@pytest.fixture(scope="module")
def series(path):
    """Code, year and value of every series, by the tags alone."""
    pattern = (
        r'concept="s_OKATO" value="(\d+)".*?<generic:Time>(\d+)</generic:Time>\s*<generic:ObsValue value="([^"]*)"'
    )
    return re.findall(pattern, path.read_text("utf-8"), re.DOTALL)


def test_every_series_of_the_real_file_is_read(women, series, found_again):
    assert len(series) == len(women.rows) == 3_507
    assert women.problems == []
    pairs = zip(women.rows, series, strict=True)
    assert [(row["row_label"].split(" > ")[1].split()[0], row["period"], row["raw"]) for row, _ in pairs] == series
    assert len({code for code, _, _ in series}) == 117
    assert len({row["period"] for row in women.rows}) == 36
    assert {row["dimensions"] for row in women.rows} == {
        "Возраст=Всего; Тип поселения=все население; Период=на 1 января"
    }
    assert found_again(women) == []
    assert women.rows[11]["cell"] == "/GenericData/DataSet/Series[12]/Obs[1]"


def test_russia_and_what_the_passport_says(women):
    russia = {row["period"]: row["value"] for row in women.rows if row["region"] == "RU"}
    assert (russia["1990"], russia["2025"]) == (78_549_601, 78_154_709)
    row, (account,) = women.rows[0], women.accounts
    assert row["indicator"] == "Численность постоянного населения - женщин по возрасту на 1 января"
    assert (row["unit"], row["vintage"], row["region_classification"]) == ("человек", "2025-04-15", "OKATO")
    assert account.title.startswith("33459 ")
    assert "DataRange: 1990 to 2025" in account.description
    assert "released 29 июня, next 29.06.2026" in account.description


def test_districts_sum_to_russia_in_every_year(women):
    by_year = defaultdict(dict)
    for row in women.rows:
        if row["region"].startswith("FD-") or row["region"] == "RU":
            assert row["region"] not in by_year[row["period"]], "one composition a year"
            by_year[row["period"]][row["region"]] = row["value"]
    assert len(by_year) == 36
    numbers = {}
    for year, values in by_year.items():
        russia = values.pop("RU")
        numbers[year] = (len(values), sum(values.values()) - russia)
    assert (numbers["1990"], numbers["2025"]) == ((7, 0), (8, 0))
    # for 2003 the file has no figure of the Southern district, in either composition
    assert {year: rest for year, rest in numbers.items() if rest[1]} == {"2003": (6, -12_159_188)}


def test_districts_carry_the_time_of_their_composition_and_economic_areas_their_own_codes(women):
    southern = Counter(row["variant"] for row in women.rows if row["region"] == "FD-SO")
    assert southern == {"по 2009 год": 13, "с 2010 года": 8, "с 29.07.2016": 14}
    assert {row["region_name"] for row in women.rows if row["region"] == "FD-SO"} == {"Южный федеральный округ"}
    areas = {row["region"] for row in women.rows if row["region"].startswith("EA-")}
    assert areas == {f"EA-{number:03}" for number in range(50, 61)}


def test_codes_of_subjects_overlap_with_totals_by_what_the_file_shows(women):
    rows = [row for row in women.rows if row["period"] == "2025" and re.search(r"> \d{11} ", row["row_label"])]
    russia = next(row["value"] for row in women.rows if (row["region"], row["period"]) == ("RU", "2025"))
    assert sum(row["value"] for row in rows) - russia == 2_601_655
    values = {row["region"]: row["value"] for row in rows}
    assert values["RU-ARK"] == values["RU-ARK-0"] + values["RU-NEN"]
    assert values["RU-TYU"] == values["RU-TYU-0"] + values["RU-KHM"] + values["RU-YAN"]
    single = [code for code in values if region(code).kind == "subject"]
    assert sum(values[code] for code in single) == russia
    assert set(single) == set(subject_codes("rosstat-2014")) - {"RU-NEN", "RU-KHM", "RU-YAN"}


def test_the_six_zeros_of_crimea_and_sevastopol_are_not_covered(women):
    without = {(row["region"], row["period"]): row for row in women.rows if row["flag"] == "not-covered"}
    assert set(without) == {(code, year) for code in ("UA-43", "UA-40") for year in ("2012", "2013", "2014")}
    assert women.flags == {"ok": 3_501, "not-covered": 6}
    assert {row["value"] for row in without.values()} == {None}
    assert {row["raw"] for row in without.values()} == {"0"}
    assert (
        without["UA-43", "2014"]["footnotes"] == "0 stands for not covered: `UA-43` is in the tables from 2014-03-18 on"
    )
    later = [row for row in women.rows if (row["region"], row["period"]) == ("UA-43", "2015")]
    assert [row["flag"] for row in later] == ["ok"]


def test_no_person_is_in_any_table(women, path):
    person = re.search(
        r"<Responsible>\s*<Name[^>]*>([^<]+)<.*?<Contacts[^>]*>([^<]+)<", path.read_text("utf-8"), re.DOTALL
    )
    everything = repr(women.rows) + repr(women.accounts) + repr(women.problems)
    for piece in (person[1].split()[0], *person[2].split()):
        assert len(piece) < 5 or piece not in everything
    assert "@" not in everything
    assert women.accounts[0].left_out == 2


def test_it_is_recognised_by_its_content(path, tmp_path):
    (tmp_path / "a").write_bytes(path.read_bytes())
    reading = read_file(tmp_path / "a")
    assert (reading.format, reading.records_in_file, reading.records_read) == ("emiss_xml", 3_507, 3_507)


SERIES = """<generic:Series><generic:SeriesKey><generic:Value concept="s_OKATO" value="{code}"/>{more}
</generic:SeriesKey><generic:Attributes><generic:Value concept="EI" value="{unit}"/><generic:Value concept="PERIOD"
 value="{words}"/></generic:Attributes><generic:Obs><generic:Time>{time}</generic:Time>
<generic:ObsValue value="{value}"/></generic:Obs></generic:Series>"""


def message(*series, lists=""):
    parts = [SERIES.format(**{"unit": "руб", "words": "год", "more": "", **one}) for one in series]
    return (
        '<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message" xmlns:generic="urn:g"'
        f' xmlns:structure="urn:s"><CodeLists>{lists}</CodeLists>'
        '<Description><Indicator id="7" name="Имя"/></Description>'
        f"<DataSet>{''.join(parts)}</DataSet></GenericData>"
    )


@pytest.mark.parametrize(
    ("words", "period", "rest"),
    [
        ("январь", "2023-01", None),
        ("май", "2023-05", None),
        ("март", "2023-03", None),
        ("I квартал", "2023-Q1", None),
        ("4 квартал", "2023-Q4", None),
        ("II полугодие", "2023-S2", None),
        ("январь-март", "2023", "Период=январь-март"),
        ("на 1 января", "2023", "Период=на 1 января"),
        ("на 1 июля", "2023-07-01", None),
        ("на конец года", "2023", "Период=на конец года"),
        ("значение показателя за год", "2023", None),
        ("что-то иное", "2023", "Период=что-то иное"),
        ("12 неделя 2023", "2023", "Период=12 неделя 2023"),
        ("02 неделя ( на 16 января)", "2023-01-16", "Период=02 неделя ( на 16 января)"),
    ],
)
def test_periods_are_years_and_words(written, words, period, rest):
    (row,) = written("emiss_xml", message({"code": "643", "time": "2023", "value": "1", "words": words})).rows
    assert (row["period"], row["dimensions"], row["region"]) == (period, rest, "RU")


def test_decimals_may_be_commas_and_marks_are_told(written, found_again):
    values = ("1,5", "1.5", "1 234,5", "...", "-", "")
    read = written(
        "emiss_xml", message(*({"code": "643", "time": str(2000 + n), "value": v} for n, v in enumerate(values)))
    )
    assert [(row["value"], row["flag"]) for row in read.rows] == [
        (1.5, "ok"),
        (1.5, "ok"),
        (1234.5, "ok"),
        (None, "missing"),
        (0.0, "zero"),
        (None, "blank"),
    ]
    assert found_again(read) == []


def test_a_zero_is_kept_where_the_series_was_recalculated_for_the_years_before(written):
    sevastopol = [{"code": "67000000000", "time": time, "value": v} for time, v in (("2012", "0"), ("2013", "5"))]
    assert [row["flag"] for row in written("emiss_xml", message(*sevastopol)).rows] == ["ok", "ok"]
    alone = [{"code": "67000000000", "time": time, "value": v} for time, v in (("2012", "0"), ("2014", "0"))]
    assert [row["flag"] for row in written("emiss_xml", message(*alone)).rows] == ["not-covered", "ok"]
    gone = [{"code": "57100000000", "time": time, "value": "0"} for time in ("2003", "2010")]
    assert [row["flag"] for row in written("emiss_xml", message(*gone)).rows] == ["ok", "not-covered"]


def test_activities_are_told_by_code_or_by_name(written):
    names = {
        "1": "01.1 Выращивание однолетних культур",
        "2": "Деятельность профессиональная, научная и техническая",
        "3": "Всего",
    }
    codes = "".join(
        f'<structure:Code value="{code}"><structure:Description>{name}</structure:Description></structure:Code>'
        for code, name in names.items()
    )
    lists = f'<structure:CodeList id="s_OKVED2"><structure:Name>ОКВЭД2</structure:Name>{codes}</structure:CodeList>'
    more = '<generic:Value concept="s_OKVED2" value="{}"/>'
    series = [{"code": "643", "time": "2020", "value": "1", "more": more.format(code)} for code in names]
    rows = written("emiss_xml", message(*series, lists=lists)).rows
    assert [(row["activity"], row["activity_name"]) for row in rows] == [
        ("01.1", "Выращивание однолетних культур"),
        ("M", names["2"]),
        (None, "Всего"),
    ]
    assert {row["classification"] for row in rows} == {"OKVED2"}


def test_what_fits_nothing_is_kept_out_alone(written):
    series = [
        {"code": "643", "time": "2020", "value": "abc"},
        {"code": "643", "time": "год", "value": "1"},
        {"code": "643", "time": "2021", "value": "2"},
    ]
    read = written("emiss_xml", message(*series))
    assert [row["value"] for row in read.rows] == [2.0]
    assert [problem.place for problem in read.problems] == [
        "`/GenericData/DataSet/Series[1]/Obs[1]`",
        "`/GenericData/DataSet/Series[2]/Obs[1]`",
    ]


def test_a_file_without_series_says_what_to_do(written):
    with pytest.raises(SourceError, match="holds no series") as empty:
        written("emiss_xml", message())
    assert "choose years" in empty.value.hint


def workbook(target, rows, *, head, passport=PASSPORT, title="Численность женщин"):
    """A workbook of EMISS: a title, rows of headings, rows of values."""
    with xlsxwriter.Workbook(str(target)) as book:
        data, about = book.add_worksheet("Данные"), book.add_worksheet("Паспорт")
        data.merge_range(0, 0, 0, 5, title)
        for number, row in enumerate([*head, *rows], 2):
            data.write_row(number, 0, row)
        for number, row in enumerate(passport):
            about.write_row(number, 0, row)
    return target


def test_the_workbook_of_the_same_table_gives_the_same_values(women, tmp_path, read_as, found_again):
    years = sorted({row["period"] for row in women.rows})
    names = {(row["region_name"], row["variant"]): row for row in women.rows}
    values = {(row["region_name"], row["variant"], row["period"]): float(row["raw"]) for row in women.rows}
    rows = [
        [
            f"{name} ({variant})" if variant else name,
            "Всего",
            "все население",
            "на 1 января",
            *(values.get((name, variant, year), "") for year in years),
        ]
        for name, variant in names
    ]
    head = [[AREA, "Возраст", "Тип поселения", "Период", *years]]
    read = read_as("emiss_xlsx", workbook(tmp_path / "x.xlsx", rows, head=head))

    def figures(found):
        kept = ("region", "region_name", "variant", "period", "value", "unit", "flag", "dimensions", "vintage")
        return sorted(tuple(str(row[name]) for name in kept) for row in found.rows if row["flag"] != "blank")

    assert figures(read) == figures(women)
    assert len(read.rows) == len(names) * 36
    assert found_again(read) == []
    assert read.accounts[0].title == "33459 Численность женщин"


def test_months_under_years_rows_that_go_on_and_notes(tmp_path, read_as):
    head = [["", "", "2023", "", "2024", ""], ["ОКАТО", "Товар", "январь", "февраль", "январь", "февраль"]]
    rows = [
        ["643 Российская Федерация", "хлеб", 1, "2,5", "…", ""],
        ["Томская область", "хлеб", "х", 6, 7, "abc"],
        ["Примечание: предварительные данные", "", "", "", "", ""],
    ]
    read = read_as("emiss_xlsx", workbook(tmp_path / "x.xlsx", rows, head=head))
    assert [(row["region"], row["period"], row["value"], row["flag"]) for row in read.rows] == [
        ("RU", "2023-01", 1.0, "ok"),
        ("RU", "2023-02", 2.5, "ok"),
        ("RU", "2024-01", None, "missing"),
        ("RU", "2024-02", None, "blank"),
        ("RU-TOM", "2023-01", None, "not-applicable"),
        ("RU-TOM", "2023-02", 6.0, "ok"),
        ("RU-TOM", "2024-01", 7.0, "ok"),
    ]
    assert {row["dimensions"] for row in read.rows} == {"Товар=хлеб"}
    (problem,) = read.problems
    assert problem.place == "sheet `Данные` cell F6"
    assert read.accounts[0].notes == 1


def test_columns_of_dimensions_may_have_no_names(tmp_path, read_as, found_again):
    """As one indicator is exported for Russia alone: the title, the years two rows below, then the values."""
    rows = [["Российская Федерация", "все население", 146000000, 145500000.5]]
    read = read_as("emiss_xlsx", workbook(tmp_path / "x.xlsx", rows, head=[["", "", "2021", "2022"]]))
    assert [(row["region"], row["period"], row["value"], row["dimensions"]) for row in read.rows] == [
        ("RU", "2021", 146_000_000.0, "column 2=все население"),
        ("RU", "2022", 145_500_000.5, "column 2=все население"),
    ]
    assert found_again(read) == []


def test_a_workbook_is_recognised_by_its_two_sheets_and_its_persons_are_left_out(tmp_path, read_as):
    path = workbook(tmp_path / "x.xlsx", [["Томская область", 1]], head=[["ОКАТО", "2020"]])
    assert read_file(path).format == "emiss_xlsx"
    read = read_as("emiss_xlsx", path)
    everything = repr(read.rows) + repr(read.accounts)
    assert "Иванова" not in everything
    assert "111-22-33" not in everything
    assert "@" not in everything
    assert read.accounts[1].left_out == 4
    assert (read.rows[0]["unit"], read.rows[0]["vintage"]) == ("человек", "2025-04-15")


def test_a_workbook_without_years_says_so(tmp_path, read_as):
    with pytest.raises(SourceError, match="has no row of years"):
        read_as("emiss_xlsx", workbook(tmp_path / "x.xlsx", [["a", "b"]], head=[["c", "d"]]))
