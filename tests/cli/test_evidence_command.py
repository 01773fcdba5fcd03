"""`smartspec evidence`: a row of a project, or a cell of a file, in context; and wrong calls."""

import json
import shutil
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from smartspec.cli import main

STAFF = Path(str(files("smartspec.build"))) / "example" / "sources" / "rosstat-research-staff.csv.gz"


@pytest.fixture
def call(capsys):
    """Run a command; gives exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return ended.value.code, out, err

    return run


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence") / "project"
    (folder / "sources").mkdir(parents=True)
    shutil.copy(STAFF, folder / "sources")
    (folder / "smartspec.toml").write_text('[project]\nname = "e"\n[[source]]\npath = "sources"\nformat = "tidy"\n')
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder)])
    assert ended.value.code == 0
    return folder


def test_the_first_row_that_fits_is_shown_in_its_file(call, project):
    words = ("evidence", "observations", "--in", project, "--where", "region=RU-TOM", "--where", "period=2020")
    code, out, _ = call(*words, "--json")
    body = json.loads(out)
    assert code == 0
    assert (body["row"]["region"], body["row"]["period"], body["agrees"]) == ("RU-TOM", "2020", True)
    code, out, _ = call(*words)
    assert code == 0
    assert f"»{body['row']['raw']}«" in out
    assert body["source"]["sha256"] in out
    assert f"first of {body['matches']} rows" in out or body["matches"] == 1


def test_a_cell_of_a_file_needs_no_project(call):
    code, out, _ = call("evidence", STAFF, "--cell", "B2", "--json", "--rows", "1", "--columns", "1")
    shown = json.loads(out)["surroundings"]
    assert code == 0
    assert shown["rows"] == [1, 2, 3]
    code, out, _ = call("evidence", STAFF, "--cell", "B2", "--rows", "1")
    assert f"»{shown['text'][:10]}" in out


def test_lines_around_a_value_are_marked(call, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": {"b": [1, 2.50, 3]}}')
    code, out, _ = call("evidence", path, "--cell", "/a/b/1")
    assert code == 0
    assert [line.split()[-1] for line in out.splitlines() if line.strip().startswith(">")] == ["2.50"]


def test_a_file_that_changed_is_a_warning(call, project, tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    (copy / "sources" / STAFF.name).write_bytes(STAFF.read_bytes()[:-200])
    code, out, err = call("evidence", "observations", "--in", copy)
    assert code == 0
    assert "warning: the file has changed" in err
    (copy / "sources" / STAFF.name).unlink()
    code, out, err = call("evidence", "observations", "--in", copy)
    assert (code, "raw" in out, "not there any more" in err) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("observations", "--where", "region=XX"), 2, "there is no such row"),
        (("observatons",), 2, "did you mean `observations`"),
        (("maps",), 2, "lead to no file"),
        (("observations", "--where", "region"), 2, "is not a condition"),
        ((STAFF,), 2, "add `--cell C12`"),
        ((STAFF, "--cell", "ZZ9999999"), 1, "no row begins"),
        ((STAFF, "--cell", "nine"), 1, "no address"),
        ((STAFF, "--cell", "A1", "--sheet", "x"), 1, "there is no sheet"),
        ((STAFF.parent / "none.csv", "--cell", "A1"), 1, "there is no such file"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(call, project, words, code, message):
    found, _, err = call("evidence", *words, "--in", project)
    assert (found, message in err) == (code, True), err


def test_the_help_starts_fast():
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        run = subprocess.run([sys.executable, "-m", "smartspec", "--help"], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - started)
    assert "evidence" in run.stdout
    assert min(seconds) < 1.5, "0.2 s where nothing else runs; heavy libraries would add 1 s and more"
