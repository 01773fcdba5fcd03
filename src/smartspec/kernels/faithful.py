"""Layout and clustering as VOSviewer Online computes them, step by step: for repeating a published map.

For maps of one's own `lay_out` and `cluster` are faster and end at values as good or better.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.kernels.clustering import without_small
from smartspec.kernels.energy import INCREMENT, check_powers, layout_objective
from smartspec.kernels.standardising import mean_distance
from smartspec.network import Clustering, Layout, Network

Progress = Callable[[float], None]
Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Parameters = dict[str, float | int | bool | str]
#: Of the engine: first and smallest step, its factor when a sweep fails, successes before it grows again.
FIRST_STEP, LAST_STEP, FACTOR, SUCCESSES = 1.0, 0.001, 0.75, 5
RANDOMNESS = 0.01


def lay_out_faithful(
    network: Network,
    *,
    attraction: int = 2,
    repulsion: int = 1,
    n_starts: int = 1,
    max_iterations: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Layout:
    """The layout that VOSviewer Online shows for a network without coordinates.

    Parameters
    ----------
    network : counted links, not normalised, nodes in the order of the file's items; normalised here by association
        strength, in the engine's order of operations.
    attraction, repulsion : whole numbers.
    n_starts : random starts; Online makes one.
    max_iterations : sweeps of a start.
    seed : of java.util.Random; Online takes 0.
    progress : called with the share of sweeps done at most.

    Returns
    -------
    Layout
        Equal to Online's to about 1e-9 on networks of some hundred nodes; beyond, differences in the last bit between
        platforms may grow. A node without any force stays where it is, where the engine loses it.

    Raises
    ------
    ComputeError
        If a power is no whole number, or repulsion is not smaller than attraction.

    Notes
    -----
    Source: van Eck, Waltman, Dekker, van den Berg (2010), doi:10.1002/asi.21421; the order of every step is that of
    networkanalysis-ts 1.0.0, the engine of VOSviewer Online 1.2.3.
    """
    from smartspec.kernels.components import component_labels
    from smartspec.kernels.faithful_loops import next_unit, permutation

    check_powers(attraction, repulsion)
    if attraction != int(attraction) or repulsion != int(repulsion):
        raise ComputeError("attraction and repulsion must be whole numbers here", hint="use the ordinary layout")
    if n_starts < 1 or max_iterations < 1:
        raise ComputeError("n-starts and max-iterations must be 1 or more")
    n = network.n_nodes
    normalised = _associated(network)
    increment = INCREMENT if component_labels(network).max(initial=0) > 0 else 0.0
    state = _random(seed)
    best, best_value = np.zeros((n, 2)), np.inf
    for start in range(n_starts):
        # n entries x, y, one after the other
        drawn = np.array([[2 * next_unit(state) - 1, 2 * next_unit(state) - 1] for _ in range(n)]).reshape(n, 2)
        coordinates = np.ascontiguousarray(drawn.T)
        order = permutation(n, state)

        def report(share: float, start: int = start) -> None:
            if progress:
                progress((start + share) / n_starts)

        powers = (int(attraction), int(repulsion))
        _sweep(normalised, coordinates, order, powers=powers, increment=increment, limit=max_iterations, report=report)
        value = layout_objective(normalised, coordinates.T, attraction=attraction, repulsion=repulsion)
        if value < best_value:
            best, best_value = coordinates.T, value
        report(1.0)
    parameters: Parameters = {
        "attraction": attraction,
        "repulsion": repulsion,
        "n_starts": n_starts,
        "max_iterations": max_iterations,
        "increment": increment,
        "seed": seed,
    }
    return Layout(_standardised(best), float(best_value), parameters)


def cluster_faithful(
    network: Network,
    *,
    resolution: float = 1.0,
    n_starts: int = 10,
    n_iterations: int = 10,
    min_cluster_size: int = 1,
    merge_small_clusters: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
) -> Clustering:
    """The clusters that VOSviewer Online shows for a network without clusters.

    Parameters
    ----------
    network : counted links, not normalised, nodes in the order of the file's items.
    resolution, n_starts, n_iterations, min_cluster_size, merge_small_clusters, seed, progress : as in `cluster`; no
        iteration is left out when nothing changes any more.

    Returns
    -------
    Clustering
        Labels and quality of Online: clusters by falling size, ties in the order in which the engine made them.

    Notes
    -----
    Source: as of `lay_out_faithful`.
    """
    from smartspec.kernels.faithful_loops import quality

    if not resolution >= 0 or min(n_starts, n_iterations, min_cluster_size) < 1:
        raise ComputeError("resolution must be 0 or more, starts, iterations and sizes 1 or more")
    normalised = _associated(network)
    level = (normalised.starts, normalised.neighbours.astype(np.int64), normalised.weights)
    state = _random(seed)
    best, best_quality = np.arange(network.n_nodes), -np.inf
    for start in range(n_starts if network.n_links else 0):
        labels = np.arange(network.n_nodes)
        for _ in range(n_iterations):
            labels = _iterate(level, normalised.node_weights, labels, resolution=resolution, state=state)
        found = quality(*level, normalised.node_weights, labels, resolution)
        if found > best_quality:
            best, best_quality = labels, found
        if progress:
            progress((start + 1) / n_starts)
    numbered = _by_size(best + 1)
    if min_cluster_size > 1:
        kept = without_small(normalised, numbered, min_size=min_cluster_size, merge=merge_small_clusters)
        numbered = _by_size(kept)
        best_quality = quality(*level, normalised.node_weights, _alone(numbered), resolution) if level[1].size else 0.0
    parameters: Parameters = {
        "resolution": resolution,
        "n_starts": n_starts,
        "n_iterations": n_iterations,
        "randomness": RANDOMNESS,
        "min_cluster_size": min_cluster_size,
        "merge_small_clusters": merge_small_clusters,
        "seed": seed,
    }
    return Clustering(numbered, float(best_quality) if network.n_links else 0.0, parameters)


def _random(seed: int) -> NDArray[np.uint64]:
    """State of java.util.Random."""
    return np.array([(seed ^ 0x5DEECE66D) & ((1 << 48) - 1)], dtype=np.uint64)


def _associated(network: Network) -> Network:
    """Association strength with every product and quotient formed as the engine does."""
    strengths = network.strengths
    total = float(np.cumsum(strengths)[-1]) if len(strengths) else 0.0  # from left to right, not pairwise
    rows = np.repeat(np.arange(network.n_nodes), network.degrees)
    weights = network.weights / (strengths[rows] * strengths[network.neighbours] / total) if total else network.weights
    return Network(network.starts, network.neighbours, weights, np.ones(network.n_nodes))


def _sweep(
    network: Network,
    coordinates: Floats,
    order: Labels,
    *,
    powers: tuple[int, int],
    increment: float,
    limit: int,
    report: Progress,
) -> None:
    """Sweeps until the step has become too small, in place."""
    from smartspec.kernels.faithful_loops import sweep

    neighbours = network.neighbours.astype(np.int64)
    step, value, successes = FIRST_STEP, np.inf, 0
    for done in range(limit):
        if step < LAST_STEP:
            return
        before = value
        value = sweep(network.starts, neighbours, network.weights, coordinates, order, powers, increment, step)
        if value < before:
            successes += 1
            if successes >= SUCCESSES:
                step, successes = step / FACTOR, 0
        else:
            step, successes = step * FACTOR, 0
        report((done + 1) / limit)


def _standardised(coordinates: Floats) -> Floats:
    """As the engine: the axes are the images of (1, 1), which fixes their direction before the flips."""
    n = len(coordinates)
    if n < 2:
        return np.zeros((n, 2))
    x = np.array(coordinates, dtype=np.float64)
    x -= np.array([np.cumsum(x[:, 0])[-1], np.cumsum(x[:, 1])[-1]]) / n
    xx, yy, xy = ((a * b).sum() / n for a, b in ((x[:, 0], x[:, 0]), (x[:, 1], x[:, 1]), (x[:, 0], x[:, 1])))
    root = np.sqrt(xx * xx + yy * yy - 2 * xx * yy + 4 * xy * xy)
    images = np.array([[xx + xy - value, yy + xy - value] for value in ((xx + yy - root) / 2, (xx + yy + root) / 2)])
    lengths = np.sqrt((images**2).sum(axis=1))
    known = lengths > 1e-9 * (xx + yy)
    axes = np.eye(2)
    axes[known] = images[known] / lengths[known, None]
    if known.sum() == 1:  # (1, 1) lies on one axis, and the engine divides 0 by 0 for the other
        axes[~known] = axes[known] @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    turned = x @ axes.T
    turned = np.where(np.median(turned, axis=0) > 0, -turned, turned)
    mean = mean_distance(turned)
    return turned / mean if mean else turned


def _iterate(
    level: tuple[NDArray[np.int64], Labels, Floats],
    node_weights: Floats,
    labels: Labels,
    *,
    resolution: float,
    state: NDArray[np.uint64],
) -> Labels:
    """One iteration of the engine's Leiden algorithm: labels 0.. without gaps, in its order of numbers."""
    from smartspec.kernels.faithful_loops import move
    from smartspec.kernels.leiden import aggregate

    if len(labels) == 1:
        return labels
    labels = labels.copy()
    if move(*level, node_weights, labels, resolution, state):
        labels = _by_order(labels)
    n_clusters = int(labels.max()) + 1
    if n_clusters == len(labels):
        return labels
    parts = _refine(level, node_weights, labels, resolution=resolution, state=state)
    n_parts = int(parts.max()) + 1
    if n_parts < len(labels):
        above = np.empty(n_parts, dtype=np.int64)
        above[parts] = labels
    else:
        parts, n_parts, above = labels, n_clusters, np.arange(n_clusters)
    upper = aggregate(*level, parts, n_parts)
    upper_weights = np.bincount(parts, weights=node_weights, minlength=n_parts).astype(np.float64)
    return _iterate(upper, upper_weights, above, resolution=resolution, state=state)[parts]


def _refine(
    level: tuple[NDArray[np.int64], Labels, Floats],
    node_weights: Floats,
    labels: Labels,
    *,
    resolution: float,
    state: NDArray[np.uint64],
) -> Labels:
    """Parts of every cluster, numbered through from the first cluster to the last."""
    from smartspec.kernels.faithful_loops import merge

    starts, neighbours, weights = level
    rows = np.repeat(np.arange(len(labels)), np.diff(starts))
    inside = labels[rows] == labels[neighbours]
    degrees = np.bincount(rows[inside], minlength=len(labels))
    members = np.split(np.argsort(labels, kind="stable"), np.cumsum(np.bincount(labels))[:-1])
    place = np.empty(len(labels), dtype=np.int64)
    local_starts = np.concatenate([[0], np.cumsum(degrees)])
    local_neighbours, local_weights = neighbours[inside], weights[inside]
    parts, n_parts = np.empty(len(labels), dtype=np.int64), 0
    for nodes in members:
        place[nodes] = np.arange(len(nodes))
        own = np.arange(len(nodes))
        if len(nodes) > 1:
            span = np.concatenate([np.arange(local_starts[v], local_starts[v + 1]) for v in nodes])
            own_starts = np.concatenate([[0], np.cumsum(degrees[nodes])])
            own_neighbours = place[local_neighbours[span]]
            if merge(
                own_starts, own_neighbours, local_weights[span], node_weights[nodes], own, resolution, RANDOMNESS, state
            ):
                own = _by_order(own)
        parts[nodes] = n_parts + own
        n_parts += int(own.max()) + 1
    return parts


def _by_order(labels: Labels) -> Labels:
    """The same numbers without gaps."""
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _by_size(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """Numbers 1, 2, ... by falling size, ties in the old order; 0 stays 0."""
    sizes = np.bincount(labels)
    sizes[0] = len(labels) + 1
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return np.asarray(rank[labels])


def _alone(labels: NDArray[np.int32]) -> Labels:
    """Labels from 0 where a node without cluster has one of its own; as many numbers as nodes at most."""
    own = labels.max(initial=0) + 1 + np.arange(len(labels))
    return _by_order(np.where(labels > 0, labels, own).astype(np.int64))
