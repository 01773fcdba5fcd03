"""Networks of regions: facts of a real table, plain loops, and what must not change."""

import csv
import gzip
from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.cooperation import components, cooperation, incidence

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("ABCDEF")), min_size=2, max_size=60)


def network_of(pairs, **options):
    return cooperation(incidence([p for p, _ in pairs], [r for _, r in pairs], **options))


def some_document_is_shared(pairs):
    return any(a[0] == b[0] and a[1] != b[1] for a in pairs for b in pairs)


@pytest.fixture(scope="module")
def wind(shared_data):
    with gzip.open(shared_data / "statistics/europe/ut_nuts2_WIND_2.tsv.gz", "rt") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    return network_of(rows)


def test_the_real_table_has_its_published_totals(wind):
    assert (wind.n_links, wind.n_documents, len(wind.regions)) == (29_128, 21_538, 314)
    assert (wind.n_collaborative, wind.largest) == (5_802, 16)
    assert wind.full.nnz / 2 == 4_020
    assert wind.full.sum() / 2 == 10_279
    assert wind.fractional.sum() / 2 == pytest.approx(6_696, abs=1e-9)
    assert len(np.unique(components(wind))) == 8
    assert np.bincount(components(wind)).tolist() == [307, 1, 1, 1, 1, 1, 1, 1]


def test_the_strongest_pairs_of_the_real_table(wind):
    a, b = wind.pairs()
    tie = wind.full[a, b]
    best = [(f"{wind.regions[a[k]]}-{wind.regions[b[k]]}", tie[k]) for k in np.argsort(-tie, kind="stable")[:5]]
    # Two pairs share the fourth place.
    assert best[:3] == [("PT16-PT17", 89), ("ES51-ES61", 73), ("DK05-ES51", 65)]
    assert best[3:] == [("DK04-DK05", 63), ("FR10-FRE1", 63)]


def test_fractional_row_sums_are_the_collaborative_documents(wind):
    rows = np.asarray(wind.fractional.sum(axis=1)).ravel()
    np.testing.assert_allclose(rows, wind.collaborative, rtol=1e-12)
    assert wind.row_sum_gap < 1e-12 * wind.collaborative.max()


def test_regions_without_ties_are_named(wind):
    (caution,) = wind.cautions
    assert caution.code == "regions-without-ties"
    assert "BG33, FRY3, FRY4, PL52, PL72, SK02, UKI4" in caution.en
    assert "BG33" in caution.ru


@given(PAIRS)
def test_both_countings_equal_plain_loops_over_documents(pairs):
    assume(some_document_is_shared(pairs))
    network = network_of(pairs)
    regions_of = defaultdict(set)
    for document, region in pairs:
        regions_of[document].add(region)
    full, fractional = defaultdict(int), defaultdict(Fraction)
    for regions in regions_of.values():
        for r, s in combinations(sorted(regions), 2):
            full[r, s] += 1
            fractional[r, s] += Fraction(1, len(regions) - 1)
    names = network.regions
    for k, r in enumerate(names):
        for m, s in enumerate(names):
            pair = (min(r, s), max(r, s))
            assert network.full[k, m] == (full[pair] if r != s else 0)
            assert network.fractional[k, m] == pytest.approx(float(fractional[pair]) if r != s else 0, abs=1e-12)
    shared = [regions for regions in regions_of.values() if len(regions) > 1]
    assert network.n_collaborative == len(shared)
    assert network.documents.tolist() == [sum(r in regions for regions in regions_of.values()) for r in names]
    assert network.collaborative.tolist() == [sum(r in regions for regions in shared) for r in names]


@given(PAIRS, st.randoms())
def test_order_and_repetition_of_pairs_do_not_matter(pairs, random):
    assume(some_document_is_shared(pairs))
    again = pairs + pairs[:5]
    random.shuffle(again)
    one, other = network_of(pairs), network_of(again)
    assert one.regions == other.regions
    assert (one.full.toarray() == other.full.toarray()).all()
    np.testing.assert_allclose(one.fractional.toarray(), other.fractional.toarray(), rtol=1e-12)


@given(PAIRS)
def test_a_region_without_documents_changes_nothing_but_the_report(pairs):
    assume(some_document_is_shared(pairs))
    one = network_of(pairs)
    wider = network_of(pairs, order=(*one.regions, "Z"))
    assert (wider.full.toarray()[:-1, :-1] == one.full.toarray()).all()
    assert wider.full.toarray()[-1].sum() == 0
    assert wider.n_links == one.n_links
    assert "Z" in wider.cautions[-1].en


@given(PAIRS)
def test_merging_two_regions_is_counted_from_documents_not_from_ties(pairs):
    merged = [(p, "A" if r == "B" else r) for p, r in pairs]
    assume(some_document_is_shared(merged) and some_document_is_shared(pairs))
    before, after = network_of(pairs, order="ABCDEF"), network_of(merged, order="ACDEF")
    both = np.array([len({p for p, r in pairs if r in set("AB")} & {p for p, r in pairs if r == s}) for s in "CDEF"])
    assert after.full.toarray()[0, 1:].tolist() == both.tolist()
    assert (both <= before.full.toarray()[0, 2:] + before.full.toarray()[1, 2:]).all()


def test_pairs_without_a_region_are_left_out_and_counted():
    given_pairs = incidence(["p", "p", "p", "q", "q"], ["A", None, "B", "", "A"])
    network = cooperation(given_pairs)
    assert given_pairs.documents == 2
    assert network.full.toarray().tolist() == [[0, 1], [1, 0]]
    assert network.cautions[0].code == "pairs-without-region"
    assert network.cautions[0].en.startswith("2 of 5")


def test_components_are_numbered_by_size():
    network = network_of([(1, "A"), (1, "B"), (2, "C"), (2, "D"), (3, "D"), (3, "E"), (4, "F")])
    assert components(network).tolist() == [1, 1, 0, 0, 0, 2]


def test_what_cannot_be_a_network_is_refused():
    with pytest.raises(ComputeError, match="no document has two regions"):
        network_of([(1, "A"), (2, "B")])
    with pytest.raises(ComputeError, match="2 documents for 1 regions"):
        incidence([1, 2], ["A"])
    with pytest.raises(ComputeError, match="not in `order`: C"):
        incidence([1, 1], ["A", "C"], order=["A", "B"])
    with pytest.raises(ComputeError, match="two distinct regions"):
        incidence([1, 1], ["A", "A"])
    with pytest.raises(ConfigError, match="did you mean `full`"):
        network_of([(1, "A"), (1, "B")]).weights("ful")
