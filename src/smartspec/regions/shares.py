"""What most measures start from: regions and activities that have a value, their shares, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from smartspec.errors import ComputeError, nearest
from smartspec.regions.counts import Counts, without_empty
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result

Reference = Literal["whole", "rest"]
Of = Literal["region", "activity"]

AXES = ("region", "activity")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts without empty rows and columns, with the record that every measure carries on.

    Attributes
    ----------
    counts : what is compared.
    kept_regions, kept_activities : True where a row or column of the counts that were given has a value.
    conventions : numbers compared, labels dropped, number of missing cells.
    """

    counts: Counts
    kept_regions: BoolArray
    kept_activities: BoolArray
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...]

    @property
    def known(self) -> BoolArray:
        """True where a value is known."""
        return ~self.counts.missing

    def result(
        self,
        values: Mapping[str, FloatArray],
        *,
        axes: tuple[str, ...] = AXES,
        conventions: Mapping[str, Any] | None = None,
        cautions: tuple[Caution, ...] = (),
    ) -> Result:
        """The values with the labels of `axes`, the record of this comparison and what is added to it."""
        labels = {"region": self.counts.regions, "activity": self.counts.activities}
        return Result(
            values,
            {axis: labels[axis] for axis in axes},
            {**self.conventions, **(conventions or {})},
            (*self.cautions, *cautions),
        )


def compared(counts: Counts) -> Comparison:
    """Leave out empty regions and activities, and begin the record of a measure."""
    rows: BoolArray = np.asarray(counts.values.any(axis=1))
    columns: BoolArray = np.asarray(counts.values.any(axis=0))
    kept, cautions = without_empty(counts)
    n_missing = int(kept.missing.sum())
    conventions = {
        "regions": len(kept.regions),
        "activities": len(kept.activities),
        "dropped_regions": [name for name, keep in zip(counts.regions, rows, strict=True) if not keep],
        "dropped_activities": [name for name, keep in zip(counts.activities, columns, strict=True) if not keep],
        "missing_cells": n_missing,
    }
    if n_missing:
        cautions = (*cautions, _missing(n_missing, kept.values.size))
    return Comparison(kept, rows, columns, conventions, cautions)


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Element by element, NaN where the denominator is zero."""
    top, bottom = np.broadcast_arrays(numerator, denominator)
    quotient: FloatArray = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=quotient, where=bottom != 0)
    return quotient


def profiles(
    comparison: Comparison, *, of: Of = "region", reference: Reference = "whole"
) -> tuple[FloatArray, FloatArray]:
    """Shares of each unit and the shares that it is compared with, both (units, parts) and with rows of sum 1.

    For `of="region"` a row holds s_ri = x_ri / x_r beside s_i = x_i / X; for `of="activity"` a row holds
    q_ri = x_ri / x_i beside p_r = x_r / X. Against the rest, the unit itself is taken out of the reference. Where
    cells are missing the reference is confined to the parts that are known for the unit, so that like is compared
    with like. A unit that is alone in all its parts has no rest: its reference is NaN.
    """
    if of not in ("region", "activity"):
        raise ComputeError(f"a profile belongs to a region or an activity, not to `{of}`")
    if reference not in ("whole", "rest"):
        raise ComputeError(f"unknown reference `{reference}`", hint=nearest(reference, ("whole", "rest")))
    turned = of == "activity"
    values = comparison.counts.values.T if turned else comparison.counts.values
    known = comparison.known.T if turned else comparison.known
    expected = np.broadcast_to(values.sum(axis=0), values.shape)
    if reference == "rest":
        # rounding of fractional counts must not leave a trace of what the unit holds alone
        expected = np.where(np.isclose(expected, values, rtol=1e-13, atol=0.0), 0.0, expected - values)
    expected = np.where(known, expected, 0.0)
    return ratio(values, values.sum(axis=1, keepdims=True)), ratio(expected, expected.sum(axis=1, keepdims=True))


def aligned(values: FloatArray, counts: Counts, *, what: str, axis: Of = "region") -> FloatArray:
    """One finite number for each region or activity of `counts`, before anything is dropped; NaN is not known."""
    labels = counts.regions if axis == "region" else counts.activities
    numbers = np.array(values, dtype=np.float64)
    if numbers.shape != (len(labels),):
        raise ComputeError(f"{what} has the shape {numbers.shape} for {len(labels)} labels of kind {axis}")
    wrong = np.flatnonzero(np.isinf(numbers) | (numbers < 0))
    if wrong.size:
        raise ComputeError(f"{what} is negative or infinite", place=f"{axis} `{labels[wrong[0]]}`")
    return numbers


def listed(names: list[str], *, most: int = 10) -> str:
    """Names for a sentence, the first `most` of them."""
    more = f", … ({len(names)})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _missing(n: int, size: int) -> Caution:
    return Caution(
        "missing-cells",
        f"{n} of {size} cells are not known: sums leave them out, and a measure of such a cell is not a number",
        f"неизвестны значения {n} из {size} ячеек: суммы их не включают, показатель такой ячейки не определён",
    )
