"""Distances on the sphere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.regions.distances import EARTH_RADIUS, distance_matrix, great_circle

POINT = st.tuples(st.floats(-360, 360), st.floats(-90, 90))


@given(POINT, POINT)
def test_distances_equal_the_angle_between_unit_vectors(a, b):
    def unit(point):
        longitude, latitude = np.radians(point)
        return np.array([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)])

    x, y = unit(a), unit(b)
    angle = np.arctan2(np.linalg.norm(np.cross(x, y)), x @ y)
    assert float(great_circle(a, b)) == pytest.approx(EARTH_RADIUS * angle, rel=1e-7, abs=1e-4)


@given(POINT, POINT, st.floats(-720, 720))
def test_turning_the_globe_changes_no_distance(a, b, turn):
    before = float(great_circle(a, b))
    after = float(great_circle((a[0] + turn, a[1]), (b[0] + turn, b[1])))
    assert after == pytest.approx(before, rel=1e-6, abs=1e-3)


def test_known_distances():
    assert float(great_circle((0, 0), (0, 90))) == pytest.approx(EARTH_RADIUS * np.pi / 2)
    assert float(great_circle((0, 0), (180, 0))) == pytest.approx(EARTH_RADIUS * np.pi)
    # Anadyr and Nome face each other across 180°.
    assert float(great_circle((177.5, 64.73), (-165.4, 64.5))) == pytest.approx(811, abs=10)


def test_a_matrix_is_symmetric_with_an_empty_diagonal():
    points = np.random.default_rng(0).uniform(-80, 80, (30, 2))
    distance = distance_matrix(points)
    assert (distance == distance.T).all()
    assert (np.diag(distance) == 0).all()
    assert distance[3, 7] == pytest.approx(float(great_circle(points[3], points[7])))


def test_what_is_no_point_is_refused():
    with pytest.raises(ComputeError, match="latitude is beyond 90"):
        great_circle((0, 91), (0, 0))
    with pytest.raises(ComputeError, match="not finite"):
        great_circle((np.nan, 0), (0, 0))
    with pytest.raises(ComputeError, match="shape"):
        great_circle((1, 2, 3), (0, 0))
    with pytest.raises(ComputeError, match=r"shape \(n, 2\)"):
        distance_matrix([1, 2])
