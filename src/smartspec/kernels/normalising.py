"""Link weights made comparable between nodes of different strength."""

from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.network import Network

Normalisation = Literal["association-strength", "fractionalisation", "lin-log-modularity", "none"]
METHODS: tuple[Normalisation, ...] = (
    "association-strength",
    "fractionalisation",
    "lin-log-modularity",
    "none",
)


def normalise(network: Network, *, method: Normalisation = "association-strength") -> Network:
    """The network with normalised weights.

    Parameters
    ----------
    network : counted links a_ij; k_i is the strength of node i, m the total weight, n the number of nodes.
    method : `association-strength` gives 2 m a_ij / (k_i k_j), 1 where a link is as strong as chance;
        `fractionalisation` gives a_ij (n / k_i + n / k_j) / 2; `lin-log-modularity` keeps a_ij and gives each node
        the weight k_i; `none` changes nothing.

    Returns
    -------
    Network
        Node weights are 1 except under `lin-log-modularity`; a node without links keeps none.

    Raises
    ------
    ComputeError
        If there is no such method.

    Notes
    -----
    Source: van Eck, Waltman (2009), doi:10.1002/asi.21075, eq. 6.

    Examples
    --------
    >>> links = Network.from_links(np.array([0, 1]), np.array([1, 2]), np.array([2.0, 1.0]), n=3)
    >>> normalise(links).weights
    array([2., 2., 2., 2.])
    """
    if method not in METHODS:
        raise ComputeError(f"unknown normalisation `{method}`", hint=nearest(method, METHODS))
    strengths, n = network.strengths, network.n_nodes
    rows = np.repeat(np.arange(n), network.degrees)
    own, other = strengths[rows], strengths[network.neighbours]
    weights, node_weights = network.weights, np.ones(n)
    if method == "association-strength":
        weights = weights * strengths.sum() / (own * other)
    elif method == "fractionalisation":
        weights = weights * (n / own + n / other) / 2
    elif method == "lin-log-modularity":
        node_weights = strengths
    return Network(network.starts, network.neighbours, weights, node_weights)
