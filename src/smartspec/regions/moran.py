"""Do neighbouring regions have like values? Moran's I and Geary's C for the whole map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.regions.isolates import TIE, Isolates, isolate_cautions, usable
from smartspec.regions.results import Caution, FloatArray
from smartspec.regions.spatial_weights import SpatialWeights

_BLOCK = 2_000_000


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """One statistic of the whole map, with inference by formula and by permutation.

    Attributes
    ----------
    statistic, expected : the value, and its mean if values were scattered at random.
    variance_normal, z_normal, p_normal : for values drawn from a normal distribution; p two-sided.
    variance_random, z_random, p_random : for the given values in random order; p two-sided.
    p_directed, p_two_sided : shares of permutations, see `moran`; NaN if none were made.
    n, n_pairs : regions and directed pairs of neighbours used.
    with_isolates, without_isolates : the statistic under both choices.
    conventions, cautions : both numbers of regions, permutations, seed; what a reader must know.
    """

    statistic: float
    expected: float
    variance_normal: float
    z_normal: float
    p_normal: float
    variance_random: float
    z_random: float
    p_random: float
    p_directed: float
    p_two_sided: float
    n: int
    n_pairs: int
    with_isolates: float
    without_isolates: float
    conventions: Mapping[str, Any]
    cautions: tuple[Caution, ...]


def moran(
    values: npt.ArrayLike,
    weights: SpatialWeights,
    *,
    isolates: Isolates = "leave-out",
    missing: npt.ArrayLike | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> Autocorrelation:
    """Moran's I = (n/S0) Σ w_rs z_r z_s / Σ z_r², z the deviations from the mean; above -1/(n-1): like by like.

    Parameters
    ----------
    values : (n,) one number a region, in the order of the weights.
    weights : neighbours; used as given (`row_standardised` first, if rows are to weigh alike).
    isolates : `leave-out` drops regions without neighbours from n and the mean; `keep` leaves them in.
    missing : (n,) True where no value is known: the region falls out, and weights are standardised again if they were.
    permutations : random orders of the values; 0 for none.
    seed : of the permutations.

    Returns
    -------
    Autocorrelation
        With m≥, m≤ the permutations at least and at most as large (ties in both) of R: directed p (the tail chosen by
        the data) (min(m≥, m≤) + 1)/(R + 1), two-sided p min(1, 2 (min(m≥, m≤) + 1)/(R + 1)).

    Raises
    ------
    ComputeError
        If values do not fit, an undeclared one is not finite, all are equal, or fewer than four regions are left.

    Notes
    -----
    Source: Moran (1950), doi:10.1093/biomet/37.1-2.17; moments: Cliff, Ord (1981), Spatial Processes, section 2.3.

    Examples
    --------
    >>> from smartspec.regions.spatial_weights import as_weights
    >>> line = as_weights(np.eye(6, k=1) + np.eye(6, k=-1), list("ABCDEF"))
    >>> round(moran([1, 2, 3, 4, 5, 6], line).statistic, 3)
    0.6
    """
    return _autocorrelation("moran", values, weights, (isolates, missing, permutations, seed))


def geary(
    values: npt.ArrayLike,
    weights: SpatialWeights,
    *,
    isolates: Isolates = "leave-out",
    missing: npt.ArrayLike | None = None,
    permutations: int = 999,
    seed: int = 0,
) -> Autocorrelation:
    """Geary's C = (n-1)/(2 S0) Σ w_rs (x_r - x_s)² / Σ z_r²; below 1: neighbours are alike.

    Parameters, returns and errors as for `moran`.

    Notes
    -----
    Source: Geary (1954), doi:10.2307/2986645; moments: Cliff, Ord (1981), Spatial Processes, section 2.3.

    Examples
    --------
    >>> from smartspec.regions.spatial_weights import as_weights
    >>> line = as_weights(np.eye(6, k=1) + np.eye(6, k=-1), list("ABCDEF"))
    >>> round(geary([1, 2, 3, 4, 5, 6], line).statistic, 3)
    0.143
    """
    return _autocorrelation("geary", values, weights, (isolates, missing, permutations, seed))


def _autocorrelation(
    kind: str, values: npt.ArrayLike, weights: SpatialWeights, options: tuple[Isolates, Any, int, int]
) -> Autocorrelation:
    isolates, missing, permutations, seed = options
    x, inner, part, alone = usable(values, weights, isolates=isolates, missing=missing)
    other: Isolates = "keep" if isolates == "leave-out" else "leave-out"
    elsewhere = usable(values, weights, isolates=other, missing=missing)[:2] if alone.any() else (x, inner)
    statistic, contrast = _statistic(kind, x, inner), _statistic(kind, *elsewhere)
    expected, normal, random = _moments(kind, x, inner)
    z_normal, z_random = (statistic - expected) / np.sqrt(normal), (statistic - expected) / np.sqrt(random)
    directed, two_sided = _permuted(kind, x, inner, permutations=permutations, seed=seed)
    both = (contrast, statistic) if isolates == "leave-out" else (statistic, contrast)
    n_alone = int(alone.sum())
    n_known = len(weights.regions) if missing is None else int((~np.asarray(missing, dtype=np.bool_)).sum())
    return Autocorrelation(
        statistic=statistic,
        expected=expected,
        variance_normal=normal,
        z_normal=float(z_normal),
        p_normal=_two_sided(float(z_normal)),
        variance_random=random,
        z_random=float(z_random),
        p_random=_two_sided(float(z_random)),
        p_directed=directed,
        p_two_sided=two_sided,
        n=int(part.sum()),
        n_pairs=inner.n_pairs,
        with_isolates=both[0],
        without_isolates=both[1],
        conventions={
            **weights.conventions,
            "statistic": kind,
            "row_standardised": weights.standardised,
            "isolates": isolates,
            "n_with_isolates": n_known,
            "n_without_isolates": n_known - n_alone,
            "n_missing": len(weights.regions) - n_known,
            "permutations": permutations,
            "seed": seed,
        },
        cautions=isolate_cautions(weights, alone, isolates=isolates),
    )


def _statistic(kind: str, x: FloatArray, weights: SpatialWeights) -> float:
    return float(_statistics(kind, (x - x.mean())[:, None], weights)[0])


def _statistics(kind: str, z: FloatArray, weights: SpatialWeights) -> FloatArray:
    """(r,) statistics of columns of z (n, r), each the deviations from the mean in some order."""
    products = np.einsum("nr,nr->r", z, weights.matrix @ z)
    total, variance, n = float(weights.matrix.sum()), float(z[:, 0] @ z[:, 0]), len(z)
    if kind == "moran":
        return np.asarray(n / total * products / variance, dtype=np.float64)
    gaps = _margin(weights) @ z**2 - 2.0 * products
    return np.asarray((n - 1) / (2.0 * total) * gaps / variance, dtype=np.float64)


def _margin(weights: SpatialWeights) -> FloatArray:
    rows = np.asarray(weights.matrix.sum(axis=1)).ravel()
    return np.asarray(rows + np.asarray(weights.matrix.sum(axis=0)).ravel(), dtype=np.float64)


def _moments(kind: str, x: FloatArray, weights: SpatialWeights) -> tuple[float, float, float]:
    """Mean, variance for normal values, variance for values in random order."""
    w, n, z = weights.matrix, len(x), x - x.mean()
    s0 = float(w.sum())
    s1 = float(0.5 * ((w + w.T).power(2)).sum())
    s2 = float(np.sum(_margin(weights) ** 2))
    k = float(n * np.sum(z**4) / np.sum(z**2) ** 2)
    if kind == "moran":
        mean = -1.0 / (n - 1)
        normal = (n * n * s1 - n * s2 + 3 * s0**2) / ((n * n - 1) * s0**2) - mean**2
        random = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - k * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
        return mean, normal, random / ((n - 1) * (n - 2) * (n - 3) * s0**2) - mean**2
    normal = ((2 * s1 + s2) * (n - 1) - 4 * s0**2) / (2 * (n + 1) * s0**2)
    random = (
        (n - 1) * s1 * (n * n - 3 * n + 3 - (n - 1) * k)
        - 0.25 * (n - 1) * s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * k)
        + s0**2 * (n * n - 3 - (n - 1) ** 2 * k)
    )
    return 1.0, normal, random / (n * (n - 2) * (n - 3) * s0**2)


def _permuted(
    kind: str, x: FloatArray, weights: SpatialWeights, *, permutations: int, seed: int
) -> tuple[float, float]:
    if permutations < 1:
        return float("nan"), float("nan")
    z = x - x.mean()
    observed = _statistic(kind, x, weights)
    rng = np.random.default_rng(seed)
    above = below = 0
    slack = TIE * max(1.0, abs(observed))
    block = max(1, _BLOCK // len(z))
    for start in range(0, permutations, block):
        shuffled = rng.permuted(np.tile(z, (min(block, permutations - start), 1)), axis=1).T
        drawn = _statistics(kind, shuffled, weights)
        above += int((drawn >= observed - slack).sum())
        below += int((drawn <= observed + slack).sum())
    directed = (min(above, below) + 1) / (permutations + 1)
    return directed, min(1.0, 2.0 * directed)


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2.0 * ndtr(-abs(z)))
