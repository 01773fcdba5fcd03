"""Tables: keys of authors and terms, organisations and countries of addresses, what is missing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.sources.addresses import organisation_among, organisation_first
from smartspec.sources.publication import Affiliation, Author, Publication, Reference
from smartspec.sources.tabulating import Tabulator, author_key, name_key, term_key, without_markup


def tables(publication: Publication) -> dict:
    tabulator = Tabulator("file", "0123456789abcdef")
    tabulator.add(publication)
    return {name: table.to_pylist() for name, table in tabulator.tables().items()}


@pytest.mark.parametrize(
    "names",
    [
        ["Smith, J. A.", "Smith J.A.", "Smith, JA", "SMITH, J.A.", "Smith, J.-A."],
        ["Тихонов, Й. К.", "Тихонов Й.К."],
        ["Müller, K.", "Mu\u0308ller, K."],
        ["van der Berg, J.", "van der  Berg J."],
    ],
)
def test_spellings_of_one_name_have_one_key(names):
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Li, X", "Li, Y"), ("Corsín, J", "Corsin, J"), ("Алёшин, Й", "Алешин, Й"), ("Ma K.-L.", "Ma K.")],
)
def test_different_names_have_different_keys(one, other):
    assert name_key(one) != name_key(other)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)


def test_an_id_makes_the_key_then_a_stated_orcid_then_the_name():
    assert author_key(Author("A", author_id="7"), "scopus") == "scopus:7"
    assert author_key(Author("A", orcid="0000-0002-1825-0097"), "crossref") == "0000-0002-1825-0097"
    assert author_key(Author("A, B", orcid="0000-0002-1825-0097"), "wos") == "a, b"
    assert author_key(Author(""), "wos") == "?"


def test_a_term_key_is_lower_case_with_single_blanks():
    assert term_key("  Smart\n  Specialisation ") == "smart specialisation"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("CO<SUB>2</SUB> and <i>E. coli</i>", "CO2 and E. coli"),
        ("R&amp;D", "R&D"),
        ("p < 0.05 and q > 3", "p < 0.05 and q > 3"),
        ("<jats:p>Text</jats:p>", "Text"),
        ("A $5 question", "A $5 question"),
        ("if a<b then c>d", "if a<b then c>d"),
    ],
)
def test_markup_is_removed_and_signs_stay(markup, text):
    assert without_markup(markup) == text


@pytest.mark.parametrize(
    ("address", "organisation"),
    [
        ("Department of Geography, University of Vienna, Vienna, Austria", "University of Vienna"),
        ("School of Public Health, Wenzhou Medical University, Wenzhou, China", "Wenzhou Medical University"),
        ("University of California, Berkeley, CA, United States", "University of California, Berkeley"),
        ("INRA, Paris, 75007, France", "INRA"),
        ("Dana-Farber Cancer Institute, Boston, MA, United States", "Dana-Farber Cancer Institute"),
        ("Faculty of Law, Graz, Austria", "Graz"),
        ("Кафедра экономики, Казанский федеральный университет, Казань", "Казанский федеральный университет"),
        ("TERC", "TERC"),
        ("", ""),
    ],
)
def test_the_organisation_is_found_among_the_parts_of_an_address(address, organisation):
    assert organisation_among(address) == organisation


def test_the_organisation_of_web_of_science_stands_first():
    assert organisation_first("Univ Vienna, Dept Geog, A-1010 Vienna, Austria.") == "Univ Vienna"
    assert organisation_first("IEEE.") == "IEEE"


def test_missing_is_null_and_zero_is_zero():
    row = tables(Publication("wos", 1, times_cited=0))["records"][0]
    assert row["times_cited"] == 0
    assert [row[name] for name in ("year", "doi", "title", "n_references_stated")] == [None] * 4


def test_an_address_of_two_authors_is_two_rows_with_one_number():
    publication = Publication("wos", 1, affiliations=[Affiliation("U, Vienna, Austria", (1, 3)), Affiliation("V")])
    rows = tables(publication)["record_affiliations"]
    assert [(row["ordinal"], row["position"], row["address"]) for row in rows] == [
        (1, 1, 1),
        (2, 3, 1),
        (3, None, 2),
    ]
    assert [row["country"] for row in rows] == ["AT", "AT", None]


def test_ids_of_cited_works_are_keys_within_their_database():
    references = [Reference("W1", "W1"), Reference("x", author="A B", year=2000, source="S T")]
    rows = tables(Publication("openalex", 1, references=references))["record_references"]
    assert rows[0]["reference"] == "openalex:W1"
    assert rows[1]["reference"] not in {"", None, "x"}


COUNTRIES = {
    "scopus_csv/AgriPublicPolicies_658.csv.gz": {
        "US": 193, "CN": 103, "IT": 61, "DE": 60, "FR": 41, "NL": 38, "CA": 32, "AU": 31, "IN": 29, "ES": 29,
        "CH": 23, "RU": 3, "HK": 2, "VN": 2, "NE": 2, "MX": 9, "GE": 0,
    },
    "wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz": {
        "US": 81, "NL": 59, "DE": 48, "AU": 44, "ES": 34, "CA": 31, "SE": 30, "DK": 19, "RU": 2,
    },
    "merge_pair/scopus.csv.gz": {"US": 188, "GB": 21, "IL": 20, "DE": 19, "JP": 13, "CA": 13, "GE": 0},
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTRIES)
def test_documents_per_country_are_right(name, rows_of):
    pairs = {(row["record"], row["country"]) for row in rows_of(name, "record_affiliations")}
    counts = Counter(country for _, country in pairs)
    assert {country: counts[country] for country in COUNTRIES[name]} == COUNTRIES[name]
