"""Measures of concentration against EconGeo and plain loops, and what must hold for any table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.concentration import (
    average_lq,
    concentration,
    hachman,
    herfindahl,
    hoover,
    krugman,
    shannon,
    theil,
)
from smartspec.regions.counts import as_counts
from smartspec.regions.specialisation import rca

EXACT = {"rtol": 1e-12, "atol": 1e-12}
TOYS = ("toyA", "toyC", "sbs")

whole = hnp.arrays(np.int64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(0, 60)).filter(
    lambda x: x.any()
)


def counts_of(table):
    return as_counts(table.values, regions=table.rows, activities=table.columns)


@pytest.mark.parametrize("toy", TOYS)
def test_regions_are_those_of_econgeo(toy, fixture_table):
    found = concentration(counts_of(fixture_table(toy)))
    peer = fixture_table(toy, "econgeo_region_indices")
    assert peer.rows == found.axes["region"]
    column = dict(zip(peer.columns, peer.values.T, strict=True))
    for ours, theirs in (
        ("average_lq", "LQavg"),
        ("hachman", "Hachman"),
        ("krugman", "Krugman"),
        ("hoover", "HooverSpec"),
    ):
        np.testing.assert_allclose(found[ours], column[theirs], **EXACT, err_msg=ours)
    # the peer overflows on whole numbers in nine regions of the third table
    there = np.isfinite(column["HHI"])
    assert (~there).sum() == (9 if toy == "sbs" else 0)
    np.testing.assert_allclose(found["hhi"][there], column["HHI"][there], **EXACT)
    assert ((found["hhi"] > 0) & (found["hhi"] <= 1)).all()
    # three digits, after 1e-9 was added to every share
    np.testing.assert_allclose(found["entropy"], column["entropy_bits"], atol=5.1e-4)


def test_large_whole_numbers_do_not_overflow(fixture_table):
    table = fixture_table("sbs")
    counts = as_counts(table.values.astype(np.int32), regions=table.rows, activities=table.columns)
    exact = [sum(int(cell) ** 2 for cell in row) / sum(map(int, row)) ** 2 for row in table.values]
    np.testing.assert_allclose(herfindahl(counts)["hhi"], exact, rtol=1e-14)


@pytest.mark.parametrize("toy", TOYS)
def test_hoover_of_activities_is_that_of_econgeo_in_percent(toy, fixture_table):
    found = hoover(counts_of(fixture_table(toy)), of="activity")
    peer = fixture_table(toy, "econgeo_activity_indices")
    there = [peer.rows.index(name) for name in found.axes["activity"]]
    percent = peer.values[there, peer.columns.index("HooverIndex")]
    np.testing.assert_allclose(100 * found["hoover"], percent, atol=5.1e-3)


@pytest.mark.parametrize(
    ("name", "fixture"),
    [("theil", "theil_region"), ("hhi", "hhi"), ("krugman", "krugman"), ("krugman_rest", "krugman_vs_rest")],
)
def test_regions_are_those_of_plain_loops(name, fixture, fixture_table, brute_force):
    np.testing.assert_allclose(concentration(counts_of(fixture_table("toyC")))[name], brute_force[fixture], **EXACT)


def test_theil_of_activities_is_that_of_plain_loops(fixture_table, brute_force):
    found = theil(counts_of(fixture_table("toyC")), of="activity")
    np.testing.assert_allclose(found["theil"], brute_force["theil_activity"], **EXACT)


@pytest.mark.parametrize("of", ["region", "activity"])
def test_single_functions_give_what_all_together_give(of, fixture_table):
    counts = counts_of(fixture_table("toyC"))
    together = concentration(counts, of=of)
    single = {
        **theil(counts, of=of).values,
        **herfindahl(counts, of=of).values,
        **shannon(counts, of=of).values,
        **krugman(counts, of=of).values,
        "krugman_rest": krugman(counts, of=of, reference="rest")["krugman"],
        **hoover(counts, of=of).values,
        **average_lq(counts, of=of).values,
        **hachman(counts, of=of).values,
    }
    assert set(single) == set(together.values)
    for name, values in single.items():
        np.testing.assert_array_equal(values, together[name])


@given(whole)
def test_bounds_and_identities(x):
    counts = as_counts(x)
    for of in ("region", "activity"):
        found = concentration(counts, of=of)
        assert (found["theil"] >= 0).all()
        assert (found["krugman"] <= 2 + 1e-12).all()
        assert (found["average_lq"] >= 1 - 1e-12).all()
        assert (found["hachman"] <= 1 + 1e-12).all()
        assert ((found["entropy"] >= 0) & (found["hhi"] <= 1 + 1e-12)).all()
    base = rca(counts)
    kept = x[x.any(axis=1)][:, x.any(axis=0)]
    shares = kept / kept.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(concentration(counts)["average_lq"], (shares * base["rca"]).sum(axis=1), rtol=1e-12)
    # the mean of the divergences is the mutual information, from either side
    p, q = kept.sum(axis=1) / kept.sum(), kept.sum(axis=0) / kept.sum()
    assert p @ theil(counts)["theil"] == pytest.approx(q @ theil(counts, of="activity")["theil"], abs=1e-12)
    # against the rest it is larger by the share of the region
    rest = krugman(counts, reference="rest")["krugman"]
    if np.isfinite(rest).all():
        np.testing.assert_allclose(krugman(counts)["krugman"], rest * (1 - p), atol=1e-12)


@given(whole, st.floats(1e-3, 1e6))
def test_the_unit_does_not_matter(x, scale):
    one, other = concentration(as_counts(x)), concentration(as_counts(x * scale))
    for name, values in one.values.items():
        np.testing.assert_allclose(values, other[name], rtol=1e-9, atol=1e-12, err_msg=name)


@given(whole)
def test_an_empty_region_changes_nothing_but_the_report(x):
    one = concentration(as_counts(x))
    other = concentration(as_counts(np.vstack([x, np.zeros(x.shape[1])])))
    for name, values in one.values.items():
        assert values.tobytes() == other[name].tobytes(), name
    assert other.conventions["dropped_regions"][-1] == str(len(x))


def test_the_profile_of_the_whole_is_unspecialised():
    found = concentration(as_counts([[1, 2, 3], [2, 4, 6], [10, 20, 30]]))
    for name, value in (("theil", 0), ("krugman", 0), ("hoover", 0), ("average_lq", 1), ("hachman", 1)):
        np.testing.assert_allclose(found[name], value, atol=1e-12)
    even = concentration(as_counts([[5, 5], [3, 3]]))
    np.testing.assert_allclose(even["entropy"], 1.0)
    np.testing.assert_allclose(even["evenness"], 1.0)
    np.testing.assert_allclose(even["hhi_normalised"], 0.0, atol=1e-12)


def test_where_cells_are_missing_like_is_compared_with_like():
    # known parts are proportional to the whole, so nothing is special
    found = concentration(as_counts([[2, 4, np.nan], [1, 2, 3], [1, 2, 3]], missing=[[0, 0, 1], [0] * 3, [0] * 3]))
    assert found["krugman"][0] == pytest.approx(0, abs=1e-12)
    assert found["theil"][0] == pytest.approx(0, abs=1e-12)
    assert found["hhi_normalised"][0] == pytest.approx((5 / 9 - 0.5) / 0.5)
    assert found.conventions["missing_cells"] == 1


def test_a_region_without_a_rest_is_a_caution():
    found = krugman(as_counts([[1, 2, np.nan], [np.nan, np.nan, 4]], missing=[[0, 0, 1], [1, 1, 0]]), reference="rest")
    assert np.isnan(found["krugman"]).all()
    assert "no-rest" in {caution.code for caution in found.cautions}


def test_the_base_of_the_logarithm_only_changes_the_unit(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    bits, natural = shannon(counts), shannon(counts, base=np.e)
    np.testing.assert_allclose(bits["entropy"] * np.log(2), natural["entropy"], rtol=1e-14)
    np.testing.assert_allclose(bits["evenness"], natural["evenness"], rtol=1e-14)


@pytest.mark.parametrize(
    "call",
    [
        lambda c: theil(c, of="country"),
        lambda c: krugman(c, reference="all"),
        lambda c: shannon(c, base=1.0),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))
