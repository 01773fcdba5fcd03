"""Reading: recognition, the account of records, folders and archives, stable ids."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from smartspec.errors import ConfigError, SourceError
from smartspec.registry import SOURCES, Entry, load
from smartspec.schema import RECORD_TABLES, TABLES
from smartspec.sources.opening import open_source
from smartspec.sources.publication import Problem, Publication
from smartspec.sources.reading import READERS, SURE, read_file, read_files, read_source

WOS = "FN Web of Science\nVR 1.0\nPT J\nAU A, B\nTI T\nUT WOS:1\nER\nEF\n"
RIS = "TY  - JOUR\nTI  - T\nAU  - A, B\nER  - \n"


@pytest.mark.slow
def test_every_real_file_is_recognised_and_accounted_for(bibliography):
    not_sources = {"manualdupes.txt", "rm-list.txt", "rm-list-explanations.txt", "LICENSE_CC-BY-4.0.txt"}
    readings = read_files([bibliography])
    unread = [r.file for r in readings if not r.format and not r.file.endswith(tuple(not_sources))]
    assert unread == [str(bibliography / "wos_plain" / "SDG-Repository__thesaurus_sdg_keywords.xlsx")]
    for reading in readings:
        assert reading.records_in_file == reading.records_read + reading.records_kept_out
        assert reading.records_kept_out == 0


def test_tables_have_the_columns_types_and_keys_of_their_specs(reading_of):
    for name in ("merge_pair/wos.txt", "merge_pair/scopus.csv.gz"):
        tables = reading_of(name).tables
        assert tuple(tables) == RECORD_TABLES
        for table, found in tables.items():
            spec = TABLES[table]
            assert tuple(found.column_names) == spec.names
            keys = list(zip(*(found[column].to_pylist() for column in spec.key), strict=True))
            assert len(keys) == len(set(keys))
            assert all(not found[c.name].null_count for c in spec.columns if not c.null)


def test_the_same_content_gives_the_same_ids_under_any_name(tmp_path):
    paths = [tmp_path / "a.txt", tmp_path / "b"]
    for path in paths:
        path.write_text(WOS)
    one, other = (read_file(path).tables["records"]["record"] for path in paths)
    assert one == other
    assert one.to_pylist() == [f"{read_file(paths[0]).sha256[:8]}-1"]


def test_an_unknown_file_named_by_itself_is_an_error_that_lists_what_was_tried(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("some words\nand more\n")
    with pytest.raises(SourceError, match=r"tried .*RIS.*Scopus, CSV.*Web of Science, plain text") as error:
        read_file(path)
    assert "export" in error.value.hint


def test_the_nearest_format_is_named(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("FN Web of Science\nVR 1.0\n")
    with pytest.raises(SourceError) as error:
        read_file(path)
    assert "`wos_plain`" in error.value.hint


def test_an_unknown_format_name_is_an_error_that_names_the_nearest(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(WOS)
    assert read_file(path, format="wos-plain").records_read == 1
    with pytest.raises(ConfigError) as error:
        read_file(path, format="wos_plane")
    assert "`wos_plain`" in error.value.hint


def test_an_unknown_file_in_a_folder_or_archive_does_not_hide_the_others(tmp_path):
    (tmp_path / "a.txt").write_text(WOS)
    (tmp_path / "readme.md").write_text("about these files\n")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as file:
        file.writestr("c.ris", RIS)
        file.writestr("d.png", b"\x89PNG\r\n\x1a\n")
    readings = read_files([tmp_path])
    assert [(r.file.rpartition("/")[2], r.format) for r in readings] == [
        ("a.txt", "wos_plain"),
        ("b.zip!c.ris", "ris"),
        ("b.zip!d.png", ""),
        ("readme.md", ""),
    ]
    assert [p.severity for r in readings for p in r.problems] == ["warning", "warning"]


def test_the_order_in_which_files_are_named_does_not_matter(tmp_path):
    paths = [tmp_path / name for name in "cab"]
    for path, text in zip(paths, (WOS, RIS, WOS + RIS), strict=True):
        path.write_text(text)
    calls: list[tuple[int, int, str]] = []
    forth = read_files(paths, progress=lambda *call: calls.append(call))
    back = read_files(reversed(paths))
    assert forth == back
    assert calls == [(1, 3, str(paths[1])), (2, 3, str(paths[2])), (3, 3, str(paths[0]))]


def test_the_same_content_twice_is_read_once(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(WOS)
    first, second = read_files([tmp_path])
    assert (first.records_read, second.records_read) == (1, 0)
    assert "same content" in second.problems[0].message


def test_a_path_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_files([tmp_path / "missing"])


class Module:
    """A reader that counts `n` records and yields `items`."""

    def __init__(self, n, items):
        self.count = lambda _file: n
        self.read = lambda _file: iter(items)


def account(tmp_path, monkeypatch, n, items):
    path = tmp_path / "x"
    path.write_text("x")
    module = Module(n, items)
    monkeypatch.setattr(Entry, "module", module)
    return read_source(open_source(path), Entry("source", "x", module.read, "X"))


def test_a_record_lost_by_a_reader_becomes_an_error(tmp_path, monkeypatch):
    reading = account(tmp_path, monkeypatch, 3, [Publication("x", 1), Problem("record 2", "bad")])
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (3, 1, 2)
    assert "3 records were counted, but only 2" in reading.problems[-1].message


def test_a_record_too_many_becomes_a_warning(tmp_path, monkeypatch):
    reading = account(tmp_path, monkeypatch, 1, [Publication("x", 1), Publication("x", 2)])
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (2, 2, 0)
    assert [problem.severity for problem in reading.problems] == ["warning"]


def test_all_readers_are_where_reading_looks_for_them():
    load("sources")
    homes = {f"smartspec.{room}" for room in READERS}
    assert {entry.func.__module__.rpartition(".")[0] for entry in SOURCES.values()} == homes


def test_reading_does_not_open_the_store(tmp_path):
    """Its libraries take longer to load than a small file to read."""
    path = tmp_path / "a.csv"
    path.write_text("region,period,value\nDE21,2020,1\nDE22,2020,2\n")
    code = f"""
import sys
from pathlib import Path
from smartspec.sources.reading import read_file
assert read_file(Path({str(path)!r})).records_read == 2
print(*sorted({{"ibis", "duckdb", "pyarrow.dataset", "scipy"}} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_reader_is_the_surest_of_all_and_of_equally_sure_ones_the_first_by_name(tmp_path, monkeypatch):
    load(*READERS)
    for path in sorted((Path(__file__).parent / "samples").iterdir()):
        head = open_source(path).head
        sure = {name: entry.module.recognise(head) for name, entry in sorted(SOURCES.items()) if _reads_text(entry)}
        best = max(sure, key=sure.get)
        assert sure[best] < SURE or read_file(path).format == best
    path = tmp_path / "a"
    path.write_text("anything\n")
    for given, name in (((0.5, 0.7, 0.7), "ris"), ((0.5, 0.5, 0.4), "bibtex"), ((0.9, 1.0, 1.0), "ris")):
        for one, sureness in zip(("bibtex", "ris", "wos_plain"), given, strict=True):
            monkeypatch.setattr(SOURCES[one].module, "recognise", lambda _head, sureness=sureness: sureness)
        assert read_file(path).format == name


def _reads_text(entry):
    return hasattr(entry.module, "recognise")
