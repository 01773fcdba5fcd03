"""Presence of activities in regions: the matrix M that relatedness, complexity and complementarity start from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts, as_counts
from smartspec.regions.results import BoolArray, Caution, FloatArray

#: Rows of a large matrix that are turned into numbers at a time.
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Presence:
    """Which activities a region has (M), and where that is not known.

    Attributes
    ----------
    values : bool, shape (regions, activities), True if present; False where `missing`.
    missing : same shape, True where presence is not known; such a cell counts neither as present nor as absent.
    rule : how presence was decided, e.g. `RCA >= 1`; stands in every record of conventions.
    """

    values: BoolArray
    missing: BoolArray
    regions: tuple[str, ...]
    activities: tuple[str, ...]
    rule: str

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions and of activities."""
        return len(self.regions), len(self.activities)

    @property
    def absent(self) -> BoolArray:
        """True where the activity is known not to be present, shape (regions, activities)."""
        return ~(self.values | self.missing)

    @property
    def diversity(self) -> FloatArray:
        """k_r: number of activities present in a region, shape (regions,)."""
        return np.asarray(self.values.sum(axis=1), dtype=np.float64)

    @property
    def ubiquity(self) -> FloatArray:
        """k_i: number of regions in which an activity is present, shape (activities,)."""
        return np.asarray(self.values.sum(axis=0), dtype=np.float64)

    @property
    def occupied(self) -> tuple[BoolArray, BoolArray]:
        """True for regions and for activities with any presence, shapes (regions,) and (activities,)."""
        return np.asarray(self.values.any(axis=1)), np.asarray(self.values.any(axis=0))

    @property
    def axes(self) -> dict[str, tuple[str, ...]]:
        """Labels of regions and activities, as a result wants them."""
        return {"region": self.regions, "activity": self.activities}

    @property
    def conventions(self) -> dict[str, Any]:
        """What the matrix adds to the record of conventions of every measure."""
        return {"presence": self.rule, "missing_cells": int(self.missing.sum())}

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Says how many cells are not known, if any."""
        n = int(self.missing.sum())
        if not n:
            return ()
        share = f"{n / self.missing.size:.1%}"
        english = f"{n} cells ({share}) are not known; they count neither as present nor as absent"
        russian = f"нет данных в {n} ячейках ({share}); они не считаются ни наличием, ни отсутствием"
        return (Caution("missing-cells", english, russian),)

    def row_blocks(self) -> Iterator[slice]:
        """Slices of rows small enough to be held as numbers of double precision."""
        for start in range(0, len(self.regions), BLOCK):
            yield slice(start, min(start + BLOCK, len(self.regions)))


#: What functions take as presence: a checked matrix, or one that is checked at once and named by position.
PresenceLike = Presence | npt.ArrayLike


def as_presence(
    values: PresenceLike,
    *,
    missing: npt.ArrayLike | None = None,
    regions: Sequence[str] | None = None,
    activities: Sequence[str] | None = None,
    rule: str = "as given",
) -> Presence:
    """Check a matrix of zeros and ones and name its rows and columns.

    Parameters
    ----------
    values : shape (regions, activities), True or 1 where present; a `Presence` is returned as it is.
    missing : same shape, True where presence is not known.
    regions, activities : distinct labels; `0`, `1`, … if None.
    rule : how presence was decided, e.g. `RCA >= 1`.

    Raises
    ------
    ComputeError
        If there is a value other than 0 and 1, if nothing is present, or as `as_counts` does.

    Examples
    --------
    >>> as_presence([[True, False], [True, True]], regions=["A", "B"]).diversity
    array([1., 2.])
    """
    if isinstance(values, Presence):
        return values
    if isinstance(values, Counts):
        raise ComputeError("counts are not presence", hint="decide presence first, for example by RCA >= 1")
    counts = as_counts(values, missing=missing, regions=regions, activities=activities)
    wrong = np.argwhere((counts.values != 0) & (counts.values != 1))
    if len(wrong):
        r, i = wrong[0]
        place = f"region `{counts.regions[r]}`, activity `{counts.activities[i]}`"
        hint = "decide presence first, for example by RCA >= 1"
        raise ComputeError(f"presence is 0 or 1, not {counts.values[r, i]:g}", place=place, hint=hint)
    return Presence(counts.values > 0, counts.missing, counts.regions, counts.activities, rule)


def occurring(counts: Counts) -> Presence:
    """Presence by occurrence: an activity is present wherever its value is above zero.

    Parameters
    ----------
    counts : values of regions by activities; a missing value stays missing.

    Notes
    -----
    This is the rule of the relatedness of ReKS. It is not RCA >= 1: an activity that every region has tells nothing.

    Examples
    --------
    >>> occurring(as_counts([[5, 0], [1, 2]])).values
    array([[ True, False],
           [ True,  True]])
    """
    return Presence(counts.values > 0, counts.missing, counts.regions, counts.activities, "value > 0")
