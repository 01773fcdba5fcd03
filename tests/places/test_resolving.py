"""The resolver: every trap by name, and real strings judged by hand."""

import csv
import gzip
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import SourceError
from smartspec.places import Settings, country, read_overrides, region, resolve, resolve_many, summarise


@pytest.fixture(scope="module")
def variants(shared_data):
    """Russian names of organisations, as authors wrote them."""
    path = shared_data / "affiliations/elibrary_affiliation_variants_ru.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["variant"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def institutions(shared_data):
    """Russian institutions of OpenAlex with a town: (name, town) -> region of the coordinates."""
    path = shared_data / "statistics/openalex_ru/institutions_year_region_2025-08-15.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["display_name"], r["city"]): r["region_shp"] for r in rows if r["city"] not in ("", "NA")}


@pytest.mark.parametrize(("part", "least"), [("ru", 36), ("eu", 57)])
def test_addresses_of_databases_are_resolved_as_labelled_by_hand(shared_data, labels, part, least):
    text = (shared_data / "fixtures/regions/affiliation_strings_ru_eu.json").read_text(encoding="utf-8")
    strings, right = json.loads(text)[part], labels.fixture(getattr(labels, f"FIXTURE_{part.upper()}"))
    assert len(strings) == len(right)
    good = sum(resolve(s).region in codes for s, codes in zip(strings, right, strict=True))
    assert good >= least


def test_the_two_strings_of_new_york_are_not_in_russia(shared_data):
    text = (shared_data / "fixtures/regions/affiliation_strings_ru_eu.json").read_text(encoding="utf-8")
    strings = [s for s in json.loads(text)["ru"] if "Russian Eurasian" in s]
    assert [(r.country, r.region) for r in resolve_many(strings)] == [("US", "US-NY")] * 2


@pytest.mark.parametrize(
    ("address", "code", "rule"),
    [
        ("Troitsk Inst Innovat & Fus Res, Troitsk 142190, Moscow Region, Russia", "RU-MOS", "region phrase"),
        ("CJSC Cyclone, Fryazino, Moscow Region, Russia", "RU-MOS", "town"),
        ("Vladimir State Univ, Murom Inst Branch, Murom, Russia", "RU-VLA", "town"),
        ("Moscow MV Lomonosov State Univ, Ventspils Univ Coll, Moscow 117234, Russia", "RU-MOW", "town"),
        ("Saratov State Univ, Astrakhanskaya 82, Saratov, Russia", "RU-SAR", "town"),
        ("Tomsk Natl Res Med Ctr, Kievskaya Str 111A, Tomsk 634012, Russia", "RU-TOM", "town"),
        ("Moscow State Univ Civil Engn, Yaroslavskoe shosse 26, Moscow 129337, Russia", "RU-MOW", "town"),
        ("Petersburg Nucl Phys Inst, St Petersburg 188350, Russia", "RU-LEN", "postcode"),
        ("Inst Problems Chem Phys, Chernogolovka, Russia", "RU-MOS", "town"),
        ("Kirov Mil Med Acad, St Petersburg, Russia", "RU-SPE", "town"),
        ("Vyatka State Univ, Kirov, Russia", "RU-KIR", "town"),
        ("Amur State Univ, Blagoveshchensk, Russia", "RU-AMU", "town"),
        ("Ufa State Petr Technol Univ, Russia", "RU-BA", "town inside"),
        ("Udmurt State Univ, Russia", "RU-UD", "region inside"),
        ("Univ Greenwich, London, England", "UKI", "town"),
        ("Universidade de Lisboa, Portugal", "PT17", "town inside"),
        ("Rey Juan Carlos University, Spain", "ES30", "organisation"),
        ("Stanford University, Stanford, CA, United States", "US-CA", "town"),
        ("Portland State University in Portland, Oregon, United States", "US-OR", "state"),
        ("LENINGRAD STATE UNIV, LENINGRAD, USSR", "RU-SPE", "town"),
        ("Kiev Polytech Inst, Kiev, USSR", "UA-30", "town"),
        ("Vernadsky Crimean Fed Univ, Simferopol, Russia", "UA-43", "town"),
        ("Саратовский филиал Института государства и права РАН", "RU-SAR", "branch"),
        ("Филиал Российского государственного социального университета в г. Красноярске", "RU-KYA", "branch"),
        ("Пятигорский институт - филиал Волгоградского государственного медицинского университета", "RU-STA", "branch"),
        ("Южно-Российский институт управления - филиал РАНХиГС при Президенте РФ", "RU-ROS", "organisation"),
        ("Петрозаводский государственный университет, Кольский филиал", "RU-MUR", "branch"),
        ("Новомосковский институт РХТУ (Тульская обл., г. Новомосковск)", "RU-TUL", "town"),
        ("ГБОУ ВО Московской области «Технологический университет»", "RU-MOS", "region phrase"),
        ("Московский государственный областной университет", "RU-MOS", "adjective"),
        ("Нижегородский государственный университет им. Н.И. Лобачевского", "RU-NIZ", "adjective"),
        ("Литературный институт, 614990, Российская Федерация", "RU-PER", "postcode"),
        ("Россия Орел ОРАГС", "RU-ORL", "town inside"),
        ("Инновационный евразийский университет, г. Павлодар, Республика Казахстан", "KZ-55", "town"),
        ("Российский государственный социальный университет, филиал в г.Минске", "BY-HM", "town"),
    ],
)
def test_an_address_leads_to_its_region_by_the_right_rule(address, code, rule):
    found = resolve(address)
    assert (found.region, found.rule) == (code, rule)
    assert found.regions == (code,)


@pytest.mark.parametrize(
    ("address", "regions", "reason"),
    [
        ("Киров, Россия", ("RU-KIR", "RU-KLU"), "several regions"),
        ("Troitsk Inst, Troitsk, Russia", ("RU-CHE", "RU-MOW"), "several regions"),
        ("Higher Sch Econ, Russia", ("RU-MOW", "RU-NIZ", "RU-PER", "RU-SPE"), "sits in several regions"),
        ("Литературный институт им. А.М. Горького", (), "no town"),
        ("Российская академия народного хозяйства и государственной службы", (), "its head is in RU-MOW"),
        ("филиал Тюменского государственного университета", (), "a branch without a place"),
        ("Univ Coll London, London", (), "the town is in several"),
        ("", (), "no country is named"),
    ],
)
def test_what_is_ambiguous_stays_ambiguous_and_says_why(address, regions, reason):
    found = resolve(address)
    assert (found.region, found.regions) == (None, regions)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("address", "code", "reason"),
    [
        ("Inst Phys, Novosibirsk 119991, Russia", "RU-NVS", "the postcode is of RU-MOW"),
        ("Univ, Moscow, Leningrad Region, Russia", "RU-MOW", "the text also names RU-LEN"),
        ("Univ, Omsk, Tomsk Region, Russia", "RU-TOM", "the town named lies in RU-OMS"),
    ],
)
def test_contradicting_evidence_is_named(address, code, reason):
    found = resolve(address)
    assert found.region == code
    assert found.reason == reason
    assert found.confidence < 0.95


def test_city_and_organisation_are_given():
    found = resolve("ФГБОУ ВО «Липецкий государственный технический университет», г. Липецк, Россия")
    assert (found.city, found.organisation) == ("Lipetsk", "Липецкий государственный технический университет")
    found = resolve("Univ Florence, Dept Informat Engn, Florence, Italy")
    assert (found.city, found.organisation, found.level) == ("Florence", "Univ Florence", "region")


def test_settings_change_the_answer_only_as_stated():
    crimea = "Vernadsky Crimean Fed Univ, Simferopol, Russia"
    assert resolve(crimea, settings=Settings(subject_set="iso")).region is None
    head = "Российский государственный социальный университет"
    assert resolve(head, settings=Settings(head_seats=True)).region == "RU-MOW"
    assert resolve("Univ Hong Kong, Hong Kong", settings=Settings(merged_countries=(("HK", "CN"),))).country == "CN"
    assert resolve("Томский университет", settings=Settings(cyrillic_country="")).country is None
    assert resolve("Univ Cambridge, Cambridge", country="GB").region == "UKH1"


def test_the_users_decisions_go_before_everything(tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text(
        "match,kind,region,city,note\n"
        "«ИГУ»,string,RU-IRK,Irkutsk,asked the authors\n"
        r"\bKFU\b,pattern,RU-TA,Kazan,"
        "\nSome Lab,string,RU,,\n",
        encoding="utf-8",
    )
    rules = read_overrides(path)
    found = resolve_many(["ИГУ", "KFU, Inst Phys, Simferopol, Russia", "some  lab", "Omsk, Russia"], overrides=rules)
    assert [(r.country, r.region, r.rule) for r in found] == [
        ("RU", "RU-IRK", "override"), ("RU", "RU-TA", "override"), ("RU", None, "override"), ("RU", "RU-OMS", "town"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [("a,string,RU-XX,,", "line 2: unknown region code `RU-XX`"), ("(,pattern,RU-TA,,", "line 2: `\\(` is no regular"),
     ("a,glob,RU-TA,,", "line 2: unknown kind `glob`")],
)  # fmt: skip
def test_a_wrong_override_is_refused_with_its_line(tmp_path, line, message):
    path = tmp_path / "o.csv"
    path.write_text(f"match,kind,region,city,note\n{line}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_overrides(path)


def test_overrides_need_their_columns(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text("string,region\n", encoding="utf-8")
    with pytest.raises(SourceError, match="column `match` is missing"):
        read_overrides(path)


def test_a_seeded_sample_of_russian_names_is_right_as_judged_by_hand(variants, labels):
    right = labels.by_row(labels.ELIBRARY)
    drawn = random.Random(20240601).sample(range(len(variants)), 140)  # noqa: S311
    assert sorted(drawn) == sorted(right)
    found = {row: resolve(variants[row]).region for row in right}
    answered = {row: code for row, code in found.items() if code}
    assert sum(code in right[row] for row, code in answered.items()) >= 0.98 * len(answered)
    assert len(answered) >= 115


def test_the_second_sample_is_right_as_judged_by_hand(variants, labels):
    right = labels.by_row(labels.SECOND)
    good = sum(resolve(variants[row]).region in codes for row, codes in right.items())
    assert len(right) == 110
    assert good >= 0.98 * 110


def test_most_russian_names_get_a_region(variants):
    counts = summarise(resolve_many(variants))
    assert counts["strings"] == 6238
    assert counts["level region"] / counts["strings"] > 0.77
    assert counts["ambiguous"] < 20


def test_russian_and_english_forms_of_a_name_agree(shared_data):
    with (shared_data / "affiliations/affiliation_ru_en_pairs.csv").open(encoding="utf-8-sig") as file:
        pairs = [(resolve(r["ru"]).region, resolve(r["en"], country="RU").region) for r in csv.DictReader(file)]
    both = [(a, b) for a, b in pairs if a and b]
    assert (len(pairs), len(both) > 185) == (434, True)
    assert sum(a == b for a, b in both) >= len(both) - 2  # a pair of the list joins two institutions


def test_every_town_of_russian_institutions_is_found(institutions):
    found = {city: resolve(f"{city}, Russia") for _, city in institutions}
    missing = [city for city, one in found.items() if not one.regions]
    assert len(institutions) == 2033
    assert missing == []
    assert sum(found[city].region is not None for _, city in institutions) >= 1995


def test_the_name_before_the_town_does_not_change_the_region(institutions):
    for name, city in institutions:
        alone = resolve(f"{city}, Russia").region
        if alone:
            assert resolve(f"{name}, {city}, Russia").region == alone, (name, city)


@given(st.text(max_size=80))
def test_any_text_gives_an_answer_that_agrees_with_itself(text):
    found = resolve(text)
    assert 0 <= found.confidence <= 1
    assert found.region is None or found.regions == (found.region,)
    assert found.level in ("region", "nuts1") or found.region is None
    assert list(found.regions) == sorted(found.regions)
    assert found.country is None or country(found.country)
    assert found.region or found.rule == "override" or found.reason or found.country or not text.strip() or found.city
    for code in found.regions:
        assert region(code).code == code


@given(st.lists(st.sampled_from(["Omsk, Russia", "Киров", "x", "Univ Oxford, Oxford, England"]), max_size=8))
def test_many_strings_are_answered_as_one_by_one_in_order(texts):
    assert resolve_many(texts) == [resolve(t) for t in texts]
