"""Locational Gini and Ellison-Glaeser against EconGeo and REAT."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.locational import ellison_glaeser, ellison_glaeser_of_plants, locational_gini

TOYS = ("toyA", "toyC", "sbs")
WORKED = {"rel": 1e-9}

whole = hnp.arrays(np.int64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(0, 60)).filter(
    lambda x: x.any()
)


@pytest.fixture(scope="module")
def worked(shared_data):
    return json.loads((shared_data / "fixtures/regions/reat_worked_examples.json").read_text(encoding="utf-8"))


def counts_of(table):
    return as_counts(table.values, regions=table.rows, activities=table.columns)


@pytest.mark.parametrize("toy", TOYS)
def test_half_gini_is_that_of_econgeo(toy, fixture_table):
    found = locational_gini(counts_of(fixture_table(toy)))
    peer = fixture_table(toy, "econgeo_activity_indices")
    there = [peer.rows.index(name) for name in found.axes["activity"]]
    column = dict(zip(peer.columns, peer.values[there].T, strict=True))
    np.testing.assert_allclose(found["locational_gini_half"], column["locGini"], rtol=1e-12, atol=1e-12)
    # three digits
    np.testing.assert_allclose(found["locational_gini"], column["HooverGini"], atol=5.1e-4)
    np.testing.assert_allclose(found["gini_of_counts"], column["Gini"], atol=5.1e-4)


def test_gini_of_quotients_is_that_of_reat(fixture_table, worked):
    found = locational_gini(counts_of(fixture_table("toyC")))
    for name, value in zip(found.axes["activity"], found["gini_of_quotients"], strict=True):
        assert value == pytest.approx(worked["toyC_gini_conc"][name], **WORKED)


def test_three_ginis_of_one_activity_differ(fixture_table):
    found = locational_gini(counts_of(fixture_table("toyC")))
    values = [found[name][0] for name in ("locational_gini", "locational_gini_half", "gini_of_quotients")]
    assert [round(float(value), 4) for value in values] == [0.2731, 0.1365, 0.3443]


@given(whole)
def test_the_weighted_gini_is_the_mean_difference_of_quotients(x):
    """G = Σ_r Σ_s p_r p_s |LQ_r - LQ_s| / 2, which needs no order."""
    found = locational_gini(as_counts(x))
    kept = x[x.any(axis=1)][:, x.any(axis=0)]
    p = kept.sum(axis=1) / kept.sum()
    for column, value in zip(kept.T, found["locational_gini"], strict=True):
        quotient = column / column.sum() / p
        expected = (np.outer(p, p) * np.abs(quotient[:, None] - quotient)).sum() / 2
        assert value == pytest.approx(expected, abs=1e-12)


@given(whole)
def test_an_empty_region_changes_nothing_but_the_report(x):
    one = locational_gini(as_counts(x))
    other = locational_gini(as_counts(np.vstack([x, np.zeros(x.shape[1])])))
    for name, values in one.values.items():
        assert values.tobytes() == other[name].tobytes()


def test_a_missing_region_is_left_out_of_the_curve():
    x = np.array([[4.0, 2, 3], [1, 3, 5], [7, 2, 2]])
    found = locational_gini(as_counts(x, missing=[[0, 0, 0], [0, 0, 0], [1, 0, 0]]))
    known = x.copy()
    known[2, 0] = 0
    p = known.sum(axis=1)[:2] / known.sum(axis=1)[:2].sum()
    quotient = np.array([0.8, 0.2]) / p
    assert found["locational_gini"][0] == pytest.approx(p[0] * p[1] * abs(quotient[0] - quotient[1]), rel=1e-12)


def test_ellison_glaeser_of_plants_is_that_of_reat(worked):
    example = worked["ellison_glaeser"]
    found = ellison_glaeser_of_plants(
        np.array(example["plant_employment"]), example["plant_region"], total=example["region_employment"]
    )
    assert found["ellison_glaeser"][0] == pytest.approx(example["gamma"], **WORKED)
    assert round(float(found["ellison_glaeser"][0]), 8) == example["manual_prints"]
    assert found["raw_concentration"][0] == pytest.approx(example["G"], **WORKED)
    assert found["plant_herfindahl"][0] == pytest.approx(example["H"], **WORKED)
    assert found["z"][0] == pytest.approx(example["z"], **WORKED)
    assert found.conventions["plants"] == example["K"]


def test_activities_with_a_herfindahl_index_give_the_same_as_their_plants():
    counts = as_counts([[80, 20], [60, 90]], regions=["A", "B"])
    plants = {"sizes": np.array([50.0, 30, 40, 20]), "regions": ["A", "A", "B", "B"]}
    h = float(((plants["sizes"] / 140) ** 2).sum())
    of_counts = ellison_glaeser(counts, np.array([h, np.nan]))
    of_plants = ellison_glaeser_of_plants(plants["sizes"], plants["regions"], total={"A": 100.0, "B": 150.0})
    assert of_counts["ellison_glaeser"][0] == pytest.approx(of_plants["ellison_glaeser"][0], rel=1e-12)
    assert np.isnan(of_counts["ellison_glaeser"][1])
    assert [caution.code for caution in of_counts.cautions] == ["no-plant-data"]


def test_without_plant_data_there_is_raw_concentration_and_a_word(fixture_table):
    counts = counts_of(fixture_table("toyC"))
    found = ellison_glaeser(counts)
    assert np.isnan(found["ellison_glaeser"]).all()
    x = counts.values
    expected = [((column / column.sum() - x.sum(axis=1) / x.sum()) ** 2).sum() for column in x.T]
    np.testing.assert_allclose(found["raw_concentration"], expected, rtol=1e-12)
    assert found.conventions["plant_data"] == "none"
    assert [caution.code for caution in found.cautions] == ["no-plant-data"]


def test_plants_placed_at_random_have_mean_zero_and_z_of_variance_one():
    rng = np.random.default_rng(7)
    total = {"A": 50.0, "B": 30.0, "C": 20.0}
    sizes = rng.gamma(1.0, 10.0, 12)
    found = [
        ellison_glaeser_of_plants(sizes, rng.choice(["A", "B", "C"], 12, p=[0.5, 0.3, 0.2]).tolist(), total=total)
        for _ in range(4_000)
    ]
    assert np.mean([f["ellison_glaeser"][0] for f in found]) == pytest.approx(0, abs=0.01)
    assert np.mean([f["z"][0] for f in found]) == pytest.approx(0, abs=0.06)
    assert np.std([f["z"][0] for f in found]) == pytest.approx(1, abs=0.06)


def test_a_single_plant_has_no_index():
    found = ellison_glaeser_of_plants(np.array([10.0]), ["A"], total={"A": 1.0, "B": 1.0})
    assert np.isnan(found["ellison_glaeser"][0])
    assert found.cautions


@pytest.mark.parametrize(
    "call",
    [
        lambda c: ellison_glaeser(c, np.array([0.1])),
        lambda c: ellison_glaeser(c, np.array([0.1, 20.0])),
        lambda c: ellison_glaeser(c, np.array([0.1, -0.1])),
        lambda _: ellison_glaeser_of_plants(np.array([1.0, 2.0]), ["A"], total={"A": 1.0}),
        lambda _: ellison_glaeser_of_plants(np.array([1.0, 0.0]), ["A", "A"], total={"A": 1.0}),
        lambda _: ellison_glaeser_of_plants(np.array([1.0, 2.0]), ["A", "B"], total={"A": 1.0}),
        lambda _: ellison_glaeser_of_plants(np.array([1.0, 2.0]), ["A", "A"], total={"A": 0.0}),
        lambda _: ellison_glaeser_of_plants(np.array([]), [], total={"A": 1.0}),
    ],
)
def test_what_cannot_be_answered_is_an_error(call):
    with pytest.raises(ComputeError):
        call(as_counts([[1, 2], [3, 4]]))
