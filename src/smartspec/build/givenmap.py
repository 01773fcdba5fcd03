"""A map of a network that somebody else counted: VOSviewer's files laid out and clustered anew."""

from pathlib import Path
from typing import Any

import numpy as np

from smartspec.build.collecting import Progress
from smartspec.build.mapmaking import ScienceMap
from smartspec.errors import ComputeError
from smartspec.kernels.components import component_labels, largest_component
from smartspec.mapping.placing import Placing, place_items
from smartspec.mapping.thresholds import FEWEST
from smartspec.network import Clustering, Layout, Network
from smartspec.sources.opening import open_source
from smartspec.sources.vosviewer_network import GivenNetwork, read_network
from smartspec.views.map_files import with_methods

#: The unit of a map whose items come from elsewhere.
UNIT = "items"


def map_of_network(
    *,
    network: Path | None = None,
    items: Path | None = None,
    whole: Path | None = None,
    name: str = "",
    only_largest_component: bool = False,
    placing: Placing,
    progress: Progress | None = None,
) -> ScienceMap:
    """Lay out and cluster a given network.

    Parameters
    ----------
    network : network file, with or without
    items : a map file for labels, weights and scores.
    whole : VOSviewer JSON with both.
    name : name of the map; that of the file if empty.
    only_largest_component : keep only the largest connected part.
    placing : options of normalisation, clustering and layout.
    progress : called with what is being done and the share done.

    Raises
    ------
    SourceError
        If a file cannot be read.
    ComputeError
        If fewer than three items or no links are left.
    """
    given = read_network(network=network, items=items, whole=whole)
    columns = np.array(given.links, dtype=np.float64).reshape(-1, 3)
    first, second = columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64)
    counted = Network.from_links(first, second, columns[:, 2], n=len(given.ids))
    kept = largest_component(counted) if only_largest_component else np.ones(len(given.ids), dtype=bool)
    shown = counted.subnetwork(kept)
    if shown.n_nodes < FEWEST or not shown.n_links:
        raise ComputeError(f"{shown.n_nodes} items with {shown.n_links} links are left", hint="a map needs three items")
    clustering, layout = place_items(shown, placing, progress=progress)
    paths = [path for path in (network, items, whole) if path is not None]
    body = _body(given, np.flatnonzero(kept), shown, placed=(clustering, layout))
    body |= {
        "name": name or paths[0].name.split(".")[0],
        "parameters": {"largest-component": only_largest_component, **placing.parameters()},
        "sources": [_source(path) for path in paths],
    }
    return ScienceMap(with_methods(body), {})


def _body(
    given: GivenNetwork, places: np.ndarray[Any, Any], shown: Network, *, placed: tuple[Clustering, Layout]
) -> dict[str, Any]:
    """The body of the page, items in the order of their labels, nothing behind them."""
    clustering, layout = placed
    order = sorted(range(len(places)), key=lambda i: (given.labels[places[i]].casefold(), given.ids[places[i]]))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    chosen = [int(places[i]) for i in order]
    first, second, strength = shown.links()
    ends = np.sort(np.stack([number[first], number[second]]), axis=0)
    by_place = np.lexsort((ends[1], ends[0]))
    n_components = int(component_labels(shown).max(initial=0)) + 1
    return {
        "unit": UNIT,
        "link": "given",
        "counting": "given",
        "warnings": [*given.notes, *layout.warnings],
        "summary": {
            "n_documents": 0,
            "n_candidates": len(given.ids),
            "n_items": shown.n_nodes,
            "n_links": shown.n_links,
            "n_clusters": clustering.n_clusters,
            "n_components": n_components,
            "total_link_strength": shown.total_weight,
            "quality": clustering.quality,
            "objective": layout.objective,
        },
        "items": _items(given, chosen, shown, order=order, placed=placed),
        "links": {
            "source": ends[0][by_place].tolist(),
            "target": ends[1][by_place].tolist(),
            "strength": strength[by_place].tolist(),
        },
        "evidence": {
            "kind": "none",
            "item_documents": {"starts": [0] * (len(order) + 1), "documents": []},
            "document_links": {"starts": [0], "targets": []},
            "references": [],
        },
        "documents": {
            key: [] for key in ("key", "title", "authors", "year", "source", "doi", "file", "record", "line")
        },
        "documents_embedded": 0,
        "documents_total": 0,
    }


def _items(
    given: GivenNetwork,
    chosen: list[int],
    shown: Network,
    *,
    order: list[int],
    placed: tuple[Clustering, Layout],
) -> dict[str, Any]:
    """Items by column: `chosen` are their places in the file, `order` those in the network."""
    clustering, layout = placed
    weights = {
        "Links": shown.degrees[order].tolist(),
        "Total link strength": shown.strengths[order].tolist(),
        **{
            title: [column[i] for i in chosen]
            for title, column in given.weights.items()
            if title not in {"Links", "Total link strength"}
        },
    }
    return {
        "id": list(range(1, len(order) + 1)),
        "item": [given.ids[i] for i in chosen],
        "label": [given.labels[i] for i in chosen],
        "x": layout.coordinates[order, 0].tolist(),
        "y": layout.coordinates[order, 1].tolist(),
        "cluster": [int(c) or None for c in clustering.labels[order]],
        "weights": weights,
        "scores": {title: [column[i] for i in chosen] for title, column in given.scores.items()},
    }


def _source(path: Path) -> dict[str, Any]:
    opened = open_source(path)
    empty = {"records_in_file": 0, "records_read": 0, "records_kept_out": 0, "reader_version": 1, "note": None}
    return {"file": path.name, "format": "vosviewer", "sha256": opened.sha256, "encoding": opened.encoding, **empty}
