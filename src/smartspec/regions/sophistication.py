"""Sophistication of activities and regions by the income of those who do them."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import Caution, FloatArray, Result
from smartspec.regions.shares import aligned, compared, listed, profiles, ratio
from smartspec.regions.specialisation import quotients


def sophistication(counts: Counts, income: FloatArray) -> Result:
    """PRODY of activities and EXPY of regions: PRODY_i = Σ_r Y_r RCA_ri / Σ_r RCA_ri, EXPY_r = Σ_i s_ri PRODY_i.

    Parameters
    ----------
    income : shape (regions,), aligned with `counts`; income per head, >= 0, NaN where not known.

    Returns
    -------
    `prody`, shape (activities,), and `expy`, shape (regions,), both in the unit of the income and within its range. A
    region of unknown income has no weight in PRODY, but an EXPY. PRODY is NaN if no region of known income has the
    activity; EXPY leaves such activities out, its shares scaled up, and is NaN if nothing is left. Missing cells are
    left out.

    Raises
    ------
    ComputeError
        If an income is negative or infinite, does not fit, or none is known.

    Notes
    -----
    A region's own income is part of the PRODY of its activities, so EXPY and income agree in part by construction.
    Source: Hausmann, Hwang, Rodrik (2007), doi:10.1007/s10887-006-9009-4.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = sophistication(as_counts([[80, 20], [60, 90]]), np.array([30.0, 20.0]))
    >>> found["prody"].round(2), found["expy"].round(2)
    (array([26.67, 22.5 ]), array([25.83, 24.17]))
    """
    known = aligned(income, counts, what="income")
    if np.isnan(known).all():
        raise ComputeError("the income of no region is known")
    base = compared(counts)
    earned = known[base.kept_regions]
    there = np.isfinite(earned)
    weights = np.nan_to_num(quotients(base)) * there[:, None]
    prody = ratio((weights * np.where(there, earned, 0.0)[:, None]).sum(axis=0), weights.sum(axis=0))
    shares, _ = profiles(base)
    reached = np.isfinite(prody)
    expy = ratio(shares[:, reached] @ prody[reached], shares[:, reached].sum(axis=1))
    unknown = [name for name, value in zip(base.counts.regions, earned, strict=True) if np.isnan(value)]
    without = [name for name, keep in zip(base.counts.activities, reached, strict=True) if not keep]
    conventions = {"reference": "whole", "regions_without_income": unknown, "activities_without_prody": without}
    return base.result({"prody": prody, "expy": expy}, conventions=conventions, cautions=_cautions(unknown, without))


def _cautions(unknown: list[str], without: list[str]) -> tuple[Caution, ...]:
    cautions = []
    if unknown:
        cautions.append(
            Caution(
                "income-not-known",
                f"the income of {len(unknown)} regions is not known; they have no weight: {listed(unknown)}",
                f"неизвестен доход регионов ({len(unknown)}), они не имеют веса: {listed(unknown)}",
            )
        )
    if without:
        cautions.append(
            Caution(
                "no-prody",
                f"{len(without)} activities are found in no region of known income: {listed(without)}",
                f"видов деятельности, которых нет в регионах с известным доходом: {len(without)}: {listed(without)}",
            )
        )
    return tuple(cautions)
