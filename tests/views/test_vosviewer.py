"""VOSviewer files by the rules of its readers, checked by a strict reader written here."""

import csv
import io
import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartspec
from smartspec.views.vosviewer import json_text, map_text, network_text, plain_label, quoted, rounded

TIP = "bibliography/wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"
CASES = [
    ("keywords", "co-occurrence", "full"),
    ("keywords", "co-occurrence", "fractional"),
    ("authors", "co-authorship", "fractional"),
    ("documents", "bibliographic-coupling", "full"),
    ("references", "co-citation", "full"),
    ("sources", "citation", "full"),
]


def check_json(text):
    """Raise AssertionError where VOSviewer Online would refuse or misread the file."""
    assert not text.startswith("\ufeff"), "no byte-order mark"
    assert "NaN" not in re.sub(r'"[^"]*"', "", text), "no NaN"
    whole = json.loads(text, parse_constant=pytest.fail)
    items, links = whole["network"]["items"], whole["network"]["links"]
    assert len(items) >= 3
    ids = [item["id"] for item in items]
    assert ids == list(range(1, len(items) + 1))
    names = set(items[0]["weights"])
    assert all(set(item["weights"]) == names for item in items), "the same weights on every item"
    for item in items:
        assert all(isinstance(value, int | float) and value >= 0 for value in item["weights"].values())
        assert all(isinstance(value, int | float) for value in item.get("scores", {}).values())
        assert isinstance(item["x"], int | float)
        assert isinstance(item["y"], int | float)
        assert 1 <= item.get("cluster", 1) <= 1000
        assert item["label"].strip().lower() not in {"", "null", "nan"}
        assert not re.search(r"<[a-z/!]", item["label"], re.IGNORECASE), "labels are read as HTML"
        for name in {*item, *item["weights"], *item.get("scores", {})} - {"weights", "scores", "cluster"}:
            assert not re.search(r"[Ww]eight|[Ss]core|[Cc]luster", name), "columns are told by parts of their name"
    assert len({(item["x"], item["y"]) for item in items}) > 1
    pairs = [(link["source_id"], link["target_id"]) for link in links]
    assert all(first < second for first, second in pairs), "each pair once, no link to itself"
    assert len(set(pairs)) == len(pairs)
    assert {i for pair in pairs for i in pair} <= set(ids)
    assert all(link["strength"] > 0 for link in links), "0 would count as 1"
    assert whole["info"]["title"]
    assert whole["info"]["description"]
    return whole


def check_map(text):
    """Rows of a map file, read as VOSviewer reads it."""
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    header = rows[0]
    assert header[:5] == ["id", "label", "x", "y", "cluster"]
    assert header[5:7] == ["weight<Links>", "weight<Total link strength>"]
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}, "equal field counts"
    for row in rows[1:]:
        for name, cell in zip(header, row, strict=True):
            if name.startswith("weight"):
                assert float(cell) >= 0, "on every line"
            elif name.startswith("score"):
                assert cell == "" or math.isfinite(float(cell))
    return header, rows[1:]


@pytest.fixture(scope="module")
def bodies(shared_data):
    path = shared_data / TIP
    collected = smartspec.collect_files([path])
    quick = {"n_layout_starts": 1, "n_cluster_starts": 1}
    return {
        case: smartspec.science_map(collected, unit=case[0], link=case[1], counting_method=case[2], **quick).body
        for case in CASES
    }


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_maps_keep_every_rule_and_agree_with_each_other(bodies, case):
    body = bodies[case]
    whole = check_json(json_text(body, description="a map"))
    header, rows = check_map(map_text(body))
    items = whole["network"]["items"]
    assert [int(row[0]) for row in rows] == [item["id"] for item in items]
    labels = [row[1].casefold() for row in rows]
    assert labels == sorted(labels), "sorted by label"
    links = [line.split("\t") for line in network_text(body).splitlines()]
    assert all(len(link) == 3 for link in links), "always three columns"
    assert links == sorted(links, key=lambda link: (int(link[0]), int(link[1])))
    pairs = {(link["source_id"], link["target_id"]): link["strength"] for link in whole["network"]["links"]}
    assert {(int(a), int(b)): float(w) for a, b, w in links} == pairs
    place = header.index("weight<Links>")
    for row in rows:
        assert int(row[place]) == sum(int(row[0]) in pair for pair in pairs), "links of the items shown"


def test_total_link_strength_refers_to_the_items_shown(bodies):
    body = bodies[CASES[0]]
    strengths = [0.0] * len(body["items"]["id"])
    links = body["links"]
    for first, second, strength in zip(links["source"], links["target"], links["strength"], strict=True):
        strengths[first] += strength
        strengths[second] += strength
    assert strengths == pytest.approx(body["items"]["weights"]["Total link strength"])


@given(st.text(max_size=40))
def test_any_label_survives_the_map_file_and_harms_no_reader(text):
    label = plain_label(text, fallback="7")
    assert label
    assert not re.search(r"<[a-z/!]", label, re.IGNORECASE)
    assert "\n" not in label
    assert next(csv.reader(io.StringIO(quoted(label)), delimiter="\t")) == [label]


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_a_strength_above_zero_is_never_written_as_zero(value):
    assert rounded(value) > 0
    assert rounded(value) == pytest.approx(value, abs=1e-4)
