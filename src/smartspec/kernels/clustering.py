"""Stand-in."""
import numpy as np
from smartspec.network import Clustering
def cluster(network, *, resolution=1.0, n_starts=10, min_cluster_size=1, merge_small_clusters=True, seed=0):
    return Clustering(np.ones(network.n_nodes, np.int32), 0.5, {})
