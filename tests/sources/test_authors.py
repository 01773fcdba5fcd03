"""Persons behind authorships: ids first, full names with evidence, initials never in silence."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.schema import RECORD_TABLES, TABLES
from smartspec.sources.joining.authors import resolve_authors
from smartspec.sources.joining.merging import merge_records
from smartspec.sources.joining.person_names import PersonName, person_name
from smartspec.store import arrow_schema


def persons(*authorships):
    """Keys and reasons of authorships given as (work, name, further fields)."""
    authors, addresses, length = [], [], Counter()
    for work, name, *more in authorships:
        fields = dict(*more)
        length[work] += 1
        place = {"work": work, "position": length[work]}
        if organisation := fields.pop("organisation", None):
            addresses.append(
                {**place, "ordinal": len(addresses) + 1, "address": 1, "raw": "x", "organisation": organisation}
            )
        key = fields.pop("author", name.lower())
        authors.append({**place, "author": key, "name": name, **fields})
    tables = {"authorships": authors, "affiliations": addresses}
    found = resolve_authors(
        *(pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name])) for name, rows in tables.items())
    )
    return found.keys.to_pylist(), found.reasons.to_pylist(), [name.name for name in found.ambiguous]


def scopus(number, **more):
    return {"author": f"scopus:{number}", "author_id": str(number), **more}


@pytest.mark.parametrize(
    ("name", "full_name", "parts"),
    [
        ("Foray D.", None, PersonName("foray", "d", "")),
        ("Foray, DA", None, PersonName("foray", "da", "")),
        ("Foray, D", "Foray, Dominique", PersonName("foray", "d", "dominique foray")),
        ("Dominique Foray", None, PersonName("foray", "d", "dominique foray")),
        (
            "Garcia-Marquez, G",
            "Garcia-Marquez, Gabriel J.",
            PersonName("garciamarquez", "gj", "gabriel garcia marquez"),
        ),
        ("Иванов И.И.", None, PersonName("иванов", "ии", "")),
        ("Li, X", "Li, Xiao-Ming", PersonName("li", "xm", "li xiao")),
        ("OECD", None, PersonName("oecd", "", "")),
    ],
)
def test_a_name_is_cut(name, full_name, parts):
    assert person_name(name, full_name) == parts


def test_one_id_is_one_person_whatever_the_name():
    keys, reasons, _ = persons(("w1", "Foray D.", scopus(7)), ("w2", "Forray, Dominic", scopus(7)))
    assert keys == ["scopus:7"] * 2
    assert reasons == ["id"] * 2


def test_two_ids_of_one_database_are_never_one_person():
    one = {"full_name": "Foray, Dominique", "organisation": "EPFL"}
    keys, _, ambiguous = persons(("w1", "Foray D.", scopus(7, **one)), ("w2", "Foray D.", scopus(8, **one)))
    assert keys == ["scopus:7", "scopus:8"]
    assert ambiguous == ["dominique foray"]


def test_an_orcid_joins_ids_of_two_databases_but_not_two_names():
    orcid = {"orcid": "0000-0001"}
    other = {"author": "openalex:A1", "author_id": "A1", **orcid}
    assert persons(("w1", "Foray D.", scopus(7, **orcid)), ("w2", "Dominique Foray", other))[0] == ["openalex:A1"] * 2
    keys, _, ambiguous = persons(("w1", "Foray D.", scopus(7, **orcid)), ("w2", "John Goddard", other))
    assert len(set(keys)) == 2
    assert ambiguous == ["0000-0001"]


def test_a_full_name_joins_by_organisation_or_co_author():
    full = {"full_name": "Foray, Dominique"}
    keys, reasons, _ = persons(
        ("w1", "Foray, D", {**full, "organisation": "EPFL"}), ("w2", "Foray D.", scopus(7, **full, organisation="Epfl"))
    )
    assert set(keys) == {"scopus:7"}
    assert set(reasons) == {"full name and organisation or co-author", "id"}
    keys, reasons, _ = persons(("w1", "Foray, D", full), ("w1", "Hall, B"), ("w2", "Hall, B"), ("w2", "Foray, D", full))
    assert keys[0] == keys[3]
    assert reasons[0] == "full name and organisation or co-author"


def test_a_full_name_alone_joins_and_says_so_unless_it_is_common():
    full = {"full_name": "Wang, Wei"}
    keys, reasons, ambiguous = persons(*((f"w{n}", "Wang, W", full) for n in range(2)))
    assert (len(set(keys)), set(reasons), ambiguous) == (1, {"full name only"}, [])
    keys, _, ambiguous = persons(*((f"w{n}", "Wang, W", full) for n in range(5)))
    assert (len(set(keys)), ambiguous) == (5, ["wang wei"])


def test_initials_join_the_one_person_who_fits_or_only_each_other():
    full = {"full_name": "Foray, Dominique", "organisation": "EPFL"}
    keys, reasons, _ = persons(("w1", "Foray, D", full), ("w2", "Foray, D", {"organisation": "EPFL"}))
    assert (len(set(keys)), reasons[1]) == (1, "initials and organisation or co-author")
    keys, reasons, ambiguous = persons(("w1", "Foray, Dominique", full), ("w2", "Foray, D"), ("w3", "Foray, D"))
    assert keys[1] == keys[2] != keys[0]
    assert reasons[1:] == ["initials only"] * 2
    assert ambiguous == ["foray d"]


def test_initials_that_fit_two_people_join_neither():
    at = {"organisation": "EPFL"}
    keys, _, ambiguous = persons(
        ("w1", "Li, X", {"full_name": "Li, Xin", **at}),
        ("w2", "Li, X", {"full_name": "Li, Xue", **at}),
        ("w3", "Li, X", at),
    )
    assert len(set(keys)) == 3
    assert ambiguous == ["li x"]


@pytest.fixture(scope="module")
def pair(reading_of):
    readings = [reading_of(name).tables for name in ("merge_pair/scopus.csv.gz", "merge_pair/wos.txt")]
    return {name: pa.concat_tables([reading[name] for reading in readings]) for name in RECORD_TABLES}


def test_scopus_ids_are_left_as_they_are(reading_of):
    tables = reading_of("scopus_csv/AgriPublicPolicies_658.csv.gz").tables
    keys = resolve_authors(tables["record_authorships"], tables["record_affiliations"]).keys.to_pylist()
    assert len({key for key in keys if key.startswith("scopus:")}) == 3_119


def test_authors_at_one_place_of_a_joined_publication_are_one_person(pair):
    found = resolve_authors(pair["record_authorships"], pair["record_affiliations"])
    merged = merge_records(pair, references="as read").tables
    work = {row["record"]: row["work"] for row in merged["work_records"].to_pylist()}
    lists = {}
    for row, key in zip(pair["record_authorships"].to_pylist(), found.keys.to_pylist(), strict=True):
        lists.setdefault(work[row["record"]], {}).setdefault(row["record"], []).append((row["position"], key))
    both = [[dict(one) for one in by_record.values()] for by_record in lists.values() if len(by_record) == 2]
    same = [(one[at], other[at]) for one, other in both if len(one) == len(other) for at in one]
    assert len(same) > 480
    assert sum(a == b for a, b in same) / len(same) > 0.95


def test_the_order_of_the_rows_does_not_matter(pair):
    straight = resolve_authors(pair["record_authorships"], pair["record_affiliations"])
    order = np.random.default_rng(3).permutation(pair["record_authorships"].num_rows)
    shuffled = resolve_authors(pair["record_authorships"].take(order), pair["record_affiliations"])
    assert shuffled.keys.to_pylist() == [straight.keys[int(at)].as_py() for at in order]
    assert shuffled.ambiguous == straight.ambiguous


IDS = st.sampled_from([{}, scopus(1), scopus(2), {"orcid": "0000-0001"}, scopus(1, orcid="0000-0002")])
NAMES = st.sampled_from(["Foray, D", "Foray, Dominique", "Dominique Foray", "Goddard, J"])


@given(st.lists(st.tuples(st.sampled_from(["w1", "w2", "w3"]), NAMES, IDS), max_size=8))
def test_no_person_has_two_ids_of_one_database(authorships):
    keys, reasons, _ = persons(*authorships)
    ids = {}
    for key, (_, _, fields) in zip(keys, authorships, strict=True):
        ids.setdefault(key, set()).add(fields.get("author_id"))
    assert all(len(found - {None}) <= 1 for found in ids.values())
    assert len(reasons) == len(authorships)
    assert "" not in reasons
