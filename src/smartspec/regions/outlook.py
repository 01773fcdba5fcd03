"""What complexity lies within reach: complexity outlook of regions and the gain from entering an activity."""

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.neighbourhood import Neighbourhood, RelatednessLike, neighbourhood
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.results import Caution, FloatArray, Result


def outlook(presence: PresenceLike, relatedness: RelatednessLike, indices: Result) -> Result:
    """Complexity outlook index (COI) of regions and complexity outlook gain (COG) of cells, as ecomplexity has them.

    COI_r = z(Σ_i d_ri (1-M_ri) p_i) with its own mean and sd, ddof 0;
    COG_ri = (1-M_ri) Σ_j (1-M_rj) φ_ji p_j / Σ_k φ_jk / sd(ē). d and φ with the diagonal, p and ē not normalised.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ with its diagonal, such as `proximity(..., diagonal=True)`.
    indices : result of `complexity` for the same presence.

    Returns
    -------
    Result
        `coi`, shape (regions,), and `cog`, shape (regions, activities), 0 where the activity is present, NaN where
        that is not known. Regions and activities without a complexity get NaN and add nothing to others.

    Raises
    ------
    ComputeError
        If the complexity belongs to other regions or activities, if the diagonal of the relatedness is empty, or if
        the outlook of all regions is the same.

    Notes
    -----
    Source: Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, doi:10.7551/mitpress/9647.001.0001.

    Examples
    --------
    >>> from smartspec.regions.complexity import complexity
    >>> from smartspec.regions.cooccurrence import cooccurrence_in_regions
    >>> from smartspec.regions.relatedness import proximity
    >>> m = as_presence([[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    >>> found = outlook(m, proximity(cooccurrence_in_regions(m), diagonal=True), complexity(m))
    >>> found["cog"].round(2)
    array([[0.  , 1.27, 1.97],
           [0.  , 0.  , 1.78],
           [0.  , 0.  , 0.  ]])
    """
    m = as_presence(presence)
    around = neighbourhood(m, relatedness, diagonal=True)
    e, p = indices["eci_raw"], indices["pci_raw"]
    if (len(e), len(p)) != m.shape or dict(indices.axes) != m.axes:
        raise ComputeError("the complexity belongs to other regions or activities than the presence")
    inside, spread = np.isfinite(e), np.nanstd(e)
    weight, pulled = _weights(p, around.whole), np.nan_to_num(p)
    sums, cog = np.empty(m.shape[0]), np.empty(m.shape)
    absent = m.absent
    for rows in m.row_blocks():
        here = absent[rows]
        reached = around.passed(here * weight)
        cog[rows] = here * reached / spread
        if m.missing[rows].any():
            sums[rows] = np.nan_to_num(around.density(m, rows) * here) @ pulled
        else:
            # the same sum read from the other side: one product less
            sums[rows] = (m.values[rows] * reached).sum(axis=1)
    cog[m.missing] = np.nan
    cog[:, ~np.isfinite(p)] = np.nan
    cog[~inside] = np.nan
    sums[~inside] = np.nan
    if not np.nanstd(sums) > 0:
        raise ComputeError("the outlook of all regions is the same", hint="look at the presence of activities")
    coi = (sums - np.nanmean(sums)) / np.nanstd(sums)
    record = {**m.conventions, **around.conventions, "coi_ddof": 0, "cog_scale": "sd of ECI, ddof 0"}
    return Result({"coi": coi, "cog": cog}, m.axes, record, (*indices.cautions,))


def opportunity_gain(presence: PresenceLike, relatedness: RelatednessLike, pci: FloatArray) -> Result:
    """Opportunity gain as economic-complexity defines it: complexity around an activity that the region lacks.

    gain_ri = Σ_j φ_ij (1-M_rj) PCI_j / Σ_j φ_ij - d_ri PCI_i, without the diagonal.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ; its diagonal is ignored.
    pci : shape (activities,), usually standardised; an activity with NaN gets NaN and adds nothing to others.

    Returns
    -------
    Result
        `opportunity_gain`, shape (regions, activities), for activities that the region has as well; not on the scale
        of COG. NaN around activities that are related to none, named in a caution.

    Raises
    ------
    ComputeError
        If the PCI does not fit the columns.

    Examples
    --------
    >>> m, related = [[1, 0, 0], [1, 1, 0]], np.ones((3, 3))
    >>> opportunity_gain(m, related, np.array([-1.0, 0.0, 1.0]))["opportunity_gain"]
    array([[ 0.5,  0.5, -0.5],
           [ 1. ,  0.5, -1. ]])
    """
    m = as_presence(presence)
    around = neighbourhood(m, relatedness, diagonal=False)
    given = np.asarray(pci, dtype=np.float64)
    if given.shape != (m.shape[1],):
        raise ComputeError(f"{m.shape[1]} complexities of activities are needed, in the order of the columns")
    gain = np.empty(m.shape)
    for rows in m.row_blocks():
        gain[rows] = _gain(around, m, rows=rows, pci=given)
    isolated = [name for name, amount in zip(m.activities, around.whole, strict=True) if amount == 0]
    cautions = (*m.cautions, *((_isolated(isolated),) if isolated else ()))
    record = {**m.conventions, **around.conventions, "isolated_activities": isolated}
    return Result({"opportunity_gain": gain}, m.axes, record, cautions)


def _weights(p: FloatArray, whole: FloatArray) -> FloatArray:
    """p_j / Σ_k φ_jk, 0 where either is not defined."""
    weight = np.zeros(len(p))
    return np.divide(p, whole, out=weight, where=np.isfinite(p) & (whole > 0))


def _gain(around: Neighbourhood, m: Presence, *, rows: slice, pci: FloatArray) -> FloatArray:
    below = around.below(m, rows)
    lacking = around.gathered(m.absent[rows] * np.nan_to_num(pci))
    result = np.full(lacking.shape, np.nan)
    np.divide(lacking, below, out=result, where=below > 0)
    return result - around.density(m, rows) * pci


def _isolated(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "isolated-activities",
        f"{len(names)} activities are related to none, so that no gain exists around them: {shown}",
        f"виды деятельности без связей с другими ({len(names)}), выигрыш для них не определён: {shown}",
    )
