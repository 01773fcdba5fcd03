"""Clusters of a network: the VOS clustering function, maximised by the Leiden algorithm."""

import heapq
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError
from smartspec.network import Clustering, Network

Progress = Callable[[float], None]
Labels = NDArray[np.int64]
#: Share of the mean link weight that chance may cost in the refinement; it lifts the worst of ten starts.
RANDOMNESS = 0.1


def clustering_quality(network: Network, labels: NDArray[np.integer], *, resolution: float = 1.0) -> float:
    """Value of the VOS clustering function.

    Parameters
    ----------
    network : usually normalised by association strength.
    labels : (n,) whole numbers >= 0; every node labelled 0 is a cluster of its own.
    resolution : >= 0; higher favours small clusters.

    Returns
    -------
    (sum over ordered pairs in one cluster of the link weight - resolution * sum of squared cluster weights)
    / (2 * total link weight); minus infinity does not occur: 0.0 for a network without links.

    Notes
    -----
    Source: Waltman, van Eck, Noyons (2010), doi:10.1016/j.joi.2010.07.002, eq. 4 (up to a constant).

    Examples
    --------
    >>> pairs = Network.from_links(np.array([0, 2]), np.array([1, 3]), np.array([1.0, 1.0]), n=4)
    >>> clustering_quality(pairs, np.array([1, 1, 2, 2]), resolution=0.25)
    0.5
    """
    total = network.total_weight
    if not total:
        return 0.0
    labels = np.asarray(labels, dtype=np.int64)
    own = labels.max(initial=0) + 1 + np.arange(len(labels))
    labels = np.where(labels > 0, labels, own)
    rows = np.repeat(np.arange(network.n_nodes), network.degrees)
    inside = network.weights[labels[rows] == labels[network.neighbours]].sum()
    sizes = np.bincount(labels, weights=network.node_weights)
    return float((inside - resolution * (sizes**2).sum()) / (2 * total))


def cluster(
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
    """The best partition of several runs of the Leiden algorithm.

    Parameters
    ----------
    network : usually normalised; node weights count in the sizes of clusters.
    resolution : >= 0; at 1 and association strength, a pair is worth its excess over chance.
    n_starts : runs from single nodes; the one with the highest quality is kept, the first of equals.
    n_iterations : repetitions of a run on its own result; it ends earlier when nothing changes.
    min_cluster_size : nodes that a cluster must have; smaller ones are merged or given up.
    merge_small_clusters : merge each into the cluster with the largest link weight per weight of that cluster; a
        small cluster without links to others, or any small one if False, gets label 0.
    seed : seed of the generator; the same seed gives the same labels.
    progress : called with the share of starts done.

    Returns
    -------
    Labels 1, 2, ... by falling size, ties by first node; a node without links is a cluster of its own.

    Raises
    ------
    ComputeError
        If resolution is negative, or a number of starts, iterations or nodes is below 1.

    Notes
    -----
    Source: Traag, Waltman, van Eck (2019), doi:10.1038/s41598-019-41695-z.
    """
    _check(resolution, n_starts, n_iterations, min_cluster_size)
    parameters: dict[str, float | int | bool | str] = {
        "resolution": resolution,
        "n_starts": n_starts,
        "n_iterations": n_iterations,
        "min_cluster_size": min_cluster_size,
        "merge_small_clusters": merge_small_clusters,
        "seed": seed,
    }
    best, best_quality = np.arange(network.n_nodes) + 1, -np.inf
    state = np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]], dtype=np.uint64)
    for start in range(n_starts if network.n_links else 0):
        labels = _leiden(network, resolution, n_iterations, state)
        quality = clustering_quality(network, labels + 1, resolution=resolution)
        if quality > best_quality:
            best, best_quality = labels + 1, quality
        if progress:
            progress((start + 1) / n_starts)
    numbered = number_by_size(best)
    if min_cluster_size > 1:
        kept = without_small(network, numbered, min_size=min_cluster_size, merge=merge_small_clusters)
        numbered = number_by_size(kept)
    return Clustering(numbered, clustering_quality(network, numbered, resolution=resolution), parameters)


def _check(resolution: float, n_starts: int, n_iterations: int, min_cluster_size: int) -> None:
    if not resolution >= 0:
        raise ComputeError(f"resolution is {resolution}", hint="it must be 0 or more")
    for name, value in (
        ("n-starts", n_starts),
        ("n-iterations", n_iterations),
        ("min-cluster-size", min_cluster_size),
    ):
        if value < 1:
            raise ComputeError(f"{name} is {value}", hint="it must be 1 or more")


def _leiden(network: Network, resolution: float, n_iterations: int, state: NDArray[np.uint64]) -> Labels:
    """Labels 0.. of one run from single nodes."""
    labels = np.arange(network.n_nodes)
    level = (network.starts, network.neighbours.astype(np.int64), network.weights)
    randomness = RANDOMNESS * float(network.weights.mean())
    for _ in range(n_iterations):
        before = labels.copy()
        labels = _iterate(level, network.node_weights, labels, resolution, randomness, state)
        if np.array_equal(compact_labels(before), compact_labels(labels)):
            break
    return compact_labels(labels)


def _iterate(
    level: tuple[NDArray[np.int64], Labels, NDArray[np.float64]],
    node_weights: NDArray[np.float64],
    labels: Labels,
    resolution: float,
    randomness: float,
    state: NDArray[np.uint64],
) -> Labels:
    """One iteration: move, refine, aggregate, and the same on the aggregated network until nothing moves."""
    from smartspec.kernels.leiden import aggregate, move_nodes, refine

    node = np.arange(len(labels))  # node of the present level that holds each node of the first
    labels = labels.copy()
    while True:
        move_nodes(*level, node_weights, labels, resolution, state)
        labels = compact_labels(labels)
        n_clusters = int(labels.max()) + 1
        if n_clusters == len(labels):
            return labels[node]
        parts = compact_labels(refine(*level, node_weights, labels, resolution, randomness, state))
        n_parts = int(parts.max()) + 1
        if n_parts == len(labels):  # nothing was joined: aggregate the clusters as they are
            parts, n_parts = labels, n_clusters
        node = parts[node]
        upper = np.empty(n_parts, dtype=np.int64)
        upper[parts] = labels
        level = aggregate(*level, parts, n_parts)
        node_weights = np.bincount(parts, weights=node_weights, minlength=n_parts).astype(np.float64)
        labels = upper


def compact_labels(labels: NDArray[np.integer]) -> Labels:
    """Labels 0, 1, ... in the order of their first node.

    Examples
    --------
    >>> compact_labels(np.array([7, 3, 7, 0]))
    array([0, 1, 0, 2])
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse].astype(np.int64)


def number_by_size(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """Labels 1, 2, ... by falling number of nodes, ties by first node; 0 stays 0.

    Examples
    --------
    >>> number_by_size(np.array([5, 9, 9, 0]))
    array([2, 1, 1, 0], dtype=int32)
    """
    numbered = np.zeros(len(labels), dtype=np.int32)
    inside = np.flatnonzero(labels)
    if len(inside):
        compact = compact_labels(np.asarray(labels)[inside])
        order = np.argsort(-np.bincount(compact), kind="stable")
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(1, len(order) + 1)
        numbered[inside] = rank[compact]
    return numbered


def without_small(network: Network, labels: NDArray[np.integer], *, min_size: int, merge: bool) -> Labels:
    """Labels after clusters of fewer than `min_size` nodes were merged, smallest first, or given label 0.

    A cluster goes into the one with the largest link weight per weight of that cluster; of equals, here and in the
    order, the first number counts. Without links to others it gets label 0.
    """
    numbers: Labels = np.asarray(labels, dtype=np.int64)
    sizes = np.bincount(numbers).tolist()
    small = [(size, name) for name, size in enumerate(sizes) if name and 0 < size < min_size]
    target = np.arange(len(sizes))
    if not merge:
        target[[name for _, name in small]] = 0
        return np.asarray(target[numbers])
    linked = _between_clusters(network, numbers)
    heavy = np.bincount(numbers, weights=network.node_weights).tolist()
    heapq.heapify(small)
    while small:
        size, name = heapq.heappop(small)
        if size != sizes[name]:
            continue
        densities = [(-w / heavy[other], other) for other, w in linked[name].items() if heavy[other] > 0]
        into = min(densities)[1] if densities else 0
        target[name], sizes[name] = into, 0
        if into:
            sizes[into] += size
            heavy[into] += heavy[name]
            for other, weight in linked.pop(name).items():
                del linked[other][name]
                if other != into:
                    linked[into][other] = linked[other][into] = linked[into].get(other, 0.0) + weight
            if sizes[into] < min_size:
                heapq.heappush(small, (sizes[into], into))
    while not np.array_equal(target[target], target):
        target = target[target]
    return np.asarray(target[numbers])


def _between_clusters(network: Network, labels: Labels) -> dict[int, dict[int, float]]:
    """Link weight between each cluster and each other one that it is linked to."""
    first, second, weights = network.links()
    low, high = np.minimum(labels[first], labels[second]), np.maximum(labels[first], labels[second])
    apart = (low != high) & (low > 0)
    pairs, place = np.unique(np.column_stack([low, high])[apart], axis=0, return_inverse=True)
    sums = np.bincount(place.ravel(), weights=weights[apart], minlength=len(pairs))
    linked: dict[int, dict[int, float]] = {int(name): {} for name in np.unique(labels)}
    for (one, other), weight in zip(pairs.tolist(), sums.tolist(), strict=True):
        linked[one][other] = linked[other][one] = weight
    return linked
