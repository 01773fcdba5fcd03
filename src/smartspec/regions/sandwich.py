"""Standard errors of a Poisson fit that hold when ties are not Poisson: HC1, and clustered."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smartspec.errors import ComputeError
from smartspec.regions.effects import Effects
from smartspec.regions.poisson import PoissonFit
from smartspec.regions.results import FloatArray


def sandwich(
    fit: PoissonFit,
    y: FloatArray,
    *,
    effects: Effects | None = None,
    clusters: Sequence[Hashable] | npt.NDArray[Any] | None = None,
) -> tuple[FloatArray, int, int]:
    """Covariance A⁻¹BA⁻¹ of the coefficients, the parameters it counts, and the clusters.

    With x the regressors without effects and e = y - μ: A = Σ μ xx'. HC1: B = Σ e² xx', times n/(n - k), k the
    parameters with those of effects. Clusters: B = Σ_g (Σ_{i in g} e x)(…)', times G/(G - 1) · (n - 1)/(n - k), where k
    leaves out effects whose levels lie within one cluster each.

    Parameters
    ----------
    fit : n observations, k regressors.
    y : (n,) observed.
    effects : those of the fit.
    clusters : (n,) labels; HC1 if None.

    Returns
    -------
    tuple
        Covariance (k, k), number of parameters counted, number of clusters (0 for HC1).

    Raises
    ------
    ComputeError
        If parameters use up the observations, lengths differ, or there are fewer than two clusters.

    Notes
    -----
    Source: MacKinnon, White (1985), doi:10.1016/0304-4076(85)90158-7 (HC1); Cameron, Miller (2015),
    doi:10.3368/jhr.50.2.317 (clusters).

    Examples
    --------
    >>> from smartspec.regions.poisson import maximise
    >>> y = np.array([1.0, 3.0, 2.0, 4.0])
    >>> covariance, _, _ = sandwich(maximise(y, np.ones((4, 1)), None, tolerance=1e-12, max_iterations=50), y)
    >>> covariance.round(6)
    array([[0.066667]])
    """
    x, n = fit.partial, len(y)
    scores = x * (y - fit.expected)[:, None]
    if not x.shape[1]:
        return np.empty((0, 0)), count_parameters(effects), 0
    inverse = np.linalg.inv(np.einsum("ni,n,nj->ij", x, fit.expected, x, optimize=True))
    if clusters is None:
        k, n_clusters, factor = x.shape[1] + count_parameters(effects), 0, 1.0
        if n <= k:
            raise ComputeError(f"{n} observations for {k} parameters", hint="leave effects or regressors out")
        factor = n / (n - k)
    else:
        labels = np.asarray(clusters)
        if labels.shape != (n,):
            raise ComputeError(f"clusters have the shape {labels.shape}, {n} observations are used")
        names, code = np.unique(labels, return_inverse=True)
        k = x.shape[1] + count_parameters(effects) - count_parameters(_within(effects, code))
        n_clusters = len(names)
        if n_clusters < 2 or n <= k:
            raise ComputeError(f"{n_clusters} clusters, {n} observations and {k} parameters allow no errors")
        factor = n_clusters / (n_clusters - 1) * (n - 1) / (n - k)
        scores = np.column_stack([np.bincount(code, weights=column) for column in scores.T])
    return factor * inverse @ (scores.T @ scores) @ inverse, k, n_clusters


def count_parameters(effects: Effects | None) -> int:
    """Free parameters of effects: levels used, less the constants that effects share.

    Two effects share one constant for each connected part of their levels; for three or more one constant for each
    effect beyond the first is taken off, which may leave a few too many.

    Examples
    --------
    >>> from smartspec.regions.effects import encode_effects
    >>> count_parameters(encode_effects({"o": list("AABB"), "d": list("XYXY")}, n=4))
    3
    """
    if effects is None or not effects.codes:
        return 0
    used = sum(len(np.unique(code)) for code in effects.codes)
    if len(effects.codes) != 2:
        return used - (len(effects.codes) - 1)
    from scipy.sparse.csgraph import connected_components

    membership = effects.membership()
    present = np.asarray(membership.sum(axis=0)).ravel() > 0
    _, label = connected_components(membership.T @ membership, directed=False)
    return used - len(np.unique(label[present]))


def _within(effects: Effects | None, clusters: npt.NDArray[Any]) -> Effects | None:
    """Effects whose levels lie within one cluster each."""
    if effects is None:
        return None
    width = int(clusters.max()) + 1
    inside = [
        k for k, code in enumerate(effects.codes) if len(np.unique(code * width + clusters)) == len(np.unique(code))
    ]
    return Effects(
        tuple(effects.names[k] for k in inside),
        tuple(effects.codes[k] for k in inside),
        tuple(effects.levels[k] for k in inside),
    )
