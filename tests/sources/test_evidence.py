"""Cells in their sheets: what is shown at an address is what the reader read there, with its headings in sight."""

import dataclasses
import functools
import gzip
import re
import time
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.sources import evidence_plane
from smartspec.sources.evidence import surroundings
from smartspec.sources.evidence_headings import Data
from smartspec.sources.evidence_plane import Plane, place_of
from smartspec.sources.evidence_window import Window, window_of
from smartspec.sources.observation import cell_address
from smartspec.sources.opening import open_source
from smartspec.sources.reading import read_file
from smartspec.sources.sheets import is_workbook
from smartspec.sources.workbook import Book

QUICK = [
    "europe/nuts_counts_WIND_1.tsv.gz",
    "eurostat/sbs_nuts2_nace2_employment_2014.csv",
    "rosstat/findatalab_innovations_1.xls",
    "rosstat/findatalab_nauka_2.xls",
    "rosstat/findatalab_nauka_3.xls",
    "rosstat/findatalab_otgruzka_C_D_E_sub.xlsx",
    "rosstat/findatalab_ppt-1.xlsx",
    "rosstat/regions_russia_2019_sec9_GRP.xlsx",
    "rosstat/ru_grp_structure_by_okved_section_2005_2012.csv",
    "sdmx/M.USD.EUR.SP00.A.xml",
    "sdmx/data-PART2-all-all.json",
    "sdmx/exr-time-series.json",
    "sdmx/flat.json",
    "statista/health_digital-health_worldwide_USD_en.xlsx",
    "statista/statista_2024.csv",
]
SLOW = [
    "emiss/fedstat_example.xml",
    "europe/nuts_counts_PV_2.tsv.gz",
    "eurostat/estat_nama_10r_3gdp.tsv.gz",
    "openalex_ru/openalex_rus_reg_2025-08-15.csv",
    "rosstat/Nal_of_pus_reg-2024.xlsx",
    "rosstat/regions_rosstat_2000_2020_panel.csv",
    "treasury/fed_2019_0507011.xlsx",
]
#: Headings that the reader mended, as its warning says: what stands in the file is shown.
MENDED = {("rosstat/findatalab_innovations_1.xls", "2", "J"): ("2023", "20210")}
DIGITS = "0123456789"
FILES = [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


@functools.cache
def reading_of(path):
    return read_file(path)


def opened(path):
    file = open_source(path)
    return dataclasses.replace(file, book=Book(file)) if is_workbook(file.head) else file


def folded(text):
    return re.sub(r"\W+", "", text).lower()


def spread(rows, n):
    """About n rows from all parts of a file, at steps that fit no width of a table."""
    return rows[:: max(1, len(rows) // n) | 1]


def out_of_sight(shown, row, mended):
    """Labels of an observation that stand in no cell shown."""
    texts = " ".join(folded(cell.text) for cell in shown.cells)
    labels = [part for side in ("row_label", "column_label") for part in (row[side] or "").split(" > ")]
    if mended and mended[1] in texts:
        labels.remove(mended[0])
    return [label for label in labels if folded(label) not in texts]


def data_in(rows, sheet):
    places = [place_of(row["cell"]) for row in rows if row["sheet"] == sheet]
    return Data({row for row, _ in places}, {column for _, column in places})


@pytest.mark.parametrize("name", FILES)
def test_the_text_at_an_address_is_what_was_read_there_and_its_labels_are_in_sight(shared_data, name):
    path = shared_data / "statistics" / name
    reading = reading_of(path)
    rows = reading.tables["observations"].to_pylist()
    file, known = opened(path), {}
    for row in spread(rows, 25):
        sheet = row["sheet"]
        is_table = not row["cell"].startswith("/")
        if is_table and sheet not in known:
            known[sheet] = data_in(rows, sheet)
        shown = surroundings(file, sheet, row["cell"], reader=reading.format, data=known.get(sheet))
        assert shown.text.strip() == row["raw"].strip(), row["cell"]
        if is_table:
            assert out_of_sight(shown, row, MENDED.get((name, sheet, row["cell"].rstrip(DIGITS)))) == [], row["cell"]
        else:
            assert any(row["raw"] in line.text for line in shown.lines if line.wanted)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in QUICK if "rosstat" in name and name.endswith(("xls", "xlsx"))])
def test_headings_are_found_by_the_numbers_too_where_nobody_has_read_the_file(shared_data, name):
    path = shared_data / "statistics" / name
    rows = [r for r in reading_of(path).tables["observations"].to_pylist() if r["value"] is not None]
    file = opened(path)
    for row in spread(rows, 40):
        shown = surroundings(file, row["sheet"], row["cell"])
        mended = MENDED.get((name, row["sheet"], row["cell"].rstrip(DIGITS)))
        assert out_of_sight(shown, row, mended) == [], row["cell"]


def test_raised_notes_stay_told_apart_from_the_year_before_them(shared_data):
    file = opened(shared_data / "statistics" / "rosstat" / "findatalab_nauka_2.xls")
    shown = surroundings(file, "2", "L40")
    heading = next(cell for cell in shown.cells if (cell.row, cell.column) == (7, 11))
    assert heading.runs == (("2023", False), ("5)", True))
    merged = next(cell for cell in shown.cells if cell.text.startswith("в том числе"))
    assert (merged.row, merged.column) == (5, 13), "the part of M5:… that is shown"


@pytest.fixture
def workbook(tmp_path):
    """A sheet of 40 rows and 30 columns below two merged headings, with a raised note and a failed formula."""
    path = tmp_path / "made.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, raised = book.add_worksheet("данные"), book.add_format({"font_script": 1})
    sheet.write(0, 0, "A title over the whole sheet")
    sheet.merge_range(1, 0, 2, 0, "Region")
    sheet.merge_range(1, 1, 1, 29, "Million roubles")
    for column in range(1, 30):
        sheet.write_number(2, column, 1990 + column)
    sheet.write_rich_string(2, 20, "2010", raised, "1)")
    for row in range(3, 40):
        sheet.write(row, 0, f"Region {row}")
        for column in range(1, 30):
            sheet.write_number(row, column, row * 1000 + column)
    sheet.write_formula(20, 20, "=1/0", None, "#DIV/0!")
    book.add_worksheet("empty")
    book.close()
    return path


def test_a_window_holds_what_lies_near_and_the_headings_and_labels_that_lie_far(workbook):
    shown = surroundings(opened(workbook), "данные", "U31", rows=2, columns=1)
    assert shown.sheets == ("данные", "empty")
    assert shown.rows == (1, 2, 3, 29, 30, 31, 32, 33)
    assert shown.columns == (1, 20, 21, 22)
    assert (shown.headings, shown.labels) == ((1, 2, 3), (1,))
    assert shown.text == "30020"
    cells = {(cell.row, cell.column): cell for cell in shown.cells}
    assert (cells[2, 20].text, cells[2, 20].last_column) == ("Million roubles", 22)
    assert (cells[2, 1].text, cells[2, 1].last_row) == ("Region", 3)
    assert cells[3, 21].runs == (("2010", False), ("1)", True))
    assert cells[31, 1].text == "Region 30"
    body = shown.body()
    assert body["letters"] == ["A", "T", "U", "V"]


def test_a_failed_formula_is_shown_as_what_it_says(workbook):
    shown = surroundings(opened(workbook), "данные", "U21", rows=0, columns=0)
    assert (shown.text, [cell.kind for cell in shown.cells if cell.row == 21]) == ("#DIV/0!", ["text", "fault"])


@pytest.mark.parametrize(
    ("sheet", "cell", "words"),
    [
        ("None", "A1", "there is no sheet `None`"),
        ("данные", "A41", "there is no cell `A41`"),
        ("данные", "ZZ1", "there is no cell `ZZ1`"),
        ("empty", "A1", "there is no cell `A1`"),
        ("данные", "12C", "no address"),
        ("данные", "", "no address"),
        ("данные", "/a/b", "is a spreadsheet"),
    ],
)
def test_a_place_that_is_not_there_is_said_so(workbook, sheet, cell, words):
    with pytest.raises(SourceError, match=words):
        surroundings(opened(workbook), sheet, cell)


def test_the_first_sheet_is_shown_where_none_is_named(workbook):
    assert surroundings(open_source(workbook), "", "B4").text == "3001"


def test_a_cut_workbook_is_refused_with_its_name(workbook):
    workbook.write_bytes(workbook.read_bytes()[:2000])
    with pytest.raises(SourceError, match=r"made\.xlsx"):
        surroundings(open_source(workbook), "", "B4")


TEXT = 'region;note;2020;2021\nRU-A;"two\nlines";1,5;2\n\nRU-B;x;"3;1";\nRU-C;y;5;6\n'


def test_rows_of_a_text_are_named_by_the_lines_on_which_they_begin(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(TEXT, encoding="cp1251")
    shown = surroundings(open_source(path), "", "C5")
    assert shown.text == "3;1"
    assert shown.rows == (1, 2, 5, 6)
    assert shown.headings == (1,)
    assert {(c.row, c.column): c.text for c in shown.cells}[2, 2] == "two\nlines"
    with pytest.raises(SourceError, match="no row begins on line 3"):
        surroundings(open_source(path), "", "C3")
    with pytest.raises(SourceError, match="there is no sheet"):
        surroundings(open_source(path), "1", "C5")


def test_compressed_files_and_members_of_archives_show_the_same(tmp_path):
    (tmp_path / "own.csv").write_text(TEXT, encoding="utf-8")
    (tmp_path / "own.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        archive.writestr("in/own.csv", TEXT)
    plain = surroundings(open_source(tmp_path / "own.csv"), "", "C6")
    assert surroundings(open_source(tmp_path / "own.csv.gz"), "", "C6") == plain
    assert surroundings(open_source(tmp_path / "own.zip", member="in/own.csv"), "", "C6") == plain


def test_a_row_deep_in_a_long_text_comes_with_the_heading_and_without_what_lies_between(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("region,value\n" + "".join(f"RU-{n},{n}\n" for n in range(2, 20_002)), encoding="utf-8")
    shown = surroundings(open_source(path), "", "B15000", rows=2)
    assert (shown.text, shown.rows) == ("15000", (1, 14998, 14999, 15000, 15001, 15002))
    assert shown.n_rows is None


def test_a_parquet_file_is_a_sheet_whose_first_row_is_its_heading(tmp_path):
    path = tmp_path / "own.parquet"
    pq.write_table(pa.table({"region": [f"RU-{n}" for n in range(300)], "value": range(300)}), path, row_group_size=70)
    shown = surroundings(open_source(path), "", "B152", rows=1)
    assert (shown.text, shown.rows, shown.n_rows) == ("150", (1, 151, 152, 153), 301)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="Parquet file that cannot be read"):
        surroundings(open_source(path), "", "B152")


XML = """<?xml version="1.0"?><!-- <Obs value="no"/> --><m:GenericData xmlns:m="u"><m:DataSet>
<s:Series><s:Key><s:Value id="A" value="1"/></s:Key><s:Obs><s:ObsValue value="7.10"/></s:Obs></s:Series>
<s:Series><s:Obs OBS_VALUE='1 &gt; 0'/><s:Obs><s:Time>2020</s:Time><s:ObsValue
  value="8.20"/></s:Obs><s:Obs OBS_STATUS="M"/></s:Series></m:DataSet></m:GenericData>"""


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("/GenericData/DataSet/Series[1]/Obs[1]", "7.10", 2),
        ("/GenericData/DataSet/Series[2]/Obs[2]", "8.20", 3),
        ("/GenericData/DataSet/Series[2]/Obs[3]", "M", 4),
    ],
)
def test_an_element_is_found_by_its_path_and_shown_among_its_neighbours(tmp_path, path, text, line):
    file = tmp_path / "a.xml"
    file.write_text(XML, encoding="utf-8")
    shown = surroundings(open_source(file), "", path)
    wanted = [one for one in shown.lines if one.wanted]
    assert (shown.text, wanted[0].number) == (text, line)
    assert shown.lines[0].text.startswith("<m:GenericData")
    assert shown.lines[-1].text == "</GenericData>"
    assert "no" not in "".join(one.text for one in shown.lines)
    if path.endswith("Series[1]/Obs[1]"):
        assert any('id="A"' in one.text for one in shown.lines), "what holds for the series is in sight"


def test_damaged_xml_ends_in_a_message_and_in_little_time(tmp_path):
    file = tmp_path / "a.xml"
    file.write_text("<a>" + '<b x="' * 60_000, encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(SourceError, match="there is no element"):
        surroundings(open_source(file), "", "/a/b[3]")
    assert time.perf_counter() - started < 5


JSON = '{"a/b": [{"value": {"x": 1, "y": 40.3000, "z": null}, "long": [' + ",".join(map(str, range(50))) + "]}]}"


@pytest.mark.parametrize(
    ("pointer", "text"), [("/a~1b/0/value/y", "40.3000"), ("/a~1b/0/value/z", "null"), ("/a~1b/0/long/25", "25")]
)
def test_a_value_of_json_is_shown_as_written_among_the_members_beside_it(tmp_path, pointer, text):
    file = tmp_path / "a.json"
    file.write_text(JSON, encoding="utf-8")
    shown = surroundings(open_source(file), "", pointer)
    assert shown.text == text
    assert [one.text.split(":")[-1].strip() for one in shown.lines if one.wanted] == [text]
    assert len(shown.lines) < 25
    if pointer.endswith("25"):
        assert [one.text.strip() for one in shown.lines if one.gap] == ["… 22", "… 21"]


@pytest.mark.parametrize("pointer", ["/a~1b/1", "/a~1b/x", "/nothing", "/a~1b/0/value/y/deeper"])
def test_a_pointer_to_nothing_is_said_so(tmp_path, pointer):
    file = tmp_path / "a.json"
    file.write_text(JSON, encoding="utf-8")
    with pytest.raises(SourceError, match="there is nothing at"):
        surroundings(open_source(file), "", pointer)


def test_larger_files_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence_plane, "MOST_BYTES", 10)
    file = tmp_path / "a.csv"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError, match="is larger than"):
        surroundings(open_source(file), "", "A1")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv.gz", "xml", "json", "parquet"])
def test_a_damaged_file_is_shown_or_refused_and_nothing_else(workbook, tmp_path, kind):
    pq.write_table(pa.table({"region": [f"RU-{n}" for n in range(50)], "value": range(50)}), tmp_path / "a.parquet")
    cells = {"xml": "/GenericData/DataSet/Series[2]/Obs[2]", "json": "/a~1b/0/value/y"}
    contents = {
        "csv": TEXT.encode(),
        "csv.gz": gzip.compress(TEXT.encode()),
        "xml": XML.encode(),
        "json": JSON.encode(),
    }
    contents |= {"xlsx": workbook.read_bytes(), "parquet": (tmp_path / "a.parquet").read_bytes()}
    whole, path = contents[kind], tmp_path / f"damaged.{kind}"
    outcomes = set()
    for number in range(40):
        place = number * len(whole) // 40
        cut, flipped = whole[:place], bytearray(whole)
        flipped[place] ^= 1 << number % 8
        for content in (cut, bytes(flipped), whole[:place] + whole[place + 9 :]):
            path.write_bytes(content)
            try:
                shown = surroundings(open_source(path), "", cells.get(kind, "B5"))
            except SourceError:
                outcomes.add("refused")
            else:
                outcomes.add("shown")
                assert shown.body()["text"] == shown.text
    assert "refused" in outcomes


CELLS = st.sampled_from(["", "", "1", "2020", "12,5", "Region", "of which", "…"])


@given(
    st.integers(1, 12).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    st.data(),
)
def test_whatever_the_sheet_the_cell_and_all_that_is_near_are_shown_in_order(rows, data):
    width = len(rows[0])
    place = data.draw(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, width - 1)))
    corners = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, width - 1))
    ends = [data.draw(corners), data.draw(corners)]
    first, last = tuple(map(min, *ends)), tuple(map(max, *ends))
    plane = Plane(dict(enumerate(rows)), len(rows), width, merged=((first, last),))
    around = data.draw(st.integers(0, 3))
    shown = window_of(plane, place, rows=around, columns=around)
    assert isinstance(shown, Window)
    assert (shown.cell, shown.text) == (cell_address(*place), rows[place[0]][place[1]])
    near = range(max(0, place[0] - around), min(len(rows), place[0] + around + 1))
    assert {row + 1 for row in near} <= set(shown.rows)
    assert list(shown.rows) == sorted(set(shown.rows))
    assert list(shown.columns) == sorted(set(shown.columns))
    taken = [
        (row, column)
        for cell in shown.cells
        for row in shown.rows
        if cell.row <= row <= cell.last_row
        for column in shown.columns
        if cell.column <= column <= cell.last_column
    ]
    assert len(taken) == len(set(taken)), "no two cells lie on each other"
    held = {(cell.row, cell.column) for cell in shown.cells}
    for row in shown.rows:
        for column in shown.columns:
            inside = first[0] < row <= last[0] + 1 and first[1] < column <= last[1] + 1
            assert inside or ((row, column) in held) == bool(rows[row - 1][column - 1].strip())
