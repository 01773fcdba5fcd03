"""What measures start from: shares, their reference, and what is left out."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.shares import aligned, compared, listed, profiles, ratio

X = np.array([[4.0, 0.0, 6.0, 0.0], [1.0, 0.0, 1.0, 8.0], [0.0, 0.0, 0.0, 0.0]])


def test_empty_rows_and_columns_are_left_out_and_named():
    found = compared(as_counts(X, regions=["A", "B", "C"], activities=["a", "b", "c", "d"]))
    assert found.counts.shape == (2, 3)
    assert found.kept_regions.tolist() == [True, True, False]
    assert found.kept_activities.tolist() == [True, False, True, True]
    assert found.conventions["dropped_regions"] == ["C"]
    assert found.conventions["dropped_activities"] == ["b"]
    assert {caution.code for caution in found.cautions} == {"empty-regions", "empty-activities"}


@pytest.mark.parametrize("of", ["region", "activity"])
@pytest.mark.parametrize("reference", ["whole", "rest"])
def test_shares_and_reference_sum_to_one(of, reference):
    own, whole = profiles(compared(as_counts(X[:2, [0, 2, 3]])), of=of, reference=reference)
    np.testing.assert_allclose(own.sum(axis=1), 1)
    np.testing.assert_allclose(whole.sum(axis=1), 1)


def test_the_rest_leaves_no_trace_of_what_one_region_holds_alone():
    values = np.array([[0.1, 1.0], [0.0, 2.0], [0.0, 3.0]])
    values[0, 0] = 0.1 + 0.2 + 0.7
    _, rest = profiles(compared(as_counts(values)), reference="rest")
    assert rest[0, 0] == 0


def test_a_ratio_with_nothing_is_not_a_number():
    np.testing.assert_array_equal(ratio(np.array([1.0, 0.0, 2.0]), np.array([0.0, 0.0, 4.0])), [np.nan, np.nan, 0.5])


def test_values_of_regions_must_fit():
    counts = as_counts(X, regions=["A", "B", "C"])
    assert aligned(np.array([1.0, np.nan, 0.0]), counts, what="income").tolist()[::2] == [1, 0]
    for wrong in ([1.0], [1.0, -1.0, 1.0], [1.0, np.inf, 1.0]):
        with pytest.raises(ComputeError, match="income"):
            aligned(np.array(wrong), counts, what="income")


def test_long_lists_of_names_are_cut_with_their_number():
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(k) for k in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (12)"
