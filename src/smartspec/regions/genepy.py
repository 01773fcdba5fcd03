"""GENEPY: complexity of regions and activities from two eigenvectors of each proximity matrix."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.presence import PresenceLike, as_presence
from smartspec.regions.results import BoolArray, FloatArray, Result
from smartspec.regions.spectrum import DENSE_LIMIT


def genepy(presence: PresenceLike) -> Result:
    """GENEPY index of regions and activities, which joins the views of ECI and of fitness.

    W = M/(k_r k'_i), k'_i = Σ_r M_ri/k_r; N = WWᵀ for regions and WᵀW for activities, diagonal 0. With unit
    eigenvectors X_l in the order of |λ|: G = (Σ_{1,2} λ_l X_l²)² + 2 Σ_{1,2} λ_l² X_l².

    Parameters
    ----------
    presence : M, shape (regions, activities).

    Returns
    -------
    Result
        For regions `region_x1`, `region_x2`, `region_genepy`, shape (regions,), and the same with `activity_`; X1 is
        not negative, the sign of X2 is arbitrary and set so that its largest entry by amount is positive.
        `region_eigenvalues` and `activity_eigenvalues`, the two used, with their signs. NaN without any presence.

    Raises
    ------
    ComputeError
        If fewer than two regions or activities have any presence.

    Notes
    -----
    Ordering by λ instead of |λ| gives other ranks. Source: Sciarra, Chiarotti, Ridolfi and Laio (2020),
    doi:10.1038/s41467-020-16992-1.

    Examples
    --------
    >>> genepy([[1, 0, 0], [1, 1, 0], [1, 1, 1]])["region_genepy"].round(3)
    array([0.058, 0.212, 0.186])
    """
    m = as_presence(presence)
    rows, columns = m.occupied
    if rows.sum() < 2 or columns.sum() < 2:
        raise ComputeError("fewer than two regions or activities have any presence")
    inner = m.values[np.ix_(rows, columns)]
    w = inner / inner.sum(axis=1, keepdims=True)
    degree = w.sum(axis=0)
    w /= degree
    values: dict[str, FloatArray] = {}
    for side, matrix, there in (("region", w, rows), ("activity", w.T, columns)):
        x, eigenvalues = _two_vectors(matrix)
        first, second = x.T**2
        one, two = eigenvalues
        index = (one * first + two * second) ** 2 + 2 * (one**2 * first + two**2 * second)
        values |= {f"{side}_x1": _placed(x[:, 0], there), f"{side}_x2": _placed(x[:, 1], there)}
        values |= {f"{side}_genepy": _placed(index, there), f"{side}_eigenvalues": eigenvalues}
    left_out = {
        "regions_left_out": [name for name, kept in zip(m.regions, rows, strict=True) if not kept],
        "activities_left_out": [name for name, kept in zip(m.activities, columns, strict=True) if not kept],
    }
    return Result(values, m.axes, {**m.conventions, "eigenvalue_order": "absolute value", **left_out}, m.cautions)


def _two_vectors(w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The two unit eigenvectors of WWᵀ without diagonal with the largest |λ|, shapes (n, 2) and (2,)."""
    n = len(w)
    if n <= DENSE_LIMIT:
        gram = w @ w.T
        np.fill_diagonal(gram, 0.0)
        values, vectors = np.linalg.eigh(gram)
    else:
        from scipy.sparse.linalg import LinearOperator, eigsh

        diagonal = np.einsum("ij,ij->i", w, w)
        operator = LinearOperator((n, n), matvec=lambda x: w @ (w.T @ x) - diagonal * x, dtype=np.float64)
        start = np.random.default_rng(0).random(n)
        values, vectors = eigsh(operator, k=2, which="LM", v0=start, ncv=40)
    order = np.argsort(-np.abs(values), kind="stable")[:2]
    x, chosen = vectors[:, order], values[order]
    x[:, 0] *= 1.0 if x[:, 0].sum() >= 0 else -1.0
    x[:, 1] *= 1.0 if x[np.argmax(np.abs(x[:, 1]).round(12)), 1] >= 0 else -1.0
    return x, chosen


def _placed(values: FloatArray, there: BoolArray) -> FloatArray:
    result = np.full(len(there), np.nan)
    result[there] = values
    return result
