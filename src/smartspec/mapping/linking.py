"""Link strengths between items: which links a unit can have, and how they are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ConfigError
from smartspec.kernels.pairs import cite, count_pairs, couple
from smartspec.mapping.occurrences import TERM_KINDS, Occurrences, codes
from smartspec.schema import Table
from smartspec.store import rows

Link = Literal["co-occurrence", "co-authorship", "citation", "bibliographic-coupling", "co-citation"]
Counting = Literal["full", "fractional"]
Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]

_CITING: tuple[Link, ...] = ("bibliographic-coupling", "citation")
#: Links that a unit can have; the first is used where none is asked for.
LINKS: dict[str, tuple[Link, ...]] = {
    **dict.fromkeys(TERM_KINDS, ("co-occurrence",)),
    **dict.fromkeys(("authors", "organisations", "countries"), ("co-authorship", *_CITING)),
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
        hint = f"use {names}; `{link}` goes with {units}"
        raise ConfigError(f"`{unit}` cannot be linked by `{link}`", hint=hint)
    return link


@dataclass(frozen=True, slots=True)
class Citing:
    """What publications cite, as codes: `target` numbers references or publications."""

    work: NDArray[np.int64]
    target: NDArray[np.int64]
    n_targets: int


def read_references(tables: Mapping[str, Table], found: Occurrences) -> Citing:
    """The cited references of the publications; equal match keys are one target."""
    import pyarrow as pa

    works = pa.array(found.works, pa.string())
    cited = tables["work_references"].select("work", "reference").distinct()
    pairs = rows(cited.order_by("work", "reference"))
    pairs = pairs.filter(pa.compute.is_in(pairs["work"], value_set=works))
    keys = pairs["reference"].unique()
    return Citing(codes(pairs["work"], works), codes(pairs["reference"], keys), len(keys))


def read_citations(tables: Mapping[str, Table], found: Occurrences) -> Citing:
    """Which publications of the set cite which others of the set."""
    import pyarrow as pa

    works = pa.array(found.works, pa.string())
    pairs = rows(tables["work_citations"].select("work", "cited").distinct().order_by("work", "cited"))
    inside = pa.compute.and_(
        pa.compute.is_in(pairs["work"], value_set=works), pa.compute.is_in(pairs["cited"], value_set=works)
    )
    pairs = pairs.filter(inside)
    return Citing(codes(pairs["work"], works), codes(pairs["cited"], works), len(works))


def count_links(
    found: Occurrences,
    kept: NDArray[np.bool_],
    *,
    link: Link,
    counting: Counting,
    citing: Citing | None = None,
) -> Pairs:
    """Strengths between the items where `kept` is True, numbered among those.

    Co-occurrence, co-authorship and co-citation count publications with both items. Bibliographic
    coupling counts references shared by two publications, citation counts citations between two
    publications; both are summed over all pairs of different publications of the two items.
    Fractional counting gives every publication (co-*), every shared reference (coupling) or every
    citing publication (citation) the same total weight; items that do not reach the thresholds
    take part in that division.

    Notes
    -----
    Source: Perianes-Rodriguez, Waltman, van Eck (2016), doi:10.1016/j.joi.2016.10.006.
    """
    shown = found.keep(kept)
    sizes = np.bincount(found.work, minlength=len(found.works))
    units = {"n_rows": len(found.works), "n_columns": len(shown.items)}
    if citing is None:
        return count_pairs(shown.work, shown.item, **units, counting=counting, row_sizes=sizes)
    if link == "bibliographic-coupling":
        pass
    return cite, couple  # replaced below
