"""Towns, postcodes and spellings, against a directory of Russian towns that is not among their sources."""

import csv
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.places import region, towns, towns_named
from smartspec.places.evidence import postcode_regions
from smartspec.places.gazetteer import NAMESAKES, SIZES, large_towns
from smartspec.places.region_table import known
from smartspec.places.russian_words import adjective_regions, nominatives
from smartspec.places.spelling import key, rough


@pytest.fixture(scope="module")
def directory(shared_data):
    """Rows of the directory of Russian towns with their region, (name, region, row)."""
    with (shared_data / "geo/hflabs_region.csv").open(encoding="utf-8") as file:
        codes = {row["name"]: row["iso_code"] for row in csv.DictReader(file)}
    with (shared_data / "geo/hflabs_city.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [(row["city"] or row["area"] or row["region"], codes[row["region"]], row) for row in rows]


def test_every_russian_town_of_the_directory_is_found_in_its_region(directory):
    missing = [
        (name, code)
        for name, code, _ in directory
        if code not in {t.region for t in towns_named(name, country="RU")[0]} and name != "Урус-Мартановский"
    ]
    assert len(directory) == 1117
    assert missing == []


def test_names_that_towns_of_several_regions_bear_stay_sets(directory):
    where = defaultdict(set)
    for name, code, _ in directory:
        where[name].add(code)
    shared = {name: codes for name, codes in where.items() if len(codes) > 1}
    assert len(shared) == 19
    assert {key(name) for name in shared} == NAMESAKES
    for name, codes in shared.items():
        assert codes <= {t.region for t in towns_named(name, country="RU")[0]}, name


def test_every_postcode_of_the_directory_gives_its_region(directory):
    codes = [(row["postal_code"][:3], code) for _, code, row in directory if row["postal_code"]]
    assert len(codes) == 1116
    assert len({prefix for prefix, _ in codes}) == 199
    assert all(postcode_regions()[prefix] == code for prefix, code in codes)


def test_every_region_of_a_town_is_known_and_fits_its_country():
    for country in ("RU", "DE", "FR", "GB", "GR", "US", "KZ", "UA", "BR"):
        listed = towns(country)
        assert len(listed) > 50
        for town in listed:
            assert 0 <= town.size < len(SIZES)
            if town.region:
                assert known(town.region)
                assert region(town.region).country == country


@pytest.mark.parametrize(
    ("name", "country", "regions"),
    [("Stavropol", "RU", {"RU-STA"}), ("Nizhnii Novgorod", "RU", {"RU-NIZ"}), ("Ekaterinburg", "RU", {"RU-SVE"}),
     ("St Petersburg", "RU", {"RU-SPE"}), ("Rostov na Donu", "RU", {"RU-ROS"}), ("Gorky", "RU", {"RU-NIZ"}),
     ("Иннополис", "RU", {"RU-TA"}), ("Троицк", "RU", {"RU-CHE", "RU-MOW"}), ("Зеленоград", "RU", {"RU-MOW"}),
     ("Симферополь", "RU", {"UA-43"}), ("Симферополь", "UA", {"UA-43"}), ("Kiev", "UA", {"UA-30"}),
     ("Wurzburg", "DE", {"DE26"}), ("Wuerzburg", "DE", {"DE26"}), ("München", "DE", {"DE21"}),
     ("London", "GB", {"UKI"}),
     ("Tromso", "NO", {"NO07"}), ("Łódź", "PL", {"PL71"}), ("Salamanca", "ES", {"ES41"})],
)  # fmt: skip
def test_towns_answer_to_the_spellings_of_databases(name, country, regions):
    assert {t.region for t in towns_named(name, country=country)[0]} == regions


def test_large_towns_are_those_of_the_countries():
    assert {t.country for t in large_towns()["cambridge"]} == {"GB", "US", "CA"}
    assert all(t.size >= 5 for hits in large_towns().values() for t in hits)


@pytest.mark.parametrize(
    ("form", "nominative"),
    [("красноярске", "красноярск"), ("уфе", "уфа"), ("казани", "казань"), ("клину", "клин"), ("люберцах", "люберцы"),
     ("нижнем новгороде", "нижний новгород"), ("орле", "орел"), ("советском", "советский"), ("томска", "томск"),
     ("набережных челнах", "набережные челны"), ("старом осколе", "старый оскол"), ("тюмени", "тюмень")],
)  # fmt: skip
def test_inflected_names_lead_to_the_nominative(form, nominative):
    found = set(nominatives(form))
    for word in nominative.split():
        assert any(word in other.split() for other in found)


@pytest.mark.parametrize(
    ("adjective", "codes"),
    [("Саратовский", {"RU-SAR"}), ("томского", {"RU-TOM"}), ("Уфимская", {"RU-BA"}), ("Нижегородского", {"RU-NIZ"}),
     ("Елабужский", {"RU-TA"}), ("Барнаульский", {"RU-ALT"}), ("Алтайская", {"RU-ALT"}), ("Чебоксарский", {"RU-CU"}),
     ("Советский", set()), ("Уральский", set()), ("Российский", set()), ("Высшей", set()), ("московским", {"RU-MOW"})],
)  # fmt: skip
def test_adjectives_point_to_regions_or_say_nothing(adjective, codes):
    assert adjective_regions(adjective) == codes


@given(st.text(max_size=40))
def test_keys_do_not_change_when_made_again(text):
    assert key(key(text)) == key(text)
    assert key(f"  {text}-") == key(text)


@pytest.mark.parametrize(
    "spellings",
    [("Nizhniy", "Nizhny", "Nizhnii", "Nizhnij"), ("Yoshkar-Ola", "Ioshkar Ola", "Joshkar-Ola"), ("Orel", "Oryol"),
     ("Ulyanovsk", "Ulianovsk", "Uljanovsk"), ("Khabarovsk", "Habarovsk"), ("Cheboksary", "Cheboxary")],
)  # fmt: skip
def test_transliterations_of_one_name_share_a_rough_key(spellings):
    assert len({rough(key(name)) for name in spellings}) == 1
