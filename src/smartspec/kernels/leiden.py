"""The loops of the Leiden algorithm for the constant Potts model with node weights.

Letters as in Traag, Waltman, van Eck (2019), doi:10.1038/s41598-019-41695-z: a cluster C has weight K(C), the sum of
its node weights; moving node v into C gains w(v, C) - resolution * K(v) * K(C), half of what Q gains.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
State = NDArray[np.uint64]


@njit(cache=True)
def random_unit(state: State) -> float:
    """The next number in [0, 1) of a splitmix64 generator; `state` is (1,) uint64."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True)
def shuffled(n: int, state: State) -> Ints:
    """(n,) int64: a random order of 0..n-1."""
    order = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = int(random_unit(state) * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


@njit(cache=True)
def move_nodes(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    node_weights: Floats,
    labels: Ints,
    resolution: float,
    state: State,
) -> bool:
    """Move nodes to the neighbouring (or an empty) cluster with the largest gain until none gains; in place.

    Labels are 0..n-1, any may be empty. A node moves only for a strict gain, so the result is never worse.
    """
    n = len(node_weights)
    cluster_weights, sizes = np.zeros(n), np.zeros(n, np.int64)
    for v in range(n):
        cluster_weights[labels[v]] += node_weights[v]
        sizes[labels[v]] += 1
    empty = np.empty(n, np.int64)
    n_empty = 0
    for c in range(n - 1, -1, -1):
        if sizes[c] == 0:
            empty[n_empty] = c
            n_empty += 1
    queue, waiting = shuffled(n, state), np.ones(n, np.bool_)
    head, length = 0, n
    links, seen = np.zeros(n), np.empty(n, np.int64)
    moved = False
    while length > 0:
        v = queue[head]
        head = (head + 1) % n
        length -= 1
        waiting[v] = False
        old = labels[v]
        cluster_weights[old] -= node_weights[v]
        sizes[old] -= 1
        if sizes[old] == 0:
            cluster_weights[old] = 0.0
        n_seen = 0
        for k in range(starts[v], starts[v + 1]):
            c = labels[neighbours[k]]
            if links[c] == 0.0:
                seen[n_seen] = c
                n_seen += 1
            links[c] += weights[k]
        best, best_gain = old, links[old] - resolution * node_weights[v] * cluster_weights[old]
        if sizes[old] > 0 and n_empty > 0 and best_gain < 0.0:
            best, best_gain = empty[n_empty - 1], 0.0
        margin = 1e-12 * max(1.0, abs(best_gain))
        for k in range(n_seen):
            c = seen[k]
            gain = links[c] - resolution * node_weights[v] * cluster_weights[c]
            if gain > best_gain + margin:
                best, best_gain = c, gain
            links[c] = 0.0
        cluster_weights[best] += node_weights[v]
        if sizes[best] == 0 and best != old:
            n_empty -= 1
        sizes[best] += 1
        if best == old:
            continue
        if sizes[old] == 0:
            empty[n_empty] = old
            n_empty += 1
        labels[v] = best
        moved = True
        for k in range(starts[v], starts[v + 1]):
            u = neighbours[k]
            if labels[u] != best and not waiting[u]:
                queue[(head + length) % n] = u
                length += 1
                waiting[u] = True
    return moved


@njit(cache=True)
def refine(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    node_weights: Floats,
    labels: Ints,
    resolution: float,
    randomness: float,
    state: State,
) -> Ints:
    """(n,) int64: a partition finer than `labels`, every part of it well connected within its cluster.

    A node that is still alone joins a part of its own cluster, drawn with probability proportional to
    exp(gain / randomness) among those that do not lose; with randomness 0 the one that gains most.
    """
    n = len(node_weights)
    cluster_weights = np.zeros(n)
    for v in range(n):
        cluster_weights[labels[v]] += node_weights[v]
    parts, part_weights, sizes = np.arange(n), node_weights.copy(), np.ones(n, np.int64)
    outside = np.zeros(n)  # link weight of a part to the rest of its cluster
    for v in range(n):
        for k in range(starts[v], starts[v + 1]):
            if labels[neighbours[k]] == labels[v]:
                outside[v] += weights[k]
    links, seen, chances = np.zeros(n), np.empty(n, np.int64), np.empty(n)
    for v in shuffled(n, state):
        whole = cluster_weights[labels[v]]
        alone = sizes[parts[v]] == 1
        if not alone or outside[v] < resolution * node_weights[v] * (whole - node_weights[v]):
            continue
        n_seen = 0
        for k in range(starts[v], starts[v + 1]):
            u = neighbours[k]
            if labels[u] == labels[v]:
                if links[parts[u]] == 0.0:
                    seen[n_seen] = parts[u]
                    n_seen += 1
                links[parts[u]] += weights[k]
        best, best_gain, top = parts[v], 0.0, 0.0
        for k in range(n_seen):
            c = seen[k]
            gain = links[c] - resolution * node_weights[v] * part_weights[c]
            connected = outside[c] >= resolution * part_weights[c] * (whole - part_weights[c])
            chances[k] = gain if connected and gain >= 0.0 else -1.0
            if chances[k] > best_gain:
                best, best_gain = c, gain
        if randomness > 0.0 and best_gain > 0.0:
            total = np.exp(-best_gain / randomness)  # staying alone gains nothing
            for k in range(n_seen):
                if chances[k] >= 0.0:
                    total += np.exp((chances[k] - best_gain) / randomness)
            draw = random_unit(state) * total
            top = np.exp(-best_gain / randomness)
            best = parts[v]
            for k in range(n_seen):
                if draw < top:
                    break
                if chances[k] >= 0.0:
                    top += np.exp((chances[k] - best_gain) / randomness)
                    best = seen[k]
        if best != parts[v]:
            old = parts[v]
            outside[best] += outside[old] - 2.0 * links[best]
            part_weights[best] += node_weights[v]
            part_weights[old] = 0.0
            sizes[best] += 1
            sizes[old] = 0
            parts[v] = best
        for k in range(n_seen):
            links[seen[k]] = 0.0
    return parts


@njit(cache=True)
def aggregate(
    starts: Ints, neighbours: Ints, weights: Floats, labels: Ints, n_clusters: int
) -> tuple[Ints, Ints, Floats]:
    """Rows of the network between clusters (labels 0..n_clusters-1); links within a cluster are left out."""
    n = len(labels)
    order, place = np.empty(n, np.int64), np.zeros(n_clusters + 1, np.int64)
    for v in range(n):
        place[labels[v] + 1] += 1
    for c in range(n_clusters):
        place[c + 1] += place[c]
    ends = place.copy()
    for v in range(n):
        order[ends[labels[v]]] = v
        ends[labels[v]] += 1
    new_starts = np.zeros(n_clusters + 1, np.int64)
    new_neighbours, new_weights = np.empty(len(neighbours), np.int64), np.empty(len(neighbours))
    links, seen, length = np.zeros(n_clusters), np.empty(n_clusters, np.int64), 0
    for c in range(n_clusters):
        n_seen = 0
        for i in range(place[c], place[c + 1]):
            v = order[i]
            for k in range(starts[v], starts[v + 1]):
                other = labels[neighbours[k]]
                if other != c:
                    if links[other] == 0.0:
                        seen[n_seen] = other
                        n_seen += 1
                    links[other] += weights[k]
        for i in range(n_seen):
            new_neighbours[length] = seen[i]
            new_weights[length] = links[seen[i]]
            links[seen[i]] = 0.0
            length += 1
        new_starts[c + 1] = length
    return new_starts, new_neighbours[:length].copy(), new_weights[:length].copy()
