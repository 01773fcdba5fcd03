"""Networks that the kernel tests share."""

import gzip
from pathlib import Path

import networkx as nx
import numpy as np

from smartspec.network import Network


def from_networkx(graph: nx.Graph) -> Network:
    """A networkx graph; weights default to 1."""
    place = {node: i for i, node in enumerate(graph)}
    links = [(place[a], place[b], float(d.get("weight", 1))) for a, b, d in graph.edges(data=True)]
    return from_tuples(links, n=len(place))


def from_tuples(links, *, n: int) -> Network:
    """Links as (first, second, weight)."""
    columns = np.array(links, dtype=float).reshape(-1, 3)
    return Network.from_links(columns[:, 0].astype(int), columns[:, 1].astype(int), columns[:, 2], n=n)


def from_file(path: Path) -> tuple[Network, list[int]]:
    """A VOSviewer network file, and the ids of its nodes in rising order."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    links = [line.split("\t") for line in text.splitlines() if line.strip()]
    ids = sorted({int(word) for link in links for word in link[:2]})
    place = {name: i for i, name in enumerate(ids)}
    return from_tuples([(place[int(a)], place[int(b)], float(w)) for a, b, w in links], n=len(ids)), ids


#: Ends and weights of the network in the layout test of networkanalysis (CWTS Leiden).
TEN_FIRST = (0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7)
TEN_SECOND = (1, 9, 4, 6, 9, 5, 7, 8, 9, 4, 5, 7, 8, 9, 5, 6, 8, 9, 6, 7, 8, 7, 9, 8)
TEN_WEIGHTS = (16, 90, 1, 1, 82, 2, 13, 72, 5, 13, 1, 2, 2, 2, 5, 15, 4, 2, 139, 6, 7, 4, 1, 15)


def reference_ten() -> Network:
    """The network of the reference's own layout test: 10 nodes, 24 links, total weight 500."""
    return from_tuples(list(zip(TEN_FIRST, TEN_SECOND, TEN_WEIGHTS, strict=True)), n=10)


def random_network(seed: int, *, n: int = 40, n_links: int = 120) -> Network:
    """Uniform random links with weights 1..5."""
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, n, n_links), rng.integers(0, n, n_links)
    return Network.from_links(first, second, rng.integers(1, 6, n_links).astype(float), n=n)
