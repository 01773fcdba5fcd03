"""PRODY and EXPY by plain loops, and what must hold."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.sophistication import sophistication


@pytest.fixture
def counts(fixture_table):
    table = fixture_table("toyC")
    return as_counts(table.values, regions=table.rows, activities=table.columns)


INCOME = np.array([12.0, 30, 22, 18, 9, 41, 15, 27, 33, 16, 11, 14])


def test_both_are_those_of_plain_loops(counts):
    found = sophistication(counts, INCOME)
    x = counts.values
    prody = []
    for i in range(9):
        weights = [(x[r, i] / x[r].sum()) / (x[:, i].sum() / x.sum()) for r in range(12)]
        prody.append(sum(w * y for w, y in zip(weights, INCOME, strict=True)) / sum(weights))
    np.testing.assert_allclose(found["prody"], prody, rtol=1e-12)
    expy = [sum(x[r, i] / x[r].sum() * prody[i] for i in range(9)) for r in range(12)]
    np.testing.assert_allclose(found["expy"], expy, rtol=1e-12)


def test_weights_of_prody_are_shares_over_sums_of_shares(counts):
    """The form of the source: (x_ri / x_r) / Σ_r (x_ri / x_r), without the quotient."""
    shares = counts.values / counts.values.sum(axis=1, keepdims=True)
    expected = INCOME @ (shares / shares.sum(axis=0))
    np.testing.assert_allclose(sophistication(counts, INCOME)["prody"], expected, rtol=1e-12)


def test_values_lie_within_the_incomes_and_equal_incomes_give_that_income(counts):
    found = sophistication(counts, INCOME)
    for name in ("prody", "expy"):
        assert ((found[name] >= INCOME.min()) & (found[name] <= INCOME.max())).all()
    same = sophistication(counts, np.full(12, 7.0))
    np.testing.assert_allclose(same["expy"], 7.0, rtol=1e-14)


def test_a_region_of_unknown_income_has_no_weight_but_a_value(counts):
    income = INCOME.copy()
    income[3] = np.nan
    found = sophistication(counts, income)
    shares = counts.values / counts.values.sum(axis=1, keepdims=True)
    known = np.delete(shares, 3, axis=0)
    prody = np.delete(INCOME, 3) @ (known / known.sum(axis=0))
    np.testing.assert_allclose(found["prody"], prody, rtol=1e-12)
    assert found["expy"][3] == pytest.approx(shares[3] @ prody, rel=1e-12)
    assert found.conventions["regions_without_income"] == ["R03"]
    assert [caution.code for caution in found.cautions] == ["income-not-known"]


def test_an_activity_of_unknown_regions_only_is_left_out():
    counts = as_counts([[5, 0, 1], [4, 2, 0], [0, 9, 0]], activities=["a", "b", "c"])
    found = sophistication(counts, np.array([np.nan, 10.0, 20.0]))
    assert np.isnan(found["prody"][2])
    assert found["expy"][0] == pytest.approx(found["prody"][0], rel=1e-12)
    assert found.conventions["activities_without_prody"] == ["c"]


def test_an_empty_region_changes_nothing_but_the_report(counts):
    more = as_counts(np.vstack([counts.values, np.zeros(9)]))
    one, other = sophistication(counts, INCOME), sophistication(more, np.append(INCOME, 99.0))
    assert all(one[name].tobytes() == other[name].tobytes() for name in one.values)


@pytest.mark.parametrize("income", [[1.0], [1.0, -1.0], [1.0, np.inf], [np.nan, np.nan]])
def test_what_cannot_be_answered_is_an_error(income):
    with pytest.raises(ComputeError):
        sophistication(as_counts([[1, 2], [3, 4]]), np.array(income))
