"""The VOS layout: published values, a second implementation, invariants."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ComputeError
from smartspec.kernels.energy import FEW, Energy, energy_of, layout_objective
from smartspec.kernels.layout import lay_out
from smartspec.kernels.normalising import normalise
from smartspec.kernels.standardising import mean_distance, standardise
from smartspec.network import Network

#: Relative; the best values known from many starts of other programs.
TOLERANCE = 1e-6


@pytest.mark.parametrize(
    ("graph", "total", "best"),
    [
        (nx.karate_club_graph, 436.1714373, -5116.38908),
        (nx.les_miserables_graph, 3562.358656, -104616.153958),
    ],
)
def test_small_networks_reach_the_best_known_value(networks, graph, total, best):
    network = normalise(networks.from_networkx(graph()))
    assert network.total_weight == pytest.approx(total, rel=1e-8)
    assert lay_out(network).objective <= best + TOLERANCE * abs(best)


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("JOI_2007-2016_co-authorship_network.txt", -28894408),
        ("Scientometrics_term_co-occurrence_network.txt.gz", -614382.7),
    ],
)
def test_real_networks_reach_the_best_known_value(networks, shared_data, name, best):
    network, _ = networks.from_file(shared_data / "vosviewer" / name)
    found = lay_out(normalise(network), n_starts=3)
    assert found.objective <= best + TOLERANCE * abs(best)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("name", "powers"),
    [
        ("QSS_SM_2020-2021_co-authorship", (2, -2)),
        pytest.param("Scientometrics_term_co-occurrence", (1, 0), marks=pytest.mark.slow),
    ],
)
def test_stored_maps_are_not_better_than_ours_with_the_powers_they_were_made_with(networks, shared_data, name, powers):
    suffix = ".gz" if "Scientometrics" in name else ""
    network, ids = networks.from_file(shared_data / "vosviewer" / f"{name}_network.txt{suffix}")
    lines = (shared_data / "vosviewer" / f"{name}_map.txt").read_text("utf-8-sig").splitlines()
    header = [word.lower() for word in lines[0].split("\t")]
    rows = {int(cells[0]): cells for cells in (line.split("\t") for line in lines[1:])}
    stored = np.array([[float(rows[i][header.index(axis)]) for axis in ("x", "y")] for i in ids])
    network = normalise(network)
    attraction, repulsion = powers
    energy = energy_of(network, attraction=attraction, repulsion=repulsion)
    theirs = layout_objective(network, stored * energy.best_scale(stored), attraction=attraction, repulsion=repulsion)
    ours = lay_out(network, attraction=attraction, repulsion=repulsion, n_starts=1).objective
    assert ours <= theirs + 2e-3 * abs(theirs)


#: Standardised coordinates of the reference's test (powers 2 and -2) to nine decimals, and their value.
TEN_X = (1.136341835, 0.879152105, -0.512331857, -0.032236745, -0.146102352)
TEN_X += (-0.528511035, -0.754004637, -0.542296378, -0.22047403, 0.720463094)
TEN_Y = (-0.149931232, 0.318787053, -0.661664094, 0.007739771, 0.280012379)
TEN_Y += (0.612571137, 0.328330118, -0.205903696, -0.460960297, -0.068981139)
TEN_VALUE = 55.06823414047805


def test_the_value_of_the_reference_s_own_layout_is_the_one_it_states(networks):
    network = normalise(networks.reference_ten())
    found = layout_objective(network, np.column_stack([TEN_X, TEN_Y]), attraction=2, repulsion=-2)
    assert found == pytest.approx(TEN_VALUE, abs=1e-6)


def test_the_reference_s_own_layout_is_found_or_bettered(networks):
    network = normalise(networks.reference_ten())
    theirs = np.column_stack([TEN_X, TEN_Y])
    energy = energy_of(network, attraction=2, repulsion=-2)
    best = energy.value_and_gradient(theirs * energy.best_scale(theirs))[0]
    assert lay_out(network, attraction=2, repulsion=-2, n_starts=10).objective <= best * (1 + 1e-6)


def by_definition(network: Network, x, attraction, repulsion, increment) -> float:
    """V summed pair by pair, from the formula."""

    def power(d, p):
        return math.log(d) if p == 0 else d**p / p

    weights = dict(
        zip(
            itertools.starmap(lambda a, b: (int(a), int(b)), zip(*network.links()[:2], strict=True)),
            network.links()[2],
            strict=True,
        )
    )
    value = 0.0
    for i, j in itertools.combinations(range(network.n_nodes), 2):
        d = math.dist(x[i], x[j])
        value += (weights.get((i, j), 0.0) + increment) * power(d, attraction)
        value -= network.node_weights[i] * network.node_weights[j] * power(d, repulsion)
    return value


POWERS = [(2, 1), (2, 0), (2, -1), (2, -2), (1, 0), (1, -1), (3, 1.5), (0, -1), (2, -0.5)]


@pytest.mark.parametrize(("attraction", "repulsion"), POWERS)
@pytest.mark.parametrize("n", [12, FEW + 5])
def test_value_and_gradient_are_those_of_the_formula(networks, n, attraction, repulsion):
    counted = networks.random_network(n, n=n, n_links=3 * n)
    network = Network(counted.starts, counted.neighbours, counted.weights, np.linspace(0.5, 2, n))
    x = np.random.default_rng(0).normal(size=(n, 2))
    energy = Energy(network, attraction, repulsion, 0.01)
    value, gradient = energy.value_and_gradient(x)
    if n < 50:
        assert value == pytest.approx(by_definition(network, x, attraction, repulsion, 0.01), rel=1e-10)
    step = 1e-5
    for i, axis in ((0, 0), (n // 2, 1), (n - 1, 0)):
        moved = [x.copy(), x.copy()]
        moved[0][i, axis] += step
        moved[1][i, axis] -= step
        slope = np.subtract(*(energy.value_and_gradient(m)[0] for m in moved)) / (2 * step)
        assert gradient[i, axis] == pytest.approx(slope, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(("attraction", "repulsion"), POWERS)
def test_the_plain_and_the_compiled_form_agree(networks, attraction, repulsion):
    network = normalise(networks.random_network(3, n=60, n_links=200))
    x = np.random.default_rng(1).normal(size=(60, 2))
    few = Energy(network, attraction, repulsion, 0.01)
    value, gradient = few.value_and_gradient(x)
    import smartspec.kernels.energy as module

    limit, module.FEW = module.FEW, 0
    try:
        other_value, other_gradient = few.value_and_gradient(x)
    finally:
        module.FEW = limit
    assert value == pytest.approx(other_value, rel=1e-11)
    np.testing.assert_allclose(gradient, other_gradient, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("attraction", "repulsion"), [(2, 1), (2, 0), (2, -1), (2, -2), (1, 0)])
def test_a_finished_layout_is_at_rest_and_at_its_best_scale(networks, attraction, repulsion):
    network = normalise(networks.random_network(5, n=30, n_links=90))
    energy = energy_of(network, attraction=attraction, repulsion=repulsion)
    found = lay_out(network, attraction=attraction, repulsion=repulsion, n_starts=2)
    x = found.coordinates * energy.best_scale(found.coordinates)
    value, gradient = energy.value_and_gradient(x)
    assert value == pytest.approx(found.objective, rel=1e-6)
    pulls = np.abs(energy.network.strengths).mean() * np.abs(x).mean()
    assert np.abs(gradient).max() < 2e-2 * pulls


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("repulsion", [1, 0, -1, -2])
def test_every_small_network_has_a_layout(n, repulsion):
    pairs = np.array(list(itertools.combinations(range(n), 2)), dtype=int).reshape(-1, 2)
    network = Network.from_links(pairs[:, 0], pairs[:, 1], np.ones(len(pairs)), n=n)
    found = lay_out(network, repulsion=repulsion)
    assert found.coordinates.shape == (n, 2)
    assert np.isfinite(found.coordinates).all()
    if n > 1:
        assert mean_distance(found.coordinates) == pytest.approx(1)


@pytest.mark.parametrize(
    "links",
    [
        [(0, i, 1.0) for i in range(1, 12)],  # a star: its leaves are alike
        [(0, 1, 1.0), (2, 3, 1.0), (4, 5, 2.0)],  # parts that nothing links
        [(0, 1, 1.0)],  # and nodes without links
    ],
)
@pytest.mark.parametrize("repulsion", [1, 0, -2])
def test_awkward_networks_have_finite_layouts(networks, links, repulsion):
    found = lay_out(normalise_safely(networks.from_tuples(links, n=12)), repulsion=repulsion, n_starts=2)
    assert np.isfinite(found.coordinates).all()
    assert math.isfinite(found.objective)


def normalise_safely(network: Network) -> Network:
    return normalise(network)


def test_the_same_seed_gives_the_same_coordinates_and_another_seed_the_same_value(networks):
    network = normalise(networks.from_networkx(nx.karate_club_graph()))
    first, again, other = lay_out(network, seed=1), lay_out(network, seed=1), lay_out(network, seed=2)
    assert np.array_equal(first.coordinates, again.coordinates)
    assert other.objective == pytest.approx(first.objective, rel=1e-7)


def test_naming_the_nodes_otherwise_does_not_change_the_value(networks):
    network = networks.from_networkx(nx.les_miserables_graph())
    first, second, weights = network.links()
    order = np.random.default_rng(4).permutation(network.n_nodes)
    renamed = Network.from_links(order[first], order[second], weights, n=network.n_nodes)
    assert lay_out(normalise(renamed)).objective == pytest.approx(lay_out(normalise(network)).objective, rel=1e-7)


@pytest.mark.parametrize(("attraction", "repulsion"), [(1, 1), (1, 2), (2, math.nan), (math.inf, 1)])
def test_powers_that_have_no_minimum_are_refused(networks, attraction, repulsion):
    with pytest.raises(ComputeError, match="attraction is"):
        lay_out(networks.random_network(0), attraction=attraction, repulsion=repulsion)


coordinates = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=30, unique=True).map(
    lambda rows: np.array(rows, dtype=float)
)


@given(coordinates, st.floats(0, 2 * math.pi), st.floats(0.01, 100), st.booleans())
def test_a_standardised_map_does_not_tell_how_it_lay(x, angle, scale, mirrored):
    found = standardise(x)
    spread = np.linalg.eigvalsh(np.cov(x.T))
    if spread[1] - spread[0] < 1e-3 * spread[1] or mean_distance(x) < 1e-3:
        return  # no principal axis
    assert mean_distance(found) == pytest.approx(1)
    assert np.abs(found.mean(axis=0)).max() < 1e-9
    assert (np.median(found, axis=0) <= 1e-9).all()
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    other = standardise((x * [1, -1 if mirrored else 1]) @ turn * scale + [7, -3])
    medians = np.abs(np.median(found, axis=0))
    for axis in range(2):
        if medians[axis] > 1e-6:
            np.testing.assert_allclose(found[:, axis], other[:, axis], atol=1e-5)
        else:
            np.testing.assert_allclose(np.abs(found[:, axis]), np.abs(other[:, axis]), atol=1e-5)
