"""How often two activities stand together, in regions or in documents: what relatedness starts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.presence import PresenceLike, as_presence
from smartspec.regions.results import Caution, FloatArray


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """How often two activities stand together.

    Attributes
    ----------
    links : C, symmetric, >= 0, shape (activities, activities), diagonal 0; whole numbers are exact in float32.
    sizes : n_i, shape (activities,); None if not known.
    n_units : N, the number of regions or documents; None if not known.
    unit : what is counted: `regions` or `documents`.
    conventions, cautions : how the links came about.
    """

    links: npt.NDArray[np.floating[Any]]
    sizes: FloatArray | None
    n_units: int | None
    unit: str
    activities: tuple[str, ...]
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...] = ()

    def strengths(self) -> FloatArray:
        """S_i: sum of the links of each activity, shape (activities,)."""
        return np.asarray(self.links.sum(axis=1, dtype=np.float64))

    def occurrences(self, measure: str) -> FloatArray:
        """n_i, or an error that says which measure needs it."""
        if self.sizes is None:
            hint = "give `sizes`, or take a measure of link sums such as `association_strength`"
            raise ComputeError(f"`{measure}` needs the number of documents of each activity", hint=hint)
        return self.sizes


def cooccurrence_in_regions(presence: PresenceLike) -> Cooccurrence:
    """Number of regions that have both activities: C = MᵀM without its diagonal.

    Parameters
    ----------
    presence : M by RCA >= 1, or by occurrence (`occurring`); a cell that is not known counts as no link.

    Examples
    --------
    >>> cooccurrence_in_regions([[1, 1, 0], [1, 1, 1]]).links
    array([[0., 2., 1.],
           [2., 0., 1.],
           [1., 1., 0.]], dtype=float32)
    """
    m = as_presence(presence)
    ones = m.values.astype(np.float32)
    links = ones.T @ ones
    np.fill_diagonal(links, 0.0)
    record = {"cooccurrence": "regions", **m.conventions}
    return Cooccurrence(links, m.ubiquity, m.shape[0], "regions", m.activities, record, m.cautions)


def cooccurrence_in_documents(
    links: npt.ArrayLike,
    *,
    sizes: npt.ArrayLike | None = None,
    n_documents: int | None = None,
    activities: Sequence[str] | None = None,
) -> Cooccurrence:
    """Take over links that were counted in documents, full or fractional.

    Parameters
    ----------
    links : symmetric, >= 0, shape (activities, activities); the diagonal is ignored.
    sizes : documents of each activity, for the measures that need them.
    n_documents : all documents, for the z-score.
    activities : distinct labels; `0`, `1`, … if None.

    Raises
    ------
    ComputeError
        If the matrix is not square and symmetric, if a value is negative or not finite, or if sizes do not fit.
    """
    matrix = np.array(links, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.array_equal(matrix, matrix.T):
        raise ComputeError("links of documents must be a symmetric square matrix, without NaN")
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise ComputeError("a link is negative or infinite")
    np.fill_diagonal(matrix, 0.0)
    n = len(matrix)
    names = tuple(str(k) for k in range(n)) if activities is None else tuple(activities)
    known = None if sizes is None else np.array(sizes, dtype=np.float64)
    if len(names) != n or len(set(names)) < n or (known is not None and known.shape != (n,)):
        raise ComputeError(f"labels and sizes must be {n}, as the links are, and labels must be distinct")
    record = {"cooccurrence": "documents", "n_documents": n_documents}
    return Cooccurrence(matrix, known, n_documents, "documents", names, record)
