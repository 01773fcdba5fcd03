"""The VOS layout: nodes placed so that strongly linked ones lie close together."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.kernels.energy import Energy, energy_of
from smartspec.kernels.minimising import Minimum
from smartspec.kernels.preconditioning import Precondition, preconditioner
from smartspec.kernels.staging import MESH_FROM, ROUGH, Stage, last_stage, run_stage, stages
from smartspec.kernels.standardising import standardise
from smartspec.network import Layout, Network

Progress = Callable[[float], None]
Floats = NDArray[np.float64]


def lay_out(  # noqa: PLR0913  # every option of the layout
    network: Network,
    *,
    attraction: float = 2.0,
    repulsion: float = 1.0,
    n_starts: int = 5,
    max_iterations: int = 2000,
    tolerance: float | None = None,
    seed: int = 0,
    coordinates: Floats | None = None,
    progress: Progress | None = None,
) -> Layout:
    """The best of several minima of the VOS layout function.

    Parameters
    ----------
    network : normalised; node weights repel. Where it has more than one component, 0.01 is added to the weight of
        every pair, so that the components stay together; their distances mean nothing then.
    attraction, repulsion : the powers A and R, R < A; negative ones are allowed.
    n_starts : random starts; the layout with the lowest value is kept, the first of equals, and finished.
    max_iterations : of each stage of the minimisation.
    tolerance : relative decrease of the value in a step at which the last stage ends; if left out, 1e-9, and 1e-7 where
        forces are summed on a mesh.
    seed : seed of the starts; the same seed gives the same coordinates.
    coordinates : (n, 2) of an earlier layout, from which this one starts instead of at random.
    progress : called with the share of the work done.

    Returns
    -------
    Layout
        Standardised coordinates (mean 0, mean distance 1, principal axes, medians <= 0), the exact value of the
        function before that, and a warning where the minimisation did not end in time. One node lies at the origin.

    Raises
    ------
    ComputeError
        If repulsion is not smaller than attraction, a number of starts or iterations is below 1, or coordinates are of
        another shape or not finite.

    Notes
    -----
    Source: van Eck, Waltman, Dekker, van den Berg (2010), doi:10.1002/asi.21421; powers: Noack (2009),
    doi:10.1103/PhysRevE.79.026102. Minimised by L-BFGS. Powers R < 1, which repel without bound at short distances,
    are reached by way of A = 2, R = 1 and of smoothed forces. Up to 1,500 nodes forces are exact; beyond, they are
    summed on a mesh (Hockney, Eastwood 1988, doi:10.1201/9780367806934).
    """
    n = network.n_nodes
    _check(n, n_starts, max_iterations, coordinates)
    if tolerance is None:
        tolerance = 1e-9 if n < MESH_FROM else 1e-7
    energy = energy_of(network, attraction=attraction, repulsion=repulsion)
    parameters: dict[str, float | int | bool | str] = {
        "attraction": attraction,
        "repulsion": repulsion,
        "n_starts": n_starts if coordinates is None else 0,
        "max_iterations": max_iterations,
        "tolerance": tolerance,
        "increment": energy.increment,
        "seed": seed,
    }
    if n < 2:
        return Layout(np.zeros((n, 2)), 0.0, parameters)
    search = _Search(energy, preconditioner(energy), max_iterations, progress or (lambda _share: None))
    generators = np.random.default_rng(seed).spawn(n_starts)
    best = search.best_of(generators) if coordinates is None else np.array(coordinates, dtype=np.float64)
    finished, ended = search.finish(best, tolerance=tolerance)
    warnings = () if ended else (f"the layout was still improving after {max_iterations} iterations",)
    return Layout(standardise(finished), energy.exact_value(finished), parameters, warnings)


def _check(n: int, n_starts: int, max_iterations: int, coordinates: Floats | None) -> None:
    if n_starts < 1 or max_iterations < 1:
        raise ComputeError("n-starts and max-iterations must be 1 or more")
    if coordinates is None:
        return
    if np.shape(coordinates) != (n, 2):
        raise ComputeError(f"coordinates have the shape {np.shape(coordinates)}, not ({n}, 2)")
    bad = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
    if len(bad):
        raise ComputeError("coordinates are not finite", place=f"node {bad[0]}")


@dataclass(frozen=True, slots=True)
class _Search:
    """How minima of one function are looked for."""

    energy: Energy
    precondition: Precondition
    max_iterations: int
    report: Progress

    def best_of(self, generators: list[np.random.Generator]) -> Floats:
        """The coordinates with the lowest value among random starts, one for each generator."""
        way = stages(self.energy)
        best, best_value = np.zeros((self.energy.network.n_nodes, 2)), np.inf
        for start, generator in enumerate(generators):
            coordinates = generator.uniform(-1.0, 1.0, best.shape)
            for number, stage in enumerate(way):
                if stage.is_needed(coordinates):
                    found = self._run(stage, coordinates, generator, ROUGH)
                    coordinates = found.x
                self.report(0.9 * (start + (number + 1) / len(way)) / len(generators))
            if found.value < best_value:
                best, best_value = coordinates, found.value
        return best

    def finish(self, coordinates: Floats, *, tolerance: float) -> tuple[Floats, bool]:
        """The minimum that these coordinates lie close to, and whether it was reached."""
        found = self._run(last_stage(self.energy), coordinates, np.random.default_rng(0), tolerance)
        self.report(1.0)
        return found.x, found.converged

    def _run(self, stage: Stage, coordinates: Floats, generator: np.random.Generator, tolerance: float) -> Minimum:
        return run_stage(
            stage,
            coordinates,
            generator,
            precondition=self.precondition,
            tolerance=tolerance,
            max_iterations=self.max_iterations,
        )
