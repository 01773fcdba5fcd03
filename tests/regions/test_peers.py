"""Peers of regions: plain loops, ties, regions without peers, and the scale of variables."""

import itertools
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.peers import beside_peers, distance_by, nearest_peers

NAMES = list("DBCAE")


@pytest.fixture
def away():
    rng = np.random.default_rng(3)
    half = np.triu(rng.random((5, 5)), 1)
    return half + half.T


def test_peers_are_the_nearest_others_by_a_plain_loop(away):
    found = nearest_peers(away, NAMES, k=3)
    for r in range(5):
        order = sorted((away[r, q], NAMES[q], q) for q in range(5) if q != r)
        assert found.places[r].tolist() == [q for _, _, q in order[:3]]
        assert found.distance[r].tolist() == [distance for distance, _, _ in order[:3]]
    assert found.cautions == ()


def test_of_equally_near_regions_the_first_by_label_is_taken_and_said():
    found = nearest_peers(np.ones((5, 5)), NAMES, k=2)
    assert [[NAMES[q] for q in row] for row in found.places] == [
        ["A", "B"], ["A", "C"], ["A", "B"], ["B", "C"], ["A", "B"]]  # fmt: skip
    (caution,) = found.cautions
    assert caution.code == "tied-peers"
    assert "5 regions" in caution.en


def test_a_region_that_cannot_be_compared_has_no_peers_and_is_nobodys(away):
    away[0, :] = away[:, 0] = np.nan
    found = nearest_peers(away, NAMES, k=4 - 1)
    assert not found.has[0]
    assert np.isnan(found.distance[0]).all()
    assert 0 not in found.places[1:]
    assert [one.code for one in found.cautions] == ["too-few-peers"]
    beside = beside_peers(np.arange(5.0), found)
    assert np.isnan(beside["gap"][0])
    assert beside["n_peers"].tolist() == [0, 3, 3, 3, 3]


@pytest.mark.parametrize("k", [0, 5])
def test_a_number_of_peers_out_of_range_is_refused(away, k):
    with pytest.raises(ComputeError, match="cannot be chosen"):
        nearest_peers(away, NAMES, k=k)


def test_a_measure_beside_the_peers_equals_a_plain_loop_and_leaves_the_region_out(away):
    values = np.array([3.0, 1.0, np.nan, 4.0, 1.0])
    peers = nearest_peers(away, NAMES, k=3)
    found = beside_peers(values, peers)
    for r in range(5):
        others = [values[q] for q in peers.places[r] if np.isfinite(values[q])]
        assert found["n_peers"][r] == (len(others) if np.isfinite(values[r]) else 0)
        if np.isnan(values[r]):
            assert np.isnan(found["gap"][r])
            continue
        assert found["median"][r] == statistics.median(others)
        assert found["gap"][r] == values[r] - statistics.median(others)
        assert (found["low"][r], found["high"][r]) == (min(others), max(others))
        places = sorted([*others, values[r]], reverse=True)
        mine = [k + 1 for k, value in enumerate(places) if value == values[r]]
        assert found["rank"][r] == statistics.mean(mine)
    # the own value moves the gap one to one, so it is not part of the median
    moved = beside_peers(values + np.array([10.0, 0, 0, 0, 0]), peers)
    assert moved["gap"][0] == found["gap"][0] + 10


def test_distance_over_variables_equals_a_plain_loop():
    # no variable is skewed, so that no root is taken
    variables = {"a": np.array([1.0, 2.0, 3.0, 5.0]), "b": np.array([10.0, np.nan, 30.0, 20.0])}
    part = np.abs(np.subtract.outer([0.0, 0.2, 0.5, 0.9], [0.0, 0.2, 0.5, 0.9]))
    found = distance_by(variables, {"structure": part}, list("ABCD"))["distance"]
    scaled = {"a": [0.0, 0.25, 0.5, 1.0], "b": [0.0, None, 1.0, 0.5]}
    for p, q in itertools.product(range(4), repeat=2):
        squares = [part[p, q] ** 2]
        squares += [(column[p] - column[q]) ** 2 for column in scaled.values() if None not in (column[p], column[q])]
        assert found[p, q] == pytest.approx((sum(squares) / len(squares)) ** 0.5, abs=1e-12)


@given(factor=st.floats(1e-3, 1e6), seed=st.integers(0, 50))
def test_the_unit_of_a_variable_does_not_matter_and_rows_may_change_places(factor, seed):
    values = np.exp(np.random.default_rng(seed).normal(0, 2, 8))
    names = [f"R{k}" for k in range(8)]
    plain = distance_by({"a": values}, {}, names)["distance"]
    assert np.allclose(distance_by({"a": values * factor}, {}, names)["distance"], plain, atol=1e-9)
    turned = np.random.default_rng(seed).permutation(8)
    moved = distance_by({"a": values[turned]}, {}, [names[k] for k in turned])["distance"]
    assert np.allclose(moved, plain[np.ix_(turned, turned)], atol=1e-12)


def test_one_distance_alone_stays_as_it_is():
    part = np.array([[0.0, 0.3], [0.3, 0.0]])
    assert np.allclose(distance_by({}, {"structure": part}, ["A", "B"])["distance"], part)


def test_a_variable_that_is_the_same_everywhere_is_refused_and_gaps_are_said():
    with pytest.raises(ComputeError, match="same everywhere"):
        distance_by({"a": np.ones(3)}, {}, list("ABC"))
    found = distance_by({"a": np.array([1.0, np.nan, 3.0])}, {}, list("ABC"))
    assert np.isnan(found["distance"][0, 1])
    assert "peer-variable-not-known" in {one.code for one in found.cautions}


def test_peers_of_real_regions_equal_numpy_and_ignore_the_unit(real_table):
    from smartspec.regions.counts import as_counts
    from smartspec.regions.structure import structural_similarity

    table = real_table("WIND_1")
    for factor in (1.0, 1e4):
        counts = as_counts(table.values * factor, regions=table.rows, activities=table.columns)
        likeness = structural_similarity(counts, measure="krugman")
        names = likeness.axes["region"]
        found = nearest_peers(1.0 - likeness["similarity"], names, k=5)
        rows = table.values[[table.rows.index(name) for name in names]]
        shares = rows / rows.sum(axis=1, keepdims=True)
        away = np.abs(shares[:, None, :] - shares[None, :, :]).sum(axis=2) / 2
        np.fill_diagonal(away, np.inf)
        nearest = np.sort(away, axis=1)[:, :5]
        assert np.allclose(found.distance, nearest, atol=1e-12)
        assert np.allclose(np.take_along_axis(away, found.places, axis=1), nearest, atol=1e-12)
        assert {one.code for one in found.cautions} == {"tied-peers"}
