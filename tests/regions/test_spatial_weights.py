"""Nearest, distance and given weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.distances import distance_matrix
from smartspec.regions.spatial_weights import (
    as_weights,
    distance_band,
    nearest_neighbours,
    restricted,
    row_standardised,
)

CLOUDS = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).uniform(-70, 70, (12, 2)))
NAMES = list("ABCDEFGHIJKL")


@given(CLOUDS, st.integers(1, 11))
def test_the_k_nearest_are_nearer_than_all_others(points, k):
    weights = nearest_neighbours(points, NAMES, k=k)
    distance = distance_matrix(points)
    matrix = weights.matrix.toarray()
    assert (weights.n_neighbours == k).all()
    assert (np.diag(matrix) == 0).all()
    for r in range(12):
        others = [s for s in range(12) if s != r and not matrix[r, s]]
        assert distance[r][matrix[r] == 1].max() <= min((distance[r, s] for s in others), default=np.inf)


def test_equal_distances_go_to_the_earlier_region():
    points = [[0, 0], [1, 0], [-1, 0], [0, 1]]
    assert nearest_neighbours(points, NAMES[:4], k=1).matrix.toarray()[0].tolist() == [0, 1, 0, 0]


@given(CLOUDS, st.floats(500, 9000), st.sampled_from([0.0, 1.0, 2.0]))
def test_a_band_holds_exactly_what_is_within_it(points, radius, power):
    matrix = distance_band(points, NAMES, radius=radius, power=power).matrix.toarray()
    distance = distance_matrix(points)
    inside = (distance <= radius) & ~np.eye(12, dtype=bool)
    assert ((matrix > 0) == inside).all()
    np.testing.assert_allclose(matrix[inside], distance[inside] ** -power, rtol=1e-12)


@given(CLOUDS)
def test_the_default_band_is_the_smallest_without_islands(points):
    band = distance_band(points, NAMES)
    assert not band.islands.any()
    assert distance_band(points, NAMES, radius=band.conventions["radius"] * 0.999).islands.any()


@given(CLOUDS)
def test_standardised_rows_add_up_to_one_or_are_empty(points):
    weights = row_standardised(distance_band(points, NAMES, radius=3000, power=1))
    rows = np.asarray(weights.matrix.sum(axis=1)).ravel()
    np.testing.assert_allclose(rows, np.where(weights.islands, 0.0, 1.0), rtol=1e-12)
    assert weights.standardised


def test_leaving_regions_out_standardises_the_rest_again():
    weights = row_standardised(as_weights(np.ones((4, 4)), list("ABCD")))
    part = restricted(weights, np.array([True, True, False, True]))
    assert part.regions == ("A", "B", "D")
    np.testing.assert_allclose(part.matrix.toarray().sum(axis=1), 1.0)


def test_given_weights_lose_their_diagonal_and_zeros():
    weights = as_weights([[5, 2, 0], [2, 5, 0], [0, 0, 5]], list("ABC"))
    assert weights.n_pairs == 2
    assert weights.components().tolist() == [0, 0, 1]
    assert weights.conventions == {"kind": "given"}


def test_what_is_wrong_is_said():
    with pytest.raises(ConfigError, match="k is 3, 3 regions allow 1 to 2"):
        nearest_neighbours([[0, 0], [1, 1], [2, 2]], list("ABC"), k=3)
    with pytest.raises(ConfigError, match="radius is positive"):
        distance_band([[0, 0], [1, 1]], list("AB"), radius=0)
    with pytest.raises(ComputeError, match="two regions lie at one point"):
        distance_band([[0, 0], [0, 0], [1, 1]], list("ABC"), power=1)
    with pytest.raises(ComputeError, match="finite and not negative"):
        as_weights([[0, -1], [0, 0]], list("AB"))
    with pytest.raises(ComputeError, match="2 distinct regions"):
        as_weights(np.ones((3, 3)), list("AB"))
