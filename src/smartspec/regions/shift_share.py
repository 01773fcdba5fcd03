"""Change of a region split into what all grow by, what its activities grow by, and what it does better or worse."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.shares import AXES, aligned, listed, ratio

PARTS = ("change", "national", "mix", "regional", "competitive", "allocation")
#: Cells that are named in the record; the array `undefined` marks all of them.
_MOST_NAMED = 1_000


def shift_share(before: Counts, after: Counts, *, reference: tuple[FloatArray, FloatArray] | None = None) -> Result:
    """Shift-share of one step, after Dunn and after Esteban-Marquillas.

    With e, e1 the values of a cell before and after, E_i and E those of the reference, g, g_i, g_ri the growth rates:
    change e1 - e = national e g + mix e (g_i - g) + regional e1 - e (1 + g_i). The regional part is e (g_ri - g_i), but
    written so that it is defined at e = 0. With e' = e_r E_i / E it splits into competitive e' (g_ri - g_i) and
    allocation (e - e') (g_ri - g_i).

    Parameters
    ----------
    before, after : the same regions and activities in the same order; any unit.
    reference : values of the nation before and after, each of shape (activities,); the sum of the regions if None.

    Returns
    -------
    `change`, `national`, `mix`, `regional`, `competitive`, `allocation`, all (regions, activities) in the unit of the
    values, and their sums over activities as `region_change` and so on, (regions,).
    Competitive and allocation are NaN where e = 0 (no growth rate): `undefined` is 1 there, the conventions name the
    cells, the sums leave them out, and `region_undefined` holds the regional part of these cells, so that
    region_competitive + region_allocation + region_undefined = region_regional.
    A cell that is missing in one of the periods is NaN and in no sum of either. An activity that is new in the
    reference (E_i = 0 before) has no growth rate: all its change is regional, and a caution names it.

    Raises
    ------
    ComputeError
        If labels differ, the reference does not fit or is zero in total, or it is zero before where a region is not.

    Notes
    -----
    Source: Dunn (1960), doi:10.1111/j.1435-5597.1960.tb01705.x; Esteban-Marquillas (1972), Reg. Urban Econ. 2:249.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = shift_share(as_counts([[90, 20], [310, 130]]), as_counts([[100, 40], [340, 170]]))
    >>> [float(found[f"region_{part}"][0].round(2)) for part in ("change", "national", "mix", "regional")]
    [30.0, 20.0, -3.0, 13.0]
    """
    return _summed([before, after], None if reference is None else list(reference), dynamic=False)


def dynamic_shift_share(periods: Sequence[Counts], *, reference: Sequence[FloatArray] | None = None) -> Result:
    """Sum of the shift-shares of all steps from one period to the next, so that weights follow the structure.

    Parameters
    ----------
    periods : two or more, in order of time, with the same labels.
    reference : values of the nation for each period, each of shape (activities,); the sum of the regions if None.

    Returns
    -------
    As `shift_share`, summed over steps; a cell that is undefined in one step is NaN in `competitive` and `allocation`.
    `step_national`, `step_mix`, `step_regional`, shape (steps, regions), are the sums over activities of each step. A
    cell that is missing in any period is left out of all.

    Raises
    ------
    ComputeError
        As in `shift_share`, and for fewer than two periods.

    Notes
    -----
    Source: Barff, Knight (1988), doi:10.1111/j.1468-2257.1988.tb00465.x.
    """
    if len(periods) < 2:
        raise ComputeError(f"a change needs two periods at least, not {len(periods)}")
    return _summed(list(periods), None if reference is None else list(reference), dynamic=True)


def _summed(periods: list[Counts], reference: list[FloatArray] | None, *, dynamic: bool) -> Result:
    first = periods[0]
    for other in periods[1:]:
        if (other.regions, other.activities) != (first.regions, first.activities):
            raise ComputeError("the periods have different regions or activities, or another order of them")
    missing: BoolArray = np.logical_or.reduce([period.missing for period in periods])
    values = [np.where(missing, 0.0, period.values) for period in periods]
    nation = [value.sum(axis=0) for value in values] if reference is None else _nation(reference, periods)
    steps = [_parts(*pair) for pair in zip(values, values[1:], nation, nation[1:], strict=False)]
    cells = {part: np.sum([step[part] for step in steps], axis=0) for part in PARTS}
    undefined: BoolArray = np.isnan(cells["competitive"]) & ~missing
    found = {part: np.where(missing, np.nan, cell) for part, cell in cells.items()}
    found |= {f"region_{part}": np.sum([np.nansum(step[part], axis=1) for step in steps], axis=0) for part in PARTS}
    found["undefined"] = undefined.astype(np.float64)
    left_out = [np.where(np.isnan(step["competitive"]), step["regional"], 0.0).sum(axis=1) for step in steps]
    found["region_undefined"] = np.sum(left_out, axis=0)
    if dynamic:
        found |= {f"step_{part}": np.array([step[part].sum(axis=1) for step in steps]) for part in PARTS[1:4]}
    new = [name for k, name in enumerate(first.activities) if any(e[k] == 0 and f[k] > 0 for e, f in _pairs(nation))]
    conventions = _record(first, undefined, missing) | {
        "reference": "sum of the regions" if reference is None else "given",
        "steps": len(steps),
        "new_activities": new,
    }
    axes = dict(zip(AXES, (first.regions, first.activities), strict=True))
    return Result(found, axes, conventions, _cautions(int(undefined.sum()), int(missing.sum()), new))


def _pairs(items: list[FloatArray]) -> list[tuple[FloatArray, FloatArray]]:
    return list(pairwise(items))


def _nation(reference: list[FloatArray], periods: list[Counts]) -> list[FloatArray]:
    if len(reference) != len(periods):
        raise ComputeError(f"{len(reference)} reference values for {len(periods)} periods")
    nation = [aligned(values, periods[0], what="reference", axis="activity") for values in reference]
    if any(np.isnan(values).any() for values in nation):
        raise ComputeError("the reference has values that are not known", hint="leave those activities out")
    return nation


def _parts(e0: FloatArray, e1: FloatArray, n0: FloatArray, n1: FloatArray) -> dict[str, FloatArray]:
    """Parts of each cell; competitive and allocation NaN where e0 is 0."""
    if not n0.sum() > 0:
        raise ComputeError("the reference is zero in total before a step, so nothing can be said of its growth")
    if ((n0 == 0) & (e0 > 0).any(axis=0)).any():
        raise ComputeError("the reference is zero where a region is not", hint="the reference must hold the regions")
    growth = n1.sum() / n0.sum() - 1.0
    # a new activity has no growth rate; nothing of it was there before, so its change is regional
    by_activity = np.where(n0 > 0, ratio(n1, n0) - 1.0, -1.0)
    national = e0 * growth
    regional = e1 - e0 * (1.0 + by_activity)
    homothetic = e0.sum(axis=1, keepdims=True) * (n0 / n0.sum())
    difference = ratio(regional, e0)
    return {
        "change": e1 - e0,
        "national": national,
        "mix": e0 * (by_activity - growth),
        "regional": regional,
        "competitive": homothetic * difference,
        "allocation": (e0 - homothetic) * difference,
    }


def _record(first: Counts, undefined: BoolArray, missing: BoolArray) -> dict[str, Any]:
    named = [[first.regions[r], first.activities[i]] for r, i in np.argwhere(undefined)[:_MOST_NAMED]]
    return {
        "regions": len(first.regions),
        "activities": len(first.activities),
        "missing_cells": int(missing.sum()),
        "undefined_cells": named,
        "n_undefined_cells": int(undefined.sum()),
    }


def _cautions(undefined: int, missing: int, new: list[str]) -> tuple[Caution, ...]:
    cautions = []
    if undefined:
        cautions.append(
            Caution(
                "no-growth-rate",
                f"{undefined} cells are zero before: their regional part is not split into competitive and allocation",
                f"в {undefined} ячейках исходное значение ноль: региональная составляющая не разделена",
            )
        )
    if missing:
        cautions.append(
            Caution(
                "missing-cells",
                f"{missing} cells are not known in one of the periods and are left out of all",
                f"{missing} ячеек неизвестны в одном из периодов и не учтены ни в одном",
            )
        )
    if new:
        cautions.append(
            Caution(
                "new-activities",
                f"{len(new)} activities are new in the reference, all their change is regional: {listed(new)}",
                f"новые виды деятельности ({len(new)}), весь их прирост отнесён к региональному: {listed(new)}",
            )
        )
    return tuple(cautions)
