"""Tables downloaded from played services: what is asked, written and refused; nothing else is contacted."""

import gzip
import importlib.util
import json
import sys
from pathlib import Path

import pytest

from smartspec.errors import ConfigError, SmartspecError, SourceError
from smartspec.sources.reading import read_file
from smartspec.sources.services.request_cache import DAY, RequestCache
from smartspec.sources.services.service_client import Client, Manners
from smartspec.sources.services.statistics_fetching import fetch_table
from smartspec.sources.services.statistics_services import AGENCIES, AskedTable, checked_table, filters_in

RATES = AskedTable("sdmx", "EXR", "ecb", "D.NZD+RUB.EUR.SP00.A", (("startPeriod", "2013-01-18"),))
GDP = AskedTable("eurostat", "nama_10r_3gdp", filters=filters_in(["geo=AT11,AT12", "unit=MIO_EUR"]))
TABLE = {
    "version": "2.0",
    "class": "dataset",
    "label": "GDP",
    "updated": "2024-01-12",
    "value": {"0": 1.50, "1": 2},
    "id": ["unit", "geo", "time"],
    "size": [1, 2, 1],
    "extension": {"id": "NAMA_10R_3GDP", "agencyId": "ESTAT"},
    "dimension": {
        "unit": {"category": {"index": {"MIO_EUR": 0}}},
        "geo": {"category": {"index": ["AT11", "AT12"]}},
        "time": {"category": {"index": ["2020"]}},
    },
}


def beside(name):
    """A module of the folder above; tests are no package."""
    place = Path(__file__).parents[1] / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"statistics_{name}", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = beside("playing_service")


class Stage(play.Stage):
    """A service that answers a path with what lies there."""

    def __init__(self):
        super().__init__()
        self.bodies = {}

    def answer(self, seen):
        """What lies at the path."""
        body = self.bodies.get(seen.path)
        return play.Fault(200, body) if body is not None else play.Fault(404, b"NoRecordsFound")


@pytest.fixture(autouse=True)
def contacted(monkeypatch):
    """Nothing but this machine is contacted."""
    with play.watched(monkeypatch) as hosts:
        yield hosts


@pytest.fixture
def stage():
    with play.playing(Stage()) as playing:
        playing.bodies["/data/nama_10r_3gdp"] = json.dumps(TABLE).encode()
        yield playing


@pytest.fixture
def client(stage, tmp_path):
    """A new client on the same cache; time passes only when someone sleeps."""
    clock = play.Clock()

    def make(asked=GDP, *, age=0.0, max_age=30):
        clock.time += 1 + age
        manners = Manners(sleep=clock.sleep, now=clock.now, jitter=lambda: 0.5, timeout=5.0)
        cache = RequestCache(tmp_path / "cache", max_age=max_age, now=clock.now)
        return Client(asked.endpoint[0], cache, address=stage.address, manners=manners)

    return make


def test_a_dataset_is_asked_with_its_filters_and_written_as_it_was_sent(stage, client, tmp_path):
    fetched = fetch_table(GDP, client(), into=tmp_path / "out")
    (seen,) = stage.seen
    assert seen.path == "/data/nama_10r_3gdp"
    assert stage.address + GDP.request.target == (
        f"{stage.address}/data/nama_10r_3gdp?format=JSON&lang=en&geo=AT11&geo=AT12&unit=MIO_EUR"
    )
    assert gzip.decompress(fetched.path.read_bytes()) == json.dumps(TABLE).encode()
    assert fetched.path.read_bytes()[3:8] == bytes(5), "neither a name nor a time is in the file"
    reading = read_file(fetched.path)
    assert (reading.format, reading.records_read) == ("json_stat", 2)
    body = json.loads(fetched.request_path.read_text("utf-8"))
    assert body["asked"] == {
        "service": "eurostat",
        "flow": "nama_10r_3gdp",
        "filters": [["geo", "AT11"], ["geo", "AT12"], ["unit", "MIO_EUR"]],
    }
    assert (body["licence"], body["producer"], body["file"]["content_sha256"]) == (
        "CC-BY-4.0",
        "Eurostat",
        reading.sha256,
    )


def test_a_real_answer_of_the_ecb_comes_through_unchanged(stage, client, tmp_path, statistics):
    content = (statistics / "sdmx" / "flat.json").read_bytes()
    stage.bodies["/data/EXR/D.NZD+RUB.EUR.SP00.A"] = content
    fetched = fetch_table(RATES, client(RATES), into=tmp_path)
    assert gzip.decompress(fetched.path.read_bytes()) == content
    assert stage.seen[0].query == {"format": "jsondata", "startPeriod": "2013-01-18"}
    observations = read_file(fetched.path).tables["observations"].to_pylist()
    assert [row["raw"] for row in observations][-1] == "40.3000"
    assert fetched.path.name.startswith("ecb-EXR-")


def test_the_same_call_again_asks_nothing_and_an_old_answer_is_asked_for_anew(stage, client, tmp_path):
    first = fetch_table(GDP, client(), into=tmp_path / "out")
    written = first.path.stat().st_mtime_ns
    again = client()
    assert fetch_table(GDP, again, into=tmp_path / "out").path.stat().st_mtime_ns == written
    assert (len(stage.seen), again.n_asked, again.n_cached) == (1, 0, 1)
    fetch_table(GDP, client(age=30 * DAY), into=tmp_path / "out")
    assert len(stage.seen) == 2
    fetch_table(GDP, client(max_age=0), into=tmp_path / "out")
    assert len(stage.seen) == 3


def test_a_damaged_answer_in_the_cache_is_not_used(stage, client, tmp_path):
    fetch_table(GDP, client(), into=tmp_path / "out")
    (kept,) = (tmp_path / "cache").glob("*.gz")
    kept.write_bytes(kept.read_bytes()[:-9])
    fetch_table(GDP, client(), into=tmp_path / "out")
    assert len(stage.seen) == 2


def test_another_request_makes_another_file(stage, client, tmp_path):
    other = AskedTable("eurostat", "nama_10r_3gdp", filters=(("geo", "AT13"),))
    paths = {fetch_table(asked, client(asked), into=tmp_path).path.name for asked in (GDP, other)}
    assert len(paths) == 2


def test_a_service_out_of_order_is_asked_again_and_then_left_alone(stage, client, tmp_path):
    stage.faults = [play.Fault(503, b"<html>busy</html>"), play.Fault(drop=True), None]
    fetch_table(GDP, client(), into=tmp_path / "out")
    assert len(stage.seen) == 3
    stage.faults = [play.Fault(503, b"") for _ in range(5)]
    with pytest.raises(SourceError, match="answers with status 503") as broken:
        fetch_table(GDP, client(max_age=0), into=tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert "call again later" in broken.value.hint


EUROSTAT_ERROR = b'{"error": [{"status": 400, "id": 150, "label": "The provided dimension GEOO is not valid"}]}'
XML_FAULT = (
    b'<?xml version="1.0"?><S:Fault xmlns:S="urn:s"><faultcode>413</faultcode><faultstring>EXTRACTION_TOO_BIG: '
    b"max authorised is 5000000</faultstring></S:Fault>"
)
SDMX_FAULT = (
    b'<mes:Error xmlns:mes="urn:m"><mes:ErrorMessage code="100">'
    b"<com:Text>No results found.</com:Text></mes:ErrorMessage></mes:Error>"
)


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (
            400,
            EUROSTAT_ERROR,
            ConfigError,
            "does not accept the request (status 400): The provided dimension GEOO is not valid",
        ),
        (404, b"NoRecordsFound", ConfigError, "does not accept the request (status 404): NoRecordsFound"),
        (404, SDMX_FAULT, ConfigError, "(status 404): No results found."),
        (413, XML_FAULT, SourceError, "answers with status 413: EXTRACTION_TOO_BIG: max authorised is 5000000"),
        (429, b'{"errors": [{"title": "too many requests"}]}', SourceError, "too many requests"),
        (403, b"<html>blocked</html>", SourceError, "refuses the request (status 403)"),
    ],
)
def test_a_refusal_says_what_the_service_says(stage, client, tmp_path, status, body, kind, words):
    stage.faults = [play.Fault(status, body) for _ in range(5)]
    with pytest.raises(kind) as refused:
        fetch_table(GDP, client(), into=tmp_path / "out")
    assert words in str(refused.value)
    assert "html" not in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"status": 200, "label": "No results found"}}', "sent no table: No results found"),
        (b'{"a": 1}', "the answer has no table"),
        (b"<html>a gateway</html>", "the answer is not JSON"),
    ],
)
def test_an_answer_that_is_no_table_is_an_error_and_is_not_kept(stage, client, tmp_path, body, words):
    good, stage.bodies["/data/nama_10r_3gdp"] = stage.bodies["/data/nama_10r_3gdp"], body
    with pytest.raises(SourceError) as wrong:
        fetch_table(GDP, client(), into=tmp_path / "out")
    assert words in str(wrong.value)
    stage.bodies["/data/nama_10r_3gdp"] = good
    assert fetch_table(GDP, client(), into=tmp_path / "out").path.is_file()


@pytest.mark.parametrize(
    ("asked", "status", "body", "hint"),
    [
        (GDP, 404, b'{"error": [{"label": "ERR_NOT_FOUND_2: DATA_SET"}]}', "is `nama_10r_3gdp` the code beside"),
        (RATES, 404, b"<Error><Text>no such dataflow</Text></Error>", "is `EXR` the id of a dataflow there"),
        (RATES, 404, b"NoRecordsFound", "there are no figures for this choice"),
        (GDP, 413, XML_FAULT, "a narrower choice is answered at once"),
        (GDP, 400, EUROSTAT_ERROR, "its documentation says what it understands"),
    ],
)
def test_a_refusal_says_what_to_do(stage, client, tmp_path, asked, status, body, hint):
    stage.faults = [play.Fault(status, body)]
    with pytest.raises(SmartspecError) as refused:
        fetch_table(asked, client(asked), into=tmp_path / "out")
    assert hint in refused.value.hint


def test_a_service_that_asks_to_wait_is_asked_again_when_it_said(stage, client, tmp_path):
    stage.faults = [play.Fault(429, b"", {"Retry-After": "7"})]
    asking = client()
    begin = asking.manners.now()
    fetch_table(GDP, asking, into=tmp_path / "out")
    assert asking.manners.now() - begin >= 7
    assert asking.n_repeated == 1


def test_an_answer_that_lies_elsewhere_on_the_host_is_followed_and_another_host_is_not(stage, client, tmp_path):
    stage.bodies["/data/moved"] = stage.bodies["/data/nama_10r_3gdp"]
    stage.faults = [play.Fault(302, b"", {"Location": f"{stage.address}/data/moved"})]
    assert fetch_table(GDP, client(), into=tmp_path / "out").path.is_file()
    stage.faults = [play.Fault(302, b"", {"Location": "https://example.org/data"})]
    with pytest.raises(SourceError, match="sends on to another host"):
        fetch_table(GDP, client(max_age=0), into=tmp_path / "new")


def test_an_answer_may_be_packed(stage, client, tmp_path):
    packed = gzip.compress(stage.bodies["/data/nama_10r_3gdp"])
    stage.faults = [play.Fault(200, packed, {"Content-Encoding": "gzip"})]
    fetched = fetch_table(GDP, client(), into=tmp_path / "out")
    assert json.loads(gzip.decompress(fetched.path.read_bytes())) == TABLE


@pytest.mark.parametrize(
    "asked",
    [
        AskedTable("eurostat", "nama 10"),
        AskedTable("eurostat", "../x"),
        AskedTable("sdmx", "EXR", "ecbb"),
        AskedTable("sdmx", "EXR", "ecb", "M/USD?x"),
        AskedTable("sdmx", "", "ecb"),
    ],
)
def test_what_cannot_be_asked_for_is_said_before_anything_is_sent(asked, stage):
    with pytest.raises(ConfigError):
        checked_table(asked)
    assert stage.seen == []


@pytest.mark.parametrize("text", ["geo", "geo=", "=AT", "ge o=AT"])
def test_a_filter_has_a_name_and_values(text):
    with pytest.raises(ConfigError, match="is no filter"):
        filters_in([text])


def test_endpoints_are_asked_over_https_in_the_form_that_each_wants():
    for service, _ in AGENCIES.values():
        assert service.address.startswith("https://")
    oecd = AskedTable("sdmx", "OECD.SDD.NAD,DSD_NAMAIN10@DF_TABLE1,1.0", "OECD", "A.AUS...")
    assert oecd.request.target == "/data/OECD.SDD.NAD,DSD_NAMAIN10@DF_TABLE1,1.0/A.AUS...?format=jsondata"
    own = AskedTable("sdmx", "EXR", "https://example.org/rest")
    assert (own.endpoint[0].address, own.request.target) == ("https://example.org/rest", "/data/EXR?format=jsondata")
    with pytest.raises(ConfigError, match="over https only"):
        Client(AskedTable("sdmx", "EXR", "http://example.org").endpoint[0], RequestCache(Path("unused")))
