"""Downloads from a played OpenAlex: everything comes, is accounted for, and is asked for once."""

import hashlib
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartspec.errors import ConfigError, SourceError
from smartspec.sources.reading import read_file
from smartspec.sources.services import fetching, openalex_service
from smartspec.sources.services.fetch_account import Asked, checked
from smartspec.sources.services.fetching import fetch, preview, read_dois
from smartspec.sources.services.request_cache import DAY, RequestCache
from smartspec.sources.services.service_client import Client, Manners

NONE, KEY = "  ", "k3y-which-nobody-may-see"
AGAIN = "the same call goes on from there when it begins anew"
QUERY = Asked("openalex", query="smart specialisation")


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
    """Hosts that were looked up or connected to: none but this machine."""
    with play.watched(monkeypatch) as hosts:
        yield hosts


@pytest.fixture
def stage():
    with play.playing(play.OpenAlexStage()) as playing:
        yield playing


@pytest.fixture
def clock():
    return play.Clock()


@pytest.fixture
def client(stage, tmp_path, clock):
    """A new client; each opens the same cache anew."""

    def make(**options):
        manners = {"sleep": clock.sleep, "now": clock.now, "jitter": lambda: 0.5, "timeout": 5.0}
        manners |= {name: options.pop(name) for name in list(options) if name in Manners.__dataclass_fields__}
        clock.time += 1
        cache = RequestCache(
            options.pop("cache", tmp_path / "cache"), max_age=options.pop("max_age", 30), now=clock.now
        )
        options.setdefault("secret", KEY)
        options.setdefault("service", openalex_service.SERVICE)
        service = options.pop("service")
        return Client(service, cache, address=stage.address, manners=Manners(**manners), **options)

    return make


def test_every_work_comes_once_sorted_by_id_and_is_read_again(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    fetched = fetch(QUERY, client(), into=tmp_path / "out")
    assert play.lines(fetched.path) == sorted(stage.works, key=lambda work: work["id"])
    assert fetched.is_complete
    assert fetched.path.read_bytes()[3:8] == bytes(5), "neither a name nor a time is in the file"
    reading = read_file(fetched.path)
    assert (reading.format, reading.records_in_file, reading.records_read) == ("openalex_jsonl", 250, 250)
    assert reading.problems == []
    assert [(one.path, one.query["per_page"], one.query["sort"]) for one in stage.seen] == [
        ("/works", "100", "publication_date")
    ] * 3
    assert {one.query["search"] for one in stage.seen} == {"smart specialisation"}


@pytest.mark.slow
def test_real_works_come_through_unchanged(stage, client, tmp_path, shared_data):
    path = shared_data / "bibliography" / "openalex" / "works_3000.jsonl.gz"
    stage.works = play.lines(path)[:450]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert play.lines(fetched.path) == sorted(stage.works, key=lambda work: work["id"])
    reading = read_file(fetched.path)
    assert (reading.records_read, reading.problems) == (450, [])


def test_the_file_beside_says_what_was_asked_and_what_came(stage, client, tmp_path, clock):
    stage.works = [play.openalex_work(n) for n in range(1, 121)]
    fetched = fetch(QUERY, client(), into=tmp_path)
    body = json.loads(fetched.request_path.read_text("utf-8"))
    assert body["asked"] == {"service": "openalex", "query": "smart specialisation", "all_authors": True}
    assert (body["works_said"], body["works_received"], body["works_in_file"]) == (120, 120, 120)
    assert body["answers_received"]["first"].startswith("2027-01-15T08:00:0")
    assert body["file"]["sha256"] == hashlib.sha256(fetched.path.read_bytes()).hexdigest()
    assert body["file"]["content_sha256"] == read_file(fetched.path).sha256
    assert (body["problems"], body["missing"], body["moved"]) == ([], [], {})


def test_the_same_call_again_asks_nothing_and_changes_no_byte(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    first = fetch(QUERY, client(), into=tmp_path / "out")
    before, written, n = first.path.read_bytes(), first.path.stat().st_mtime_ns, len(stage.seen)
    again = client(secret="")
    second = fetch(QUERY, again, into=tmp_path / "out")
    assert (len(stage.seen), again.n_asked, again.n_cached) == (n, 0, 3)
    assert second.path.read_bytes() == before
    assert second.path.stat().st_mtime_ns == written
    assert fetch(QUERY, client(cache=tmp_path / "other"), into=tmp_path / "new").path.read_bytes() == before


def test_an_answer_that_is_too_old_is_asked_for_again(stage, client, tmp_path, clock):
    stage.works = [play.openalex_work(n) for n in range(1, 51)]
    fetch(QUERY, client(), into=tmp_path)
    clock.time += 30 * DAY
    fetch(QUERY, client(max_age=31), into=tmp_path)
    assert len(stage.seen) == 1
    fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == 2
    fetch(QUERY, client(max_age=0), into=tmp_path)
    assert len(stage.seen) == 3


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_download_that_broke_off_goes_on_and_asks_only_for_what_is_missing(stage, client, tmp_path, failing):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    whole = fetch(QUERY, client(cache=tmp_path / "other"), into=tmp_path / "whole").path.read_bytes()
    stage.seen.clear()
    stage.faults = [None] * (failing - 1) + [play.Fault(403, b"{}")]
    with pytest.raises(SourceError) as broken:
        fetch(QUERY, client(), into=tmp_path / "out")
    assert not (tmp_path / "out").exists(), "no file pretends to be the answer"
    if failing > 1:
        assert f"{100 * (failing - 1)} of 250 works are in the cache" in broken.value.hint
    stage.seen.clear()
    fetched = fetch(QUERY, client(), into=tmp_path / "out")
    assert len(stage.seen) == 4 - failing
    assert fetched.path.read_bytes() == whole


def test_an_interruption_by_the_keyboard_keeps_what_came(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]

    def interrupt(what, share):
        if what.startswith("150 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(QUERY, client(), into=tmp_path / "out", progress=interrupt)
    assert not (tmp_path / "out").exists()
    assert len(stage.seen) == 2
    fetch(QUERY, client(), into=tmp_path / "out")
    assert len(stage.seen) == 3


@pytest.mark.slow
def test_a_download_that_is_killed_again_and_again_ends_as_one_that_was_left_alone(stage, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 451)]
    call = [sys.executable, "-m", "smartspec", "fetch", "openalex", "smart", "--address", stage.address, "--to"]
    subprocess.run([*call, tmp_path / "whole"], check=True, capture_output=True)
    n_whole = len(stage.seen)
    stage.seen.clear()
    for n_pages in (1, 3):
        stage.faults = [None] * (n_pages - len(stage.seen)) + [play.Fault(wait=5.0)]
        process = subprocess.Popen([*call, tmp_path / "killed"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(stage.seen) <= n_pages:
            time.sleep(0.01)
        process.kill()
        process.wait()
        stage.seen.pop()
    stage.faults = []
    subprocess.run([*call, tmp_path / "killed"], check=True, capture_output=True)
    assert len(stage.seen) == n_whole == 5
    (whole,), (killed,) = ((tmp_path / name).glob("*.jsonl.gz") for name in ("whole", "killed"))
    assert whole.read_bytes() == killed.read_bytes()
    assert whole.name == killed.name


def test_a_limit_takes_the_first_works_and_no_more_pages(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 351)]
    fetched = fetch(Asked("openalex", query="smart specialisation", limit=130), client(), into=tmp_path)
    assert (len(play.lines(fetched.path)), len(stage.seen), fetched.is_complete) == (130, 2, True)
    first = sorted(stage.works, key=play.place)[:130]
    assert {work["id"] for work in play.lines(fetched.path)} == {work["id"] for work in first}


def test_lists_that_cut_authors_are_completed_singly(stage, client, tmp_path):
    stage.works = [play.openalex_work(n, n_authors=a) for n, a in ((1, 99), (2, 100), (3, 350))]
    asked = client()
    fetched = fetch(QUERY, asked, into=tmp_path / "whole")
    assert [len(work["authorships"]) for work in play.lines(fetched.path)] == [99, 100, 350]
    assert sorted(stage.paths()) == ["/works", "/works/W2", "/works/W3"]
    assert fetched.account.n_completed == 2
    cut = fetch(Asked("openalex", query="smart specialisation", all_authors=False), client(), into=tmp_path / "cut")
    assert [len(work["authorships"]) for work in play.lines(cut.path)] == [99, 100, 100]
    assert len(cut.account.notes) == 2
    assert cut.path.name != fetched.path.name
    assert len(stage.seen) == 3


def test_a_work_that_merged_into_another_is_noted_and_comes_once(stage, client, tmp_path):
    stage.works = [play.openalex_work(n, n_authors=100) for n in (1, 2)]
    stage.moved = {"W2": "W1"}
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert fetched.account.moved == {"W2": "W1"}
    assert [work["id"] for work in play.lines(fetched.path)] == ["https://openalex.org/W1"]
    assert fetched.is_complete


def test_a_cut_work_that_is_gone_is_a_problem(stage, client, tmp_path):
    stage.works = [play.openalex_work(1, n_authors=120), play.openalex_work(2)]
    stage.faults = [None, play.Fault(404, b"{}")]
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert [len(work["authorships"]) for work in play.lines(fetched.path)] == [100, 1]
    assert not fetched.is_complete
    assert "W1" in fetched.account.problems[0]


def test_dois_are_asked_for_in_batches_and_the_missing_are_listed(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 121)]
    dois = tuple(sorted(f"10.9999/w.{n}" for n in range(1, 131)))
    fetched = fetch(Asked("openalex", dois=dois), client(), into=tmp_path)
    assert [one.query["filter"].count("|") + 1 for one in stage.seen] == [50, 50, 30]
    assert len(play.lines(fetched.path)) == 120
    assert fetched.account.missing == sorted(f"10.9999/w.{n}" for n in range(121, 131))
    assert fetched.is_complete, "a DOI that the service does not know is no loss"
    assert fetched.path.name.startswith("openalex-dois-")


def test_a_doi_that_would_break_a_filter_is_asked_for_alone(stage, client, tmp_path):
    odd = "10.9999/a,b(1)<2>?x#y%25"
    stage.works = [play.openalex_work(1, doi=odd), play.openalex_work(2)]
    asked = Asked("openalex", dois=("10.9999/c,d", odd, "10.9999/w.2"))
    fetched = fetch(asked, client(), into=tmp_path)
    assert stage.paths() == ["/works", "/works/doi:10.9999/c,d", f"/works/doi:{odd}"]
    assert len(play.lines(fetched.path)) == 2
    assert fetched.account.missing == ["10.9999/c,d"]
    stage.seen.clear()
    fetch(asked, client(), into=tmp_path)
    assert stage.seen == [], "that there is none was kept too"


def test_long_dois_make_smaller_batches():
    dois = tuple(f"10.9999/{'x' * 200}.{n}" for n in range(20))
    batches, single = openalex_service._batches(dois)
    assert [doi for batch in batches for doi in batch] == list(dois)
    assert single == []
    assert all(len("|".join(batch)) < 3000 for batch in batches)
    assert len(batches) == 2


def test_two_works_with_one_doi_both_come(stage, client, tmp_path):
    stage.works = [play.openalex_work(1, doi="10.9999/same"), play.openalex_work(2, doi="10.9999/same")]
    fetched = fetch(Asked("openalex", dois=("10.9999/same",)), client(), into=tmp_path)
    assert len(play.lines(fetched.path)) == 2
    assert fetched.account.missing == []


def test_works_added_meanwhile_come_too_and_the_change_is_noted(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    late = {**play.openalex_work(999), "publication_date": "2026-01-01"}
    stage.before = lambda number: stage.works.append(late) if number == 2 else None
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert fetched.is_complete
    assert len(play.lines(fetched.path)) == 251
    assert fetched.account.notes == ["the service said 250 works at first and 251 in the end"]


def test_more_pages_than_at_first_are_read_to_the_end(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 151)]
    late = [{**play.openalex_work(n), "publication_date": "2026-01-01"} for n in range(1000, 1200)]
    stage.before = lambda number: stage.works.extend(late) if number == 2 else None
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert fetched.is_complete
    assert len(play.lines(fetched.path)) == 350


def test_works_that_slipped_in_before_the_cursor_make_the_answer_incomplete(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    early = {**play.openalex_work(999), "publication_date": "1900-01-01"}
    stage.before = lambda number: stage.works.append(early) if number == 2 else None
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert not fetched.is_complete
    assert "250 works were received where the service said 251" in fetched.account.problems[0]
    assert json.loads(fetched.request_path.read_text("utf-8"))["problems"] == fetched.account.problems
    assert fetch(QUERY, client(max_age=0), into=tmp_path).is_complete


def test_a_work_that_moves_to_a_later_page_is_taken_once(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 151)]
    first = min(stage.works, key=play.place)
    later = {**first, "publication_date": "2026-01-01"}
    stage.before = lambda number: stage.works.__setitem__(stage.works.index(first), later) if number == 2 else None
    fetched = fetch(QUERY, client(), into=tmp_path)
    assert "1 works came on two pages and were taken once" in fetched.account.notes
    assert fetched.is_complete
    assert len(play.lines(fetched.path)) == 150


def test_a_cursor_that_stands_still_ends_the_walk(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    stage.cursor_stands_still = True
    with pytest.raises(SourceError, match="page 2 repeats works that came before, after 100 of 250"):
        fetch(QUERY, client(), into=tmp_path / "out")
    stage.cursor_stands_still = False
    stage.seen.clear()
    assert fetch(QUERY, client(), into=tmp_path / "out").is_complete
    assert len(stage.seen) == 2, "the page that was of no use was not kept"


def test_no_work_is_said_and_no_file_written(stage, client, tmp_path):
    with pytest.raises(SourceError, match="knows no such works"):
        fetch(QUERY, client(), into=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_preview_asks_once_and_the_download_then_needs_one_request_less(stage, client, tmp_path):
    stage.works = [play.openalex_work(n) for n in range(1, 251)]
    stage.headers = {"X-RateLimit-Cost-USD": "0.001", "X-RateLimit-Remaining-USD": "0.9", "X-RateLimit-Limit-USD": "1"}
    outlook = preview(QUERY, client())
    assert (outlook.n_works, outlook.n_requests, outlook.cost, len(stage.seen)) == (250, 3, pytest.approx(0.003), 1)
    assert outlook.words() == "250 works; 3 requests, about 0.0030 US dollars of the day's allowance"
    fetch(QUERY, client(), into=tmp_path)
    assert len(stage.seen) == 3
    dois = Asked("openalex", dois=tuple(f"10.9999/{n}" for n in range(101)))
    assert preview(dois, client()).n_requests == 3
    assert len(stage.seen) == 3


def test_what_is_left_of_the_allowance_is_said_before_and_after(stage, client, tmp_path):
    said = []
    stage.works = [play.openalex_work(n) for n in range(1, 951)]
    stage.headers = {
        "X-RateLimit-Cost-USD": "0.001",
        "X-RateLimit-Remaining-USD": "0.004",
        "X-RateLimit-Limit-USD": "1",
    }
    asked = client(say=said.append)
    fetch(QUERY, asked, into=tmp_path)
    assert said == [
        "OpenAlex: 950 works; 10 requests, about 0.0100 US dollars of the day's allowance",
        "OpenAlex: 0.0040 of 1.0000 US dollars left today",
        f"OpenAlex: the allowance is enough for about 4 more requests; {AGAIN}",
    ]
    assert asked.spent == pytest.approx(0.01)


def test_the_key_is_sent_and_kept_nowhere(stage, client, tmp_path, capfd):
    stage.works = [play.openalex_work(n, n_authors=100) for n in (1, 2)]
    stage.works[0]["title"] = f"a service that repeats {KEY} in its answer"
    said = []
    fetched = fetch(QUERY, client(say=said.append), into=tmp_path)
    assert {one.headers["authorization"] for one in stage.seen} == {f"Bearer {KEY}"}
    assert all(KEY not in json.dumps([one.path, one.query]) for one in stage.seen)
    refusals = [play.Fault(status, f'{{"message": "the key {KEY} is wrong"}}'.encode()) for status in (401, 400)]
    for refusal in (*refusals, play.Fault(200, f"<html>{KEY}</html>".encode())):
        stage.faults = [refusal]
        with pytest.raises((SourceError, ConfigError)) as error:
            fetch(Asked("openalex", query=f"other {refusal.status}"), client(say=said.append), into=tmp_path)
        said.append(str(error.value))
    texts = [
        *play.everything(tmp_path),
        *(text.encode() for text in said),
        repr(fetched).encode(),
        *map(str.encode, capfd.readouterr()),
    ]
    assert len(texts) > 8
    assert all(KEY.encode() not in text for text in texts)


def test_without_a_key_none_is_sent(stage, client, tmp_path):
    stage.works = [play.openalex_work(1)]
    fetch(QUERY, client(secret=NONE), into=tmp_path)
    assert "authorization" not in stage.seen[0].headers
    assert stage.seen[0].headers["user-agent"].startswith("smartspec/")


@pytest.mark.parametrize("secret", ["short", "with blank inside", "line\r\nbreak: yes", "ключ-не-латиницей"])
def test_a_key_that_cannot_be_one_is_refused_unseen(client, secret):
    with pytest.raises(ConfigError) as error:
        client(secret=secret)
    assert secret not in str(error.value)
    assert "OPENALEX_API_KEY" in str(error.value)


@pytest.mark.parametrize(
    "asked",
    [
        Asked("openalex"),
        Asked("openalex", query="a", dois=("10.1/a",)),
        Asked("openalex", query="a", limit=0),
        Asked("openalex", dois=("10.1/a",), limit=3),
        Asked("openalex", query="a\nb"),
        Asked("openalex", filter="x" * 5000),
    ],
)
def test_what_cannot_be_asked_for_is_an_error_of_the_call(client, stage, tmp_path, asked):
    with pytest.raises(ConfigError):
        fetch(asked, client(), into=tmp_path)
    assert stage.seen == []


def test_names_differ_with_everything_that_is_asked():
    asked = [
        Asked("openalex", query="a b"),
        Asked("openalex", query="a-b"),
        Asked("openalex", filter="a b"),
        Asked("openalex", query="a b", limit=5),
        Asked("openalex", query="a b", all_authors=False),
        Asked("crossref", query="a b"),
        Asked("openalex", query="умная специализация " * 9),
        Asked("openalex", query="../../etc/passwd"),
    ]
    stems = [checked(one).stem for one in asked]
    assert len(set(stems)) == len(stems)
    assert all(len(stem) < 70 and "/" not in stem and "." not in stem for stem in stems)
    assert stems[0].startswith("openalex-a-b-")
    assert stems[6].startswith("openalex-умная-специализация-")


def test_dois_are_found_in_a_text_and_lines_without_one_are_named(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(
        "\ufeffDOI;title\n"
        "10.1000/B\n"
        "https://doi.org/10.1000/a, see there\n"
        "10.1000/c;Some title\n"
        "doi:10.1000/d,10.1000/e\t10.1000/B\n"
        "# a remark\n"
        "\n"
        "no identifier here\n",
        encoding="utf-8",
    )
    dois, notes = read_dois(path)
    assert dois == ("10.1000/a", "10.1000/b", "10.1000/c", "10.1000/d", "10.1000/e")
    assert notes == ["line 8 holds no DOI: 'no identifier here'"]


@pytest.mark.parametrize("content", [b"", b"nothing\n", b"\xff\xfe\x00broken"])
def test_a_file_without_dois_is_an_error_of_the_call(tmp_path, content):
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        read_dois(path)
    with pytest.raises(ConfigError):
        read_dois(tmp_path / "absent.txt")


def test_an_unknown_service_is_named_with_its_nearest():
    with pytest.raises(ConfigError) as error:
        fetching.service_of("open-alex")
    assert "`openalex`" in error.value.hint
