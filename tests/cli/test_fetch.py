"""`smartspec fetch` from end to end against played services on 127.0.0.1."""

import functools
import importlib.util
import json
import shutil
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from smartspec.cli import main
from smartspec.sources.services import service_client

SOURCES = Path(__file__).resolve().parents[1] / "sources"
EXAMPLE = Path(str(files("smartspec.build"))) / "example"
KEY, CONTACT = "k3y-which-nobody-may-see", "someone@example.org"


def played():
    """The module that plays services; tests are no package."""
    spec = importlib.util.spec_from_file_location("cli_playing_service", SOURCES / "playing_service.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = played()


@pytest.fixture(autouse=True)
def quick_and_alone(monkeypatch):
    """Nothing but this machine is contacted, and nobody waits."""
    slept = []
    monkeypatch.setattr(service_client, "Manners", functools.partial(service_client.Manners, sleep=slept.append))
    monkeypatch.setenv("OPENALEX_API_KEY", KEY)
    monkeypatch.setenv("SMARTSPEC_MAILTO", CONTACT)
    with play.watched(monkeypatch):
        yield slept


@pytest.fixture
def openalex():
    with play.playing(play.OpenAlexStage()) as stage:
        stage.works = [play.openalex_work(n, n_authors=1 + n % 3) for n in range(1, 151)]
        yield stage


@pytest.fixture
def crossref():
    with play.playing(play.CrossrefStage()) as stage:
        stage.works = [play.crossref_work(n) for n in range(1, 21)]
        yield stage


@pytest.fixture
def call(capsys):
    """Run a command; gives exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert KEY not in out + err
        assert CONTACT not in out + err
        return ended.value.code, out, err

    return run


@pytest.fixture
def project(call, tmp_path):
    folder = tmp_path / "project"
    call("new", folder)
    return folder


def fetched(folder):
    (found,) = folder.glob("*.jsonl.gz")
    return found


def test_a_project_gets_the_file_and_can_be_built_without_a_warning(call, openalex, project):
    code, out, err = call("fetch", "openalex", "smart spaces", "--to", project, "--address", openalex.address)
    assert code == 0
    path = fetched(project / "sources")
    assert "records in file  150" in out
    assert "records read     150" in out
    assert f"wrote {path}" in out
    assert "[[source]]" not in out, "the configuration covers the folder"
    assert out.endswith(f"next: `smartspec build {project}`\n")
    assert "OpenAlex: 150 works; 2 requests" in err
    assert "OpenAlex: 150 of 150 works; 2 requests, 0 answers from the cache" in err
    assert len(list((project / "data" / "cache").glob("*.gz"))) == 2
    code, out, _ = call("build", project, "--json")
    body = json.loads(out)
    assert (code, body["failures"]) == (0, [])
    assert sum(body["problems"].values()) == 0, "the file that says what was asked is not read as a source"
    rows = json.loads(call("sql", "SELECT file, records_read FROM source_files", "--in", project, "--json")[1])["rows"]
    assert rows == {"file": [f"sources/{path.name}"], "records_read": [150]}


def test_the_same_call_again_asks_nothing(call, openalex, project):
    words = ("fetch", "openalex", "smart spaces", "--to", project, "--address", openalex.address)
    call(*words)
    before = fetched(project / "sources").read_bytes()
    code, _, err = call(*words)
    assert code == 0
    assert len(openalex.seen) == 2
    assert "0 requests, 2 answers from the cache" in err
    assert fetched(project / "sources").read_bytes() == before


def test_a_project_whose_configuration_does_not_cover_the_file_gets_lines_to_add(call, openalex, tmp_path):
    folder = tmp_path / "example"
    shutil.copytree(EXAMPLE, folder)
    before = (folder / "smartspec.toml").read_text("utf-8")
    code, out, _ = call("fetch", "openalex", "spaces", "--to", folder, "--address", openalex.address)
    assert code == 0
    assert (folder / "smartspec.toml").read_text("utf-8") == before
    block = out[out.index("[[source]]") : out.index("next:")]
    assert 'licence = "CC0-1.0"' in block
    (folder / "smartspec.toml").write_text(f"{before}\n{block}", encoding="utf-8")
    out = call("fetch", "openalex", "spaces", "--to", folder, "--address", openalex.address)[1]
    assert "[[source]]" not in out


def test_a_folder_that_is_no_project_gets_the_file_beside_a_hidden_cache(call, crossref, tmp_path):
    folder = tmp_path / "folder"
    code, out, _ = call("fetch", "crossref", "spaces", "--to", folder, "--address", crossref.address)
    assert code == 0
    assert "format           crossref_json" in out
    assert sorted(path.name[:9] for path in folder.iterdir()) == [".cache", ".crossref", "crossref-"]
    code, out, _ = call("read", folder, "--json")
    assert [len(one["problems"]) for one in json.loads(out)["files"]] == [0]
    assert crossref.seen[0].headers["user-agent"].endswith(f"(mailto:{CONTACT})")


def test_no_secret_is_in_any_file(call, openalex, crossref, project):
    call("fetch", "openalex", "spaces", "--to", project, "--address", openalex.address)
    call("fetch", "crossref", "spaces", "--to", project, "--address", crossref.address)
    assert {one.headers["authorization"] for one in openalex.seen} == {f"Bearer {KEY}"}
    contents = list(play.everything(project))
    assert len(contents) > 8
    assert not [content for content in contents if KEY.encode() in content or CONTACT.encode() in content]


def test_json_says_all_of_it(call, openalex, tmp_path):
    words = ("fetch", "openalex", "--filter", "type:article", "--to", tmp_path / "f", "--json")
    code, out, _ = call(*words, "--address", openalex.address)
    body = json.loads(out)
    assert code == 0
    assert body["request"]["works_received"] == body["reading"]["records_read"] == 150
    assert body["request"]["asked"]["filter"] == "type:article"
    assert Path(body["path"]).is_file()


def test_a_dry_run_asks_once_and_writes_no_works(call, openalex, tmp_path):
    openalex.headers = {"X-RateLimit-Remaining-USD": "0.5", "X-RateLimit-Cost-USD": "0.001"}
    words = ("fetch", "openalex", "spaces", "--to", tmp_path / "f", "--dry-run", "--address", openalex.address)
    code, out, _ = call(*words)
    assert code == 0
    assert out.splitlines() == [
        "150 works; 2 requests, about 0.0020 US dollars of the day's allowance",
        "0.5000 US dollars left today",
    ]
    assert len(openalex.seen) == 1
    assert not list((tmp_path / "f").glob("*.jsonl.gz"))
    body = json.loads(call(*words, "--limit", 30, "--json")[1])
    assert (body["n_works"], body["n_wanted"], body["n_requests"]) == (150, 30, 1)
    assert len(openalex.seen) == 1


def test_dois_come_from_a_file_and_those_unknown_are_named(call, openalex, tmp_path):
    path = tmp_path / "dois.txt"
    path.write_text("doi\n10.9999/w.1\nhttps://doi.org/10.9999/W.2\n10.9999/none\nno identifier\n", encoding="utf-8")
    words = ("fetch", "openalex", "--dois", path, "--to", tmp_path / "f", "--address", openalex.address)
    code, out, err = call(*words)
    assert code == 0
    assert "records read     2" in out
    assert "warning: the service does not know 1 DOIs: 10.9999/none" in err
    assert "line 5 holds no DOI" in err
    code, out, _ = call(*words, "--dry-run")
    assert out == "3 works; 1 requests\n"


def test_an_incomplete_answer_ends_with_1_and_leaves_what_came(call, openalex, tmp_path):
    early = {**play.openalex_work(999), "publication_date": "1900-01-01"}
    openalex.before = lambda number: openalex.works.append(early) if number == 2 else None
    words = ("fetch", "openalex", "spaces", "--to", tmp_path / "f", "--address", openalex.address)
    code, out, err = call(*words)
    assert code == 1
    assert "problem: 150 works were received where the service said 151" in err
    assert "records read     150" in out
    assert call(*words, "--max-age", 0)[0] == 0


def test_spent_credit_ends_with_1_and_the_next_call_goes_on(call, openalex, tmp_path):
    openalex.faults = [None, play.Fault(429, b"{}", {"X-RateLimit-Remaining-USD": "0"})]
    words = ("fetch", "openalex", "spaces", "--to", tmp_path / "f", "--address", openalex.address)
    code, out, err = call(*words)
    assert (code, out) == (1, "")
    assert "error: OpenAlex, `/works`: the allowance is spent (status 429)" in err
    assert "100 of 150 works are in the cache" in err
    assert call(*words)[0] == 0
    assert len(openalex.seen) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("fetch", "openalex"),
        ("fetch", "open-alex", "spaces"),
        ("fetch", "openalex", "spaces", "--limit", "0"),
        ("fetch", "openalex", "spaces", "--dois", "absent.txt"),
        ("fetch", "openalex", "spaces"),
        ("fetch", "openalex", "spaces", "--to", "f", "--address", "http://example.org"),
        ("fetch", "crossref", "spaces", "--to", "f", "--max-age", "-1"),
    ],
)
def test_a_wrong_call_ends_with_2_and_asks_nobody(call, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ") or "note: " in err
    assert "hint: " in err
    assert not list(tmp_path.iterdir())


def test_without_a_key_a_note_says_where_to_get_one(call, openalex, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENALEX_API_KEY")
    _, _, err = call("fetch", "openalex", "spaces", "--to", tmp_path / "f", "--address", openalex.address)
    assert "OPENALEX_API_KEY" in err
    assert "authorization" not in openalex.seen[0].headers


def test_an_interruption_is_no_failure_of_the_program(call, openalex, tmp_path, monkeypatch):
    words = ("fetch", "openalex", "spaces", "--to", tmp_path / "f", "--address", openalex.address)
    with monkeypatch.context() as interrupted:
        instant = time.time()
        manners = functools.partial(service_client.Manners, sleep=interrupt, now=lambda: instant)
        interrupted.setattr(service_client, "Manners", manners)
        code, _, err = call(*words)
    assert (code, len(openalex.seen)) == (130, 1)
    assert "interrupted; what was received is kept" in err
    assert call(*words)[0] == 0
    assert len(openalex.seen) == 2


def interrupt(_):
    """What Ctrl-C does."""
    raise KeyboardInterrupt
