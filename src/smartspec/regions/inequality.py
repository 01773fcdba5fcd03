"""Inequality of regions, and the part of it that lies between their districts."""

from collections.abc import Sequence

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.panel import throughout
from smartspec.regions.results import FloatArray, Result
from smartspec.regions.shares import ratio


def theil_decomposition(
    values: FloatArray, population: FloatArray, groups: Sequence[str], *, regions: Sequence[str] | None = None
) -> Result:
    """Inequality of regions, within districts and between them: T = Σ_r (Y_r / Y) ln((Y_r / Y) / (P_r / P)).

    Parameters
    ----------
    values : shape (regions, periods), per head, >= 0; NaN where not known.
    population : same shape, positive; NaN where not known. Y_r = value times population.
    groups : shape (regions,), the district of each region.

    Returns
    -------
    `total`, `between`, `within` and `share_between`, shape (periods,), natural units; between + within = total.
    `group_theil` and `group_share` (of Y), shape (groups, periods): within = Σ_g share_g T_g. A value of 0 adds
    nothing. Only regions known in every period are compared. `share_between` is NaN where the total is 0.

    Raises
    ------
    ComputeError
        If shapes differ, a value is negative, a population not positive, or nothing is earned in a period.

    Notes
    -----
    Source: Theil (1967), Economics and Information Theory; Shorrocks (1980), doi:10.2307/1913126.

    Examples
    --------
    >>> income, heads = np.array([[10.0], [20.0], [30.0], [60.0]]), np.ones((4, 1))
    >>> found = theil_decomposition(income, heads, ["west", "west", "east", "east"])
    >>> found["between"].round(4), found["within"].round(4), found["total"].round(4)
    (array([0.1308]), array([0.0566]), array([0.1874]))
    """
    heads = np.asarray(population, dtype=np.float64)
    if heads.shape != np.shape(values) or len(groups) != len(heads):
        raise ComputeError(f"shapes do not fit: {np.shape(values)}, {heads.shape}, {len(groups)} districts")
    panel = throughout(np.concatenate([np.asarray(values, dtype=np.float64), heads], axis=1), regions)
    y, p = np.hsplit(panel.values, 2)
    if (y < 0).any() or (p <= 0).any() or not (y.sum(axis=0) > 0).all():
        raise ComputeError("values must not be negative, populations positive, and something earned in each period")
    kept = [group for group, there in zip(groups, panel.known, strict=True) if there]
    labels = tuple(sorted(set(kept)))
    member = np.array([[group == label for group in kept] for label in labels], dtype=np.float64)
    earned, people = y * p / (y * p).sum(axis=0), p / p.sum(axis=0)
    group_earned, group_people = member @ earned, member @ people
    # the shares of a region in its own district
    own_earned, own_people = ratio(earned, member.T @ group_earned), people / (member.T @ group_people)
    each = member @ _divergence(np.nan_to_num(own_earned), own_people)
    between = _divergence(group_earned, group_people).sum(axis=0)
    within = (group_earned * each).sum(axis=0)
    total = _divergence(earned, people).sum(axis=0)
    found = {
        "total": total,
        "between": between,
        "within": within,
        "share_between": ratio(between, total),
        "group_theil": each,
        "group_share": group_earned,
    }
    axes = {"region": panel.regions, "group": labels}
    return Result(found, axes, {**panel.conventions, "log_base": "e"}, panel.cautions)


def _divergence(shares: FloatArray, reference: FloatArray) -> FloatArray:
    """Addends s ln(s / p); a zero share adds nothing."""
    logs = np.log(shares / reference, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(shares * logs)
