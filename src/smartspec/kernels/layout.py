"""The VOS layout: nodes placed so that strongly linked ones lie close together."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.kernels.energy import Energy, energy_of, layout_objective
from smartspec.kernels.minimising import Precondition, minimise
from smartspec.kernels.standardising import standardise
from smartspec.network import Layout, Network

Progress = Callable[[float], None]
Floats = NDArray[np.float64]
#: Standard deviation, in mean spacings, of the jitter that parts nodes on one point before a singular force acts.
JITTER = 0.15
#: Up to this many nodes the Laplacian is inverted whole; beyond, it is factorised up to so many links a node and so
#: much fill of the factor.
DENSE, SPARSE, FILL = 2000, 20, 30
#: Relative change of the value at which the last stage ends, and one before it.
TOLERANCE, ROUGH_TOLERANCE = 1e-11, 1e-6


def lay_out(
    network: Network,
    *,
    attraction: float = 2.0,
    repulsion: float = 1.0,
    n_starts: int = 5,
    max_iterations: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Layout:
    """The best of several minima of the VOS layout function.

    Parameters
    ----------
    network : normalised; node weights repel. Where it has more than one component, 0.01 is added to the weight of
        every pair, so that the components stay together; their distances mean nothing then.
    attraction, repulsion : the powers A and R, R < A; negative ones are allowed.
    n_starts : random starts; the layout with the lowest value is kept, the first of equals.
    max_iterations : of each stage of the minimisation.
    seed : seed of the starts; the same seed gives the same coordinates.
    progress : called with the share of starts done.

    Returns
    -------
    Layout
        Standardised coordinates (mean 0, mean distance 1, principal axes, medians <= 0), the exact value of the
        function before that, and a warning where a minimisation did not end in time. One node lies at the origin.

    Raises
    ------
    ComputeError
        If repulsion is not smaller than attraction, or a number of starts or iterations is below 1.

    Notes
    -----
    Source: van Eck, Waltman, Dekker, van den Berg (2010), doi:10.1002/asi.21421; powers: Noack (2009),
    doi:10.1103/PhysRevE.79.026102. Minimised by L-BFGS on exact forces. Powers R < 1 repel without bound at short
    distances; they, and A other than 2, are reached by way of A = 2 and R = 1.
    """
    if n_starts < 1 or max_iterations < 1:
        raise ComputeError("n-starts and max-iterations must be 1 or more")
    energy = energy_of(network, attraction=attraction, repulsion=repulsion)
    parameters: dict[str, float | int | bool | str] = {
        "attraction": attraction,
        "repulsion": repulsion,
        "n_starts": n_starts,
        "max_iterations": max_iterations,
        "increment": energy.increment,
        "seed": seed,
    }
    n = network.n_nodes
    if n < 2:
        return Layout(np.zeros((n, 2)), 0.0, parameters)
    precondition = _preconditioner(energy)
    best, best_value, unfinished = np.zeros((n, 2)), np.inf, 0
    for start, generator in enumerate(np.random.default_rng(seed).spawn(n_starts)):
        coordinates, ended = _descend(energy, generator, max_iterations, precondition=precondition)
        value = layout_objective(network, coordinates, attraction=attraction, repulsion=repulsion)
        if value < best_value:
            best, best_value, unfinished = coordinates, value, int(not ended)
        if progress:
            progress((start + 1) / n_starts)
    text = f"the layout was still improving after {max_iterations} iterations"
    return Layout(standardise(best), float(best_value), parameters, (text,) if unfinished else ())


def _descend(
    energy: Energy, generator: np.random.Generator, max_iterations: int, *, precondition: Precondition
) -> tuple[Floats, bool]:
    """One random start through the stages; says whether the last one ended by itself."""
    coordinates = generator.uniform(-1.0, 1.0, (energy.network.n_nodes, 2))
    ended = True
    for number, stage in enumerate(_stages(energy)):
        if number:
            spacing = 3 * np.median(np.abs(coordinates)) / np.sqrt(len(coordinates))
            coordinates = coordinates + generator.normal(0.0, JITTER * spacing, coordinates.shape)
        found = minimise(
            stage.value_and_gradient,
            coordinates * stage.best_scale(coordinates),
            precondition=precondition,
            tolerance=TOLERANCE if stage is energy else ROUGH_TOLERANCE,
            max_iterations=max_iterations,
        )
        coordinates, ended = found.x, found.converged
    return coordinates, ended


def _stages(energy: Energy) -> Iterator[Energy]:
    """Functions to minimise one after the other: from the smoothest, A = 2 and R = 1, to the one asked for."""
    network, increment = energy.network, energy.increment
    if (energy.attraction, energy.repulsion) != (2, 1):
        yield Energy(network, 2.0, 1.0, increment)
    for repulsion in (0.0, -1.0):
        if energy.repulsion < repulsion < energy.attraction:
            yield Energy(network, energy.attraction, repulsion, increment)
    yield energy


def _preconditioner(energy: Energy) -> Precondition:
    """Approximate inverse of the second derivatives of the attraction, which for A = 2 are the network's Laplacian.

    Inverted whole for small networks, factorised for sparse ones, and by its diagonal where a factor would fill up.
    """
    network, n = energy.network, energy.network.n_nodes
    pull = network.strengths + energy.increment * n
    pull = np.maximum(pull, pull.mean() * 1e-3)
    if n <= DENSE:
        laplacian = np.full((n, n), pull.mean() / n - energy.increment)  # the first part holds the centre
        rows = np.repeat(np.arange(n), network.degrees)
        laplacian[rows, network.neighbours] -= network.weights
        laplacian[np.diag_indices(n)] += pull
        inverse = np.linalg.inv(laplacian)
        inverse = (inverse + inverse.T) / 2
        # no matrix product of numpy here: its threads wait for each other on a busy machine
        return lambda gradient: np.einsum("ij,jk->ik", inverse, gradient)
    if network.n_links <= SPARSE * n:
        from scipy.sparse import csc_array, diags_array
        from scipy.sparse.linalg import splu

        shape = (n, n)
        links = csc_array((network.weights, network.neighbours, network.starts), shape=shape)
        factor = splu((diags_array(pull * (1 + 1e-6)) - links).tocsc(), permc_spec="MMD_AT_PLUS_A")
        if factor.nnz <= FILL * network.n_links:
            return lambda gradient: np.asarray(factor.solve(np.ascontiguousarray(gradient)))
    return lambda gradient: gradient / pull[:, None]
