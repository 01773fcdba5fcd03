"""The VOS layout function of one network: value, gradient, best scale."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.kernels.mesh import Mesh
from smartspec.network import Network

Floats = NDArray[np.float64]
#: Up to this many nodes plain numpy is fast enough, and needs no compiler.
FEW = 200
#: What is added to every pair where the network falls apart, so that its parts stay in sight of each other.
INCREMENT = 0.01


@dataclass(frozen=True, slots=True)
class Energy:
    """V = sum a_ij d^A / A - sum w_i w_j d^R / R over pairs; a power of 0 means log d.

    Attributes
    ----------
    network : normalised weights a_ij, node weights w_i.
    attraction, repulsion : A and R, R < A.
    increment : added to a_ij of every pair, linked or not.
    mesh : on which the repulsion is summed; None sums over all pairs.
    near : with a mesh, add what is exact at short distance; without it the repulsion is a smoothed one.
    """

    network: Network
    attraction: float
    repulsion: float
    increment: float = 0.0
    mesh: Mesh | None = None
    near: bool = True

    def value_and_gradient(self, coordinates: Floats) -> tuple[float, Floats]:
        """V and its (n, 2) gradient; pairs on one point exert no force. Infinite for a node off the mesh."""
        pull, push, gradient = self._parts(coordinates)
        return pull + push, gradient

    def best_scale(self, coordinates: Floats) -> float:
        """The factor by which these coordinates should be multiplied, in closed form; 1 where there is none."""
        pull, push, _ = self._parts(coordinates)
        weights, n = self.network.node_weights, self.network.n_nodes
        if self.attraction:
            pull *= self.attraction
        else:
            pull = self.network.total_weight + self.increment * n * (n - 1) / 2
        push = -self.repulsion * push if self.repulsion else float(weights.sum() ** 2 - (weights**2).sum()) / 2
        if not (0 < pull < np.inf and 0 < push < np.inf):
            return 1.0
        return float((push / pull) ** (1 / (self.attraction - self.repulsion)))

    def exact_value(self, coordinates: Floats) -> float:
        """V summed over all pairs, without a mesh."""
        network, n = self.network, self.network.n_nodes
        x, y = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
        if n <= FEW:
            return sum(self._few(x, y)[:2])
        from smartspec.kernels.forces import sum_of_powers

        value = self._attract(x, y, np.zeros(n), np.zeros(n))
        pushed = sum_of_powers(x, y, network.node_weights, float(self.repulsion))
        return float(value - pushed / (self.repulsion or 1.0))

    def with_mesh(self, mesh: Mesh | None, *, near: bool) -> "Energy":
        """The same function, its repulsion summed on a mesh; without one, exactly."""
        return replace(self, mesh=mesh, near=near)

    def _parts(self, coordinates: Floats) -> tuple[float, float, Floats]:
        """Attracting and repelling part of V, and the gradient of both."""
        x, y = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
        if self.network.n_nodes <= FEW and self.mesh is None:
            return self._few(x, y)
        from smartspec.kernels.forces import repel

        network, gradient = self.network, np.zeros((2, len(x)))
        gx, gy = gradient
        pull = self._attract(x, y, gx, gy)
        if self.mesh is None:
            push = repel(x, y, network.node_weights, float(self.repulsion), gx, gy)
        else:
            push, pushed = self.mesh.repel(coordinates, network.node_weights, near=self.near)
            gradient += pushed.T
        return float(pull), float(push), np.ascontiguousarray(gradient.T)

    def _few(self, x: Floats, y: Floats) -> tuple[float, float, Floats]:
        dx, dy = x[:, None] - x, y[:, None] - y
        squares = dx * dx + dy * dy
        np.fill_diagonal(squares, 0.0)
        apart = squares > 0
        safe = np.where(apart, squares, 1.0)
        network = self.network
        weights = np.full(squares.shape, self.increment)
        rows = np.repeat(np.arange(network.n_nodes), network.degrees)
        weights[rows, network.neighbours] += network.weights
        values, force = [], np.zeros_like(squares)
        for factor, power in (
            (weights, self.attraction),
            (-np.outer(*[network.node_weights] * 2), self.repulsion),
        ):
            powers = factor * np.where(apart, safe ** (power / 2), 0.0)
            values.append(float((powers / power if power else factor * np.log(safe) / 2).sum()) / 2)
            force += np.where(apart, powers / safe, 0.0)
        return values[0], values[1], np.column_stack([(force * dx).sum(axis=1), (force * dy).sum(axis=1)])

    def _attract(self, x: Floats, y: Floats, gx: Floats, gy: Floats) -> float:
        """The attracting part of V, the increment included, its gradient added to `gx` and `gy`."""
        from smartspec.kernels.forces import attract

        starts, neighbours = self.network.starts, self.network.neighbours.view(np.uint32)
        value = attract(starts, neighbours, self.network.weights, x, y, float(self.attraction), gx, gy)
        return float(value + self._add_increment(x, y, gx, gy)) if self.increment else float(value)

    def _add_increment(self, x: Floats, y: Floats, gx: Floats, gy: Floats) -> float:
        """The increment's part of V, its gradient added to `gx` and `gy`."""
        n, power = len(x), self.attraction
        if power == 2:
            # the sum of d^2 over all pairs is n times the sum of squares around the mean
            cx, cy = x - x.mean(), y - y.mean()
            gx += self.increment * n * cx
            gy += self.increment * n * cy
            return float(self.increment * n * (cx**2 + cy**2).sum() / 2)
        from smartspec.kernels.forces import repel

        pulled = np.zeros((2, n))
        value = -repel(x, y, np.ones(n), float(power), pulled[0], pulled[1])
        gx -= self.increment * pulled[0]
        gy -= self.increment * pulled[1]
        return float(self.increment * value)


def check_powers(attraction: float, repulsion: float) -> None:
    """Raise ComputeError unless repulsion < attraction and both are finite."""
    if not (np.isfinite(attraction) and np.isfinite(repulsion) and repulsion < attraction):
        problem = f"attraction is {attraction:g} and repulsion {repulsion:g}"
        raise ComputeError(problem, hint="repulsion must be smaller than attraction, e.g. 2 and 1")


def energy_of(network: Network, *, attraction: float, repulsion: float) -> Energy:
    """The layout function of a network, with the increment where it has more than one component."""
    from smartspec.kernels.components import component_labels

    check_powers(attraction, repulsion)
    parts = int(component_labels(network).max(initial=0)) + 1
    return Energy(network, attraction, repulsion, INCREMENT if parts > 1 else 0.0)


def layout_objective(network: Network, coordinates: Floats, *, attraction: float = 2, repulsion: float = 1) -> float:
    """Exact value of the VOS layout function; lower is better.

    Parameters
    ----------
    network : normalised; where it has more than one component, 0.01 is added to the weight of every pair.
    coordinates : (n, 2).
    attraction, repulsion : the powers A and R; pairs on one point count 0 where R is not positive.

    Raises
    ------
    ComputeError
        If repulsion is not smaller than attraction.

    Examples
    --------
    >>> pair = Network.from_links(np.array([0]), np.array([1]), np.array([1.0]), n=2)
    >>> layout_objective(pair, np.array([[0.0, 0.0], [1.0, 0.0]]))
    -0.5
    """
    energy = energy_of(network, attraction=attraction, repulsion=repulsion)
    return energy.exact_value(np.asarray(coordinates, dtype=np.float64))
