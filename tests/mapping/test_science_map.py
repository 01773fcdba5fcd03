"""Maps of real exports: counts equal to an independent count, links equal to the documents behind them."""

import gzip
import itertools
import json
import re
from collections import Counter, defaultdict

import numpy as np
import pytest

import smartspec
from smartspec.errors import ComputeError, ConfigError
from smartspec.mapping.attributes import normalised_citations
from smartspec.mapping.thresholds import keep_items

TIP = "bibliography/wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"


def wos_records(path):
    """Fields of every record by another way than the reader's: split at ER, tags by column."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    for block in re.split(r"^ER\s*$", text, flags=re.MULTILINE):
        if "PT " not in block:
            continue
        fields, tag = defaultdict(list), ""
        for line in block.splitlines():
            if re.match(r"[A-Z][A-Z0-9] ", line):
                tag = line[:2]
                fields[tag].append(line[3:].strip())
            elif line.startswith("   "):
                fields[tag].append(line.strip())
        yield fields


@pytest.fixture(scope="module")
def tip(shared_data):
    return shared_data / TIP


@pytest.fixture(scope="module")
def records(tip):
    return list(wos_records(tip))


def keywords(record, *tags):
    words = itertools.chain.from_iterable(" ".join(record[tag]).split(";") for tag in tags)
    return {" ".join(word.split()).lower() for word in words if word.strip()}


def counted_pairs(sets, kept=None):
    pairs = Counter()
    for found in sets:
        chosen = sorted(found if kept is None else found & kept)
        pairs.update(itertools.combinations(chosen, 2))
    return pairs


def map_pairs(made):
    items = made.tables["map_items"]["item"].to_pylist()
    links = made.tables["map_links"].to_pylist()
    return {tuple(sorted((items[k["source_id"] - 1], items[k["target_id"] - 1]))): k["strength"] for k in links}


@pytest.fixture(scope="module")
def quick(tip):
    """A map of the export with one start; the file is read once."""
    collected = smartspec.collect_files([tip])

    def make(**options):
        return smartspec.science_map(collected, n_layout_starts=1, n_cluster_starts=1, **options)

    make.collected = collected
    return make


def test_keyword_pairs_equal_an_independent_count(quick, records):
    sets = [keywords(record, "DE", "ID") for record in records]
    n = Counter(itertools.chain.from_iterable(sets))
    made = quick(unit="keywords", link="co-occurrence", min_n_occurrences=5)
    kept = {word for word, k in n.items() if k >= 5}
    assert set(made.tables["map_items"]["item"].to_pylist()) == kept
    assert map_pairs(made) == dict(counted_pairs(sets, kept))
    occurrences = dict(zip(made.body["items"]["item"], made.body["items"]["weights"]["Occurrences"], strict=True))
    assert occurrences == {word: n[word] for word in kept}


@pytest.mark.parametrize(
    ("unit", "tag", "expected"),
    [("author-keywords", "DE", (1556, 5760, 6)), ("index-keywords", "ID", (998, 7244, 17))],
)
def test_keyword_networks_have_the_published_size(quick, records, unit, tag, expected):
    pairs = counted_pairs(keywords(record, tag) for record in records)
    n = len(set().union(*(keywords(record, tag) for record in records)))
    assert (n, len(pairs), max(pairs.values())) == expected
    made = quick(unit=unit, min_n_occurrences=3)
    assert made.body["summary"]["n_candidates"] == n


def test_fractional_counting_gives_every_document_the_same_weight(quick, records):
    sets = [keywords(record, "DE") for record in records]
    n = Counter(itertools.chain.from_iterable(sets))
    kept = {word for word, k in n.items() if k >= 4}
    wanted = Counter()
    for found in sets:
        for pair in itertools.combinations(sorted(found & kept), 2):
            wanted[pair] += 1 / (len(found) - 1)
    made = quick(unit="author-keywords", counting_method="fractional", min_n_occurrences=4)
    found = map_pairs(made)
    assert set(found) == set(wanted)
    for pair, strength in wanted.items():
        assert found[pair] == pytest.approx(strength, abs=1e-12)


def test_co_authorship_of_authors_equals_an_independent_count(quick, records):
    sets = [{name.lower() for name in record["AU"]} for record in records]
    n = Counter(itertools.chain.from_iterable(sets))
    made = quick(unit="authors", link="co-authorship", min_n_documents=3)
    labels = [label.lower() for label in made.tables["map_items"]["label"].to_pylist()]
    assert len(labels) == sum(k >= 3 for k in n.values())
    pairs = counted_pairs(sets, {name for name, k in n.items() if k >= 3})
    assert made.body["summary"]["n_links"] == len(pairs)
    assert made.body["summary"]["total_link_strength"] == sum(pairs.values())


def reference_sets(made_table, works):
    """Match keys per document, from the table that the map reads."""
    by_work = defaultdict(set)
    for row in made_table.select(["work", "reference"]).to_pylist():
        by_work[row["work"]].add(row["reference"])
    return {work: by_work[work] for work in works}


def test_coupling_equals_the_references_that_two_documents_share(quick):
    collected = quick.collected
    works = collected.tables["works"]["work"].to_pylist()
    references = reference_sets(collected.tables["work_references"], works)
    made = quick(unit="documents", link="bibliographic-coupling")
    wanted = {
        tuple(sorted(pair)): len(shared)
        for pair in itertools.combinations(works, 2)
        if (shared := references[pair[0]] & references[pair[1]])
    }
    assert map_pairs(made) == wanted


def test_co_citation_counts_the_documents_that_cite_both(quick):
    collected = quick.collected
    works = collected.tables["works"]["work"].to_pylist()
    references = reference_sets(collected.tables["work_references"], works)
    n = Counter(itertools.chain.from_iterable(references.values()))
    made = quick(unit="references", link="co-citation", min_n_citations=8)
    kept = {key for key, k in n.items() if k >= 8}
    assert map_pairs(made) == dict(counted_pairs(references.values(), kept))


def test_the_documents_behind_a_link_are_as_many_as_its_strength(quick):
    body = quick(unit="keywords", min_n_occurrences=6).body
    starts, documents = (body["evidence"]["item_documents"][key] for key in ("starts", "documents"))
    of = [set(documents[a:b]) for a, b in itertools.pairwise(starts)]
    for first, second, strength in zip(*(body["links"][key] for key in ("source", "target", "strength")), strict=True):
        assert len(of[first] & of[second]) == strength


def test_the_references_behind_a_coupling_link_are_as_many_as_its_strength(quick):
    body = quick(unit="documents", link="bibliographic-coupling").body
    starts, targets = (body["evidence"]["document_links"][key] for key in ("starts", "targets"))
    of = [set(targets[a:b]) for a, b in itertools.pairwise(starts)]
    place = [
        body["evidence"]["item_documents"]["documents"][a] for a in body["evidence"]["item_documents"]["starts"][:-1]
    ]
    for first, second, strength in zip(*(body["links"][key] for key in ("source", "target", "strength")), strict=True):
        assert len(of[place[first]] & of[place[second]]) == strength


@pytest.mark.parametrize("unit", ["countries", "organisations", "sources"])
def test_maps_of_other_units_come_out(quick, unit):
    made = quick(unit=unit, counting_method="fractional")
    assert made.body["summary"]["n_items"] >= 3
    assert np.isfinite(made.tables["map_items"]["x"].to_numpy()).all()


def test_counts_of_countries_are_those_of_the_addresses(quick):
    found = quick(unit="countries", min_n_documents=1).body["items"]
    n = dict(zip(found["item"], found["weights"]["Documents"], strict=True))
    assert {code: n[code] for code in ("US", "NL", "DE", "AU", "ES", "CA", "SE", "DK", "RU")} == {
        "US": 81,
        "NL": 59,
        "DE": 48,
        "AU": 44,
        "ES": 34,
        "CA": 31,
        "SE": 30,
        "DK": 19,
        "RU": 2,
    }


def test_the_period_leaves_out_other_years_and_those_without(quick):
    made = quick(unit="keywords", first_year=2015, last_year=2018)
    years = made.body["documents"]["year"]
    assert min(years) >= 2015
    assert max(years) <= 2018


def test_only_documents_of_the_types_asked_for_are_counted(quick):
    made = quick(unit="keywords", document_types="REVIEW, editorial material", min_n_occurrences=2)
    types = quick.collected.tables["works"]["type"].to_pylist()
    assert made.body["summary"]["n_documents"] == sum(t in {"Review", "Editorial Material"} for t in types) > 0


def test_the_strongest_items_are_kept(quick):
    whole = quick(unit="keywords", min_n_occurrences=5).tables["map_items"]
    fewer = quick(unit="keywords", min_n_occurrences=5, n_items=20).tables["map_items"]
    strengths = dict(zip(whole["item"].to_pylist(), whole["total_link_strength"].to_pylist(), strict=True))
    kept = set(fewer["item"].to_pylist())
    assert len(kept) == 20
    assert min(strengths[i] for i in kept) >= max(v for i, v in strengths.items() if i not in kept)


def test_the_largest_component_is_connected_and_the_rest_is_named(quick):
    made = quick(unit="authors", min_n_documents=2, largest_component=True)
    assert made.body["summary"]["n_components"] == 1
    assert any("outside the largest connected component" in warning for warning in made.body["warnings"])


def test_the_same_seed_gives_the_same_map_and_parameters_are_recorded(quick):
    first, second = (quick(unit="keywords", seed=3) for _ in range(2))
    assert first.tables == second.tables
    assert first.body["parameters"]["seed"] == 3
    assert json.loads(first.tables["maps"]["parameters"][0].as_py())["resolution"] == 1.0


def test_thresholds_that_leave_nothing_say_how_far_to_go():
    with pytest.raises(ComputeError) as caught:
        keep_items(
            np.array([5, 4, 2, 1]),
            np.full(4, np.nan),
            unit="keywords",
            min_n_documents=5,
            min_n_citations=None,
        )
    assert "1 of 4 items" in str(caught.value)
    assert "to 2 or less" in caught.value.hint


def test_the_usual_threshold_is_lowered_with_a_warning_and_a_given_one_is_not():
    n = np.array([4, 3, 3, 1])
    kept = keep_items(n, np.full(4, np.nan), unit="keywords", min_n_documents=None, min_n_citations=None)
    assert (kept.min_n_documents, kept.mask.sum()) == (3, 3)
    assert "3 is used" in kept.warnings[0]


def test_missing_citations_pass_no_threshold():
    kept = keep_items(
        np.array([1, 1, 1, 1]),
        np.array([5.0, 5.0, 5.0, np.nan]),
        unit="documents",
        min_n_documents=1,
        min_n_citations=1,
    )
    assert kept.mask.tolist() == [True, True, True, False]


def test_normalised_citations_have_a_mean_of_one_in_every_year():
    rng = np.random.default_rng(1)
    years, citations = rng.integers(2000, 2010, 500).astype(float), rng.poisson(3, 500).astype(float)
    found = normalised_citations(years, citations)
    for year in np.unique(years):
        assert found[years == year].mean() == pytest.approx(1)


def test_a_unit_that_cannot_be_linked_so_is_refused(quick):
    with pytest.raises(ConfigError, match="cannot be linked"):
        quick(unit="keywords", link="citation")
