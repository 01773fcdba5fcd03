"""Which regions are neighbours: nearest, within a distance, by cooperation; as sparse spatial weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, ConfigError
from smartspec.regions.distances import checked_points, distance_matrix
from smartspec.regions.results import BoolArray, Caution, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class SpatialWeights:
    """Weights of the neighbours of each region.

    Attributes
    ----------
    regions : labels, in the order of rows and columns.
    matrix : csr_array (n, n), empty diagonal, no stored zeros; entry (r, s) is the weight of s for r.
    standardised : whether rows add up to 1 (rows of islands to 0).
    conventions : kind of neighbourhood and its parameters.
    cautions : islands and separate parts, in words.
    """

    regions: tuple[str, ...]
    matrix: "csr_array"
    standardised: bool = False
    conventions: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()

    @property
    def n_pairs(self) -> int:
        """Directed pairs of neighbours."""
        return int(self.matrix.nnz)

    @property
    def n_neighbours(self) -> IntArray:
        """(n,) number of neighbours of each region."""
        return np.asarray(np.diff(self.matrix.indptr), dtype=np.int64)

    @property
    def islands(self) -> BoolArray:
        """(n,) True where a region has no neighbour."""
        return np.asarray(self.n_neighbours == 0, dtype=np.bool_)

    def components(self) -> IntArray:
        """(n,) number of the connected part of each region, by first region; an island is a part of its own."""
        from scipy.sparse.csgraph import connected_components

        _, labels = connected_components(self.matrix, directed=False)
        _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))
        return np.asarray(rank[inverse], dtype=np.int64)


def nearest_neighbours(points: npt.ArrayLike, regions: Sequence[str], *, k: int) -> SpatialWeights:
    """The k nearest regions on the sphere, weight 1; of equal distances the earlier region.

    Not symmetric: a remote region has neighbours whose neighbour it is not. No islands.

    Parameters
    ----------
    points : (n, 2) longitude and latitude in degrees.
    k : from 1 to n - 1.

    Raises
    ------
    ConfigError
        If k is out of range.

    Examples
    --------
    >>> nearest_neighbours([[0, 0], [1, 0], [3, 0]], ["A", "B", "C"], k=1).matrix.toarray()
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 1., 0.]])
    """
    from scipy.sparse import csr_array

    distance = distance_matrix(points)
    n = len(distance)
    if not 1 <= k < n:
        raise ConfigError(f"k is {k}, {n} regions allow 1 to {n - 1}")
    np.fill_diagonal(distance, np.inf)
    chosen = np.argsort(distance, axis=1, kind="stable")[:, :k]
    links = (np.ones(n * k), (np.repeat(np.arange(n), k), chosen.ravel()))
    return as_weights(csr_array(links, shape=(n, n)), regions, conventions={"kind": "nearest", "k": k})


def distance_band(
    points: npt.ArrayLike, regions: Sequence[str], *, radius: float | None = None, power: float = 0.0
) -> SpatialWeights:
    """Regions within a distance on the sphere, weight d^-power.

    Parameters
    ----------
    points : (n, 2) longitude and latitude in degrees.
    radius : kilometres, the bound included; the smallest that leaves no island if None.
    power : 0 weighs all alike, 1 by the inverse distance.

    Raises
    ------
    ConfigError
        If the radius is not positive or the power negative.
    ComputeError
        If two regions lie at one point and power is not 0.

    Examples
    --------
    >>> band = distance_band([[0, 0], [1, 0], [3, 0]], ["A", "B", "C"])
    >>> round(band.conventions["radius"], 1), band.n_neighbours
    (222.4, array([1, 2, 1]))
    """
    from scipy.sparse import csr_array

    distance = distance_matrix(checked_points(points))
    np.fill_diagonal(distance, np.inf)
    bound = float(distance.min(axis=1).max()) if radius is None else float(radius)
    if not bound > 0 or power < 0:
        raise ConfigError(f"radius {bound:g}, power {power:g}", hint="radius is positive, power 0 or more")
    rows, columns = np.nonzero(distance <= bound)
    if power and (distance[rows, columns] == 0).any():
        raise ComputeError("two regions lie at one point", hint="use power 0, or move one of them")
    links = (distance[rows, columns] ** -power, (rows, columns))
    matrix = csr_array(links, shape=distance.shape)
    return as_weights(matrix, regions, conventions={"kind": "distance", "radius": bound, "power": power})


def as_weights(
    matrix: Any,  # noqa: ANN401 - any scipy or numpy matrix
    regions: Sequence[str],
    *,
    conventions: Mapping[str, Any] | None = None,
) -> SpatialWeights:
    """Check any (n, n) matrix of weights, such as ties of cooperation, and name its rows.

    Parameters
    ----------
    matrix : sparse or dense, not negative; its diagonal is left out.
    regions : n distinct labels.

    Raises
    ------
    ComputeError
        If the matrix is not square, does not fit the labels, or has a negative or infinite weight.

    Examples
    --------
    >>> as_weights([[5, 2, 0], [2, 0, 0], [0, 0, 1]], ["A", "B", "C"]).islands
    array([False, False,  True])
    """
    from scipy.sparse import csr_array, diags_array

    labels = tuple(regions)
    weights = csr_array(matrix, dtype=np.float64)
    if weights.shape != (len(labels), len(labels)) or len(set(labels)) < len(labels) or len(labels) < 2:
        raise ComputeError(f"weights of the shape {weights.shape} for {len(set(labels))} distinct regions")
    if not np.isfinite(weights.data).all() or (weights.data < 0).any():
        raise ComputeError("weights must be finite and not negative")
    weights = csr_array(weights - diags_array(weights.diagonal()))
    weights.eliminate_zeros()
    weights.sort_indices()
    named = SpatialWeights(labels, weights, conventions={"kind": "given"} | dict(conventions or {}))
    return replace(named, cautions=_parts(named))


def row_standardised(weights: SpatialWeights) -> SpatialWeights:
    """The same neighbours with weights that add up to 1 in every row; rows of islands stay empty.

    Examples
    --------
    >>> row_standardised(as_weights([[0, 2, 2], [1, 0, 0], [0, 0, 0]], ["A", "B", "C"])).matrix.toarray()
    array([[0. , 0.5, 0.5],
           [1. , 0. , 0. ],
           [0. , 0. , 0. ]])
    """
    total = np.asarray(weights.matrix.sum(axis=1)).ravel()
    matrix = weights.matrix.copy()
    matrix.data = matrix.data / np.repeat(total, np.diff(matrix.indptr))
    return replace(weights, matrix=matrix, standardised=True)


def restricted(weights: SpatialWeights, kept: BoolArray) -> SpatialWeights:
    """The weights among some regions; standardised again if they were."""
    labels = [region for region, keep in zip(weights.regions, kept, strict=True) if keep]
    part = as_weights(weights.matrix[kept][:, kept], labels, conventions=weights.conventions)
    return row_standardised(part) if weights.standardised else part


def _parts(weights: SpatialWeights) -> tuple[Caution, ...]:
    found = []
    alone = [region for region, island in zip(weights.regions, weights.islands, strict=True) if island]
    n = int(weights.components().max()) + 1
    if alone:
        names = ", ".join(alone)
        en = f"{len(alone)} regions have no neighbours: {names}"
        found.append(Caution("islands", en, f"регионы без соседей ({len(alone)}): {names}"))
    if n > 1:
        en = f"the neighbourhood falls into {n} separate parts, islands included"
        found.append(Caution("separate-parts", en, f"соседство распадается на несвязанные части, с островами: {n}"))
    return tuple(found)
