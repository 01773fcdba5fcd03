"""Approximate inverses of the second derivatives of a layout function, for its minimisation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from smartspec.kernels.energy import Energy

Floats = NDArray[np.float64]
Precondition = Callable[[Floats], Floats]
#: The Laplacian is factorised up to so many links a node, and kept up to so much fill per link.
SPARSE, FILL = 20, 15


def preconditioner(energy: Energy) -> Precondition:
    """Multiplies a gradient by an approximate inverse of the second derivatives of the attraction.

    For attraction 2 these are the Laplacian of the network. It is factorised where the network is sparse; a dense one,
    whose factor would fill up, is little more than its diagonal anyway.
    """
    network, n = energy.network, energy.network.n_nodes
    pull = network.strengths + energy.increment * n
    pull = np.maximum(pull, pull.mean() * 1e-3)
    if network.n_links <= SPARSE * n:
        from scipy.sparse import csc_array, diags_array
        from scipy.sparse.linalg import splu

        links = csc_array((network.weights, network.neighbours, network.starts), shape=(n, n))
        # the Laplacian alone is singular: moving all nodes alike costs nothing
        laplacian = (diags_array(pull * (1 + 1e-6)) - links).tocsc()
        options = {"SymmetricMode": True}
        factor = splu(laplacian, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
        if factor.nnz <= FILL * (network.n_links + n):
            return lambda gradient: np.ascontiguousarray(factor.solve(gradient))
    inverse = 1 / pull[:, None]
    return lambda gradient: gradient * inverse
