"""Relatedness density: how much of what surrounds an activity a region already has."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.neighbourhood import RelatednessLike, neighbourhood
from smartspec.regions.presence import Presence, PresenceLike, as_presence
from smartspec.regions.results import Caution, FloatArray, Result


def density(presence: PresenceLike, relatedness: RelatednessLike, *, diagonal: bool = False) -> Result:
    """Share of the relatedness around an activity that falls on activities of the region.

    d_ri = Σ_{j≠i} φ_ij M_rj / Σ_{j≠i} φ_ij.

    Parameters
    ----------
    presence : M, shape (regions, activities).
    relatedness : φ, shape (activities, activities), >= 0, row i for what lies around i where it is not symmetric
        (`nearest_only`); its diagonal is ignored unless `diagonal`.
    diagonal : let the activity itself count, with the φ_ii given, as ecomplexity and ReKS do.

    Returns
    -------
    Result
        `density`, shape (regions, activities), from 0 to 1 (multiply by 100 for the usual per cent). NaN around an
        activity that is related to none; a caution names it. Where presence is not known for j, j counts neither
        above nor below the line in that region.

    Raises
    ------
    ComputeError
        If the shapes differ, if a relatedness is negative or not finite, or if `diagonal` is asked for and empty.

    Notes
    -----
    Source: Hidalgo, Klinger, Barabási and Hausmann (2007), doi:10.1126/science.1144581; without the diagonal as in
    Boschma, Balland and Kogler (2015), doi:10.1093/icc/dtu012.

    Examples
    --------
    >>> related = [[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]]
    >>> density([[1, 0, 0], [1, 1, 0]], related)["density"].round(2)
    array([[0.  , 0.67, 0.5 ],
           [0.67, 0.67, 1.  ]])
    """
    m = as_presence(presence)
    around = neighbourhood(m, relatedness, diagonal=diagonal)
    values = np.empty(m.shape)
    for rows in m.row_blocks():
        values[rows] = around.density(m, rows)
    isolated = [name for name, amount in zip(m.activities, around.whole, strict=True) if amount == 0]
    cautions = (*m.cautions, *((_isolated(isolated),) if isolated else ()))
    record = {**m.conventions, **around.conventions, "isolated_activities": isolated}
    return Result({"density": values}, m.axes, record, cautions)


def relative_density(presence: PresenceLike, density_values: Result | FloatArray) -> Result:
    """Density compared with the activities that the region lacks: (d_ri - mean) / sd over M_ri = 0, ddof 1.

    Returns
    -------
    Result
        `relative_density`, shape (regions, activities), for activities that the region has as well. NaN where the
        density is NaN, and for a region that lacks fewer than two activities or whose densities do not differ;
        a caution names such regions.

    Notes
    -----
    As economic-complexity defines it. Source: Pinheiro et al. (2018), arXiv:1801.05352.

    Examples
    --------
    >>> around = np.array([[0.4, 0.2, 0.6], [0.1, 0.1, 0.3]])
    >>> relative_density([[1, 0, 0], [1, 0, 0]], around)["relative_density"].round(2)
    array([[ 0.  , -0.71,  0.71],
           [-0.71, -0.71,  0.71]])
    """
    m = as_presence(presence)
    values, record = _density_of(m, density_values)
    over = m.absent & np.isfinite(values)
    n = over.sum(axis=1)
    mean = np.where(over, values, 0.0).sum(axis=1) / np.maximum(n, 1)
    squares = np.where(over, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    spread = np.sqrt(squares / np.maximum(n - 1, 1))
    defined = (n > 1) & (spread > 1e-14)
    result = np.full(m.shape, np.nan)
    result[defined] = (values[defined] - mean[defined, None]) / spread[defined, None]
    undefined = [name for name, fine in zip(m.regions, defined, strict=True) if not fine]
    cautions = (*m.cautions, *((_no_spread(undefined),) if undefined else ()))
    record = {**m.conventions, **record, "ddof": 1, "over": "absent activities"}
    return Result({"relative_density": result}, m.axes, record, cautions)


def internal_external_density(presence: PresenceLike, density_values: Result | FloatArray) -> Result:
    """Mean density over the activities that a region has (internal) and over those that it lacks (external).

    Returns
    -------
    Result
        `internal` and `external`, shape (regions,). NaN for a region that has, or lacks, no activity of known density.

    Examples
    --------
    >>> both = internal_external_density([[1, 0, 0], [1, 1, 0]], np.array([[0.4, 0.2, 0.6], [0.1, 0.2, 0.3]]))
    >>> both["internal"], both["external"]
    (array([0.4 , 0.15]), array([0.4, 0.3]))
    """
    m = as_presence(presence)
    values, record = _density_of(m, density_values)
    found = {}
    for name, over in (("internal", m.values), ("external", m.absent)):
        counted = over & np.isfinite(values)
        n = counted.sum(axis=1)
        total = np.where(counted, values, 0.0).sum(axis=1)
        found[name] = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return Result(found, {"region": m.regions}, {**m.conventions, **record}, m.cautions)


def _density_of(m: Presence, values: Result | FloatArray) -> tuple[FloatArray, Mapping[str, Any]]:
    matrix = values["density"] if isinstance(values, Result) else np.asarray(values, dtype=np.float64)
    if matrix.shape != m.shape:
        raise ComputeError(f"the density has the shape {matrix.shape}, the presence {m.shape}")
    return matrix, values.conventions if isinstance(values, Result) else {}


def _isolated(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "isolated-activities",
        f"{len(names)} activities are related to none, so that no density exists around them: {shown}",
        f"виды деятельности без связей с другими ({len(names)}), плотность вокруг них не определена: {shown}",
    )


def _no_spread(names: list[str]) -> Caution:
    shown = ", ".join(names)
    return Caution(
        "no-relative-density",
        f"{len(names)} regions lack too few activities, or densities do not differ, for a relative density: {shown}",
        f"относительная плотность не определена, мало отсутствующих видов или нет различий ({len(names)}): {shown}",
    )
