"""What may be compared at all: counts are checked once, and every refusal says where and why."""

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts, without_empty
from smartspec.regions.results import Caution, Result, merged_cautions

NAMES = {"regions": ["A", "B"], "activities": ["x", "y"]}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[1, -2], [3, 4]], "negative"),
        ([[1, np.nan], [3, 4]], "not a number"),
        ([[1, np.inf], [3, 4]], "infinite"),
        ([["1", "2"], ["3", "4"]], "must be numbers"),
        ([[1, 2]], "two regions"),
        ([1, 2], "two regions"),
        ([[0, 0], [0, 0]], "zero or missing"),
    ],
)
def test_values_that_cannot_be_compared_are_refused(values, words):
    with pytest.raises(ComputeError, match=words):
        as_counts(values)


def test_the_place_of_a_bad_value_is_named():
    with pytest.raises(ComputeError) as found:
        as_counts([[1, 2], [-3, 4]], **NAMES)
    assert found.value.place == "region `B`, activity `x`"


@pytest.mark.parametrize(("axis", "labels"), [("regions", ["A", "A"]), ("activities", ["x", "x"])])
def test_labels_stand_once(axis, labels):
    with pytest.raises(ComputeError, match="stands twice"):
        as_counts([[1, 2], [3, 4]], **{axis: labels})


def test_labels_and_masks_must_fit():
    with pytest.raises(ComputeError, match="3 names for 2"):
        as_counts([[1, 2], [3, 4]], regions=["A", "B", "C"])
    with pytest.raises(ComputeError, match="shape"):
        as_counts([[1, 2], [3, 4]], missing=[[True, False]])


def test_what_is_declared_missing_may_be_nan_and_is_in_no_sum():
    found = as_counts([[1, np.nan], [3, 4]], missing=[[False, True], [False, False]], **NAMES)
    assert found.values.tolist() == [[1, 0], [3, 4]]
    assert found.missing.tolist() == [[False, True], [False, False]]


def test_the_given_matrix_is_never_changed_and_may_be_read_only():
    given = np.array([[1.0, np.nan], [3.0, 4.0]])
    given.setflags(write=False)
    as_counts(given, missing=np.isnan(given))
    assert np.isnan(given[0, 1])


def test_large_integers_keep_their_value():
    big = 3_000_000_000
    found = as_counts(np.array([[big, 1], [1, big]], dtype=np.int64))
    assert found.values.sum() == 2 * big + 2
    assert (found.values**2).sum() > 0


def test_empty_regions_and_activities_are_left_out_and_named():
    counts = as_counts([[1, 0, 2], [0, 0, 0], [3, 0, 4]], regions=list("ABC"), activities=list("xyz"))
    kept, cautions = without_empty(counts)
    assert (kept.regions, kept.activities) == (("A", "C"), ("x", "z"))
    assert [caution.code for caution in cautions] == ["empty-regions", "empty-activities"]
    assert "B" in cautions[0].en
    assert "B" in cautions[0].ru
    assert without_empty(kept) == (kept, ())


def test_cautions_are_merged_in_the_order_of_their_first_appearance():
    one, other = Caution("a", "A", "А"), Caution("b", "B", "Б")
    results = [Result({}, cautions=(one,)), Result({}, cautions=(other, one))]
    assert merged_cautions(results) == (one, other)
    assert str(one) == "A"
