"""Likeness of regions against economic-complexity, and benchmarks by plain choice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.structure import LIKENESS, benchmark, structural_similarity

whole = hnp.arrays(np.int64, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.integers(0, 60)).filter(
    lambda x: x.any()
)


def counts_of(table):
    return as_counts(table.values, regions=table.rows, activities=table.columns)


@pytest.mark.parametrize("toy", ["toyA", "toyC", "sbs"])
def test_correlations_are_those_of_economic_complexity(toy, fixture_table):
    found = structural_similarity(counts_of(fixture_table(toy)))
    peer = fixture_table(toy, "dw030_similarity")
    assert found.axes["region"] == peer.rows == peer.columns
    np.testing.assert_allclose(found["similarity"], peer.values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("measure", LIKENESS)
def test_values_are_those_of_plain_loops(measure, fixture_table):
    counts = counts_of(fixture_table("toyC"))
    found = structural_similarity(counts, measure=measure)["similarity"]
    x = counts.values
    shares = x / x.sum(axis=1, keepdims=True)
    logs = np.log(shares / (x.sum(axis=0) / x.sum()) + 0.1)
    for r, q in np.ndindex(found.shape):
        expected = {
            "pearson": np.corrcoef(logs[r], logs[q])[0, 1],
            "cosine": shares[r] @ shares[q] / (np.linalg.norm(shares[r]) * np.linalg.norm(shares[q])),
            "krugman": np.minimum(shares[r], shares[q]).sum(),
        }[measure]
        assert found[r, q] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("measure", LIKENESS)
@given(x=whole)
def test_likeness_is_symmetric_bounded_and_one_with_oneself(measure, x):
    found = structural_similarity(as_counts(x), measure=measure)["similarity"]
    assert np.array_equal(found, found.T, equal_nan=True)
    known = found[np.isfinite(found)]
    assert ((known >= (-1 if measure == "pearson" else -1e-15)) & (known <= 1)).all()
    own = np.diag(found)
    np.testing.assert_allclose(own[np.isfinite(own)], 1.0, rtol=1e-14)
    assert measure == "pearson" or np.isfinite(found).all()


@pytest.mark.parametrize("measure", ["cosine", "krugman"])
@given(x=whole, scale=st.floats(1e-3, 1e3))
def test_the_size_of_a_region_does_not_matter_for_shares(measure, x, scale):
    larger = x.astype(float)
    larger[0] *= scale
    one, other = (structural_similarity(as_counts(v), measure=measure)["similarity"] for v in (x, larger))
    np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("measure", LIKENESS)
def test_with_missing_cells_a_pair_is_compared_over_what_both_know(measure, fixture_table):
    x = fixture_table("toyC").values
    missing = np.zeros(x.shape, dtype=bool)
    missing[0, 2] = missing[5, 7] = missing[5, 8] = True
    found = structural_similarity(as_counts(x, missing=missing), measure=measure)
    known = np.where(missing, 0, x)
    shares = known / known.sum(axis=1, keepdims=True)
    logs = np.log(shares / (known.sum(axis=0) / known.sum()) + 0.1)
    for r, q in ((0, 5), (5, 0), (0, 1), (2, 3), (5, 5)):
        both = ~(missing[r] | missing[q])
        a, b = (known[k][both] / known[k][both].sum() for k in (r, q))
        expected = {
            "pearson": np.corrcoef(logs[r][both], logs[q][both])[0, 1],
            "cosine": a @ b / (np.linalg.norm(a) * np.linalg.norm(b)),
            "krugman": np.minimum(a, b).sum(),
        }[measure]
        assert found["similarity"][r, q] == pytest.approx(expected, abs=1e-12)
    assert found.conventions["missing_cells"] == 3


def test_a_region_of_the_average_structure_has_no_correlation_and_is_named():
    found = structural_similarity(as_counts([[1, 2, 4], [2, 1, 3], [5, 5, 5], [3, 3, 7]], regions=list("ABCD")))
    assert np.isfinite(found["similarity"]).all()
    flat = structural_similarity(as_counts([[1, 2, 3], [3, 2, 1], [2, 2, 2]], regions=list("ABC")))
    assert np.isnan(flat["similarity"][2]).all()
    assert flat.cautions[0].code == "no-similarity"
    assert "regions: C" in flat.cautions[0].en


def test_peers_are_the_most_similar_of_known_outcome(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    outcome = np.arange(12.0)
    outcome[9] = np.nan
    found = benchmark(counts, outcome, k=3)
    similarity = structural_similarity(counts)["similarity"]
    for r in range(12):
        others = [q for q in range(12) if q not in (r, 9)]
        expected = sorted(others, key=lambda q: (-similarity[r, q], counts.regions[q]))[:3]
        assert found.peers[r].tolist() == expected
        assert found.expected[r] == pytest.approx(np.mean(expected))
        np.testing.assert_array_equal(found.similarity[r], similarity[r, expected])
    assert np.isnan(found.difference[9])
    assert np.isnan(found.better_than[9])
    assert found.difference[0] == pytest.approx(-found.expected[0])
    assert found.conventions["k"] == 3


def test_of_equally_similar_regions_the_first_by_label_is_taken():
    counts = as_counts([[4, 1], [2, 3], [2, 3], [1, 4]], regions=["D", "C", "B", "A"])
    found = benchmark(counts, np.array([1.0, 2.0, 3.0, 4.0]), k=1, measure="cosine")
    assert found.regions[found.peers[0, 0]] == "B"


def test_a_region_without_comparable_ones_gets_no_peers_and_is_named():
    counts = as_counts([[1, 2, 3], [3, 2, 1], [2, 2, 2]], regions=list("ABC"))
    found = benchmark(counts, np.array([1.0, 2.0, 3.0]), k=1)
    assert found.peers.tolist() == [[1], [0], [-1]]
    assert np.isnan(found.expected[2])
    assert np.isnan(found.similarity[2]).all()
    assert found.difference[:2].tolist() == [-1, 1]
    assert "too-few-peers" in {caution.code for caution in found.cautions}


def test_equal_outcomes_count_half():
    counts = as_counts([[4, 1], [3, 2], [2, 3]])
    found = benchmark(counts, np.array([1.0, 1.0, 0.0]), k=2, measure="cosine")
    assert found.better_than.tolist() == [0.75, 0.75, 0.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda c: structural_similarity(c, measure="euclid"),
        lambda c: structural_similarity(c, offset=0.0),
        lambda c: benchmark(c, np.ones(3)),
        lambda c: benchmark(c, np.ones(2), k=2),
        lambda c: benchmark(c, np.ones(2), k=0),
        lambda c: benchmark(c, np.array([1.0, np.inf]), k=1),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))
