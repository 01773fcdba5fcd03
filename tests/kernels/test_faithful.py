"""The faithful mode against maps of VOSviewer Online, and the relevance of terms against VOSviewer's own scores."""

import csv

import numpy as np
import pytest

from smartspec.errors import ComputeError
from smartspec.kernels.clustering import clustering_quality
from smartspec.kernels.faithful import cluster_faithful, lay_out_faithful
from smartspec.kernels.layout import lay_out
from smartspec.kernels.matching import match_clusters
from smartspec.kernels.normalising import normalise
from smartspec.kernels.relevance import relevance
from smartspec.network import Network

#: File, coordinates of two items, number of clusters, clustering quality: as VOSviewer Online gives them with seed 0.
MAPS = {
    "example": (
        {1: (1.412848623, -0.007355981), 3: (-0.795824508, -0.047808995)},
        3,
        0.602388648526,
    ),
    "QSS_SM_2020-2021_co-authorship": (
        {14: (-0.751820737, -0.601065225), 39: (1.658962617, -0.408565483)},
        16,
        0.869292485512,
    ),
    "JOI_2007-2016_co-authorship": (
        {1: (-0.797486776, 0.030692179), 13: (1.874957207, 0.011087745)},
        25,
        0.931214232416,
    ),
}


def read(folder, stem):
    """Network with its nodes in the order of the map file's items, as Online takes them."""
    lines = (folder / f"{stem}_map.txt").read_text("utf-8-sig").splitlines()
    ids = [int(row[0]) for row in csv.reader(lines[1:], delimiter="\t")]
    place = {name: i for i, name in enumerate(ids)}
    links = [line.split("\t") for line in (folder / f"{stem}_network.txt").read_text("utf-8-sig").split("\n") if line]
    first, second = (np.array([place[int(link[end])] for link in links]) for end in (0, 1))
    return Network.from_links(first, second, np.array([float(link[2]) for link in links]), n=len(ids)), place


@pytest.mark.parametrize("stem", MAPS)
def test_the_first_map_of_vosviewer_online_comes_out(shared_data, stem):
    coordinates, n_clusters, quality = MAPS[stem]
    network, place = read(shared_data / "vosviewer", stem)
    found = lay_out_faithful(network)
    for name, wanted in coordinates.items():
        assert found.coordinates[place[name]] == pytest.approx(wanted, abs=2e-9)
    clustering = cluster_faithful(network)
    assert clustering.n_clusters == n_clusters
    assert clustering_quality(normalise(network), clustering.labels) == pytest.approx(quality, abs=1e-11)


def test_the_clusters_of_the_example_are_those_of_online(shared_data):
    network, place = read(shared_data / "vosviewer", "example")
    labels = cluster_faithful(network).labels
    assert [int(labels[place[name]]) for name in range(1, 11)] == [3, 3, 2, 1, 1, 1, 1, 2, 2, 3]


def test_our_own_layout_is_never_worse_than_the_faithful_one(shared_data):
    for stem in MAPS:
        network, _ = read(shared_data / "vosviewer", stem)
        normalised = normalise(network)
        faithful = lay_out_faithful(network)
        assert lay_out(normalised).objective <= faithful.objective + 1e-9 * abs(faithful.objective)


def test_powers_that_are_no_whole_numbers_are_refused(networks):
    with pytest.raises(ComputeError, match="whole numbers"):
        lay_out_faithful(networks.random_network(1), attraction=2, repulsion=0.5)


def test_relevance_equals_the_554_scores_that_vosviewer_stored(shared_data):
    folder = shared_data / "vosviewer"
    pairs = [line.split("\t") for line in (folder / "doc-term.txt").read_text("utf-8-sig").split("\n")]
    pairs = [(int(row[0]), int(row[1])) for row in pairs if row[0].strip().isdigit()]
    stored = [line.split("\t") for line in (folder / "terms.txt").read_text("utf-8-sig").split("\n")]
    scores = {int(row[0]): float(row[3]) for row in stored if row[0].strip().isdigit()}
    assert (len(pairs), len(scores)) == (17_290, 554)
    documents = {name: i for i, name in enumerate(sorted({d for d, _ in pairs}))}
    terms = {name: i for i, name in enumerate(sorted(scores))}
    found = relevance(
        np.array([documents[d] for d, _ in pairs]),
        np.array([terms[t] for _, t in pairs]),
        n_documents=len(documents),
        n_terms=len(terms),
    )
    for name, score in scores.items():
        assert found[terms[name]] == pytest.approx(score, abs=6e-5)


def test_matched_clusters_keep_the_partition_and_as_many_numbers_as_possible():
    rng = np.random.default_rng(3)
    old = rng.integers(1, 6, 200)
    renamed = np.array([0, 4, 2, 5, 1, 3])[old]
    assert match_clusters(old, renamed).tolist() == old.tolist()
    moved = renamed.copy()
    moved[:20] = 1
    found = match_clusters(old, moved)
    assert len({(a, b) for a, b in zip(found.tolist(), moved.tolist(), strict=True)}) == len(set(moved.tolist()))
    assert (found == old).mean() >= 0.85
