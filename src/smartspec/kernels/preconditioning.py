"""Approximate inverses of the second derivatives of a layout function, for its minimisation."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.kernels.energy import Energy
from smartspec.network import Network

Floats = NDArray[np.float64]
Precondition = Callable[[Floats], Floats]
#: The Laplacian is factorised up to so many links a node, and kept up to so much fill per link.
SPARSE, FILL = 20, 25
#: A larger network is only tried if a part of so many nodes has no more fill per link than this: the fill of networks
#: that fall into pieces hardly grows with their size, that of the others does.
PART, PART_FILL = 2000, 10


def preconditioner(energy: Energy) -> Precondition:
    """Multiplies a gradient by an approximate inverse of the second derivatives of the attraction.

    For attraction 2 these are the Laplacian of the network. It is factorised where the network is sparse; a dense one,
    whose factor would fill up, is little more than its diagonal anyway.
    """
    network, n = energy.network, energy.network.n_nodes
    pull = network.strengths + energy.increment * n
    pull = np.maximum(pull, pull.mean() * 1e-3)
    if network.n_links <= SPARSE * n and _promises_little_fill(network, pull):
        factor, fill = _factorise(network, pull)
        if fill <= FILL:
            return lambda gradient: _centred(factor.solve(_centred(gradient)))
    inverse = 1 / pull[:, None]
    return lambda gradient: gradient * inverse


def _centred(values: Floats) -> Floats:
    """Without the part that moves all nodes alike: it gains nothing, and the inverse would blow up its rounding."""
    return np.ascontiguousarray(values - values.mean(axis=0))


def _promises_little_fill(network: Network, pull: Floats) -> bool:
    if network.n_nodes <= 2 * PART:
        return True
    part = _around_the_hub(network)
    return _factorise(network.subnetwork(part), pull[part])[1] <= PART_FILL


def _around_the_hub(network: Network) -> NDArray[np.bool_]:
    """(n,) bool: about PART nodes, those fewest steps away from the node with most links."""
    inside = np.zeros(network.n_nodes, dtype=bool)
    front = np.array([np.argmax(network.degrees)])
    while len(front):
        inside[front] = True
        room = PART - int(inside.sum())
        spans = [network.neighbours[network.starts[i] : network.starts[i + 1]] for i in front]
        reached = np.unique(np.concatenate(spans))
        front = reached[~inside[reached]][: max(room, 0)]
    return inside


def _factorise(network: Network, pull: Floats) -> tuple[Any, float]:
    """Factor of the diagonal less the links, and its fill per link."""
    from scipy.sparse import csc_array, diags_array
    from scipy.sparse.linalg import splu

    n = network.n_nodes
    links = csc_array((network.weights, network.neighbours, network.starts), shape=(n, n))
    # the Laplacian alone is singular: moving all nodes alike costs nothing
    laplacian = (diags_array(pull * (1 + 1e-6)) - links).tocsc()
    options = {"SymmetricMode": True}
    factor = splu(laplacian, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
    return factor, factor.nnz / (network.n_links + n)
