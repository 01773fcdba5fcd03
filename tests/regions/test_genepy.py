"""GENEPY against the function of its authors."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.regions.genepy import genepy

matrices = hnp.arrays(np.bool_, st.tuples(st.integers(3, 7), st.integers(3, 7))).filter(
    lambda m: m.any(axis=0).sum() > 1 and m.any(axis=1).sum() > 1
)


@pytest.mark.parametrize("toy", ["toyC", "sbs"])
def test_indices_and_vectors_are_those_of_the_authors(toy, fixture_presence, fixture_records):
    m = fixture_presence(toy)
    result = genepy(m)
    for side, labels in (("region", m.regions), ("activity", m.activities)):
        rows = {row["label"]: row for row in fixture_records(toy, "genepy_author") if row["set"] == side}
        assert set(rows) == set(labels)
        expected = np.array([[float(rows[name][key]) for key in ("X1", "X2", "genepy")] for name in labels])
        np.testing.assert_allclose(result[f"{side}_x1"], expected[:, 0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(np.abs(result[f"{side}_x2"]), np.abs(expected[:, 1]), rtol=0, atol=1e-12)
        np.testing.assert_allclose(result[f"{side}_genepy"], expected[:, 2], rtol=0, atol=1e-12)


def test_the_second_eigenvalue_is_the_second_by_amount(fixture_presence):
    assert genepy(fixture_presence("toyC"))["region_eigenvalues"] == pytest.approx([0.6807, -0.3754], abs=5e-5)


def test_both_solvers_agree(real_presence, monkeypatch):
    m = real_presence("WIND_1")
    monkeypatch.setattr("smartspec.regions.genepy.DENSE_LIMIT", 10**6)
    dense = genepy(m)
    monkeypatch.setattr("smartspec.regions.genepy.DENSE_LIMIT", 0)
    iterated = genepy(m)
    for key in ("region_genepy", "activity_genepy", "region_x2"):
        np.testing.assert_allclose(iterated[key], dense[key], rtol=0, atol=1e-9)


@given(matrices, st.randoms(use_true_random=False))
def test_the_order_of_regions_does_not_matter(present, draw):
    result = genepy(present)
    values = np.linalg.eigvalsh(_proximity(present))
    amounts = np.sort(np.abs(values))[::-1]
    assume(len(amounts) > 2)
    assume(min(amounts[0] - amounts[1], amounts[1] - amounts[2]) > 1e-3)
    rows = list(range(len(present)))
    draw.shuffle(rows)
    moved = genepy(present[rows])
    np.testing.assert_allclose(moved["region_genepy"], result["region_genepy"][rows], rtol=1e-7, atol=1e-9)


def test_what_has_no_presence_has_no_value_and_changes_none(fixture_presence):
    m = fixture_presence("toyC").values
    found = genepy(np.insert(m, 0, values=False, axis=0))
    assert np.isnan(found["region_genepy"][0])
    np.testing.assert_allclose(found["region_genepy"][1:], genepy(m)["region_genepy"], rtol=0, atol=1e-14)
    assert found.conventions["regions_left_out"] == ["0"]


def _proximity(present):
    m = present[np.ix_(present.any(axis=1), present.any(axis=0))].astype(float)
    w = m / m.sum(axis=1, keepdims=True)
    w /= w.sum(axis=0)
    found = w @ w.T
    np.fill_diagonal(found, 0)
    return found
