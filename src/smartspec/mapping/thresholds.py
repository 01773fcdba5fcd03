"""Which items are kept: thresholds of occurrence, and what is done where they leave nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.errors import ComputeError

#: Documents (occurrences, for terms; citing documents, for references) an item needs where nothing is said.
USUAL = {
    **dict.fromkeys(("keywords", "author-keywords", "index-keywords", "topics"), 5),
    **dict.fromkeys(("authors", "organisations", "sources"), 2),
    **dict.fromkeys(("references", "cited-authors", "cited-sources"), 5),
}
#: Fewer items than this are no map.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Which items passed ((items,) bool), the threshold that was used, and what to say about it."""

    mask: NDArray[np.bool_]
    min_n_documents: int
    warnings: tuple[str, ...]


def keep_items(
    n_documents: NDArray[np.float64],
    citations: NDArray[np.float64],
    *,
    unit: str,
    min_n_documents: int | None,
    min_n_citations: float | None,
) -> Kept:
    """Items with enough documents and citations.

    Parameters
    ----------
    n_documents : (items,) float64, documents of each item, doubtful ones by their share.
    citations : (items,) float64, citations of these documents; NaN where none states any, which
        passes no threshold above 0.
    unit : unit of analysis, for the usual threshold.
    min_n_documents : threshold; equality passes. None takes the usual one of the unit, lowered as far
        as needed to keep at least three items, with a warning.
    min_n_citations : threshold; equality passes; None asks for nothing.

    Raises
    ------
    ComputeError
        If fewer than three items are left.
    """
    cited = np.ones(len(citations), dtype=bool)
    if min_n_citations:
        cited = np.nan_to_num(citations, nan=-1.0) >= min_n_citations
    limit = min_n_documents
    warnings: tuple[str, ...] = ()
    if limit is None:
        limit = usual = USUAL.get(unit, 1)
        while limit > 1 and ((n_documents >= limit) & cited).sum() < FEWEST:
            limit -= 1
        if limit < usual:
            text = f"at the usual threshold of {usual} documents fewer than {FEWEST} items are left: {limit} is used"
            warnings = (text,)
    mask = (n_documents >= limit) & cited
    if mask.sum() < FEWEST:
        raise ComputeError(
            f"{int(mask.sum())} of {len(mask)} items pass the thresholds; a map needs at least {FEWEST}",
            place=f"`{unit}`",
            hint=_lower(n_documents, limit) if len(mask) >= FEWEST else f"the sources hold too few `{unit}`",
        )
    return Kept(mask, limit, warnings)


def _lower(n_documents: NDArray[np.float64], limit: int) -> str:
    best = int(np.sort(n_documents)[::-1][FEWEST - 1])
    if best < limit:
        return f"lower the threshold of documents or occurrences to {best} or less"
    return "lower the threshold of citations"
