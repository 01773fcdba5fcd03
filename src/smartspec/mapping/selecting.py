"""Which publications and items make a map, and the network between them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError, ConfigError
from smartspec.kernels.components import component_labels
from smartspec.mapping.attributes import Attributes, attributes
from smartspec.mapping.linking import Counting, Link, count_links, read_citing
from smartspec.mapping.occurrences import Ambiguous, Occurrences, Unit, read_occurrences
from smartspec.mapping.thresholds import FEWEST, keep_items
from smartspec.network import Network
from smartspec.schema import Table
from smartspec.store import rows

Bounds = tuple[int | None, int | None]
#: Units whose documents are the documents that cite them.
CITED_UNITS = ("references", "cited-authors", "cited-sources")


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which items are shown.

    Attributes
    ----------
    min_n_documents, min_n_citations : thresholds, None where nothing is asked for.
    n_items : keep this many with the largest total link strength, ties by key; None keeps all.
    largest_component : keep only the largest connected part; of equal ones the one with the first item.
    ambiguous : what an address counts that may lie in several regions, see `read_occurrences`.
    """

    min_n_documents: int | None = None
    min_n_citations: int | None = None
    n_items: int | None = None
    largest_component: bool = False
    ambiguous: Ambiguous = "leave-out"


@dataclass(frozen=True, slots=True)
class Selection:
    """Items that are shown, the network between them, and how many there were before.

    Attributes
    ----------
    found : the shown items and the publications they occur in.
    network : counted links between them, not normalised.
    values : weights and scores of the shown items.
    n_candidates : items before the thresholds.
    n_components : connected parts of the network that is shown.
    min_n_documents : the threshold of documents that was used.
    """

    found: Occurrences
    network: Network
    values: Attributes
    n_candidates: int
    n_components: int
    min_n_documents: int
    warnings: tuple[str, ...]


def select_works(
    tables: Mapping[str, Table], *, years: Bounds, max_n_authors: int | None, document_types: str | None = None
) -> Table:
    """Publications of the period and types with no more authors than asked for; no year is in no period."""
    works = tables["works"]
    first, last = years
    if document_types:
        kinds = [kind.strip().lower() for kind in document_types.split(",") if kind.strip()]
        works = works.filter(works.type.lower().isin(kinds))
    if first is not None and last is not None and first > last:
        raise ConfigError("`first-year` is after `last-year`")
    if first is not None:
        works = works.filter(works.year >= first)
    if last is not None:
        works = works.filter(works.year <= last)
    if max_n_authors is not None:
        n = tables["authorships"].group_by("work").agg(n=lambda t: t.count())
        works = works.anti_join(n.filter(n.n > max_n_authors), "work")
    return works


def work_values(works: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Year and citations of every publication in the order of their keys, NaN where not stated."""
    table = rows(works.select("work", "year", "times_cited").order_by("work"))
    return tuple(
        np.array([np.nan if v is None else v for v in table[name].to_pylist()], dtype=np.float64)
        for name in ("year", "times_cited")
    )  # type: ignore[return-value]


def document_threshold(
    unit: Unit, *, min_n_occurrences: int | None, min_n_documents: int | None, min_n_citations: int | None
) -> tuple[int | None, int | None]:
    """Thresholds of documents and of citations that are meant by the words used for the unit.

    Terms have occurrences, cited items have citations (by documents of the set); both are documents.
    """
    given = [min_n_occurrences, min_n_documents]
    if unit in CITED_UNITS:
        given, min_n_citations = [*given, min_n_citations], None
    named = [value for value in given if value is not None]
    return (max(named) if named else None), min_n_citations


def select(
    tables: Mapping[str, Table],
    works: Table,
    *,
    unit: Unit,
    link: Link,
    counting: Counting,
    asked: Asked,
) -> Selection:
    """Items of a unit that pass, and the network between them.

    Raises
    ------
    ComputeError
        If fewer than three items are left, or nothing links them.
    """
    found = read_occurrences(tables, works, unit=unit, ambiguous=asked.ambiguous)
    years, citations = work_values(works)
    values = attributes(found, years=years, citations=citations)
    citing = read_citing(tables, found.works, link=link)
    if citing is not None and not len(citing.work):
        hint = "the sources hold no references; choose another export, or link by co-authorship or co-occurrence"
        raise ComputeError(f"`{link}` needs cited references, and there are none", hint=hint)
    kept = keep_items(
        found.n_documents,
        values.citations,
        unit=unit,
        min_n_documents=asked.min_n_documents,
        min_n_citations=asked.min_n_citations,
    )
    network = _network(found, kept.mask, link=link, counting=counting, citing=citing)
    mask, warnings = kept.mask, list(kept.warnings)
    if asked.n_items is not None and network.n_nodes > asked.n_items:
        chosen = np.lexsort((np.arange(network.n_nodes), -network.strengths))[: asked.n_items]
        mask, network = _narrow(mask, network, np.isin(np.arange(network.n_nodes), chosen))
    parts = component_labels(network)
    sizes = np.bincount(parts)
    if asked.largest_component and len(sizes) > 1:
        mask, network = _narrow(mask, network, parts == sizes.argmax())
        warnings.append(f"{int(sizes.sum() - sizes.max())} items outside the largest connected component are left out")
        sizes = np.array([sizes.max()])
    if network.n_nodes < FEWEST or not network.n_links:
        raise ComputeError(
            f"{network.n_nodes} items with {network.n_links} links are left",
            place=f"`{unit}`, `{link}`",
            hint=f"a map needs at least {FEWEST} items and a link: lower the thresholds or read more sources",
        )
    if len(sizes) > 1:
        warnings.append(
            f"the network falls into {len(sizes)} parts, the largest with {sizes.max()} of {sizes.sum()} items:"
            " distances between parts mean nothing"
        )
    numbers = np.flatnonzero(mask)
    shown = Attributes(*(getattr(values, name)[numbers] for name in Attributes.__slots__))
    return Selection(found.keep(mask), network, shown, len(mask), len(sizes), kept.min_n_documents, tuple(warnings))


def _network(found: Occurrences, mask: NDArray[np.bool_], *, link: Link, counting: Counting, citing: object) -> Network:
    first, second, strength = count_links(found, mask, link=link, counting=counting, citing=citing)  # type: ignore[arg-type]
    return Network.from_links(first, second, strength, n=int(mask.sum()))


def _narrow(mask: NDArray[np.bool_], network: Network, inside: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Network]:
    """The mask over all items and the network, both reduced to the shown items that are `inside`."""
    narrowed = mask.copy()
    narrowed[np.flatnonzero(mask)[~inside]] = False
    return narrowed, network.subnetwork(inside)
