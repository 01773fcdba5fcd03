"""The way to a good minimum of a layout function: from a smooth function step by step to the one asked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.kernels.energy import FEW, Energy
from smartspec.kernels.mesh import MARGIN, mesh_over
from smartspec.kernels.minimising import Minimum, minimise
from smartspec.kernels.preconditioning import Precondition

Floats = NDArray[np.float64]
#: From so many nodes on the repulsion is summed on a mesh.
MESH_FROM = 1500
#: Size of the mesh for R = 1, whose forces are bounded and need no exact part.
BOUNDED_SIZE = 128
#: Meshes of the smoothed repulsion: size, and from how many nodes on in any case; with fewer nodes, where they lie so
#: densely that the mesh of the last stage is this much finer.
SMOOTHED, FINER = ((32, 0), (64, 0), (128, 2_500), (256, 15_000), (512, 60_000)), 1.5
SMOOTHED_RADIUS, NEAR_RADIUS, STEEP_RADIUS = 2.0, 3.0, 4.0
#: Standard deviation, in mean spacings, of the jitter that parts nodes on one point before a singular force acts.
JITTER = 0.15
#: Sizes of the mesh that are tried where its fineness follows the nodes, and what a mesh point costs, in near pairs.
SIZES, POINT_COST = (64, 96, 128, 192, 256, 384, 512, 768, 1024), 3.0
#: How far, in mean spacings, a node may go in a step that knows only the gradient.
LONGEST = 0.3
#: Relative change of the value at which a stage ends that only prepares the next.
ROUGH = 1e-6


@dataclass(frozen=True, slots=True)
class Stage:
    """One function to minimise on the way.

    Attributes
    ----------
    energy : the function, without a mesh.
    size : of the mesh; 0 is none, -1 as fine as the nodes lie.
    radius : of the mesh, in its cells.
    near : exact at short distance.
    jitter : move every node a little before.
    optional : left out where the nodes do not lie densely.
    """

    energy: Energy
    size: int = 0
    radius: float = 0.0
    near: bool = True
    jitter: bool = False
    optional: bool = False

    def is_needed(self, coordinates: Floats) -> bool:
        """Whether the way from these coordinates to the last stage goes through this one."""
        return not self.optional or cheapest_size(coordinates, NEAR_RADIUS) >= FINER * self.size


def stages(energy: Energy) -> list[Stage]:
    """Functions to minimise one after the other; the last is the one asked for.

    First A = 2 and R = 1, which has few minima. A repulsion that grows without bound at short distance comes smoothed,
    on finer and finer meshes, before it acts in full: nodes that started in disorder would jam.
    """
    n, repulsion = energy.network.n_nodes, energy.repulsion
    found = [last_stage(Energy(energy.network, 2.0, 1.0, energy.increment))]
    if (energy.attraction, repulsion) == (2, 1):
        return found
    milder = Energy(energy.network, energy.attraction, max(repulsion, -1.0), energy.increment)
    if repulsion < 1 and n > FEW:
        found += [
            Stage(milder, size, SMOOTHED_RADIUS, near=False, optional=n < least)
            for size, least in SMOOTHED
            if n >= MESH_FROM or not least
        ]
    elif repulsion < 0:
        found.append(last_stage(Energy(energy.network, energy.attraction, 0.0, energy.increment), jitter=True))
    if energy.repulsion < milder.repulsion < energy.attraction:
        found.append(last_stage(milder, jitter=True))
    return [*found, last_stage(energy, jitter=len(found) == 1 or found[-1].energy.repulsion == repulsion)]


def last_stage(energy: Energy, *, jitter: bool = False) -> Stage:
    """The function itself: exact for few nodes, on a mesh for many."""
    if energy.network.n_nodes < MESH_FROM:
        return Stage(energy, jitter=jitter)
    if energy.repulsion == 1:
        return Stage(energy, BOUNDED_SIZE, near=False, jitter=jitter)
    radius = STEEP_RADIUS if energy.repulsion < -1.5 else NEAR_RADIUS
    return Stage(energy, -1, radius, jitter=jitter)


def run_stage(
    stage: Stage,
    coordinates: Floats,
    generator: np.random.Generator,
    *,
    precondition: Precondition,
    tolerance: float,
    max_iterations: int,
) -> Minimum:
    """Minimise one function from these coordinates, brought to their best scale before."""
    spacing = _spacing(coordinates)
    if stage.jitter:
        coordinates = coordinates + generator.normal(0.0, JITTER * spacing, coordinates.shape)
    energy = _meshed(stage, coordinates)
    scale = energy.best_scale(coordinates)
    coordinates, spacing = coordinates * scale, spacing * scale
    return minimise(
        _meshed(stage, coordinates).value_and_gradient,
        coordinates,
        precondition=precondition,
        tolerance=tolerance,
        max_iterations=max_iterations,
        longest=LONGEST * spacing if stage.energy.repulsion < 1 and stage.near else np.inf,
    )


def _meshed(stage: Stage, coordinates: Floats) -> Energy:
    if not stage.size:
        return stage.energy
    size = stage.size if stage.size > 0 else cheapest_size(coordinates, stage.radius)
    mesh = mesh_over(coordinates, power=stage.energy.repulsion, size=size, radius=stage.radius)
    return stage.energy.with_mesh(mesh, near=stage.near)


def _spacing(coordinates: Floats) -> float:
    """Mean distance of neighbouring nodes, from the median so that a few far ones do not matter."""
    centred = coordinates - np.median(coordinates, axis=0)
    return float(3 * np.median(np.abs(centred)) / np.sqrt(len(coordinates)))


def cheapest_size(coordinates: Floats, radius: float) -> int:
    """Mesh points along an axis such that pairs at short distance and the transform cost least together."""
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    extent = max(float((high - low).max()), 1e-300) * (1 + 2 * MARGIN)
    best, least = SIZES[0], np.inf
    for size in SIZES:
        squares = np.floor((coordinates - low) / (radius * extent / size)).astype(np.int64)
        counts = np.bincount(squares[:, 0] * size + squares[:, 1])
        # each node meets about 7.5 squares of this width
        cost = 7.5 * float((counts.astype(np.float64) ** 2).sum()) + POINT_COST * size * size
        if cost < least:
            best, least = size, cost
    return best
