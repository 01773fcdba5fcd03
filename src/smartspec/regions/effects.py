"""Sets of fixed effects, held as sparse membership and taken out of columns by conjugate gradients."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.results import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Residual of the normal equations, relative to the columns, at which a solution counts as exact.
PRECISION = 1e-12
_MAX_SWEEPS = 5_000


@dataclass(frozen=True, slots=True)
class Effects:
    """Membership of observations in the levels of one or more effects, such as origin and destination.

    Attributes
    ----------
    names : names of the effects.
    codes : for each effect (n,) int64, the level of every observation.
    levels : for each effect the labels of its levels, in the order of the codes.
    """

    names: tuple[str, ...]
    codes: tuple[IntArray, ...]
    levels: tuple[tuple[str, ...], ...]

    @property
    def n_levels(self) -> int:
        """Levels of all effects together."""
        return sum(len(labels) for labels in self.levels)

    def rows(self, kept: BoolArray) -> "Effects":
        """The same effects for some observations only; levels keep their codes."""
        return Effects(self.names, tuple(code[kept] for code in self.codes), self.levels)

    def membership(self) -> "csr_array":
        """csr_array (n, n_levels): 1.0 where an observation has a level, effects side by side."""
        from scipy.sparse import csr_array

        n, width = len(self.codes[0]), len(self.codes)
        offsets = np.cumsum([0, *(len(labels) for labels in self.levels)])
        columns = np.column_stack([code + start for code, start in zip(self.codes, offsets, strict=False)])
        starts = np.arange(0, n * width + 1, width)
        return csr_array((np.ones(n * width), columns.ravel(), starts), shape=(n, self.n_levels))


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Columns without the part that effects explain.

    Attributes
    ----------
    residuals : (n, k).
    coefficients : (n_levels, k) of the effects; unique only up to the constants that effects share.
    converged : whether every column reached the precision asked for.
    sweeps : passes over the data.
    """

    residuals: FloatArray
    coefficients: FloatArray
    converged: bool
    sweeps: int


def encode_effects(effects: Mapping[str, Sequence[Hashable] | npt.NDArray[Any]], *, n: int) -> Effects | None:
    """Check and number the levels of effects; None if there are none.

    Raises
    ------
    ComputeError
        If an effect does not have one level for each of the `n` observations.

    Examples
    --------
    >>> encode_effects({"origin": ["B", "A", "B"]}, n=3).codes
    (array([1, 0, 1]),)
    """
    codes, levels = [], []
    for name, values in effects.items():
        if len(values) != n:
            raise ComputeError(f"the effect `{name}` has {len(values)} levels for {n} observations")
        labels, code = np.unique(np.asarray(values), return_inverse=True)
        codes.append(code.astype(np.int64).ravel())
        levels.append(tuple(str(label) for label in labels.tolist()))
    return Effects(tuple(effects), tuple(codes), tuple(levels)) if codes else None


def absorb(
    membership: "csr_array",
    columns: FloatArray,
    weights: FloatArray,
    *,
    start: FloatArray | None = None,
    precision: float = PRECISION,
) -> Absorbed:
    """Residuals of columns after weighted least squares on effects, without dense dummies.

    The normal equations D'WD c = D'Wx are sparse, one row a level; conjugate gradients, preconditioned by the weight
    of each level, solve them for all columns at once. They are singular where effects share constants, but always
    consistent, so the residuals are unique. A level without weight keeps the coefficient 0.

    Parameters
    ----------
    membership : (n, n_levels), from `Effects.membership`.
    columns : (n, k), k >= 1.
    weights : (n,), not negative.
    start : (n_levels, k) coefficients to begin with; zeros if None.
    precision : residual of the normal equations, relative to the length of each column.

    Returns
    -------
    Absorbed
        `converged` False after 5,000 sweeps; never raised here, callers report it.

    Notes
    -----
    Source: Guimarães, Portugal (2010), doi:10.1177/1536867X1101000406 (iterating over effects); Hestenes, Stiefel
    (1952), doi:10.6028/jres.049.044 (conjugate gradients).

    Examples
    --------
    >>> effects = encode_effects({"o": ["A", "A", "B", "B"], "d": ["X", "Y", "X", "Y"]}, n=4)
    >>> absorb(effects.membership(), np.array([[1.0], [2.0], [3.0], [5.0]]), np.ones(4)).residuals.ravel().round(6)
    array([ 0.25, -0.25, -0.25,  0.25])
    """
    transposed = membership.T.tocsr()
    gram = (transposed.multiply(weights[None, :]) @ membership).tocsr()
    diagonal = gram.diagonal()
    inverse = np.divide(1.0, diagonal, out=np.zeros_like(diagonal), where=diagonal > 0)[:, None]
    right = transposed @ (weights[:, None] * columns)
    # Relative to the columns, not to the right side: a column that owes nothing to the effects leaves only rounding.
    target = (precision**2) * np.einsum("nk,n,nk->k", columns, weights, columns)
    solution = np.zeros_like(right) if start is None else start.copy()
    residual = right - gram @ solution
    scaled = inverse * residual
    direction, norm = scaled, _dot(residual, scaled)
    sweeps = 0
    while np.any(norm > target) and sweeps < _MAX_SWEEPS:
        image = gram @ direction
        curvature = _dot(direction, image)
        # A column that is done stands still, or rounding would carry it along the constants that effects share.
        step = np.divide(norm, curvature, out=np.zeros_like(norm), where=(curvature > 0) & (norm > target))
        solution = solution + step * direction
        residual = residual - step * image
        scaled = inverse * residual
        before, norm = norm, _dot(residual, scaled)
        direction = scaled + np.divide(norm, before, out=np.zeros_like(norm), where=before > 0) * direction
        sweeps += 1
    converged = bool(np.all(norm <= target))
    return Absorbed(columns - membership @ solution, solution, converged, sweeps)


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("lk,lk->k", a, b), dtype=np.float64)
