"""Web of Science tab-delimited: the five files, and the trailing tab that shifts generic readers."""

import csv
import io

import pytest

FILES = {
    "0001_0500": 500, "0501_1000": 500, "1001_1500": 500, "1501_2000": 500, "2001_2338": 338,
}  # fmt: skip


def path(part: str) -> str:
    return f"wos_tab/CSSS_savedrecs_{part}.txt.gz"


def total(rows_of, reading_of, column: str) -> int:
    return sum(reading_of(path(part)).columns[column] for part in FILES)


@pytest.mark.parametrize(("part", "n"), FILES.items())
def test_every_line_below_the_header_is_a_record(part, n, reading_of, raw_of):
    reading = reading_of(path(part))
    assert reading.format == "wos_tab"
    assert reading.records_read == reading.records_in_file == n == raw_of(path(part)).count(b"\n") - 1
    assert reading.problems == []


@pytest.mark.parametrize(
    ("column", "n"),
    [
        ("native_id", 2338),
        ("year", 2338),
        ("affiliations", 2335),
        ("references", 1452),
        ("author_keyword", 808),
        ("index_keyword", 1321),
        ("doi", 1389),
        ("abstract", 1314),
    ],
)
def test_fields_are_filled_as_often_as_in_the_files(column, n, rows_of, reading_of):
    assert total(rows_of, reading_of, column) == n


def test_one_record_has_a_corporate_author_only(rows_of):
    authors = {row["record"] for part in FILES for row in rows_of(path(part), "record_authorships")}
    persons = {
        row["record"] for part in FILES for row in rows_of(path(part), "record_authorships") if row["role"] == "author"
    }
    assert (len(authors), len(persons)) == (2338, 2337)


@pytest.mark.parametrize("part", FILES)
def test_columns_do_not_shift(part, rows_of, raw_of):
    text = raw_of(path(part)).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    at = {name: place for place, name in enumerate(lines[0])}
    records = rows_of(path(part), "records")
    assert [row["native_id"] for row in records] == [line[at["UT"]] for line in lines[1:]]
    assert [row["year"] for row in records] == [int(line[at["PY"]]) for line in lines[1:]]
    names = [name for line in lines[1:] for name in line[at["AU"]].split("; ") if name]
    written = [r["name"] for r in rows_of(path(part), "record_authorships") if r["role"] == "author"]
    assert written == names


def test_titles_keep_their_quotes(rows_of):
    titles = [row["title"] for part in FILES for row in rows_of(path(part), "records")]
    assert sum('"' in title for title in titles) > 10


HEADER = "PT\tAU\tTI\tSO\tC1\tCR\tPY\tUT"
ROW = 'J\tIvanova, A; Petrov, B\tA "title\twith\tUniv A, Kazan, Russia; Inst B, Ufa, Russia\t\t2020\tWOS:1'


def test_a_line_longer_than_the_header_is_kept_out_and_counted(read_text):
    reading = read_text(f"{HEADER}\n{ROW}\n{ROW}\textra\n")
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (2, 1, 1)


def test_a_shorter_line_is_read_as_far_as_it_goes(read_text):
    shorter = ROW.rpartition("\t")[0]
    reading = read_text(f"{HEADER}\n{shorter}\n")
    assert reading.records_read == 1
    assert reading.problems[0].severity == "warning"


def test_an_export_without_references_says_so(read_text):
    messages = [problem.message for problem in read_text(f"{HEADER}\n{ROW}\t\n").problems]
    assert messages == ["this export has no references"]


def test_addresses_without_brackets_are_split(read_text):
    affiliations = read_text(f"{HEADER}\n{ROW}\n").tables["record_affiliations"]
    assert affiliations["raw"].to_pylist() == ["Univ A, Kazan, Russia", "Inst B, Ufa, Russia"]
    assert affiliations["position"].to_pylist() == [None, None]


def test_two_exports_in_one_file_are_both_read(read_text):
    assert read_text(f"{HEADER}\n{ROW}\n{HEADER}\n{ROW}\n").records_read == 2
