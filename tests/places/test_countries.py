"""Countries: the table, the spellings, and counts of documents that were made by another rule."""

import csv
import gzip
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.places import countries, country, country_by_name, country_name, country_of


def test_the_table_holds_the_249_countries_of_iso_3166_and_kosovo():
    listed = countries()
    assert len(listed) == 250
    for field in ("code", "alpha3", "name", "name_ru"):
        values = [getattr(c, field) for c in listed]
        assert len(set(values)) == 250
        assert all(values)
    assert {c.code for c in countries(withdrawn=True)} - {c.code for c in listed} == {"SU", "YU", "CS", "AN"}


def test_a_country_answers_to_all_its_codes():
    assert {country(code).name for code in ("GR", "GRC", "300", "EL", "el")} == {"Greece"}
    assert country("UK").code == "GB"
    with pytest.raises(ConfigError, match="unknown country code `ZZ`"):
        country("ZZ")


def test_every_name_leads_back_to_its_country():
    for one in countries(withdrawn=True):
        assert country_by_name(one.name) == one.code
        assert country_by_name(one.name_ru) == one.code
        assert country_name(one.code, language="ru") == one.name_ru


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("MIT, Cambridge, MA 02139 USA", "US"),
        ("Columbia Univ, Harriman Inst Russian Eurasian & Eastern European, New York, NY 10027 USA", "US"),
        ("Georgia Inst Technol, Atlanta, GA 30332 USA", "US"),
        ("University of Georgia, Athens, Georgia", "US"),
        ("Tbilisi State Univ, Tbilisi, Georgia", "GE"),
        ("Inst Phys, Tbilisi 0177, Rep of Georgia", "GE"),
        ("Univ New Mexico, Albuquerque, New Mexico", "US"),
        ("Indiana Univ, Bloomington, Indiana", "US"),
        ("Naval Air Warfare Ctr, China Lake, CA 93555 USA", "US"),
        ("Beth Israel Hosp, Boston, MA 02215 USA", "US"),
        ("Sch Oceanog, Palau street 12, Barcelona, Spain", "ES"),
        ("Univ Ibadan, Ibadan, Nigeria", "NG"),
        ("Univ Abdou Moumouni, Niamey, Niger", "NE"),
        ("Chinese Acad Sci, Beijing, Peoples R China", "CN"),
        ("Chinese Univ Hong Kong, Hong Kong, Hong Kong, Peoples R China", "HK"),
        ("Natl Taiwan Univ, Taipei, Taiwan", "TW"),
        ("Univ Tehran, Tehran, Iran, Islamic Republic of", "IR"),
        ("Seoul Natl Univ, Seoul, Korea, Republic of", "KR"),
        ("Kim Il Sung Univ, Pyongyang, North Korea", "KP"),
        ("Univ Kinshasa, Kinshasa, DEM REP CONGO", "CD"),
        ("Univ Marien Ngouabi, Brazzaville, Rep Congo", "CG"),
        ("Russian Acad Sci, Tomsk 634012, Russia", "RU"),
        ("Томск, Российская Федерация", "RU"),
        ("Россия, 119991, Москва, Ленинские горы, 1", "RU"),
        ("Univ Crete, Iraklion, Greece. Electronic address: someone@example.org", "GR"),
        ("Hosp, Ankara, Türkiye.", "TR"),
        ("Kiev Polytech Inst, Kiev, USSR", "SU"),
        ("Univ Zagreb, Zagreb, Yugoslavia", "YU"),
        ("Univ Leipzig, Leipzig, Ger Dem Rep", "DE"),
        ("Univ Toronto, Toronto, ON M5S 1A1", "CA"),
    ],
)
def test_an_address_gives_its_country(address, code):
    assert country_of(address) == code


@pytest.mark.parametrize("address", ["", " , ", "Univ Niger", "Harriman Inst Russian", "Dept Chad Studies, Building 4"])
def test_a_name_inside_a_name_is_no_country(address):
    assert country_of(address) is None


@pytest.mark.parametrize(
    ("name", "code"), [("England", "GB-ENG"), ("Scotland", "GB-SCT"), ("Wales", "GB-WLS"), ("North Ireland", "GB-NIR")]
)
def test_constituent_countries_are_kept_on_request(name, code):
    assert country_of(f"Univ, Town, {name}") == "GB"
    assert country_of(f"Univ, Town, {name}", constituent=True) == code


@given(
    st.sampled_from([c.name for c in countries() if "," not in c.name]),
    st.sampled_from(["Inst", "Street", "Lake", "State Univ"]),
)
def test_a_country_name_with_another_word_is_never_that_country(name, word):
    assert country_of(f"{name} {word}") is None


@given(st.text(max_size=60))
def test_any_text_gives_a_known_code_or_none(text):
    code = country_of(text)
    assert code is None or country(code).code == code


def documents(rows, pattern=";"):
    """Documents per country: a document counts once for each country of its addresses."""
    counts = Counter()
    for affiliations in rows:
        counts.update({c for a in affiliations.split(pattern) if (c := country_of(a.strip()))})
    return counts


def scopus(path):
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [row["Affiliations"] for row in csv.DictReader(file)]


def test_documents_per_country_equal_the_independent_counts_of_policy_documents(shared_data):
    counts = documents(scopus(shared_data / "bibliography/scopus_csv/AgriPublicPolicies_658.csv.gz"))
    right = {"US": 193, "CN": 103, "IT": 61, "DE": 60, "GB": 56, "FR": 41, "NL": 38, "CA": 32, "AU": 31, "IN": 29}
    right |= {"ES": 29, "CH": 23, "MX": 9, "RU": 3, "HK": 2, "VN": 2, "NE": 2, "LB": 1, "PE": 1, "GE": 0}
    assert {c: counts[c] for c in right} == right


def test_documents_per_country_equal_the_independent_counts_of_the_merge_pair(shared_data):
    counts = documents(scopus(shared_data / "bibliography/merge_pair/scopus.csv.gz"))
    right = {"US": 188, "GB": 21, "IL": 20, "DE": 19, "JP": 13, "CA": 13, "GE": 0, "IN": 6}
    assert {c: counts[c] for c in right} == right


def test_documents_per_country_equal_the_independent_counts_of_an_older_export(shared_data):
    counts = documents(scopus(shared_data / "bibliography/scopus_csv/metaknowledge_220.csv.gz"))
    assert (counts["IL"], counts["IN"], counts["LB"]) == (3, 2, 0)


def test_documents_per_constituent_country_equal_the_counts_of_innovation_policy(shared_data):
    path = shared_data / "bibliography/wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        text = file.read()
    counts = Counter()
    for record in re.split(r"(?m)^ER$", text)[:-1]:
        field = re.search(r"(?m)^C1 (.*(?:\n   .*)*)", record)
        lines = re.sub(r"\n   ", "\n", field.group(1)).split("\n") if field else []
        addresses = [re.sub(r"^\[[^\]]*\] ?", "", line) for line in lines]
        counts.update({c for a in addresses if (c := country_of(a, constituent=True))})
    right = {"GB-ENG": 110, "US": 81, "NL": 59, "DE": 48, "AU": 44, "ES": 34, "CA": 31, "SE": 30, "DK": 19}
    right |= {"GB-SCT": 16, "RU": 2}
    assert {c: counts[c] for c in right} == right
