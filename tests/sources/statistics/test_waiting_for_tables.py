"""Tables that Eurostat makes ready for later, from a played service: the queue, its states, interruptions."""

import gzip
import importlib.util
import json
import sys
from pathlib import Path

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file
from smartspec.sources.services.request_cache import RequestCache
from smartspec.sources.services.service_client import Client, Manners
from smartspec.sources.services.statistics_fetching import fetch_table
from smartspec.sources.services.statistics_services import AskedTable
from smartspec.sources.services.statistics_waiting import Patience

QUEUED = AskedTable("sdmx", "nama_10r_3gdp", "eurostat", "A.MIO_EUR.")
PLAIN = AskedTable("eurostat", "nama_10r_3gdp")
KEY = "1f0c3c9e-0000-4000-8000-00000000abcd"
TABLE = json.dumps(
    {
        "version": "2.0",
        "class": "dataset",
        "value": {"0": 7.25},
        "id": ["geo", "time"],
        "size": [1, 1],
        "dimension": {
            "geo": {"category": {"index": {"AT": 0}}},
            "time": {"category": {"index": {"2020": 0}}},
        },
    }
).encode()
LATER = b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Your request will be treated later"}}'


def queued(state="SUBMITTED", key=KEY):
    """What comes in the place of a large table."""
    return (
        '<?xml version="1.0" encoding="UTF-8" ?><env:Envelope xmlns:env="urn:soap"><env:Header/><env:Body>'
        '<ns0:syncResponse xmlns:ns0="urn:extraction"><processingTime>12</processingTime>'
        f"<queued><id>{key}</id><status>{state}</status></queued></ns0:syncResponse></env:Body></env:Envelope>"
    ).encode()


def state_of(state):
    """What comes at the address of the state."""
    return (
        '<env:Envelope xmlns:env="urn:soap"><env:Body><ns0:asyncResponse xmlns:ns0="urn:a">'
        f'<ns1:status xmlns:ns1="urn:b"><ns1:key>{KEY}</ns1:key><ns1:status>{state}</ns1:status></ns1:status>'
        "</ns0:asyncResponse></env:Body></env:Envelope>"
    ).encode()


def beside(name):
    """A module of the folder above; tests are no package."""
    place = Path(__file__).parents[1] / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"waiting_{name}", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = beside("playing_service")


class Stage(play.Stage):
    """A service that answers with what lies at a path: one answer after another, the last for ever."""

    def __init__(self):
        super().__init__()
        self.bodies = {}

    def answer(self, seen):
        """The next answer at the path."""
        bodies = self.bodies.get(seen.path)
        if not bodies:
            return play.Fault(404, b"<Fault><faultstring>nothing here</faultstring></Fault>")
        found = bodies.pop(0) if len(bodies) > 1 else bodies[0]
        return found if isinstance(found, play.Fault) else play.Fault(200, found)


@pytest.fixture(autouse=True)
def contacted(monkeypatch):
    """Nothing but this machine is contacted."""
    with play.watched(monkeypatch) as hosts:
        yield hosts


@pytest.fixture
def stage():
    with play.playing(Stage()) as playing:
        playing.bodies["/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR."] = [queued()]
        playing.bodies[f"/1.0/async/status/{KEY}"] = [state_of(s) for s in ("SUBMITTED", "PROCESSING", "AVAILABLE")]
        playing.bodies[f"/1.0/async/data/{KEY}"] = [TABLE]
        yield playing


@pytest.fixture
def client(stage, tmp_path):
    """A new client on the same cache; time passes only when someone sleeps."""
    clock = play.Clock()

    def make(asked=QUEUED, *, sleep=clock.sleep, said=None):
        clock.time += 1
        manners = Manners(sleep=sleep, now=clock.now, jitter=lambda: 0.5, timeout=5.0)
        cache = RequestCache(tmp_path / "cache", max_age=30, now=clock.now)
        address = f"{stage.address}/sdmx/2.1" if asked.is_queued else stage.address
        say = said.append if said is not None else lambda _: None
        return Client(asked.endpoint[0], cache, address=address, manners=manners, say=say)

    return make


def test_a_table_out_of_the_queue_is_written_as_it_was_sent(stage, client, tmp_path):
    said = []
    asking = client(said=said)
    fetched = fetch_table(QUEUED, asking, into=tmp_path / "out")
    assert gzip.decompress(fetched.path.read_bytes()) == TABLE
    assert read_file(fetched.path).tables["observations"].to_pylist()[0]["value"] == 7.25
    assert stage.paths() == [
        "/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR.",
        *[f"/1.0/async/status/{KEY}"] * 3,
        f"/1.0/async/data/{KEY}",
    ]
    assert asking.n_asked == 5
    assert [text for text in said if "ready" in text] == [
        "Eurostat makes the table ready (SUBMITTED, look 1); next look in 5 s",
        "Eurostat makes the table ready (PROCESSING, look 2); next look in 8 s",
    ]


def test_the_same_call_again_asks_nothing(stage, client, tmp_path):
    fetch_table(QUEUED, client(), into=tmp_path / "out")
    n_seen = len(stage.seen)
    assert fetch_table(QUEUED, client(), into=tmp_path / "out").path.is_file()
    assert len(stage.seen) == n_seen


def test_a_small_table_comes_at_once(stage, client, tmp_path):
    stage.bodies["/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR."] = [TABLE]
    fetch_table(QUEUED, client(), into=tmp_path / "out")
    assert len(stage.seen) == 1


def test_an_interrupted_wait_goes_on_with_the_same_table(stage, client, tmp_path):
    def interrupted(seconds):
        if seconds >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_table(QUEUED, client(sleep=interrupted), into=tmp_path / "out")
    fetch_table(QUEUED, client(), into=tmp_path / "out")
    assert [path for path in stage.paths() if path.startswith("/sdmx")] == ["/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR."]


def test_a_table_that_takes_too_long_is_an_error_that_names_the_state_and_can_be_gone_on_with(stage, client, tmp_path):
    stage.bodies[f"/1.0/async/status/{KEY}"] = [state_of("PROCESSING")]
    with pytest.raises(SourceError, match=r"not ready after \d+ min \(PROCESSING\)") as late:
        fetch_table(QUEUED, client(), into=tmp_path / "out", patience=Patience(limit=90.0))
    assert "call again" in late.value.hint
    assert not (tmp_path / "out").exists()
    stage.bodies[f"/1.0/async/status/{KEY}"] = [state_of("AVAILABLE")]
    assert fetch_table(QUEUED, client(), into=tmp_path / "out").path.is_file()
    assert sum(path.startswith("/sdmx") for path in stage.paths()) == 1


@pytest.mark.parametrize("state", ["EXPIRED", "UNKNOWN_REQUEST", "ERROR"])
def test_a_table_that_cannot_be_made_ready_is_an_error(stage, client, tmp_path, state):
    stage.bodies[f"/1.0/async/status/{KEY}"] = [state_of(state)]
    with pytest.raises(SourceError, match=rf"could not be made ready \({state}\)"):
        fetch_table(QUEUED, client(), into=tmp_path / "out")


def test_a_table_of_an_earlier_call_that_expired_is_asked_for_anew_once(stage, client, tmp_path):
    stage.bodies[f"/1.0/async/status/{KEY}"] = [state_of("PROCESSING")]
    with pytest.raises(SourceError, match="not ready"):
        fetch_table(QUEUED, client(), into=tmp_path / "out", patience=Patience(limit=10.0))
    stage.bodies[f"/1.0/async/status/{KEY}"] = [state_of("EXPIRED"), state_of("AVAILABLE")]
    assert fetch_table(QUEUED, client(), into=tmp_path / "out").path.is_file()
    assert sum(path.startswith("/sdmx") for path in stage.paths()) == 2


@pytest.mark.parametrize(
    ("place", "body", "words"),
    [
        (f"/1.0/async/data/{KEY}", b"<html>busy</html>", "the answer is not JSON"),
        (f"/1.0/async/data/{KEY}", b"[1]", "has no table"),
        (f"/1.0/async/status/{KEY}", b"<html>busy</html>", r"could not be made ready \(no status\)"),
        ("/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR.", b"<html>busy</html>", "the answer is not JSON"),
        (
            "/sdmx/2.1/data/nama_10r_3gdp/A.MIO_EUR.",
            play.Fault(413, b"<Fault><faultstring>EXTRACTION_TOO_BIG: 9 rows</faultstring></Fault>"),
            "EXTRACTION_TOO_BIG",
        ),
    ],
)
def test_anything_else_in_the_place_of_a_table_is_one_clear_error(stage, client, tmp_path, place, body, words):
    stage.bodies[place] = [body]
    with pytest.raises(SourceError, match=words):
        fetch_table(QUEUED, client(), into=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_endpoint_out_of_order_while_waiting_is_asked_again(stage, client, tmp_path):
    stage.bodies[f"/1.0/async/status/{KEY}"] = [play.Fault(503, b""), state_of("AVAILABLE")]
    asking = client()
    assert fetch_table(QUEUED, asking, into=tmp_path / "out").path.is_file()
    assert asking.n_repeated == 1


@pytest.mark.parametrize("later", [LATER, play.Fault(413, LATER.replace(b"warning", b"error"))])
def test_the_interface_without_a_queue_is_asked_the_same_again_until_the_table_is_there(stage, client, tmp_path, later):
    stage.bodies["/data/nama_10r_3gdp"] = [later, later, TABLE]
    fetched = fetch_table(PLAIN, client(PLAIN), into=tmp_path / "out")
    assert gzip.decompress(fetched.path.read_bytes()) == TABLE
    assert stage.paths() == ["/data/nama_10r_3gdp"] * 3


def test_its_table_that_never_comes_is_an_error(stage, client, tmp_path):
    stage.bodies["/data/nama_10r_3gdp"] = [LATER]
    with pytest.raises(SourceError, match="not ready after 30 min"):
        fetch_table(PLAIN, client(PLAIN), into=tmp_path / "out")
