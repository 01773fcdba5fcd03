"""How much of an activity a region has, compared with what its size lets one expect: one value for each cell."""

from typing import Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts
from smartspec.regions.presence import Presence
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.shares import Comparison, Reference, compared

#: Relative distance within which an RCA counts as equal to a threshold: far above the rounding of the quotient.
TIE = 1e-12


def rca(counts: Counts, *, reference: Reference = "whole") -> Result:
    """Revealed comparative advantage, or location quotient: RCA_ri = (x_ri / x_r) / (x_i / X).

    Parameters
    ----------
    counts : regions by activities; any unit.
    reference : `whole` compares with all regions; `rest` with all others, (x_i - x_ri) / (X - x_r) below the line.

    Returns
    -------
    `rca`, shape (regions, activities), unit 1, from 0 to X / max(x_r, x_i). 0 where nothing is counted, NaN where the
    cell is missing; missing cells are in no sum. Infinite against the rest where the rest has nothing of the activity,
    with the caution `no-rest`. Regions and activities without any value are left out and named.

    Raises
    ------
    ComputeError
        If `reference` is none of the two.

    Notes
    -----
    The mean over activities, weighted by s_i, is 1 in each region.
    Source: Balassa (1965), doi:10.1111/j.1467-9957.1965.tb00050.x.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> rca(as_counts([[80, 20], [60, 90]]))["rca"].round(2)
    array([[1.43, 0.45],
           [0.71, 1.36]])
    """
    base = compared(counts)
    return _of_quotients(base, "rca", quotients(base, reference=reference), reference)


def rsca(counts: Counts, *, reference: Reference = "whole") -> Result:
    """Symmetric RCA: (RCA - 1) / (RCA + 1).

    Returns
    -------
    `rsca`, shape (regions, activities), from -1 (nothing counted) towards 1. Against the whole it stays below 1, as
    RCA <= X / max(x_r, x_i); against the rest it is 1 where the rest has nothing. NaN where the cell is missing.

    Notes
    -----
    Source: Laursen (2015), doi:10.1007/s40821-015-0017-1; the bound: Stare, Kejžar (2014), J. Informetrics 8:503.
    """
    base = compared(counts)
    quotient = quotients(base, reference=reference)
    # 1 - 2 / (RCA + 1) keeps an infinite quotient
    return _of_quotients(base, "rsca", 1.0 - 2.0 / (quotient + 1.0), reference)


def additive_rca(counts: Counts) -> Result:
    """Additive RCA: the share in the region less the share in the whole, s_ri - s_i.

    Returns
    -------
    `additive`, shape (regions, activities), from -1 to 1; each region sums to 0. NaN where the cell is missing.

    Notes
    -----
    Software calls another difference additive as well, q_ri - p_r, the share of the region in the activity less its
    share in the whole; its numbers differ.
    Source: Hoen, Oosterhaven (2006), Ann. Reg. Sci. 40:677.
    """
    base = compared(counts)
    x, x_r, x_i, total = _margins(base)
    return base.result({"additive": _masked(base, x / x_r - x_i / total)}, conventions={"reference": "whole"})


def normalised_rca(counts: Counts) -> Result:
    """Normalised RCA: x_ri / X - x_r x_i / X².

    Returns
    -------
    `nrca`, shape (regions, activities), from -1/4 to 1/4; sums to 0 over each region and over each activity, so that
    values may be added over cells. NaN where the cell is missing.

    Notes
    -----
    Source: Yu, Cai, Leung (2009), doi:10.1007/s00168-008-0213-3.
    """
    base = compared(counts)
    x, x_r, x_i, total = _margins(base)
    return base.result(
        {"nrca": _masked(base, x / total - (x_r / total) * (x_i / total))}, conventions={"reference": "whole"}
    )


def log_rca(
    counts: Counts, *, reference: Reference = "whole", zeros: Literal["mask", "minus-infinity"] = "mask"
) -> Result:
    """Natural logarithm of the RCA.

    Parameters
    ----------
    zeros : cells without anything counted become NaN (`mask`) or minus infinity; a mean over masked values describes
        only the activities that a region has.

    Returns
    -------
    `log_rca`, shape (regions, activities); symmetric about 0. The conventions count the zero cells.

    Raises
    ------
    ComputeError
        If an option is none of those named.

    Notes
    -----
    Source: Vollrath (1991), doi:10.1007/bf02707986.
    """
    base = compared(counts)
    quotient = quotients(base, reference=reference)
    n_zero = int((quotient == 0).sum())
    if zeros not in ("mask", "minus-infinity"):
        raise ComputeError(f"unknown rule for zeros `{zeros}`", hint=nearest(zeros, ("mask", "minus-infinity")))
    found = np.full_like(quotient, np.nan)
    np.log(quotient, out=found, where=quotient > 0)
    if zeros == "minus-infinity":
        found[quotient == 0] = -np.inf
    conventions = {"reference": reference, "log_base": "e", "zeros": zeros, "zero_cells": n_zero}
    cautions = (_no_logarithm(n_zero, zeros),) if n_zero else ()
    return base.result({"log_rca": found}, conventions=conventions, cautions=cautions)


def specialised(counts: Counts, *, threshold: float = 1.0) -> Presence:
    """Presence by specialisation: M_ri = 1 where RCA_ri >= threshold; an RCA equal to the threshold counts.

    Parameters
    ----------
    threshold : positive. An RCA within 1e-12 of it, relative, is equal to it: so neither rounding nor the unit of the
        counts decides.

    Returns
    -------
    The matrix without empty regions and activities (`without_empty` names them); a missing cell stays missing.

    Raises
    ------
    ComputeError
        If the threshold is not positive.

    Notes
    -----
    Source: Hidalgo, Hausmann (2009), doi:10.1073/pnas.0900943106.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = specialised(as_counts([[80, 20], [60, 90]]))
    >>> found.values.astype(int), found.rule
    (array([[1, 0],
           [0, 1]]), 'RCA >= 1')
    """
    if not (np.isfinite(threshold) and threshold > 0):
        raise ComputeError(f"the threshold must be positive, not {threshold}")
    base = compared(counts)
    # a missing cell, not a number, compares as False
    reached: BoolArray = quotients(base) >= threshold * (1.0 - TIE)
    kept = base.counts
    return Presence(reached, kept.missing, kept.regions, kept.activities, f"RCA >= {threshold:g}")


def quotients(base: Comparison, *, reference: Reference = "whole") -> FloatArray:
    """RCA of the cells compared, shape (regions, activities); NaN where missing."""
    x, x_r, x_i, total = _margins(base)
    if reference == "whole":
        return _masked(base, (x / x_r) / (x_i / total))
    if reference != "rest":
        raise ComputeError(f"unknown reference `{reference}`", hint=nearest(reference, ("whole", "rest")))
    # rounding of fractional counts must not leave a trace of what a region holds alone
    rest = np.where(np.isclose(x, x_i, rtol=1e-13, atol=0.0), 0.0, x_i - x)
    own = (x / x_r) * (total - x_r)
    found = np.full(x.shape, np.inf)
    np.divide(own, rest, out=found, where=rest > 0)
    return _masked(base, found)


def _margins(base: Comparison) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    x = base.counts.values
    return x, x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True), float(x.sum())


def _masked(base: Comparison, values: FloatArray) -> FloatArray:
    return np.where(base.counts.missing, np.nan, values)


def _of_quotients(base: Comparison, name: str, values: FloatArray, reference: Reference) -> Result:
    alone = int(np.isinf(quotients(base, reference=reference)).sum()) if reference == "rest" else 0
    cautions = (_no_rest(alone),) if alone else ()
    return base.result({name: values}, conventions={"reference": reference}, cautions=cautions)


def _no_rest(n: int) -> Caution:
    return Caution(
        "no-rest",
        f"in {n} cells no other region has the activity, so the quotient against the rest is infinite",
        f"в {n} ячейках деятельности нет ни в одном другом регионе: отношение к остальным бесконечно",
    )


def _no_logarithm(n: int, zeros: str) -> Caution:
    shown = ("not a number", "не определён") if zeros == "mask" else ("minus infinity", "равен минус бесконечности")
    return Caution(
        "logarithm-of-zero",
        f"{n} cells are zero: their logarithm is {shown[0]}",
        f"в {n} ячейках ноль: логарифм {shown[1]}",
    )
