"""The VOS layout function of one network: value, gradient, best scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.network import Network

Floats = NDArray[np.float64]
#: Below this many nodes plain numpy is as fast as compiled loops, and needs no compiler.
FEW = 400
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
    """

    network: Network
    attraction: float
    repulsion: float
    increment: float = 0.0

    def value_and_gradient(self, coordinates: Floats) -> tuple[float, Floats]:
        """V and its (n, 2) gradient; pairs on one point exert no force."""
        x, y = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
        if self.network.n_nodes <= FEW:
            return self._few(x, y)
        from smartspec.kernels.forces import attract, repel

        gx, gy, network = np.zeros_like(x), np.zeros_like(y), self.network
        value = attract(network.starts, network.neighbours, network.weights, x, y, float(self.attraction), gx, gy)
        value += repel(x, y, network.node_weights, float(self.repulsion), gx, gy)
        if self.increment:
            value += self._add_increment(x, y, gx, gy)
        return float(value), np.column_stack([gx, gy])

    def _few(self, x: Floats, y: Floats) -> tuple[float, Floats]:
        dx, dy = x[:, None] - x, y[:, None] - y
        squares = dx * dx + dy * dy
        np.fill_diagonal(squares, 0.0)
        apart = squares > 0
        safe = np.where(apart, squares, 1.0)
        network = self.network
        weights = np.full(squares.shape, self.increment)
        rows = np.repeat(np.arange(network.n_nodes), network.degrees)
        weights[rows, network.neighbours] += network.weights
        value, force = 0.0, np.zeros_like(squares)
        for factor, power in (
            (weights, self.attraction),
            (-np.outer(*[network.node_weights] * 2), self.repulsion),
        ):
            powers = factor * np.where(apart, safe ** (power / 2), 0.0)
            value += float((powers / power if power else factor * np.log(safe) / 2).sum()) / 2
            force += np.where(apart, powers / safe, 0.0)
        return value, np.column_stack([(force * dx).sum(axis=1), (force * dy).sum(axis=1)])

    def _add_increment(self, x: Floats, y: Floats, gx: Floats, gy: Floats) -> float:
        """The increment's part of V, its gradient added to `gx` and `gy`."""
        n, power = len(x), self.attraction
        if power == 2:
            # the sum of d^2 over all pairs is n times the sum of squares around the mean
            cx, cy = x - x.mean(), y - y.mean()
            gx += self.increment * n * cx
            gy += self.increment * n * cy
            return float(self.increment * n * (cx @ cx + cy @ cy) / 2)
        from smartspec.kernels.forces import repel

        px, py = np.zeros(n), np.zeros(n)
        value = -repel(x, y, np.ones(n), float(power), px, py)
        gx -= self.increment * px
        gy -= self.increment * py
        return float(self.increment * value)

    def best_scale(self, coordinates: Floats) -> float:
        """The factor by which these coordinates should be multiplied, in closed form; 1 where there is none."""
        pull, push = (self._moment(coordinates, power, links=links) for power, links in self._moments())
        if not (pull > 0 and push > 0):
            return 1.0
        return float((push / pull) ** (1 / (self.attraction - self.repulsion)))

    def _moments(self) -> tuple[tuple[float, bool], tuple[float, bool]]:
        return (self.attraction, True), (self.repulsion, False)

    def _moment(self, coordinates: Floats, power: float, *, links: bool) -> float:
        """Sum of weight times d^power over linked pairs, or over all pairs."""
        network = self.network
        total = 0.0
        if links:
            first, second, weights = network.links()
            total = _weighted(coordinates[first] - coordinates[second], weights, power)
        every = self.increment if links else 1.0
        if not every:
            return total
        for i in range(len(coordinates) - 1):
            node_weights = np.full(len(coordinates) - i - 1, self.increment)
            if not links:
                node_weights = network.node_weights[i] * network.node_weights[i + 1 :]
            total += _weighted(coordinates[i + 1 :] - coordinates[i], node_weights, power)
        return total


def _weighted(offsets: Floats, weights: Floats, power: float) -> float:
    squares = (offsets**2).sum(axis=1)
    apart = squares > 0
    return float((weights[apart] * squares[apart] ** (power / 2)).sum())


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
    return energy_of(network, attraction=attraction, repulsion=repulsion).value_and_gradient(coordinates)[0]
