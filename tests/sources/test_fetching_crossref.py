"""Downloads from a played Crossref: by offset, by a cursor that the service forgets, and DOI by DOI."""

import importlib.util
import sys
from pathlib import Path

import pytest

from smartspec.errors import ConfigError
from smartspec.sources.reading import read_file
from smartspec.sources.services import crossref_service
from smartspec.sources.services.fetch_account import Asked
from smartspec.sources.services.fetching import fetch, preview
from smartspec.sources.services.request_cache import RequestCache
from smartspec.sources.services.service_client import Client, Manners

QUERY = Asked("crossref", query="smart specialisation", filter="from-pub-date:2010")
CONTACT = "someone@example.org"


def beside(name):
    """A module of this folder; tests are no package."""
    spec = importlib.util.spec_from_file_location(f"sources_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


play = beside("playing_service")


@pytest.fixture(autouse=True)
def contacted(monkeypatch):
    """Nothing but this machine is contacted."""
    with play.watched(monkeypatch) as hosts:
        yield hosts


@pytest.fixture
def stage():
    with play.playing(play.CrossrefStage()) as playing:
        yield playing


@pytest.fixture
def clock():
    return play.Clock()


@pytest.fixture
def client(stage, tmp_path, clock):
    def make(*, secret=CONTACT, folder="cache", **options):
        clock.time += 1
        manners = Manners(sleep=clock.sleep, now=clock.now, jitter=lambda: 0.5, timeout=5.0)
        cache = RequestCache(tmp_path / folder, now=clock.now)
        service = crossref_service.SERVICE
        return Client(service, cache, address=stage.address, secret=secret, manners=manners, **options)

    return make


@pytest.fixture
def few_offsets(monkeypatch):
    """Offsets reach 400 works, so that cursors are needed beyond."""
    monkeypatch.setattr(crossref_service, "MAX_OFFSET", 400)


def dois(path):
    return [work["DOI"] for work in play.lines(path)]


def expected(stage):
    return sorted((work["DOI"] for work in stage.works), key=str.lower)


def test_every_work_comes_once_sorted_by_doi_and_is_read_again(stage, client, tmp_path):
    stage.works = [play.crossref_work(n) for n in range(1, 451)]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert dois(fetched.path) == expected(stage)
    reading = read_file(fetched.path)
    assert (reading.format, reading.records_in_file, reading.records_read) == ("crossref_json", 450, 450)
    assert [one.query["offset"] for one in stage.seen] == ["0", "200", "400"]
    assert {one.query["sort"] + one.query["order"] for one in stage.seen} == {"createdasc"}
    assert {one.query["filter"] for one in stage.seen} == {"from-pub-date:2010"}
    assert fetched.path.name.startswith("crossref-smart-specialisation-")


def test_the_contact_goes_into_the_header_and_no_file(stage, client, tmp_path):
    stage.works = [play.crossref_work(n) for n in range(3)]
    fetch(QUERY, client(), into=tmp_path)
    assert stage.seen[0].headers["user-agent"].endswith(f"(mailto:{CONTACT})")
    assert all("mailto" not in one.query for one in stage.seen)
    assert all(CONTACT.encode() not in content for content in play.everything(tmp_path))
    fetch(QUERY, client(secret="", folder="other"), into=tmp_path)
    assert "mailto" not in stage.seen[-1].headers["user-agent"]


def test_a_contact_without_an_at_sign_is_refused(client):
    wrong, short = "no-address-at-all", "a@b.ru"
    with pytest.raises(ConfigError) as error:
        client(secret=wrong)
    assert wrong not in str(error.value)
    client(secret=short)


def test_a_record_with_the_contact_in_it_stays_as_it_is(stage, client, tmp_path):
    stage.works = [{**play.crossref_work(1), "author": [{"family": "Someone", "affiliation": [{"name": CONTACT}]}]}]
    assert play.lines(fetch(QUERY, client(), into=tmp_path).path) == stage.works


def test_requests_keep_the_distance_that_the_service_asks_for(stage, client, tmp_path, clock):
    stage.works = [play.crossref_work(n) for n in range(450)]
    fetch(QUERY, client(), into=tmp_path)
    assert clock.slept == [pytest.approx(1 / 3, abs=1e-6)] * 2
    clock.slept.clear()
    fetch(QUERY, client(secret="", folder="b"), into=tmp_path)
    assert clock.slept == [pytest.approx(1.0, abs=1e-6)] * 2
    clock.slept.clear()
    stage.headers = {"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "2s"}
    fetch(QUERY, client(folder="c"), into=tmp_path)
    assert clock.slept == [pytest.approx(2.0, abs=1e-6)] * 2


@pytest.mark.parametrize("n_before", [0, 1, 2])
def test_a_download_by_offset_goes_on_at_any_time(stage, client, tmp_path, clock, n_before):
    stage.works = [play.crossref_work(n) for n in range(450)]
    whole = fetch(QUERY, client(folder="other"), into=tmp_path / "whole").path.read_bytes()
    stage.seen.clear()
    stage.faults = [None] * n_before + [play.Fault(403, b"")]
    with pytest.raises(Exception, match="refuses"):
        fetch(QUERY, client(), into=tmp_path / "out")
    stage.seen.clear()
    clock.time += 86_400
    assert fetch(QUERY, client(), into=tmp_path / "out").path.read_bytes() == whole
    assert len(stage.seen) == 3 - n_before


def test_pages_that_overlap_are_completed_by_cursor(stage, client, tmp_path):
    stage.works = [play.crossref_work(n) for n in range(450)]
    stage.overlap = 5
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert fetched.is_complete
    assert dois(fetched.path) == expected(stage)
    assert "came by offset" in fetched.account.notes[0]


def test_many_works_come_by_a_cursor_that_stays_the_same(stage, client, tmp_path, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert dois(fetched.path) == expected(stage)
    assert fetched.is_complete
    cursors = [one.query.get("cursor") for one in stage.seen]
    assert cursors == [None, "*", *["walk+0=="] * 4]
    n = len(stage.seen)
    assert preview(QUERY, client()).n_requests == n
    fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == n, "pages with one cursor are kept apart"


def test_a_cursor_that_is_young_is_gone_on_with(stage, client, tmp_path, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    stage.faults = [None, None, None, play.Fault(403, b"")]
    with pytest.raises(Exception, match="refuses"):
        fetch(QUERY, client(), into=tmp_path)
    stage.seen.clear()
    assert fetch(QUERY, client(), into=tmp_path).is_complete
    assert [one.query["cursor"] for one in stage.seen] == ["walk+0=="] * 3


def test_a_walk_whose_cursor_ran_out_is_begun_anew_with_the_same_result(stage, client, tmp_path, clock, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    whole = fetch(QUERY, client(folder="other"), into=tmp_path / "whole").path.read_bytes()
    stage.faults = [None, None, None, play.Fault(403, b"")]
    with pytest.raises(Exception, match="refuses"):
        fetch(QUERY, client(), into=tmp_path / "out")
    stage.walks.clear()
    stage.seen.clear()
    clock.time += 600
    fetched = fetch(QUERY, client(), into=tmp_path / "out")
    assert fetched.path.read_bytes() == whole
    assert [one.query["cursor"] for one in stage.seen] == ["*", *["walk+0=="] * 4]


def test_a_cursor_that_is_refused_in_the_midst_is_begun_anew(stage, client, tmp_path, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    stage.before = lambda number: stage.walks.clear() if number == 4 else None
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert fetched.is_complete
    assert dois(fetched.path) == expected(stage)
    n = len(stage.seen)
    fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == n


def test_a_page_that_was_lost_with_its_answer_is_found_by_a_second_walk(stage, client, tmp_path, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    stage.faults = [None, None, play.Fault(cut=True)]
    said = []
    fetched = fetch(QUERY, client(say=said.append), into=tmp_path)
    assert fetched.is_complete
    assert dois(fetched.path) == expected(stage)
    assert any("beginning anew" in sentence for sentence in said)


def test_a_service_that_says_more_than_it_gives_is_left_and_the_answer_is_incomplete(
    stage, client, tmp_path, few_offsets
):
    stage.works = [play.crossref_work(n // 2) for n in range(1, 1001)]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert not fetched.is_complete
    assert "501 works were received where the service said 1000" in fetched.account.problems[0]
    assert len(stage.seen) == 1 + 2 * 5, "a second walk that brings nothing new is the last"


def test_a_limit_takes_the_first_works(stage, client, tmp_path, few_offsets):
    stage.works = [play.crossref_work(n) for n in range(1, 1001)]
    fetched = fetch(Asked("crossref", query="a", limit=250), client(), into=tmp_path)
    assert (len(dois(fetched.path)), len(stage.seen), fetched.is_complete) == (250, 2, True)


def test_dois_are_asked_for_one_by_one(stage, client, tmp_path):
    stage.works = [play.crossref_work(n) for n in range(1, 4)]
    stage.moved = {"10.9999/old": "10.9999/c.3"}
    asked = Asked("crossref", dois=("10.9999/c.1", "10.9999/c.2", "10.9999/none", "10.9999/old", "10.9999/s(1)<a>#?"))
    fetched = fetch(asked, client(), into=tmp_path)
    assert stage.paths() == [f"/works/{doi}" for doi in asked.dois]
    assert dois(fetched.path) == ["10.9999/C.1", "10.9999/C.2", "10.9999/C.3"]
    assert fetched.account.missing == ["10.9999/none", "10.9999/s(1)<a>#?"]
    assert fetched.account.moved == {"10.9999/old": "10.9999/c.3"}
    assert fetched.is_complete
    fetch(asked, client(), into=tmp_path)
    assert len(stage.seen) == 5, "what is missing was kept too"


def test_a_wrong_filter_is_an_error_of_the_call_with_the_words_of_the_service(stage, client, tmp_path):
    with pytest.raises(ConfigError, match="Filter bad: no such filter"):
        fetch(Asked("crossref", filter="bad:1"), client(), into=tmp_path)


@pytest.mark.parametrize(
    "body",
    [
        b'{"status": "ok"}',
        b'{"message": {"total-results": null, "items": []}}',
        b'{"message": {"total-results": 1, "items": [{"title": ["no DOI"]}]}}',
        b'{"message": {"total-results": 1}}',
    ],
)
def test_an_answer_of_another_shape_is_refused_and_not_kept(stage, client, tmp_path, body):
    stage.works = [play.crossref_work(1)]
    stage.faults = [play.Fault(200, body)]
    with pytest.raises(Exception, match="the answer has no"):
        fetch(QUERY, client(), into=tmp_path)
    assert fetch(QUERY, client(), into=tmp_path).is_complete
