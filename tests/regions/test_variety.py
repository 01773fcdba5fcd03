"""Related and unrelated variety."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.errors import ComputeError
from smartspec.regions.concentration import shannon
from smartspec.regions.counts import as_counts
from smartspec.regions.variety import variety

tables = hnp.arrays(np.float64, st.tuples(st.integers(2, 5), st.integers(2, 8)), elements=st.floats(0, 1e6)).filter(
    lambda x: (x.sum(axis=1) > 1e-3).all()
)


@given(tables, st.data())
def test_the_two_varieties_sum_to_the_entropy(x, data):
    counts = as_counts(x)
    groups = {name: data.draw(st.sampled_from("abc")) for name in counts.activities}
    found = variety(counts, groups)
    entropy = shannon(counts)["entropy"]
    np.testing.assert_allclose(found["related"] + found["unrelated"], entropy, atol=1e-12)
    np.testing.assert_array_equal(found["entropy"], entropy)
    assert ((found["related"] >= 0) & (found["unrelated"] >= 0)).all()


@given(tables, st.data())
def test_related_variety_is_the_weighted_entropy_within_groups(x, data):
    counts = as_counts(x)
    groups = {name: data.draw(st.sampled_from("abc")) for name in counts.activities}
    found = variety(counts, groups)
    for row, related in zip(x / x.sum(axis=1, keepdims=True), found["related"], strict=True):
        expected = 0.0
        for group in set(groups.values()):
            part = np.array(
                [s for s, name in zip(row, counts.activities, strict=True) if groups[name] == group and s > 0]
            )
            if part.size:
                inner = part / part.sum()
                expected += part.sum() * -(inner * np.log2(inner)).sum()
        assert related == pytest.approx(expected, abs=1e-9)


def test_one_group_is_all_related_and_single_groups_are_all_unrelated(fixture_table):
    table = fixture_table("toyC")
    counts = as_counts(table.values, regions=table.rows, activities=table.columns)
    one, each = variety(counts, dict.fromkeys(table.columns, "all")), variety(counts, {k: k for k in table.columns})
    np.testing.assert_allclose(one["unrelated"], 0, atol=1e-12)
    np.testing.assert_allclose(each["related"], 0, atol=1e-12)
    np.testing.assert_allclose(one["related"], each["unrelated"], atol=1e-12)


def test_the_first_digit_of_the_economic_classification_can_be_the_group(fixture_table):
    table = fixture_table("sbs")
    counts = as_counts(table.values, regions=table.rows, activities=table.columns)
    found = variety(counts, {code: code[0] for code in table.columns})
    assert found.conventions["groups"] == len({code[0] for code in found.axes.get("activity", table.columns)})
    np.testing.assert_allclose(found["related"] + found["unrelated"], shannon(counts)["entropy"], atol=1e-12)


def test_an_activity_without_a_group_is_an_error_that_names_it():
    with pytest.raises(ComputeError, match="have no group: 62"):
        variety(as_counts([[1, 2], [3, 4]], activities=["13", "62"]), {"13": "C"})


def test_an_activity_without_any_value_needs_no_group():
    found = variety(as_counts([[1, 0], [3, 0]], activities=["13", "62"]), {"13": "C"})
    assert found.conventions["dropped_activities"] == ["62"]
