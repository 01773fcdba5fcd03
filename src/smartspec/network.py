"""Networks and what is computed on them: arrays aligned with the nodes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError


@dataclass(frozen=True, slots=True)
class Network:
    """An undirected weighted network in compressed sparse rows.

    Attributes
    ----------
    starts : (n + 1,) int64; the neighbours of node i are `neighbours[starts[i]:starts[i + 1]]`.
    neighbours : (2 m,) int32, ascending within a node; every link stands twice, no self links.
    weights : (2 m,) float64, > 0, aligned with `neighbours`.
    node_weights : (n,) float64, >= 0; 1 for every node unless a normalisation says otherwise.

    Examples
    --------
    >>> network = Network.from_links(np.array([0, 1, 0]), np.array([1, 2, 1]), np.array([1.0, 2.0, 3.0]), n=3)
    >>> network.n_nodes, network.n_links, network.total_weight
    (3, 2, 6.0)
    """

    starts: NDArray[np.int64]
    neighbours: NDArray[np.int32]
    weights: NDArray[np.float64]
    node_weights: NDArray[np.float64]

    @property
    def n_nodes(self) -> int:
        """Number of nodes, isolated ones included."""
        return len(self.starts) - 1

    @property
    def n_links(self) -> int:
        """Number of unordered pairs that are linked."""
        return len(self.neighbours) // 2

    @property
    def total_weight(self) -> float:
        """Sum of link weights, each unordered pair once."""
        return float(self.weights.sum() / 2)

    @property
    def strengths(self) -> NDArray[np.float64]:
        """(n,) float64: total link weight of each node; 0 for an isolated node."""
        rows = np.repeat(np.arange(self.n_nodes), np.diff(self.starts))
        return np.bincount(rows, weights=self.weights, minlength=self.n_nodes).astype(np.float64)

    @property
    def degrees(self) -> NDArray[np.int64]:
        """(n,) int64: number of links of each node."""
        return np.diff(self.starts)

    def links(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Every link once, as (first, second, weight) with first < second, sorted."""
        rows = np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.starts))
        once = rows < self.neighbours
        return rows[once], self.neighbours[once], self.weights[once]

    @classmethod
    def from_links(
        cls,
        first: NDArray[np.integer],
        second: NDArray[np.integer],
        weights: NDArray[np.float64],
        *,
        n: int,
    ) -> "Network":
        """Build a network from pairs in any order and either direction.

        Repeated pairs are summed, self links dropped.

        Raises
        ------
        ComputeError
            If a weight is not a positive finite number or a node lies outside 0..n-1.
        """
        first, second = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
        weights = np.asarray(weights, dtype=np.float64)
        bad = np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))
        if len(bad):
            raise ComputeError("link weight is not a positive number", place=f"link {bad[0]}")
        if len(first) and (min(first.min(), second.min()) < 0 or max(first.max(), second.max()) >= n):
            raise ComputeError(f"a link names a node outside 0..{n - 1}")
        other = first != second
        low, high = np.minimum(first, second)[other], np.maximum(first, second)[other]
        codes, group = np.unique(low * n + high, return_inverse=True)
        summed = np.bincount(group, weights=weights[other], minlength=len(codes))
        low, high = codes // max(n, 1), codes % max(n, 1)
        rows, columns = np.concatenate([low, high]), np.concatenate([high, low])
        order = np.lexsort((columns, rows))
        starts = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
        doubled = np.concatenate([summed, summed])
        return cls(starts, columns[order].astype(np.int32), doubled[order], np.ones(n))

    def subnetwork(self, kept: NDArray[np.bool_]) -> "Network":
        """The network of the nodes where `kept` ((n,) bool) is True, renumbered in order."""
        first, second, weights = self.links()
        inside = kept[first] & kept[second]
        new = np.cumsum(kept) - 1
        part = Network.from_links(new[first[inside]], new[second[inside]], weights[inside], n=int(kept.sum()))
        return Network(part.starts, part.neighbours, part.weights, self.node_weights[kept])


@dataclass(frozen=True, slots=True)
class Clustering:
    """A partition of the nodes.

    Attributes
    ----------
    labels : (n,) int32; clusters 1, 2, ... by falling size, ties by their first node; 0 is no cluster.
    quality : the value that was maximised (see the kernel that made it).
    parameters : every parameter of the run, the seed included.
    """

    labels: NDArray[np.int32]
    quality: float
    parameters: dict[str, float | int | bool | str]

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return int(self.labels.max(initial=0))


@dataclass(frozen=True, slots=True)
class Layout:
    """Coordinates of the nodes.

    Attributes
    ----------
    coordinates : (n, 2) float64; standardised: mean 0, mean distance 1, principal axes, medians <= 0.
    objective : the exact value of the layout function before standardisation; lower is better.
    parameters : every parameter of the run, the seed included.
    warnings : what a reader of the map must know.
    """

    coordinates: NDArray[np.float64]
    objective: float
    parameters: dict[str, float | int | bool | str]
    warnings: tuple[str, ...] = ()
