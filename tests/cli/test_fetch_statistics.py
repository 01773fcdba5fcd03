"""`smartspec fetch eurostat` and `fetch sdmx` from end to end against a played service on 127.0.0.1."""

import functools
import importlib.util
import json
import sys
from pathlib import Path

import pytest

from smartspec.cli import main
from smartspec.sources.services import service_client

SOURCES = Path(__file__).resolve().parents[1] / "sources"
TABLE = {
    "version": "2.0",
    "class": "dataset",
    "label": "GDP",
    "value": [1.5, 2.5],
    "id": ["geo", "time"],
    "size": [2, 1],
    "dimension": {"geo": {"category": {"index": ["AT11", "AT12"]}}, "time": {"category": {"index": ["2020"]}}},
}


def played():
    """The module that plays services; tests are no package."""
    spec = importlib.util.spec_from_file_location("cli_statistics_service", SOURCES / "playing_service.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = played()


class Stage(play.Stage):
    """A service with one dataset."""

    def answer(self, seen):
        """The dataset at its path."""
        found = seen.path in {"/data/nama_10r_3gdp", "/data/EXR/M.USD"}
        return play.ok(TABLE) if found else play.Fault(404, b'{"error": [{"label": "Dataset not found"}]}')


@pytest.fixture(autouse=True)
def quick_and_alone(monkeypatch):
    """Nothing but this machine is contacted, and nobody waits."""
    monkeypatch.setattr(service_client, "Manners", functools.partial(service_client.Manners, sleep=lambda _: None))
    with play.watched(monkeypatch):
        yield


@pytest.fixture
def stage():
    with play.playing(Stage()) as playing:
        yield playing


@pytest.fixture
def call(capsys, stage):
    """Run a command; gives exit code, stdout, stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return ended.value.code, out, err

    return run


@pytest.fixture
def project(call, tmp_path):
    folder = tmp_path / "project"
    call("new", folder)
    return folder


def test_a_dataset_goes_into_the_project_and_is_read_back(call, stage, project):
    asked = ("eurostat", "nama_10r_3gdp", "--filter", "geo=AT11,AT12")
    words = ("fetch", *asked, "--to", project, "--address", stage.address)
    code, out, err = call(*words)
    assert code == 0, err
    (path,) = (project / "sources").glob("eurostat-nama_10r_3gdp-*.json.gz")
    assert f"wrote {path}" in out
    assert "json_stat" in out
    assert "Eurostat: 1 requests, 0 answers from the cache" in err
    assert out.endswith(f"next: `smartspec build {project}`\n")
    assert call(*words)[0] == 0
    assert len(stage.seen) == 1


def test_a_dataflow_goes_into_a_folder(call, stage, tmp_path):
    words = ("fetch", "sdmx", "ecb", "EXR", "M.USD", "--to", tmp_path, "--address", stage.address, "--json")
    code, out, _ = call(*words)
    body = json.loads(out)
    assert (code, body["request"]["asked"]["agency"], body["request"]["asked"]["key"]) == (0, "ecb", "M.USD")
    assert Path(body["path"]).is_file()


def test_looking_ahead_asks_nothing(call, stage, tmp_path):
    words = ("fetch", "eurostat", "nama_10r_3gdp", "--filter", "geo=AT", "--to", tmp_path, "--dry-run")
    code, out, _ = call(*words)
    assert (code, stage.seen) == (0, [])
    address = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/nama_10r_3gdp"
    assert out == f"Eurostat: 1 request: {address}?format=JSON&lang=en&geo=AT\n"
    assert json.loads(call(*words, "--json")[1])["n_requests"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("eurostat",), "give the id of a dataset"),
        (("eurostat", "a", "b"), "give the id of a dataset"),
        (("sdmx", "ecb"), "give an endpoint, a dataflow"),
        (("sdmx", "ecb", "EXR", "M", "x"), "give an endpoint, a dataflow"),
        (("sdmx", "nobody", "EXR"), "unknown endpoint `nobody`"),
        (("eurostat", "a", "--filter", "geo"), "`geo` is no filter"),
        (("eurostat", "a", "--limit", "3"), "are for publications"),
        (("openalex", "two", "words"), "put it in quotation marks"),
    ],
)
def test_a_wrong_call_is_told_and_asks_nothing(call, stage, tmp_path, words, said):
    code, out, err = call("fetch", *words, "--to", tmp_path, "--address", stage.address)
    assert (code, out, stage.seen) == (2, "", [])
    assert said in err


def test_a_dataset_that_is_not_there_is_told_in_the_words_of_the_service(call, stage, tmp_path):
    code, _, err = call("fetch", "eurostat", "nothing", "--to", tmp_path, "--address", stage.address)
    assert code == 2
    assert "Dataset not found" in err
