"""RIS: Scopus, Web of Science and IEEE dialects, and the faults that break other readers."""

import re

import pytest

SCOPUS, WOS, IEEE = (
    "ris/bibliotobler_scopus_81.ris",
    "ris/bibliotobler_wos_81.ris",
    "ris/litstudy_example_25.ris",
)


@pytest.mark.parametrize(("name", "n"), [(SCOPUS, 81), (WOS, 81), (IEEE, 25)])
def test_every_type_line_is_a_record(name, n, reading_of, raw_of):
    reading = reading_of(name)
    assert reading.format == "ris"
    assert len(re.findall(rb"TY  - ", raw_of(name))) == n == reading.records_in_file == reading.records_read


@pytest.mark.parametrize(
    ("name", "column", "n"),
    [(SCOPUS, "doi", 75), (SCOPUS, "references", 50), (WOS, "doi", 55), (WOS, "abstract", 23),
     (WOS, "native_id", 81), (SCOPUS, "times_cited", 76), (WOS, "n_references_stated", 81)],
)  # fmt: skip
def test_fields_are_filled_as_often_as_in_the_file(name, column, n, reading_of):
    assert reading_of(name).columns[column] == n


@pytest.mark.parametrize(("name", "n"), [(SCOPUS, 210), (WOS, 161)])
def test_authors_are_as_many_as_their_lines(name, n, rows_of):
    assert len(rows_of(name, "record_authorships")) == n


def test_keywords_are_as_many_as_their_lines(rows_of):
    assert len(rows_of(SCOPUS, "record_terms")) == 336


def test_every_line_of_the_reference_note_is_a_reference(rows_of, raw_of):
    lines = raw_of(SCOPUS).decode().splitlines()
    untagged = sum(bool(line.strip()) and not re.match(r"[A-Z][A-Z0-9]  -", line) for line in lines)
    first = sum(line.startswith("N1  - References: ") for line in lines)
    assert (untagged, first) == (1104, 50)
    assert len(rows_of(SCOPUS, "record_references")) == untagged + first


def test_the_dialect_names_the_database(rows_of):
    databases = [{row["database"] for row in rows_of(name, "records")} for name in (WOS, IEEE)]
    assert databases == [{"wos"}, {"ris"}]


def test_csv_and_ris_of_one_corpus_agree_but_in_one_year(rows_of):
    theirs = rows_of("scopus_csv/bibliotobler_81.csv", "records")
    by_title = {(row["title"].casefold(), row["page_begin"]): row for row in theirs}
    ours = rows_of(SCOPUS, "records")
    pairs = [(by_title[row["title"].casefold(), row["page_begin"]], row) for row in ours]
    assert len(pairs) == 81
    for column in ("doi", "volume", "issue", "times_cited", "page_end"):
        assert sum(one[column] != other[column] for one, other in pairs) == 0, column
    assert sum(one["year"] != other["year"] for one, other in pairs) <= 1


RECORD = "TY  - JOUR\nAU  - Ivanova, A.\nTI  - Maps\nPY  - 2019///\nSN  - 15230406 (ISSN)\nSP  - 12-34\nER  - \n"


def test_pages_years_and_issns_are_cut_out_of_their_fields(read_text):
    row = read_text(RECORD).tables["records"].to_pylist()[0]
    assert (row["year"], row["issn"], row["page_begin"], row["page_end"]) == (2019, "1523-0406", "12", "34")


@pytest.mark.parametrize("end", ["ER  - \n", "ER  -\n", "ER  -", "ER - \n"])
def test_the_last_tag_may_have_no_blank(end, read_text):
    reading = read_text(RECORD.replace("ER  - \n", end))
    assert (reading.records_read, reading.problems) == (1, [])


def test_a_record_without_its_end_does_not_swallow_the_next(read_text):
    reading = read_text(RECORD.replace("ER  - \n", "") + RECORD)
    assert (reading.records_in_file, reading.records_read) == (2, 2)
    assert [problem.message for problem in reading.problems] == ["the record does not end with `ER  -`"]


def test_junk_between_records_is_reported(read_text):
    reading = read_text(RECORD + "some words\n\n" + RECORD)
    assert reading.records_read == 2
    assert "belongs to no record" in reading.problems[0].message


def test_a_stray_carriage_return_before_a_record_does_not_hide_it(read_text):
    reading = read_text((RECORD + "\n\rTY  - CONF\nTI  - B\nER  - \n").replace("\n", "\r\n"))
    assert reading.records_read == 2
