"""Concordances: counts that were taken independently, and both directions against each other."""

import csv

import pytest

from smartspec.classifications import concordance, tree
from smartspec.errors import ConfigError

PAIRS = [("okved2", "nace2"), ("nace2", "okved2"), ("nace21", "nace2"), ("nace2", "nace21")]


def test_equal_codes_of_okved2_and_nace_are_as_many_as_counted():
    for level, russian, equal in (("division", 88, 88), ("group", 272, 269), ("class", 623, 605)):
        ours = {one.code for one in tree("okved2").at_level(level)}
        theirs = {one.code for one in tree("nace2").at_level(level)}
        assert (len(ours), len(ours & theirs)) == (russian, equal)
        differing = {code[:2] for code in ours ^ theirs}
        assert differing <= {"19", "85", "92"}
    groups = [{one.code for one in tree(name).at_level("group")} for name in ("okved2", "nace2")]
    assert groups[0] - groups[1] == {"19.3", "92.1", "92.2"}
    assert groups[1] - groups[0] == {"85.5", "85.6", "92.0"}


def test_equal_codes_of_different_content_are_not_the_same():
    links = [link for link in concordance("okved2", "nace2") if link.source[:2] == "85" and len(link.source) > 2]
    assert {link.source: link.target for link in links if link.kind == "same"} == {"85.11": "85.10", "85.12": "85.20"}
    assert all(link.source != link.target or link.kind != "same" for link in links)
    assert not any(link.official for link in links)
    same = [link for link in concordance("okved2", "nace2") if link.kind == "same" and link.source == link.target]
    assert [sum(len(link.source) == n for link in same) for n in (1, 2, 4, 5)] == [21, 88, 264, 602]
    assert all(link.official for link in same)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_entry_down_to_classes_is_linked_or_said_to_have_no_counterpart(source, target):
    links = concordance(source, target)
    levels = ("section", "division", "group", "class")
    assert {link.source for link in links} == {one.code for one in tree(source) if one.level in levels}
    assert len({(link.source, link.target) for link in links}) == len(links)
    for link in links:
        assert (link.target == "") == (link.kind == "none")
        assert link.target in tree(target) or link.kind == "none"
        if link.kind == "same":
            assert [one.target for one in links if one.source == link.source] == [link.target]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_both_directions_say_the_same(source, target):
    turned = {"part": "whole", "whole": "part"}
    there = {(one.target, one.source, turned.get(one.kind, one.kind)) for one in concordance(source, target)}
    back = {(one.source, one.target, one.kind) for one in concordance(target, source)}
    assert {line for line in there if line[0]} == {line for line in back if line[1]}


def test_only_46_89_is_new_in_the_correspondence_of_eurostat():
    assert [link.source for link in concordance("nace21", "nace2") if link.kind == "none"] == ["46.89"]
    assert {link.source for link in concordance("nace2", "nace21") if link.kind == "none"} == set()
    found = {link.target for link in concordance("nace21", "nace2") if link.source == "01.13"}
    assert found == {"01.13", "01.19", "01.28"}


def test_divisions_of_the_statistics_of_2014_have_their_counterpart(shared_data):
    with (shared_data / "statistics/eurostat/nace2_names.csv").open(encoding="utf-8-sig") as file:
        codes = {row["nace2"] for row in csv.DictReader(file)}
    same = {link.source for link in concordance("nace2", "okved2") if link.kind == "same"}
    assert codes <= same


def test_a_missing_concordance_is_named():
    with pytest.raises(ConfigError, match="no concordance from `okved-2007` to `okved2`"):
        concordance("okved-2007", "okved2")
