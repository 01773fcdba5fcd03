"""`/api/evidence/TABLE?KEY`: every link of the table pages leads to a place or to rows; refusals in the one shape."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smartspec.build import build_project
from smartspec.schema import TABLES
from smartspec.web.app import make_app

EXAMPLE = Path(str(files("smartspec.build"))) / "example"
CONFIG = """
[project]
name = "evidence"

[[source]]
path = "sources/*.csv.gz"
format = "tidy"
columns = { footnotes = "source" }

[[source]]
path = "sources/*.ris"

[[indicator]]
name = "staff"
indicator = "Research*"

[[indicator]]
name = "product per researcher"
indicator = "Gross regional product"
per = "Research and development personnel"
"""
KEY = {"file": "sources/rosstat-research-staff.csv.gz", "sheet": "", "cell": "H2"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("web") / "project"
    (found / "sources").mkdir(parents=True)
    for name in ("rosstat-research-staff.csv.gz", "rosstat-gross-regional-product.csv.gz", "generated.ris"):
        shutil.copy(EXAMPLE / "sources" / name, found / "sources")
    (found / "smartspec.toml").write_text(CONFIG, encoding="utf-8")
    report = build_project(found)
    assert not report.failures
    return found


@pytest.fixture(scope="module")
def client(folder):
    with TestClient(make_app(folder), base_url="http://127.0.0.1:8765") as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("table", ["observations", "records", "works", "indicators"])
def test_three_rows_of_every_table_lead_on_until_a_place_in_a_file_is_reached(client, table):
    page = client.get(f"/api/table/{table}", params={"size": 500}).json()
    n = len(page["rows"][TABLES[table].key[0]])
    for row in (0, n // 2, n - 1):
        name, key = table, {column: page["rows"][column][row] for column in TABLES[table].key}
        answer = client.get(f"/api/evidence/{name}", params=key)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["key"] == key
        steps = 1
        while "behind" in body:
            assert body["behind"]["rows"], key
            assert body["behind"]["missing"] == 0
            name, key = body["behind"]["table"], body["behind"]["rows"][-1]["key"]
            body = client.get(f"/api/evidence/{name}", params=key).json()
            steps += 1
        assert steps <= 2, "two clicks to evidence"
        assert body["file"]["state"] == "same"
        assert body["surroundings"]["kind"] in {"window", "fragment"}
        if name == "observations":
            assert body["agrees"] is True


def test_every_problem_has_a_page(client):
    page = client.get("/api/table/problems", params={"size": 100}).json()["rows"]
    for file, number in zip(page["file"], page["number"], strict=True):
        answer = client.get("/api/evidence/problems", params={"file": file, "number": number})
        assert answer.status_code == 200, answer.text


def test_a_ratio_leads_to_both_of_its_cells(client):
    key = {"indicator": "product per researcher", "region": "RU-TOM", "activity": "", "period": "2017"}
    page = client.get("/api/table/indicators", params={"filter": "product per researcher", "size": 1000}).json()
    key["activity"] = page["rows"]["activity"][0]
    body = client.get("/api/evidence/indicators", params=key).json()
    assert {row["key"]["file"].split("-", 1)[1] for row in body["behind"]["rows"]} == {
        *("gross-regional-product.csv.gz", "research-staff.csv.gz")
    }


def test_more_of_the_sheet_is_shown_where_it_is_asked_for(client):
    few, more = (
        client.get("/api/evidence/observations", params=KEY | {"rows": rows, "columns": 1}).json() for rows in (1, 20)
    )
    assert len(few["surroundings"]["rows"]) < len(more["surroundings"]["rows"]) == 22
    most = client.get("/api/evidence/observations", params=KEY | {"rows": 999_999, "columns": 999_999}).json()
    assert len(most["surroundings"]["rows"]) <= 62


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("observatons?file=a", 404, "there is no table"),
        ("maps?map=a", 400, "lead to no file"),
        ("observations?file=a&cell=A1", 404, "there is no such row"),
        ("observations?file=../../etc/passwd&sheet=&cell=A1", 404, "there is no such row"),
        ("observations?file=/etc/passwd&sheet=&cell=A1", 404, "there is no such row"),
        ("observations?file=..%2fsmartspec.toml&sheet=&cell=A1", 404, "there is no such row"),
        ("observations?file=a", 400, "`cell` is missing"),
        ("observations?fil=a&cell=A1", 400, "no part of the key"),
        ("observations?file=a&cell=A1&rows=x", 400, "not a whole number"),
        ("observations?file=a&cell=A1&columns=-1", 400, "not a whole number"),
        ("problems?file=a&number=x", 400, "is a whole number"),
        ("records?record=none", 404, "there is no such row"),
        ("", 404, "there is no such page"),
        ("observations/extra", 404, "there is no such page"),
    ],
)
def test_every_refusal_has_one_shape(client, path, status, words):
    answer = client.get(f"/api/evidence/{path}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "where", "hint"}
    assert words in answer.json()["error"]
    assert "root:" not in answer.text


def test_an_answer_is_made_anew_since_the_file_may_have_changed(client, folder):
    first = client.get("/api/evidence/observations", params=KEY)
    assert "etag" not in first.headers
    path = folder / "sources" / "rosstat-research-staff.csv.gz"
    content = path.read_bytes()
    try:
        path.unlink()
        gone = client.get("/api/evidence/observations", params=KEY, headers={"If-None-Match": "*"}).json()
        assert (gone["file"]["state"], gone["row"]["raw"]) == ("gone", first.json()["row"]["raw"])
    finally:
        path.write_bytes(content)
