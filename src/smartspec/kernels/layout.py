"""The VOS layout: nodes placed so that strongly linked ones lie close together."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.kernels.energy import Energy, energy_of, layout_objective
from smartspec.kernels.standardising import standardise
from smartspec.network import Layout, Network

Progress = Callable[[float], None]
Floats = NDArray[np.float64]
#: Standard deviation, in mean spacings, of the jitter that parts nodes on one point before a singular force acts.
JITTER = 0.15
#: Up to this many nodes the Laplacian is factorised whole.
DENSE = 2000
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
    distances and are reached by way of R = 1.
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
    best, best_value, unfinished = np.zeros((n, 2)), np.inf, 0
    for start, generator in enumerate(np.random.default_rng(seed).spawn(n_starts)):
        coordinates, ended = _descend(energy, generator, max_iterations)
        value = layout_objective(network, coordinates, attraction=attraction, repulsion=repulsion)
        if value < best_value:
            best, best_value, unfinished = coordinates, value, int(not ended)
        if progress:
            progress((start + 1) / n_starts)
    text = f"the layout was still improving after {max_iterations} iterations"
    return Layout(standardise(best), float(best_value), parameters, (text,) if unfinished else ())


def _descend(energy: Energy, generator: np.random.Generator, max_iterations: int) -> tuple[Floats, bool]:
    """One random start through the stages; says whether the last one ended by itself."""
    coordinates = generator.uniform(-1.0, 1.0, (energy.network.n_nodes, 2))
    ended = True
    for number, stage in enumerate(_stages(energy)):
        if number:
            spacing = 3 * np.median(np.abs(coordinates)) / np.sqrt(len(coordinates))
            coordinates = coordinates + generator.normal(0.0, JITTER * spacing, coordinates.shape)
        options = {"maxiter": max_iterations, "ftol": TOLERANCE if stage is energy else ROUGH_TOLERANCE}
        coordinates, ended = _minimise(stage, coordinates * stage.best_scale(coordinates), options)
    return coordinates, ended


def _stages(energy: Energy) -> Iterator[Energy]:
    """Functions to minimise one after the other: from bounded repulsion down to the one asked for."""
    for repulsion in (1.0, 0.0, -1.0):
        if energy.repulsion < repulsion < energy.attraction:
            yield Energy(energy.network, energy.attraction, repulsion, energy.increment)
    yield energy


def _minimise(energy: Energy, coordinates: Floats, options: dict[str, Any]) -> tuple[Floats, bool]:
    """A local minimum by L-BFGS in variables in which the attracting forces are alike in all directions."""
    from scipy.optimize import minimize

    to_variables, to_coordinates, pull_back = _variables(energy)

    def function(flat: Floats) -> tuple[float, Floats]:
        value, gradient = energy.value_and_gradient(to_coordinates(flat.reshape(-1, 2)))
        return value, pull_back(gradient).ravel()

    options = {**options, "maxcor": 20, "maxfun": 4 * options["maxiter"], "gtol": 1e-12}
    start = to_variables(coordinates).ravel()
    found = minimize(function, start, jac=True, method="L-BFGS-B", options=options)
    return to_coordinates(np.asarray(found.x, dtype=np.float64).reshape(-1, 2)), found.status != 1


Map = Callable[[Floats], Floats]


def _variables(energy: Energy) -> tuple[Map, Map, Map]:
    """Coordinates to variables, variables to coordinates, and gradients likewise.

    For A = 2 the second derivatives of the attraction are the Laplacian of the network, so its Cholesky factor takes
    all stiffness out of them; where the network is too large for a dense factor, its diagonal takes out most.
    """
    network, n = energy.network, energy.network.n_nodes
    pull = network.strengths + energy.increment * n
    if n > DENSE:
        scale = np.sqrt(np.maximum(pull, pull.mean() * 1e-3))[:, None]
        return (lambda x: x * scale), (lambda v: v / scale), (lambda g: g / scale)
    from scipy.linalg import cholesky, solve_triangular

    laplacian = np.full((n, n), pull.mean() / n - energy.increment)  # the first part holds the centre
    rows = np.repeat(np.arange(n), network.degrees)
    laplacian[rows, network.neighbours] -= network.weights
    laplacian[np.diag_indices(n)] += pull
    factor = cholesky(laplacian, lower=False)
    return (
        lambda x: factor @ x,
        lambda v: np.asarray(solve_triangular(factor, v)),
        lambda g: np.asarray(solve_triangular(factor, g, trans="T")),
    )
