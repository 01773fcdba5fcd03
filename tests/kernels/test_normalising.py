"""Normalisations: the definitions, and what must not matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.kernels.normalising import normalise
from smartspec.network import Network

seeds = st.integers(0, 100_000)


def network_of(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 12)), int(rng.integers(1, 30))
    return Network.from_links(rng.integers(0, n, m), rng.integers(0, n, m), rng.uniform(0.1, 9, m), n=n)


def dense(network):
    matrix = np.zeros((network.n_nodes, network.n_nodes))
    rows = np.repeat(np.arange(network.n_nodes), network.degrees)
    matrix[rows, network.neighbours] = network.weights
    return matrix


@given(seeds)
def test_association_strength_is_the_count_over_its_expectation(seed):
    network = network_of(seed)
    counts = dense(network)
    k = counts.sum(axis=1)
    expected = np.outer(k, k) / counts.sum() if counts.sum() else np.ones_like(counts)
    wanted = np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)
    np.testing.assert_allclose(dense(normalise(network)), wanted, rtol=1e-12)


@given(seeds, st.floats(0.01, 1000))
def test_the_unit_of_the_counts_does_not_matter(seed, factor):
    network = network_of(seed)
    first, second, weights = network.links()
    scaled = Network.from_links(first, second, weights * factor, n=network.n_nodes)
    np.testing.assert_allclose(normalise(scaled).weights, normalise(network).weights, rtol=1e-9)


@given(seeds)
def test_fractionalisation_is_the_mean_of_both_shares(seed):
    network = network_of(seed)
    counts, k = dense(network), dense(network).sum(axis=1)
    found = dense(normalise(network, method="fractionalisation"))
    for i, j in zip(*np.nonzero(counts), strict=True):
        assert found[i, j] == pytest.approx(counts[i, j] * (len(k) / k[i] + len(k) / k[j]) / 2)


def test_the_reference_network_has_the_totals_of_the_reference(networks):
    network = networks.reference_ten()
    assert network.total_weight == 500
    assert normalise(network).total_weight == pytest.approx(59.01145827229578, abs=1e-10)
    assert normalise(network, method="fractionalisation").total_weight == pytest.approx(50, abs=1e-10)


def test_fractionalised_weights_sum_to_half_the_square_of_the_number_of_nodes():
    rng = np.random.default_rng(0)
    first, second = np.triu_indices(10, 1)
    chosen = rng.permutation(45)[:24]
    network = Network.from_links(first[chosen], second[chosen], rng.integers(1, 40, 24).astype(float), n=10)
    assert normalise(network, method="fractionalisation").total_weight == pytest.approx(50), (
        "n^2 / 2, whatever the links"
    )


def test_lin_log_modularity_keeps_the_counts_and_weighs_the_nodes():
    network = network_of(3)
    found = normalise(network, method="lin-log-modularity")
    assert np.array_equal(found.weights, network.weights)
    assert np.array_equal(found.node_weights, network.strengths)


def test_an_unknown_method_is_answered_with_the_nearest():
    with pytest.raises(ComputeError) as caught:
        normalise(network_of(1), method="asociation-strength")
    assert "association-strength" in caught.value.hint
