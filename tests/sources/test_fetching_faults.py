"""What a service or a network can do wrong: waited out where that helps, else said at once and nothing kept of it."""

import gzip
import importlib.util
import json
import os
import socket
import ssl
import sys
import time
import tracemalloc
from pathlib import Path
from urllib.error import URLError

import pytest

from smartspec.errors import ConfigError, SourceError
from smartspec.sources.services import https_get, openalex_service
from smartspec.sources.services.fetch_account import Asked
from smartspec.sources.services.fetching import fetch
from smartspec.sources.services.request_cache import RequestCache, Stored
from smartspec.sources.services.service_client import Client, Manners
from smartspec.sources.services.service_requests import Request, checked_address

QUERY = Asked("openalex", query="smart specialisation")
CREDIT = {"X-RateLimit-Remaining-USD": "0.0004", "X-RateLimit-Cost-Required-USD": "0.001", "X-RateLimit-Reset": "7200"}


def beside(name):
    """A module of this folder; tests are no package."""
    spec = importlib.util.spec_from_file_location(f"sources_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = beside("playing_service")
Fault = play.Fault


@pytest.fixture(autouse=True)
def contacted(monkeypatch):
    """Nothing but this machine is contacted."""
    with play.watched(monkeypatch) as hosts:
        yield hosts


@pytest.fixture
def stage():
    with play.playing(play.OpenAlexStage()) as playing:
        playing.works = [play.openalex_work(n) for n in range(1, 151)]
        yield playing


@pytest.fixture
def clock():
    return play.Clock()


@pytest.fixture
def client(stage, tmp_path, clock):
    def make(**manners):
        clock.time += 1
        manners = {"sleep": clock.sleep, "now": clock.now, "jitter": lambda: 0.5, "timeout": 5.0} | manners
        cache = RequestCache(tmp_path / "cache", now=clock.now)
        return Client(openalex_service.SERVICE, cache, address=stage.address, manners=Manners(**manners))

    return make


def refused(client, tmp_path, kind=SourceError):
    """The error that a download ends with."""
    with pytest.raises(kind) as error:
        fetch(QUERY, client, into=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert error.value.place.startswith("OpenAlex, `/works`")
    assert error.value.hint
    return error.value


def answers(folder):
    """Files of the cache with an answer."""
    return list(folder.glob("cache/*.gz"))


def test_a_service_that_is_busy_is_given_the_time_it_asks_for(stage, client, tmp_path, clock):
    stage.faults = [Fault(429, b"{}", {"Retry-After": "17"})]
    asked = client()
    assert fetch(QUERY, asked, into=tmp_path).is_complete
    assert 17.0 in clock.slept
    assert (asked.n_asked, asked.n_repeated) == (3, 1)


def test_a_time_to_wait_may_be_a_date(stage, client, tmp_path, clock):
    stage.faults = [Fault(503, b"", {"Retry-After": "Fri, 15 Jan 2027 08:00:41 GMT"})]
    assert fetch(QUERY, client(), into=tmp_path).is_complete
    assert 39.0 < max(clock.slept) <= 41.0


def test_waits_without_advice_double(stage, client, tmp_path, clock):
    stage.faults = [Fault(status, b"") for status in (500, 502, 504, 429)]
    asked = client()
    assert fetch(QUERY, asked, into=tmp_path).is_complete
    assert [wait for wait in clock.slept if wait >= 1] == [1.0, 2.0, 4.0, 8.0]
    assert asked.n_repeated == 4


def test_waits_are_shaken_by_chance(stage, client, tmp_path, clock):
    chances = iter([0.0, 0.99])
    stage.faults = [Fault(500, b""), Fault(500, b"")]
    fetch(QUERY, client(jitter=lambda: next(chances)), into=tmp_path)
    assert [round(wait, 2) for wait in clock.slept if wait >= 0.5] == [0.5, 2.98]


def test_a_service_that_stays_out_of_order_is_left_after_five_tries(stage, client, tmp_path):
    stage.faults = [Fault(500, b'{"message": "database is down"}')] * 9
    error = refused(client(), tmp_path)
    assert len(stage.seen) == 5
    assert error.problem == "answers with status 500: database is down"
    assert answers(tmp_path) == []


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault(429, b'{"error": "Rate limit exceeded"}', CREDIT), "the allowance is spent (status 429)"),
        (Fault(403, b"{}", CREDIT), "the allowance is spent (status 403)"),
        (Fault(429, b"{}", {"X-RateLimit-Remaining": "0"}), "the allowance is spent (status 429)"),
        (Fault(402, b"{}"), "the allowance is spent (status 402)"),
        (Fault(403, b"{}"), "refuses the request (status 403)"),
        (Fault(401, b'{"message": "Invalid key"}'), "refuses the request (status 401): Invalid key"),
        (Fault(429, b"{}", {"Retry-After": "7200"}), "answers with status 429 and asks to wait 2 h"),
        (Fault(503, b"{}", {"Retry-After": "600"}), "answers with status 503 and asks to wait 10 min"),
    ],
)
def test_where_waiting_is_no_use_the_first_refusal_is_the_last(stage, client, tmp_path, clock, fault, problem):
    stage.faults = [fault]
    error = refused(client(), tmp_path)
    assert error.problem.startswith(problem)
    assert (len(stage.seen), clock.slept) == (1, [])


def test_spent_credit_says_what_is_left_and_when_it_begins_anew(stage, client, tmp_path):
    stage.faults = [None, Fault(429, b"", CREDIT)]
    error = refused(client(), tmp_path)
    assert error.problem == "the allowance is spent (status 429); 0.0004 US dollars left today"
    assert "(in 2 h)" in error.hint
    assert "100 of 150 works are in the cache" in error.hint
    assert "OPENALEX_API_KEY" in error.hint


def test_a_plenty_of_credit_makes_a_busy_answer_a_busy_answer(stage, client, tmp_path):
    stage.faults = [Fault(429, b"{}", CREDIT | {"X-RateLimit-Remaining-USD": "0.5"})]
    assert fetch(QUERY, client(), into=tmp_path).is_complete


@pytest.mark.parametrize("status", [400, 404, 414, 422])
def test_a_wrong_filter_is_an_error_of_the_call(stage, client, tmp_path, status):
    stage.faults = [Fault(status, b'{"error": "Invalid query", "message": "no such field: yeer"}')]
    error = refused(client(), tmp_path, ConfigError)
    assert error.problem == f"does not accept the request (status {status}): Invalid query no such field: yeer"
    assert len(stage.seen) == 1


def test_messages_of_a_service_are_shown_without_tricks(stage, client, tmp_path):
    text = "\x1b[31mred\x07 " + "long " * 200
    stage.faults = [Fault(400, json.dumps({"message": text}).encode())]
    error = refused(client(), tmp_path, ConfigError)
    assert "\x1b" not in error.problem
    assert len(error.problem) < 400


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Log in to the network</body></html>",
        b"",
        b"{",
        b"\xff\xfe\xfa",
        b"[1, 2]",
        b'"text"',
        b"[" * 100_000,
        b'{"meta": {"count": NaN}, "results": []}',
        b'{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "fwci": NaN}]}',
        b'{"error": "something"}',
        b'{"meta": null, "results": []}',
        b'{"meta": {"count": "12"}, "results": []}',
        b'{"meta": {"count": true}, "results": []}',
        b'{"meta": {"count": -1}, "results": []}',
        b'{"meta": {"count": 1}, "results": {}}',
        b'{"meta": {"count": 1}, "results": [null]}',
        b'{"meta": {"count": 1}, "results": [{"id": null}]}',
        b'{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/A1"}]}',
        b'{"meta": {"count": 1}, "results": [{"id": "https://example.org/W1"}]}',
    ],
)
@pytest.mark.parametrize("page", [1, 2])
def test_an_answer_that_is_none_is_refused_at_once_and_not_kept(stage, client, tmp_path, body, page):
    stage.faults = [None] * (page - 1) + [Fault(200, body)]
    error = refused(client(), tmp_path)
    assert error.problem.startswith("the answer ")
    assert len(stage.seen) == page
    assert len(answers(tmp_path)) == page - 1
    assert fetch(QUERY, client(), into=tmp_path / "out").is_complete


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_cut_off_is_asked_for_again(stage, client, tmp_path, packed):
    stage.packed = packed
    stage.faults = [Fault(cut=True), None, Fault(cut=True)]
    asked = client()
    fetched = fetch(QUERY, asked, into=tmp_path)
    assert fetched.is_complete
    assert len(play.lines(fetched.path)) == 150
    assert asked.n_repeated == 2


def test_packed_answers_give_the_same_file(stage, client, tmp_path):
    plain = fetch(QUERY, client(), into=tmp_path / "plain").path.read_bytes()
    stage.packed = True
    other = Client(openalex_service.SERVICE, RequestCache(tmp_path / "b"), address=stage.address)
    assert fetch(QUERY, other, into=tmp_path / "packed").path.read_bytes() == plain
    assert all(one.headers["accept-encoding"] == "gzip" for one in stage.seen)


def test_a_connection_that_is_dropped_is_opened_again(stage, client, tmp_path):
    stage.faults = [Fault(drop=True)]
    assert fetch(QUERY, client(), into=tmp_path).is_complete


def test_a_server_that_is_silent_is_not_waited_for(stage, client, tmp_path):
    stage.faults = [Fault(wait=1.0)]
    asked, begin = client(timeout=0.1), time.monotonic()
    assert fetch(QUERY, asked, into=tmp_path).is_complete
    assert asked.n_repeated == 1
    assert time.monotonic() - begin < 1.0


def test_a_server_that_drips_is_not_waited_for_for_ever(stage, client, tmp_path, monkeypatch):
    body = json.dumps({"meta": {"count": 1}, "results": [play.openalex_work(1)]}).encode()
    monkeypatch.setattr(https_get, "PATIENCE", 2)
    stage.faults = [Fault(200, body, drip=0.05)]
    asked, begin = client(timeout=0.2), time.monotonic()
    assert fetch(QUERY, asked, into=tmp_path).is_complete
    assert asked.n_repeated == 1
    assert time.monotonic() - begin < 2.0


def test_where_nobody_listens_the_connection_is_named(tmp_path, clock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    manners = Manners(sleep=clock.sleep, now=clock.now)
    asked = Client(openalex_service.SERVICE, RequestCache(tmp_path / "c"), address=address, manners=manners)
    assert "cannot be reached: " in refused(asked, tmp_path).problem
    assert asked.n_asked == 5


def test_a_host_that_cannot_prove_its_name_is_not_asked_again(stage, client, tmp_path, monkeypatch, clock):
    def fail(*_, **__):
        raise URLError(ssl.SSLCertVerificationError("certificate verify failed: self-signed certificate"))

    asked = client()
    monkeypatch.setattr(asked._door._opener, "open", fail)
    assert "self-signed" in refused(asked, tmp_path).problem
    assert (asked.n_asked, clock.slept) == (1, [])


def test_an_answer_beyond_all_measure_is_refused(stage, client, tmp_path):
    for packed in (False, True):
        stage.packed = packed
        stage.faults = [Fault(200, b" " * 3_000_000)]
        with pytest.raises(SourceError, match="answers with more than 1 MB"):
            fetch(QUERY, client(max_size=1 << 20), into=tmp_path / "out")
    assert answers(tmp_path) == []


def test_a_packed_answer_is_not_unpacked_beyond_its_limit(stage):
    bomb = gzip.compress(bytes(100_000_000), 9)
    door = https_get.Door(stage.address, {}, max_size=1 << 20)
    tracemalloc.start()
    with pytest.raises(SourceError, match="more than 1 MB"):
        list(door._unpacked(iter([bomb]), {"content-encoding": "gzip"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "location", ["http://127.0.0.2:9/works", "https://example.org/works", "//example.org/", "file:///etc/passwd"]
)
def test_nobody_is_followed_to_another_host(stage, client, tmp_path, location):
    stage.faults = [Fault(302, b"", {"Location": location})]
    with pytest.raises(SourceError, match="sends on to another host"):
        fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == 1


def test_a_circle_is_left(stage, client, tmp_path):
    stage.faults = [Fault(302, b"", {"Location": "/works"})] * 20
    with pytest.raises(SourceError, match="in a circle"):
        fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == 6


@pytest.mark.parametrize(
    "address",
    [
        "http://api.openalex.org",
        "http://localhost:1",
        "http://127.0.0.1.example.org",
        "file:///etc/passwd",
        "ftp://127.0.0.1",
        "https://user:word@api.openalex.org",
        "https://api.openalex.org?x=1",
        "https://",
        "api.openalex.org",
    ],
)
def test_only_https_and_this_machine_are_addresses(address):
    with pytest.raises(ConfigError) as error:
        checked_address(address)
    assert "word" not in str(error.value).replace("words", "")


def test_requests_keep_their_distance(stage, client, tmp_path, clock):
    stage.works = [play.openalex_work(n) for n in range(1, 451)]
    fetch(QUERY, client(), into=tmp_path)
    assert clock.slept == [pytest.approx(0.1, abs=1e-6)] * 4


@pytest.mark.parametrize("damage", ["cut", "flipped", "other", "edited", "empty", "no gzip"])
def test_a_damaged_answer_in_the_cache_is_asked_for_again(stage, client, tmp_path, damage):
    whole = fetch(QUERY, client(), into=tmp_path / "out").path.read_bytes()
    one, other = answers(tmp_path)
    content = one.read_bytes()
    damaged = {
        "cut": content[: len(content) // 2],
        "flipped": content[:200] + bytes([content[200] ^ 1]) + content[201:],
        "other": other.read_bytes(),
        "edited": gzip.compress(gzip.decompress(content).replace(b"Invented", b"Disproved")),
        "empty": b"",
        "no gzip": b"{}\n{}",
    }[damage]
    one.write_bytes(damaged)
    stage.seen.clear()
    asked = client()
    assert fetch(QUERY, asked, into=tmp_path / "out").path.read_bytes() == whole
    assert (len(stage.seen), asked.n_cached) == (1, 1)
    assert asked.cache.n_damaged >= 1


def test_a_cache_names_its_answers_by_request_and_address(tmp_path):
    cache = RequestCache(tmp_path / "c")
    request = Request("/works", (("search", "a"), ("cursor", "*")))
    cache.keep("https://one.example", request, Stored(200, "/works", b"{}", time.time()))
    assert cache.find("https://one.example", request).body == b"{}"
    assert cache.find("https://two.example", request) is None
    assert cache.find("https://one.example", Request(request.path, request.parameters, 2)) is None
    assert (tmp_path / "c" / ".gitignore").read_text("utf-8") == "*\n"
    assert not list((tmp_path / "c").glob(".tmp-*"))


def test_what_a_killed_process_left_is_cleared_after_an_hour(tmp_path):
    old, new = tmp_path / ".tmp-old", tmp_path / ".tmp-new"
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 4000,) * 2)
    RequestCache(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_folder_that_cannot_be_written_is_named(stage, client, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    asked = client()
    asked.cache.folder = tmp_path / "file"
    with pytest.raises(ConfigError, match="cannot be written") as error:
        fetch(QUERY, asked, into=tmp_path / "out")
    assert "--cache" in error.value.hint
    with pytest.raises(ConfigError, match="cannot be written"):
        fetch(QUERY, client(), into=tmp_path / "file")


def test_half_a_character_does_not_break_the_file(stage, client, tmp_path):
    stage.works = [{**play.openalex_work(1), "title": "half \ud83d of a pair"}]
    stage.faults = [Fault(200, json.dumps({"meta": {"count": 1}, "results": stage.works}).encode())]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert play.lines(fetched.path) == stage.works
