"""Stand-in."""
import numpy as np, scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
def component_labels(network):
    m = sp.csr_matrix((network.weights, network.neighbours, network.starts), shape=(network.n_nodes,)*2)
    return connected_components(m, directed=False)[1]
