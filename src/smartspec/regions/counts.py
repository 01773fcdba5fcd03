"""Region by activity counts: checked once, so that every measure may rely on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.results import BoolArray, Caution, FloatArray


@dataclass(frozen=True, slots=True)
class Counts:
    """Non-negative values of regions (rows) by activities (columns).

    Attributes
    ----------
    values : float64, shape (regions, activities); 0 where `missing`.
    missing : True where no value is known (suppressed, not stated); missing is not zero, and sums leave it out.
    """

    values: FloatArray
    missing: BoolArray
    regions: tuple[str, ...]
    activities: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions and of activities."""
        return len(self.regions), len(self.activities)


def as_counts(
    values: npt.ArrayLike,
    *,
    missing: npt.ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
) -> Counts:
    """Check a matrix and name its rows and columns.

    Parameters
    ----------
    values : shape (regions, activities), numbers; NaN only where `missing` is True. Never changed.
    missing : same shape, True where the value is not known; nothing is missing if None.
    regions, activities : distinct labels; `0`, `1`, … if None.

    Raises
    ------
    ComputeError
        If the matrix is not numeric, not two-dimensional, has fewer than two regions or activities, a negative,
        infinite or undeclared NaN value, or if labels repeat or do not fit.

    Examples
    --------
    >>> as_counts([[1, 0], [2, 3]], regions=["A", "B"]).shape
    (2, 2)
    """
    matrix = _numbers(values)
    if matrix.ndim != 2 or min(matrix.shape, default=0) < 2:
        problem = f"a comparison needs two regions and two activities at least, not the shape {matrix.shape}"
        raise ComputeError(problem, hint="look at the filters and at the period")
    mask = np.zeros(matrix.shape, dtype=np.bool_) if missing is None else np.array(missing, dtype=np.bool_)
    if mask.shape != matrix.shape:
        raise ComputeError(f"`missing` has the shape {mask.shape}, the values {matrix.shape}")
    rows = _labels(regions, matrix.shape[0], "region")
    columns = _labels(activities, matrix.shape[1], "activity")
    bad = ~mask & (~np.isfinite(matrix) | (matrix < 0))
    if bad.any():
        r, i = np.argwhere(bad)[0]
        problem = f"{int(bad.sum())} values are negative, infinite or not a number, such as {matrix[r, i]}"
        hint = "declare what is not known as missing; counts cannot be negative"
        raise ComputeError(problem, place=f"region `{rows[r]}`, activity `{columns[i]}`", hint=hint)
    matrix[mask] = 0.0
    if not matrix.any():
        raise ComputeError("every value is zero or missing", hint="look at the indicator, the period and the filters")
    return Counts(matrix, mask, rows, columns)


def without_empty(counts: Counts) -> tuple[Counts, tuple[Caution, ...]]:
    """Leave out regions and activities that are zero everywhere, and say which.

    A region or activity without any value says nothing about specialisation; it changes nothing but the report.
    """
    rows: BoolArray = np.asarray(counts.values.any(axis=1))
    columns: BoolArray = np.asarray(counts.values.any(axis=0))
    if rows.all() and columns.all():
        return counts, ()
    dropped_rows = [name for name, kept in zip(counts.regions, rows, strict=True) if not kept]
    dropped_columns = [name for name, kept in zip(counts.activities, columns, strict=True) if not kept]
    kept = Counts(
        counts.values[np.ix_(rows, columns)],
        counts.missing[np.ix_(rows, columns)],
        tuple(name for name, keep in zip(counts.regions, rows, strict=True) if keep),
        tuple(name for name, keep in zip(counts.activities, columns, strict=True) if keep),
    )
    return kept, tuple(_dropped(dropped_rows, dropped_columns))


def _dropped(rows: list[str], columns: list[str]) -> Iterable[Caution]:
    if rows:
        names = ", ".join(rows)
        yield Caution(
            "empty-regions",
            f"{len(rows)} regions without any value were left out: {names}",
            f"не учтены регионы без единого значения ({len(rows)}): {names}",
        )
    if columns:
        names = ", ".join(columns)
        yield Caution(
            "empty-activities",
            f"{len(columns)} activities without any value were left out: {names}",
            f"не учтены виды деятельности без единого значения ({len(columns)}): {names}",
        )


def _numbers(values: npt.ArrayLike) -> FloatArray:
    raw: npt.NDArray[Any] = np.asarray(values)
    if raw.dtype.kind not in "iufb":
        raise ComputeError(
            f"values must be numbers, not {raw.dtype}", hint="text such as `1 234,5` is read by the sources"
        )
    return np.array(raw, dtype=np.float64)


def _labels(given: Sequence[str] | None, n: int, what: str) -> tuple[str, ...]:
    labels = tuple(str(k) for k in range(n)) if given is None else tuple(given)
    if len(labels) != n:
        raise ComputeError(f"{len(labels)} names for {n} rows of kind {what}")
    if len(set(labels)) < n:
        twice = next(name for k, name in enumerate(labels) if name in labels[:k])
        raise ComputeError(f"the {what} `{twice}` stands twice", hint="add duplicate rows up before the comparison")
    return labels
