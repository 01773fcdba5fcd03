"""Where on the map are clusters and outliers? Local Moran's I with conditional permutation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from smartspec.errors import ConfigError, nearest
from smartspec.regions.isolates import TIE, Isolates, isolate_cautions, usable
from smartspec.regions.results import BoolArray, Caution, FloatArray, IntArray
from smartspec.regions.spatial_weights import SpatialWeights

#: Names of the quadrants: own value first, neighbours second.
QUADRANTS = ("none", "high-high", "low-high", "low-low", "high-low")
_BLOCK = 4_000_000

Alternative = Literal["two-sided", "directed"]
Correction = Literal["none", "benjamini-hochberg", "bonferroni"]


@dataclass(frozen=True, slots=True)
class LocalMoran:
    """Local statistics, one a region; NaN where `tested` is False.

    Attributes
    ----------
    regions : labels, in the order of every array.
    local : I_r = z_r Σ_s w_rs z_s with z in standard deviations (ddof 0); they add up to S0 times Moran's I.
    z, lag : own value in standard deviations, and the weighted sum of the neighbours'.
    quadrant : (n,) index into `QUADRANTS`; `none` where own value or lag is the mean, or no test was made.
    p_directed, p_two_sided : see `local_moran`.
    tested : False for isolates and missing values: they have no p and stay out of every correction.
    conventions, cautions : permutations, seed, both numbers of regions; what a reader must know.
    """

    regions: tuple[str, ...]
    local: FloatArray
    z: FloatArray
    lag: FloatArray
    quadrant: IntArray
    p_directed: FloatArray
    p_two_sided: FloatArray
    tested: BoolArray
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...]

    def significant(
        self,
        alpha: float = 0.05,
        *,
        alternative: Alternative = "two-sided",
        correction: Correction = "benjamini-hochberg",
    ) -> BoolArray:
        """(n,) True where the p, corrected for the number of regions tested, is at most (uncorrected: below) alpha."""
        chosen = {"two-sided": self.p_two_sided, "directed": self.p_directed}
        if alternative not in chosen:
            raise ConfigError(f"unknown alternative `{alternative}`", hint=nearest(alternative, chosen))
        p = chosen[alternative]
        with np.errstate(invalid="ignore"):
            if correction == "none":
                return np.asarray(p < alpha, dtype=np.bool_)
            return np.asarray(adjusted(p, correction=correction) <= alpha, dtype=np.bool_)


def local_moran(
    values: npt.ArrayLike,
    weights: SpatialWeights,
    *,
    isolates: Isolates = "leave-out",
    missing: npt.ArrayLike | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> LocalMoran:
    """Local Moran's I of each region, tested by placing other values around it at random.

    For each region its own value stays, and its neighbours' places are filled from all other values, drawn without
    replacement; R such draws. With m≥, m≤ the draws whose I is at least and at most the observed (ties, up to
    rounding, in both): directed p, the tail chosen by the data, (min(m≥, m≤) + 1)/(R + 1), a one-sided p; two-sided p
    min(1, 2 (min(m≥, m≤) + 1)/(R + 1)).

    Parameters
    ----------
    values : (n,) one number a region, in the order of the weights.
    weights : neighbours; used as given (`row_standardised` first, if rows are to weigh alike).
    isolates : `leave-out` takes regions without neighbours out of n, the mean and the draws; `keep` leaves them in
        the mean and the draws. They have no p either way.
    missing : (n,) True where no value is known.
    permutations : R, at least 99.
    seed : the draws depend on it, on R and on nothing else.

    Returns
    -------
    LocalMoran
        A caution says if R is so small that one region alone could never pass the correction.

    Raises
    ------
    ComputeError
        As for `moran`.
    ConfigError
        If there are fewer than 99 permutations.

    Notes
    -----
    Source: Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x; false discoveries: Castro, Singer (2006),
    doi:10.1111/j.0016-7363.2006.00682.x.

    Examples
    --------
    >>> from smartspec.regions.spatial_weights import as_weights
    >>> line = as_weights(np.eye(8, k=1) + np.eye(8, k=-1), list("ABCDEFGH"))
    >>> found = local_moran([9, 9, 9, 0, 1, 0, 1, 0], line)
    >>> [QUADRANTS[q] for q in found.quadrant[:4]], float(found.p_directed[1]) < 0.1
    (['high-high', 'high-high', 'high-high', 'low-high'], True)
    """
    if permutations < 99:
        raise ConfigError(f"{permutations} permutations are too few", hint="use 999, or 9999 with a correction")
    x, inner, part, alone = usable(values, weights, isolates=isolates, missing=missing)
    z = (x - x.mean()) / x.std()
    lag = inner.matrix @ z
    above, below = _counts(z, lag, inner, permutations=permutations, seed=seed)
    extreme = (np.minimum(above, below) + 1.0) / (permutations + 1.0)
    tested = part & ~alone
    inside = ~inner.islands
    n_tested = int(tested.sum())

    def spread(array: FloatArray, where: BoolArray) -> FloatArray:
        full = np.full(len(part), np.nan)
        full[np.flatnonzero(part)[where]] = array[where]
        return full

    everywhere = np.ones(len(x), dtype=np.bool_)
    quadrant = np.zeros(len(part), dtype=np.int64)
    quadrant[np.flatnonzero(part)] = _quadrants(z, lag)
    return LocalMoran(
        regions=weights.regions,
        local=spread(z * lag, inside),
        z=spread(z, everywhere),
        lag=spread(lag, inside),
        quadrant=quadrant,
        p_directed=spread(extreme, inside),
        p_two_sided=spread(np.minimum(1.0, 2.0 * extreme), inside),
        tested=tested,
        conventions={
            **weights.conventions,
            "row_standardised": weights.standardised,
            "isolates": isolates,
            "n": len(x),
            "n_tested": n_tested,
            "n_isolates": int(alone.sum()),
            "variance_ddof": 0,
            "permutations": permutations,
            "seed": seed,
        },
        cautions=(*isolate_cautions(weights, alone, isolates=isolates), *_coarse(permutations, n_tested)),
    )


def adjusted(p: npt.ArrayLike, *, correction: Correction = "benjamini-hochberg") -> FloatArray:
    """P values corrected for their number: at most α exactly where the procedure at level α rejects.

    Benjamini-Hochberg: min over j ≥ k of n p_(j)/j, so that the largest k with p_(k) ≤ kα/n decides; Bonferroni: n p.
    Both capped at 1. NaN stands for no test: it stays, and does not count in n.

    Raises
    ------
    ConfigError
        If the correction is unknown.

    Notes
    -----
    Source: Benjamini, Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> adjusted([0.01, 0.04, 0.03, np.nan]).round(3)
    array([0.03, 0.04, 0.04,  nan])
    """
    known = ("none", "benjamini-hochberg", "bonferroni")
    if correction not in known:
        raise ConfigError(f"unknown correction `{correction}`", hint=nearest(str(correction), known))
    result = np.array(p, dtype=np.float64)
    where = np.flatnonzero(~np.isnan(result))
    n = len(where)
    if correction == "bonferroni":
        result[where] = np.minimum(1.0, n * result[where])
    elif correction == "benjamini-hochberg" and n:
        order = where[np.argsort(result[where], kind="stable")]
        scaled = result[order] * n / np.arange(1, n + 1)
        result[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return result


def _counts(
    z: FloatArray, lag: FloatArray, weights: SpatialWeights, *, permutations: int, seed: int
) -> tuple[IntArray, IntArray]:
    """Draws at least and at most as large as the observed local statistic, for each region."""
    starts, data, n = weights.matrix.indptr, weights.matrix.data, len(z)
    width = int(np.diff(starts).max())
    rng = np.random.default_rng(seed)
    above, below = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    largest = float(np.abs(z).max())
    rows = max(1, _BLOCK // n)
    for begin in range(0, permutations, rows):
        places = np.tile(np.arange(n - 1, dtype=np.int32), (min(rows, permutations - begin), 1))
        drawn = np.ascontiguousarray(rng.permuted(places, axis=1)[:, :width].T)
        # The others' values: the region's own is overwritten by the last, and the last place is not drawn.
        others = z[:-1].copy()
        for r in range(n):
            own = data[starts[r] : starts[r + 1]]
            if r < n - 1:
                others[r] = z[-1]
            local = z[r] * (own @ others[drawn[: len(own)]])
            slack = TIE * abs(z[r]) * largest * float(own.sum())
            above[r] += int((local >= z[r] * lag[r] - slack).sum())
            below[r] += int((local <= z[r] * lag[r] + slack).sum())
            if r < n - 1:
                others[r] = z[r]
    return above, below


def _quadrants(z: FloatArray, lag: FloatArray) -> IntArray:
    flat = (np.abs(z) < TIE) | (np.abs(lag) < TIE)
    high, around = z > 0, lag > 0
    chosen = np.select([high & around, ~high & around, ~high & ~around], [1, 2, 3], default=4)
    return np.where(flat, 0, chosen).astype(np.int64)


def _coarse(permutations: int, n: int) -> tuple[Caution, ...]:
    alpha = 0.05
    needed = int(np.ceil(2 * n / alpha)) - 1
    if permutations >= needed:
        return ()
    en = (
        f"with {permutations} permutations the smallest two-sided p is {2 / (permutations + 1):.2g}: a single region "
        f"among {n} passes a correction at 0.05 only from {needed} permutations on"
    )
    ru = (
        f"при {permutations} перестановках наименьшее двустороннее p равно {2 / (permutations + 1):.2g}: один регион "
        f"из {n} может пройти поправку на уровне 0,05 только начиная с {needed} перестановок"
    )
    return (Caution("few-permutations", en, ru),)
