"""Link strengths between items: which links a unit can have, and how they are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartspec.errors import ConfigError
from smartspec.kernels.pairs import cite, count_pairs, couple
from smartspec.mapping.occurrences import TERM_KINDS, Occurrences, codes
from smartspec.schema import Table
from smartspec.store import rows

Link = Literal["co-occurrence", "co-authorship", "citation", "bibliographic-coupling", "co-citation"]
Counting = Literal["full", "fractional"]
Pairs = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]

_CITING: tuple[Link, ...] = ("bibliographic-coupling", "citation")
#: Links that a unit can have; the first is used where none is asked for.
LINKS: dict[str, tuple[Link, ...]] = {
    **dict.fromkeys(TERM_KINDS, ("co-occurrence",)),
    **dict.fromkeys(("authors", "organisations", "countries", "regions", "districts"), ("co-authorship", *_CITING)),
    **dict.fromkeys(("sources", "documents"), _CITING),
    **dict.fromkeys(("references", "cited-authors", "cited-sources"), ("co-citation",)),
}


def choose_link(unit: str, link: Link | None) -> Link:
    """The link asked for, or the usual one of the unit.

    Raises
    ------
    ConfigError
        If items of this unit cannot be linked in this way.
    """
    allowed = LINKS[unit]
    if link is None:
        return allowed[0]
    if link not in allowed:
        names = " or ".join(f"`{name}`" for name in allowed)
        units = ", ".join(f"`{name}`" for name, links in LINKS.items() if link in links)
        raise ConfigError(f"`{unit}` cannot be linked by `{link}`", hint=f"use {names}; `{link}` goes with {units}")
    return link


def needs_references(unit: str, link: Link | None) -> bool:
    """Whether a map is made of cited references; a link that does not suit the unit is left to `choose_link`."""
    usual = LINKS.get(unit, ("co-citation",))[0]
    return (link or usual) in {*_CITING, "co-citation"}


@dataclass(frozen=True, slots=True)
class Citing:
    """What publications cite, as codes: `target` numbers references, or publications of the set."""

    work: NDArray[np.int64]
    target: NDArray[np.int64]
    n_targets: int


def read_citing(tables: Mapping[str, Table], works: list[str], *, link: Link) -> Citing | None:
    """The references of the publications (coupling), or the citations between them (citation).

    Returns
    -------
    None for links that need neither; references with equal match keys are one target.
    """
    keys = pa.array(works, pa.string())
    if link == "bibliographic-coupling":
        pairs = _pairs(tables["work_references"], "reference", keys)
        targets = pc.unique(pairs["reference"])
        return Citing(codes(pairs["work"], keys), codes(pairs["reference"], targets), len(targets))
    if link == "citation":
        pairs = _pairs(tables["work_citations"], "cited", keys)
        pairs = pairs.filter(pc.is_in(pairs["cited"], value_set=keys))
        return Citing(codes(pairs["work"], keys), codes(pairs["cited"], keys), len(keys))
    return None


def _pairs(table: Table, column: str, works: pa.Array) -> pa.Table:
    pairs = rows(table.select("work", column).distinct().order_by("work", column))
    return pairs.filter(pc.is_in(pairs["work"], value_set=works))


def count_links(
    found: Occurrences, kept: NDArray[np.bool_], *, link: Link, counting: Counting, citing: Citing | None
) -> Pairs:
    """Strengths between the items where `kept` is True, numbered among those.

    Co-occurrence, co-authorship and co-citation count publications with both items. Bibliographic
    coupling counts references shared by two publications, citation counts citations between two
    publications; both are summed over all pairs of different publications of the two items.
    Fractional counting gives every publication (co-*), every shared reference (coupling) or every
    citing publication (citation) the same total weight; items below the thresholds take part in
    that division.

    Notes
    -----
    Source: Perianes-Rodriguez, Waltman, van Eck (2016), doi:10.1016/j.joi.2016.10.006.
    """
    shown = found.keep(kept)
    sizes = np.bincount(found.work, weights=found.share, minlength=len(found.works))
    n_works, n_items = len(found.works), len(shown.items)
    if citing is None:
        sizes_of = {"n_rows": n_works, "n_columns": n_items}
        return count_pairs(shown.work, shown.item, **sizes_of, counting=counting, row_sizes=sizes, shares=shown.share)
    count = couple if link == "bibliographic-coupling" else cite
    return count(
        (citing.work, citing.target),
        (shown.work, shown.item),
        n_documents=n_works,
        n_targets=citing.n_targets,
        n_units=n_items,
        counting=counting,
        document_sizes=sizes,
        shares=shown.share,
    )
