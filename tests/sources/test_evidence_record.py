"""Bibliographic records as they stand in their files: every format shows its record, whole and alone."""

import bisect
import html
import json
import re
from pathlib import Path

import pytest
import xlsxwriter

from smartspec.errors import SourceError
from smartspec.sources import evidence_fragment
from smartspec.sources.evidence_record import record_fragment
from smartspec.sources.opening import open_source
from smartspec.sources.reading import read_file

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir(), key=lambda path: path.name)
REAL = [
    "scopus.csv.gz",
    "wos.txt",
    "scopus.bib.gz",
    "metaknowledge_175.medline",
    "bibliotobler_wos_81.ris",
    "pyBibX_wos.bib.gz",
    "CSSS_savedrecs_0001_0500.txt.gz",
    "Zotero_Tobler.csv",
    "bibliotobler_lens_252.csv",
]


def folded(text):
    return re.sub(r"\W+", "", re.sub(r"<[^>]*>|[{}\\]", "", html.unescape(text))).lower()


def shown(path, reading, row):
    """The text of a record as the page shows it."""
    lines = sorted(one for one in reading.tables["records"]["line"].to_pylist() if one)
    after = bisect.bisect_right(lines, row["line"]) if row["line"] else len(lines)
    following = lines[after] if after < len(lines) else None
    options = {"line": row["line"], "next_line": following, "reader": reading.format}
    return record_fragment(open_source(path), row["record_number"], **options)


def check(path, file_format=None):
    reading = read_file(path, format=file_format)
    rows = reading.tables["records"].to_pylist()
    titles = [folded(row["title"] or "") for row in rows]
    for place in range(0, len(rows), max(1, len(rows) // 15) | 1):
        found = shown(path, reading, rows[place])
        text = folded(" ".join(line.text for line in found.lines))
        assert titles[place][:60] in text, rows[place]["record_number"]
        numbers = [line.number for line in found.lines if line.number is not None]
        if numbers:
            later = [row["line"] for row in rows if row["line"] > numbers[0]]
            assert numbers[0] == rows[place]["line"]
            assert max(numbers) < min(later, default=max(numbers) + 1)
    return len(rows)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_format_shows_the_record_that_holds_the_title_and_not_the_next(path):
    assert check(path, path.stem) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_records_of_real_exports_are_shown_whole_and_alone(shared_data, name):
    path = next((shared_data / "bibliography").rglob(name))
    assert check(path) > 50


def test_objects_of_a_document_are_found_by_their_number_and_written_with_their_numbers(tmp_path):
    path = tmp_path / "works.json"
    works = [{"DOI": f"10.1/{n}", "title": [f"Title {n}"], "score": n + 0.5, "none": None} for n in range(3)]
    path.write_text(json.dumps({"message": {"items": works}}), encoding="utf-8")
    found = record_fragment(open_source(path), 2, line=None, next_line=None, reader="crossref_json")
    text = " ".join(line.text for line in found.lines)
    assert ("Title 1" in text, "Title 2" in text, "1.5" in text, "null" in text) == (True, False, True, True)
    with pytest.raises(SourceError, match="there is no record 9"):
        record_fragment(open_source(path), 9, line=None, next_line=None, reader="crossref_json")


def test_a_deeply_nested_object_is_cut_and_not_followed_to_its_end(tmp_path):
    path = tmp_path / "works.jsonl"
    inner = '{"deep": ' * 300 + "1" + "}" * 300
    path.write_text('{"id": "https://openalex.org/W1", "x": ' + inner + ', "y": "' + "z" * 200 + '"}\n')
    found = record_fragment(open_source(path), 1, line=1, next_line=None, reader="openalex_jsonl")
    assert len(found.lines) < 40
    assert any("…" in line.text for line in found.lines)


def test_a_record_of_a_workbook_is_a_row_of_its_first_sheet(tmp_path):
    path = tmp_path / "saved.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Article Title", "Source Title", "UT (Unique WOS ID)", "Publication Year"])
    sheet.write_row(1, 0, ["One\nin two lines", "Journal", "WOS:1", 2020])
    sheet.write_row(2, 0, ["Another", "Journal", "WOS:2", 2021])
    book.close()
    reading = read_file(path)
    row = reading.tables["records"].to_pylist()[1]
    found = shown(path, reading, row)
    assert [(line.name, line.text) for line in found.lines][:2] == [
        ("Article Title", "Another"),
        ("Source Title", "Journal"),
    ]


@pytest.mark.parametrize(("line", "reader"), [(99, "ris"), (99, "scopus_csv"), (99, "openalex_jsonl")])
def test_a_record_that_is_not_there_any_more_is_said_so(tmp_path, line, reader):
    path = tmp_path / "a.txt"
    path.write_text('{"TY": "JOUR"}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="there is no record 7"):
        record_fragment(open_source(path), 7, line=line, next_line=None, reader=reader)


def test_larger_files_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence_fragment, "MOST_BYTES", 3)
    path = tmp_path / "a.txt"
    path.write_text("TY  - JOUR\nER  -\n", encoding="utf-8")
    with pytest.raises(SourceError, match="is larger than"):
        record_fragment(open_source(path), 1, line=1, next_line=None, reader="ris")
