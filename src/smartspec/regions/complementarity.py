"""What other regions could add: complementarity of regions by relatedness density."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError, nearest
from smartspec.regions.neighbourhood import RelatednessLike, neighbourhood
from smartspec.regions.presence import PresenceLike, as_presence
from smartspec.regions.results import FloatArray, Result

SOURCE = "Balland and Boschma (2021), formulas from a follow-up's description; the paper's weights may differ"


def added_density(presence: PresenceLike, relatedness: RelatednessLike, region: str) -> Result:
    """What each other region would add to the density of one region around each activity.

    RDadd_r,i,s = Σ_{j≠i} φ_ij M_sj (1-M_rj) / Σ_{j≠i} φ_ij = d_i(M_r ∪ M_s) - d_i(M_r).

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ; its diagonal is ignored.
    region : label of r.

    Returns
    -------
    Result
        `added_density`, shape (regions, activities), rows are the partners s, from 0 to 1 (the source multiplies by
        100). 0 in the row of r itself. It is given for every activity; those that r lacks matter. NaN around
        activities that are related to none. Activities of which it is not known whether r has them add nothing.

    Raises
    ------
    ComputeError
        If the region is unknown.

    Notes
    -----
    Source: Balland and Boschma (2021), doi:10.1080/00343404.2020.1861240 (see `complementary_linkages`).

    Examples
    --------
    >>> m, related = as_presence([[1, 0, 0], [0, 1, 1]], regions=["A", "B"]), np.ones((3, 3))
    >>> added_density(m, related, "A")["added_density"]
    array([[0. , 0. , 0. ],
           [1. , 0.5, 0.5]])
    """
    m = as_presence(presence)
    if region not in m.regions:
        raise ComputeError(f"unknown region `{region}`", hint=nearest(region, m.regions))
    around = neighbourhood(m, relatedness)
    r = m.regions.index(region)
    below = around.below(m, slice(r, r + 1))
    values = np.full(m.shape, np.nan)
    for rows in m.row_blocks():
        gained = around.gathered(m.values[rows] & m.absent[r])
        np.divide(gained, below, out=values[rows], where=np.broadcast_to(below > 0, gained.shape))
    record = {**m.conventions, **around.conventions, "region": region, "source": SOURCE}
    return Result({"added_density": values}, m.axes, record, m.cautions)


def complementary_linkages(
    presence: PresenceLike, relatedness: RelatednessLike, ties: npt.ArrayLike, *, everywhere: bool = False
) -> Result:
    """Density that the partners of a region could add, weighted by the ties to them: CL_ri = Σ_s RDadd_r,i,s T_rs.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ; its diagonal is ignored.
    ties : T, shape (regions, regions), >= 0: joint papers, patents or projects, rows r and columns s in the order of
        the presence; the diagonal is ignored.
    everywhere : give values for activities that a region has as well, instead of NaN.

    Returns
    -------
    Result
        `complementary_linkages`, shape (regions, activities), in units of ties (shares from 0 to 1 times ties; the
        source multiplies by 100).

    Raises
    ------
    ComputeError
        If the ties do not fit, are negative or not finite.

    Notes
    -----
    Computed as [(1-M) ∘ (TM)] φ / Σφ, so that no array of region x activity x region arises. Source: Balland and
    Boschma (2021), doi:10.1080/00343404.2020.1861240, known here through the description in a follow-up: whether its
    φ is weighted or cut at the mean is open; `thresholded(..., binary=True)` gives the latter.

    Examples
    --------
    >>> complementary_linkages([[1, 0, 0], [0, 1, 1]], np.ones((3, 3)), [[0, 4], [4, 0]])["complementary_linkages"]
    array([[nan,  2.,  2.],
           [ 0., nan, nan]])
    """
    m = as_presence(presence)
    tied = _ties(ties, m.regions)
    around = neighbourhood(m, relatedness)
    absent = m.absent
    values = np.full(m.shape, np.nan)
    present = m.values.astype(np.float64)
    for rows in m.row_blocks():
        gained = around.gathered(absent[rows] * (tied[rows] @ present))
        below = around.below(m, rows)
        np.divide(gained, below, out=values[rows], where=below > 0)
    if not everywhere:
        values[~absent] = np.nan
    record = {**m.conventions, **around.conventions, "everywhere": everywhere, "source": SOURCE}
    return Result({"complementary_linkages": values}, m.axes, record, m.cautions)


def pair_complementarity(presence: PresenceLike, relatedness: RelatednessLike) -> Result:
    """What region s could add to region r over all activities that r lacks: Comp_rs = Σ_{i: M_ri=0} RDadd_r,i,s.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ; its diagonal is ignored.

    Returns
    -------
    Result
        `complementarity`, shape (regions, regions), row r receives, column s gives; not symmetric, diagonal 0.
        `complementarity_mean`, the same over the number of activities that r lacks, from 0 to 1, comparable between
        regions; NaN for a region that lacks none. Activities that are related to none add nothing.

    Notes
    -----
    Computed as [(1-M) ∘ w] Mᵀ with w_rj = Σ_{i≠j: M_ri=0} φ_ij / Σφ, two products in all. Source: Balland and Boschma
    (2021), doi:10.1080/00343404.2020.1861240 (see `complementary_linkages`).

    Examples
    --------
    >>> pair_complementarity([[1, 0, 0], [0, 1, 1]], np.ones((3, 3)))["complementarity"]
    array([[0., 1.],
           [0., 0.]])
    """
    m = as_presence(presence)
    around = neighbourhood(m, relatedness)
    absent, n = m.absent, m.shape[0]
    present = m.values.astype(np.float64)
    total, mean = np.empty((n, n)), np.full((n, n), np.nan)
    for rows in m.row_blocks():
        below = around.below(m, rows)
        entered = np.zeros(below.shape)
        np.divide(1.0, below, out=entered, where=absent[rows] & (below > 0))
        total[rows] = (around.passed(entered) * absent[rows]) @ present.T
        counted = np.count_nonzero(entered, axis=1)[:, None]
        np.divide(total[rows], counted, out=mean[rows], where=np.broadcast_to(counted > 0, (len(counted), n)))
    np.fill_diagonal(mean, np.where(np.isnan(mean.diagonal()), np.nan, 0.0))
    record = {**m.conventions, **around.conventions, "source": SOURCE}
    found = {"complementarity": total, "complementarity_mean": mean}
    return Result(found, {"region": m.regions, "partner": m.regions}, record, m.cautions)


def _ties(ties: npt.ArrayLike, regions: Sequence[str]) -> FloatArray:
    matrix = np.array(ties, dtype=np.float64)
    if matrix.shape != (len(regions), len(regions)):
        raise ComputeError(f"ties have the shape {matrix.shape} for {len(regions)} regions")
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise ComputeError("a tie is negative or not a number", hint="no tie is 0")
    np.fill_diagonal(matrix, 0.0)
    return matrix
