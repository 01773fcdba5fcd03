"""How much the structure of a region changed from one period to another."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.shares import listed, ratio


def structural_change(before: Counts, after: Counts) -> Result:
    """Indices of structural change between two periods, for each region.

    Parameters
    ----------
    before, after : the same regions and activities in the same order. Below, x are their values, s the shares in the
        region, 0 and 1 the periods.

    Returns
    -------
    All of shape (regions,):

    - `absolute_change` = Σ_i |s1 - s0| / 2, the share that changed its activity, from 0 to 1;
    - `lilien` = √ Σ_i s1 (ln(x1_i / x0_i) - ln(x1 / x0))², the spread of growth rates, weights of the later period;
    - `lilien_modified`: the same with the mean of both shares, so that it does not depend on the direction of time;
    - `entered`, `left`: numbers of activities that were zero before, or are zero after.

    Both Lilien indices leave out activities that are zero in one of the periods; x and s are then those of the rest.
    They are NaN if nothing remains. All indices are NaN for a region without any value in one of the periods. Cells
    missing in one period are left out of both.

    Raises
    ------
    ComputeError
        If labels differ.

    Notes
    -----
    Source: Michaely (1962), Concentration in International Trade (absolute changes); Lilien (1982), doi:10.1086/261088;
    mean weights: Stamer (1999), Strukturwandel und wirtschaftliche Entwicklung in Deutschland, den USA und Japan.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = structural_change(as_counts([[50, 50], [10, 30]]), as_counts([[60, 40], [20, 60]]))
    >>> found["absolute_change"], found["lilien"].round(3)
    (array([0.1, 0. ]), array([0.2, 0. ]))
    """
    if (before.regions, before.activities) != (after.regions, after.activities):
        raise ComputeError("the periods have different regions or activities, or another order of them")
    missing = before.missing | after.missing
    x0, x1 = (np.where(missing, 0.0, counts.values) for counts in (before, after))
    lasting = (x0 > 0) & (x1 > 0)
    s0, s1 = _shares(x0), _shares(x1)
    k0, k1 = _shares(np.where(lasting, x0, 0.0)), _shares(np.where(lasting, x1, 0.0))
    # ln of shares: the growth of the region is taken out by the shares themselves
    growth = np.log(ratio(k1, k0), out=np.zeros_like(k0), where=lasting)
    empty: BoolArray = np.logical_not(np.logical_and(x0.any(axis=1), x1.any(axis=1)))
    values = {
        "absolute_change": np.abs(s1 - s0).sum(axis=1) / 2,
        "lilien": np.sqrt((k1 * growth**2).sum(axis=1)),
        "lilien_modified": np.sqrt(((k0 + k1) / 2 * growth**2).sum(axis=1)),
        "entered": ((x0 == 0) & (x1 > 0)).sum(axis=1).astype(np.float64),
        "left": ((x0 > 0) & (x1 == 0)).sum(axis=1).astype(np.float64),
    }
    found = {name: np.where(empty, np.nan, value) for name, value in values.items()}
    nameless = [name for name, lost in zip(before.regions, empty, strict=True) if lost]
    n_zero = int((lasting ^ ((x0 > 0) | (x1 > 0))).sum())
    conventions = {
        "regions": len(before.regions),
        "activities": len(before.activities),
        "missing_cells": int(missing.sum()),
        "cells_left_out_of_lilien": n_zero,
        "undefined_regions": nameless,
        "log_base": "e",
    }
    axes = {"region": before.regions}
    return Result(found, axes, conventions, _cautions(nameless, n_zero, int(missing.sum())))


def _shares(values: FloatArray) -> FloatArray:
    return ratio(values, values.sum(axis=1, keepdims=True))


def _cautions(nameless: list[str], zeros: int, missing: int) -> tuple[Caution, ...]:
    cautions = []
    if nameless:
        cautions.append(
            Caution(
                "empty-in-one-period",
                f"{len(nameless)} regions have no value in one of the periods: {listed(nameless)}",
                f"регионы без значений в одном из периодов ({len(nameless)}): {listed(nameless)}",
            )
        )
    if zeros:
        cautions.append(
            Caution(
                "zeros-outside-lilien",
                f"{zeros} cells are zero in one of the periods; the Lilien indices leave them out",
                f"в {zeros} ячейках ноль в одном из периодов; индексы Лилиена их не учитывают",
            )
        )
    if missing:
        cautions.append(
            Caution(
                "missing-cells",
                f"{missing} cells are not known in one of the periods and are left out of both",
                f"{missing} ячеек неизвестны в одном из периодов и не учтены в обоих",
            )
        )
    return tuple(cautions)
