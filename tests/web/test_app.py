"""The server: bodies of views, one shape of error, nothing for strangers."""

import shutil

import pytest
from starlette.testclient import TestClient

from smartspec.web.app import make_app


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built_example):
    found = tmp_path_factory.mktemp("web") / "project"
    shutil.copytree(built_example, found)
    return found


@pytest.fixture(scope="module")
def client(folder):
    with TestClient(make_app(folder), base_url="http://127.0.0.1:8765") as found:
        yield found


def test_the_page_and_its_files_come_with_strict_headers(client):
    for path in ("/", "/app.js", "/app.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "generated" not in client.get("/").text


def test_the_project_says_what_was_built_and_what_is_wrong(client):
    body = client.get("/api/project").json()
    assert body["generated"] is True
    assert body["stale"] == []
    assert {m["name"] for m in body["maps"]} >= {"keywords", "countries"}
    generated = [s for s in body["sources"] if "generated" in s["file"]]
    assert sum(s["records_read"] for s in generated) == 400
    assert {"error", "warning", "note"} == set(body["problems"])


def test_a_map_comes_with_its_evidence_and_methods(client):
    body = client.get("/api/network/keywords").json()
    assert len(body["items"]["id"]) == body["summary"]["n_items"]
    assert len(body["links"]["source"]) == body["summary"]["n_links"]
    assert body["evidence"]["item_documents"]["starts"][-1] == len(body["evidence"]["item_documents"]["documents"])
    assert set(body["methods"]) == {"ru", "en"}
    assert body["generated"] is True


def test_an_answer_that_the_reader_has_is_not_sent_again(client):
    first = client.get("/api/network/keywords")
    again = client.get("/api/network/keywords", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_table_is_sorted_filtered_and_paged(client):
    body = client.get("/api/table/works", params={"sort": "year", "descending": "1", "size": 5, "page": 2}).json()
    assert (body["total"], body["page"], len(body["rows"]["work"])) == (320, 2, 5)
    years = body["rows"]["year"]
    assert years == sorted(years, reverse=True)
    few = client.get("/api/table/works", params={"filter": "SOIL FERTILITY"}).json()
    assert 0 < few["total"] < 320


@pytest.mark.parametrize(
    ("path", "status", "hint"),
    [
        ("/api/network/keywrods", 404, "did you mean `keywords`?"),
        ("/api/table/wroks", 404, "did you mean `works`?"),
        ("/api/table/works?sort=yaer", 400, "did you mean `year`?"),
        ("/api/table/works?page=0", 400, "1000"),
        ("/api/table/works?size=x", 400, ""),
        ("/api/nothing", 404, "`/`"),
        ("/../smartspec.toml", 404, "`/`"),
    ],
)
def test_every_error_has_one_shape(client, path, status, hint):
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "where", "hint"}
    assert hint in answer.json()["hint"]


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_nothing_can_be_changed(client):
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/api/project").status_code == 405
