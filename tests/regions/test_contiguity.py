"""Neighbours on real maps, in the numbers of two independent packages, and on chessboards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.contiguity import contiguity
from smartspec.regions.polygons import Outline, read_outlines


@pytest.fixture(scope="module")
def nuts(shared_data):
    return read_outlines(shared_data / "geo/NUTS_RG_20M_2021_4326_LEVL_2.geojson", key="NUTS_ID")


@pytest.fixture(scope="module")
def russia(shared_data):
    return read_outlines(shared_data / "geo/russia_geoboundaries_adm1.geojson", key="shapeISO")


def board(width, height, shift=0.0):
    def square(x, y):
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        return Outline(f"{x},{y}", (np.array(ring, dtype=float) + np.array([shift, 0]),), (False,))

    return [square(x, y) for x in range(width) for y in range(height)]


def test_neighbours_of_europe(nuts):
    queen = contiguity(nuts)
    assert (queen.n_pairs, int(queen.islands.sum()), int(queen.components().max()) + 1) == (1_464, 23, 28)
    alone = {region for region, island in zip(queen.regions, queen.islands, strict=True) if island}
    assert {"ES63", "ES64", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5"} <= alone
    assert {caution.code for caution in queen.cautions} == {"islands", "separate-parts"}


def test_neighbours_of_russia(russia):
    queen, rook = contiguity(russia), contiguity(russia, rule="rook")
    assert (queen.n_pairs, rook.n_pairs) == (378, 376)
    alone = [region for region, island in zip(queen.regions, queen.islands, strict=True) if island]
    assert alone == ["RU-KGD", "RU-SAK"]
    assert int(queen.components().max()) + 1 == 3
    assert "RU-KGD, RU-SAK" in queen.cautions[0].ru


@pytest.mark.parametrize("rule", ["queen", "rook"])
def test_neighbours_are_mutual_and_rook_is_within_queen(nuts, rule):
    matrix = contiguity(nuts, rule=rule).matrix
    assert (matrix != matrix.T).nnz == 0
    assert (contiguity(nuts).matrix - matrix).min() >= 0
    assert (matrix.data == 1).all()


@given(st.integers(1, 5), st.integers(2, 5))
def test_a_chessboard_has_the_neighbours_of_king_and_rook(width, height):
    squares = board(width, height)
    sides = 2 * (width * (height - 1) + height * (width - 1))
    corners = 4 * (width - 1) * (height - 1)
    assert contiguity(squares, rule="rook").n_pairs == sides
    assert contiguity(squares).n_pairs == sides + corners


def test_a_border_along_180_degrees_is_one_border():
    east = Outline("E", (np.array([[179, 0], [180, 0], [180, 1], [179, 1], [179, 0]], dtype=float),), (False,))
    west = Outline("W", (np.array([[-180, 0], [-179, 0], [-179, 1], [-180, 1], [-180, 0]], dtype=float),), (False,))
    assert contiguity([east, west], rule="rook").n_pairs == 2


def test_an_enclave_in_a_hole_is_a_neighbour():
    outer = np.array([[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], dtype=float)
    inner = np.array([[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]], dtype=float)
    around = Outline("A", (outer, inner[::-1]), (False, True))
    assert contiguity([around, Outline("B", (inner,), (False,))], rule="rook").n_pairs == 2


def test_what_is_wrong_is_said():
    with pytest.raises(ConfigError, match="unknown rule `bishop`"):
        contiguity(board(2, 2), rule="bishop")
    with pytest.raises(ComputeError, match="two regions at least"):
        contiguity(board(1, 1))
    with pytest.raises(ComputeError, match="1 distinct regions"):
        contiguity([*board(1, 1), *board(1, 1, 1.0)])
