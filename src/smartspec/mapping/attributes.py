"""Weights and scores of items from the publications in which they occur."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartspec.mapping.occurrences import Occurrences

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attributes:
    """One value per item; NaN is missing and leaves this module only as an empty cell.

    Attributes
    ----------
    citations, norm_citations : sums over the item's publications that state their citations.
    average_year, average_citations, average_norm_citations : means over those that state the value.
    """

    citations: Column
    norm_citations: Column
    average_year: Column
    average_citations: Column
    average_norm_citations: Column


def normalised_citations(years: Column, citations: Column) -> Column:
    """Citations divided by the mean of the same year in the data set.

    Parameters
    ----------
    years, citations : (works,) float64, NaN where not stated.

    Returns
    -------
    (works,) float64; NaN where year or citations are not stated, or where the year's mean is 0.

    Notes
    -----
    Source: van Eck, Waltman (2023), VOSviewer manual, normalised number of citations.

    Examples
    --------
    >>> normalised_citations(np.array([2020.0, 2020.0, 2021.0]), np.array([1.0, 3.0, 0.0]))
    array([0.5, 1.5, nan])
    """
    normalised = np.full(len(years), np.nan)
    stated = ~np.isnan(years) & ~np.isnan(citations)
    if not stated.any():
        return normalised
    _, group = np.unique(years[stated], return_inverse=True)
    means = np.bincount(group, weights=citations[stated]) / np.bincount(group)
    expected = means[group]
    values = np.full(len(expected), np.nan)
    np.divide(citations[stated], expected, out=values, where=expected > 0)
    normalised[stated] = values
    return normalised


def sums_and_means(found: Occurrences, values: Column) -> tuple[Column, Column]:
    """Sum and mean of a publication's value over the publications of each item; NaN where none states it."""
    per_pair = values[found.work]
    stated, n_items = ~np.isnan(per_pair), len(found.items)
    item = found.item[stated]
    sums = np.bincount(item, weights=per_pair[stated], minlength=n_items).astype(np.float64)
    n = np.bincount(item, minlength=n_items)
    means = np.full(n_items, np.nan)
    np.divide(sums, n, out=means, where=n > 0)
    return np.where(n > 0, sums, np.nan), means


def attributes(found: Occurrences, *, years: Column, citations: Column) -> Attributes:
    """Attributes of every item; `years` and `citations` are aligned with `found.works`."""
    _, average_year = sums_and_means(found, years)
    total, average = sums_and_means(found, citations)
    norm_total, norm_average = sums_and_means(found, normalised_citations(years, citations))
    return Attributes(total, norm_total, average_year, average, norm_average)
