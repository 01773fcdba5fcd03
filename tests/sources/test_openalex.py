"""OpenAlex works: the facts of 3,000 works, and what may be missing or null in a work."""

import json
import subprocess
import sys

import pytest

from smartspec.sources.bibliography.openalex_work import publication

NAME = "openalex/works_3000.jsonl.gz"


@pytest.fixture(scope="module")
def works(raw_of):
    return [json.loads(line) for line in raw_of(NAME).splitlines()]


@pytest.mark.parametrize(
    ("column", "n"),
    [("native_id", 3000), ("doi", 2840), ("title", 2999), ("abstract", 1864), ("references", 2349),
     ("index_keyword", 2870), ("topic", 2933), ("language", 2969), ("year", 3000)],
)  # fmt: skip
def test_fields_are_filled_as_often_as_in_the_file(column, n, reading_of):
    reading = reading_of(NAME)
    assert reading.columns[column] == n
    assert reading.records_in_file == reading.records_read == 3000
    assert reading.problems == []


def test_authors_have_their_ids_but_three(rows_of):
    rows = rows_of(NAME, "record_authorships")
    ids = [row["author_id"] for row in rows]
    assert (len(rows), len(set(filter(None, ids))), ids.count(None)) == (14947, 4433, 3)
    assert all(row["author"] == f"openalex:{row['author_id']}" for row in rows if row["author_id"])


def test_references_are_the_ids_of_cited_works(rows_of, works):
    read = [row["cited_id"] for row in rows_of(NAME, "record_references")]
    stated = [one.removeprefix("https://openalex.org/") for work in works for one in work["referenced_works"]]
    assert read == stated
    assert len(read) == 119169


def test_links_inside_the_set_and_to_oneself_are_found(rows_of):
    inside = {row["native_id"]: row["record"] for row in rows_of(NAME, "records")}
    links = [
        (row["record"], inside[row["cited_id"]])
        for row in rows_of(NAME, "record_references")
        if row["cited_id"] in inside
    ]
    assert len(links) == 5682
    assert sum(citing == cited for citing, cited in links) == 16


def test_institutions_and_their_countries_are_linked_to_authorships(rows_of, works):
    rows = rows_of(NAME, "record_affiliations")
    assert len({row["organisation_id"] for row in rows} - {None}) == 999
    read = {(row["record"], row["position"], row["organisation_id"]) for row in rows if row["organisation_id"]}
    records = [row["record"] for row in rows_of(NAME, "records")]
    stated = {
        (record, place, one["id"].rpartition("/")[2])
        for record, work in zip(records, works, strict=True)
        for place, authorship in enumerate(work["authorships"], 1)
        for one in authorship["institutions"]
    }
    assert read == stated


def test_raw_strings_without_an_institution_are_kept(rows_of, works):
    rows = rows_of(NAME, "record_affiliations")
    bare = {(row["record"], row["position"]) for row in rows if not row["organisation_id"]}
    without = sum(
        not authorship["institutions"] and bool(authorship["raw_affiliation_strings"])
        for work in works
        for authorship in work["authorships"]
    )
    assert without == 438
    assert len(bare) >= without


def test_an_abstract_is_rebuilt_word_by_word(rows_of, works):
    for row, work in zip(rows_of(NAME, "records"), works, strict=True):
        index = work["abstract_inverted_index"]
        if index:
            words = row["abstract"].split(" ")
            assert len(words) >= sum(len(places) for places in index.values())
            assert set(row["abstract"].split()) == {part for word in index for part in word.split()}
            break


def test_types_are_as_stated(rows_of):
    types = [row["type"] for row in rows_of(NAME, "records")]
    assert (types.count("article"), types.count("preprint"), types.count("erratum")) == (2620, 173, 10)


def test_sources_are_named_by_the_source_or_else_as_written(rows_of, works):
    named = sum(bool((work["primary_location"] or {}).get("source")) for work in works)
    written = sum(
        bool((work["primary_location"] or {}).get("raw_source_name"))
        and not (work["primary_location"] or {}).get("source")
        for work in works
    )
    assert named == 2545
    assert sum(row["source_title"] is not None for row in rows_of(NAME, "records")) == named + written


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_three_thousand_works_fit_into_half_a_gigabyte(bibliography):
    code = (
        "import re, sys; from pathlib import Path; from smartspec.sources.reading import read_file;"
        "read_file(Path(sys.argv[1]));"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    run = [sys.executable, "-c", code, str(bibliography / NAME)]
    peak = int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    assert 10_000 < peak < 500_000


WORK = {"id": "https://openalex.org/W1", "title": "A", "authorships": [], "publication_year": 2020}


def line(**fields) -> str:
    return json.dumps({**WORK, **fields})


def test_a_line_that_is_no_json_is_kept_out_and_counted(read_text):
    reading = read_text(f"{line()}\n{line()[:40]}\n{line()}\n")
    assert (reading.records_in_file, reading.records_read, reading.records_kept_out) == (3, 2, 1)
    assert reading.problems[0].place == "record 2, line 2"


def test_a_page_of_the_api_is_read_like_lines(read_text):
    works = [{**WORK, "id": f"https://openalex.org/W{number}"} for number in range(3)]
    reading = read_text(json.dumps({"meta": {"count": 3}, "results": works}, indent=1))
    assert (reading.format, reading.records_in_file, reading.records_read) == ("openalex_jsonl", 3, 3)


def test_a_list_of_works_is_read_like_lines(read_text):
    works = [{**WORK, "id": f"https://openalex.org/W{number}"} for number in range(2)]
    assert read_text(json.dumps(works)).records_read == 2


@pytest.mark.parametrize("value", [None, 0, "", "x", [], {}, [None], [{}], {"x": None}, True, 1.5])
@pytest.mark.parametrize(
    "key",
    ["id", "doi", "title", "abstract_inverted_index", "authorships", "primary_location", "biblio", "topics",
     "referenced_works", "open_access", "keywords", "publication_year", "cited_by_count", "grants"],
)  # fmt: skip
def test_any_field_may_be_missing_null_or_of_another_kind(key, value):
    assert publication({**WORK, key: value}, number=1, line=1).database == "openalex"


def test_an_institution_named_by_two_strings_is_linked_by_both():
    authorship = {
        "author": {"id": "https://openalex.org/A1", "display_name": "A"},
        "institutions": [{"id": "https://openalex.org/I1", "display_name": "Kazan", "country_code": "ru"}],
        "raw_affiliation_strings": ["Dept A, Kazan", "Dept B, Kazan"],
        "affiliations": [
            {"raw_affiliation_string": "Dept A, Kazan", "institution_ids": ["https://openalex.org/I1"]},
            {"raw_affiliation_string": "Dept B, Kazan", "institution_ids": []},
        ],
    }
    found = publication({**WORK, "authorships": [authorship]}, number=1, line=1).affiliations
    assert [(one.raw, one.organisation_id, one.country) for one in found] == [
        ("Dept A, Kazan", "I1", "RU"),
        ("Dept B, Kazan", "", ""),
    ]
