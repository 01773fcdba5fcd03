"""Clusters and places of the items of a counted network."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from smartspec.kernels.clustering import cluster
from smartspec.kernels.layout import lay_out
from smartspec.kernels.normalising import Normalisation, normalise
from smartspec.network import Clustering, Layout, Network

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Placing:
    """How items are clustered and laid out; the fields are the options of the step `science_map`."""

    normalisation: Normalisation
    attraction: float
    repulsion: float
    resolution: float
    min_cluster_size: int
    merge_small_clusters: bool
    n_layout_starts: int
    n_cluster_starts: int
    seed: int

    def parameters(self) -> dict[str, float | int | bool | str]:
        """The options by configuration key."""
        return {name.replace("_", "-"): value for name, value in asdict(self).items()}


def place_items(network: Network, placing: Placing, *, progress: Progress | None = None) -> tuple[Clustering, Layout]:
    """Normalise the links, cluster the items and lay them out.

    Parameters
    ----------
    network : counted links.
    placing : the options.
    progress : called with what is being done and the share of the map that is done.

    Raises
    ------
    ComputeError
        If an option is out of range.
    """
    say = progress or (lambda _what, _share: None)
    normalised = normalise(network, method=placing.normalisation)
    say("clustering", 0.2)
    scale = 2 * network.total_weight if placing.normalisation == "lin-log-modularity" else 1.0
    clustering = cluster(
        normalised,
        resolution=placing.resolution / scale,
        n_starts=placing.n_cluster_starts,
        min_cluster_size=placing.min_cluster_size,
        merge_small_clusters=placing.merge_small_clusters,
        seed=placing.seed,
        progress=lambda share: say("clustering", 0.2 + 0.2 * share),
    )
    layout = lay_out(
        normalised,
        attraction=placing.attraction,
        repulsion=placing.repulsion,
        n_starts=placing.n_layout_starts,
        seed=placing.seed,
        progress=lambda share: say("laying out", 0.4 + 0.6 * share),
    )
    return clustering, layout
