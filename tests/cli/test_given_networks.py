"""`smartspec map` on networks that somebody else counted."""

import json

import pytest

from smartspec.cli import main
from smartspec.errors import SourceError
from smartspec.sources.vosviewer_network import read_network


def call(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


def test_a_map_and_a_network_file_are_laid_out_and_clustered(shared_data, tmp_path, capsys):
    folder, stem = shared_data / "vosviewer", "JOI_2007-2016_co-authorship"
    code = call(
        "map", "--network", folder / f"{stem}_network.txt", "--map", folder / f"{stem}_map.txt", "--out", tmp_path
    )
    assert code == 0
    assert "252 of 252 items, 568 links, 25 clusters" in capsys.readouterr().out
    body = json.loads((tmp_path / "map.json").read_text("utf-8"))
    abbasi = next(item for item in body["network"]["items"] if item["label"] == "abbasi, a")
    assert abbasi["weights"] == {
        "Links": 4,
        "Total link strength": 5,
        "Documents": 3,
        "Citations": 124,
        "Norm. citations": 9.1982,
    }
    assert abbasi["scores"]["Avg. citations"] == 41.3333


def test_our_own_json_gives_the_same_clusters_again(shared_data, tmp_path):
    stem = shared_data / "vosviewer" / "QSS_SM_2020-2021_co-authorship"
    assert call("map", "--network", f"{stem}_network.txt", "--map", f"{stem}_map.txt", "--out", tmp_path / "one") == 0
    assert call("map", "--json", tmp_path / "one" / "map.json", "--out", tmp_path / "two") == 0
    bodies = [json.loads((tmp_path / name / "map.json").read_text("utf-8")) for name in ("one", "two")]
    assert bodies[0]["network"]["items"] == bodies[1]["network"]["items"]
    assert bodies[0]["network"]["links"] == bodies[1]["network"]["links"]


def test_ids_that_are_no_numbers_are_kept_as_keys(shared_data):
    given = read_network(
        whole=shared_data / "vosviewer" / "Dimensions_scientometrics_researcher_co-authorship_network.json"
    )
    assert given.ids[0].startswith("ur.")
    assert set(given.weights) == {"Publications", "Citations", "Norm. citations"}


def test_a_network_alone_is_enough(tmp_path, capsys):
    (tmp_path / "net.txt").write_text("7\t9\t2\n9\t11\n7\t11\t1\n11\t11\t5\n")
    assert call("map", "--network", tmp_path / "net.txt", "--out", tmp_path / "out") == 0
    assert (tmp_path / "out" / "network.txt").read_text() == "1\t2\t1\n1\t3\t1\n2\t3\t2\n"
    assert "1 links of an item to itself were left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("network", "items", "message"),
    [
        ("1\t2\tx\n", None, "'x' is not a number"),
        ("1\t2\t-1\n", None, ">= 0"),
        ("1\n", None, "1 fields"),
        ("1\t2\t3\t4\n", None, "4 fields"),
        ("1\t3\t1\n", "id\tlabel\n1\ta\n2\tb\n", "`3` is no item"),
        ("1\t2\t1\n", "id\tlabel\n1\ta\n1\tb\n", "stands twice"),
        ("1\t2\t1\n", "name\tkind\n1\ta\n", "is no map file"),
        ("1\t2\t1\n", "id\tlabel\n1\n", "1 fields where the header has 2"),
        ("1\t2\t1\n", "id\tweight<A>\n1\t\n", "is not a number"),
    ],
)
def test_a_network_that_is_wrong_is_one_clear_message(tmp_path, network, items, message):
    (tmp_path / "net.txt").write_text(network)
    place = tmp_path / "map.txt" if items else None
    if place:
        place.write_text(items)
    with pytest.raises(SourceError, match=message):
        read_network(network=tmp_path / "net.txt", items=place)


@pytest.mark.parametrize("text", ["[]", "{}", '{"network": 3}', "not json"])
def test_json_that_is_no_network_is_one_clear_message(tmp_path, text):
    (tmp_path / "net.json").write_text(text)
    with pytest.raises(SourceError, match="no VOSviewer JSON"):
        read_network(whole=tmp_path / "net.json")
