"""Records of several databases become publications: the gold pair, what must stay apart, order, provenance."""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.schema import RECORD_TABLES, TABLES, WORK_TABLES
from smartspec.sources.joining.merging import merge_records
from smartspec.sources.joining.record_titles import title_and_kind
from smartspec.store import arrow_schema

PAIR = ("merge_pair/scopus.csv.gz", "merge_pair/wos.txt")
ALONE = {
    "WOS:000509576300003",
    "WOS:001060545900003",
    "WOS:000835340000015",
    "WOS:000886441700007",
    "WOS:000749004200006",
}
LONG = "Smart specialisation and regional branching in Europe"


def tables_of(*records):
    """The five tables as read from short records: fields of `records`, and lists named after the details."""
    rows = defaultdict(list)
    for number, given_ in enumerate(records, 1):
        fields = {"database": "wos", "year": 2010, "title": LONG, "authors": ["Foray, D"], **given_}
        name = fields.pop("record", f"r{number}")
        for position, written in enumerate(fields.pop("authors"), 1):
            author = {"name": written} if isinstance(written, str) else written
            rows["record_authorships"].append(
                {"record": name, "position": position, "author": author["name"].lower(), **author}
            )
        for ordinal, address in enumerate(fields.pop("addresses", ()), 1):
            position, raw = address
            rows["record_affiliations"].append(
                {"record": name, "ordinal": ordinal, "address": ordinal, "position": position, "raw": raw}
            )
        for ordinal, term in enumerate(fields.pop("terms", ()), 1):
            rows["record_terms"].append(
                {
                    "record": name,
                    "kind": "author-keyword",
                    "ordinal": ordinal,
                    "term": term,
                    "term_key": term.lower(),
                }
            )
        for ordinal, key in enumerate(fields.pop("references", ()), 1):
            rows["record_references"].append({"record": name, "ordinal": ordinal, "raw": key, "reference": key})
        rows["records"].append({"record": name, "file": "f", "record_number": number, **fields})
    return {name: pa.Table.from_pylist(rows[name], schema=arrow_schema(TABLES[name])) for name in RECORD_TABLES}


def groups_of(merged):
    """Sets of records that are one publication."""
    members = defaultdict(set)
    for row in merged.tables["work_records"].to_pylist():
        members[row["work"]].add(row["record"])
    return set(map(frozenset, members.values()))


def together(*records, **options):
    return len(groups_of(merge_records(tables_of(*records), **options))) == 1


@pytest.fixture(scope="module")
def pair(reading_of):
    readings = [reading_of(name).tables for name in PAIR]
    return {name: pa.concat_tables([reading[name] for reading in readings]) for name in RECORD_TABLES}


@pytest.fixture(scope="module")
def merged_pair(pair):
    return merge_records(pair)


def test_the_pair_of_exports_becomes_323_publications_with_141_in_both(pair, merged_pair):
    works = groups_of(merged_pair)
    database = dict(zip(pair["records"]["record"].to_pylist(), pair["records"]["database"].to_pylist(), strict=True))
    sides = Counter(tuple(sorted(database[record] for record in group)) for group in works)
    assert sides == {("scopus", "wos"): 141, ("scopus",): 177, ("wos",): 5}
    native = dict(zip(pair["records"]["record"].to_pylist(), pair["records"]["native_id"].to_pylist(), strict=True))
    assert {
        native[next(iter(group))] for group in works if len(group) == 1 and database[next(iter(group))] == "wos"
    } == ALONE


def test_identifiers_alone_join_127(pair):
    works = groups_of(merge_records(pair, policy="identifiers", references="as read"))
    assert sum(len(group) == 2 for group in works) == 127


def test_no_policy_leaves_every_record_alone_and_unchanged(pair):
    merged = merge_records(pair, policy="none", references="as read")
    assert {name: merged.tables[name].num_rows for name in WORK_TABLES} == {
        work: pair[record].num_rows for work, record in zip(WORK_TABLES, RECORD_TABLES, strict=True)
    }


def test_every_record_belongs_to_one_publication(pair, merged_pair):
    members = merged_pair.tables["work_records"]
    assert sorted(members["record"].to_pylist()) == sorted(pair["records"]["record"].to_pylist())
    kept = Counter(row["work"] for row in members.to_pylist() if row["kept"])
    assert set(kept.values()) == {1}
    assert sorted(kept) == merged_pair.tables["works"]["work"].to_pylist()


def test_the_flow_adds_up(merged_pair):
    counts = Counter()
    for line in merged_pair.report.flow:
        counts[line.stage] += line.n
    assert counts["identified"] == 464 == merged_pair.report.n_records
    assert counts["included"] == 323 == merged_pair.report.n_works
    assert counts["identified"] - counts["included"] == counts["duplicate across databases"] == 141


def test_two_papers_with_a_wrong_doi_are_joined_and_reported(merged_pair):
    assert [(doubt.reason, doubt.joined) for doubt in merged_pair.report.doubts] == [
        ("title, year and author, DOIs differ", True)
    ] * 2


def test_references_of_both_sides_are_kept_and_matched(pair, merged_pair):
    work = {row["record"]: row["work"] for row in merged_pair.tables["work_records"].to_pylist()}
    lists = defaultdict(Counter)
    for record in pair["record_references"]["record"].to_pylist():
        lists[work[record]][record] += 1
    merged = Counter(merged_pair.tables["work_references"]["work"].to_pylist())
    for name, counts in lists.items():
        assert max(counts.values()) <= merged[name] <= sum(counts.values())
    both = [name for name, counts in lists.items() if len(counts) == 2]
    sum_of_both, longest = (sum(f(lists[name].values()) for name in both) for f in (sum, max))
    found = sum(merged[name] for name in both)
    # of what could be found twice, more than three quarters were
    assert (sum_of_both - found) / (sum_of_both - longest) > 0.8


def test_the_result_does_not_depend_on_the_order_of_the_input(pair, merged_pair):
    shuffled = {}
    for name, table in pair.items():
        shuffled[name] = table.take(np.random.default_rng(len(name)).permutation(table.num_rows))
    again = merge_records(shuffled)
    assert again.report == merged_pair.report
    for name, table in merged_pair.tables.items():
        assert again.tables[name].equals(table), name


def test_tables_have_the_columns_of_their_specs_and_unique_keys(merged_pair):
    for name in (*WORK_TABLES, "work_records", "work_fields"):
        table, spec = merged_pair.tables[name], TABLES[name]
        assert tuple(table.column_names) == spec.names
        assert table.schema.equals(arrow_schema(spec)), name
        assert table.select(list(spec.key)).group_by(list(spec.key)).aggregate([]).num_rows == table.num_rows


def test_every_field_of_a_joined_publication_names_its_record(pair, merged_pair):
    records = {row["record"]: row for row in pair["records"].to_pylist()}
    works = {row["work"]: row for row in merged_pair.tables["works"].to_pylist()}
    fields = merged_pair.tables["work_fields"].to_pylist()
    checked = 0
    for row in fields:
        if row["field"] not in {"authors", "affiliations", "issn"}:
            assert works[row["work"]][row["field"]] == records[row["record"]][row["field"]]
            checked += 1
    assert checked > 1_500
    assert {row["work"] for row in fields} == {
        row["work"] for row in merged_pair.tables["work_records"].to_pylist() if not row["kept"]
    }


def test_joined_authors_keep_ids_of_one_side_and_links_to_addresses(merged_pair):
    authors = merged_pair.tables["authorships"].to_pylist()
    positions = defaultdict(list)
    for row in authors:
        positions[row["work"]].append(row["position"])
    assert all(found == list(range(1, len(found) + 1)) for found in positions.values())
    for row in merged_pair.tables["affiliations"].to_pylist():
        assert row["position"] is None or row["position"] <= len(positions[row["work"]])


# Evidence


def test_the_same_record_twice_is_one_whatever_its_title():
    assert together({"native_id": "1"}, {"native_id": "1", "title": "Other"}, policy="identifiers")


def test_a_key_of_a_reference_manager_may_be_used_twice():
    first, second = (
        {"database": "bibtex", "native_id": "smith2010"},
        {"database": "bibtex", "native_id": "smith2010", "title": "Quite another title, by the same Smith"},
    )
    assert not together(first, second)
    assert together(first, {**first, "title": LONG.upper()})


def test_one_doi_joins_across_databases_despite_markup_and_subtitles():
    doi = {"doi": "10.1000/x"}
    assert together(
        {**doi, "title": "CO<SUB>2</SUB> capture"},
        {**doi, "database": "scopus", "title": "CO2 capture: a long review"},
    )


def test_one_doi_with_unlike_titles_stays_apart_within_a_database():
    book = {"doi": "10.1000/book"}
    records = (
        {**book, "native_id": "1", "title": "Chapter on clusters and regions"},
        {**book, "native_id": "2", "title": "Chapter on money and banks"},
    )
    merged = merge_records(tables_of(*records))
    assert len(groups_of(merged)) == 2
    assert [doubt.joined for doubt in merged.report.doubts] == [False]


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ({"title": f"Correction to: {LONG} (Reg. Stud., (2010), 1, 109)", "type": "Erratum"}, "correction"),
        ({"title": f"{LONG} (vol 44, pg 1, 2010)", "type": "Correction"}, "correction"),
        ({"title": f"Retraction notice to \"{LONG}\"", "type": "Retraction"}, "retraction"),
        ({"title": f"Corrigendum: {LONG}"}, "correction"),
    ],
)  # fmt: skip
def test_a_notice_is_never_joined_to_its_paper(notice, kind):
    assert title_and_kind(notice["title"], notice.get("type", ""), "")[1] == kind
    assert title_and_kind(notice["title"], "", "")[0] == title_and_kind(LONG, "", "")[0]
    assert not together({}, {"database": "scopus", **notice})
    assert not together({"doi": "10.1/x"}, {"database": "scopus", "doi": "10.1/x", **notice})
    assert together(
        notice,
        {
            "database": "scopus",
            "title": f"Erratum: {LONG}" if kind == "correction" else f"Retraction: {LONG}",
        },
    )


def test_a_retracted_paper_is_the_paper():
    assert together({}, {"database": "scopus", "title": f"RETRACTED: {LONG}", "type": "Retracted"})


@pytest.mark.parametrize(
    "title",
    [
        "Correction of market failures",
        "Corrections officers in Ohio",
        "Retractions in science",
        "Withdrawal from the market",
        "Retraction of the margin",
    ],
)
def test_a_paper_about_corrections_is_no_notice(title):
    assert title_and_kind(title, "Article", "")[1] == "document"


def test_a_bare_correction_to_is_a_notice_unless_the_type_says_article():
    assert title_and_kind("Corrections to scaling in phase transitions", "Article", "")[1] == "document"
    assert title_and_kind(f"Correction to {LONG}", "", "") == title_and_kind(f"Correction to: {LONG}", "Article", "")


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        ({}, True),
        ({"year": 2011}, True),
        ({"year": 2012}, False),
        ({"year": 2012, "year_early_access": 2011}, True),
        ({"authors": ["Foray, Dominique"]}, True),
        ({"authors": ["Dominique Foray"]}, True),
        ({"authors": ["McCann, P"]}, False),
        ({"authors": []}, False),
        ({"title": LONG.upper() + "."}, True),
        ({"title": LONG + ": a reply"}, False),
        ({"type": "Preprint"}, False),
        ({"doi": "10.48550/arxiv.1"}, False),
    ],
)
def test_a_title_joins_across_databases_if_year_and_author_agree(other, joined):
    assert together({}, {"database": "scopus", **other}) is joined


def test_a_preprint_joins_its_article_only_if_asked():
    preprint = {"database": "openalex", "type": "preprint", "doi": "10.48550/arxiv.1", "year": 2009}
    assert not together({"doi": "10.1000/x"}, preprint)
    assert together({"doi": "10.1000/x"}, preprint, collapse_versions=True)


def test_a_generic_title_needs_volume_and_pages():
    first = {"title": "Editorial", "volume": "3", "page_begin": "1"}
    assert together(first, {**first, "database": "scopus"})
    assert not together(first, {**first, "database": "scopus", "page_begin": "7"})
    assert not together({"title": "Editorial"}, {"title": "Editorial", "database": "scopus"})


def test_a_database_with_two_records_and_two_dois_knows_two_documents():
    first, second = {"native_id": "1", "doi": "10.1/a"}, {"native_id": "2", "doi": "10.1/b"}
    assert not together(first, second)
    same_place = {"volume": "3", "page_begin": "11", "source_title": "Regional Studies"}
    assert together({**first, **same_place}, {**second, **same_place})


def test_a_third_record_does_not_chain_two_that_differ():
    a, b = {"native_id": "1", "doi": "10.1/a"}, {"native_id": "2", "doi": "10.1/b"}
    bridge = {"database": "scopus", "native_id": "9"}
    merged = merge_records(tables_of(a, b, bridge))
    assert len(groups_of(merged)) == 2
    assert any("contradict" in doubt.reason for doubt in merged.report.doubts)


def test_the_user_decides():
    a, b = (
        {"native_id": "1", "title": "One title of some length here"},
        {"native_id": "2", "title": "Another title of some length"},
    )
    assert together(a, b, joined=[("wos:1", "wos:2")])
    c, d = {"native_id": "1", "doi": "10.1/a"}, {"database": "scopus", "native_id": "3", "doi": "10.1/a"}
    assert not together(c, d, apart=[("wos:1", "scopus:3")])
    assert merge_records(tables_of(a), joined=[("wos:1", "wos:7")]).report.unknown == ("wos:7",)


# Fields


def one_work(*records, **options):
    merged = merge_records(tables_of(*records), **options)
    assert merged.tables["works"].num_rows == 1
    return merged


def test_fields_come_from_the_preferred_record_and_are_filled_from_others():
    wos = {
        "native_id": "W",
        "volume": "4",
        "times_cited": 7,
        "abstract": "short",
        "issn": "1111-1111",
        "doi": "10.1/a",
    }
    scopus = {"database": "scopus", "native_id": "S", "volume": "44", "page_begin": "9", "times_cited": 9,
              "abstract": "much longer",
              "issn": "1111-1111; 2222-2222", "publisher": "P", "doi": "10.1/a"}  # fmt: skip
    work = one_work(wos, scopus).tables["works"].to_pylist()[0]
    assert (work["work"], work["times_cited"], work["abstract"], work["publisher"]) == (
        "wos:W",
        7,
        "much longer",
        "P",
    )
    # volume and page belong together
    assert (work["volume"], work["page_begin"], work["issn"]) == ("44", "9", "1111-1111; 2222-2222")
    work = one_work(wos, scopus, prefer=("scopus",)).tables["works"].to_pylist()[0]
    assert (work["work"], work["times_cited"]) == ("scopus:S", 9)


def test_the_author_list_with_ids_is_taken_and_addresses_follow_it():
    wos = {"authors": [{"name": "Foray, D", "full_name": "Foray, Dominique"}, {"name": "Goddard, J"}],
           "addresses": [(2, "Newcastle Univ, England"), (1, "EPFL, Switzerland"), (None, "OECD, France")]}  # fmt: skip
    scopus = {"database": "scopus",
              "authors": [{"name": "Foray D.", "author_id": "7"}, {"name": "Goddard J.", "author_id": "8"}],
              "addresses": [(None, "EPFL")]}  # fmt: skip
    merged = one_work(wos, scopus)
    authors = merged.tables["authorships"].to_pylist()
    assert [(row["name"], row["full_name"], row["author_id"]) for row in authors] == [
        ("Foray D.", "Foray, Dominique", "7"),
        ("Goddard J.", None, "8"),
    ]
    assert [(row["position"], row["raw"]) for row in merged.tables["affiliations"].to_pylist()] == [
        (2, "Newcastle Univ, England"), (1, "EPFL, Switzerland"), (None, "OECD, France"),
    ]  # fmt: skip
    rules = {row["field"]: row["rule"] for row in merged.tables["work_fields"].to_pylist()}
    assert (rules["authors"], rules["affiliations"]) == ("with ids", "linked to authors")


def test_a_clearly_longer_author_list_is_taken_and_its_length_noted():
    short = {"authors": [{"name": "Foray D.", "author_id": "7"}], "database": "scopus", "doi": "10.1/a"}
    merged = one_work({"authors": ["Foray, D", "Goddard, J", "Hall, B"], "doi": "10.1/a"}, short)
    assert merged.tables["authorships"].num_rows == 3
    assert {row["rule"] for row in merged.tables["work_fields"].to_pylist() if row["field"] == "authors"} == {
        "preferred record; lists of 1 and 3"
    }


def test_addresses_are_mapped_to_the_positions_of_another_order():
    wos = {"authors": ["Foray, D", "Goddard, J"], "addresses": [(1, "EPFL"), (2, "Newcastle")]}
    scopus = {
        "database": "scopus",
        "authors": [{"name": "Goddard J.", "author_id": "8"}, {"name": "Foray D.", "author_id": "7"}],
        "doi": "10.1/a",
    }
    merged = one_work({**wos, "doi": "10.1/a"}, scopus)
    name = {row["position"]: row["name"] for row in merged.tables["authorships"].to_pylist()}
    assert {name[row["position"]]: row["raw"] for row in merged.tables["affiliations"].to_pylist()} == {
        "Foray D.": "EPFL",
        "Goddard J.": "Newcastle",
    }


def test_keywords_and_references_are_united_once():
    merged = one_work(
        {"terms": ["Innovation", "Region"], "references": ["a", "b", "b"]},
        {"database": "scopus", "terms": ["region", "Policy"], "references": ["b", "c"]},
        references="as read",
    )
    terms = [(row["ordinal"], row["term"]) for row in merged.tables["work_terms"].to_pylist()]
    assert terms == [(1, "Innovation"), (2, "Region"), (3, "Policy")]
    references = [(row["ordinal"], row["raw"]) for row in merged.tables["work_references"].to_pylist()]
    assert references == [(1, "a"), (2, "b"), (3, "b"), (4, "c")]


def test_names_of_publications_without_ids_come_from_their_content():
    record = {"database": "ris"}
    first, again = (
        merge_records(tables_of({**record, "record": name})).tables["works"]["work"].to_pylist() for name in ("a", "b")
    )
    assert first == again
    other = (
        merge_records(tables_of({**record, "title": "A quite different title of this kind"}))
        .tables["works"]["work"]
        .to_pylist()
    )
    assert first != other
    twice = merge_records(tables_of(record, record), policy="none").tables["works"]["work"].to_pylist()
    assert twice == [*first, f"{first[0]}#2"]


RECORDS = st.fixed_dictionaries(
    {
        "database": st.sampled_from(["wos", "scopus", "openalex"]),
        "native_id": st.sampled_from([None, "1", "2"]),
        "doi": st.sampled_from([None, "10.1/a", "10.1/b"]),
        "title": st.sampled_from(
            [LONG, f"Correction to: {LONG}", "Editorial", "Another paper about regions and their growth"]
        ),
        "year": st.sampled_from([2010, 2011, 2012]),
        "authors": st.sampled_from([["Foray, D"], ["McCann, P"], []]),
        "references": st.lists(st.sampled_from("abc"), max_size=3),
    }
)


@settings(max_examples=60)
@given(st.lists(RECORDS, max_size=7), st.randoms())
def test_any_records_are_accounted_for_in_any_order(records, chance):
    tables = tables_of(*({"record": f"r{at}", **record} for at, record in enumerate(records)))
    merged = merge_records(tables, references="as read")
    groups = groups_of(merged)
    assert sorted(record for group in groups for record in group) == sorted(tables["records"]["record"].to_pylist())
    kinds = {f"r{at}": record["title"].startswith("Correction") for at, record in enumerate(records)}
    ids = {f"r{at}": (record["database"], record["native_id"]) for at, record in enumerate(records)}
    for group in groups:
        if len({kinds[record] for record in group}) > 1:
            assert any(count > 1 for (_, native), count in Counter(ids[record] for record in group).items() if native)
    order = list(range(len(records)))
    chance.shuffle(order)
    shuffled = {**tables, "records": tables["records"].take(pa.array(order, pa.int64()))}
    again = merge_records(shuffled, references="as read")
    assert groups_of(again) == groups
    assert all(again.tables[name].equals(table) for name, table in merged.tables.items())
