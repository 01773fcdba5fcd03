"""Tables like those of Rosstat, generated from a model: what does not matter does not change what is read."""

import dataclasses
import datetime as dt
import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.places import subjects
from smartspec.sources.opening import open_source
from smartspec.sources.publication import Problem
from smartspec.sources.sheets import as_text
from smartspec.sources.statistics import rosstat
from smartspec.sources.workbook import Book

SUBJECTS = [(one.code, one.name_ru) for one in subjects(okrugs=False)][:40]
SECTIONS = [
    ("", "Всего по обследуемым видам экономической деятельности"),
    ("B", "Добыча полезных ископаемых"),
    ("C", "Обрабатывающие производства"),
    ("F", "Строительство"),
]
CONFIDENTIAL = "Данные не публикуются в целях обеспечения конфиденциальности (282-ФЗ)"


@dataclasses.dataclass
class Model:
    """A table to be written: values by region, year and activity; `None` is secret, "-" absent, "" blank."""

    regions: list[tuple[str, str]]
    years: list[int]
    sections: list[tuple[str, str]]
    values: dict[tuple[str, int, str], float | str | None]
    noted_year: int = 0


@dataclasses.dataclass
class Layout:
    """How it is written: order of rows, empty rows and columns before places, numbers of the two notes."""

    order: list[int]
    empty_rows: frozenset[int] = frozenset()
    empty_columns: frozenset[int] = frozenset()
    notes: tuple[int, int] = (1, 2)
    fonts: bool = True
    merged: bool = True


class Writer:
    """Writes cells where empty rows and columns have moved them."""

    def __init__(self, book, layout):
        self.sheet, self.raised, self.layout = book.add_worksheet("1"), book.add_format({"font_script": 1}), layout

    def at(self, row, column):
        rows, columns = self.layout.empty_rows, self.layout.empty_columns
        return row + sum(one <= row for one in rows), column + sum(one <= column for one in columns)

    def put(self, row, column, value):
        self.sheet.write(*self.at(row, column), value)

    def put_noted(self, row, column, text, note):
        if self.layout.fonts:
            self.sheet.write_rich_string(*self.at(row, column), text, self.raised, f"{note})")
        else:
            self.put(row, column, f"{text} {note})")

    def headings(self, model):
        width = len(model.sections)
        for i, year in enumerate(model.years):
            first = 1 + i * width
            if width > 1 and self.layout.merged:
                self.sheet.merge_range(*self.at(3, first), *self.at(3, first + width - 1), "")
            if year == model.noted_year:
                self.put_noted(3, first, str(year), self.layout.notes[1])
            else:
                self.put(3, first, year)
            for j, (_, name) in enumerate(model.sections):
                self.put(4, first + j, name)

    def line(self, row, model, index):
        code, name = model.regions[index]
        self.put(row, 0, name)
        keys = [(code, year, section) for year in model.years for section, _ in model.sections]
        for column, key in enumerate(keys, 1):
            if model.values[key] is None:
                self.put_noted(row, column, "…", self.layout.notes[0])
            elif model.values[key] != "":
                self.put(row, column, model.values[key])


def write(model, layout):
    """The workbook of a model: link, title, unit, two rows of headings, the body, notes and a legend."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        writer = Writer(book, layout)
        writer.put(0, 0, "К содержанию")
        writer.put(1, 0, "Отгружено товаров по субъектам Российской Федерации")
        writer.put(2, 1, "(млн рублей)")
        writer.headings(model)
        for place, index in enumerate(layout.order):
            writer.line(5 + place, model, index)
        end, (secret, excluded) = 6 + len(layout.order), layout.notes
        for row, (number, text) in enumerate(
            sorted({secret: CONFIDENTIAL, excluded: "Без учета новых данных"}.items())
        ):
            writer.put(end + row, 0, f"{number}) {text}")
        writer.put(end + 2, 0, '"-" - явление отсутствует')
    return content.getvalue()


def read(content, tmp_path, *, name="x.xlsx", **changes):
    path = tmp_path / name
    path.write_bytes(content)
    file = dataclasses.replace(open_source(path), **changes)
    items = list(rosstat.read(file))
    rows = [row for item in items if hasattr(item, "to_pylist") for row in item.to_pylist()]
    accounts = [item for item in items if isinstance(item, rosstat.SheetAccount)]
    problems = [item for item in items if isinstance(item, Problem)]
    assert sum(account.accounted for account in accounts) == rosstat.count(file)
    assert sum(account.problems for account in accounts) == sum(p.severity == "error" for p in problems)
    return rows, accounts, problems


def expected(model):
    """Value and flag of each cell of a model."""
    meaning = {None: (None, "suppressed"), "-": (0.0, "zero"), "": (None, "blank")}
    return {
        key: meaning.get(v, (v, "ok")) if not isinstance(v, float) else (v, "ok") for key, v in model.values.items()
    }


@st.composite
def models(draw):
    regions = [("RU", "Российская Федерация")]
    regions += draw(st.lists(st.sampled_from(SUBJECTS), min_size=3, max_size=7, unique=True))
    first = draw(st.integers(2017, 2020))
    years = list(range(first, first + draw(st.integers(1, 4))))
    sections = SECTIONS[: draw(st.sampled_from([1, 3, 4]))]
    numbers = st.floats(-1e9, 1e12, allow_nan=False).map(lambda x: round(x, 2) + 0.0)
    numbers = st.one_of(numbers, st.integers(1995, 2030).map(float))  # values that could be years
    cells = st.one_of(numbers, numbers, st.sampled_from([None, "-", ""]))
    values = {(c, y, s): draw(cells) for c, _ in regions for y in years for s, _ in sections}
    for code, _ in regions:
        values[code, years[0], ""] = draw(numbers)
    for year in years:
        for section, _ in sections:
            values["RU", year, section] = draw(numbers)
    return Model(regions, years, sections, values, draw(st.sampled_from([0, *years])))


@st.composite
def layouts(draw, model):
    n, width = len(model.regions), 1 + len(model.years) * len(model.sections)
    return Layout(
        draw(st.permutations(range(n))),
        draw(st.frozensets(st.integers(0, 6 + n), max_size=4)),
        draw(st.frozensets(st.integers(0, width), max_size=3)),
        draw(st.sampled_from([(1, 2), (2, 1), (3, 11), (12, 4)])),
        draw(st.booleans()),
    )


@given(st.data())
@settings(max_examples=60)
def test_order_empty_rows_and_columns_and_numbers_of_notes_do_not_matter(tmp_path_factory, data):
    model = data.draw(models())
    layout = data.draw(layouts(model))
    rows, accounts, problems = read(write(model, layout), tmp_path_factory.mktemp("x"))
    assert [p for p in problems if p.severity != "note"] == []
    names = {name: code for code, name in SECTIONS}
    found = {
        (row["region"], int(row["period"]), names[row["activity_name"]] if len(model.sections) > 1 else ""): (
            row["value"],
            row["flag"],
        )
        for row in rows
    }
    assert len(rows) == len(found)
    assert found == expected(model)
    assert {row["unit"] for row in rows} == {"млн рублей"}
    assert accounts[0].left_out == 1
    excluded = f"{layout.notes[1]}) Без учета новых данных"
    for row in rows:
        assert (excluded in (row["footnotes"] or "")) == (int(row["period"]) == model.noted_year)
        assert (CONFIDENTIAL in (row["footnotes"] or "")) == (row["flag"] == "suppressed")


def simple(**changes):
    regions = [("RU", "Российская Федерация"), *SUBJECTS[:6]]
    values = {(code, year, ""): 100.0 + i + year for i, (code, _) in enumerate(regions) for year in (2021, 2022, 2023)}
    return dataclasses.replace(Model(regions, [2021, 2022, 2023], SECTIONS[:1], values), **changes)


def table(cells, *, merged=()):
    """A workbook of one sheet from rows of cells; a function is called with the sheet and its place."""
    return tables({"1": cells}, merged=merged)


def tables(sheets, *, merged=()):
    """A workbook of several sheets."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(cells):
                for column, value in enumerate(line):
                    if callable(value):
                        value(sheet, row, column, book)
                    elif value is not None:
                        sheet.write(row, column, value)
            for area in merged:
                sheet.merge_range(*area)
    return content.getvalue()


HEAD = [["К содержанию"], ["Число организаций по субъектам Российской Федерации"], [None, "(единиц)"]]
NAMES = ["Российская Федерация", *[name for _, name in SUBJECTS[:5]]]


def body(columns=2):
    return [[name, *[float(10 * i + j) for j in range(columns)]] for i, name in enumerate(NAMES)]


def recognised(content, tmp_path):
    path = tmp_path / "y.xlsx"
    path.write_bytes(content)
    return rosstat.recognise_book(Book(open_source(path)))


def test_a_generated_table_is_recognised_and_a_bare_one_is_left_to_others(tmp_path):
    assert recognised(write(simple(), Layout(list(range(7)))), tmp_path) >= 0.5
    assert recognised(table([[None, 2021, 2022], *body()]), tmp_path) < 0.5


KAZAKH = ["Республика Казахстан", "Акмолинская область", "Актюбинская область", "Атырауская область",
          "Западно-Казахстанская область", "Карагандинская область", "г. Астана"]  # fmt: skip
POLISH = ["Polska", "Dolnośląskie", "Kujawsko-Pomorskie", "Lubelskie", "Lubuskie", "Łódzkie", "Małopolskie", "Śląskie"]
POLISH_RU = [
    "Польша",
    "Нижнесилезское воеводство",
    "Люблинское воеводство",
    "Мазовецкое воеводство",
    "Силезское воеводство",
]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (KAZAKH, "Объем промышленного производства по регионам Республики Казахстан, млн. тенге"),
        (POLISH_RU, "Валовой региональный продукт по воеводствам, млн. злотых"),
        (POLISH, "Produkt krajowy brutto według województw"),
    ],
)
def test_regions_of_another_country_are_refused_by_name_and_never_taken_for_russian_ones(tmp_path, names, title):
    rows = [[title], [None, 2021, 2022], *[[name, 10.0 + i, 20.0 + i] for i, name in enumerate(names)]]
    content = table([*rows, [], ["1) Предварительные данные"]])
    assert recognised(content, tmp_path) == 0
    with pytest.raises(SourceError, match="no regions of Russia") as error:
        read(content, tmp_path)
    assert "`" + names[1] + "`" in error.value.problem or "`" + names[0] + "`" in error.value.problem
    assert "smartspec.toml" in error.value.hint


def test_a_table_of_districts_of_one_region_is_kept_without_codes(tmp_path):
    names = ["Всего по области", "Азовский муниципальный район", "Омский муниципальный район", "г. Калачинск"]
    rows, _, _ = read(table([*HEAD, [None, 2021], *[[name, 5.0] for name in names]]), tmp_path)
    assert {row["row_label"] for row in rows} == set(names)


def test_numbers_as_text_are_numbers(tmp_path):
    values = ["1 444\xa0", "254 229,1", "\xa0-", "…", "12 8262)", "1.0 8)"]
    lines = [[name, value, 7.0] for name, value in zip(NAMES, values, strict=True)]
    notes = [["2) Без учета"], ["8) Оценка"]]
    rows, _, problems = read(table([*HEAD, [None, 2021, 2022], *lines, [], *notes]), tmp_path)
    found = [(row["value"], row["flag"]) for row in rows if row["period"] == "2021"]
    assert found == [(1444, "ok"), (254229.1, "ok"), (0, "zero"), (None, "missing"), (12826, "ok"), (1, "estimated")]
    assert [p.place for p in problems] == ["sheet `1`, cell B9"]


def test_cells_that_fit_nothing_are_listed_one_by_one_and_the_others_are_read(tmp_path):
    lines = body()
    lines[1][1] = "см. прил."
    lines[2][1] = True
    lines[3][2] = lambda sheet, row, column, book: sheet.write_datetime(
        row,
        column,
        dt.date(2024, 1, 31),
        book.add_format({"num_format": "dd.mm.yyyy"}),
    )
    lines[4][1] = lambda sheet, row, column, _: sheet.write_formula(row, column, "=1/0", None, "#DIV/0!")
    lines[5][2] = lambda sheet, row, column, _: sheet.write_formula(row, column, "=A1", None, "")
    rows, accounts, problems = read(table([*HEAD, [None, 2021, 2022], *lines]), tmp_path)
    errors = {p.place.rpartition(" ")[2]: p.message for p in problems if p.severity == "error"}
    assert sorted(errors) == ["B6", "B7", "B9", "C10", "C8"]
    assert ("#DIV/0!" in errors["B9"], "formula without a value" in errors["C10"]) == (True, True)
    assert len(rows) == 12 - 5
    assert (accounts[0].numbers, accounts[0].problems) == (7, 5)


def test_a_number_without_a_label_or_heading_is_no_data_in_silence(tmp_path):
    lines = [*HEAD, [None, 2021, 2022], *body()]
    lines[6].append(99.0)
    lines.insert(7, [None, 5.0, 6.0])
    rows, _, problems = read(table(lines), tmp_path)
    assert {p.place for p in problems if p.severity == "error"} == {"sheet `1`, cell B8", "sheet `1`, cell C8"}
    assert [p.message for p in problems if p.severity == "warning"] == ["nothing stands above this column"]
    assert [row["value"] for row in rows if row["cell"] == "D7"] == [99]


@pytest.mark.parametrize("fonts", [True, False])
def test_a_slip_in_a_year_is_put_right_by_its_neighbours(tmp_path, fonts):
    def slip(sheet, row, column, book):
        if fonts:
            sheet.write_rich_string(row, column, "202", book.add_format({"font_script": 1}), "1)")
        else:
            sheet.write(row, column, "2021)")

    lines = [*HEAD, [None, 2022, slip, 2024], *body(3), [], ["1) Без учета"]]
    rows, _, problems = read(table(lines), tmp_path)
    assert [row["period"] for row in rows[:3]] == ["2022", "2023", "2024"]
    assert [(p.severity, p.place) for p in problems] == [("warning", "sheet `1`, cell C4")]
    assert [bool(row["footnotes"]) for row in rows[:3]] == [False, True, False]


def test_a_year_that_neighbours_do_not_tell_stays_a_heading_with_a_warning(tmp_path):
    lines = [*HEAD, [None, 2019, "2021)", 2024], *body(3)]
    rows, _, problems = read(table(lines), tmp_path)
    assert [row["period"] for row in rows[:3]] == ["2019", None, "2024"]
    assert [p.severity for p in problems] == ["warning"]


def test_headings_of_six_rows_are_one_path(tmp_path):
    names = ["Персонал", "в том числе:", "исследователи", "из них:", "доктора наук"]
    headings = [[None, name] for name in names]
    merged = [(3 + i, 1, 3 + i, 2, name) for i, name in enumerate(names)]
    lines = [*HEAD, *headings, [None, 2021, 2022], *body()]
    rows, _, problems = read(table(lines, merged=merged), tmp_path)
    assert problems == []
    assert {row["indicator"] for row in rows} == {
        "Число организаций по субъектам Российской Федерации > Персонал > исследователи > доктора наук"
    }
    assert rows[1]["column_label"] == "Персонал > в том числе: > исследователи > из них: > доктора наук > 2022"


def test_headings_whose_merged_cells_are_lost_are_filled_from_the_left(tmp_path):
    model = simple(sections=SECTIONS[:3])
    model.values.update({(c, y, s): 1.5 for c, _ in model.regions for y in model.years for s, _ in model.sections})
    rows, _, problems = read(write(model, Layout(list(range(7)), merged=False)), tmp_path)
    assert problems == []
    assert {(row["period"], row["activity"]) for row in rows} == {
        (str(year), code or None) for year in model.years for code, _ in model.sections
    }


def test_quarters_and_months_under_years(tmp_path):
    lines = [*HEAD, [None, 2023, None, 2024, None], [None, "I квартал", "II квартал", "январь", "февраль"], *body(4)]
    rows, _, _ = read(table(lines, merged=[(3, 1, 3, 2, 2023), (3, 3, 3, 4, 2024)]), tmp_path)
    assert [row["period"] for row in rows[:4]] == ["2023-Q1", "2023-Q2", "2024-01", "2024-02"]


def test_two_tables_on_a_sheet_have_each_their_own_headings(tmp_path):
    second = [[name, 500.0 + i] for i, name in enumerate(NAMES)]
    lines = [*HEAD, [None, 2021, 2022], *body(), [], [None, 2030], *second]
    rows, _, problems = read(table(lines), tmp_path)
    assert problems == []
    assert {row["period"] for row in rows if row["value"] and row["value"] >= 500} == {"2030"}
    assert len(rows) == 3 * len(NAMES)


def test_a_year_in_the_title_holds_where_no_heading_has_one(tmp_path):
    lines = [
        ["Число организаций по субъектам Российской Федерации в 2023 году"],
        [None, "Всего", "из них малые"],
        *body(),
    ]
    rows, _, _ = read(table(lines), tmp_path)
    assert {row["period"] for row in rows} == {"2023"}


def test_the_legend_of_the_sheet_decides_and_the_usual_meaning_holds_without_one(tmp_path):
    lines = body()
    lines[1][1], lines[2][1], lines[3][1] = "...", "х", "-"
    for legend, flag in (([], "missing"), ([['"…" - данные не публикуются, 282-ФЗ']], "suppressed")):
        rows, _, _ = read(table([*HEAD, [None, 2021, 2022], *lines, [], *legend]), tmp_path)
        assert [row["flag"] for row in rows if row["cell"] in ("B6", "B7", "B8")] == [flag, "not-applicable", "zero"]


def test_a_region_that_is_not_known_keeps_its_row_and_gives_a_warning(tmp_path):
    lines = [*HEAD, [None, 2021, 2022], *body(), ["Атлантидская область", 3.0, 4.0]]
    rows, _, problems = read(table(lines), tmp_path)
    assert [(row["region"], row["region_name"]) for row in rows[-2:]] == [(None, "Атлантидская область")] * 2
    assert [(p.severity, p.column) for p in problems] == [("warning", "region")]


def test_persons_are_left_out_wherever_they_stand(tmp_path):
    lines = [*HEAD, [None, 2021, 2022], *body(), [], ["Исполнитель: Иванова А.А., тел. 8 (495) 568-00-42"]]
    rows, accounts, _ = read(table(lines), tmp_path)
    assert accounts[0].left_out == 2
    assert "Иванова" not in str(rows) + str(accounts)


def test_the_vintage_may_be_given_by_the_user(tmp_path):
    rows, _, _ = read(write(simple(), Layout(list(range(7)))), tmp_path, constants={"vintage": "2019"})
    assert {row["vintage"] for row in rows} == {"2019"}


def noted(text, number, bracket=")"):
    """A cell with the number of a note in superscript."""

    def write_noted(sheet, row, column, book):
        sheet.write_rich_string(row, column, text, book.add_format({"font_script": 1}), f"{number}{bracket}")

    return write_noted


def noted_label(lines):
    return [lines[0], [noted(lines[1][0], 1), *lines[1][1:]], *lines[2:]]


SHEETS = {
    "plain": [*HEAD, [None, 2021, 2022], *body()],
    "again": [*HEAD, [None, 2021, 2022], *body(), [], ["1) Предварительные данные"]],
    "noted year": [*HEAD, [None, 2021, noted("2022", 1)], *body(), [], ["1) Предварительные данные"]],
    "same note, other text": [*HEAD, [None, 2021, noted("2022", 1)], *body(), [], ["1) Без учета новых данных"]],
    "noted label": [*HEAD, [None, 2021, 2022], *noted_label(body()), [], ["1) Предварительные данные"]],
    "other title": [["К содержанию"], ["Число вузов, по субъектам"], [None, "(мест)"], [None, 2021, 2022], *body()],
    "a code first": [*HEAD, [None, "Код", 2022], *[[name, f"A{i}", 5.0] for i, name in enumerate(NAMES)]],
    "a mark first": [*HEAD, [None, 2021, 2022], [NAMES[0], "…", 2.0], *body()[1:]],
    "in blocks": [*HEAD, [None, 2021, 2022], ["Город"], *body(), ["Село"], *body()[1:]],
    "a glued note": [*HEAD, [None, 2021, "202210"], *body(), [], ["10) Предварительные данные"]],
    "a raised note": [*HEAD, [None, 2021, noted("20221", 0, "")], *body(), [], ["0) Предварительные данные"]],
    "sections": [*HEAD, [None, "Строительство", "Образование"], *body()],
    "sections then": [*HEAD, [None, "Строительство", "Образование"], *body(), [], ["1) По ОКВЭД ОК 029-2007"]],
    "sections now": [*HEAD, [None, "Строительство", "Образование"], *body(), [], ["1) По ОКВЭД2 ОК 029-2014"]],
    "sections of 2017": [*HEAD, ["", 2017, None], [None, "Строительство", "Образование"], *body()],
    "one": [*HEAD, [None, 1, 2022], *body()],
    "a truth": [*HEAD, [None, True, 2022], *body()],
}


def test_a_sheet_says_the_same_alone_and_among_sheets_that_repeat_its_headings(tmp_path):
    alone = {name: read(tables({name: cells}), tmp_path) for name, cells in SHEETS.items()}
    rows, accounts, problems = read(tables(SHEETS), tmp_path)
    for name, (own_rows, own_accounts, own_problems) in alone.items():
        assert [row for row in rows if row["sheet"] == name] == own_rows
        assert [account for account in accounts if account.sheet == name] == own_accounts
        assert [problem for problem in problems if f"`{name}`" in problem.place] == own_problems


def test_cells_are_kept_as_written_whatever_their_size(tmp_path):
    values = [1e15, 123456789012345.6, 20737149795.416195, 9999999999.5, 0.0001, 0.00002, -0.0, -7.25, 1e22, 2.0]
    lines = [[name, value, 1.0] for name, value in zip([NAMES[0], *[n for _, n in SUBJECTS[:9]]], values, strict=True)]
    rows, _, _ = read(table([*HEAD, [None, 2021, 2022], *lines]), tmp_path)
    found = [row for row in rows if row["period"] == "2021"]
    assert [row["value"] for row in found] == pytest.approx(values, rel=1e-15)
    assert [row["raw"] for row in found] == [as_text(row["value"] + 0.0) for row in found]
