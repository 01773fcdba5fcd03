"""Stand-in."""
import numpy as np
from smartspec.network import Layout
def lay_out(network, *, attraction=2, repulsion=1, n_starts=5, seed=0):
    return Layout(np.random.default_rng(seed).normal(size=(network.n_nodes, 2)), 1.0, {})
