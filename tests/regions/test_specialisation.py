"""Measures of single cells against peers and plain loops, and what must hold for any table."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.per_head import per_head_quotient
from smartspec.regions.shares import compared
from smartspec.regions.specialisation import (
    additive_rca,
    log_rca,
    normalised_rca,
    quotients,
    rca,
    rsca,
    specialised,
)

EXACT = {"rtol": 1e-12, "atol": 1e-12}
#: EconGeo writes 15 digits after the point.
DIGITS = {"rtol": 1e-12, "atol": 1e-14}
TOYS = ("toyA", "toyC", "sbs")

whole = hnp.arrays(np.int64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(0, 60)).filter(
    lambda x: x.any()
)


def counts_of(table):
    return as_counts(table.values, regions=table.rows, activities=table.columns)


@pytest.mark.parametrize("toy", TOYS)
def test_rca_is_that_of_economic_complexity_and_econgeo(toy, fixture_table):
    table = fixture_table(toy)
    found = rca(counts_of(table))
    there = [table.columns.index(name) for name in found.axes["activity"]]
    assert found.axes["region"] == table.rows
    for name, tolerance in (("dw030_rca", EXACT), ("econgeo_lq", DIGITS)):
        peer = fixture_table(toy, name)
        assert (peer.rows, peer.columns) == (table.rows, table.columns)
        np.testing.assert_allclose(found["rca"], peer.values[:, there], **tolerance)


@pytest.mark.parametrize("toy", TOYS)
def test_rca_diversity_and_ubiquity_are_those_of_ecomplexity(toy, fixture_table, fixture_records):
    counts = counts_of(fixture_table(toy))
    found, present = rca(counts), specialised(counts)
    records = fixture_records(toy, "ecomplexity053")
    assert len(records) == found["rca"].size
    for record in records:
        r, i = found.axes["region"].index(record["loc"]), found.axes["activity"].index(record["prod"])
        assert found["rca"][r, i] == pytest.approx(float(record["rca"]), rel=1e-12, abs=1e-12)
        assert present.values[r, i] == (record["mcp"] == "1")
        assert present.diversity[r] == int(record["diversity"])
        assert present.ubiquity[i] == int(record["ubiquity"])


@pytest.mark.parametrize(
    ("measure", "name", "fixture"),
    [
        (rca, "rca", "rca"),
        (rsca, "rsca", "rsca_laursen"),
        (additive_rca, "additive", "additive_hoen_oosterhaven"),
        (normalised_rca, "nrca", "nrca_yu"),
    ],
)
def test_measures_are_those_of_plain_loops(measure, name, fixture, fixture_table, brute_force):
    np.testing.assert_allclose(measure(counts_of(fixture_table("toyC")))[name], brute_force[fixture], **EXACT)


def test_presence_is_that_of_plain_loops(fixture_table, brute_force):
    assert (specialised(counts_of(fixture_table("toyC"))).values == brute_force["M"].astype(bool)).all()


@pytest.mark.parametrize("scale", [1.0, 0.1, 1e-9, 1e9, 1 / 3])
def test_an_rca_of_exactly_one_counts_in_any_unit(scale, fixture_table):
    table = fixture_table("toyA")
    values = table.values * scale
    found = specialised(as_counts(values, regions=table.rows, activities=table.columns))
    assert found.values[2, 1]
    assert found.values[2, 3]
    assert found.values.sum() == 10
    assert found.rule == "RCA >= 1"


@given(whole, st.integers(1, 4))
def test_presence_is_that_of_exact_fractions(x, numerator):
    threshold = numerator / 2
    counts = as_counts(x)
    base = compared(counts)
    kept = base.counts.values.astype(int)
    exact = [
        [
            cell > 0 and Fraction(int(cell) * int(kept.sum()), int(row.sum() * column.sum())) >= Fraction(numerator, 2)
            for cell, column in zip(row, kept.T, strict=True)
        ]
        for row in kept
    ]
    assert specialised(counts, threshold=threshold).values.tolist() == exact


@given(whole)
def test_mean_quotient_weighted_by_the_whole_is_one_and_sums_vanish(x):
    counts = as_counts(x)
    kept = compared(counts).counts.values
    share = kept.sum(axis=0) / kept.sum()
    np.testing.assert_allclose(rca(counts)["rca"] @ share, 1.0, rtol=1e-12)
    nrca = normalised_rca(counts)["nrca"]
    np.testing.assert_allclose(nrca.sum(axis=0), 0.0, atol=1e-15)
    np.testing.assert_allclose(nrca.sum(axis=1), 0.0, atol=1e-15)
    assert (np.abs(nrca) <= 0.25 + 1e-15).all()
    np.testing.assert_allclose(additive_rca(counts)["additive"].sum(axis=1), 0.0, atol=1e-14)
    p = kept.sum(axis=1, keepdims=True) / kept.sum()
    np.testing.assert_allclose(nrca, p * additive_rca(counts)["additive"], atol=1e-15)


@given(whole, st.floats(1e-6, 1e6))
def test_the_unit_does_not_matter(x, scale):
    one, other = as_counts(x), as_counts(x * scale)
    for measure, name in ((rca, "rca"), (rsca, "rsca"), (additive_rca, "additive"), (normalised_rca, "nrca")):
        np.testing.assert_allclose(measure(one)[name], measure(other)[name], rtol=1e-11, atol=1e-13)
    assert (specialised(one).values == specialised(other).values).all()


@given(whole, st.randoms(use_true_random=False))
def test_the_order_of_regions_and_activities_does_not_matter(x, random):
    rows, columns = list(range(x.shape[0])), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    names, kinds = [f"R{k}" for k in range(len(rows))], [f"A{k}" for k in range(len(columns))]
    one = rca(as_counts(x, regions=names, activities=kinds))
    shuffled = as_counts(
        x[np.ix_(rows, columns)], regions=[names[k] for k in rows], activities=[kinds[k] for k in columns]
    )
    other = rca(shuffled)
    back = np.ix_(
        [other.axes["region"].index(name) for name in one.axes["region"]],
        [other.axes["activity"].index(name) for name in one.axes["activity"]],
    )
    np.testing.assert_allclose(one["rca"], other["rca"][back], rtol=1e-13)


@given(whole)
def test_an_empty_region_changes_nothing_but_the_report(x):
    one = as_counts(x, regions=[f"R{k}" for k in range(len(x))])
    other = as_counts(np.vstack([x, np.zeros(x.shape[1])]), regions=[*one.regions, "empty"])
    for measure, name in ((rca, "rca"), (rsca, "rsca"), (additive_rca, "additive"), (normalised_rca, "nrca")):
        found, same = measure(one), measure(other)
        assert found[name].tobytes() == same[name].tobytes()
        assert same.conventions["dropped_regions"] == [*found.conventions["dropped_regions"], "empty"]
        assert "empty-regions" in {caution.code for caution in same.cautions}
    assert (specialised(one).values == specialised(other).values).all()


@given(whole)
def test_merging_regions_adds_counts_not_quotients(x):
    merged = as_counts(np.vstack([x[:1] + x[1:2], x[2:], np.ones((1, x.shape[1]))]))
    apart = as_counts(np.vstack([x, np.ones((1, x.shape[1]))]))
    assume(x[0].any() and x[1].any())
    a, b = rca(apart)["rca"], rca(merged)["rca"]
    weight = x[:2].sum(axis=1)
    np.testing.assert_allclose(b[0], weight @ a[:2] / weight.sum(), rtol=1e-12)


@given(whole)
def test_against_the_rest_it_is_the_quotient_of_two_shares(x):
    counts = as_counts(x)
    kept = compared(counts).counts.values
    found = rca(counts, reference="rest")["rca"]
    for r, i in np.ndindex(kept.shape):
        rest = kept[:, i].sum() - kept[r, i]
        own = kept[r, i] / kept[r].sum()
        if rest == 0:
            assert np.isinf(found[r, i])
        else:
            assert found[r, i] == pytest.approx(own / (rest / (kept.sum() - kept[r].sum())), rel=1e-12)


def test_what_no_other_region_has_is_infinite_against_the_rest_and_one_in_symmetric_form():
    counts = as_counts([[0.1 + 0.2, 1.0], [0.0, 2.0]])
    found = rca(counts, reference="rest")
    assert np.isinf(found["rca"][0, 0])
    assert [caution.code for caution in found.cautions] == ["no-rest"]
    assert rsca(counts, reference="rest")["rsca"][0, 0] == 1.0


def test_a_missing_cell_is_not_a_number_and_is_in_no_sum():
    known = rca(as_counts([[4, 2, 0], [1, 3, 5]]))
    found = rca(as_counts([[4, 2, np.nan], [1, 3, 5]], missing=[[0, 0, 1], [0, 0, 0]]))
    assert np.isnan(found["rca"][0, 2])
    there = np.isfinite(found["rca"])
    np.testing.assert_array_equal(found["rca"][there], known["rca"][there])
    assert found.conventions["missing_cells"] == 1
    assert [caution.code for caution in found.cautions] == ["missing-cells"]
    assert "missing_cells" in known.conventions
    assert not known.cautions


def test_zeros_of_the_logarithm_are_masked_or_minus_infinity(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    zeros = counts.values == 0
    masked, infinite = log_rca(counts), log_rca(counts, zeros="minus-infinity")
    assert (np.isnan(masked["log_rca"]) == zeros).all()
    assert (np.isneginf(infinite["log_rca"]) == zeros).all()
    assert masked.conventions["zero_cells"] == zeros.sum()
    np.testing.assert_allclose(np.exp(masked["log_rca"][~zeros]), rca(counts)["rca"][~zeros], rtol=1e-14)


def test_per_head_compares_with_all_people_and_leaves_unknown_ones_out():
    counts = as_counts([[8, 2], [2, 8], [5, 5]], regions=["A", "B", "C"])
    found = per_head_quotient(counts, np.array([10.0, 10.0, 20.0]))
    np.testing.assert_allclose(found["per_head"], [[32 / 15, 8 / 15], [8 / 15, 32 / 15], [2 / 3, 2 / 3]], rtol=1e-14)
    without = per_head_quotient(counts, np.array([10.0, 10.0, np.nan]))
    np.testing.assert_allclose(without["per_head"][:2], [[1.6, 0.4], [0.4, 1.6]], rtol=1e-14)
    assert np.isnan(without["per_head"][2]).all()
    assert [caution.code for caution in without.cautions] == ["population-not-known"]


@pytest.mark.parametrize(
    "call",
    [
        lambda c: rca(c, reference="all"),
        lambda c: log_rca(c, zeros="drop"),
        lambda c: specialised(c, threshold=0.0),
        lambda c: specialised(c, threshold=float("nan")),
        lambda c: per_head_quotient(c, np.array([1.0])),
        lambda c: per_head_quotient(c, np.array([1.0, 0.0])),
        lambda c: per_head_quotient(c, np.array([1.0, -1.0])),
        lambda c: per_head_quotient(c, np.array([np.nan, np.nan])),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))


def test_quotients_of_a_comparison_are_the_rca(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    np.testing.assert_array_equal(quotients(compared(counts)), rca(counts)["rca"])
