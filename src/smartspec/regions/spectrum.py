"""The spectrum of a bipartite network: what ECI, PCI and their warnings are read from."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.results import BoolArray, FloatArray, IntArray

#: Smaller side up to which all eigenvectors are computed at once; above, only the first by Lanczos iteration.
DENSE_LIMIT = 100
#: Smaller side above which the Gram matrix is never formed.
GRAM_LIMIT = 4_000
#: Eigenvalues that are reported: the trivial one, that of ECI and two for the gap.
N_VALUES = 4


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Leading singular triplets of S = D_r^{-1/2} M D_i^{-1/2}.

    Attributes
    ----------
    eigenvalues : λ = σ², descending, from 1; shape (k,), k at most 4.
    region_vector, activity_vector : second singular vectors, unit length; shapes (regions,) and (activities,).
    solver : `dense` or `lanczos`.
    """

    eigenvalues: FloatArray
    region_vector: FloatArray
    activity_vector: FloatArray
    solver: Literal["dense", "lanczos"]


@dataclass(frozen=True, slots=True)
class Components:
    """Connected components of regions and activities that are linked by presence.

    Attributes
    ----------
    regions, activities : number of the component, the largest first; -1 for a region or activity without any presence.
    n : number of components, those without any presence not counted.
    """

    regions: IntArray
    activities: IntArray
    n: int


def components(present: BoolArray) -> Components:
    """Find the connected components; larger is more regions, then more activities, then the earlier region.

    Parameters
    ----------
    present : M, shape (regions, activities).
    """
    regions = np.full(present.shape[0], -1, dtype=np.int64)
    activities = np.full(present.shape[1], -1, dtype=np.int64)
    occupied = present.any(axis=1)
    sizes: list[tuple[int, int, int]] = []
    while (occupied & (regions < 0)).any():
        first = int(np.argmax(occupied & (regions < 0)))
        rows = np.array([first])
        while len(rows):
            regions[rows] = len(sizes)
            columns = np.flatnonzero(present[rows].any(axis=0) & (activities < 0))
            activities[columns] = len(sizes)
            rows = np.flatnonzero(present[:, columns].any(axis=1) & (regions < 0))
        n_rows, n_columns = (np.count_nonzero(labels == len(sizes)) for labels in (regions, activities))
        sizes.append((-int(n_rows), -int(n_columns), first))
    renamed = np.empty(len(sizes) + 1, dtype=np.int64)
    renamed[sorted(range(len(sizes)), key=lambda k: sizes[k])] = np.arange(len(sizes))
    renamed[-1] = -1
    return Components(renamed[regions], renamed[activities], len(sizes))


def spectrum(present: BoolArray) -> Spectrum:
    """Leading eigenvalues and the second singular vectors; signs are arbitrary, but the same at every run.

    Parameters
    ----------
    present : M, shape (regions, activities), no empty row or column.

    Raises
    ------
    ComputeError
        If there are fewer than two regions or activities, or if all regions have the same activities: then there is
        no second dimension.

    Notes
    -----
    Works on the Gram matrix of the smaller side; the other side follows from one product.
    """
    if min(present.shape) < 2:
        problem = f"{present.shape[0]} regions and {present.shape[1]} activities allow no comparison"
        raise ComputeError(problem, hint="at least two of each must be connected")
    wide = present.shape[0] <= present.shape[1]
    m = present if wide else present.T
    values, vector, solver = _leading(m)
    if values[1] < 1e-12:
        raise ComputeError("all regions have the same activities, so that nothing tells them apart")
    other = _scaled_product(m, vector) / np.sqrt(values[1])
    return Spectrum(values, vector if wide else other, other if wide else vector, solver)


def _leading(m: BoolArray) -> tuple[FloatArray, FloatArray, Literal["dense", "lanczos"]]:
    """Eigenvalues of SSᵀ, and the second eigenvector, for M with the smaller side in rows."""
    # The trivial pair is known: taking it out leaves the wanted ones in front, also where 1 is there several times.
    trivial = np.sqrt(m.sum(axis=1) / m.sum())
    solver: Literal["dense", "lanczos"] = "dense" if len(trivial) <= DENSE_LIMIT else "lanczos"
    values, vectors = (_dense if solver == "dense" else _lanczos)(m, trivial)
    return np.concatenate([[1.0], np.clip(values, 0.0, None)]), vectors[:, 0], solver


def _dense(m: BoolArray, trivial: FloatArray) -> tuple[FloatArray, FloatArray]:
    values, vectors = np.linalg.eigh(_gram(m) - np.multiply.outer(trivial, trivial))
    n = min(N_VALUES, len(trivial)) - 1
    return values[::-1][:n], vectors[:, ::-1][:, :n]


def _lanczos(m: BoolArray, trivial: FloatArray) -> tuple[FloatArray, FloatArray]:
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    n = len(trivial)
    if n <= GRAM_LIMIT:
        gram = _gram(m)
        gram -= np.multiply.outer(trivial, trivial)
        operator = LinearOperator((n, n), matvec=lambda x: gram @ x, dtype=np.float64)
    else:
        s = csr_array(m, dtype=np.float64)
        s = s.multiply(1 / np.sqrt(m.sum(axis=1))[:, None]).multiply(1 / np.sqrt(m.sum(axis=0))[None, :]).tocsr()
        back = s.T.tocsr()
        operator = LinearOperator((n, n), matvec=lambda x: s @ (back @ x) - trivial * (trivial @ x), dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(n)
    try:
        values, vectors = eigsh(operator, k=N_VALUES - 1, which="LA", v0=start, ncv=min(40, n))
    except ArpackNoConvergence as error:
        hint = "several parts of the network are much alike; compare fewer regions or activities"
        raise ComputeError("the eigenvectors were not found within the steps allowed", hint=hint) from error
    order = np.argsort(values)[::-1]
    return values[order], vectors[:, order]


def _gram(m: BoolArray) -> FloatArray:
    """SSᵀ, shape (rows, rows), by blocks of columns, so that S is never held as a whole."""
    k_rows, k_columns = m.sum(axis=1), m.sum(axis=0)
    gram = np.zeros((m.shape[0], m.shape[0]))
    for start in range(0, m.shape[1], 1024):
        block = m[:, start : start + 1024] / np.sqrt(k_columns[start : start + 1024])
        gram += block @ block.T
    root = np.sqrt(k_rows)
    gram /= root
    gram /= root[:, None]
    return gram


def _scaled_product(m: BoolArray, vector: FloatArray) -> FloatArray:
    """Sᵀ times a vector over rows, by blocks of rows."""
    result = np.zeros(m.shape[1])
    scaled = vector / np.sqrt(m.sum(axis=1))
    for start in range(0, m.shape[0], 256):
        result += scaled[start : start + 256] @ m[start : start + 256]
    return np.asarray(result / np.sqrt(m.sum(axis=0)))
