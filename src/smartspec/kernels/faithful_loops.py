"""The loops of VOSviewer Online's engine in its own order of operations: equal to the last bit where that matters.

Nothing here may be reordered, fused or vectorised: a difference in the last bit grows to 1e-3 over a thousand sweeps.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
State = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Force = tuple[float, float, float]  # along x, along y, and V so far
SPLIT = 256.0  # fastExp of the engine: (1 + x / 256) ** 256


@njit(cache=True)
def next_bits(state: State, bits: int) -> int:
    """The next `bits` (at most 31) bits of java.util.Random; `state` is (1,) uint64."""
    state[0] = (state[0] * np.uint64(0x5DEECE66D) + np.uint64(11)) & np.uint64(0xFFFFFFFFFFFF)
    return np.int64(state[0] >> np.uint64(48 - bits))  # type: ignore[return-value]


@njit(cache=True)
def next_unit(state: State) -> float:
    """nextDouble: a number in [0, 1)."""
    high = next_bits(state, 26)
    return float(high * 134217728 + next_bits(state, 27)) / 9007199254740992.0


@njit(cache=True)
def permutation(n: int, state: State) -> Ints:
    """(n,) int64: each place swapped with a random one; small n are not drawn again where they are favoured."""
    order = np.arange(n)
    for i in range(n):
        drawn = next_bits(state, 31)
        j = (n * drawn) >> 31 if n & (n - 1) == 0 else drawn % n
        order[i], order[j] = order[j], order[i]
    return order


@njit(cache=True)
def power(base: float, exponent: int) -> float:
    """Repeated multiplication or division."""
    if exponent == 0:
        return 1.0
    found = base if exponent > 0 else 1.0 / base if base > 0.0 else math.inf
    for _ in range(abs(exponent) - 1):
        found = found * base if exponent > 0 else found / base if base > 0.0 else math.inf
    return found


@njit(cache=True)
def potential(d: float, raised: float, exponent: int, weight: float) -> float:
    """Weight times d to the exponent over the exponent, 0 meaning the logarithm."""
    if exponent != 0:
        return weight * raised / exponent
    return weight * (math.log(d) if d > 0.0 else -math.inf)


@njit(cache=True)
def pull(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    coordinates: Floats,
    at: tuple[int, float],
    exponent: int,
    visited: Flags,
) -> Force:
    """Attraction of node `at[0]` by its neighbours; to V, `at[1]` so far, the pairs not met before are added."""
    x, y = coordinates[0], coordinates[1]
    i, value = at
    fx, fy = 0.0, 0.0
    for k in range(starts[i], starts[i + 1]):
        j = neighbours[k]
        dx, dy = x[i] - x[j], y[i] - y[j]
        s = dx * dx + dy * dy
        d = math.sqrt(s)
        raised = power(d, exponent)
        if s > 0.0:
            f = weights[k] * raised / s
            fx += f * dx
            fy += f * dy
        if not visited[j]:
            value += potential(d, raised, exponent, weights[k])
    return fx, fy, value


@njit(cache=True)
def push(coordinates: Floats, i: int, powers: tuple[int, int], increment: float, visited: Flags, force: Force) -> Force:
    """The force with the repulsion of node i by all others added, and with their increment of the attraction."""
    x, y = coordinates[0], coordinates[1]
    fx, fy, value = force
    attraction, repulsion = powers
    for j in range(len(x)):
        if j == i:
            continue
        dx, dy = x[i] - x[j], y[i] - y[j]
        s = dx * dx + dy * dy
        d = math.sqrt(s)
        raised = power(d, repulsion)
        if s > 0.0:
            f = raised / s
            fx -= f * dx
            fy -= f * dy
        if not visited[j]:
            value -= potential(d, raised, repulsion, 1.0)
        if increment > 0.0:
            raised = power(d, attraction)
            if s > 0.0:
                f = increment * raised / s
                fx += f * dx
                fy += f * dy
            if not visited[j]:
                value += potential(d, raised, attraction, increment)
    return fx, fy, value


@njit(cache=True)
def sweep(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    coordinates: Floats,
    order: Ints,
    powers: tuple[int, int],
    increment: float,
    step: float,
) -> float:
    """Move every node one step length along its force, in place; V, each pair as it was met first."""
    x, y = coordinates[0], coordinates[1]
    value = 0.0
    visited = np.zeros(len(x), np.bool_)
    for i in order:
        force = pull(starts, neighbours, weights, coordinates, (i, value), powers[0], visited)
        fx, fy, value = push(coordinates, i, powers, increment, visited, force)
        length = math.sqrt(fx * fx + fy * fy)
        if length > 0.0:  # the engine divides 0 by 0 here
            x[i] -= step * fx / length
            y[i] -= step * fy / length
        visited[i] = True
    return value


@njit(cache=True)
def quality(
    starts: Ints, neighbours: Ints, weights: Floats, node_weights: Floats, labels: Ints, resolution: float
) -> float:
    """Q, summed in the engine's order."""
    found, total = 0.0, 0.0
    sizes = np.zeros(len(labels))
    for i in range(len(labels)):
        sizes[labels[i]] += node_weights[i]
        for k in range(starts[i], starts[i + 1]):
            total += weights[k]
            if labels[neighbours[k]] == labels[i]:
                found += weights[k]
    for size in sizes:
        found -= size * size * resolution
    return found / total


@njit(cache=True)
def choose(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    labels: Ints,
    v: int,
    seen: Ints,
    links: Floats,
) -> int:
    """Fill `seen` from its second place with the labels of v's neighbours, `links` with their weight; the length."""
    n_seen = 1
    for k in range(starts[v], starts[v + 1]):
        c = labels[neighbours[k]]
        if links[c] == 0.0:
            seen[n_seen] = c
            n_seen += 1
        links[c] += weights[k]
    return n_seen


@njit(cache=True)
def move(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    node_weights: Floats,
    labels: Ints,
    resolution: float,
    state: State,
) -> bool:
    """Fast local moving, in place."""
    n = len(labels)
    sizes, counts = np.zeros(n), np.zeros(n, np.int64)
    for v in range(n):
        sizes[labels[v]] += node_weights[v]
        counts[labels[v]] += 1
    empty = np.empty(n + 1, np.int64)
    n_empty = 0
    for c in range(n - 1, -1, -1):
        if counts[c] == 0:
            empty[n_empty] = c
            n_empty += 1
    queue, settled = permutation(n, state), np.zeros(n, np.bool_)
    links, seen = np.zeros(n), np.empty(n + 1, np.int64)
    head, length, moved = 0, n, False
    while length > 0:
        v = queue[head]
        old = labels[v]
        sizes[old] -= node_weights[v]
        counts[old] -= 1
        if counts[old] == 0:
            empty[n_empty] = old
            n_empty += 1
        n_seen = choose(starts, neighbours, weights, labels, v, seen, links)
        seen[0] = empty[n_empty - 1]
        best, best_gain = old, links[old] - node_weights[v] * sizes[old] * resolution
        for c in seen[:n_seen]:
            gain = links[c] - node_weights[v] * sizes[c] * resolution
            if gain > best_gain:
                best, best_gain = c, gain
            links[c] = 0.0
        sizes[best] += node_weights[v]
        counts[best] += 1
        if best == empty[n_empty - 1]:
            n_empty -= 1
        settled[v] = True
        length -= 1
        if best != old:
            labels[v] = best
            moved = True
            for u in neighbours[starts[v] : starts[v + 1]]:
                if settled[u] and labels[u] != best:
                    settled[u] = False
                    length += 1
                    queue[(head + length) % n] = u
        head = (head + 1) % n
    return moved


@njit(cache=True)
def draw(chances: Floats, n: int, state: State) -> int:
    """The first place where the cumulated chances reach a random share of their sum."""
    aim = chances[n - 1] * next_unit(state)
    for k in range(n):
        if chances[k] >= aim:
            return k
    return n - 1


@njit(cache=True)
def merge(
    starts: Ints,
    neighbours: Ints,
    weights: Floats,
    node_weights: Floats,
    labels: Ints,
    resolution: float,
    randomness: float,
    state: State,
) -> bool:
    """Local merging of one cluster, from single nodes (labels 0..n-1), in place."""
    n = len(labels)
    total = 0.0
    for w in node_weights:
        total += w
    sizes, joined, outside = node_weights.copy(), np.zeros(n, np.bool_), np.zeros(n)
    for v in range(n):
        for k in range(starts[v], starts[v + 1]):
            outside[v] += weights[k]
    links, seen, chances = np.zeros(n), np.empty(n + 1, np.int64), np.empty(n + 1)
    moved = False
    for v in permutation(n, state):
        if joined[v] or not outside[v] >= sizes[v] * (total - sizes[v]) * resolution:
            continue
        sizes[v], outside[v] = 0.0, 0.0
        n_seen = choose(starts, neighbours, weights, labels, v, seen, links)
        seen[0] = v
        best, best_gain, cumulated = v, 0.0, 0.0
        for k in range(n_seen):
            c = seen[k]
            if outside[c] >= sizes[c] * (total - sizes[c]) * resolution:
                gain = links[c] - node_weights[v] * sizes[c] * resolution
                if gain > best_gain:
                    best, best_gain = c, gain
                if gain >= 0.0:
                    chance = 1.0 + gain / randomness / SPLIT
                    for _ in range(8):
                        chance *= chance
                    cumulated += chance
            chances[k] = cumulated
            links[c] = 0.0
        if cumulated < math.inf:
            best = seen[draw(chances, n_seen, state)]
        sizes[best] += node_weights[v]
        for k in range(starts[v], starts[v + 1]):
            outside[best] += -weights[k] if labels[neighbours[k]] == best else weights[k]
        if best != v:
            labels[v] = best
            joined[best] = True
            moved = True
    return moved
