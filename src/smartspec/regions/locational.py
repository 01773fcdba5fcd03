"""Is an activity more concentrated in space than all activities together? Gini coefficients and Ellison-Glaeser."""

from collections.abc import Sequence

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import Counts
from smartspec.regions.results import BoolArray, Caution, FloatArray, Result
from smartspec.regions.shares import aligned, compared, profiles, ratio


def locational_gini(counts: Counts) -> Result:
    """Gini coefficients of each activity over regions; several that the literature calls by one name.

    Returns
    -------
    All of shape (activities,), from 0 to 1 unless stated:

    - `locational_gini`: G = 1 - Σ_k (c_k + c_{k-1}) (p_k - p_{k-1}), the regions ordered by their quotient, c and p the
      cumulated shares of the activity and of everything. Regions of equal quotient may stand in any order.
    - `locational_gini_half`: G / 2, at most 0.5, after Krugman; EconGeo's `locational.Gini`.
    - `gini_of_quotients`: Gini of the quotients without weights, so that a small region counts as a large one; REAT's
      `gini.conc`.
    - `gini_of_counts`: Gini of the counts without weights; EconGeo's `Gini`.

    Regions that are missing for an activity are left out of its curve. Empty regions and activities are left out.

    Notes
    -----
    Source: Krugman (1991), Geography and Trade; the weighted form as in Hoover (1936), doi:10.2307/1927875.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> locational_gini(as_counts([[80, 20], [60, 90]]))["locational_gini"].round(3)
    array([0.171, 0.218])
    """
    base = compared(counts)
    shares, weights = profiles(base, of="activity")
    known = base.known.T
    weighted = np.array([_lorenz(*row) for row in zip(shares, weights, strict=True)])
    quotients = ratio(shares, weights)
    values = {
        "locational_gini": weighted,
        "locational_gini_half": weighted / 2,
        "gini_of_quotients": _unweighted(quotients, known),
        "gini_of_counts": _unweighted(base.counts.values.T, known),
    }
    return base.result(values, axes=("activity",), conventions={"of": "activity", "reference": "whole"})


def ellison_glaeser(counts: Counts, plant_herfindahl: FloatArray | None = None) -> Result:
    """Ellison-Glaeser index: (G - (1 - Σ p_r²) H) / ((1 - Σ p_r²) (1 - H)), G = Σ_r (q_ri - p_r)².

    Parameters
    ----------
    counts : employment of regions by activities; p_r is the share of a region in all employment.
    plant_herfindahl : H of each activity as given, shape (activities,), Σ over plants of their squared shares in its
        employment, from 0 to 1; NaN where not known. Without it there is no index, only G.

    Returns
    -------
    `raw_concentration` G and `ellison_glaeser`, shape (activities,); 0 is what random location of the plants gives. The
    index is NaN where H is not known or 1 (a single plant): then G mixes few large plants with true concentration, and
    the caution `no-plant-data` says so.

    Raises
    ------
    ComputeError
        If H does not fit the activities or lies outside 0..1.

    Notes
    -----
    Source: Ellison, Glaeser (1997), doi:10.1086/262098.

    Examples
    --------
    >>> from smartspec.regions.counts import as_counts
    >>> found = ellison_glaeser(as_counts([[80, 20], [60, 90]]), np.array([0.1, 0.2]))
    >>> found["raw_concentration"].round(4), found["ellison_glaeser"].round(4)
    (array([0.0588, 0.0952]), array([ 0.0249, -0.0021]))
    """
    base = compared(counts)
    shares, weights = profiles(base, of="activity")
    raw = ((shares - weights) ** 2).sum(axis=1)
    if plant_herfindahl is None:
        plants = np.full(raw.shape, np.nan)
    else:
        plants = aligned(plant_herfindahl, counts, what="plant_herfindahl", axis="activity")[base.kept_activities]
        if (plants > 1).any():
            raise ComputeError("a Herfindahl index of plants lies between 0 and 1", hint="use shares, not percent")
    index = _index(raw, (weights**2).sum(axis=1), plants)
    without = int(np.isnan(index).sum())
    conventions = {"of": "activity", "plant_data": "none" if plant_herfindahl is None else "herfindahl"}
    cautions = (_no_plants(without),) if without else ()
    values = {"raw_concentration": raw, "ellison_glaeser": index}
    return base.result(values, axes=("activity",), conventions=conventions, cautions=cautions)


def ellison_glaeser_of_plants(
    employment: FloatArray, plant_regions: Sequence[str], *, total: dict[str, float]
) -> Result:
    """Ellison-Glaeser index of one activity from its plants, and whether chance alone would give its concentration.

    Parameters
    ----------
    employment : shape (plants,), positive.
    plant_regions : region of each plant.
    total : all employment of every region, those without a plant of the activity included.

    Returns
    -------
    `ellison_glaeser`, `raw_concentration` G, `plant_herfindahl` H and `z` = (G - (1 - Σp²) H) / sd, each of shape (1,);
    sd is the standard deviation of G if plants chose regions at random with probability p_r. The index is NaN for a
    single plant, `z` where sd is 0.

    Raises
    ------
    ComputeError
        If sizes are not positive, shapes do not fit, or a plant stands in a region without total.

    Notes
    -----
    Source: Ellison, Glaeser (1997), doi:10.1086/262098.
    """
    sizes = np.asarray(employment, dtype=np.float64)
    if sizes.shape != (len(plant_regions),) or not sizes.size:
        raise ComputeError(f"{sizes.size} plants with {len(plant_regions)} regions")
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise ComputeError("the employment of a plant must be positive", hint="leave out plants that are not known")
    regions = tuple(total)
    unknown = sorted(set(plant_regions) - set(regions))
    if unknown:
        raise ComputeError(f"the region `{unknown[0]}` of a plant has no total employment")
    whole = np.array([total[name] for name in regions], dtype=np.float64)
    if not (np.isfinite(whole) & (whole >= 0)).all() or not whole.any():
        raise ComputeError("total employment must be positive or zero")
    p, s = whole / whole.sum(), sizes / sizes.sum()
    q = np.bincount([regions.index(name) for name in plant_regions], s, minlength=len(regions))
    raw, plants, squares = float(((q - p) ** 2).sum()), float((s**2).sum()), float((p**2).sum())
    cubes = float((p**3).sum())
    variance = 2 * (
        plants**2 * (squares - 2 * cubes + squares**2) - (s**4).sum() * (squares - 4 * cubes + 3 * squares**2)
    )
    index = _index(np.array([raw]), np.array([squares]), np.array([plants]))
    z = ratio(np.array([raw - (1 - squares) * plants]), np.sqrt(np.maximum(np.array([variance]), 0.0)))
    values = {
        "ellison_glaeser": index,
        "raw_concentration": np.array([raw]),
        "plant_herfindahl": np.array([plants]),
        "z": z,
    }
    conventions = {"plants": len(sizes), "regions": len(regions), "plant_data": "plants"}
    return Result(values, {}, conventions, (_no_plants(1),) if np.isnan(index).any() else ())


def _index(raw: FloatArray, squares: FloatArray, plants: FloatArray) -> FloatArray:
    return ratio(raw - (1 - squares) * plants, (1 - squares) * (1 - plants))


def _lorenz(shares: FloatArray, weights: FloatArray) -> float:
    """Gini of `shares` against `weights`, both of sum 1; entries without weight are no regions of the curve."""
    there = weights > 0
    order = np.argsort(shares[there] / weights[there], kind="stable")
    c = np.concatenate([[0.0], np.cumsum(shares[there][order])])
    p = np.concatenate([[0.0], np.cumsum(weights[there][order])])
    return float(max(1.0 - ((c[1:] + c[:-1]) * np.diff(p)).sum(), 0.0))


def _unweighted(values: FloatArray, known: BoolArray) -> FloatArray:
    """Gini of the known values of each row, without the correction n / (n - 1)."""
    found = np.full(len(values), np.nan)
    for k, (row, there) in enumerate(zip(values, known, strict=True)):
        ordered = np.sort(row[there])
        n, total = ordered.size, ordered.sum()
        if total > 0:
            found[k] = (2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total)
    return found


def _no_plants(n: int) -> Caution:
    return Caution(
        "no-plant-data",
        f"no index for {n} activities, as sizes of plants are not known or there is one plant: raw concentration G also"
        " reflects few large plants",
        f"нет индекса для {n} видов деятельности: размеры предприятий неизвестны или предприятие одно;"
        " исходная концентрация G отражает и крупность предприятий",
    )
