"""Concordances: counts that were taken independently, and both directions against each other."""

import csv
from collections import Counter, defaultdict

import pytest

from smartspec.classifications import activity, concordance, english_name, tree
from smartspec.errors import ConfigError

PAIRS = [
    ("okved2", "nace2"),
    ("nace2", "okved2"),
    ("nace21", "nace2"),
    ("nace2", "nace21"),
    ("nace11", "nace2"),
    ("nace2", "nace11"),
]


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


def test_nace_11_is_linked_by_the_table_of_eurostat_and_what_follows_from_it():
    links = concordance("nace11", "nace2")
    divisions = Counter(link.kind for link in links if len(link.source) == 2)
    assert divisions == {"overlap": 197, "whole": 25, "same": 7, "part": 7}
    kinds = defaultdict(set)
    for link in links:
        if len(link.source) == 5:
            kinds[link.source].add(link.kind)
    counted = Counter("n-m" if "overlap" in found else next(iter(found)) for found in kinds.values())
    assert counted == {"same": 195, "part": 86, "whole": 18, "n-m": 215}
    assert not any(link.kind == "none" for link in links)
    assert not any(link.kind == "none" for link in concordance("nace2", "nace11"))
    found = {link.target for link in links if link.source == "72.21"}
    assert found == {"58.21", "58.29", "62.01"}
    assert {link.target for link in links if link.source == "74.86"} == {"82.20"}
    development = {link.target for link in links if link.source == "70.11"}
    assert development == {"41.10", *(one.code for one in tree("nace2").at_level("class") if one.code[:3] == "42.")}
    installed = {link.source for link in links if link.target == "33"}
    assert {"28", "29", "30", "31", "32", "33", "34", "35", "36"} <= installed
    assert "28.11" not in {link.source for link in links if link.target == "33.20"}


def test_seven_divisions_of_2007_are_the_same_in_2017():
    same = {link.source: link.target for link in concordance("okved-2007", "okved2") if link.kind == "same"}
    divisions = {source: target for source, target in same.items() if len(source) == 2}
    assert divisions == {"16": "12", "41": "36", "66": "65", "67": "66", "73": "72", "95": "97", "99": "99"}
    assert {source: same[source] for source in set(same) - set(divisions)} == {"H": "I", "P": "T", "Q": "U"}
    for old, new in (("73", "72"), ("66", "65"), ("16", "12")):
        assert english_name(old, "okved-2007")[1] == "nace11"
        assert activity(new, "okved2").level == "division"


def test_okved_of_2007_meets_nace_11_by_its_codes_and_says_nothing_of_what_it_does_not_hold():
    links = concordance("okved-2007", "nace11")
    assert Counter(activity(link.source, "okved-2007").level for link in links) == {
        "section": 17, "subsection": 16, "division": 62, "group": 5, "class": 3,
    }  # fmt: skip
    assert all((link.source, link.kind, link.official) == (link.target, "same", False) for link in links)
    assert {one.source for one in concordance("nace11", "okved-2007")} == {one.source for one in links}
    bridge = concordance("okved-2007", "okved2")
    assert {len(link.source) for link in bridge} == {1, 2}
    assert {link.source for link in bridge if link.source[0].isdigit()} == {
        one.code for one in tree("okved-2007").at_level("division")
    }
    assert {link.source for link in concordance("okved2", "okved-2007") if len(link.source) == 2} == {
        one.code for one in tree("okved2").at_level("division")
    }


def test_english_names_of_russian_lists_are_taken_from_nace_where_the_activity_is_the_same():
    taken = {one.code: english_name(one.code, "okved2") for one in tree("okved2")}
    named = [code for code, (name, _) in taken.items() if name]
    levels = Counter(activity(code, "okved2").level for code in named)
    assert levels == {"section": 21, "division": 88, "group": 264, "class": 604}
    assert {source for _, source in taken.values()} == {"", "nace2"}
    assert taken["85.41"] == taken["01.11.1"] == ("", "")
    assert all(english_name(one.code, "okved-2007")[0] for one in tree("okved-2007") if one.code != "45.21.7")
    assert english_name("C", "nace2") == ("Manufacturing", "nace2")
    assert english_name("06", "grnti") == ("", "")


def test_a_missing_concordance_is_named():
    with pytest.raises(ConfigError, match="no concordance from `grnti` to `okved2`"):
        concordance("grnti", "okved2")
