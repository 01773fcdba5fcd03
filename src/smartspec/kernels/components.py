"""Connected components of a network."""

import numpy as np
from numpy.typing import NDArray

from smartspec.network import Network


def component_labels(network: Network) -> NDArray[np.int32]:
    """(n,) int32: the component of each node, numbered from 0 in the order of their first node.

    Examples
    --------
    >>> component_labels(Network.from_links(np.array([0]), np.array([2]), np.array([1.0]), n=3))
    array([0, 1, 0], dtype=int32)
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    shape = (network.n_nodes, network.n_nodes)
    matrix = csr_array((network.weights, network.neighbours, network.starts), shape=shape)
    _, labels = connected_components(matrix, directed=False)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[inverse]


def largest_component(network: Network) -> NDArray[np.bool_]:
    """(n,) bool: the nodes of the largest component; of equal ones the one with the first node."""
    labels = component_labels(network)
    if not len(labels):
        return np.zeros(0, dtype=bool)
    kept: NDArray[np.bool_] = labels == np.bincount(labels).argmax()
    return kept
