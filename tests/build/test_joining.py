"""From records to publications: persons, thesauri, lists, regions and profiles."""

import shutil
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

import smartspec
from smartspec.build import build_project, check_project
from smartspec.build.collecting import record_tables
from smartspec.build.joining import Merging, merged_tables
from smartspec.errors import ConfigError
from smartspec.sources.reading import read_files
from smartspec.store import reading, rows

EXAMPLE = Path(str(files("smartspec.build"))) / "example"


@pytest.fixture(scope="module")
def records():
    return record_tables(read_files([EXAMPLE / "sources"]))


def test_eighty_of_the_examples_records_repeat_a_publication_and_the_flow_counts_them(records):
    made = merged_tables(records, Merging())
    flow = Counter()
    for row in made["record_flow"].to_pylist():
        flow[row["stage"]] += row["n"]
    assert flow["identified"] == 400
    assert flow["duplicate across databases"] == 80
    assert flow["included"] == len(made["works"]) == 320


def test_without_joining_every_record_is_a_publication(records):
    assert len(merged_tables(records, Merging("none"))["works"]) == 400


def test_persons_have_one_key_where_names_and_ids_of_databases_differ(records):
    written = merged_tables(records, Merging(authors="written"))["authorships"]["author"].unique()
    persons = merged_tables(records, Merging(authors="persons"))["authorships"]["author"].unique()
    assert len(persons) < len(written)


def test_a_thesaurus_replaces_and_leaves_out_terms(records, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("label\treplace by\nwheat\tcereals\nсwheat\t\nsmart grid\t\n", encoding="utf-8")
    before = merged_tables(records, Merging())["work_terms"]["term_key"].to_pylist()
    after = merged_tables(records, Merging(thesauri=((path, "terms"),)))["work_terms"]["term_key"].to_pylist()
    assert before.count("wheat") == after.count("cereals") > 0
    assert "wheat" not in after
    assert "smart grid" in before
    assert "smart grid" not in after


def test_variants_of_keywords_are_suggested_and_joined_only_if_asked(shared_data):
    path = shared_data / "bibliography/wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"
    found = record_tables(read_files([path]))
    plain = merged_tables(found, Merging("none"))
    variants = {row["label"]: row["replace_by"] for row in plain["term_variants"].to_pylist()}
    assert variants["innovations"] == "innovation"
    before = set(plain["work_terms"]["term_key"].to_pylist())
    assert set(variants) <= before
    after = set(merged_tables(found, Merging("none", unify_terms=True))["work_terms"]["term_key"].to_pylist())
    assert not set(variants) & after
    assert set(variants.values()) - set(variants) <= after


def test_a_list_keeps_or_leaves_out_publications_by_any_of_their_ids(records, tmp_path):
    ids = ["https://doi.org/10.5555/EXAMPLE.0001", "WOS:EXAMPLE00000002", "2-s2.0-99000000200", "10.5555/unknown"]
    (tmp_path / "list.txt").write_text("# my sample\n" + "\n".join(ids) + "\n")
    kept = merged_tables(records, Merging(only=tmp_path / "list.txt"))
    assert len(kept["works"]) == 3
    assert set(kept["authorships"]["work"].to_pylist()) <= set(kept["works"]["work"].to_pylist())
    flow = {row["stage"]: row["n"] for row in kept["record_flow"].to_pylist()}
    assert flow["left out by list"] == 317
    assert flow["listed but not found"] == 1
    left = merged_tables(records, Merging(without=tmp_path / "list.txt"))
    assert len(left["works"]) == 317


def test_places_and_profiles_are_built_and_add_up(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder)
    build_project(folder)
    with reading(folder / "tables") as snapshot:
        places = rows(snapshot.table("affiliation_places")).to_pylist()
        affiliations = rows(snapshot.table("affiliations"))
        profiles = rows(snapshot.table("region_profiles")).to_pylist()
    assert len({(row["work"], row["ordinal"]) for row in places}) == len(affiliations), "every address has a row"
    shares = Counter()
    for row in places:
        shares[row["work"], row["ordinal"]] += row["share"]
    assert all(abs(total - 1) < 1e-12 for total in shares.values())
    found = {row["region"] for row in places}
    assert {"RU-PNZ", "RU-SAM", "RU-TA", "RU-MOW", "RU-SPE", "FI1C", "CZ06"} <= found
    assert {row["district"] for row in places if row["region"] == "RU-PNZ"} == {"FD-VO"}
    for row in profiles:
        assert 0 < row["documents_fractional"] <= row["documents"] + 1e-12


def test_overrides_of_a_project_go_before_everything(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder)
    build_project(folder)
    (folder / "data").mkdir()
    (folder / "data" / "places.csv").write_text("match,kind,region,city,note\nof Penza,pattern,RU-SAR,,moved\n")
    config = folder / "smartspec.toml"
    config.write_text(config.read_text("utf-8") + '\n[places]\noverrides = "data/places.csv"\n', encoding="utf-8")
    assert "affiliation_places" in check_project(folder).stale
    build_project(folder)
    with reading(folder / "tables") as snapshot:
        places = rows(snapshot.table("affiliation_places")).to_pylist()
    assert "RU-PNZ" not in {row["region"] for row in places}
    assert {row["rule"] for row in places if row["region"] == "RU-SAR"} >= {"override"}
    (folder / "data" / "places.csv").write_text("match,kind,region,city,note\n")
    assert "affiliation_places" in check_project(folder).stale, "the file's content counts"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[thesaurus]]\npath = "data/none.txt"\nunit = "terms"\n', "there is no file"),
        ('[[thesaurus]]\npath = "smartspec.toml"\nunit = "words"\n', "`unit` cannot be 'words'"),
        ('[places]\nsubject-set = "iso-1"\n', "`subject-set` cannot be"),
        ('[places]\noverrides = "data/absent.csv"\n', "there is no file"),
        ('[profiles]\nkind = "topics"\n', "`kind` cannot be"),
    ],
)
def test_a_mistake_in_the_configuration_of_these_steps_is_named(tmp_path, text, message):
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder)
    config = folder / "smartspec.toml"
    config.write_text(config.read_text("utf-8") + "\n" + text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        build_project(folder)


def test_maps_of_regions_count_publications_with_addresses_in_both(tmp_path):
    collected = smartspec.collect_files([EXAMPLE / "sources"])
    made = smartspec.science_map(collected, unit="regions", min_n_documents=1, n_layout_starts=1)
    behind = {}
    for row in collected.tables["affiliation_places"].to_pylist():
        if row["region"] and row["share"] == 1:
            behind.setdefault(row["region"], set()).add(row["work"])
    items = made.tables["map_items"]["item"].to_pylist()
    assert set(items) == set(behind)
    for link in made.tables["map_links"].to_pylist():
        first, second = (items[link[end] - 1] for end in ("source_id", "target_id"))
        assert link["strength"] == len(behind[first] & behind[second])
    assert "Penza Oblast" in made.tables["map_items"]["label"].to_pylist()
