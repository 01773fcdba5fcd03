"""Workbooks of every kind of trouble: one clear message each, and nothing lost of those that can be read."""

import datetime as dt
import io
import random
import zipfile
import zlib

import pytest
import xlsxwriter
import xlwt

from smartspec.errors import SourceError
from smartspec.sources import workbook_safety
from smartspec.sources.opening import open_source
from smartspec.sources.workbook import Book
from smartspec.sources.workbook_runs import NO_VALUE

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def links(*targets):
    parts = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{parts}</Relationships>'
    )


def package(sheet, *, strings="", styles=""):
    """A workbook of one sheet from the text of its parts."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def sheet_of(cells):
    rows = "".join(f'<row r="{number}">{text}</row>' for number, text in cells.items())
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


@pytest.fixture
def opened(tmp_path):
    def book(content, *, name="x.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return Book(open_source(path))

    return book


@pytest.fixture
def message(opened):
    """The one message that a file gives, when it is opened or when its first sheet is read."""

    def text(content, *, name="x.xlsx"):
        with pytest.raises(SourceError) as error:
            list(opened(content, name=name).sheets())
        assert error.value.place.startswith("`")
        assert error.value.hint
        return error.value.problem

    return text


def old_workbook(fill=lambda sheet: sheet.write(0, 0, 1.5), *, name="s"):
    book, content = xlwt.Workbook(), io.BytesIO()
    fill(book.add_sheet(name))
    book.save(content)
    return content.getvalue()


def new_workbook(fill, **options):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        fill(book)
    return content.getvalue()


def test_a_new_workbook_with_a_password_is_said_to_have_one(message):
    content = bytearray(old_workbook())
    start = content.index("Workbook\0".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    content[start : start + len(name)] = name
    assert message(bytes(content), name="x.xlsx") == "is protected by a password"


def test_an_old_workbook_with_a_password_is_said_to_have_one(message):
    content = bytearray(old_workbook())
    # The record that follows the beginning of the globals becomes FILEPASS: the rest is encrypted.
    start = content.index(b"\x09\x08\x10\x00")
    length = int.from_bytes(content[start + 2 : start + 4], "little")
    content[start + 4 + length : start + 6 + length] = (0x2F).to_bytes(2, "little")
    assert "password" in message(bytes(content), name="x.xls")


def test_a_part_of_a_zip_with_a_password_is_said_to_have_one(message):
    content = bytearray(package(sheet_of({})))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature)
        content[at + offset] |= 1
    assert "password" in message(bytes(content))


def test_a_directory_that_states_too_small_sizes_does_not_hide_a_bomb(message, monkeypatch):
    monkeypatch.setattr(workbook_safety, "LARGEST", 1 << 22)
    honest = package(sheet_of({1: '<c r="A1"><v>1</v></c>'}) + " " * (1 << 23))
    content = bytearray(honest)
    true_size = len(sheet_of({1: '<c r="A1"><v>1</v></c>'})) + (1 << 23)
    for _ in range(2):
        at = content.index(true_size.to_bytes(4, "little"))
        content[at : at + 4] = (999).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sum(part.file_size for part in archive.infolist()) < 1 << 22
    assert "unpacks to more than" in message(bytes(content))


def test_a_stray_cell_far_off_does_not_fill_the_memory(message):
    far = sheet_of({1: '<c r="A1"><v>1</v></c>', 1048576: '<c r="XFD1048576"><v>1</v></c>'})
    assert "uses 1048576 rows by 16384 columns" in message(package(far))


def test_a_long_sheet_is_not_taken_for_one_with_a_stray_cell(opened):
    content = new_workbook(lambda book: book.add_worksheet("s").write_column(0, 2, [1, *[None] * 20_000, 2]))
    assert opened(content).sheet("s").n_filled == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("\ufeff<html><body><table></table>".encode(), "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML format of 2003"),
        ("Регион;2020;2021\nОмская область;1;2\n".encode("cp1251"), "no workbook"),
    ],
)
@pytest.mark.parametrize("name", ["x.xls", "x.xlsx"])
def test_another_file_under_the_name_of_a_workbook_is_told_by_its_kind(message, content, words, name):
    assert words in message(content, name=name)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_workbook_is_one_clear_message(message, share):
    new = new_workbook(lambda book: book.add_worksheet("s").write_column(0, 0, range(500)))
    assert "cannot be read" in message(new[: int(share * len(new))])


def test_random_damage_gives_a_workbook_or_one_error_of_our_own(opened):
    draw = random.Random(7)  # noqa: S311
    new = new_workbook(lambda book: book.add_worksheet("s").write_column(0, 0, [f"text {i}" for i in range(60)]))
    old = old_workbook(lambda sheet: [sheet.write(i, 0, f"text {i}") for i in range(60)])
    outcomes = {"read": 0, "refused": 0}
    for turn in range(200):
        content = bytearray((new, old)[turn % 2])
        for _ in range(draw.randint(1, 12)):
            content[draw.randrange(8, len(content))] = draw.randrange(256)
        try:
            list(opened(bytes(content), name=("x.xlsx", "x.xls")[turn % 2]).sheets())
            outcomes["read"] += 1
        except SourceError:
            outcomes["refused"] += 1
    assert outcomes["read"] > 10
    assert outcomes["refused"] > 10


@pytest.mark.parametrize("part", ["strings", "sheet"])
def test_a_document_type_in_a_part_is_refused(message, part):
    declared = '<!DOCTYPE a [<!ENTITY b "c">]>'
    sheet = sheet_of({1: '<c r="A1" t="s"><v>0</v></c>'})
    strings = f'<sst xmlns="{MAIN}"><si><r><rPr><vertAlign val="superscript"/></rPr><t>1)</t></r></si></sst>'
    if part == "strings":
        content = package(sheet, strings=declared + strings)
    else:
        content = package(declared + sheet, strings=strings)
    assert "cannot be read" in message(content)


def test_days_counted_from_1904_are_right(opened):
    def new(book):
        sheet, style = book.add_worksheet("s"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(0, 0, dt.datetime(2024, 1, 31), style)  # noqa: DTZ001

    for since_1904 in (True, False):
        book = opened(new_workbook(new, date_1904=since_1904))
        assert (book.is_1904, book.sheet("s").rows) == (since_1904, [[dt.date(2024, 1, 31)]])
    old, content = xlwt.Workbook(), io.BytesIO()
    old.dates_1904 = True
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    old.add_sheet("s").write(0, 0, dt.datetime(2024, 1, 31), style)  # noqa: DTZ001
    old.save(content)
    book = opened(content.getvalue(), name="x.xls")
    assert (book.is_1904, book.sheet("s").rows) == (True, [[dt.date(2024, 1, 31)]])


def test_errors_and_formulas_without_a_value_are_told_where_the_rows_show_nothing(opened):
    cells = (
        '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A2</f></c><c r="C1"><f>A2</f><v></v></c>'
        '<c r="D1"><f t="shared" si="0"/><v/></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><f>2+2</f><v>4</v></c>'
        '<c r="G1" t="e"><v>#N/A</v></c>'
    )
    sheet = opened(package(sheet_of({1: cells}))).sheet("s")
    assert sheet.faults == {
        (0, 0): "#DIV/0!", (0, 1): NO_VALUE, (0, 2): NO_VALUE, (0, 3): NO_VALUE, (0, 6): "#N/A",
    }  # fmt: skip
    assert sheet.rows[0][5] == 4
    assert sheet.n_filled == 6


def test_error_cells_of_old_workbooks_are_told_too(opened):
    def fill(sheet):
        sheet.write(0, 0, 1)
        sheet.row(1).set_cell_error(2, 0x2A)

    sheet = opened(old_workbook(fill), name="x.xls").sheet("s")
    assert (sheet.faults, sheet.n_filled) == ({(1, 2): "#N/A"}, 2)


def test_superscripts_are_found_in_shared_and_inline_strings_and_by_the_font_of_the_cell(opened):
    raised = '<r><rPr><vertAlign val="superscript"/></rPr><t>5)</t></r>'
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>2023</t></r>{raised}</si><si><t>20235)</t></si>'
        '<si><r><t>1)</t></r><r><rPr><sz val="8"/></rPr><t xml:space="preserve"> note</t></r></si>'
        "<si><t>漢</t><rPh sb='0' eb='1'><t>kan</t></rPh></si></sst>"
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><vertAlign val="superscript"/></font></fonts>'
        '<cellStyleXfs><xf fontId="1"/></cellStyleXfs><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="1" t="s"><v>2</v></c>'
        f'<c r="D1" t="inlineStr"><is><r><t>2022</t></r>{raised}</is></c><c r="E1" s="1" t="s"><v>1</v></c>'
        '<c r="F1" s="1"><v>7</v></c><c r="G1" t="s"><v>3</v></c><c t=\'s\' s="0" r="H1">\n<v>0</v></c>'
    )
    sheet = opened(package(sheet_of({1: cells}), strings=strings, styles=styles)).sheet("s")
    year = (("2023", False), ("5)", True))
    assert sheet.superscripts == {
        (0, 0): year,
        (0, 2): (("1)", True), (" note", False)),
        (0, 3): (("2022", False), ("5)", True)),
        (0, 4): (("20235)", True),),
        (0, 7): year,
    }
    assert sheet.rows[0][:2] == ["20235)", "20235)"]


def test_parts_with_a_prefix_of_their_namespace_are_read_alike(opened):
    strings = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>…</x:t></x:r>'
        '<x:r><x:rPr><x:vertAlign val="superscript"/></x:rPr><x:t>4)</x:t></x:r></x:si></x:sst>'
    )
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="AB2" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="AC2"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = opened(package(sheet, strings=strings)).sheet("s")
    assert found.superscripts == {(1, 27): (("…", False), ("4)", True))}
    assert found.faults == {(1, 28): NO_VALUE}


def test_a_library_writes_superscripts_that_are_read_again(opened):
    def new(book):
        raised = book.add_format({"font_script": 1})
        sheet = book.add_worksheet("s")
        sheet.write_rich_string(3, 2, "2022", raised, "10)")
        sheet.merge_range(5, 0, 6, 3, "merged")

    found = opened(new_workbook(new)).sheet("s")
    assert found.superscripts == {(3, 2): (("2022", False), ("10)", True))}
    assert found.merged == (((5, 0), (6, 3)),)

    def old(sheet):
        sheet.write_rich_text(3, 2, ["2022", ("10)", xlwt.easyfont("escapement superscript"))])
        sheet.write_merge(5, 6, 0, 3, "merged")

    found = opened(old_workbook(old), name="x.xls").sheet("s")
    assert found.superscripts == {(3, 2): (("2022", False), ("10)", True))}
    assert found.merged == (((5, 0), (6, 3)),)


def test_a_sheet_that_is_one_chart_is_no_sheet_with_cells(opened):
    def fill(book):
        book.add_worksheet("data").write_column(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=data!$A$1:$A$3"})
        book.add_chartsheet("chart").set_chart(chart)

    assert opened(new_workbook(fill)).sheet_names == ("data",)


def test_the_size_of_a_part_is_what_it_unpacks_to():
    content = package("x" * 100_000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            assert workbook_safety._unpacked_size(content, part) == len(archive.read(part)) == part.file_size
    assert zlib.crc32(b"") == 0
