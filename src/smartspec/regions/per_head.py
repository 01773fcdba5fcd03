"""Activities per head of the population, compared with what all regions together have."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import Caution, FloatArray, Result
from smartspec.regions.shares import aligned, compared, ratio


def per_head_quotient(counts: Counts, population: FloatArray) -> Result:
    """Share of a region in an activity over its share in the population: (x_ri / x_i) / (P_r / P).

    Parameters
    ----------
    population : shape (regions,), aligned with `counts`; positive, NaN where not known.

    Returns
    -------
    `per_head`, shape (regions, activities); 1 where a region has as much per head as all regions together. NaN where
    the cell or the population is missing. x_i and P are taken over the regions of known population.

    Raises
    ------
    ComputeError
        If a population is zero, negative or infinite, or none is known.

    Notes
    -----
    A region without any value stays in P, because it is a part of what is compared with.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> per_head_quotient(as_counts([[80, 20], [60, 90]]), np.array([100.0, 300.0]))["per_head"].round(2)
    array([[2.29, 0.73],
           [0.57, 1.09]])
    """
    heads = aligned(population, counts, what="population")
    if not (heads > 0).any() or (heads == 0).any():
        raise ComputeError("the population of a region must be positive", hint="declare what is not known as NaN")
    base = compared(counts)
    known = np.isfinite(heads)
    share = (heads / heads[known].sum())[base.kept_regions, None]
    reached = np.where(np.isfinite(share), base.counts.values, 0.0)
    found = np.where(base.counts.missing, np.nan, ratio(reached, reached.sum(axis=0, keepdims=True)) / share)
    unknown = [name for name, there in zip(counts.regions, known, strict=True) if not there]
    cautions = (_no_population(unknown),) if unknown else ()
    return base.result({"per_head": found}, conventions={"reference": "population"}, cautions=cautions)


def _no_population(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "population-not-known",
        f"the population of {len(names)} regions is not known: {shown}",
        f"неизвестна численность населения регионов ({len(names)}): {shown}",
    )
