"""Indicators made comparable: outliers, skew and scale, each step of which can be left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.results import Caution, FloatArray
from smartspec.regions.shares import listed

Outliers = Literal["none", "fences", "two-sd"]
Transform = Literal["none", "root"]
Scaling = Literal["min-max", "z-score"]

#: Skewness up to which an indicator stays as it is, and the highest root that is tried.
_SKEWED, _HIGHEST_ROOT = 1.0, 5


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a composite index.

    Attributes
    ----------
    higher_is_better : False for a cost or a burden: its scaled values are turned round.
    weight : positive; weights are divided by their sum.
    bounds : lowest and highest value of the scale, in the unit of the indicator; the observed ones if None. With fixed
        bounds no region moves another.
    bounded : a share or percentage; such an indicator is never transformed.
    """

    name: str
    higher_is_better: bool = True
    weight: float = 1.0
    bounds: tuple[float, float] | None = None
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Scaled:
    """Indicators on one scale, high is good.

    Attributes
    ----------
    values : shape (regions, indicators); NaN where not known.
    steps : for each indicator what was done to it: outliers replaced, root, bounds, values clipped.
    """

    values: FloatArray
    steps: tuple[dict[str, Any], ...]
    cautions: tuple[Caution, ...]


def scaled(
    values: FloatArray,
    indicators: Sequence[Indicator],
    *,
    outliers: Outliers = "none",
    transform: Transform = "none",
    scaling: Scaling = "min-max",
) -> Scaled:
    """Bring indicators to one scale.

    Parameters
    ----------
    values : shape (regions, indicators); NaN where not known.
    outliers : `fences` moves what lies more than three interquartile ranges beyond the quartiles to that fence;
        `two-sd` replaces what is more than two standard deviations from the mean by the next value inside.
    transform : `root` takes of a skewed unbounded indicator (|skewness| > 1) the first of the 2nd to 5th root that
        brings it to 1 or below, the 5th if none does. An indicator with negative values stays as it is, with a caution.
    scaling : `min-max` to 0..1 within the bounds; `z-score` with the standard deviation of n.

    Returns
    -------
    Scaled values and the steps taken; values beyond fixed bounds are clipped to them, with a caution.

    Raises
    ------
    ComputeError
        If shapes do not fit, a value is infinite, bounds are not ascending, or an indicator is the same everywhere and
        has no bounds: it could not tell regions apart.

    Notes
    -----
    Source: OECD, JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en; roots and two
    standard deviations as in the Regional Innovation Scoreboard.

    Examples
    --------
    >>> found = scaled(np.array([[2.0], [4.0], [8.0]]), [Indicator("patents", bounds=(0.0, 10.0))])
    >>> found.values.ravel()
    array([0.2, 0.4, 0.8])
    """
    matrix = np.array(values, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] != len(indicators):
        raise ComputeError(f"{len(indicators)} indicators for values of the shape {matrix.shape}")
    if np.isinf(matrix).any():
        raise ComputeError("a value is infinite", hint="declare what is not known as NaN")
    columns, steps, cautions = [], [], []
    for column, indicator in zip(matrix.T, indicators, strict=True):
        trimmed, n_outliers = _without_outliers(column, outliers)
        rooted, bounds, root = _rooted(trimmed, indicator, transform)
        placed, step = _placed(rooted, replace(indicator, bounds=bounds), scaling)
        columns.append(placed if indicator.higher_is_better else (1.0 - placed if scaling == "min-max" else -placed))
        steps.append({"indicator": indicator.name, "outliers": n_outliers, "root": root, **step})
    clipped = [step["indicator"] for step in steps if step["clipped"]]
    untouched = [step["indicator"] for step in steps if step["root"] == 0]
    cautions += [_clipped(clipped)] if clipped else []
    cautions += [_negative(untouched)] if untouched else []
    return Scaled(np.column_stack(columns), tuple(steps), tuple(cautions))


def skewness(values: FloatArray) -> float:
    """Skewness of the known values, adjusted for their number as in spreadsheets; NaN for fewer than three."""
    known = values[np.isfinite(values)]
    n, spread = known.size, known.std(ddof=0) if known.size else 0.0
    if n < 3 or spread == 0:
        return np.nan
    return float(((known - known.mean()) ** 3).mean() / spread**3 * np.sqrt(n * (n - 1)) / (n - 2))


def _without_outliers(column: FloatArray, rule: Outliers) -> tuple[FloatArray, int]:
    known = column[np.isfinite(column)]
    if rule == "none" or known.size < 3:
        return column, 0
    if rule == "fences":
        low, high = np.quantile(known, [0.25, 0.75])
        low, high = low - 3 * (high - low), high + 3 * (high - low)
    elif rule == "two-sd":
        centre, reach = known.mean(), 2 * known.std(ddof=1)
        inside = known[np.abs(known - centre) <= reach]
        low, high = inside.min(), inside.max()
    else:
        raise ComputeError(f"unknown rule for outliers `{rule}`", hint="known are `none`, `fences`, `two-sd`")
    return np.clip(column, low, high), int(((known < low) | (known > high)).sum())


def _rooted(
    column: FloatArray, indicator: Indicator, transform: Transform
) -> tuple[FloatArray, tuple[float, float] | None, int]:
    """The column and its bounds under the root that was chosen; root 1 is none, 0 one that could not be drawn."""
    if transform not in ("none", "root"):
        raise ComputeError(f"unknown transform `{transform}`", hint="known are `none` and `root`")
    bounds = indicator.bounds
    if transform == "none" or indicator.bounded or not abs(skewness(column)) > _SKEWED:
        return column, bounds, 1
    if np.nanmin(column) < 0 or (bounds is not None and bounds[0] < 0):
        return column, bounds, 0
    fit = (n for n in range(2, _HIGHEST_ROOT + 1) if abs(skewness(column ** (1.0 / n))) <= _SKEWED)
    root = next(fit, _HIGHEST_ROOT)
    moved = None if bounds is None else (bounds[0] ** (1.0 / root), bounds[1] ** (1.0 / root))
    return column ** (1.0 / root), moved, root


def _placed(column: FloatArray, indicator: Indicator, scaling: Scaling) -> tuple[FloatArray, dict[str, Any]]:
    known = column[np.isfinite(column)]
    if not known.size:
        raise ComputeError(f"the indicator `{indicator.name}` is known nowhere")
    low, high = indicator.bounds or (float(known.min()), float(known.max()))
    same = ComputeError(f"the indicator `{indicator.name}` is the same everywhere", hint="leave it out, or give bounds")
    if scaling == "z-score":
        if known.min() == known.max():
            raise same
        centre, spread = float(known.mean()), float(known.std(ddof=0))
        return (column - centre) / spread, {"mean": centre, "sd": spread, "clipped": 0}
    if scaling != "min-max":
        raise ComputeError(f"unknown scaling `{scaling}`", hint="known are `min-max` and `z-score`")
    if not low < high:
        raise same if indicator.bounds is None else ComputeError(f"the bounds of `{indicator.name}` do not ascend")
    n = int(((known < low) | (known > high)).sum())
    record = {"low": float(low), "high": float(high), "fixed": indicator.bounds is not None, "clipped": n}
    return np.clip((column - low) / (high - low), 0.0, 1.0), record


def _clipped(names: list[str]) -> Caution:
    return Caution(
        "beyond-bounds",
        f"values beyond the fixed bounds were clipped to them: {listed(names)}",
        f"значения за заданными границами приведены к ним: {listed(names)}",
    )


def _negative(names: list[str]) -> Caution:
    return Caution(
        "skewed-and-negative",
        f"skewed indicators with negative values have no root and stay as they are: {listed(names)}",
        f"асимметричные показатели с отрицательными значениями оставлены без преобразования: {listed(names)}",
    )
