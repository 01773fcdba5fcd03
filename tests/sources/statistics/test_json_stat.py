"""JSON-stat 2.0 and 1.x, collections, flags, and shapes that are wrong."""

import json

import pytest

from smartspec.errors import SourceError
from smartspec.sources.reading import read_file

EUROSTAT = {
    "version": "2.0",
    "class": "dataset",
    "label": "GDP",
    "source": "ESTAT",
    "updated": "2024-01-12T23:00:00+0100",
    "value": {"0": 1.5, "1": 2, "3": None},
    "status": {"1": "p", "2": "c"},
    "id": ["freq", "unit", "geo", "time"],
    "size": [1, 1, 2, 2],
    "dimension": {
        "freq": {"category": {"index": {"A": 0}, "label": {"A": "Annual"}}},
        "unit": {"category": {"index": {"MIO_EUR": 0}, "label": {"MIO_EUR": "Million euro"}}},
        "geo": {"category": {"index": ["AT11", "EL"], "label": {"AT11": "Burgenland", "EL": "Greece"}}},
        "time": {"category": {"index": {"2021": 1, "2020": 0}}},
    },
    "extension": {"id": "NAMA_10R_3GDP", "agencyId": "ESTAT"},
}
OLD = {
    "oecd": {
        "label": "Unemployment",
        "value": [5.9, 6, None],
        "status": ["a", "e", "m"],
        "dimension": {
            "id": ["concept", "area", "year"],
            "size": [1, 1, 3],
            "role": {"time": ["year"], "geo": ["area"], "metric": ["concept"]},
            "concept": {"category": {"label": {"UNR": "unemployment rate"}, "unit": {"UNR": {"label": "percent"}}}},
            "area": {"category": {"label": {"AU": "Australia"}}},
            "year": {"category": {"index": {"2003": 0, "2004": 1, "2005": 2}}},
        },
    }
}


def changed(**parts):
    return json.dumps({**EUROSTAT, **parts})


def test_values_without_a_place_and_flags_without_a_value(written, found_again):
    read = written("json_stat", json.dumps(EUROSTAT))
    found = [(row["region"], row["period"], row["value"], row["flag"], row["cell"], row["raw"]) for row in read.rows]
    assert found == [
        ("AT11", "2020", 1.5, "ok", "/value/0", "1.5"),
        ("AT11", "2021", 2.0, "provisional", "/value/1", "2"),
        ("GR", "2021", None, "missing", "/value/3", "null"),
        ("GR", "2020", None, "suppressed", "/status/2", "c"),
    ]
    first = read.rows[0]
    assert (first["indicator"], first["unit"]) == ("nama_10r_3gdp (GDP)", "MIO_EUR (Million euro)")
    assert (first["vintage"], first["row_label"]) == ("2024-01-12", "Annual > Million euro > Burgenland")
    assert first["region_name"] == "Burgenland"
    assert read.accounts[0].description == "source: ESTAT"
    assert found_again(read) == []


def test_version_1_with_roles_units_and_categories_without_an_index(written, found_again):
    read = written("json_stat", json.dumps(OLD))
    assert [(row["period"], row["value"], row["flag"]) for row in read.rows] == [
        ("2003", 5.9, "ok"),
        ("2004", 6.0, "estimated"),
        ("2005", None, "missing"),
    ]
    assert {(row["region"], row["unit"]) for row in read.rows} == {("AU", "percent")}
    assert {row["indicator"] for row in read.rows} == {"oecd (Unemployment): UNR (unemployment rate)"}
    assert found_again(read) == []


def test_a_collection_gives_the_datasets_it_contains_and_names_the_others(written, found_again):
    items = [EUROSTAT, {"class": "dataset", "href": "https://example.org/x", "label": "X"}]
    read = written("json_stat", json.dumps({"version": "2.0", "class": "collection", "link": {"item": items}}))
    assert len(read.rows) == 4
    assert read.rows[0]["cell"] == "/link/item/0/value/0"
    (problem,) = read.problems
    assert (problem.place, problem.severity) == ("`/link/item/1`", "warning")
    assert "only named, not contained (https://example.org/x)" in problem.message
    assert found_again(read) == []


def test_a_bundle_of_version_1_gives_every_dataset(written):
    read = written("json_stat", json.dumps({"a": OLD["oecd"], "b": OLD["oecd"]}))
    assert len(read.rows) == 6
    assert {row["cell"].split("/")[1] for row in read.rows} == {"a", "b"}


def test_one_status_for_all(written):
    rows = written("json_stat", changed(status="e")).rows
    assert [row["flag"] for row in rows] == ["estimated", "estimated", "missing; estimated"]


def test_numbers_stay_as_they_are_written(written):
    text = json.dumps(EUROSTAT).replace('"0": 1.5', '"0": 1.500')
    assert written("json_stat", text).rows[0]["raw"] == "1.500"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed(value=[1, 2, 3]), "values for 3 places where its dimensions make 4"),
        (changed(value={"9": 1}), "values for 10 places where its dimensions make 4"),
        (changed(value={"x": 1}), "values that stand at no place"),
        (changed(value=7), "values that stand at no place"),
        (changed(size=[1, 1, 2]), "`id` and `size` are not lists of one length"),
        (changed(size=[1, 1, 3, 2]), "dimension `geo` has 2 categories where `size` says 3"),
        (changed(dimension={}), "dimension `freq` has no categories"),
        (
            changed(dimension={**EUROSTAT["dimension"], "geo": {"category": {"index": {"AT": 1, "BE": 2}}}}),
            "not numbered from 0",
        ),
        (json.dumps({"version": "2.0", "class": "dimension", "category": {}}), "holds no dataset with values"),
        ("[1]", "is no JSON object"),
        (json.dumps(EUROSTAT)[:300], "is not JSON"),
        ('{"value": ' + "[" * 100_000, "is (not JSON|nested deeper)"),
    ],
)
def test_a_wrong_shape_gives_one_clear_error(written, text, message):
    with pytest.raises(SourceError, match=message) as wrong:
        written("json_stat", text)
    assert "export.txt" in wrong.value.place
    assert wrong.value.hint


def test_a_word_in_place_of_a_value_is_kept_out_alone(written):
    read = written("json_stat", changed(value={"0": "abc", "1": 2, "3": 3}))
    assert [row["value"] for row in read.rows] == [2.0, 3.0, None]
    assert [(one.place, one.severity) for one in read.problems] == [("`/value/0`", "error")]


@pytest.mark.parametrize("body", [EUROSTAT, OLD])
def test_it_is_recognised_by_its_content(tmp_path, body):
    (tmp_path / "a").write_text(json.dumps(body), encoding="utf-8")
    assert read_file(tmp_path / "a").format == "json_stat"
