"""A science map: items of a unit, their links, clusters and places."""

from collections.abc import Mapping
from typing import Literal

import pyarrow as pa

from smartspec.kernels.normalising import Normalisation
from smartspec.mapping.linking import Counting, Link, choose_link
from smartspec.mapping.map_tables import map_tables
from smartspec.mapping.occurrences import TERM_KINDS, Ambiguous, Unit
from smartspec.mapping.placing import Placing, Progress, place_items
from smartspec.mapping.selecting import Asked, document_threshold, select, select_works
from smartspec.registry import step
from smartspec.schema import Table

LabelLanguage = Literal["en", "ru"]
READS = (
    "works",
    "authorships",
    "affiliations",
    "work_terms",
    "work_references",
    "work_citations",
    "affiliation_places",
)


def usual_powers(unit: Unit, link: Link, normalisation: Normalisation) -> tuple[float, float]:
    """Attraction and repulsion that VOSviewer takes for this kind of map.

    Examples
    --------
    >>> usual_powers("authors", "co-authorship", "association-strength")
    (2.0, -1.0)
    """
    if normalisation == "lin-log-modularity":
        return 1.0, 0.0
    if (unit, link) == ("authors", "co-authorship"):
        return 2.0, -1.0
    if unit in TERM_KINDS or (unit, link) == ("documents", "citation"):
        return 2.0, 0.0
    return 2.0, 1.0


@step(reads=READS, writes=("maps", "map_items", "map_links", "map_documents"), each="map")
def science_map(  # noqa: PLR0913  # every option of the step is a key of the configuration
    tables: Mapping[str, Table],
    progress: Progress | None = None,
    *,
    unit: Unit,
    link: Link | None = None,
    name: str = "",
    counting_method: Counting = "full",
    min_n_occurrences: int | None = None,
    min_n_documents: int | None = None,
    min_n_citations: int | None = None,
    n_items: int | None = None,
    max_n_authors: int | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    document_types: str | None = None,
    ambiguous_regions: Ambiguous = "leave-out",
    label_language: LabelLanguage = "en",
    normalisation: Normalisation = "association-strength",
    attraction: float | None = None,
    repulsion: float | None = None,
    resolution: float = 1.0,
    min_cluster_size: int = 1,
    merge_small_clusters: bool = True,
    largest_component: bool = False,
    n_layout_starts: int = 5,
    n_cluster_starts: int = 10,
    seed: int = 0,
) -> dict[str, pa.Table]:
    """Make a map of the items of a unit: counted links, clusters and layout.

    Parameters
    ----------
    tables : the tables named in `reads`.
    progress : called with what is being done and the share done.
    unit : what is mapped.
    link : what links two items; the usual link of the unit if left out.
    name : name of the map; the unit if left out.
    counting_method : `full`, or `fractional`, where every document has the same weight.
    min_n_occurrences : documents that a term must occur in; 5 if left out.
    min_n_documents : documents that an author, organisation or source must have; 2 if left out.
    min_n_citations : citations that an item's documents must have received; for cited references, authors
        and sources the citing documents of the set, 5 if left out.
    n_items : keep this many items with the largest total link strength.
    max_n_authors : leave out documents with more authors than this.
    first_year : leave out documents of earlier years, and those without a year.
    last_year : leave out documents of later years, and those without a year.
    document_types : keep only documents of these types, as the source states them, joined by commas; case is ignored.
    ambiguous_regions : an address that may lie in several regions counts for none of them, or by its share.
    label_language : language of the names of countries, regions and districts.
    normalisation : how link strengths are made comparable.
    attraction : power of the attracting force; that of VOSviewer for this kind of map if left out.
    repulsion : power of the repelling force, smaller than attraction; likewise.
    resolution : detail of the clustering; higher gives more clusters.
    min_cluster_size : smaller clusters are merged into others, or given up.
    merge_small_clusters : false leaves the items of small clusters without a cluster.
    largest_component : keep only the largest connected part of the network.
    n_layout_starts : random starts of the layout; the best is kept.
    n_cluster_starts : random starts of the clustering; the best is kept.
    seed : seed of every random number; the same seed gives the same map.

    Returns
    -------
    Tables `maps` (one row), `map_items`, `map_links`, `map_documents`.

    Raises
    ------
    ConfigError
        If the unit cannot be linked in this way.
    ComputeError
        If fewer than three items are left, or nothing links them.

    Notes
    -----
    Source: van Eck, Waltman (2010), doi:10.1007/s11192-009-0146-3; Waltman, van Eck, Noyons (2010),
    doi:10.1016/j.joi.2010.07.002.
    """
    link = choose_link(unit, link)
    usual_attraction, usual_repulsion = usual_powers(unit, link, normalisation)
    attraction = usual_attraction if attraction is None else attraction
    repulsion = usual_repulsion if repulsion is None else repulsion
    if progress:
        progress("counting links", 0.0)
    works = select_works(
        tables, years=(first_year, last_year), max_n_authors=max_n_authors, document_types=document_types
    )
    limits = document_threshold(
        unit,
        min_n_occurrences=min_n_occurrences,
        min_n_documents=min_n_documents,
        min_n_citations=min_n_citations,
    )
    selection = select(
        tables,
        works,
        unit=unit,
        link=link,
        counting=counting_method,
        asked=Asked(*limits, n_items, largest_component, ambiguous_regions),
    )
    placing = Placing(
        normalisation,
        attraction,
        repulsion,
        resolution,
        min_cluster_size,
        merge_small_clusters,
        n_layout_starts,
        n_cluster_starts,
        seed,
    )
    clustering, layout = place_items(selection.network, placing, progress=progress)
    parameters = {
        "counting-method": counting_method,
        "min-n-documents": selection.min_n_documents,
        "min-n-citations": limits[1],
        "n-items": n_items,
        "max-n-authors": max_n_authors,
        "first-year": first_year,
        "last-year": last_year,
        "document-types": document_types,
        "largest-component": largest_component,
        **({"ambiguous-regions": ambiguous_regions} if unit in {"regions", "districts"} else {}),
        "label-language": label_language,
        **placing.parameters(),
    }
    head = {"map": name or unit, "unit": unit, "link": link, "counting": counting_method}
    return map_tables(selection, clustering, layout, head=head, parameters=parameters, tables=tables)
