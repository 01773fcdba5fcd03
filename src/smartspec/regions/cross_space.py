"""Relatedness across two sets of activities of the same regions, such as fields of science and technologies."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.results import Caution, FloatArray, Result


def cross_proximity(first: PresenceLike, second: PresenceLike) -> Result:
    """Smaller conditional probability between activities of two sets: φ_ab = C_ab / max(k_a, k_b).

    Parameters
    ----------
    first, second : M of either set, shapes (regions, a) and (regions, b). Rows are joined by label, whatever their
        order; regions that only one set has are left out, with a caution.

    Returns
    -------
    Result
        `cross_proximity`, shape (a, b), from 0 to 1; 0 for an activity that no region has. Axes `activity` and
        `activity_b`.

    Raises
    ------
    ComputeError
        If fewer than two regions are in both sets.

    Notes
    -----
    Source: Catalán, Navarrete and Figueroa (2020), doi:10.1016/j.respol.2020.104016.

    Examples
    --------
    >>> cross_proximity([[1, 0], [1, 1]], [[1, 1], [0, 1]])["cross_proximity"]
    array([[0.5, 1. ],
           [0. , 0.5]])
    """
    a, b = as_presence(first), as_presence(second)
    rows_a, rows_b, cautions = _joined(a, b)
    m_a, m_b = a.values[rows_a].astype(np.float64), b.values[rows_b].astype(np.float64)
    larger = np.maximum.outer(m_a.sum(axis=0), m_b.sum(axis=0))
    values = np.zeros(larger.shape)
    np.divide(m_a.T @ m_b, larger, out=values, where=larger > 0)
    axes = {"activity": a.activities, "activity_b": b.activities}
    return Result({"cross_proximity": values}, axes, _record(a, b, len(rows_a)), (*a.cautions, *b.cautions, *cautions))


def cross_density(first: PresenceLike, proximity: Result | FloatArray) -> Result:
    """Density around activities of the second set, from what a region has in the first.

    d_rb = Σ_a M_ra φ_ab / Σ_a φ_ab.

    Parameters
    ----------
    first : M of the first set, shape (regions, a).
    proximity : φ, shape (a, b), >= 0, such as `cross_proximity` returns.

    Returns
    -------
    Result
        `cross_density`, shape (regions, b), from 0 to 1; NaN around an activity that is related to none of the first
        set, with a caution. Where presence is not known for a, a counts neither above nor below the line.

    Notes
    -----
    Source: Catalán, Navarrete and Figueroa (2020), doi:10.1016/j.respol.2020.104016.

    Examples
    --------
    >>> cross_density([[1, 0], [1, 1]], np.array([[0.5, 1.0], [0.0, 0.5]]))["cross_density"].round(2)
    array([[1.  , 0.67],
           [1.  , 1.  ]])
    """
    a = as_presence(first)
    phi = proximity["cross_proximity"] if isinstance(proximity, Result) else np.asarray(proximity, dtype=np.float64)
    if phi.ndim != 2 or phi.shape[0] != a.shape[1]:
        raise ComputeError(
            f"the cross-proximity has the shape {phi.shape} for {a.shape[1]} activities of the first set"
        )
    if not np.isfinite(phi).all() or (phi < 0).any():
        raise ComputeError("a cross-proximity is negative or not a number")
    whole = phi.sum(axis=0)
    values = np.full((a.shape[0], phi.shape[1]), np.nan)
    for rows in a.row_blocks():
        # without the unknown cells rather than less them: exactly 0 where nothing known is related
        below = (~a.missing[rows]).astype(np.float64) @ phi if a.missing[rows].any() else whole
        numerator = a.values[rows].astype(np.float64) @ phi
        np.divide(numerator, below, out=values[rows], where=np.broadcast_to(below > 0, numerator.shape))
    given = proximity if isinstance(proximity, Result) else Result({})
    labels = given.axes.get("activity_b", tuple(str(k) for k in range(phi.shape[1])))
    isolated = [name for name, amount in zip(labels, whole, strict=True) if amount == 0]
    cautions = (*a.cautions, *((_isolated(isolated),) if isolated else ()))
    record = {**a.conventions, **given.conventions, "isolated_activities": isolated}
    return Result({"cross_density": values}, {"region": a.regions, "activity_b": labels}, record, cautions)


def _joined(a: Presence, b: Presence) -> tuple[list[int], list[int], tuple[Caution, ...]]:
    """Rows of both that carry the same label, in the order of the first, and who was left out."""
    place = {name: k for k, name in enumerate(b.regions)}
    pairs = [(k, place[name]) for k, name in enumerate(a.regions) if name in place]
    if len(pairs) < 2:
        raise ComputeError(
            "the two sets of activities share fewer than two regions", hint="look at the codes of regions"
        )
    alone = sorted({*a.regions} ^ {*b.regions})
    rows_a, rows_b = (list(rows) for rows in zip(*pairs, strict=True))
    return rows_a, rows_b, (_left_out(alone),) if alone else ()


def _record(a: Presence, b: Presence, n: int) -> dict[str, object]:
    return {
        "relatedness": "cross_proximity",
        "regions_in_both": n,
        "presence": a.rule,
        "presence_b": b.rule,
        "missing_cells": int(a.missing.sum()),
        "missing_cells_b": int(b.missing.sum()),
    }


def _left_out(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "regions-in-one-set-only",
        f"{len(names)} regions stand in one of the two sets only and were left out: {shown}",
        f"не учтены регионы, которые есть только в одном из двух наборов ({len(names)}): {shown}",
    )


def _isolated(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "isolated-activities",
        f"{len(names)} activities are related to none of the other set: {shown}",
        f"виды деятельности без связей с другим набором ({len(names)}): {shown}",
    )
