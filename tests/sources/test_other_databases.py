"""PubMed, Lens, Zotero and other exports: facts of the real files, and of samples where there is none."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file, read_files

PUBMED, LENS, LENS_SMALL = (
    "pubmed/metaknowledge_175.medline",
    "lens/bibliotobler_lens_252.csv",
    "lens/lens_sample.csv",
)
ZOTERO, JOINED = "zotero/Zotero_Tobler.csv", "openalex/mleyvaz_works.csv"
SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(
    ("name", "format_", "n"),
    [(PUBMED, "pubmed", 175), (LENS, "lens_csv", 252), (LENS_SMALL, "lens_csv", 8),
     (ZOTERO, "zotero_csv", 330), (JOINED, "openalex_csv", 762)],
)  # fmt: skip
def test_every_record_of_a_real_file_is_read(name, format_, n, reading_of):
    reading = reading_of(name)
    assert (reading.format, reading.records_in_file, reading.records_read) == (format_, n, n)


@pytest.mark.parametrize(
    ("name", "column", "n"),
    [(PUBMED, "author_keyword", 120), (PUBMED, "authors", 174), (PUBMED, "references", 0),
     (PUBMED, "index_keyword", 0), (LENS, "doi", 217), (LENS, "references", 80), (LENS, "author_keyword", 13),
     (LENS, "affiliations", 0), (LENS, "year", 251), (ZOTERO, "doi", 1), (ZOTERO, "year", 319),
     (JOINED, "native_id", 686), (JOINED, "affiliations", 119)],
)  # fmt: skip
def test_fields_are_filled_as_often_as_in_the_file(name, column, n, reading_of):
    assert reading_of(name).columns[column] == n


def test_authors_and_groups_of_pubmed_are_as_many_as_their_lines(rows_of, raw_of):
    rows, raw = rows_of(PUBMED, "record_authorships"), raw_of(PUBMED)
    roles = [row["role"] for row in rows]
    assert (roles.count("author"), roles.count("group")) == (1275, 10)
    assert len(re.findall(rb"(?m)^AU  - ", raw)) == len(re.findall(rb"(?m)^FAU - ", raw)) == 1275
    names = [name.decode() for name in re.findall(rb"(?m)^FAU - (.*?)\r?$", raw)]
    assert [row["full_name"] for row in rows if row["role"] == "author"] == names


def test_the_cut_record_of_pubmed_is_kept_and_reported(reading_of, rows_of):
    last = rows_of(PUBMED, "records")[-1]
    assert last["native_id"] == "26153366"
    assert last["title"].endswith("in the endometriu")
    warnings = [problem for problem in reading_of(PUBMED).problems if problem.severity == "warning"]
    assert [problem.place for problem in warnings] == [f"record 175, line {last['line']}"]


def test_addresses_of_pubmed_belong_to_the_author_before_them(read_text):
    text = (SAMPLES / "pubmed.nbib").read_text()
    rows = read_text(text).tables["record_affiliations"].to_pylist()
    assert [(row["position"], row["raw"]) for row in rows] == [
        (1, "Kazan Federal University, Kazan, Russia"),
        (1, "Institute of Maps, Ufa, Russia"),
        (2, "University of Vienna, Vienna, Austria"),
    ]


def test_shortened_last_pages_are_completed(read_text):
    row = read_text((SAMPLES / "pubmed.nbib").read_text()).tables["records"].to_pylist()[0]
    assert (row["page_begin"], row["page_end"]) == ("101", "119")


def test_references_of_lens_are_ids_and_null_is_no_first_name(rows_of):
    ids = [row["cited_id"] for row in rows_of(LENS, "record_references")]
    assert len(ids) == 1036
    assert all(re.fullmatch(r"(?:\d{3}-){4}\d{2}[\dX]", one) for one in ids)
    names = [row["name"] for row in rows_of(LENS, "record_authorships")]
    assert "Ratkóczy" in names
    assert not any(name.startswith("null") for name in names)


def test_a_source_without_affiliations_says_what_cannot_be_derived(reading_of):
    messages = " ".join(problem.message for problem in reading_of(LENS).problems)
    assert "no organisations, countries or regions can be derived" in messages


def test_a_short_doi_is_no_doi(reading_of, rows_of):
    urls = [row["url"] or "" for row in rows_of(ZOTERO, "records")]
    assert sum(url.startswith("https://doi.org/10/") for url in urls) == 83
    assert "83 records have a shortDOI" in reading_of(ZOTERO).problems[0].message


def test_columns_of_a_private_join_that_were_not_read_are_named(reading_of):
    message = reading_of(JOINED).problems[0].message
    assert message == (
        "columns that were not read: `n_authors_local`, `oa_n_authors`, `dc_views`, `dc_downloads`, "
        "`dc_citations`, `dc_pubyear`"
    )


def test_paths_as_headers_link_ids_and_names_in_place():
    tables = read_file(SAMPLES / "openalex_csv.csv").tables
    authors = tables["record_authorships"].to_pylist()
    assert [(row["author_id"], row["full_name"], row["name"]) for row in authors] == [
        ("A9000000001", "Anna Ivanova", "Ivanova A.P."),
        ("A9000000002", "Karl Müller", "Müller K."),
    ]
    places = tables["record_affiliations"].to_pylist()
    assert [(row["organisation_id"], row["country"]) for row in places] == [
        ("I9000000001", "RU"),
        ("I9000000002", "AT"),
    ]
    assert tables["record_references"]["cited_id"].to_pylist() == ["W9000000002", "W9000000003"]


def test_a_snapshot_folder_is_read_part_by_part(tmp_path):
    import gzip

    for date in ("2025-01-01", "2025-02-01"):
        folder = tmp_path / "works" / f"updated_date={date}"
        folder.mkdir(parents=True)
        work = {"id": f"https://openalex.org/W{date[5:7]}", "title": date, "authorships": []}
        (folder / "part_000.gz").write_bytes(gzip.compress(json.dumps(work).encode() + b"\n"))
    (tmp_path / "works" / "manifest").write_text('{"entries": []}\n')
    readings = read_files([tmp_path])
    assert [reading.records_read for reading in readings] == [0, 1, 1]
    assert [reading.format for reading in readings] == ["", "openalex_jsonl", "openalex_jsonl"]


def test_two_versions_of_an_author_in_elibrary_are_one_author():
    tables = read_file(SAMPLES / "elibrary_xml.xml").tables
    authors = tables["record_authorships"].to_pylist()
    assert [(row["name"], row["full_name"]) for row in authors] == [
        ("Иванова, А. П.", "Ivanova, A. P."),
        ("Алёшин, Й. К.", "Aleshin, Y. K."),
        ("Петров, Б.", None),
    ]
    assert tables["records"]["title"].to_pylist() == ["Умная специализация регионов", "Доклад «о ничём»"]
    places = tables["record_affiliations"].to_pylist()
    assert [(row["position"], row["organisation_id"]) for row in places] == [(1, "77"), (2, "77")]


def test_entities_of_a_document_type_are_not_expanded(read_text):
    bomb = '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]>'
    text = (SAMPLES / "elibrary_xml.xml").read_text()
    head, rest = text.split("\n", 1)
    reading = read_text(f"{head}\n{bomb}\n{rest.replace('Петров', '&b;')}")
    assert reading.records_in_file == 2
    assert "xxx" not in str(reading.tables["record_authorships"].to_pylist())


def test_a_record_that_is_no_xml_is_kept_out_and_the_others_are_read(read_text):
    text = (SAMPLES / "elibrary_xml.xml").read_text().replace("</lastname>", "", 1)
    reading = read_text(text)
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (2, 1, 1)
    assert "not XML" in reading.problems[0].message


def test_styled_text_of_endnote_is_joined():
    titles = read_file(SAMPLES / "endnote_xml.xml").tables["records"]["title"].to_pylist()
    assert titles == ["Smart specialisation in regions", "A talk — again"]


def test_references_of_crossref_have_their_parts_or_their_text():
    rows = read_file(SAMPLES / "crossref_json.json").tables["record_references"].to_pylist()
    assert [(row["author"], row["year"], row["doi"]) for row in rows] == [
        ("Example", 1999, "10.9999/inv.1"),
        ("Other B.", 2000, None),
    ]


def test_a_cut_answer_of_crossref_keeps_its_whole_works(read_text):
    text = (SAMPLES / "crossref_json.json").read_text()
    reading = read_text(text[: text.index('"A talk"')])
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (2, 1, 1)


def test_addresses_of_dimensions_with_brackets_inside_are_whole():
    tables = read_file(SAMPLES / "dimensions_csv.csv").tables
    rows = tables["record_affiliations"].to_pylist()
    assert [(row["position"], row["raw"]) for row in rows][2] == (
        2,
        "University of Vienna (Uni), Vienna, Austria",
    )
    references = tables["record_references"].to_pylist()
    assert [(row["year"], row["volume"], row["cited_id"]) for row in references] == [
        (1999, "1", "pub.9000000002"),
        (2000, None, None),
    ]


def workbook(path: Path, rows: list[list[str]]) -> None:
    """A workbook in the new or the old format, by libraries that the readers do not use; years as numbers."""
    if path.suffix == ".xls":
        import xlwt

        book = xlwt.Workbook()
        write = book.add_sheet("savedrecs").write
    else:
        import xlsxwriter

        book = xlsxwriter.Workbook(path)
        write = book.add_worksheet("savedrecs").write
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell:
                write(number, place, int(cell) if cell.isdigit() and len(cell) < 5 else cell)
    book.save(path) if path.suffix == ".xls" else book.close()


@pytest.mark.parametrize("name", ["savedrecs.xlsx", "savedrecs.xls"])
def test_a_workbook_of_web_of_science_is_read_like_its_csv(tmp_path, name):
    sample = (SAMPLES / "wos_table.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sample)))
    workbook(tmp_path / name, rows)
    (tmp_path / "same.csv").write_text(sample, encoding="utf-8")
    found, plain = read_file(tmp_path / name), read_file(tmp_path / "same.csv")
    assert (found.format, found.records_in_file, found.records_read) == ("wos_table", len(rows) - 1, len(rows) - 1)
    for column in ("title", "year", "doi", "native_id", "volume", "page_begin"):
        assert found.tables["records"][column].to_pylist() == plain.tables["records"][column].to_pylist()


def test_a_workbook_with_a_document_type_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')
    with pytest.raises(SourceError, match="cannot be read"):
        read_file(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(65):
                part.write(bytes(1 << 23))
    with pytest.raises(SourceError, match="unpacks to more than 512 MB"):
        read_file(path)


@pytest.mark.parametrize("name", ["x.xls", "x.doc"])
def test_an_old_office_file_that_is_no_workbook_is_one_clear_message(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    with pytest.raises(SourceError, match="cannot be read"):
        read_file(tmp_path / name)


def test_a_workbook_that_is_no_export_is_not_recognised(bibliography):
    with pytest.raises(SourceError, match="in no known format"):
        read_file(bibliography / "wos_plain" / "SDG-Repository__thesaurus_sdg_keywords.xlsx")


def test_the_thesaurus_workbook_has_its_907_rows(bibliography):
    from smartspec.sources.csv_rows import count_rows
    from smartspec.sources.opening import open_source
    from smartspec.sources.sheets import with_first_sheet

    source = open_source(bibliography / "wos_plain" / "SDG-Repository__thesaurus_sdg_keywords.xlsx")
    assert count_rows(with_first_sheet(source)) == 907


def test_a_cell_as_long_as_a_spreadsheet_allows_is_reported(read_text):
    text = (SAMPLES / "wos_table.csv").read_text().replace("A talk", "A" * 32_767)
    assert any("cut off" in problem.message for problem in read_text(text).problems)


def test_a_corpus_is_read_when_its_format_is_named():
    reading = read_file(SAMPLES / "corpus_txt.txt", format="corpus-txt")
    assert (reading.records_read, reading.columns["abstract"]) == (2, 2)
