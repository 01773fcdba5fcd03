"""Large layouts: the mesh against exact forces, and whole layouts against exact ones."""

import networkx as nx
import numpy as np
import pytest

from smartspec.kernels import staging
from smartspec.kernels.energy import energy_of
from smartspec.kernels.layout import lay_out
from smartspec.kernels.normalising import normalise


@pytest.fixture(scope="module")
def large(networks):
    """A planted-partition network of 1,800 nodes, beyond the bound from which a mesh is used."""
    graph = nx.random_partition_graph([60] * 30, 0.25, 0.002, seed=1)
    return normalise(networks.from_networkx(graph))


@pytest.mark.parametrize("repulsion", [1, 0, -1])
def test_a_layout_on_the_mesh_is_at_rest_under_exact_forces(large, repulsion):
    assert large.n_nodes > staging.MESH_FROM
    found = lay_out(large, attraction=2, repulsion=repulsion, n_starts=1)
    energy = energy_of(large, attraction=2, repulsion=repulsion)
    x = found.coordinates * energy.best_scale(found.coordinates)
    value, gradient = energy.value_and_gradient(x)
    assert value == pytest.approx(found.objective, rel=1e-4)
    pull = np.median(np.abs(large.strengths)) * np.median(np.abs(x))
    assert np.median(np.abs(gradient)) < 2e-2 * pull


@pytest.mark.slow
def test_the_mesh_reaches_the_value_of_exact_forces(large, monkeypatch):
    meshed = lay_out(large, n_starts=2).objective
    monkeypatch.setattr(staging, "MESH_FROM", 10**9)
    exact = lay_out(large, n_starts=2).objective
    assert meshed == pytest.approx(exact, rel=5e-3)
