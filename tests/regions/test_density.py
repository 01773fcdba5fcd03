"""Density against peers and plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.counts import as_counts
from smartspec.regions.density import density, internal_external_density, relative_density
from smartspec.regions.presence import as_presence, occurring
from smartspec.regions.relatedness import cosine_of_links, nearest_only, proximity, steijn_index, z_score

EXACT = {"rtol": 1e-12, "atol": 1e-12}
TOYS = ("toyA", "toyC", "sbs")

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 8), st.integers(3, 8))).filter(lambda m: m.any())


def phi(m, *, diagonal=False):
    return proximity(cooccurrence_in_regions(m), diagonal=diagonal)


@pytest.mark.parametrize("toy", TOYS)
def test_density_without_diagonal_is_that_of_economic_complexity(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = density(m, phi(m))
    expected = fixture_table(toy, "dw030_relatedness").values
    np.testing.assert_allclose(result["density"], expected, **EXACT)
    assert result.conventions["diagonal"] is False
    assert [c.code for c in result.cautions] == (["isolated-activities"] if np.isnan(expected).any() else [])


def test_density_is_that_of_plain_loops(fixture_presence, brute_force):
    m = fixture_presence("toyC")
    np.testing.assert_allclose(100 * density(m, phi(m))["density"], brute_force["density_pct_nodiag"], **EXACT)


@pytest.mark.parametrize("toy", TOYS)
def test_density_with_diagonal_is_that_of_ecomplexity_and_reks(toy, fixture_presence, fixture_records, fixture_table):
    m = fixture_presence(toy)
    found = density(m, phi(m, diagonal=True), diagonal=True)["density"]
    row, column = ({name: k for k, name in enumerate(names)} for names in (m.regions, m.activities))
    records = fixture_records(toy, "ecomplexity053")
    assert len(records) == found.size
    expected = np.full(m.shape, np.nan)
    for record in records:
        expected[row[record["loc"]], column[record["prod"]]] = float(record["density"])
    np.testing.assert_allclose(found, expected, **EXACT)
    np.testing.assert_allclose(found, fixture_table(toy, "reks_density").values, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(("measure", "name"), [(steijn_index, "prob"), (cosine_of_links, "cosine")])
def test_density_on_other_measures_is_that_of_econgeo_to_its_two_digits(
    toy, measure, name, fixture_presence, fixture_table
):
    m = fixture_presence(toy)
    found = 100 * density(m, measure(cooccurrence_in_regions(m)))["density"]
    np.testing.assert_allclose(found, fixture_table(toy, f"econgeo_reldens_{name}_pct2").values, rtol=0, atol=0.00501)


@pytest.mark.parametrize("toy", TOYS)
def test_relative_density_is_that_of_economic_complexity(toy, fixture_presence, fixture_table):
    m = fixture_presence(toy)
    result = relative_density(m, density(m, phi(m)))
    expected = fixture_table(toy, "dw030_relrelatedness").values
    np.testing.assert_allclose(result["relative_density"], expected, rtol=1e-11, atol=1e-11)
    empty = [name for name, row in zip(m.regions, expected, strict=True) if np.isnan(row).all()]
    said = [c for c in result.cautions if c.code == "no-relative-density"]
    assert bool(said) == bool(empty)
    assert all(name in str(said[0]) for name in empty)


def test_internal_and_external_density_are_means_over_what_a_region_has_and_lacks(fixture_presence, brute_force):
    m = fixture_presence("toyC")
    result = internal_external_density(m, density(m, phi(m)))
    for r, there in enumerate(m.values):
        values = brute_force["density_pct_nodiag"][r] / 100
        assert result["internal"][r] == pytest.approx(values[there].mean(), abs=1e-12)
        assert result["external"][r] == pytest.approx(values[~there].mean(), abs=1e-12)


@pytest.mark.parametrize(("toy", "apart"), [("sbs", 0.30), ("toyC", 0.49)])
def test_the_diagonal_matters_as_much_as_is_written(toy, apart, fixture_presence):
    m = fixture_presence(toy)
    with_it = density(m, phi(m, diagonal=True), diagonal=True)["density"]
    assert np.abs(with_it - density(m, phi(m))["density"]).max() == pytest.approx(apart, abs=0.005)


def test_a_diagonal_that_is_given_but_not_wanted_is_ignored(fixture_presence):
    m = fixture_presence("sbs")
    found = [density(m, phi(m, diagonal=diagonal))["density"] for diagonal in (True, False)]
    np.testing.assert_allclose(*found, **EXACT)


@given(matrices, st.booleans())
def test_densities_of_what_is_there_and_of_what_is_not_sum_to_one(present, diagonal):
    related = phi(present, diagonal=True)
    other = np.asarray(~present)
    if not other.any():
        return
    total = sum(density(m, related, diagonal=diagonal)["density"] for m in (present, other))
    known = ~np.isnan(total)
    np.testing.assert_allclose(total[known], 1.0, rtol=1e-12)
    assert (np.isnan(total) == np.isnan(density(present, related, diagonal=diagonal)["density"])).all()


@given(matrices)
def test_density_lies_between_zero_and_one_even_in_a_region_that_has_everything(present):
    values = density(present, phi(present))["density"]
    assert ((values >= -1e-12) & (values <= 1 + 1e-12) | np.isnan(values)).all()


@given(matrices, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(present, draw):
    rows, columns = list(range(present.shape[0])), list(range(present.shape[1]))
    draw.shuffle(rows)
    draw.shuffle(columns)
    moved = present[np.ix_(rows, columns)]
    found = density(present, phi(present))["density"][np.ix_(rows, columns)]
    np.testing.assert_allclose(density(moved, phi(moved))["density"], found, **EXACT)


def test_a_cell_that_is_not_known_counts_neither_above_nor_below_the_line():
    related = np.array([[0, 1, 2, 4], [1, 0, 1, 1], [2, 1, 0, 1], [4, 1, 1, 0]])
    m = as_presence([[0, 1, 0, 0], [0, 1, 0, 1]], missing=[[0, 0, 0, 1], [0, 0, 0, 0]])
    result = density(m, related)
    assert result["density"][:, 0] == pytest.approx([1 / 3, 5 / 7])
    assert [c.code for c in result.cautions] == ["missing-cells"]


def test_a_region_of_which_nothing_around_is_known_has_no_density():
    related = np.array([[0, 1, 0.3], [1, 0, 0], [0.3, 0, 0]])
    m = as_presence([[0, 0, 1], [1, 1, 0]], missing=[[1, 0, 0], [0, 0, 0]])
    assert np.isnan(density(m, related)["density"][0, 1])


def test_density_on_the_nearest_is_a_share_of_what_lies_around_each_activity(fixture_presence):
    m = fixture_presence("sbs")
    near = nearest_only(phi(m), n_neighbours=5)
    weights = near["proximity"]
    found = density(m, near)["density"]
    for i in range(m.shape[1]):
        expected = (weights[i] * m.values).sum(axis=1) / weights[i].sum()
        np.testing.assert_allclose(found[:, i], expected, **EXACT)


def test_single_precision_weights_give_the_same_to_six_digits(fixture_presence):
    m = fixture_presence("sbs")
    single = density(m, phi(m)["proximity"].astype(np.float32))["density"]
    np.testing.assert_allclose(single, density(m, phi(m))["density"], rtol=2e-6, atol=1e-7)


def test_weights_must_not_be_negative_undefined_or_of_other_activities(fixture_table, fixture_presence):
    m = fixture_presence("sbs")
    undefined = z_score(cooccurrence_in_regions(occurring(as_counts(fixture_table("sbs").values))))
    with pytest.raises(ComputeError, match="thresholded"):
        density(m, undefined["z_score"])
    with pytest.raises(ComputeError, match="shape"):
        density(m, np.ones((3, 3)))
    with pytest.raises(ComputeError, match="other order"):
        density(as_presence(m.values), phi(m))
    with pytest.raises(ComputeError, match="empty"):
        density(m, phi(m), diagonal=True)
