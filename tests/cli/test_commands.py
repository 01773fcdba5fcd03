"""Commands from end to end, on the embedded example and on input that is wrong."""

import gzip
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from smartspec.cli import main

EXAMPLE = Path(str(files("smartspec.build"))) / "example"
WOS = EXAMPLE / "sources" / "generated-wos.txt"


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
def built(tmp_path_factory, built_example):
    """A copy of the example, built, and looked over by the command."""
    folder = tmp_path_factory.mktemp("commands") / "project"
    shutil.copytree(built_example, folder)
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder)])
    assert ended.value.code == 0
    return folder


def test_read_accounts_for_every_record(call):
    code, out, err = call("read", WOS, "--json")
    body = json.loads(out)
    assert (code, err) == (0, "")
    assert body["records_in_file"] == body["records_read"] == WOS.read_text("utf-8").count("\nER\n")
    assert set(body) == {"files", "records_in_file", "records_read", "problems"}
    assert body["files"][0]["columns"]["title"] == body["records_read"]


def test_convert_writes_one_row_per_record_with_its_provenance(call, tmp_path):
    code, out, _ = call("convert", WOS, "--out", tmp_path)
    assert code == 0
    lines = (tmp_path / "works.csv").read_text("utf-8").splitlines()
    assert len(lines) == 181
    header = lines[0].split(",")
    assert {"work", "title", "year", "file", "record_number", "line"} <= set(header)
    assert "authorships.csv" in out


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "json"])
def test_convert_writes_other_kinds_of_file(call, tmp_path, kind):
    code, _, _ = call("convert", WOS, "--out", tmp_path, "--format", kind)
    assert code == 0
    assert (tmp_path / f"works.{kind}").stat().st_size > 1000


def test_map_writes_its_five_files_and_the_same_bytes_again(call, tmp_path):
    for folder in ("one", "two"):
        code, out, _ = call("map", WOS, "--unit", "author-keywords", "--out", tmp_path / folder)
        assert code == 0
        assert "items" in out
    names = {"map.txt", "network.txt", "map.json", "map.html", "methods.md"}
    assert {path.name for path in (tmp_path / "one").iterdir()} == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_build_done_twice_does_nothing_the_second_time(call, built):
    code, out, _ = call("build", built, "--json")
    body = json.loads(out)
    assert (code, body["done"], body["failures"]) == (0, [], [])
    assert body["fresh"] > 25


def test_check_finds_the_example_sound_and_fresh(call, built):
    code, out, _ = call("check", built, "--json")
    body = json.loads(out)
    assert code == 0
    assert body["sound"]
    assert body["stale"] == []
    assert body["tables"]["works"] == 320, "80 of the 400 records repeat a publication of another file"


def test_show_sql_and_export_give_rows(call, built, tmp_path):
    code, out, _ = call("show", "works", "--in", built, "--sort", "year", "--rows", 3, "--json")
    assert code == 0
    assert json.loads(out)["total"] == 320
    code, out, _ = call("sql", "SELECT count(*) AS n FROM works", "--in", built, "--json")
    assert json.loads(out)["rows"] == {"n": [320]}
    code, out, _ = call("export", "maps", "--in", built, "--out", tmp_path)
    assert (tmp_path / "maps.csv").read_text("utf-8").count("\n") == 7


def test_list_names_what_exists(call):
    for what in ("sources", "steps", "views", "tables"):
        code, out, _ = call("list", what)
        assert code == 0
        assert len(out.splitlines()) >= 1
    assert "wos_plain" in call("list", "sources")[1]


def test_a_new_project_can_be_built_after_adding_a_source(call, tmp_path):
    folder = tmp_path / "new"
    assert call("new", folder)[0] == 0
    assert call("new", folder)[0] == 2, "an existing project is left alone"
    code, out, _ = call("add", WOS, "--to", folder)
    assert (code, (folder / "sources" / WOS.name).exists()) == (0, True)
    assert "records read     180" in out
    assert call("add", WOS, "--to", folder)[0] == 0
    assert len(list((folder / "sources").iterdir())) == 1, "the same content is not copied twice"
    assert call("build", folder)[0] == 0
    assert (folder / "results" / "maps" / "keywords" / "map.html").exists()


@pytest.mark.slow
def test_demo_says_what_it_found_and_where(call, tmp_path):
    code, out, _ = call("demo", tmp_path / "demo", "--no-serve")
    assert code == 0
    assert "10302 of 10302 records read from 7 files" in out
    assert "map.html" in out
    assert "compare.html" in out
    assert call("demo", tmp_path / "demo", "--no-serve")[0] == 0, "a second time is no mistake"


def broken_inputs(folder):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "letter.txt").write_text("Dear colleagues, this is a letter.\n")
    (folder / "cut.gz").write_bytes(gzip.compress(b"")[:8])
    (folder / "table.csv").write_text("a,b\n1,2\n")


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "letter.txt", "cut.gz", "table.csv", "absent.txt"])
@pytest.mark.parametrize("command", ["read", "map", "convert"])
def test_a_file_that_cannot_be_read_is_one_clear_message(call, tmp_path, command, name):
    broken_inputs(tmp_path)
    out = tmp_path / "out"
    words = {"read": (), "map": ("--unit", "keywords", "--out", out), "convert": ("--out", out)}[command]
    code, stdout, stderr = call(command, tmp_path / name, *words)
    assert code == 1
    assert stderr.startswith("error: ")
    assert name in stderr
    assert stdout == ""
    assert not out.exists() or list(out.iterdir()) == [], "nothing half-written"


def test_a_cut_gzip_file_is_read_as_far_as_it_is_whole_and_says_so(call, tmp_path):
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(WOS.read_bytes())[:20_000])
    code, out, _ = call("read", tmp_path / "cut.txt.gz", "--json")
    body = json.loads(out)
    assert code == 0
    assert 0 < body["records_read"] < 180
    kept_out = sum(p["severity"] == "error" for p in body["files"][0]["problems"])
    assert body["records_in_file"] == body["records_read"] + kept_out
    assert any("cut" in p["message"] or "end" in p["message"] for p in body["files"][0]["problems"])


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (
            ("map", WOS, "--unit", "keywrods", "--out", "x"),
            "`unit` cannot be 'keywrods'",
            "did you mean `keywords`?",
        ),
        (
            ("map", WOS, "--unit", "keywords", "--link", "citation", "--out", "x"),
            "cannot be linked",
            "co-occurrence",
        ),
        (("map", WOS, "--unit", "keywords", "--out", "x", "--sead", "3"), "No such option", "did you mean `--seed`?"),
        (("map", WOS, "--out", "x"), "`unit` is missing", "`keywords`"),
        (("map", "--unit", "keywords", "--out", "x"), "name bibliographic files, or a network", "FILE"),
        (("map", WOS, "--unit", "keywords"), "Missing", "--help"),
        (("build", "/nowhere"), "there is no `smartspec.toml`", "smartspec new"),
        (("show", "wroks"), "there is no table `wroks`", "did you mean `works`?"),
        (("list", "everything"), "everything", "--help"),
        (("nonsense",), "nonsense", "--help"),
        (("read", WOS, "--from", "wos_plian"), "unknown source `wos_plian`", "did you mean `wos_plain`?"),
    ],
)
def test_a_wrong_call_is_one_clear_message(call, tmp_path, monkeypatch, words, message, hint):
    monkeypatch.chdir(tmp_path)
    code, _, err = call(*words)
    assert code == 2
    assert message in err
    assert "hint: " in err
    assert hint in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named_before_the_work(call, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    code, _, err = call("map", WOS, "--unit", "keywords", "--out", blocked / "x")
    assert code == 2
    assert "cannot be written" in err


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("DROP TABLE works", "only one SELECT"),
        ("SELECT 1; SELECT 2", "only one SELECT"),
        ("COPY works TO 'x.csv'", "only one SELECT"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SELECT * FROM nowhere", "nowhere"),
    ],
)
def test_sql_reads_the_tables_and_nothing_else(call, built, query, message):
    code, _, err = call("sql", query, "--in", built)
    assert code == 2
    assert message in err


def test_a_misspelt_key_in_the_configuration_stops_the_build_with_its_place(call, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    config = folder / "smartspec.toml"
    config.write_text(config.read_text("utf-8").replace("min-n-occurrences", "min-n-occurences"), encoding="utf-8")
    before = (folder / "tables" / "manifest.json").read_bytes()
    code, _, err = call("build", folder)
    assert code == 2
    assert "[[map]] `keywords`: unknown option `min-n-occurences`" in err
    assert "did you mean `min-n-occurrences`?" in err
    assert (folder / "tables" / "manifest.json").read_bytes() == before


def test_a_map_that_fails_leaves_the_others_and_what_was_there(call, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    config = folder / "smartspec.toml"
    text = config.read_text("utf-8").replace("min-n-occurrences = 4", "min-n-occurrences = 4000")
    config.write_text(text, encoding="utf-8")
    code, _, err = call("build", folder)
    assert code == 1
    assert "a map needs at least 3" in err
    code, out, _ = call("check", folder, "--json")
    body = json.loads(out)
    assert code == 0
    assert body["sound"]
    assert "science_map keywords" in body["stale"]
    assert call("show", "maps", "--in", folder, "--json")[0] == 0


@pytest.mark.slow
def test_a_changed_source_redoes_what_depends_on_it_and_no_more(call, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    path = folder / "sources" / "generated.ris"
    path.write_text(path.read_text("utf-8").replace("Example Energy", "Example Other"), encoding="utf-8")
    done = json.loads(call("build", folder, "--json")[1])["done"]
    steps = [(task["step"], task["part"]) for task in done]
    assert ("read", "sources/generated.ris") in steps
    assert ("read", "sources/generated-wos.txt") not in steps
    assert ("merge", "") in steps


def test_a_damaged_part_is_found(call, built, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(built, folder)
    part = next((folder / "tables").glob("works-*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    code, out, _ = call("check", folder, "--json")
    assert code == 1
    assert json.loads(out)["damage"] == [f"part `{part.name}` was changed"]
