"""The VOS clustering: published optima, hand-computed values, invariants."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.kernels.clustering import cluster, clustering_quality, number_by_size
from smartspec.kernels.components import component_labels
from smartspec.kernels.normalising import normalise
from smartspec.network import Network

#: The network of the clustering test of networkanalysis (CWTS Leiden), whose results follow from the formula.
EIGHT = [(0, 1), (0, 2), (1, 2), (1, 3), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7)]


@pytest.mark.parametrize(
    ("graph", "resolution", "best", "n_clusters"),
    [
        (nx.karate_club_graph, 0.5, 0.685838960857, 5),
        (nx.karate_club_graph, 1, 0.547612724231, 8),
        (nx.karate_club_graph, 2, 0.365304534819, 12),
        (nx.les_miserables_graph, 0.5, 0.895685338154, 9),
        (nx.les_miserables_graph, 1, 0.846012905184, 11),
        (nx.les_miserables_graph, 2, 0.762028931065, 13),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_best_of_ten_is_the_best_known(networks, graph, resolution, best, n_clusters, seed):
    found = cluster(normalise(networks.from_networkx(graph())), resolution=resolution, seed=seed)
    assert found.quality >= best - 1e-11
    assert found.n_clusters == n_clusters


def test_the_stored_clusters_of_a_real_map_are_found(networks, shared_data):
    folder = shared_data / "vosviewer"
    network, ids = networks.from_file(folder / "JOI_2007-2016_co-authorship_network.txt")
    lines = (folder / "JOI_2007-2016_co-authorship_map.txt").read_text("utf-8-sig").splitlines()
    column = lines[0].split("\t").index("cluster")
    stored = {int(line.split("\t")[0]): int(line.split("\t")[column]) for line in lines[1:]}
    normalised = normalise(network)
    theirs = np.array([stored[i] for i in ids])
    found = cluster(normalised)
    assert found.quality >= clustering_quality(normalised, theirs) - 1e-12
    assert found.quality == pytest.approx(0.931214, abs=1e-6)
    assert found.n_clusters == 25
    pairs = {(a, b) for a, b in zip(found.labels.tolist(), theirs.tolist(), strict=True)}
    assert len(pairs) == 25, "the same partition"


@pytest.mark.parametrize(
    ("labels", "resolution", "wanted"),
    [
        ((1, 1, 1, 2, 2, 2, 2, 2), 0.1, (16 - 0.1 * 34) / 18),
        ((1, 1, 1, 2, 2, 2, 3, 3), 0.5, (14 - 0.5 * 22) / 18),
    ],
)
def test_quality_of_a_small_network_is_that_computed_by_hand(networks, labels, resolution, wanted):
    network = networks.from_tuples([(a, b, 1.0) for a, b in EIGHT], n=8)
    assert clustering_quality(network, np.array(labels), resolution=resolution) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(("resolution", "labels"), [(0.1, [2, 2, 2, 1, 1, 1, 1, 1]), (0.5, [1, 1, 1, 2, 2, 2, 3, 3])])
def test_the_small_network_falls_into_the_clusters_of_the_reference(networks, resolution, labels):
    network = networks.from_tuples([(a, b, 1.0) for a, b in EIGHT], n=8)
    assert cluster(network, resolution=resolution).labels.tolist() == labels


def partitions(n):
    """Every partition of n nodes, as labels from 1."""

    def grow(labels):
        if len(labels) == n:
            yield labels
            return
        for label in range(1, max(labels, default=0) + 2):
            yield from grow([*labels, label])

    return grow([])


@pytest.mark.parametrize("seed", range(6))
def test_no_partition_of_a_tiny_network_is_better(networks, seed):
    network = networks.random_network(seed, n=7, n_links=12)
    for resolution in (0.3, 1.0, 2.5):
        best = max(clustering_quality(network, np.array(p), resolution=resolution) for p in partitions(7))
        assert cluster(network, resolution=resolution).quality == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_clusters_are_connected(networks, seed):
    network = networks.random_network(seed, n=120, n_links=260)
    found = cluster(normalise(network), resolution=0.8)
    for label in range(1, found.n_clusters + 1):
        assert component_labels(network.subnetwork(found.labels == label)).max() == 0


def test_node_weights_count_in_the_size_of_clusters(networks):
    graph = nx.karate_club_graph()
    counted = networks.from_networkx(graph)
    modular = normalise(counted, method="lin-log-modularity")
    found = cluster(modular, resolution=1 / (2 * counted.total_weight))
    groups = [set(np.flatnonzero(found.labels == c)) for c in range(1, found.n_clusters + 1)]
    modularity = nx.community.modularity(graph, groups)
    assert found.quality == pytest.approx(modularity, abs=1e-12)
    assert modularity >= nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1)) - 1e-9


def test_labels_fall_by_size_and_ties_by_first_node():
    assert number_by_size(np.array([4, 4, 9, 9, 9, 1, 2])).tolist() == [2, 2, 1, 1, 1, 3, 4]


def test_small_clusters_are_merged_or_given_up(networks):
    network = normalise(networks.from_networkx(nx.les_miserables_graph()))
    merged = cluster(network, min_cluster_size=6)
    sizes = np.bincount(merged.labels)
    assert sizes[0] == 0
    assert sizes[1:].min() >= 6
    given_up = cluster(network, min_cluster_size=6, merge_small_clusters=False)
    whole = cluster(network)
    small = np.isin(whole.labels, np.flatnonzero(np.bincount(whole.labels) < 6))
    assert (given_up.labels == 0).tolist() == small.tolist()


def test_a_node_without_links_is_a_cluster_of_its_own_or_of_none(networks):
    network = networks.from_tuples([(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)], n=4)
    assert cluster(network, resolution=0.1).labels.tolist() == [1, 1, 1, 2]
    assert cluster(network, resolution=0.1, min_cluster_size=2).labels.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("n", range(4))
def test_networks_without_links_have_only_single_clusters(n):
    empty = Network.from_links(np.array([], int), np.array([], int), np.array([]), n=n)
    assert cluster(empty).labels.tolist() == list(range(1, n + 1))


def test_the_same_seed_gives_the_same_labels(networks):
    network = normalise(networks.random_network(9, n=300, n_links=900))
    assert np.array_equal(cluster(network, seed=5).labels, cluster(network, seed=5).labels)


@given(st.integers(0, 10_000), st.floats(0.1, 3), st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter(seed, resolution, factor):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 9, 20), rng.integers(0, 9, 20)
    weights = rng.uniform(0.5, 2, 20)
    one, other = (Network.from_links(first, second, weights * f, n=9) for f in (1.0, factor))
    labels = rng.integers(1, 4, 9)
    assert clustering_quality(one, labels, resolution=resolution) == pytest.approx(
        clustering_quality(other, labels, resolution=resolution * factor), rel=1e-9, abs=1e-12
    )


@given(st.integers(0, 10_000))
def test_the_result_is_never_worse_than_single_nodes_or_components(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 30))
    m = int(rng.integers(1, 60))
    network = Network.from_links(rng.integers(0, n, m), rng.integers(0, n, m), rng.uniform(0.1, 3, m), n=n)
    found = cluster(network, n_starts=2)
    for labels in (np.arange(1, n + 1), component_labels(network) + 1):
        assert found.quality >= clustering_quality(network, labels) - 1e-9


@pytest.mark.parametrize("option", [{"resolution": -1}, {"n_starts": 0}, {"n_iterations": 0}, {"min_cluster_size": 0}])
def test_options_out_of_range_are_refused(networks, option):
    with pytest.raises(ComputeError):
        cluster(networks.random_network(1), **option)


def test_partitions_of_four_are_fifteen():
    assert len(list(itertools.islice(partitions(4), 100))) == 15
