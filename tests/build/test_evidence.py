"""From rows to their sources in a project: cells, records, rows behind; files that changed, went or were never ours."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter

from smartspec.build import build_project
from smartspec.build.evidence import evidence_of, first_evidence
from smartspec.build.evidence_alone import file_evidence
from smartspec.build.planning import load_project
from smartspec.errors import ConfigError, SourceError
from smartspec.store import reading, rows

EXAMPLE = Path(str(files("smartspec.build"))) / "example" / "sources"
TABLE = "region,indicator,period,value,unit\nRU-TOM,staff,2020,7,persons\nRU-TOM,staff,2021,,persons\n"
CONFIG = """
[project]
name = "evidence"
generated = true

[[source]]
path = "sources"
producer = "An office"
licence = "open"

[[indicator]]
name = "staff"
indicator = "staff"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project of publications in four formats, a table and a workbook, built once."""
    folder = tmp_path_factory.mktemp("evidence") / "project"
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name in ("generated-openalex.jsonl", "generated-scopus.csv", "generated-wos.txt", "generated.ris"):
        shutil.copy(EXAMPLE / name, sources)
    (sources / "staff.csv").write_text(TABLE, encoding="utf-8")
    book = xlsxwriter.Workbook(str(sources / "wide.xlsx"))
    sheet = book.add_worksheet("first")
    sheet.write_row(0, 0, ["region", "indicator", "2019", "2022"])
    sheet.write_row(1, 0, ["RU-OMS", "patents", 5, 6])
    book.close()
    (folder / "smartspec.toml").write_text(CONFIG, encoding="utf-8")
    report = build_project(folder)
    assert not report.failures
    return folder


@pytest.fixture
def project(built, tmp_path):
    """A copy of the project, to be damaged."""
    shutil.copytree(built, tmp_path / "project")
    return load_project(tmp_path / "project")


CELL = {"file": "sources/staff.csv", "sheet": "", "cell": "D2"}


def test_a_cell_comes_with_its_row_its_file_and_what_stands_around_it(built):
    body = evidence_of(load_project(built), "observations", CELL)
    assert (body["row"]["value"], body["row"]["unit"], body["agrees"]) == (7.0, "persons", True)
    assert body["file"]["state"] == "same"
    assert body["source"]["sha256"] == body["file"]["sha256"]
    assert (body["source"]["producer"], body["source"]["licence"]) == ("An office", "open")
    assert body["source"]["format"] == "tidy"
    shown = body["surroundings"]
    assert (shown["kind"], shown["cell"], shown["text"], shown["headings"]) == ("window", "D2", "7", (1,))
    assert body["generated"] is False, "numbers of a table are not generated with the publications"


def test_every_observation_of_a_workbook_agrees_with_its_cell(built):
    project = load_project(built)
    for cell, text in (("C2", "5"), ("D2", "6")):
        body = evidence_of(project, "observations", {"file": "sources/wide.xlsx", "sheet": "first", "cell": cell})
        assert (body["surroundings"]["text"], body["agrees"]) == (text, True)


def test_an_empty_cell_is_shown_as_empty(built):
    body = evidence_of(load_project(built), "observations", CELL | {"cell": "D3"})
    assert (body["row"]["flag"], body["surroundings"]["text"], body["agrees"]) == ("blank", "", True)


def test_the_text_of_every_record_holds_its_title_and_nothing_of_the_next(built):
    project = load_project(built)
    with reading(project.tables) as snapshot:
        records = rows(snapshot.table("records").select("record", "title", "file", "record_number")).to_pylist()
    titles = {(row["file"], row["record_number"]): row["title"] for row in records}
    seen = set()
    for row in records:
        if row["record_number"] % 17 and row["record_number"] > 2:
            continue
        shown = evidence_of(project, "records", {"record": row["record"]})["surroundings"]
        text = " ".join(" ".join(line["text"] for line in shown["lines"]).split())
        assert row["title"] in text, row["record"]
        following = titles.get((row["file"], row["record_number"] + 1))
        assert following is None or following == row["title"] or following not in text
        seen.add(row["file"])
    assert len(seen) == 4


def test_a_row_of_a_table_is_shown_under_its_headings_and_an_object_by_its_members(built):
    by_file = {name: f"file~{name}" for name in ("scopus", "openalex", "wos", "ris")}
    found = {name: first_evidence(built, "records", where=(where,)) for name, where in by_file.items()}
    scopus = {line["name"] for line in found["scopus"]["surroundings"]["lines"]}
    assert {"Authors", "Title", "Year"} <= scopus
    assert found["openalex"]["surroundings"]["language"] == "json"
    assert found["ris"]["surroundings"]["lines"][0] == {
        "text": "TY  - JOUR",
        "number": 1,
        "name": "",
        "wanted": False,
        "gap": False,
    }
    assert found["ris"]["generated"] is True
    assert found["ris"]["matches"] == 20


def test_a_publication_leads_to_its_records_and_an_indicator_to_its_cells(built):
    work = first_evidence(built, "works")
    assert work["behind"]["table"] == "records"
    assert len(work["behind"]["rows"]) == work["behind"]["total"] >= 1
    key = work["behind"]["rows"][0]["key"]
    assert (
        evidence_of(load_project(built), "records", key)["row"]["title"] == work["behind"]["rows"][0]["told"]["title"]
    )
    made = first_evidence(built, "indicators", where=("region=RU-TOM", "period=2020"))
    assert [row["key"] for row in made["behind"]["rows"]] == [CELL]
    assert (made["behind"]["missing"], made["behind"]["rows"][0]["told"]["value"]) == (0, made["row"]["value"])


def test_a_problem_leads_to_its_place(built, tmp_path):
    folder = tmp_path / "project"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "bad.csv").write_text(TABLE + "RU-OMS,staff,2020,seven,persons\n", encoding="utf-8")
    (folder / "sources" / "bad.ris").write_text("TY  - JOUR\nTI  - One\nER  -\nstray\n", encoding="utf-8")
    (folder / "smartspec.toml").write_text('[project]\nname = "e"\n[[source]]\npath = "sources"\n', encoding="utf-8")
    build_project(folder)
    cell = first_evidence(folder, "problems", where=("file~csv", "place~D4"))
    assert (cell["surroundings"]["cell"], cell["surroundings"]["text"]) == ("D4", "seven")
    line = first_evidence(folder, "problems", where=("file~ris", "place~line 4"))
    assert (line["surroundings"]["cell"], line["surroundings"]["text"]) == ("line 4", "stray")
    assert [one["number"] for one in line["surroundings"]["lines"] if one["wanted"]] == [4]
    whole = first_evidence(built, "problems")
    assert whole["row"]["place"] == "file"
    assert (whole["surroundings"], whole["agrees"]) == (None, None)
    with pytest.raises(ConfigError, match="is a whole number"):
        evidence_of(load_project(built), "problems", {"file": "a", "number": "1; DROP"})


def test_a_file_that_changed_is_said_to_have_and_shown_as_it_is(project):
    path = project.folder / "sources" / "staff.csv"
    path.write_text(TABLE.replace(",7,", ",8,"), encoding="utf-8")
    body = evidence_of(project, "observations", CELL)
    assert (body["file"]["state"], body["agrees"]) == ("changed", False)
    assert (body["row"]["raw"], body["surroundings"]["text"]) == ("7", "8")
    assert body["file"]["sha256"] != body["source"]["sha256"]
    path.write_text("region\n", encoding="utf-8")
    body = evidence_of(project, "observations", CELL)
    assert (body["file"]["state"], body["surroundings"], body["row"]["raw"]) == ("changed", None, "7")
    assert "line 2" in body["file"]["problem"]


def test_a_file_that_went_leaves_what_was_stored(project):
    (project.folder / "sources" / "staff.csv").unlink()
    body = evidence_of(project, "observations", CELL)
    assert (body["file"]["state"], body["surroundings"], body["row"]["value"]) == ("gone", None, 7.0)
    shutil.rmtree(project.folder / "sources")
    assert evidence_of(project, "observations", CELL)["file"]["state"] == "gone"


def test_a_file_that_is_damaged_leaves_what_was_stored(project):
    path = project.folder / "sources" / "wide.xlsx"
    path.write_bytes(path.read_bytes()[:1000])
    body = evidence_of(project, "observations", {"file": "sources/wide.xlsx", "sheet": "first", "cell": "C2"})
    assert (body["file"]["state"], body["surroundings"], body["row"]["raw"]) == ("changed", None, "5")
    assert body["file"]["problem"]


def test_a_file_that_the_configuration_names_no_more_is_not_opened(project):
    config = project.folder / "smartspec.toml"
    config.write_text(config.read_text("utf-8").replace('path = "sources"', 'path = "sources/*.ris"'), encoding="utf-8")
    body = evidence_of(load_project(project.folder), "observations", CELL)
    assert (body["file"]["state"], body["surroundings"]) == ("gone", None)


@pytest.mark.parametrize(
    "file",
    ["../../secret.csv", "/etc/passwd", "sources/../../secret.csv", "sources/staff.csv!../../secret.csv", "secret.csv"],
)
def test_no_path_of_a_request_leads_to_a_file(project, file):
    (project.folder.parent / "secret.csv").write_text(TABLE, encoding="utf-8")
    (project.folder / "secret.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(ConfigError, match="there is no such row"):
        evidence_of(project, "observations", CELL | {"file": file})


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("observatons", CELL, "there is no table"),
        ("maps", {"map": "a"}, "lead to no file"),
        ("observations", CELL | {"cell": "D99"}, "there is no such row"),
        ("observations", {"file": "sources/staff.csv"}, "`cell` is missing"),
        ("observations", CELL | {"celll": "D2"}, "no part of the key"),
        ("observations", CELL | {"value": "7"}, "no part of the key"),
        ("records", {"record": "' OR 1=1 --"}, "there is no such row"),
    ],
)
def test_a_row_that_is_not_there_is_said_so(built, table, key, words):
    with pytest.raises(ConfigError, match=words):
        evidence_of(load_project(built), table, key)


def test_a_file_alone_shows_its_cell_and_what_its_reader_makes_of_it(built):
    body = file_evidence(built / "sources" / "wide.xlsx", sheet="1", cell="D2")
    assert (body["key"]["sheet"], body["row"]["period"], body["row"]["value"]) == ("first", "2022", 6.0)
    assert body["agrees"] is True
    heading = file_evidence(built / "sources" / "wide.xlsx", cell="D1")
    assert (heading["row"], heading["surroundings"]["text"]) == (None, "2022")


def test_a_file_that_no_reader_knows_is_shown_all_the_same(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("a;b\nx;y\n", encoding="utf-8")
    body = file_evidence(path, cell="B2")
    assert (body["row"], body["surroundings"]["text"], body["source"]["format"]) == (None, "y", "")
    with pytest.raises(SourceError, match="there is no"):
        file_evidence(tmp_path / "none.csv", cell="B2")
    with pytest.raises(ConfigError, match="unknown source"):
        file_evidence(path, cell="B2", file_format="none")
