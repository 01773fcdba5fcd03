"""What surrounds each activity: relatedness checked against presence, for products by blocks of regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.presence import Presence
from smartspec.regions.results import FloatArray, Result

#: Relatedness of activities as a measure returned it, or as a matrix of one's own.
RelatednessLike = Result | npt.ArrayLike


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Relatedness as weights, row i for what lies around activity i.

    Attributes
    ----------
    phi : φ, shape (activities, activities), >= 0, in the precision given.
    own : what is taken out of a product for the activity itself: φ_ii, or 0 where the diagonal counts.
    whole : Σ_j φ_ij without `own`, shape (activities,); exactly 0 for an activity that is related to none.
    conventions : those of the relatedness, and whether the diagonal counts.
    """

    phi: npt.NDArray[np.floating[Any]]
    own: npt.NDArray[np.floating[Any]]
    whole: FloatArray
    conventions: Mapping[str, Any]

    def gathered(self, block: npt.NDArray[Any]) -> FloatArray:
        """Σ_j φ_ij block_rj: what lies around activity i, shape (rows of the block, activities)."""
        return self._product(block, self.phi.T)

    def passed(self, block: npt.NDArray[Any]) -> FloatArray:
        """Σ_j block_rj φ_ji: what i passes on to activities j that it lies around; equal where φ is symmetric."""
        return self._product(block, self.phi)

    def _product(self, block: npt.NDArray[Any], phi: npt.NDArray[np.floating[Any]]) -> FloatArray:
        numbers = block.astype(phi.dtype)
        result = numbers @ phi
        if self.own.any():
            result -= numbers * self.own
        return np.asarray(result, dtype=np.float64)

    def below(self, m: Presence, rows: slice) -> FloatArray:
        """Σ_j φ_ij over the activities j whose presence is known in a region, shape (rows, activities)."""
        if not m.missing[rows].any():
            return np.broadcast_to(self.whole, (rows.stop - rows.start, len(self.whole)))
        # the sum over what is known, rather than less what is unknown: exactly 0 if nothing is left
        return self.gathered(~m.missing[rows])

    def density(self, m: Presence, rows: slice) -> FloatArray:
        """d_ri of a block of regions; NaN around an activity that is related to nothing known."""
        below = self.below(m, rows)
        numerator = self.gathered(m.values[rows])
        result = np.full(numerator.shape, np.nan)
        np.divide(numerator, below, out=result, where=below > 0)
        return result


def neighbourhood(m: Presence, relatedness: RelatednessLike, *, diagonal: bool = False) -> Neighbourhood:
    """Check a relatedness against presence and prepare it for products.

    Raises
    ------
    ComputeError
        If its shape, its activities or their order are not those of the presence, if if a value is negative or not
        finite, or if `diagonal` is asked for and the diagonal is empty.
    """
    phi, record = _matrix(m, relatedness)
    own = phi.diagonal().copy()
    if diagonal and not own.any():
        hint = "take a relatedness with its diagonal, such as `proximity(..., diagonal=True)`"
        raise ComputeError("the diagonal is to count, but it is empty", hint=hint)
    whole = phi.sum(axis=1, dtype=np.float64)
    if diagonal:
        own = np.zeros_like(own)
    else:
        whole -= own
        # what the subtraction leaves of a row that has nothing else may be rounding
        whole[np.count_nonzero(phi, axis=1) == (own != 0)] = 0.0
    return Neighbourhood(phi, own, np.asarray(whole), {**record, "diagonal": diagonal})


def _matrix(m: Presence, relatedness: RelatednessLike) -> tuple[npt.NDArray[np.floating[Any]], Mapping[str, Any]]:
    record: Mapping[str, Any] = {"relatedness": "as given"}
    if isinstance(relatedness, Result):
        if len(relatedness.values) != 1:
            raise ComputeError("a result of one measure of relatedness is needed, or a matrix")
        if relatedness.axes.get("activity", m.activities) != m.activities:
            raise ComputeError("the activities of the relatedness are not those of the presence, or in other order")
        record = relatedness.conventions
        (given,) = relatedness.values.values()
        phi: npt.NDArray[np.floating[Any]] = given
    else:
        phi = np.asarray(relatedness)
    if phi.dtype not in (np.float32, np.float64):
        phi = phi.astype(np.float64)
    n = m.shape[1]
    if phi.shape != (n, n):
        raise ComputeError(f"the relatedness has the shape {phi.shape} for {n} activities")
    smallest = phi.min()
    if not (np.isfinite(smallest) and smallest >= 0 and np.isfinite(phi.max())):
        hint = "`thresholded` sets such values to 0, a choice that then stands in the conventions"
        raise ComputeError("a relatedness that serves as a weight is negative or not a number", hint=hint)
    return phi, record
