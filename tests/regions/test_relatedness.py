"""Relatedness against EconGeo, ecomplexity, ReKS, economic-complexity and plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.cooccurrence import cooccurrence_in_documents, cooccurrence_in_regions
from smartspec.regions.counts import as_counts
from smartspec.regions.presence import as_presence, occurring
from smartspec.regions.relatedness import (
    MEASURES,
    association_strength,
    cosine_of_links,
    cosine_of_occurrences,
    jaccard_of_links,
    nearest_only,
    proximity,
    relatedness_by,
    steijn_index,
    thresholded,
    z_score,
)

EXACT = {"rtol": 1e-12, "atol": 1e-12}
#: EconGeo and ReKS write 15 digits.
WRITTEN = {"rtol": 1e-12, "atol": 1e-13}
TOYS = ("toyA", "toyC", "sbs")

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 8), st.integers(3, 8))).filter(lambda m: m.any())


def values(result):
    (matrix,) = result.values.values()
    return matrix


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (association_strength, "assoc"),
        (steijn_index, "prob"),
        (cosine_of_links, "cosine"),
        (jaccard_of_links, "jaccard"),
    ],
)
def test_measures_of_link_sums_are_those_of_econgeo(toy, measure, name, fixture_presence, fixture_table):
    expected = fixture_table(toy, f"econgeo_rel_{name}").values
    np.testing.assert_allclose(values(measure(cooccurrence_in_regions(fixture_presence(toy)))), expected, **WRITTEN)


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (association_strength, "assoc_strength_econgeo"),
        (association_strength, "assoc_strength_vos_2m"),
        (steijn_index, "steijn_prob"),
        (cosine_of_links, "cosine_links"),
        (jaccard_of_links, "jaccard_links"),
        (cosine_of_occurrences, "cosine_occ"),
        (proximity, "phi_min_cond_prob_nodiag"),
    ],
)
def test_measures_are_those_of_plain_loops(measure, name, fixture_presence, brute_force):
    found = values(measure(cooccurrence_in_regions(fixture_presence("toyC"))))
    np.testing.assert_allclose(found, brute_force[name], **EXACT)


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(("measure", "name"), [(proximity, "max"), (cosine_of_occurrences, "sqrt")])
def test_measures_of_occurrences_are_those_of_economic_complexity(toy, measure, name, fixture_presence, fixture_table):
    expected = fixture_table(toy, f"dw030_proximity_{name}").values
    np.testing.assert_allclose(values(measure(cooccurrence_in_regions(fixture_presence(toy)))), expected, **EXACT)


@pytest.mark.parametrize("toy", TOYS)
def test_proximity_with_its_diagonal_is_that_of_ecomplexity_and_reks(
    toy, fixture_presence, fixture_records, fixture_table
):
    m = fixture_presence(toy)
    found = values(proximity(cooccurrence_in_regions(m), diagonal=True))
    place = {name: k for k, name in enumerate(m.activities)}
    for row in fixture_records(toy, "ecomplexity053_proximity"):
        expected = float(row["proximity"])
        assert found[place[row["prod_1"]], place[row["prod_2"]]] == pytest.approx(expected, abs=1e-12)
    np.testing.assert_allclose(found, fixture_table(toy, "reks_proximity").values, **WRITTEN)


@pytest.mark.parametrize("toy", TOYS)
def test_z_score_is_that_of_reks_by_occurrence_and_says_what_is_undefined(toy, fixture_table):
    table = fixture_table(toy)
    result = z_score(cooccurrence_in_regions(occurring(as_counts(table.values))))
    expected = fixture_table(toy, "reks_relatedness_t").values
    found = values(result)
    np.testing.assert_allclose(found, expected, **EXACT)
    assert result.conventions["undefined_cells"] == np.isnan(found).sum()
    assert [c.code for c in result.cautions] == (["undefined-pairs"] if np.isnan(found).any() else [])
    assert result.conventions["presence"] == "value > 0"


def test_the_z_score_of_sbs_is_undefined_in_3854_cells(fixture_table):
    table = fixture_table("sbs")
    assert np.isnan(values(z_score(cooccurrence_in_regions(occurring(as_counts(table.values)))))).sum() == 3854


def test_measures_under_one_name_elsewhere_give_other_numbers_here(fixture_presence):
    links = cooccurrence_in_regions(fixture_presence("toyC"))
    assert np.abs(values(cosine_of_links(links)) - values(cosine_of_occurrences(links))).max() > 0.3


@given(matrices)
def test_association_strength_is_the_rca_of_the_matrix_of_links(present):
    links = cooccurrence_in_regions(present)
    c = links.links.astype(float)
    expected = np.multiply.outer(c.sum(axis=1), c.sum(axis=0)) / (c.sum() or 1)
    rca = np.divide(c, expected, out=np.zeros_like(c), where=expected > 0)
    np.testing.assert_allclose(values(association_strength(links)), rca, **EXACT)


@given(matrices, st.sampled_from(sorted(MEASURES)), st.randoms(use_true_random=False))
def test_the_order_of_activities_and_regions_does_not_matter(present, measure, draw):
    rows, columns = list(range(present.shape[0])), list(range(present.shape[1]))
    draw.shuffle(rows)
    draw.shuffle(columns)
    found = values(relatedness_by(measure, cooccurrence_in_regions(present)))
    moved = values(relatedness_by(measure, cooccurrence_in_regions(present[np.ix_(rows, columns)])))
    np.testing.assert_allclose(moved, found[np.ix_(columns, columns)], **EXACT)


@given(matrices, st.sampled_from(sorted(set(MEASURES) - {"z_score"})))
def test_measures_are_symmetric_finite_and_zero_where_nothing_is_shared(present, measure):
    links = cooccurrence_in_regions(present)
    found = values(relatedness_by(measure, links))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, found.T, **EXACT)
    assert (found[links.links == 0] == 0).all()
    assert (found[links.links > 0] > 0).all()


@given(matrices, st.floats(0.01, 100))
def test_the_unit_of_fractional_links_does_not_matter_to_association_strength(present, unit):
    c = cooccurrence_in_regions(present).links.astype(float)
    found = (values(association_strength(cooccurrence_in_documents(links))) for links in (c, c * unit))
    np.testing.assert_allclose(*found, rtol=1e-9, atol=1e-12)


def test_documents_and_regions_give_the_same_measures_from_the_same_links(fixture_presence):
    links = cooccurrence_in_regions(fixture_presence("toyC"))
    same = cooccurrence_in_documents(links.links, sizes=links.sizes, n_documents=12, activities=links.activities)
    for measure in MEASURES:
        found, expected = relatedness_by(measure, same), relatedness_by(measure, links)
        np.testing.assert_array_equal(values(found), values(expected))
        assert (found.conventions["cooccurrence"], expected.conventions["cooccurrence"]) == ("documents", "regions")


def test_an_empty_region_changes_nothing_but_the_z_score():
    present = np.array([[1, 1, 0], [1, 1, 1], [0, 0, 0], [0, 1, 1]])
    for measure in sorted(set(MEASURES) - {"z_score"}):
        found = [values(relatedness_by(measure, cooccurrence_in_regions(m))) for m in (present, present[[0, 1, 3]])]
        np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("measure", ["proximity", "cosine_of_occurrences", "z_score"])
def test_measures_of_occurrences_ask_for_sizes(measure):
    with pytest.raises(ComputeError, match="needs the number of"):
        relatedness_by(measure, cooccurrence_in_documents([[0, 1], [1, 0]]))


def test_the_z_score_asks_for_the_number_of_documents():
    with pytest.raises(ComputeError, match="all documents"):
        z_score(cooccurrence_in_documents([[0, 1], [1, 0]], sizes=[1, 1]))


@pytest.mark.parametrize("links", [[[0, 1], [2, 0]], [[0, -1], [-1, 0]], [[0, 1, 2]], [[0, np.nan], [np.nan, 0]]])
def test_links_that_are_none_are_refused(links):
    with pytest.raises(ComputeError):
        cooccurrence_in_documents(links)


def test_a_misspelt_measure_names_the_nearest():
    with pytest.raises(ConfigError, match="proximity"):
        relatedness_by("proximty", cooccurrence_in_regions([[1, 1], [1, 1]]))


def test_a_threshold_makes_weights_of_a_z_score_and_stands_in_the_conventions(fixture_table):
    z = z_score(cooccurrence_in_regions(occurring(as_counts(fixture_table("sbs").values))))
    weights = thresholded(z, minimum=1.0)
    assert np.isfinite(values(weights)).all()
    assert set(np.sign(values(weights)).ravel()) == {0.0, 1.0}
    assert (values(weights)[values(z) >= 1] == values(z)[values(z) >= 1]).all()
    assert (weights.conventions["minimum"], weights.conventions["binary"]) == (1.0, False)
    assert set(np.unique(values(thresholded(z, minimum=1.0, binary=True)))) == {0.0, 1.0}
    with pytest.raises(ComputeError):
        thresholded(z, binary=True)


@pytest.mark.parametrize("n", [1, 5, 67, 100])
def test_only_the_nearest_are_kept_and_ties_with_the_last_of_them(n, fixture_presence):
    full = proximity(cooccurrence_in_regions(fixture_presence("sbs")), diagonal=True)
    found = nearest_only(full, n_neighbours=n)
    for i, row in enumerate(values(full)):
        others = np.delete(row, i)
        least = sorted(others)[-min(n, len(others))]
        np.testing.assert_array_equal(np.delete(values(found)[i], i), np.where(others >= least, others, 0))
        assert values(found)[i, i] == row[i]
    assert found.conventions["n_neighbours"] == n
    with pytest.raises(ComputeError):
        nearest_only(full, n_neighbours=0)


def test_presence_is_zero_or_one():
    with pytest.raises(ComputeError, match="not 2"):
        as_presence([[1, 2], [0, 1]])
    with pytest.raises(ComputeError, match="counts are not presence"):
        as_presence(as_counts([[1, 2], [0, 1]]))


def test_a_cell_that_is_not_known_is_neither_present_nor_absent_and_is_reported():
    m = as_presence([[1, 0], [0, 1]], missing=[[False, True], [False, False]])
    assert m.absent.tolist() == [[False, False], [True, False]]
    result = proximity(cooccurrence_in_regions(m))
    assert [c.code for c in result.cautions] == ["missing-cells"]
    assert result.conventions["missing_cells"] == 1
